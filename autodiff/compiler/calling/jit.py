"""`jit`: a Python function of numbers, traced once for each structure of its arguments, and compiled."""

import inspect
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import update_wrapper
from threading import Lock
from types import MethodType
from typing import TYPE_CHECKING, Any

from autodiff.compiler.calling.arguments import Arguments, first
from autodiff.compiler.calling.compiling import compile
from autodiff.forks import freed_in_child
from autodiff.messages import shown
from autodiff.transforms import functional as transforms
from autodiff.transforms.functional import check_function, name_of
from autodiff.trees import Rebuild

if TYPE_CHECKING:
    from autodiff.compiler.calling.kernel import Kernel

KEPT = 64  # structures of arguments that a function keeps kernels for: those used last


def jit(fun: Callable[..., Any]) -> "Jitted":
    """The function, compiled: with numbers it gives numbers, for whole NumPy arrays of them at a time.

    Arguments and result may be numbers in nested lists, tuples and dicts. The function is called once for each structure
    of the arguments, with Values, and what it computes becomes a `Kernel`. A NumPy array of shape (n,) in the place of a
    number stands for n samples; all arrays have the same n, and numbers beside them are the same in each sample. The result
    then has an array of n in the place of each number. What is no number (a bool, text, None, a model) is part of the
    structure, and must be hashable. With Values in the arguments, or inside a transformation such as `grad`, it is the plain
    function.

    `f.value_and_grad(*args)` gives the value (one number) and its gradients, `f.kernel(*args)` the kernel itself.

    What Python does apart from arithmetic on Values is done while tracing, and not again. An `if` on a Value would be
    decided once: it raises `TypeError`, as do max() and sorted(), and `where` is the way. But nothing can tell that numbers
    were read as `v.data` or `v.grad`, drawn at random, printed or written to a list: those are frozen. Values from outside
    of the function (the weights of a model) are read at each call; what was computed of them outside is computed anew.

    `ImportError` without the extra `compile`; `TypeError` for a result that is no number.

    >>> from autodiff import exp, where
    >>> @jit
    ... def f(x, y):
    ...     return where(x > y, x * y, exp(x))
    >>> f(3.0, 2.0)
    6.0
    >>> import numpy as np
    >>> f(np.array([3.0, 0.0]), 2.0)
    array([6., 1.])
    >>> f.value_and_grad(3.0, 2.0)
    (6.0, (2.0, 3.0))
    """
    check_function(fun, "jit", "jit(f), not jit(f(x))")
    return Jitted(fun)


class Jitted:
    """A compiled function, made by `jit`. Threads may share it."""

    def __init__(self, fun: Callable[..., Any]) -> None:
        update_wrapper(self, fun, updated=())
        self._fun, self._name = fun, name_of(fun)
        self._specializations: OrderedDict[Any, _Specialization] = OrderedDict()
        self._lock = freed_in_child(Lock())
        self._signature: inspect.Signature | None = None
        with suppress(TypeError, ValueError):  # some functions written in C have none
            self._signature = inspect.signature(fun)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if transforms._nesting.get() or transforms.holds_values(args, kwargs):
            return self._fun(*args, **kwargs)
        given = self._arguments(args, kwargs)
        traced = self._find(given)
        found = traced.kernel.value(given.rows(), parameters=traced.parameters())
        return traced.rebuild(_apart(found, given.axes) if traced.several else [found])

    def value_and_grad(self, *args: Any, **kwargs: Any) -> tuple[Any, Any]:
        """The value, one number, and its gradient in the structure of the arguments: None in the place of what is no number.

        Of one argument alone its own gradient, of several a tuple in the order of the signature. With arrays all of them
        are of each sample. `TypeError` if the function gives anything but one number.

        >>> jit(lambda v, scale: scale * v["a"] * v["b"]).value_and_grad({"a": 2.0, "b": 3.0}, scale=10.0)
        (60.0, ({'a': 30.0, 'b': 20.0}, 6.0))
        """
        given = self._arguments(args, kwargs)
        if transforms._nesting.get() or transforms.holds_values(args, kwargs):
            if given.axes:
                raise TypeError(f"{self._name} was given Values and arrays of samples: give it one sample at a time")
            trace = given.trace(self._fun, self._name, given.numbers)
            self._check(trace.rebuild_output, len(trace.outputs))
            return trace.values(), given.like_arguments(trace.rows()[0])
        traced = self._find(given)
        self._check(traced.rebuild, traced.outputs)
        value, gradient = traced.kernel(given.rows(), parameters=traced.parameters())
        return value, given.like_arguments(_apart(gradient, given.axes))

    def kernel(self, *args: Any, **kwargs: Any) -> "Kernel":
        """The kernel for arguments of this structure. Its inputs are their numbers in order, its parameters the Values from
        outside of the function; it is by the inputs.

        >>> jit(lambda x, y: x * y).kernel(1.0, 1.0)([[2.0, 3.0], [4.0, 5.0]])
        (array([ 6., 20.]), array([[3., 2.],
               [5., 4.]]))
        """
        return self._find(self._arguments(args, kwargs)).kernel

    def _arguments(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Arguments:
        """The arguments as positional ones where the signature allows it, so that f(x, y=1) is f(x, 1)."""
        if kwargs and self._signature is not None:
            try:
                bound = self._signature.bind(*args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{self._name}: {error}") from None
            args, kwargs = bound.args, bound.kwargs
        return Arguments(args, kwargs, self._name)

    def _find(self, given: Arguments) -> "_Specialization":
        found = self._known(given.key)
        if found is None:
            found = _Specialization(self._fun, self._name, given)  # without the lock, as the function may call itself
            with self._lock:
                found = self._specializations.setdefault(given.key, found)
                while len(self._specializations) > KEPT:
                    self._specializations.popitem(last=False)
        return found

    def _known(self, key: Any) -> "_Specialization | None":
        """What was compiled for this structure, unless one of its registered rows has changed."""
        with self._lock:
            found = self._specializations.get(key)
            if found is not None and found.kernel._is_current():
                self._specializations.move_to_end(key)
                return found
            self._specializations.pop(key, None)
        return None

    def _check(self, rebuild: Rebuild, outputs: int) -> None:
        result = rebuild([0.0] * outputs)
        if not isinstance(result, float):
            raise TypeError(f"the gradient of {self._name} needs one number as its result, got {type(result).__name__} "
                            f"of {outputs}: use jacobian(), or the kernel")

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        return self if instance is None else MethodType(self, instance)

    def __reduce__(self) -> str:
        return self.__qualname__  # type: ignore[attr-defined, no-any-return]  # by name, as functions are pickled

    def __repr__(self) -> str:
        return f"<jit of {self._name}>"


class _Specialization:
    """A function that was traced and compiled for one structure of arguments."""

    def __init__(self, fun: Callable[..., Any], name: str, given: Arguments) -> None:
        trace = given.trace(fun, name, [first(x) for x in given.numbers])
        self.rebuild, self.outputs = trace.rebuild_output, len(trace.outputs)
        if not self.outputs:
            raise ValueError(f"{name} gives no number, but {shown(self.rebuild([]))}: jit needs at least one in the result")
        self.several = not isinstance(self.rebuild([0.0] * self.outputs), float)
        self.kernel = compile(trace.outputs if self.several else trace.outputs[0], trace.variables, trace.variables)
        self._outside = self.kernel._own_leaves()

    def parameters(self) -> list[float]:
        """The present data of the Values from outside of the function."""
        return [v.data for v in self._outside]


def _apart(found: Any, axes: int) -> list[Any]:
    """What stands along the last axis: floats, or an array of all samples for each."""
    return [column.copy() for column in found.T] if axes else [*found.tolist()]

"""Transformations of functions, as in JAX: `grad`, `value_and_grad`, `jacobian`, `hessian`, `jvp`, `hvp`.

An argument may be a number, a nested list, tuple or dict of numbers, or a NumPy array; the derivative has its structure.
For plain numbers the results are floats. Inside another transformation, or for Values, they are Values, so that
`grad(grad(f))` works.
"""

import contextvars
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import wraps
from typing import Any

from autodiff.graph import sweeps as graph
from autodiff.graph.node import Node
from autodiff.messages import shown
from autodiff.reals import number
from autodiff.transforms.gradients import differentiate, pushforward
from autodiff.trees import Rebuild, flatten, is_array
from autodiff.value.value import Value

_nesting: contextvars.ContextVar[int] = contextvars.ContextVar("nesting", default=0)


class Trace:
    """One call of a function on new Values: its variables, its outputs, and whether derivatives must be Values."""

    def __init__(self, fun: Callable[..., Any], args: Sequence[Any], argnums: tuple[int, ...], **kwargs: Any) -> None:
        variables: list[Value] = []
        self.rebuilds: list[Rebuild] = []
        called = list(args)
        for i in argnums:
            leaves, rebuild = flatten(args[i])
            fresh = [_variable(leaf, fun, i) for leaf in leaves]
            called[i] = rebuild(fresh)
            self.rebuilds.append(_part(rebuild, len(variables), len(variables) + len(fresh)))
            variables += fresh
        outside = _nesting.get()
        try:  # an interrupt between any two lines leaves the count right
            _nesting.set(outside + 1)
            result = fun(*called, **kwargs)
        finally:
            _nesting.set(outside)
        self.variables = variables
        leaves, self.rebuild_output = flatten(result)
        self.outputs = [y if isinstance(y, Value) else Value(number(y, f"the result of {name_of(fun)}")) for y in leaves]
        self.tracked = outside > 0 or holds_values(args, kwargs)

    def inputs_like(self, flat: list[Any], one: bool) -> Any:
        """A flat list, one item per variable, in the structure of the arguments: of one, or a tuple for several."""
        parts = tuple(rebuild(flat) for rebuild in self.rebuilds)
        return parts[0] if one else parts

    def rows(self) -> list[list[Any]]:
        """The derivatives of each output with respect to all variables."""
        sweep = differentiate if self.tracked else graph.derivatives
        return [sweep(y, self.variables) for y in self.outputs]

    def values(self) -> Any:
        """The outputs, in their structure."""
        return self.rebuild_output(list(self.outputs) if self.tracked else [y.data for y in self.outputs])


def _part(rebuild: Rebuild, start: int, stop: int) -> Rebuild:
    return lambda flat: rebuild(flat[start:stop])


def _variable(x: Any, fun: Callable[..., Any], i: int) -> Value:
    """A new Value for an input. An outer Value becomes its parent, so that the outer derivative passes through."""
    return x.identity() if isinstance(x, Value) else Value(number(x, f"argument {i} of {name_of(fun)}"))


def _shape(tree: Any) -> str:
    """The structure of nested arguments, without their numbers."""
    leaves, rebuild = flatten(tree)
    return repr(rebuild([0.0] * len(leaves)))


def name_of(fun: Callable[..., Any]) -> str:
    """The name of a function in messages and reports."""
    return f"{getattr(fun, '__name__', type(fun).__name__)}()"


def _positions(argnums: int | Sequence[int], args: Sequence[Any], what: str) -> tuple[tuple[int, ...], bool]:
    """The positions of the arguments to differentiate, counted from 0, and whether a single one was given."""
    one = isinstance(argnums, int)
    wanted = (argnums,) if isinstance(argnums, int) else tuple(argnums) if isinstance(argnums, Iterable) else ()
    if not wanted or not all(isinstance(i, int) and -len(args) <= i < len(args) for i in wanted):
        raise ValueError(f"{what}: argnums is {shown(argnums)}, but the function was called with {len(args)} positional "
                         "arguments: give a position counted from 0, or a list of them")
    positions = tuple(i % len(args) for i in wanted)
    if len(set(positions)) < len(positions):
        raise ValueError(f"{what}: argnums is {shown(argnums)}, which names an argument twice: name each once")
    return positions, one


def check_function(fun: object, what: str, called: str) -> None:
    """`TypeError` if `fun` is not a function, as when f(x) was passed instead of f."""
    if not callable(fun):
        raise TypeError(f"{what}() needs a function, not {type(fun).__name__} ({shown(fun)}): write {called}")


def value_and_grad(fun: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., tuple[Any, Any]]:
    """A function that returns the value of `fun` and its gradient with respect to the arguments `argnums`.

    It raises `TypeError` if `fun` does not return one number.

    >>> value_and_grad(lambda v: v[0] * v[1])([2.0, 3.0])
    (6.0, [3.0, 2.0])
    """

    check_function(fun, "value_and_grad", "value_and_grad(f)(x)")

    @wraps(fun)
    def transformed(*args: Any, **kwargs: Any) -> tuple[Any, Any]:
        positions, one = _positions(argnums, args, f"gradient of {name_of(fun)}")
        trace = Trace(fun, args, positions, **kwargs)
        result = trace.values()
        if not isinstance(result, Value | float):
            raise TypeError(f"the gradient of {name_of(fun)} needs one number as its result, got {type(result).__name__} "
                            f"of {len(trace.outputs)}: use jacobian()")
        return result, trace.inputs_like(trace.rows()[0], one)

    return transformed


def grad(fun: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., Any]:
    """A function that returns the gradient of `fun` with respect to the arguments `argnums`.

    `fun` must return one number. (`gradients` differentiates a Value that was already computed.)

    >>> grad(lambda x: x**3)(2.0), grad(grad(lambda x: x**3))(2.0)
    (12.0, 12.0)
    >>> grad(lambda w, x: w * x, argnums=(0, 1))(2.0, 5.0)
    (5.0, 2.0)
    """
    check_function(fun, "grad", "grad(f)(x), not grad(f(x))")
    both = value_and_grad(fun, argnums)

    @wraps(fun)
    def transformed(*args: Any, **kwargs: Any) -> Any:
        return both(*args, **kwargs)[1]

    return transformed


def jacobian(fun: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., Any]:
    """A function that returns, in place of each output of `fun`, its gradient with respect to the arguments `argnums`.

    >>> jacobian(lambda v: [v[0] * v[1], v[0] + v[1]])([2.0, 3.0])
    [[3.0, 2.0], [1.0, 1.0]]
    """
    check_function(fun, "jacobian", "jacobian(f)(x)")

    @wraps(fun)
    def transformed(*args: Any, **kwargs: Any) -> Any:
        positions, one = _positions(argnums, args, f"jacobian of {name_of(fun)}")
        trace = Trace(fun, args, positions, **kwargs)
        return trace.rebuild_output([trace.inputs_like(row, one) for row in trace.rows()])

    return transformed


def hessian(fun: Callable[..., Any], argnums: int | Sequence[int] = 0) -> Callable[..., Any]:
    """A function that returns the second derivatives of `fun`, which must return one number.

    >>> hessian(lambda v: v[0] ** 2 * v[1])([2.0, 3.0])
    [[6.0, 4.0], [4.0, 0.0]]
    """
    check_function(fun, "hessian", "hessian(f)(x)")
    return jacobian(grad(fun, argnums), argnums)


def jvp(fun: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Forward mode: `fun(*primals)`, and its derivative along the tangents.

    `ValueError` if tangents and primals have different structures.

    >>> jvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 0.0))
    (6.0, 3.0)
    """
    check_function(fun, "jvp", "jvp(f, (x, ...), (direction, ...))")
    primals, tangents = _each(primals, "primals of jvp()"), _each(tangents, "tangents of jvp()")
    speeds = [speed for tangent in tangents for speed in flatten(tangent)[0]]
    trace = Trace(fun, primals, tuple(range(len(primals))))
    if len(speeds) != len(trace.variables) or _shape(primals) != _shape(tangents):
        raise ValueError(f"jvp() needs a tangent of the shape of each primal: got {len(primals)} primals of "
                         f"{len(trace.variables)} numbers and {len(tangents)} tangents of {len(speeds)}")
    trace.tracked = trace.tracked or any(isinstance(s, Value) for s in speeds)
    if trace.tracked:
        moved = pushforward(trace.outputs, dict(zip(trace.variables, speeds, strict=True)))
        moved = [m if isinstance(m, Value) else Value(m) for m in moved]
    else:
        plain = [number(s, "a tangent of jvp()") for s in speeds]
        moved = graph.tangents(trace.outputs, dict(zip(trace.variables, plain, strict=True)))
    return trace.values(), trace.rebuild_output(moved)


def _each(given: Any, what: str) -> list[Any]:
    """A tuple with one entry per argument, as a list; `TypeError` for anything else, such as `x` for `(x,)`."""
    if not isinstance(given, list | tuple):
        raise TypeError(f"{what} must be a tuple with one entry per argument, not {type(given).__name__} ({shown(given)}): "
                        "write (x,) for one")
    return list(given)


def hvp(fun: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """Hessian times vector, without computing the Hessian: the tangent of the gradient (forward over reverse).

    >>> hvp(lambda v: v[0] ** 2 * v[1], ([2.0, 3.0],), ([1.0, 0.0],))
    [6.0, 4.0]
    """
    check_function(fun, "hvp", "hvp(f, (x, ...), (direction, ...))")
    primals, tangents = _each(primals, "primals of hvp()"), _each(tangents, "tangents of hvp()")
    positions = tuple(range(len(primals)))
    gradient = grad(fun, positions if len(primals) > 1 else 0)
    return jvp(gradient, primals, tangents)[1]


def holds_values(*trees: Any) -> bool:
    """Whether lists, tuples, dicts and arrays, nested to any depth, contain a Value.

    >>> from autodiff import Value
    >>> holds_values(1.0, [{"w": (Value(2.0),)}]), holds_values([1.0])
    (True, False)
    """
    waiting: list[Any] = [trees]
    seen = set()  # a list may contain itself
    while waiting:
        tree = waiting.pop()
        if isinstance(tree, Node):
            return True
        inside = _contents(tree)
        if inside and id(tree) not in seen:
            seen.add(id(tree))
            waiting += inside
    return False


def _contents(tree: Any) -> Collection[Any]:
    """The items of a list, tuple, dict or array of objects; none for anything else."""
    if isinstance(tree, dict):
        return tree.values()
    if isinstance(tree, list | tuple):
        return tree
    return tree.ravel().tolist() if is_array(tree) and tree.dtype == object else ()

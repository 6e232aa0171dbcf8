"""Arguments: the arguments of a function that `jit` compiles: its numbers, and the key of its kernel."""

from collections.abc import Callable, Sequence
from typing import Any

from autodiff.graph.comparison import undecided
from autodiff.messages import shown
from autodiff.reals import NUMPY_BOOL, number, real
from autodiff.transforms.functional import Trace
from autodiff.trees import flatten, is_array, structure
from autodiff.value.value import Value


class Arguments:
    """The arguments of one call. numbers: those of them that are numbers. key: calls with the same key share a kernel."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any], name: str) -> None:
        self.leaves, self.rebuild = flatten((args, kwargs), whole=True)
        self.places = [i for i, leaf in enumerate(self.leaves) if _is_number(leaf)]
        varying = {*self.places}
        rest = [(i, type(leaf), _hashable(leaf, name)) for i, leaf in enumerate(self.leaves) if i not in varying]
        self.key = structure((args, kwargs)), tuple(rest)
        self.numbers = [_numbers(self.leaves[i], name) for i in self.places]
        self.lengths = {len(x) for x in self.numbers if is_array(x)}
        if len(self.lengths) > 1:
            raise ValueError(f"the arrays among the arguments of {name} must have one length, the number of samples, got "
                             f"{' and '.join(map(str, sorted(self.lengths)))}")
        self.axes = len(self.lengths)

    def rows(self) -> Any:
        """The inputs of the kernel: a vector or, if there are arrays, a row for each sample."""
        import numpy as np

        if not self.lengths:
            return np.array(self.numbers, dtype=np.float64)
        rows = np.empty((*self.lengths, len(self.numbers)))
        for i, x in enumerate(self.numbers):
            rows[:, i] = x
        return rows

    def trace(self, fun: Callable[..., Any], name: str, numbers: Sequence[Any]) -> Trace:
        """Trace a call of the function, with a Value in the place of each number."""
        def of_numbers(given: Sequence[Any]) -> Any:
            args, kwargs = self.rebuild(self._filled(given, self.leaves))
            return fun(*args, **kwargs)

        of_numbers.__name__ = name.removesuffix("()")
        with undecided():
            return Trace(of_numbers, [numbers], (0,))

    def like_arguments(self, flat: Sequence[Any]) -> Any:
        """A gradient in the structure of the arguments."""
        args, kwargs = self.rebuild(self._filled(flat, [None] * len(self.leaves)))
        parts = (*args, *kwargs.values())
        return parts[0] if len(parts) == 1 else parts

    def _filled(self, flat: Sequence[Any], leaves: Sequence[Any]) -> list[Any]:
        filled = list(leaves)
        for i, x in zip(self.places, flat, strict=True):
            filled[i] = x
        return filled


def _is_number(leaf: Any) -> bool:
    """Whether an argument is a number, or an array of numbers. A boolean is not, as a Python `if` may need it."""
    if type(leaf) is float or isinstance(leaf, Value) or is_array(leaf):
        return True
    return type(leaf).__name__ not in NUMPY_BOOL and real(leaf) is not None


def _numbers(leaf: Any, name: str) -> Any:
    """A number as a float or a Value, or an array of samples."""
    if isinstance(leaf, Value):
        return leaf
    if not is_array(leaf):
        return number(leaf, f"an argument of {name}")
    if leaf.dtype.kind not in "fiub":
        raise TypeError(f"an array among the arguments of {name} must hold real numbers, not {leaf.dtype}: give floats")
    if leaf.ndim > 1:
        raise ValueError(f"an array among the arguments of {name} must have the shape (samples,), got {leaf.shape}: give "
                         "its columns as a list, list(array.T)")
    return leaf if leaf.ndim else float(leaf)


def first(x: Any) -> float:
    """A number to trace with."""
    if is_array(x):
        return float(x[0]) if len(x) else 1.0
    return x.data if isinstance(x, Value) else float(x)


def _hashable(leaf: Any, name: str) -> Any:
    try:
        hash(leaf)
    except TypeError:
        raise TypeError(f"an argument of {name} is neither a number nor hashable, so that no kernel can be kept for it: "
                        f"{type(leaf).__name__} ({shown(leaf)}); give numbers, arrays or a tuple, or use functools.partial"
                        ) from None
    return leaf

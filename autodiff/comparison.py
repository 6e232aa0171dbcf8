"""Comparison: the answer of `x > y`."""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autodiff.value import Value

# Whether `jit` traces a function in this thread. Then `x > y` is a Value without a truth: it will be asked of other numbers.
tracing: ContextVar[bool] = ContextVar("tracing", default=False)


@contextmanager
def undecided() -> Iterator[None]:
    """A stretch in which a graph is built that will serve other numbers: an `if` on a Value raises `TypeError`."""
    outside = tracing.set(True)
    try:
        yield
    finally:
        tracing.reset(outside)


class Comparison(int):
    """The answer of `x > y`: 0 or 1, as `bool` is, but `where` can ask it what was compared and record that.

    So does arithmetic with a Value, `v * (v > 0)`. With numbers it is a number; `if`, `and` and `not` freeze it.

    >>> from autodiff import Value
    >>> Value(2.0) > 1
    True
    """

    row: str
    compared: tuple[Any, Any]

    @classmethod
    def of(cls, row: str, x: Any, y: Any, answer: bool) -> "Comparison | Value":
        """The answer to a comparison of x and y by the row `greater` or `greater_equal`."""
        self = cls(answer)
        self.row, self.compared = row, (x, y)
        return self.node() if tracing.get() else self

    def node(self) -> "Value":
        """The comparison as an operation of the graph."""
        from autodiff import value

        return getattr(value, self.row)(*self.compared)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return repr(bool(self))


def _with_values(name: str, operate: Callable[[Any, Any], Any], reflected: bool) -> Callable[[Any, Any], Any]:
    """An operator of int that records the comparison when the other operand is a Value."""
    plain = getattr(int, name)

    def method(self: Comparison, other: Any) -> Any:
        if type(other).__name__ != "Value":
            return plain(self, other)
        return operate(other, self.node()) if reflected else operate(self.node(), other)

    return method


for _name, _operate in (("add", operator.add), ("sub", operator.sub), ("mul", operator.mul),
                        ("truediv", operator.truediv), ("pow", operator.pow)):
    setattr(Comparison, f"__{_name}__", _with_values(f"__{_name}__", _operate, reflected=False))
    setattr(Comparison, f"__r{_name}__", _with_values(f"__r{_name}__", _operate, reflected=True))

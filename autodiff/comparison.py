"""Comparison: the answer of `x > y`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autodiff.value import Value


class Comparison(int):
    """The answer of `x > y`: 0 or 1, as `bool` is, but `where` can ask it what was compared and record that.

    >>> from autodiff import Value
    >>> Value(2.0) > 1
    True
    """

    row: str
    compared: tuple[Any, Any]

    @classmethod
    def of(cls, row: str, x: Any, y: Any, answer: bool) -> "Comparison":
        """The answer to a comparison of x and y by the row `greater` or `greater_equal`."""
        self = cls(answer)
        self.row, self.compared = row, (x, y)
        return self

    def node(self) -> "Value":
        """The comparison as an operation of the graph."""
        from autodiff import value

        return getattr(value, self.row)(*self.compared)  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return repr(bool(self))

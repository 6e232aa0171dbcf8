"""Block: a module that makes outputs of inputs, for one sample or for a batch."""

from collections.abc import Sequence
from typing import Any

from autodiff import Value
from autodiff.text import shown
from nn.checks import is_row
from nn.module import Module

Number = Value | float
Row = list[Any]


class Block(Module):
    """A module that is called with a sample, a list of numbers or Values, or with a batch, a list of samples.

    What comes is as deep: the outputs of the sample, or a list of those of each sample. A single output comes as the Value
    itself, several as a list (as micrograd has it). A block of one's own defines `forward`.

    >>> class Twice(Block):
    ...     def forward(self, rows):
    ...         return [[2 * x for x in row] for row in rows]
    >>> Twice()([1.0, 2.0]), Twice()([[1.0], [2.0], [3.0]])
    ([2.0, 4.0], [2.0, 4.0, 6.0])
    """

    def forward(self, rows: list[Row]) -> list[Row]:
        """The outputs of each sample of a batch, as lists."""
        raise NotImplementedError(f"{type(self).__name__} must define forward(rows): a list of outputs for each row")

    def __call__(self, x: Sequence[Any]) -> Any:
        rows, single = self._rows(x)
        outputs = [row[0] if len(row) == 1 else row for row in self.forward(rows)]
        return outputs[0] if single else outputs

    def _rows(self, x: Any) -> tuple[list[Row], bool]:
        """A batch, and whether it was a single sample."""
        if not is_row(x):
            raise ValueError(f"a {self._title()} needs a list of as many numbers, got a {type(x).__name__}: {shown(x)}")
        if len(x) == 0:
            raise ValueError(f"a {self._title()} got an empty list: give a sample, or a batch of at least one sample")
        depths = {is_row(item) for item in x}
        if len(depths) > 1:
            raise ValueError(f"a {self._title()} got numbers and lists mixed: {shown(x)}; give a sample (a list of numbers) "
                             "or a batch (a list of samples)")
        return ([list(row) for row in x], False) if depths == {True} else ([list(x)], True)

    def _check_width(self, rows: list[Row], width: int) -> None:
        for i, row in enumerate(rows, 1):
            if len(row) != width:
                which = f" for sample {i}" if len(rows) > 1 else ""
                raise ValueError(f"a {self._title()} needs a list of as many numbers, got {len(row)}{which}: {shown(row)}")

    def _title(self) -> str:
        return f"{type(self).__name__}, which takes a sample or a batch,"

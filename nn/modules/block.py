"""Block: a module that is called with one sample or with a batch."""

from collections.abc import Sequence
from typing import Any

from autodiff.graph.comparison import tracing
from autodiff.messages import shown
from nn.checks import is_row
from nn.modules.module import Module

Row = list[Any]


class Block(Module):
    """A module that is called with a sample, a list of numbers or Values, or with a batch, a list of samples.

    It returns the outputs of the sample, or a list with the outputs of each sample. A single output is returned as the Value
    itself, several as a list (as in micrograd). A block of your own defines `forward`.

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
        outputs = [row[0] if len(row) == 1 else row for row in self._checked(self.forward(rows), len(rows))]
        return outputs[0] if single else outputs

    def _checked(self, found: Any, count: int) -> list[Row]:
        """What `forward` returned; `TypeError` if it is not a list of outputs for each row."""
        if not is_row(found) or len(found) != count or not all(is_row(row) and len(row) for row in found):
            raise TypeError(f"forward of {type(self).__name__} must give a list of outputs for each of {count} rows, not "
                            f"{shown(found)}: in it, use the forward of other blocks, as self.layer.forward(rows)")
        return found  # type: ignore[no-any-return]

    def _rows(self, x: Any) -> tuple[list[Row], bool]:
        """`x` as a batch, and whether it was a single sample."""
        if not is_row(x):
            raise ValueError(f"{self._needs()}, not {type(x).__name__} ({shown(x)})")
        items = list(x)
        if not items:
            raise ValueError(f"{self._needs()}, got an empty list: give a sample, or a batch of at least one sample")
        depths = [is_row(item) for item in (items if len({*map(type, items)}) > 1 else items[:1])]
        if len({*depths}) > 1:
            i = depths.index(not depths[0])
            raise ValueError(f"{self._needs()}, got numbers and lists mixed, first {type(items[0]).__name__}, then "
                             f"{type(items[i]).__name__} ({shown(items[i])}): give a sample (a list of numbers) or a batch "
                             "(a list of samples)")
        return ([list(row) for row in items], False) if depths[0] else ([items], True)

    def _check_width(self, rows: list[Row], width: int) -> None:
        for i, row in enumerate(rows, 1):
            if len(row) != width:
                which = f" for sample {i}" if len(rows) > 1 else ""
                raise ValueError(f"{self._needs()}, got {len(row)}{which}: {shown(row)}")

    def _check_not_traced(self) -> None:
        """`TypeError` inside `jit`, which would repeat for ever what was computed for one sample in training."""
        if tracing.get():
            raise TypeError(f"jit would freeze what a {type(self).__name__} in training does to one sample: call eval() on "
                            "the model first")

    def _needs(self) -> str:
        name = type(self).__name__
        return f"{'an' if name[0] in 'AEIOU' else 'a'} {name} needs a list of numbers"

"""Inputs scaled to mean 0 and standard deviation 1."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Any

from autodiff.messages import shown
from autodiff.table.scalar import fsum
from nn.checks import is_row
from nn.data.conversion import finite, listed, matrix


@dataclass(frozen=True)
class Scaler:
    """(x - mean) / deviation for each input: call it with one sample or with a list of samples.

    means, deviations: one finite number per input; deviations are positive. `ValueError` if their numbers differ, or do not
    fit the inputs.

    >>> scaler = Scaler.of([[1.0, 10.0], [3.0, 30.0]])
    >>> scaler
    Scaler(means=(2.0, 20.0), deviations=(1.0, 10.0))
    >>> scaler([5.0, 20.0]), scaler([[1.0, 10.0], [3.0, 30.0]])
    ([3.0, 0.0], [[-1.0, -1.0], [1.0, 1.0]])
    """

    means: tuple[float, ...]
    deviations: tuple[float, ...]

    def __post_init__(self) -> None:
        for field in ("means", "deviations"):
            given = listed(getattr(self, field), field)
            object.__setattr__(self, field, tuple(finite(x, field, i) for i, x in enumerate(given)))
        if len(self.means) != len(self.deviations) or not self.means:
            raise ValueError(f"a Scaler needs a mean and a deviation per input, got {len(self.means)} and "
                             f"{len(self.deviations)}")
        if min(self.deviations) <= 0:
            raise ValueError(f"deviations must be positive, got {min(self.deviations)!r}: give 1 for a constant input")

    @classmethod
    def of(cls, inputs: Any) -> "Scaler":
        """The Scaler with the means and standard deviations of these rows (divisor n, as in scikit-learn).

        A constant input has the deviation 1, so that it becomes 0.
        """
        columns = zip(*matrix(inputs, "inputs"), strict=True)
        means, deviations = zip(*(_mean_and_deviation(column, j) for j, column in enumerate(columns)), strict=True)
        return cls(means, deviations)

    def __call__(self, inputs: Any) -> Any:
        """A sample or a list of samples, scaled; lists of floats."""
        rows = listed(inputs, "inputs")
        if rows and is_row(rows[0]):
            return [self._scaled(row) for row in matrix(rows, "inputs")]
        return self._scaled([finite(x, "inputs", i) for i, x in enumerate(rows)])

    def _scaled(self, row: list[float]) -> list[float]:
        if len(row) != len(self.means):
            raise ValueError(f"this Scaler is for {len(self.means)} inputs, got {len(row)}: {shown(row)}")
        return [(x - m) / d for x, m, d in zip(row, self.means, self.deviations, strict=True)]


def _mean_and_deviation(column: Sequence[float], number: int) -> tuple[float, float]:
    if min(column) == max(column):
        return column[0], 1.0  # exact, whereas the mean would be rounded
    mean = fsum(column) / len(column)
    largest = max(abs(x - mean) for x in column)
    deviation = largest * sqrt(fsum((x - mean) / largest * ((x - mean) / largest) for x in column) / len(column))
    if not isfinite(deviation):
        raise ValueError(f"input {number} is too large, from {min(column)!r} to {max(column)!r}: divide it by 1e100 first")
    return mean, deviation or 1.0

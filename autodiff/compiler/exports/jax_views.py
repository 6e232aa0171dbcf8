"""Views: where the operands of a group are among the vectors computed so far, and how they are read.

Each number has a place: parameters first, then seeds, inputs, and the results of each group. Each of these is a vector (a
part). A view of places at regular distances is a slice; other views use a table of indices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

MOST_PIECES = 8  # vectors that one slice may span


@dataclass(frozen=True)
class Regular:
    """Places first + step * i + stride * j of a vector, for i below rows and j below columns; other: read by columns."""

    first: int
    step: int
    rows: int
    stride: int
    columns: int
    other: bool

    @property
    def end(self) -> int:
        """One more than the last place."""
        return self.first + self.step * (self.rows - 1) + self._width

    @property
    def _width(self) -> int:
        return self.stride * (self.columns - 1) + 1

    def read(self, vector: Any) -> Any:
        """The numbers, as a matrix."""
        if self.columns == 1:
            found = _cut(vector, self.first, self.end, self.step).reshape(self.rows, 1)
        else:
            end = min(self.first + self.step * self.rows, len(vector))
            found = _cut(vector, self.first, end)
            found = _padded(found, (0, self.step * self.rows - len(found), 0)).reshape(self.rows, self.step)
            found = found[:, :self._width:self.stride]
        return found.T if self.other else found


def _cut(vector: Any, first: int, end: int, step: int = 1) -> Any:
    return vector if (first, end, step) == (0, len(vector), 1) else lax.slice(vector, (first,), (end,), (step,))


def _padded(array: Any, *zeros: tuple[int, int, int]) -> Any:
    return lax.pad(array, 0.0, zeros) if any(map(any, zeros)) else array


def _looked_up(vector: Any, table: Any) -> Any:
    return vector.at[np.asarray(table, dtype=np.int32)].get(mode="promise_in_bounds", wrap_negative_indices=False)


def regular(places: Any) -> Regular | None:
    """Places as a slice of a vector; None if they are not at regular distances."""
    found = None if len(places) == 1 else _rows(places, False)  # one row is best read as a column
    return found or _rows(places.T, True)


def _rows(places: Any, other: bool) -> Regular | None:
    rows, columns = places.shape
    first = int(places[0, 0])
    stride = int(places[0, 1]) - first if columns > 1 else 1
    width = stride * (columns - 1) + 1
    step = int(places[1, 0]) - first if rows > 1 else width
    found = Regular(first, step, rows, stride, columns, other)
    if stride < 1 or step < width:
        return None
    same = (first + step * np.arange(rows)[:, None] + stride * np.arange(columns) == places).all()
    return found if same else None


class ArrayView:
    """Some places (a matrix: a row for each member, a column for each element). bounds: where parts begin, and the end.

    An axis along which all places are the same has the length 1.
    """

    def __init__(self, places: Any, bounds: Any) -> None:
        for axis in (0, 1):
            if places.shape[axis] > 1 and (places == places.take([0], axis)).all():
                places = places.take([0], axis)
        self.places, self.bounds, self.shape = places, bounds, places.shape
        of_part = np.searchsorted(bounds, places.ravel(), "right") - 1
        self.parts = np.unique(of_part).tolist()
        starts = dict(zip(self.parts, np.cumsum([0, *[bounds[p + 1] - bounds[p] for p in self.parts]]), strict=False))
        shift = np.array([starts[p] - bounds[p] for p in of_part.tolist()], dtype=np.int64)
        self.here = places + shift.reshape(places.shape)  # in the vectors read, one after the other
        self.regular = regular(self.here) if places.size and len(self.parts) <= MOST_PIECES else None

    def read(self, vectors: Sequence[Any]) -> Any:
        """The numbers at the places."""
        given = [vectors[p] for p in self.parts]
        if not given:
            return jnp.zeros(self.places.shape)
        vector = given[0] if len(given) == 1 else jnp.concatenate(given)
        return self.regular.read(vector) if self.regular else _looked_up(vector, self.here)

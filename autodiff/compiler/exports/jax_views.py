"""Views: where the operands of a group lie among the vectors computed so far, how they are read, and how what is handed
on to them comes together in adjoints.

All numbers have a place: parameters first, then inputs, then the results of each group, which are one vector (a part) each.
A view of places at regular distances is a slice, with zeros put between for the way back. Others go through a table; the
way back is then a sum over what each place is handed, looked up in a table again: no scattering, whose order would be open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import lax

MOST_PIECES = 8  # vectors that a slice may go across
MOST_ADDED = 16  # columns of a table


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
        """Where the last place is, and one more."""
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

    def spread(self, matrix: Any) -> Any:
        """The numbers of a matrix at their places from `first` to `end`, and zeros between them."""
        matrix = matrix.T if self.other else matrix
        found = _padded(matrix, (0, 0, 0), (0, self.step - self._width, self.stride - 1)).ravel()
        return _cut(found, 0, self.end - self.first)


def _cut(vector: Any, first: int, end: int, step: int = 1) -> Any:
    return vector if (first, end, step) == (0, len(vector), 1) else lax.slice(vector, (first,), (end,), (step,))


def _padded(array: Any, *zeros: tuple[int, int, int]) -> Any:
    return lax.pad(array, 0.0, zeros) if any(map(any, zeros)) else array


def _looked_up(vector: Any, table: Any) -> Any:
    return vector.at[np.asarray(table, dtype=np.int32)].get(mode="promise_in_bounds", wrap_negative_indices=False)


def regular(places: Any) -> Regular | None:
    """Places as slices of a vector; None if they are not so."""
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


class View:
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
        self.starts = [int(starts[p]) for p in self.parts]
        self.regular = regular(self.here) if places.size and len(self.parts) <= MOST_PIECES else None

    def read(self, vectors: Sequence[Any]) -> Any:
        """The numbers at the places."""
        given = [vectors[p] for p in self.parts]
        if not given:
            return jnp.zeros(self.places.shape)
        vector = given[0] if len(given) == 1 else jnp.concatenate(given)
        return self.regular.read(vector) if self.regular else _looked_up(vector, self.here)

    def hand_on(self, share: Any, sums: Sequence["Sum"]) -> None:
        """Add a matrix, with a number for each place, to the sums of the parts."""
        if not self.parts:
            return
        if self.regular is None:
            for p in self.parts:
                sums[p].scattered.append((self.places.ravel() - self.bounds[p], share.ravel()))
            return
        vector = self.regular.spread(share)
        first = self.regular.first
        for p, start in zip(self.parts, self.starts, strict=True):
            size = int(self.bounds[p + 1] - self.bounds[p])
            low, high = max(start, first), min(start + size, first + len(vector))
            sums[p].pieces.append(Piece(low - start, _cut(vector, low - first, high - first)))


def folded(array: Any, shape: tuple[int, int]) -> Any:
    """The sum over axes along which all members or elements share a place; others are drawn out."""
    for axis in (0, 1):
        if shape[axis] == 1 and array.shape[axis] > 1:
            array = array.sum(axis, keepdims=True)
    return jnp.broadcast_to(array, shape)


class Piece(NamedTuple):
    """Numbers to be added from a place on."""

    first: int
    numbers: Any

    @property
    def end(self) -> int:
        return self.first + len(self.numbers)


class Sum:
    """What is handed on to a part, to be added up."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.pieces: list[Piece] = []
        self.scattered: list[tuple[Any, Any]] = []  # places (perhaps of other parts), and as many numbers

    def total(self) -> Any:
        """The sums; None if nothing came."""
        if self.pieces and self.scattered:
            return self._joined() + self._gathered()
        return self._joined() if self.pieces else self._gathered() if self.scattered else None

    def _joined(self) -> Any:
        """Pieces that overlap are added, and all are put one after the other."""
        pieces = [*_without_overlap(self.pieces), Piece(self.size, np.zeros(0))]
        ends = [0, *[piece.end for piece in pieces]]
        joined = [part for end, piece in zip(ends, pieces, strict=False)
                  for part in (np.zeros(piece.first - end), piece.numbers) if len(part)]
        return joined[0] if len(joined) == 1 else jnp.concatenate(joined)

    def _gathered(self) -> Any:
        """For each place the sum of what it is handed."""
        places = np.concatenate([p for p, _ in self.scattered])
        numbers = jnp.concatenate([x for _, x in self.scattered])
        mine = ((places >= 0) & (places < self.size)).nonzero()[0]
        mine = mine[np.argsort(places[mine], kind="stable")]
        owners = places[mine]
        while len(owners) and np.bincount(owners).max() > MOST_ADDED:
            rank = _rank(owners)
            sums = np.cumsum(rank % MOST_ADDED == 0) - 1
            numbers, owners = _added(numbers, mine, sums, rank % MOST_ADDED), owners[rank % MOST_ADDED == 0]
            mine = np.arange(len(owners))
        return _added(numbers, mine, owners, _rank(owners), self.size)


def _rank(owners: Any) -> Any:
    """How many before each have the same owner; they are in order."""
    return np.arange(len(owners)) - np.searchsorted(owners, owners)


def _added(numbers: Any, which: Any, owners: Any, rank: Any, size: int | None = None) -> Any:
    """The sum for each owner, through a table whose empty cells point at a zero."""
    size = int(owners[-1]) + 1 if size is None else size
    table = np.full((size, int(rank.max(initial=0)) + 1), len(numbers))
    table[owners, rank] = which
    return _looked_up(jnp.concatenate([numbers, np.zeros(1)]), table).sum(axis=1)


def _without_overlap(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in order, those that overlap added up."""
    found: list[Piece] = []
    for piece in sorted(pieces, key=lambda piece: piece.first):
        if not found or piece.first >= found[-1].end:
            found.append(piece)
            continue
        last = found.pop()
        end = max(last.end, piece.end)
        a, b = (_padded(p.numbers, (p.first - last.first, end - p.end, 0)) for p in (last, piece))
        found.append(Piece(last.first, a + b))
    return found

"""Every row of the table as machine code: as in the eager engine at every kind of point (its bound: test_accuracy.py).

The bounds are the table's. Only what it rounds once, sums and products of lists, is computed term by term here: see `added`.
"""

import random
from collections.abc import Iterable
from functools import cache
from itertools import islice, product
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, Value, compile
from autodiff.testing.exact import ALL_DIGITS, computed
from benchmarks.accuracy.measure import Parts, compare, truth
from benchmarks.accuracy.points import Point, sweep
from tests import operations
from tests.compiler.kernels import assert_same_bits, using

LARGEST = 1.7976931348623157e308
HARD = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 5e-324, -5e-324, 1e-310, 1e-200, -1e-200, 1e200, -1e200, LARGEST, 40.0, -40.0,
        710.0, -710.0, -745.5, inf, -inf, nan]
HARDEST = [0.0, -0.0, 1.0, -1.0, 0.5, 1e-310, 1e200, inf, -inf, nan]
LENGTHS = (1, 2, 8, 9)  # of lists: those of more than eight are loops
ROWS = pytest.mark.parametrize("op", [op for op in OPS.values() if not op.variadic], ids=lambda op: op.name)
LISTS = pytest.mark.parametrize(("op", "length"), [(op, n) for op in OPS.values() if op.variadic for n in LENGTHS],
                                ids=lambda x: getattr(x, "name", x))


def arguments_of(op: Op, numbers: Iterable[Any], length: int = 0) -> list[Any]:
    """What a row is applied to, lists for lists, out of numbers or Values in a row."""
    rest = iter(numbers)
    return [[*islice(rest, length)] if n in op.lists else next(rest) for n in op.names]


def width_of(op: Op, length: int = 0) -> int:
    return sum(length if n in op.lists else 1 for n in op.names)


@cache
def compiled(op: Op, engine: str, length: int = 0) -> Any:
    """A row as a kernel that gives its value and all its partials."""
    leaves = [Value(0.5) for _ in range(width_of(op, length))]
    return compile(getattr(ad, op.name)(*arguments_of(op, leaves, length)), leaves, leaves)


def found(op: Op, engine: str, points: Any, length: int = 0) -> Any:
    """Value and partials at each point, side by side."""
    with using(engine):
        return np.column_stack(compiled(op, engine, length)(points))


def expected(op: Op, points: Any, length: int = 0) -> Any:
    """The same by the eager engine."""
    nodes = [computed(op, arguments_of(op, point, length)) for point in points.tolist()]
    return np.array([[y.data, *(0.0 + d for d in y.partials)] for y in nodes])


def assert_as_eager(op: Op, points: Any, seen: Any, eager: Any, size: Any) -> None:
    """nan and infinities where the eager engine has them, zeros of its sign, and numbers within twice the row's bound.

    size: what the bound is relative to where that is larger than the number; nan where there is no bound.
    """
    with np.errstate(all="ignore"):
        near = np.abs(seen - eager) <= 2 * op.ulp * np.spacing(np.minimum(np.fmax(np.abs(eager), size), LARGEST))
    near |= (seen == eager) | (np.isnan(seen) & np.isnan(eager)) | np.isnan(size)
    near &= (eager != 0) | (seen != 0) | (np.signbit(seen) == np.signbit(eager))
    for i, part in np.argwhere(~near)[:1].tolist():
        raise AssertionError(f"{op.name}{tuple(points[i].tolist())}, part {part}: {seen[i, part]!r}, "
                             f"eager {eager[i, part]!r}; {np.count_nonzero(~near)} are like that")


# --- Rows without lists ---


@cache
def points_of(op: Op) -> Any:
    """Every combination of hard numbers, and a sample of those points where rows are measured."""
    hard = product(HARD if len(op.args) < 3 else HARDEST, repeat=len(op.args))
    return np.array([*hard, *random.Random(op.name).sample(measured(op), 200)])


@cache
def measured(op: Op) -> list[Point]:
    return sweep(op)


@ROWS
def test_a_row_is_what_the_eager_engine_gives(op: Op) -> None:
    points = points_of(op)
    given = expected(op, points)
    assert_as_eager(op, points, found(op, "blocks", points), given, scales(op, points, given))


def scales(op: Op, points: Any, given: Any) -> Any:
    """The size that the row's own bound refers to, of every part."""
    if not any(op.scale):
        return np.zeros_like(given)
    return np.nan_to_num([[operations.read(op, scale, point, parts[0]) if scale else 0.0 for scale in op.scale]
                          for point, parts in zip(points.tolist(), given.tolist(), strict=True)], posinf=0.0, neginf=0.0)


@ROWS
def test_engine_and_width_make_no_difference(op: Op) -> None:
    points = points_of(op)
    seen = found(op, "blocks", points)
    assert_same_bits(found(op, "tape", points), seen)
    some = random.Random(op.name).sample(range(len(points)), 40)
    for engine in ("blocks", "tape"):
        with using(engine):
            each = [compiled(op, engine)(points[i]) for i in some]
        assert_same_bits([[value, *slopes] for value, slopes in each], seen[some])


def of_kernel(op: Op, points: list[Point]) -> list[Parts]:
    """The parts that a kernel gives, as `compare` takes them."""
    return [[[x] for x in parts] for parts in found(op, "blocks", np.array(points)).tolist()]


@pytest.mark.long
@ROWS
def test_a_row_is_within_its_bound_at_every_point_of_the_sweep(op: Op) -> None:
    at = sweep(op)
    with mp.workdps(ALL_DIGITS):
        for part, seen in enumerate(compare(op, [truth(op, point) for point in at], of_kernel(op, at))):
            assert seen.worst <= op.ulp, (op.name, part, seen)


# --- Rows with lists ---


def lists(op: Op, length: int) -> Any:
    """Points for lists: every combination of the hardest numbers in a few, and ordinary numbers with up to two hard ones."""
    rng = random.Random(f"{op.name} {length}")
    width = width_of(op, length)
    points = [*product(HARDEST, repeat=width)] if width < 4 else []
    for _ in range(150):
        point = [rng.choice([-1, 1]) * rng.uniform(0, 4) * 2.0 ** rng.randint(-9, 9) for _ in range(width)]
        for _ in range(rng.choice([0, 0, 1, 2])):
            point[rng.randrange(width)] = rng.choice(HARD)
        points.append(tuple(point))
    return np.array(points)


@LISTS
def test_a_list_is_what_the_eager_engine_makes_of_it(op: Op, length: int) -> None:
    points = lists(op, length)
    given = expected(op, points, length)
    seen = found(op, "blocks", points, length)
    assert_as_eager(op, points, seen, given, added(op, points, given, length))
    assert_same_bits(found(op, "tape", points, length), seen)


def added(op: Op, points: Any, given: Any, length: int) -> Any:
    """The size of what is rounded on the way, a term at a time; nan where the way leads out of the range."""
    sizes = np.zeros_like(given)
    with np.errstate(all="ignore"):
        if op.name == "sum":
            sizes[:, 0] = length * _finite(points).sum(axis=1)
        elif op.name == "dot":
            terms = np.column_stack([points[:, :length] * points[:, length:-1], points[:, -1]])
            sizes[:, 0] = (length + 1) * _finite(terms).sum(axis=1)
        elif op.name == "logsumexp":
            sizes[:, 0] = length * np.maximum(_finite(points).max(axis=1), np.abs(given[:, 0]))
            sizes[:, 1:] = length * np.abs(given[:, 1:])
        elif op.name == "prod":
            ordinary = np.where(np.isfinite(points) & (points != 0), np.abs(points), 1.0)
            ways = np.column_stack([np.cumprod(x, axis=1) for x in (ordinary, ordinary[:, ::-1])])
            beyond = ((ways < 2.0**-1022) | (ways > LARGEST)).any(axis=1, keepdims=True)
            sizes = np.where(beyond, nan, length * np.abs(given))
    return np.where(sizes > LARGEST, nan, sizes)


def _finite(x: Any) -> Any:
    """The size of the numbers among infinities and nan, which follow rules of their own."""
    return np.where(np.isfinite(x), np.abs(x), 0.0)


def test_a_list_of_one_leaf_again_and_again() -> None:
    x = Value(3.0)
    kernel = compile(ad.sum([x, x, x]) + ad.dot([x, x], [x, 2.0]) + ad.prod([x, x, x]), [x], [x])
    value, gradient = kernel([3.0])
    assert (value, gradient.tolist()) == (9 + 15 + 27, [3 + 8 + 27])

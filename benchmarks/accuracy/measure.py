"""The errors of an engine at the points of a row, in units in the last place of the exact result."""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from mpmath import mp

from autodiff import Op
from autodiff.table.scalar import TINY
from autodiff.testing.exact import (
    ALL_DIGITS,
    computed,
    exact_formula,
    exact_partial,
    exact_scale,
    exact_value,
    places,
    rounded,
    ulps,
)
from benchmarks.accuracy.points import Point

FEW = 4  # ulp: a result with a larger error counts as off

Parts = list[list[Any]]  # the value, then for each argument its partial: one number, or one for each element of a list


@dataclass
class Truth:
    """What is exact at one point: the parts, None where the exact number is no finite real number, and their sizes."""

    point: Point
    exact: Parts
    scales: Parts


@dataclass
class Errors:
    """What was seen of one part (value or partial) of a row: the largest error and where, how many, and how many off."""

    worst: float = 0.0
    at: Point = ()
    count: int = 0
    bad: int = 0

    def add(self, error: float, point: Point) -> None:
        """Take up the error at one point."""
        self.count += 1
        self.bad += error > FEW
        if error > self.worst:
            self.worst, self.at = error, point


def truth(op: Op, point: Point) -> Truth:
    """The exact parts of a row at a point. At a kink partials are a matter of convention, not of accuracy."""
    exact = [[real(exact_value, op, point)], *([] for _ in point)]
    smooth = exact[0] != [None] and all(exact_formula(op, kink, point) for kink in op.kinks)
    for i, j in places(point):
        exact[1 + i].append(slope(op, point, i, j) if smooth else None)
    return Truth(point, exact, [[size(op, part, point)] * len(each) for part, each in enumerate(exact)])


def real(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function of the oracle gives, to 400 digits; None where that is no finite real number."""
    try:
        with mp.workdps(ALL_DIGITS):
            x = function(*arguments)
    except ZeroDivisionError:
        return None
    if isinstance(x, mp.mpc) or not mp.isfinite(x):
        return None
    with mp.workdps(400):
        return +mp.mpf(x)


def slope(op: Op, point: Point, i: int, j: int | None) -> Any:
    """An exact partial; None for a jump or a vertical tangent at 0, of which a difference makes an enormous slope."""
    exact = real(exact_partial, op, point, i, j)
    steep = exact is not None and math.isinf(rounded(exact))
    return None if steep and (point[i] if j is None else point[i][j]) == 0 else exact  # type: ignore[index]


def size(op: Op, part: int, point: Point) -> Any:
    """The row's own measure of a part, 0 where there is none."""
    return real(exact_scale, op, part, point) or 0


def ours(op: Op, points: list[Point]) -> Iterator[Parts]:
    """The parts that a row gives."""
    for point in points:
        y = computed(op, point)
        parts: Parts = [[y.data], *([] for _ in point)]
        for (i, _), partial in zip(places(point), y.partials, strict=True):
            parts[1 + i].append(partial)
        yield parts


def compare(op: Op, truths: list[Truth], found: Iterable[Parts], scaled: bool = True, flushed: bool = False) -> list[Errors]:
    """The errors of each part. scaled: by the row's size; flushed: leave out whatever is below the normal range."""
    errors = [Errors() for _ in range(1 + len(op.args))]
    for at, parts in zip(truths, found, strict=True):
        for error, gots, exacts, scales in zip(errors, parts, at.exact, at.scales, strict=True):
            for got, exact, scale in zip(gots, exacts, scales, strict=True):
                if exact is not None and not (flushed and subnormal(at, exact)):
                    error.add(ulps(got, exact, scale if scaled else 0), at.point)
    return errors


def subnormal(at: Truth, exact: Any) -> bool:
    """Whether an argument, the value or this part of it is below the normal range."""
    numbers = [v for x in at.point for v in (x if isinstance(x, list) else [x])] + [exact, at.exact[0][0]]
    return any(v is not None and 0 < abs(v) < TINY for v in numbers)

"""The errors of the second, third and fourth derivatives of a row, as `gradients` makes them.

The unit is the last place of the exact derivative or, if larger, of what it changes by when an argument changes by its own
size (x times the next derivative: what the rounding of x itself does to it), or of a size in SIZES, or of FLOOR. Left out
are points where a derivative of that order or a lower one is beyond the range of floats.
"""

import math
import random
from typing import Any

from autodiff import Op, Value, gradients
from autodiff.testing.exact import exact_formula, places, rounded, ulps
from autodiff.testing.stencil import Orders, exact_derivatives
from autodiff.value import value
from benchmarks.accuracy.measure import Errors
from benchmarks.accuracy.points import Point, sweep
from benchmarks.accuracy.tables import between, error, table

ORDERS = (2, 3, 4)
FLOOR = 1e-300  # factors of a smaller number may be below the normal range; so many times larger as another argument is
SIZES = {"logsumexp": 1.0}  # differences of shares, whose size is 1
BOUNDS = {2: 8, 3: 16, 4: 16}  # the largest error of every row, by order
FAR = 1e60  # of several arguments: from there, and from 1/FAR down, a factor such as 1/y⁴ may leave the range on its own


def points(op: Op, count: int, far: bool = False) -> list[Point]:
    """Some points of the row's sweep, the same at every run. A list is cut down to two elements, beside others to one.

    far: instead those of several arguments of which some are very large or small.
    """
    length = 2 if len(op.args) == 1 else 1
    found = [tuple(x[:length] if isinstance(x, list) else x for x in point) for point in sweep(op)]
    found = [point for point in found if is_far(point) == far]
    return random.Random(op.name).sample(found, min(count, len(found)))


def is_far(point: Point) -> bool:
    return len(numbers(point)) > 1 and any(x and not 1 / FAR <= abs(x) <= FAR for x in numbers(point))


def numbers(point: Point) -> list[float]:
    """All numbers of a point, one after another."""
    return [point[i] if j is None else point[i][j] for i, j in places(point)]  # type: ignore[index]


def derivatives(op: Op, point: Point) -> dict[Orders, float]:
    """What `gradients` of `gradients` makes of a row, up to the fourth order."""
    given = [[Value(x) for x in a] if isinstance(a, list) else Value(a) for a in point]
    leaves = [given[i] if j is None else given[i][j] for i, j in places(point)]
    level: dict[Orders, Value] = {(0,) * len(leaves): getattr(value, op.name)(*given)}
    found = {}
    for _ in range(ORDERS[-1]):
        level = {_raised(orders, i): d for orders, y in level.items()
                 for i, d in enumerate(gradients(y, leaves)) if not any(orders[i + 1:])}
        found |= {orders: d.data for orders, d in level.items()}
    return found


def _raised(orders: Orders, i: int) -> Orders:
    return tuple(n + (i == j) for j, n in enumerate(orders))


def errors(op: Op, at: list[Point]) -> list[Errors]:
    """What was seen of each order."""
    seen = [Errors() for _ in ORDERS]
    for point in at:
        if all(exact_formula(op, kink, point) for kink in op.kinks):
            exact, found = exact_derivatives(op, point), derivatives(op, point)
            for order, error in zip(ORDERS, seen, strict=True):
                if all(math.isfinite(rounded(exact.get(orders, math.inf))) for orders in found if sum(orders) <= order):
                    for orders in (o for o in found if sum(o) == order):
                        error.add(ulps(found[orders], exact[orders], size(op, point, orders, exact)), point)
    return seen


def size(op: Op, point: Point, orders: Orders, exact: dict[Orders, Any]) -> Any:
    """What an error is measured by where it is larger than the derivative."""
    xs = numbers(point)
    moved = [abs(x * exact.get(_raised(orders, i), 0)) for i, x in enumerate(xs)]
    return max(SIZES.get(op.name, 0.0), FLOOR * max([1.0, *map(abs, xs)] if len(xs) > 1 else [1.0]), *moved)


# --- The page ---

MARKS = "<!-- higher derivatives -->\n", "<!-- end of higher derivatives -->\n"
COUNTS = {1: 400, 2: 120, 3: 40}  # points, by arguments: around each is a grid of 7, 49 or 343
HEAD = ["operation", "second", "third", "fourth", "far arguments"]


def line(op: Op) -> list[str]:
    """What is measured of a row, as a line of the table."""
    count = COUNTS[len(numbers(points(op, 1)[0]))]
    far = errors(op, points(op, count, far=True))
    found = [f"`{op.name}`", *map(error, errors(op, points(op, count))), " · ".join(map(error, far)) if far[0].count else ""]
    print(*found, sep="   ", flush=True)
    return found


def page(old: str, lines: list[list[str]]) -> str:
    """The page with the table of higher derivatives made anew."""
    return between(MARKS, old, "\n".join([*table(HEAD, lines), ""]))

"""Higher derivatives of a row with no rule of differentiation: its `value` formula on a grid of points around one.

Seven values in each argument give every mixed derivative up to the fifth order at once. They are computed for two steps;
what the two do not agree on, because the function is not smooth there, is left out.
"""

import functools
import itertools
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from mpmath import mp

from autodiff.table.op import Op
from autodiff.testing.exact import exact_value, places, tenth

Orders = tuple[int, ...]  # how often each number of a point is differentiated by: (1, 2) is d³/dx dy²

SIDE = 3  # points on either side
MOST = 5  # the highest order, by which the fourth is judged
STEPS = 30, 33  # how many decimal places a step is below the size of its number
ROOM = 900  # digits: for a result of 1e-308 beside a function of 1e308, and for what small steps cancel
AGREE = 20  # digits
NOTHING = 345  # decimal places: what is smaller is 0 as a float


@functools.cache
def weights(order: int) -> tuple[Fraction, ...]:
    """What the values at -3h ... 3h are multiplied by, to give h^order times the derivative.

    >>> [int(weight * 60) for weight in weights(1)]
    [-1, 9, -45, 0, 45, -9, 1]
    """
    nodes = range(-SIDE, SIDE + 1)
    return tuple(math.factorial(order) * _coefficient([o for o in nodes if o != node], order)
                 / math.prod(node - o for o in nodes if o != node) for node in nodes)


def _coefficient(roots: Sequence[int], power: int) -> Fraction:
    """The coefficient of x^power in the product of all (x - root)."""
    chosen = itertools.combinations(roots, len(roots) - power)
    return Fraction(sum(math.prod(-root for root in some) for some in chosen))


def exact_derivatives(op: Op, point: Sequence[Any]) -> dict[Orders, Any]:
    """The derivatives of a row at a point, of orders 1 to 5; those are left out that are no finite real numbers.

    >>> from autodiff import OPS
    >>> {orders: float(d) for orders, d in exact_derivatives(OPS["sin"], [0.0]).items()}
    {(1,): 1.0, (2,): 0.0, (3,): -1.0, (4,): 0.0, (5,): 1.0}
    """
    xs = [point[i] if j is None else point[i][j] for i, j in places(point)]
    sizes = [abs(math.log10(abs(x))) for x in xs if x]
    with mp.workdps(ROOM + (MOST + 1) * int(max(sizes, default=0))):
        try:
            first, second = (_on_grid(op, point, [mp.mpf(x) for x in xs], step) for step in STEPS)
        except (ArithmeticError, ValueError):
            return {}
        return {orders: d for orders, d in second.items() if sum(orders) and _agree(first[orders], d)}


def _agree(a: Any, b: Any) -> bool:
    return bool(abs(a - b) <= max(tenth(AGREE, mp.dps) * abs(b), tenth(NOTHING, mp.dps)))


def _on_grid(op: Op, point: Sequence[Any], xs: Sequence[Any], step: int) -> dict[Orders, Any]:
    where = places(point)

    def value(*numbers: Any) -> Any:
        given = [list(a) if isinstance(a, list) else a for a in point]
        for (i, j), x in zip(where, numbers, strict=True):
            if j is None:
                given[i] = x
            else:
                given[i][j] = x
        return finite(exact_value(op, given))

    return _differences(value, xs, [(min(abs(x), mp.one) or mp.one) * tenth(step, mp.dps) for x in xs])


def finite(x: Any) -> Any:
    """x if it is a finite real number, else `ValueError`."""
    if not isinstance(x, mp.mpf) or not mp.isfinite(x):
        raise ValueError(f"{x} is no finite real number")
    return x


def _differences(f: Callable[..., Any], xs: Sequence[Any], steps: Sequence[Any]) -> dict[Orders, Any]:
    """All derivatives of f up to the order MOST, one argument after another."""
    if not xs:
        return {(): f()}
    x, h = xs[0], steps[0]
    values = [_differences(functools.partial(f, x + k * h), xs[1:], steps[1:]) for k in range(-SIDE, SIDE + 1)]
    return {(n, *rest): _weighted(n, [v[rest] for v in values]) / h**n
            for n in range(MOST + 1) for rest in values[0] if n + sum(rest) <= MOST}


def _weighted(order: int, values: Sequence[Any]) -> Any:
    return mp.fsum(w.numerator * v / w.denominator for w, v in zip(weights(order), values, strict=True) if w)

"""Gradients as graphs beside the sweep: the same number, infinities and nan among them, wherever the point lies.

Every row at points at which formulas break, with constants on either side; and what a branch not taken must not let through.
"""

from collections.abc import Callable, Iterator
from itertools import product
from math import inf, isfinite, nan
from typing import Any

import pytest

import autodiff as ad
from autodiff import OPS, Op, Value, gradients
from autodiff.graph import sweeps as graph
from autodiff.transforms.gradients import pushforward

ENDS = [0.0, -0.0, 1.0, -1.0, inf, -inf, nan, 5e-324, -1e-310, 2.0**-1022, 1e-200, -1e200, 1.7e308, -1e308, 0.5, -2.0]
MORE = [-5e-324, 1e-310, -1e-308, 1e200, 3.0, -27.0, 40.0, 700.0, -750.0, 1e16, -1e-13, 1e154, 1.0 + 2.0**-52, -1.7e308]
FEW = [0.0, -1.0, 5e-324, 1e-310, 1e200, -1e-200, 1.7e308, inf, nan]  # for each of three or four operands
ROUNDING = 1e-12  # relative: the plain formula of a partial rounds more often than the one arranged for floats


def arguments(op: Op) -> Iterator[list[Any]]:
    """Arguments of a row, lists as lists."""
    if not op.variadic:
        yield from map(list, product(ENDS + MORE if len(op.args) < 3 else FEW, repeat=len(op.args)))
    elif len(op.args) == 1:
        for length in (1, 2, 3):
            yield from ([list(xs)] for xs in product(ENDS if length < 3 else FEW, repeat=length))
        yield from ([list(xs)] for xs in product(FEW[1:8], repeat=4))
    else:
        yield from ([list(xs[:2]), list(xs[2:4]), 0.5] for xs in product(FEW, repeat=4))


def mixtures(count: int) -> list[tuple[bool, ...]]:
    """Which of the operands are Values, the others being constants: all, and with few operands each mixture."""
    every = [kinds for kinds in product((True, False), repeat=count) if any(kinds)]
    return every if count < 3 else [every[0], *(tuple(i == j for i in range(count)) for j in (0, count - 1))]


def leaves_of(given: list[Any]) -> list[Value]:
    operands = [v for x in given for v in (x if isinstance(x, list) else [x])]
    return [v for v in operands if isinstance(v, Value)]


def built(args: list[Any], kinds: tuple[bool, ...]) -> list[Any]:
    kind = iter(kinds)

    def operand(x: float) -> Any:
        return Value(x) if next(kind) else x

    return [[operand(v) for v in x] if isinstance(x, list) else operand(x) for x in args]


def same(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or (isfinite(a) and isfinite(b) and abs(a - b) <= ROUNDING * abs(b) + 2e-323)


@pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)
def test_a_row_at_the_ends_of_the_range(op: Op) -> None:
    for args in arguments(op):
        for kinds in mixtures(sum(len(x) if isinstance(x, list) else 1 for x in args)):
            given = built(args, kinds)
            xs = leaves_of(given)
            y = getattr(ad, op.name)(*given)
            found, swept = [g.data for g in gradients(y, xs)], graph.derivatives(y, xs)
            assert all(map(same, found, swept)), (args, kinds, found, swept)


EDGES: list[tuple[str, Callable[..., Any], tuple[float, ...], tuple[float, ...]]] = [  # and the right slopes
    ("logaddexp(-inf, -inf)", ad.logaddexp, (-inf, -inf), (0.5, 0.5)),
    ("logaddexp(inf, inf)", ad.logaddexp, (inf, inf), (0.5, 0.5)),
    ("logaddexp(inf, -inf)", ad.logaddexp, (inf, -inf), (1.0, 0.0)),
    ("gelu(inf)", ad.gelu, (inf,), (1.0,)),
    ("gelu(-inf)", ad.gelu, (-inf,), (0.0,)),
    ("gaussian(inf)", ad.gaussian, (inf,), (0.0,)),
    ("gaussian(1e308)", ad.gaussian, (1e308,), (0.0,)),
    ("(-1)**1e200", lambda x: x**1e200, (-1.0,), (-1e200,)),
    ("(-1)**-1e200", lambda x: x**-1e200, (-1.0,), (1e200,)),
    ("(-1)**1e-200", lambda x: x**1e-200, (-1.0,), (nan,)),
    ("a power near 1, large exponent", lambda x: x**1e17, (1.0 - 2.0**-53,), (1507865717271.4959,)),
    ("1e-310**1e-310", lambda x: x**1e-310, (1e-310,), (1.0,)),
    ("nan**1", lambda x: x**1, (nan,), (1.0,)),
    ("x/0", lambda x: x / 0.0, (1.0,), (inf,)),
    ("x/-0", lambda x: x / -0.0, (0.0,), (-inf,)),
    ("hypot(inf, 1)", ad.hypot, (inf, 1.0), (1.0, 0.0)),
    ("hypot(1, -inf)", ad.hypot, (1.0, -inf), (0.0, -1.0)),
    ("hypot(inf, inf)", ad.hypot, (inf, inf), (nan, nan)),
    ("hypot of the smallest", ad.hypot, (5e-324, -5e-324), (0.5**0.5, -(0.5**0.5))),
    ("hypot of the largest", ad.hypot, (1.7e308, 1.7e308), (0.5**0.5, 0.5**0.5)),
    ("elu with a large alpha", lambda x: ad.elu(x, 1e308), (-750.0,), (1.90168496347500677e-18,)),  # mpmath
    ("elu with an infinite alpha", lambda x: ad.elu(x, inf), (-750.0,), (inf,)),
    ("prod through inf", lambda *x: ad.prod(x), (3.0, 1e200, 1e200, 1e-300), (1e100, 3e-100, 3e-100, inf)),
    ("prod through 0", lambda *x: ad.prod(x), (5e-324, 1e-10, 1.0, inf), (inf, inf, inf, 0.0)),
    ("prod of small ones and large ones", lambda *x: ad.prod(x), (*[1e-300] * 4, *[1e300] * 4),
     (*[1e300] * 4, *[1e-300] * 4)),
]


@pytest.mark.parametrize(("f", "point", "slopes"), [edge[1:] for edge in EDGES], ids=[edge[0] for edge in EDGES])
def test_an_edge_has_its_slope_both_ways(f: Any, point: tuple[float, ...], slopes: tuple[float, ...]) -> None:
    xs = [Value(x) for x in point]
    y = f(*xs)
    y.backward()
    for x, g, exact in zip(xs, gradients(y, xs), slopes, strict=True):
        for found in (x.grad, g.data):
            assert found == pytest.approx(exact, rel=1e-10, nan_ok=True)


WAYS: dict[str, Callable[[Any], Any]] = {
    "itself": lambda x: x, "times inf": lambda x: x * inf, "exp": ad.exp, "over 0": lambda x: x / 0.0,
    "dot": lambda x: ad.dot([x, x], [inf, 0.0]), "prod": lambda x: ad.prod([x, 0.0, inf]),
    "plus": lambda x: x * inf + x * -inf}


@pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)
def test_a_branch_not_taken_passes_nothing_whatever_its_constants(op: Op) -> None:
    """Not beside an infinite or undefined constant either: 0 times it would be nan."""
    places = range(1 if op.variadic else len(op.args))
    for way, place, constant, point in product(WAYS.values(), places, (inf, nan, -0.0), (2.0, inf)):
        x = Value(point)
        u = way(x)
        operands: list[Any] = [u if i == place else constant for i in range(len(op.args))]
        if op.variadic:
            operands = [[u, constant] if argument.startswith("*") else constant for argument in op.args]
        y = ad.where(x > 0, x, getattr(ad, op.name)(*operands))
        (slope,), (moved,) = gradients(y, [x]), pushforward([y], {x: 1.0})
        y.backward()
        assert (slope.data, moved.data, x.grad) == (1.0, 1.0, 1.0), (operands, point)

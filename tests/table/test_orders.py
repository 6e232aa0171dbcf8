"""Second to fourth derivatives of every row: within the bounds of `benchmarks.accuracy.orders`, over the range of floats."""

import math
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, grad, gradients, hessian
from autodiff.testing.stencil import exact_derivatives, weights
from benchmarks.accuracy.orders import BOUNDS, derivatives, errors, points
from benchmarks.accuracy.points import Point

ROWS = pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)
SOME = 8  # points of a row, out of those that the page has


@ROWS
def test_a_row_is_within_the_bounds(op: Op) -> None:
    judge(op, points(op, SOME if len(op.args) < 3 else 3))


@pytest.mark.long
@ROWS
def test_a_row_is_within_the_bounds_at_every_point_of_the_sweep(op: Op) -> None:
    judge(op, points(op, 10**6))


def judge(op: Op, at: list[Point]) -> None:
    for (order, bound), seen in zip(BOUNDS.items(), errors(op, at), strict=True):
        assert seen.worst <= bound, (op.name, order, seen)


@pytest.mark.parametrize(("name", "x"), [
    *((name, x) for name in ("asin", "acos", "atanh", "silu", "sin", "tanh") for x in (1e-12, -1e-30, 1e-300, 5e-324)),
    *((name, s * (1 - 2.0**-k)) for name in ("asin", "acos", "atanh") for k in (53, 30, 2) for s in (1, -1)),
    *((name, x) for name in ("gaussian", "erf", "erfc", "gelu", "atan", "silu", "asinh", "tanh", "cbrt")
      for x in (30.0, -27.0, 745.0, 1e56, 1e98, 1e155, -1e200, 1.7976931348623157e308)),
])
def test_where_digits_are_lost(name: str, x: float) -> None:
    judge(OPS[name], [(x,)])


@pytest.mark.parametrize("name", ["gaussian", "erf", "erfc", "tanh", "atan", "sigmoid"])
def test_what_is_flat_at_infinity_is_flat_in_every_order(name: str) -> None:
    for x in (math.inf, -math.inf):
        v = ad.Value(x)
        y = getattr(ad, name)(v)
        for _ in range(3):
            (y,) = gradients(y, [v])
            assert y.data == 0.0, (name, x)


@pytest.mark.parametrize("f", [ad.hypot, lambda x, y: ad.hypot(x, y) ** 2, lambda x, y: 3 * ad.hypot(x, 2 * y)])
def test_hypot_has_a_slope_at_0_by_convention_and_no_second_derivative(f: Callable[..., Any]) -> None:
    assert grad(f, (0, 1))(0.0, 0.0) == (0.0, 0.0)
    second = hessian(lambda v: f(v[0], v[1]))([0.0, 0.0])
    assert all(math.isnan(d) for row in second for d in row)


def test_the_truth_is_that_of_derivatives_that_are_known() -> None:
    for name, point, orders, exact in [
            ("exp", [0.5], (4,), mp.exp(0.5)), ("log", [1e-300], (3,), 2 / mp.mpf(1e-300) ** 3),
            ("sin", [1e-308], (2,), -1e-308), ("mul", [3.0, 1e-200], (1, 1), 1),
            ("div", [3.0, 7.0], (1, 2), mp.mpf(2) / 343), ("prod", [[2.0, 5.0]], (1, 1), 1), ("gaussian", [0.0], (4,), 12)]:
        assert abs(exact_derivatives(OPS[name], point)[orders] - exact) <= 1e-15 * abs(exact), name


def test_the_truth_leaves_out_what_does_not_exist() -> None:
    assert not exact_derivatives(OPS["log"], [-1.0])
    assert (2,) not in exact_derivatives(OPS["abs"], [0.0])
    assert (2, 0) not in exact_derivatives(OPS["hypot"], [0.0, 0.0])


@pytest.mark.parametrize("order", range(1, 6))
def test_the_weights_differentiate_powers(order: int) -> None:
    for power in range(7):
        found = sum(w * Fraction(k) ** power for k, w in zip(range(-3, 4), weights(order), strict=True))
        assert found == (math.factorial(order) if power == order else 0)


def test_mixed_derivatives_are_found_once_each() -> None:
    found = derivatives(OPS["mul"], (3.0, 5.0))
    assert (found[1, 0], found[0, 1], found[1, 1]) == (5.0, 3.0, 1.0)
    assert len(found) == 2 + 3 + 4 + 5


def test_the_page_shows_the_higher_derivatives_of_every_row() -> None:
    """If this fails: python -m benchmarks.accuracy --orders"""
    page = (Path(__file__).parents[2] / "docs" / "proof" / "accuracy.md").read_text(encoding="utf-8")
    shown = page.partition("<!-- higher derivatives -->")[2]
    assert [line.split("`")[1] for line in shown.splitlines() if line.startswith("| `")] == list(OPS)

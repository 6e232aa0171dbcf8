"""Every row: its value and every partial within its bound of the exact result, over the whole range of floats."""

import math
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from mpmath import mp, mpf

import autodiff
from autodiff import OPS, Op, Value
from autodiff.testing.exact import ALL_DIGITS, exact_partial, exact_scale, exact_value, ulps
from benchmarks.accuracy.measure import compare, ours, truth
from benchmarks.accuracy.points import HARDEST, Point, sweep

POINTS = 20  # of each row, out of those that the `long` test tries
ROWS = pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)


@pytest.fixture(autouse=True)
def digits_for_all_floats() -> Iterator[None]:
    with mp.workdps(ALL_DIGITS):
        yield


@ROWS
def test_a_row_is_within_its_bound_over_the_whole_range(op: Op) -> None:
    judge(op, random.Random(op.name).sample(sweep(op), POINTS))


@pytest.mark.long
@ROWS
def test_a_row_is_within_its_bound_at_every_point_of_the_sweep(op: Op) -> None:
    judge(op, sweep(op))


def judge(op: Op, at: list[Point]) -> None:
    """The row's value and partials at some points are within its bound."""
    for part, seen in enumerate(compare(op, [truth(op, point) for point in at], ours(op, at))):
        assert seen.count > 0
        assert seen.worst <= op.ulp, (op.name, part, seen)


@pytest.mark.parametrize(("name", "point"), [
    ("elu", (-745.1324548668, 354.9)),  # exp(x) has lost the digits that alpha*exp(x) still has
    ("elu", (-720.5, 1e200)),
    ("gelu", (1.7976913371691808e308,)),
    ("gelu", (-37.7,)),
    ("gelu", (-38.500000000038504,)),
    ("gelu", (-30.123456789,)),  # the rounding of x/sqrt(2) is multiplied by 900
    ("gelu", (-1.0086833773740649,)),
    ("silu", (-8.261158435852822,)),
    ("silu", (-720.5,)),
    ("silu", (-1.2784645427610737,)),  # the derivative is 0 nearby, and its bound that of a size of its own
    ("gelu", (-0.7517915241000002,)),
    ("logaddexp", (-0.03638185874177051, -3.331820793117545)),
    ("cbrt", (-8.846487841669548e-222,)),
    ("cbrt", (5e-324,)),
    ("cbrt", (1.7976931348623157e308,)),
    ("pow", (0.99999999999992, 2.0**53 + 2)),  # y - 1 is y
    ("hypot", (1e-300, 0.0)),
    ("sin", (HARDEST,)),
    ("cos", (-HARDEST,)),
    ("tan", (HARDEST,)),
])
def test_points_where_digits_were_once_lost(name: str, point: tuple[float, ...]) -> None:
    judge(OPS[name], [point])


def test_the_slope_of_a_large_whole_power_has_the_right_sign() -> None:
    for x, y in [(-709.7827, 9007199254750000.0), (-0.5, -9007199254750000.0), (-1 - 2.0**-45, 2.0**53 + 4)]:
        d = (Value(x) ** y).partials[0]
        assert ulps(d, exact_partial(OPS["pow"], [x, y], 0)) <= 4, (x, y)


@pytest.mark.parametrize("name", ["sum", "prod", "logsumexp", "max", "min"])
def test_a_variadic_row_is_exact(name: str) -> None:
    rng = random.Random(name)
    op = OPS[name]
    for _ in range(20):
        point = [rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 2) for _ in range(rng.randint(1, 12))]
        y = getattr(autodiff, name)(map(Value, point))
        assert ulps(y.data, exact_value(op, [point]), exact_scale(op, 0, [point])) <= op.ulp
        for j, d in enumerate(y.partials):
            assert ulps(d, exact_partial(op, [point], 0, j)) <= op.ulp


def test_logsumexp_of_one_large_and_one_small_number_near_its_zero() -> None:
    """One of a million random programs found it 5 ulp off: the sum of 1 and little was rounded before its logarithm."""
    for point in ([-2.783529599428125, 0.020933911988639586], [-36.0, 1e-12], [-0.7, -0.68]):
        y = autodiff.logsumexp(map(Value, point))
        op = OPS["logsumexp"]
        assert ulps(y.data, exact_value(op, [point]), exact_scale(op, 0, [point])) <= 2


def test_dot_rounds_its_products_and_sums_them_exactly() -> None:
    rng = random.Random(0)
    op = OPS["dot"]
    for _ in range(40):
        w, x = ([rng.uniform(-1, 1) * 10.0 ** rng.randint(-9, 9) for _ in range(7)] for _ in range(2))
        b = rng.uniform(-1, 1)
        y = autodiff.dot(map(Value, w), map(Value, x), Value(b))
        assert ulps(y.data, exact_value(op, [w, x, b]), exact_scale(op, 0, [w, x, b])) <= op.ulp
        assert y.partials == (*x, *w, 1.0)


def test_a_product_passes_through_nothing_too_large_or_too_small() -> None:
    for point in ([1e200, 1e200, 1e-200, 1e-200], [1e-300, 3e-300, 1e300, 1e290], [5e-324, 7.0, 1e308, -1e308], [1.1] * 500):
        y = autodiff.prod(map(Value, point))
        assert ulps(y.data, exact_value(OPS["prod"], [point])) <= 1
        for j, d in list(enumerate(y.partials))[:4]:
            assert ulps(d, exact_partial(OPS["prod"], [point], 0, j)) <= 1


@pytest.mark.parametrize("x", [0.5, 3.0, 18.0, 20.0, 40.0, 300.0, 700.0])
def test_the_tails_that_are_usually_lost(x: float) -> None:
    for name in ("tanh", "sigmoid", "softplus", "log_sigmoid", "erf", "erfc"):
        for point in (x, -x):
            y = getattr(autodiff, name)(Value(point))
            assert ulps(y.partials[0], exact_partial(OPS[name], [point], 0)) <= 4, (name, point)


def test_pow_where_result_or_partial_leaves_the_normal_range() -> None:
    for x, y in [(1e-300, 2.0), (1e200, 2.0), (1.0000001, -7.08e9), (0.9999999, 7.2e9), (1e-310, 0.3), (1e308, 1e-5),
                 (5e-324, 1e-20), (2.0, -1074.0), (2.0, 1023.9), (1 + 2**-52, 3.19e18), (1e-5, 63.0), (-3.0, 641.0)]:
        z = Value(x) ** Value(y)
        assert ulps(z.data, exact_value(OPS["pow"], [x, y])) <= 4
        assert ulps(z.partials[0], exact_partial(OPS["pow"], [x, y], 0)) <= 4, (x, y)
        if x > 0:
            assert ulps(z.partials[1], exact_partial(OPS["pow"], [x, y], 1)) <= 4, (x, y)


def test_quotients_below_the_normal_range_keep_their_partials() -> None:
    for name, x, y in [("div", 1.8e-310, 0.09), ("atan2", 3e-311, 1e-2), ("hypot", 5e-324, 5e-324),
                       ("hypot", 1.5e308, 1.5e308)]:
        z = getattr(autodiff, name)(Value(x), Value(y))
        for i in range(2):
            assert ulps(z.partials[i], exact_partial(OPS[name], [x, y], i)) <= 4, (name, x, y)


@pytest.mark.parametrize(("x", "y"), [(1e8, 1.0), (1.0, 1e8), (-5.0, -1e-6), (2.0, 2.0), (0.0, 2.0), (2.0, 0.0)])
def test_second_derivatives_of_hypot_do_not_cancel(x: float, y: float) -> None:
    z = math.hypot(x, y)
    exact = [[y / z * y / z / z, -x / z * y / z / z], [-x / z * y / z / z, x / z * x / z / z]]
    found = autodiff.hessian(lambda v: autodiff.hypot(v[0], v[1]))([x, y])
    for a, b in zip([*found[0], *found[1]], [*exact[0], *exact[1]], strict=True):
        assert a == pytest.approx(b, rel=1e-14, abs=0)


def test_the_page_shows_every_row() -> None:
    """If this fails: python -m benchmarks.accuracy"""
    page = (Path(__file__).parents[2] / "docs" / "proof" / "accuracy.md").read_text(encoding="utf-8")
    table = page.partition("## Rows measured")[0]
    assert re.findall(r"^\| `(\w+)` ", table, re.MULTILINE) == list(OPS)


def test_errors_are_told() -> None:
    with mp.workdps(40):
        assert ulps(1.0, 1 + mpf(2) ** -54) == 0.25
    assert ulps(1.0, mpf(3)) == 2.0**52
    assert ulps(1.0, mpf(3), scale=2.0**54) == 2.0**-1
    assert ulps(math.inf, mpf(2) ** 1024) == 0.0
    assert ulps(math.inf, mpf(1)) > 2.0**52
    assert ulps(math.nan, mpf(1)) == math.inf

"""Every row: its value and every partial within its bound of the exact result, over the whole range of floats."""

import math
import random

import pytest

import autodiff
from autodiff import OPS, Op, Value
from tests.oracle import exact_partial, exact_scale, exact_value, ulps

POINTS = 40
SCALAR = [op for op in OPS.values() if not op.variadic]


def draw(low: float, high: float, rng: random.Random) -> float:
    """A number in an interval: of any size a float can have, near 0, or hard by a power of 2 such as 1."""
    while True:
        kind = rng.random()
        if kind < 0.45:
            x = rng.choice([-1, 1]) * rng.uniform(1, 2) * 2.0 ** rng.randint(-1074, 1023)
        elif kind < 0.8:
            x = rng.choice([-1, 1]) * rng.uniform(0, rng.choice([2, 40, 760]))
        else:
            x = rng.choice([-1, 1]) * 2.0 ** rng.randint(-2, 5) * (1 - rng.uniform(1, 2) * 2.0 ** rng.randint(-52, -1))
        for candidate in (x, -x, low + abs(x) if math.isfinite(low) else x):
            if low < candidate < high:
                return candidate


@pytest.mark.parametrize("op", SCALAR, ids=lambda op: op.name)
def test_a_row_is_exact_over_the_whole_range(op: Op) -> None:
    rng = random.Random(op.name)
    for _ in range(POINTS):
        judge(op, *(draw(*interval, rng) for interval in op.domain))


def judge(op: Op, *point: float) -> None:
    """The row's value and partials at a point are within its bound."""
    y = getattr(autodiff, op.name)(*map(Value, point))
    found = [(y.data, exact_value(op, point)), *((d, exact_partial(op, point, i)) for i, d in enumerate(y.partials))]
    for part, (got, exact) in enumerate(found):
        assert ulps(got, exact, exact_scale(op, part, point)) <= op.ulp, (op.name, part, point, got, exact)


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
    ("cbrt", (-8.846487841669548e-222,)),
    ("cbrt", (5e-324,)),
    ("cbrt", (1.7976931348623157e308,)),
    ("pow", (0.99999999999992, 2.0**53 + 2)),  # y - 1 is y
    ("hypot", (1e-300, 0.0)),
])
def test_points_where_digits_were_once_lost(name: str, point: tuple[float, ...]) -> None:
    judge(OPS[name], *point)


def test_the_slope_of_a_large_whole_power_has_the_right_sign() -> None:
    for x, y in [(-709.7827, 9007199254750000.0), (-0.5, -9007199254750000.0), (-1 - 2.0**-45, 2.0**53 + 4)]:
        d = (Value(x) ** y).partials[0]
        assert ulps(d, exact_partial(OPS["pow"], [x, y], 0)) <= 4, (x, y)


@pytest.mark.parametrize("name", ["sum", "prod", "logsumexp", "max", "min"])
def test_a_variadic_row_is_exact(name: str) -> None:
    rng = random.Random(name)
    op = OPS[name]
    for _ in range(POINTS // 2):
        point = [rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 2) for _ in range(rng.randint(1, 12))]
        y = getattr(autodiff, name)(map(Value, point))
        assert ulps(y.data, exact_value(op, [point]), exact_scale(op, 0, [point])) <= op.ulp
        for j, d in enumerate(y.partials):
            assert ulps(d, exact_partial(op, [point], 0, j)) <= op.ulp


def test_dot_rounds_its_products_and_sums_them_exactly() -> None:
    rng = random.Random(0)
    op = OPS["dot"]
    for _ in range(POINTS):
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


@pytest.mark.parametrize(("x", "y"), [(1e8, 1.0), (1.0, 1e8), (-5.0, -1e-6), (2.0, 2.0), (0.0, 2.0), (2.0, 0.0), (3.0, -4.0)])
def test_second_derivatives_of_hypot_do_not_cancel(x: float, y: float) -> None:
    z = math.hypot(x, y)
    exact = [[y / z * y / z / z, -x / z * y / z / z], [-x / z * y / z / z, x / z * x / z / z]]
    found = autodiff.hessian(lambda v: autodiff.hypot(v[0], v[1]))([x, y])
    for a, b in zip([*found[0], *found[1]], [*exact[0], *exact[1]], strict=True):
        assert a == pytest.approx(b, rel=1e-14, abs=0)

"""Every row: its value and every partial within 4 ulp of the exact result, over the whole range of floats."""

import math
import random

import pytest

import autodiff
from autodiff import OPS, Op, Value
from tests.oracle import exact_partial, exact_value, ulps

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


def allowed(op: Op, part: int, arguments: tuple[float, ...], exact: float) -> float:
    """The row's bound in ulp of the exact result; where the table gives a sentence, that sentence as arithmetic."""
    x = arguments[0]
    scale = abs(exact) or 5e-324
    if op.name == "gelu":  # of the larger term, which is at most a few times |x| away from a sum near 0
        cancelled = 0.25 if part and -1.5 < x < 0 else 0.0
        return (4 + 2 * x * x) * max(1.0, cancelled / scale)
    if op.name == "silu" and part:
        return 4 * max(1.0, 0.25 / scale if -2 < x < -1 else 0.0)
    if op.name == "bce_with_logits" and part == 1 and arguments[1] not in (0, 1):
        return 4 * max(1.0, 1 / scale)
    if op.name == "logaddexp" and not part:
        return 4 * max(1.0, max(map(abs, arguments)) / scale)
    return 4.0


@pytest.mark.parametrize("op", SCALAR, ids=lambda op: op.name)
def test_a_row_is_exact_over_the_whole_range(op: Op) -> None:
    rng = random.Random(op.name)
    for _ in range(POINTS):
        point = tuple(draw(*interval, rng) for interval in op.domain)
        y = getattr(autodiff, op.name)(*map(Value, point))
        found = [(y.data, exact_value(op, point)), *((d, exact_partial(op, point, i)) for i, d in enumerate(y.partials))]
        for part, (got, exact) in enumerate(found):
            close = got if not math.isfinite(got) else float(exact)
            assert ulps(got, exact) <= allowed(op, part, point, close), (op.name, part, point, got, exact)


@pytest.mark.parametrize("name", ["sum", "prod", "logsumexp", "max", "min"])
def test_a_variadic_row_is_exact(name: str) -> None:
    rng = random.Random(name)
    for _ in range(POINTS // 2):
        point = [rng.uniform(-1, 1) * 10.0 ** rng.randint(-3, 2) for _ in range(rng.randint(1, 6))]
        y = getattr(autodiff, name)(map(Value, point))
        scale = max(1.0, max(map(abs, point)) / abs(y.data)) if name == "logsumexp" else 1.0
        assert ulps(y.data, exact_value(OPS[name], [point])) <= 4 * scale
        for j, d in enumerate(y.partials):
            assert ulps(d, exact_partial(OPS[name], [point], 0, j)) <= 4


def test_dot_rounds_its_products_and_sums_them_exactly() -> None:
    rng = random.Random(0)
    for _ in range(POINTS):
        w, x = ([rng.uniform(-1, 1) * 10.0 ** rng.randint(-9, 9) for _ in range(7)] for _ in range(2))
        b = rng.uniform(-1, 1)
        y = autodiff.dot(map(Value, w), map(Value, x), Value(b))
        size = math.fsum(abs(a * c) for a, c in zip(w, x, strict=True)) + abs(b)
        assert abs(y.data - exact_value(OPS["dot"], [w, x, b])) <= math.ulp(size)
        assert y.partials == (*x, *w, 1.0)


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

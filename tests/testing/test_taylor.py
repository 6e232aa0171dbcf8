"""The verdict by slope: right gradients fall as h² or faster, wrong ones as h."""

import math
from typing import Any

import pytest

import autodiff as ad
from autodiff.testing.taylor import falls, remainder_slope
from tests.testing.test_oracle import fault, scale_partial


@pytest.mark.parametrize(("f", "point", "order"), [
    (lambda x: x * x, [3.0], 2), (lambda x: x**3, [0.0], 3), (lambda x, y: ad.exp(x) * y, [1.0, -2.0], 2),
    (lambda v: ad.hypot(v[0], v[1]), [[3.0, 4.0]], 2), (lambda x: ad.log(x) * 1e6, [1e5], 2), (lambda x: x * x, [1e-8], 2)])
def test_the_order_of_the_remainder(f: Any, point: list[Any], order: int) -> None:
    right, seen = remainder_slope(f, point)
    assert right
    assert float(seen.rsplit("^")[1]) == pytest.approx(order, abs=0.1)


def test_of_a_linear_function_nothing_is_left() -> None:
    assert remainder_slope(lambda x, y: 3 * x - y / 7, [0.3, 1e9]) == (
        True, "the remainder is lost in rounding: the function is linear near the point")


@pytest.mark.parametrize("off", [1e-6, 1e-3, 1.0])
def test_a_wrong_gradient_shows_the_slope_1(off: float) -> None:
    with fault("sin", scale_partial(1 + off)):
        right, seen = remainder_slope(lambda x: ad.sin(x) * 5, [0.7])
    assert not right
    assert float(seen.rsplit("^")[1]) == pytest.approx(1, abs=0.3)


def test_beside_the_point_the_function_may_give_plain_numbers() -> None:
    assert remainder_slope(lambda x: x * x if 0.9 < x < 1.1 else 0.0, [1.0]) == (True, "the remainder falls as h^2.00")


def test_what_is_not_finite_is_not_right() -> None:
    assert remainder_slope(ad.log, [-1.0])[0] is False
    assert falls([1.0, 0.25, math.nan], 0.0)[0] is False
    assert falls([1.0, 0.25, 0.0625], math.inf)[0] is False


def test_the_smallest_steps_that_stand_out_decide() -> None:
    assert falls([64.0, 32.0, 16.0, 8.0, 2.0, 0.5, 0.125], 0.1) == (True, "the remainder falls as h^2.00")
    assert falls([64.0, 16.0, 4.0, 1.0, 0.5, 0.25, 0.125], 0.1) == (False, "the remainder falls as h^1.00")


def test_three_halvings_are_needed_and_the_floor_is_not_looked_at() -> None:
    assert falls([64.0, 16.0, 4.0, 1.0], 0.5) == (True, "the remainder falls as h^2.00")
    lost = (True, "the remainder is lost in rounding: the function is linear near the point")
    assert falls([64.0, 16.0, 4.0, 1.0], 1.0) == lost
    assert falls([64.0, 16.0, 4.0], 0.5) == lost
    assert falls([4.0 ** -k for k in range(5)] + [0.3, 0.01, 0.01], 0.5**8) == (True, "the remainder falls as h^2.00")
    unfit = (False, "the function is not finite near the point")
    assert falls([math.nan, 1.0, 0.25], 0.0) == falls([1.0, 0.25], math.inf) == unfit
    assert falls([math.nan, 4.0, 2.0, 1.0], 0.0)[1] != unfit[1]  # far from the point it may be


@pytest.mark.parametrize(("order", "right"), [(1.49, False), (1.51, True)])
def test_halfway_between_the_slopes(order: float, right: bool) -> None:
    assert falls([2.0 ** (-order * k) for k in range(10)], 0.0) == (right, f"the remainder falls as h^{order}")


def test_the_noise_is_what_rounding_explains() -> None:
    """A remainder of h/1000 shows from h = 1/1000 on: beside 1 it stands out there, beside 1e9 it is lost in rounding."""
    for size, right in ((1.0, False), (1e9, True)):
        with fault("sin", scale_partial(1 + 1e-3)):
            assert remainder_slope(lambda x, size=size: ad.sin(x) + size, [0.7])[0] is right


def test_what_counts_little_makes_little_noise() -> None:
    with fault("sin", scale_partial(1 + 1e-3)):
        assert not remainder_slope(lambda x: (ad.sin(x) + 1e3) * 1e-6, [0.7])[0]


def test_a_direction_moves_every_input_and_far_ones_by_more() -> None:
    seen: list[tuple[float, ...]] = []

    def f(x: Any, y: Any, z: Any) -> Any:
        seen.append((x.data, y.data, z.data))
        return x * y + z

    remainder_slope(f, [0.25, 1000.0, -2.0])
    at, *moved = seen
    steps = [[(now - then) * 2.0**k for now, then in zip(point, at, strict=True)] for k, point in enumerate(moved, 2)]
    assert at == (0.25, 1000.0, -2.0)
    assert len(moved) == 38
    assert all(0.5 * size <= abs(d) <= size for d, size in zip(steps[0], (1.0, 1000.0, 2.0), strict=True))
    assert steps[20] == pytest.approx(steps[0], rel=1e-3)

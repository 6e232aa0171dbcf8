"""The IEEE functions: what they answer where `math` raises."""

import math
import random
from itertools import permutations
from math import inf, isnan, nan

import pytest
from mpmath import mp

import autodiff as ad
from autodiff import Value
from autodiff.table import scalar
from tests.sums import PASSING_OVERFLOW, rounded_sum


def same(a: float, b: float) -> bool:
    return a == b or (isnan(a) and isnan(b))


@pytest.mark.parametrize(("name", "x", "expected"), [
    ("exp", 710.0, inf), ("exp", -inf, 0.0), ("expm1", 1000.0, inf), ("sinh", 711.0, inf), ("sinh", -711.0, -inf),
    ("cosh", -711.0, inf), ("log", 0.0, -inf), ("log", -0.0, -inf), ("log", -1.0, nan), ("log2", 0.0, -inf),
    ("log10", -2.0, nan), ("log1p", -1.0, -inf), ("log1p", -2.0, nan), ("sqrt", -1.0, nan), ("sin", inf, nan),
    ("cos", -inf, nan), ("tan", inf, nan), ("asin", 1.5, nan), ("acos", -1.5, nan), ("acosh", 0.0, nan),
    ("atanh", 1.0, inf), ("atanh", -1.0, -inf), ("atanh", 2.0, nan), ("atanh", nan, nan), ("exp", nan, nan),
])
def test_where_math_raises(name: str, x: float, expected: float) -> None:
    got = getattr(scalar, name)(x)
    assert same(got, expected)


@pytest.mark.parametrize("name", ["exp", "log", "sin", "tanh", "sqrt", "cbrt", "atan", "erf", "asinh"])
def test_elsewhere_they_are_maths_own(name: str) -> None:
    assert getattr(scalar, name)(0.75) == getattr(math, name)(0.75)


@pytest.mark.parametrize(("x", "y", "expected"), [
    (1.0, 0.0, inf), (1.0, -0.0, -inf), (-1.0, 0.0, -inf), (0.0, 0.0, nan), (nan, 0.0, nan), (inf, 0.0, inf),
    (1.0, 4.0, 0.25),
])
def test_div(x: float, y: float, expected: float) -> None:
    got = scalar.div(x, y)
    assert same(got, expected)


@pytest.mark.parametrize(("x", "y", "expected"), [
    (0.0, -1.0, inf), (-0.0, -1.0, -inf), (-0.0, -2.0, inf), (-0.0, -0.5, inf), (-8.0, 1 / 3, nan), (1e200, 2.0, inf),
    (-1e200, 3.0, -inf), (-1e200, 2.0, inf), (2.0, 3.0, 8.0), (nan, 0.0, 1.0), (0.0, -3.0, inf), (-0.0, -3.0, -inf),
])
def test_pow(x: float, y: float, expected: float) -> None:
    got = scalar.pow(x, y)
    assert same(got, expected)


@pytest.mark.parametrize("x", [2.0**53, -(2.0**53) - 2, 1e22, -1e300, 1.7976931348623157e308, 6381956970095103 * 2.0**797,
                               *(math.ldexp(1.0, e) for e in (54, 55, 56, 57))])
def test_sin_cos_and_tan_of_large_numbers(x: float) -> None:
    with mp.workdps(400):
        for name in ("sin", "cos", "tan"):
            exact = getattr(mp, name)(mp.mpf(x))
            assert abs(getattr(scalar, f"{name}_far")(x) - exact) <= 2 * math.ulp(float(exact)), name


@pytest.mark.parametrize("x", [5.300069408723563e216, 1.6968903759466794e16, 2.1515122094699455e187, 4.0754801866628624e24])
def test_large_numbers_whose_angle_no_float_holds(x: float) -> None:
    """The sine of the angle rounded to a float is off by more than 1.25 ulp at these."""
    with mp.workdps(400):
        for exact, got in ((mp.sin(mp.mpf(x)), scalar.sin_far(x)), (mp.cos(mp.mpf(x)), scalar.cos_far(x))):
            assert abs(got - exact) <= math.ulp(float(exact))


def test_sin_cos_and_tan_of_infinity() -> None:
    assert all(isnan(f(x)) for f in (scalar.sin_far, scalar.cos_far, scalar.tan_far) for x in (inf, -inf, nan))


def test_fsum_survives_passing_overflow_and_infinities() -> None:
    assert scalar.fsum([1e308, 1e308, -1e308]) == 1e308
    assert scalar.fsum([1e308, 1e308]) == inf
    assert isnan(scalar.fsum([inf, -inf]))
    assert scalar.fsum([0.1] * 10) == 1.0


@pytest.mark.parametrize("special", [[inf, -inf], [inf], [-inf], [nan], [-inf, -inf], [inf, nan]])
def test_a_sum_with_infinities_is_theirs_wherever_they_stand(special: list[float]) -> None:
    """Also behind numbers whose sum is too large, of which `math.fsum` hears first."""
    for finite in ([1e308, 1e308], [-1e308, -1e308], [3.0]):
        for terms in (finite + special, special + finite):
            assert same(scalar.fsum(terms), sum(special))
            assert same(ad.sum([Value(t) for t in terms]).data, sum(special))
            assert same(ad.dot(terms, [Value(1.0)] * len(terms)).data, sum(special))


@pytest.mark.parametrize("terms", PASSING_OVERFLOW, ids=str)
def test_a_sum_that_passes_through_what_is_too_large_keeps_its_last_digit(terms: list[float]) -> None:
    exact = rounded_sum(terms)
    for order in permutations(terms):
        y = ad.sum([Value(t) for t in order])
        assert (y.data, y.partials) == (exact, (1.0,) * len(terms))
        w = [Value(t) for t in order]
        assert ad.dot(w[1:], [1.0] * len(w[1:]), w[0]).data == exact


def test_others_is_the_product_of_all_the_others() -> None:
    assert scalar.others([2.0, 3.0, 5.0]) == [15.0, 10.0, 6.0]
    assert scalar.others([0.0, 3.0]) == [3.0, 0.0]
    assert scalar.others([7.0]) == [1.0]
    assert scalar.others([]) == []
    assert scalar.others([1e200, 1e200, 0.0]) == [0.0, 0.0, inf]
    assert scalar.others([-0.0, 3.0, -4.0]) == [-12.0, 0.0, -0.0]
    assert scalar.others([inf, -1e308, 1e308]) == [-inf, inf, -inf]


def test_a_product_with_zeros_and_infinities() -> None:
    assert scalar.prod([]) == 1.0
    assert math.copysign(1.0, scalar.prod([1e200, -1e200, 0.0])) == -1.0
    assert scalar.prod([inf, -5e-324, 5e-324]) == -inf
    assert isnan(scalar.prod([inf, 0.0]))
    assert isnan(scalar.prod([nan, 2.0]))
    assert scalar.prod([-1e200, 1e200]) == -inf
    assert scalar.prod([1e-200, 1e-200]) == 0.0


def test_extremes_do_not_swallow_nan() -> None:
    assert isnan(scalar.largest([1.0, nan]))
    assert isnan(scalar.smallest([nan, 1.0]))
    with pytest.raises(ValueError, match="empty list"):
        scalar.largest([])


def test_exp_difference_puts_the_lost_digits_back() -> None:
    assert scalar.exp_difference(inf, inf) == 1.0
    assert scalar.exp_difference(0.0, inf) == 0.0
    assert scalar.exp_difference(-700.3, 0.1) == pytest.approx(math.exp(-700) * math.exp(-0.4), rel=4e-16)


@pytest.mark.parametrize("seed", range(4))
def test_exp_of_a_rounded_difference_is_as_exact_as_exp(seed: int) -> None:
    """In place of the lost digits exp(x - y) alone would be wrong by up to 2^-44, hundreds of units in the last place."""
    rng = random.Random(seed)
    for _ in range(50):
        x, y = rng.uniform(-600.0, 1.0) * rng.choice((1.0, 1e-3)), rng.uniform(1.0, 100.0) * rng.choice((1.0, 1e-5))
        if x <= y:
            with mp.workdps(50):
                exact = mp.exp(mp.mpf(x) - mp.mpf(y))
            assert abs(scalar.exp_difference(x, y) - exact) <= 2 * math.ulp(float(exact)), (x, y)


def test_exp_of_a_difference_beyond_all_digits() -> None:
    assert scalar.exp_difference(-1e300, 1e284) == 0.0
    assert scalar.exp_difference(-inf, 3.0) == 0.0
    assert isnan(scalar.exp_difference(nan, 1.0))


def test_the_size_of_a_factor_beside_a_zero_or_an_infinity_does_not_matter() -> None:
    assert scalar.prod([5e-324, 5e-324, inf]) == inf
    assert scalar.prod([1e308, -1e308, 0.0, 1e308]) == 0.0
    assert [math.copysign(1.0, x) for x in scalar.others([3.0, -0.0, -7.0])] == [1.0, -1.0, -1.0]

"""sinh, cosh and the inverse functions asinh, acosh, atanh as vector code.

With e^|x| as 2^n times a pair, sinh and cosh are 2^(n-1) times that pair less, or plus, 4^-n times its reciprocal; the
inverse functions are logarithms of pairs.
"""

import math

from autodiff.compiler.llvm.elementary.exponential import WHOLE, Reduced, inverse_power, power
from autodiff.compiler.llvm.elementary.logarithm import log_of_sum
from autodiff.compiler.llvm.elementary.sums import (
    Pair,
    any_sum_and_error,
    polynomial,
    product_and_error,
    quotient,
    root,
    sum_and_error,
)
from autodiff.compiler.llvm.elementary.vectors import Vector

SMALL = 0.3466  # ln(2)/2: where n is 0
# (sinh(x) - x)/x³ in x²: minimax on |x| <= 0.35 (Remez, in 300 bits), off by 2^-59
SINH = (0.16666666666666677, 0.008333333333320715, 0.00019841269888747296, 2.7557241304798037e-06, 2.511013190986687e-08)
FLAT = 2.0**-28  # below it the odd ones are x itself
LARGE = 2.0**30  # from here on x² + 1 and x² - 1 are x²


def both_powers(x: Vector) -> tuple[Reduced, Pair, Pair]:
    """e^|x| and e^-|x|, both divided by 2^n."""
    parts, high, low = power(abs(x).at_most(711.0))
    high, low = sum_and_error(high, low)
    inverse = inverse_power(parts.shifted.at_most(WHOLE + 64.0))
    return parts, (high, low), quotient(inverse * inverse, 0.0, high, low)


def cosh(x: Vector) -> Vector:
    """cosh(x) within 0.7 ulp."""
    parts, (up, up_low), (down, down_low) = both_powers(x)
    total, error = sum_and_error(up, down)
    return parts.scaled((total + (error + (up_low + down_low))) * 0.5)


def sinh(x: Vector) -> Vector:
    """sinh(x) within 0.9 ulp."""
    parts, (up, up_low), (down, down_low) = both_powers(x)
    total, error = sum_and_error(up, -down)
    large = parts.scaled((total + (error + (up_low - down_low))) * 0.5).with_sign_of(x)
    z = x * x
    return (abs(x) < SMALL).choose((x * z).times_plus(polynomial(z, SINH), x), large)


def log_of_sides(x: Vector, one: float) -> Vector:
    """log(x + sqrt(x² + one)) for x >= 0 and one = 1 or -1."""
    large = x > LARGE
    square, square_low = product_and_error(large.choose(1.0, x), large.choose(1.0, x))
    inside, inside_low = any_sum_and_error(square, x.code.constant(one))
    side, side_low = root(*sum_and_error(inside, inside_low + square_low))
    total, error = any_sum_and_error(x, side)
    u, low = sum_and_error(total, error + side_low)
    result = log_of_sum(large.choose(x, u), large.choose(0.0, low), large.choose(1.0, 0.0))
    return (x < math.inf).choose(result, x)


def asinh(x: Vector) -> Vector:
    """asinh(x) within 0.9 ulp."""
    size = abs(x)
    return (size < FLAT).choose(x, log_of_sides(size, 1.0).with_sign_of(x))


def acosh(x: Vector) -> Vector:
    """acosh(x) within 0.8 ulp; nan below 1."""
    return (x < 1.0).choose(math.nan, log_of_sides(x, -1.0))


def atanh(x: Vector) -> Vector:
    """atanh(x) within 0.9 ulp: half the logarithm of 1 + 2x/(1 - x)."""
    size = abs(x)
    ratio, ratio_low = quotient(size + size, 0.0, *any_sum_and_error(1.0, -size))
    total, error = any_sum_and_error(1.0, ratio)
    result = 0.5 * log_of_sum(*sum_and_error(total, error + ratio_low))
    at_edge = size.is_("oeq", 1.0).choose(math.inf, (size < 1.0).choose(result, math.nan))
    return (size < FLAT).choose(x, at_edge.with_sign_of(x))

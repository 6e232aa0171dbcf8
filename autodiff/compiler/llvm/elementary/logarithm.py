"""Logarithms as vector code: log, log1p, log2, log10.

All start from x = 2^k * (1 + f) with 1 + f between sqrt(1/2) and sqrt(2), so that log(x) = k*ln(2) + log(1 + f); and with
s = f/(2 + f), log(1 + f) = 2 atanh(s) = f - f²/2 + s*(f²/2 + s²R(s²)). The two large terms, k times a constant and f, are
added with their error, so that the results are off by little more than their own last rounding.
"""

import math

from autodiff.compiler.llvm.elementary.sums import Pair, any_sum_and_error, polynomial, product_and_error, sum_and_error
from autodiff.compiler.llvm.elementary.vectors import Vector

LN2_HIGH = 0.6931471805601177  # 40 bits, so that k times it is exact
LN2_LOW = -1.7239444525614835e-13  # ln(2) less that
LOG10_2_HIGH = 0.3010299956640665  # log10(2) likewise
LOG10_2_LOW = -8.532344317057107e-14
LOG2E, LOG2E_LOW = 1.4426950408889634, 2.0355273740931033e-17  # log2(e) as a sum of two floats
LOG10E, LOG10E_LOW = 0.4342944819032518, 1.098319650216765e-17
# (2 atanh(s) - 2s)/s³ in s²: minimax on |s| <= 3 - sqrt(8) (Remez, in 300 bits), off by 2^-59 of 2s
SERIES = (0.6666666666666734, 0.39999999999414343, 0.28571428742471283, 0.22222198563743284, 0.18183564858533457,
          0.15314035917812444, 0.14796105779095006)
TINY = 2.0**-1022
SQRT_HALF = 0x3FE6A09E667F3BCD  # its bits
ONE = 0x3FF0000000000000
FRACTION = 2**52 - 1
SHIFT = 2.0**52  # added to a positive integer, it leaves it in the last bits
SHIFT_BITS = 0x4330000000000000


def split(x: Vector) -> Pair:
    """k and f of a positive normal number."""
    bits = x.bits + (ONE - SQRT_HALF)
    k = ((bits >> 52) | SHIFT_BITS).double - (SHIFT + 1023.0)
    return k, ((bits & FRACTION) + SQRT_HALF).double - 1.0


def split_any(x: Vector) -> Pair:
    """The same for any positive number."""
    tiny = x < TINY
    k, f = split(tiny.choose(x * 2.0**54, x))
    return k + tiny.choose(-54.0, 0.0), f


def curved(f: Vector, more: Vector) -> Vector:
    """log(1 + f) - f + more, for a smaller number more."""
    half = f * 0.5
    return (-half).times_plus(f, higher(f, half * f, more))


def higher(f: Vector, square: Vector, more: Vector) -> Vector:
    """log(1 + f) - f + square + more, where square = f²/2."""
    s = f / (f + 2.0)
    z = s * s
    return s.times_plus(z.times_plus(polynomial(z, SERIES), square), more)


def guarded(x: Vector, pole: float, result: Vector) -> Vector:
    """A logarithm's result with the answers at its edges: -inf at the pole, nan below it, inf and nan as they came."""
    finite = (x < math.inf).choose(result, x)
    return x.is_("oeq", pole).choose(-math.inf, (x > pole).choose(finite, math.nan))


def log(x: Vector) -> Vector:
    """log(x) within 0.8 ulp."""
    k, f = split_any(x)
    total, error = sum_and_error(k * LN2_HIGH, f)
    return guarded(x, 0.0, total + curved(f, k.times_plus(LN2_LOW, error)))


def log_of_sum(u: Vector, low: Vector, more: Vector | float = -0.0) -> Vector:
    """log(u + low) + more*ln(2) for a positive u, of which low is a part of 2^-53 or less; more is an integer."""
    k, g = split(u)
    inverse = (((SHIFT + 1023.0) - k).bits << 52).double  # 2^-k
    f, rest = sum_and_error(g, (u < 2.0**60).choose(low * inverse, 0.0))
    k = k + more
    total, error = sum_and_error(k * LN2_HIGH, f)
    carried = (-rest).times_plus(f, rest) + error  # rest - rest*f is rest/(1 + f), nearly
    return total + curved(f, k.times_plus(LN2_LOW, carried))


def log1p(x: Vector) -> Vector:
    """log(1 + x) within 0.9 ulp."""
    result = log_of_sum(*any_sum_and_error(1.0, x))
    return x.is_("oeq", 0.0).choose(x, guarded(x, -1.0, result))  # -0 stays


def log_to_base(x: Vector, high: float, low: float, factor: float, factor_low: float) -> Vector:
    """k*(high + low) + log(1 + f)*(factor + factor_low): exact where the result is a float, such as log10(1000)."""
    k, f = split_any(x)
    square, lost = product_and_error(f * 0.5, f)
    curve, error = sum_and_error(f, -square)
    product, product_error = product_and_error(curve, factor)
    total, total_error = sum_and_error(k * high, product)
    small = higher(f, square, error - lost).times_plus(factor, curve.times_plus(factor_low, product_error))
    return guarded(x, 0.0, total + (total_error + k.times_plus(low, small)))


def log2(x: Vector) -> Vector:
    """log2(x) within 0.7 ulp."""
    return log_to_base(x, 1.0, 0.0, LOG2E, LOG2E_LOW)


def log10(x: Vector) -> Vector:
    """log10(x) within 0.7 ulp."""
    return log_to_base(x, LOG10_2_HIGH, LOG10_2_LOW, LOG10E, LOG10E_LOW)

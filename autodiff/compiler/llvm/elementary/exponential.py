"""exp and its kin as vector code: exp, expm1, exp_difference, tanh.

All start from x = n*ln(2) + r with |r| <= ln(2)/2, so that exp(x) = 2^n * (1 + r + r²/2 + r³q(r)). What the rounding of r
loses is kept beside it, and 1 + r is a pair, so that the results are off by little more than their own last rounding.
"""

from dataclasses import dataclass

from autodiff.compiler.llvm.elementary.sums import Pair, any_sum_and_error, polynomial, quotient, sum_and_error
from autodiff.compiler.llvm.elementary.vectors import Vector

LOG2E = 1.4426950408889634
LN2_HIGH = 0.6931471806019545  # 32 bits, so that n times it is exact
LN2_LOW = -4.2009150726810846e-11  # ln(2) less that
# (exp(r) - 1 - r - r²/2)/r³: minimax on |r| <= ln(2)/2 (Remez, in 300 bits), off by 2^-60 of exp(r)
TAIL = (0.16666666666666682, 0.041666666666666095, 0.008333333333317035, 0.0013888888889115663, 0.0001984126989638228,
        2.480158692655558e-05, 2.7557234863200857e-06, 2.755758191733348e-07, 2.5112036459687694e-08, 2.0826605498404117e-09)
BIAS = 2046  # twice that of an exponent: n + BIAS is positive, and half of it is again an exponent with its bias
WHOLE = 1.5 * 2.0**52 + BIAS  # added to a number, it leaves n + BIAS in the lowest 12 bits


@dataclass(frozen=True)
class Reduced:
    """x = n*ln(2) + r + rest, where n stands in the last bits of `shifted`; tail is exp(r + rest) - 1 - r."""

    shifted: Vector
    r: Vector
    tail: Vector

    def grown(self, more: Vector) -> Pair:
        """exp(r) + more as a sum of two; with 53 bits only where more < -1."""
        base, lost = sum_and_error(1.0, more)
        total, error = sum_and_error(base, self.r)
        return total, error + (self.tail + lost)

    def scaled(self, y: Vector) -> Vector:
        """y times 2^n, in two steps, as 2^n may itself be out of range."""
        n = self.shifted.bits
        half = n >> 1
        return y * (half << 52).double * ((n - half) << 52).double


def reduced(x: Vector) -> Reduced:
    """A number of size below 1000 as a multiple of ln(2) and a rest."""
    shifted = x.times_plus(LOG2E, WHOLE)
    n = shifted - WHOLE
    high = n.times_plus(-LN2_HIGH, x)  # exact
    low = n * LN2_LOW
    r = high - low
    rest = (high - r) - low
    cubic = (r * r * r).times_plus(polynomial(r, TAIL), rest)
    tail = (r * 0.5).times_plus(r, cubic)
    return Reduced(shifted, r, tail)


def inverse_power(shifted: Vector) -> Vector:
    """2^-n for n from -1023 to 1022."""
    return (((BIAS + 1023) - shifted.bits) << 52).double


def power(x: Vector) -> tuple[Reduced, Vector, Vector]:
    """exp(x) as 2^n times a sum of two."""
    parts = reduced(x)
    total, error = sum_and_error(1.0, parts.r)
    return parts, total, error + parts.tail


def clipped(x: Vector) -> Vector:
    """An argument beyond which exp is 0 or infinite."""
    return x.at_most(710.0).at_least(-746.0)


def exp(x: Vector) -> Vector:
    """exp(x) within 0.6 ulp."""
    parts, high, low = power(clipped(x))
    return parts.scaled(high + low)


def expm1(x: Vector) -> Vector:
    """exp(x) - 1 within 1.1 ulp: 2^n * (exp(r) - 2^-n)."""
    parts = reduced(x.at_most(710.0).at_least(-45.0))
    total, rest = parts.grown(-inverse_power(parts.shifted.at_most(WHOLE + 64.0)))
    return x.is_("oeq", 0.0).choose(x, parts.scaled(total + rest))  # -0 stays


def exp_difference(x: Vector, y: Vector) -> Vector:
    """exp(x - y), as exact as exp: the rounding error of x - y is a factor. 1 where x = y, be it an infinity."""
    difference, lost = any_sum_and_error(x, -y)
    parts, high, low = power(clipped(difference))
    more = (high + low) * (abs(lost) < 2.0**-40).choose(lost, 0.0)  # where it is larger all is 0 or inf
    return x.is_("oeq", y).choose(1.0, parts.scaled(high + (low + more)))


def tanh(x: Vector) -> Vector:
    """tanh(x) within 0.9 ulp: (e - 1)/(e + 1) with e = exp(2|x|), both divided by 2^n."""
    parts = reduced(abs(x + x).at_most(40.0))
    inverse = inverse_power(parts.shifted)
    above, below = sum_and_error(*parts.grown(-inverse)), sum_and_error(*parts.grown(inverse))
    first, correction = quotient(*above, *below)
    return (first + correction).with_sign_of(x)

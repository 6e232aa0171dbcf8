"""sin, cos and tan as vector code.

x = n*(pi/2) + r + rest, where |r| <= pi/4 and rest is what the rounding of r lost; then n modulo 4 says which of sin(r) and
cos(r), and with which sign. Up to 2^20, n*(pi/2) is subtracted in four parts; beyond, `reduction.py` has it in whole
numbers, by a call that is only made if a lane needs it.
"""

from dataclasses import dataclass

from autodiff.compiler.llvm.elementary.reduction import NEAR, replaced_far
from autodiff.compiler.llvm.elementary.sums import (
    Pair,
    any_sum_and_error,
    polynomial,
    product_and_error,
    quotient,
    sum_and_error,
)
from autodiff.compiler.llvm.elementary.vectors import Bits, Vector

TWO_OVER_PI = 0.6366197723675814
# pi/2 as a sum; the first three have 33 bits, so that n times them is exact
PARTS = (1.5707963267341256, 6.077100506303966e-11, 2.0222662487111665e-21, 8.4784276603689e-32)
WHOLE = 1.5 * 2.0**52  # added to a number, it leaves the nearest whole one in the last bits
# (sin(r) - r)/r³ and (cos(r) - 1 + r²/2)/r⁴ in r²: minimax on |r| <= pi/4 (Remez, in 300 bits), off by 2^-56 and 2^-59
SINE = (-0.1666666666666663, 0.008333333333322108, -0.00019841269829580258, 2.7557313618031523e-06, -2.5050747218343312e-08,
        1.5896197557681126e-10)
COSINE = (0.041666666666666595, -0.001388888888887304, 2.480158728884204e-05, -2.7557314176403937e-07,
          2.087570043551881e-09, -1.1358514819191615e-11)


@dataclass(frozen=True)
class Angle:
    """sin(r + rest) and cos(r + rest), and n in the last two bits of `quarters`."""

    quarters: Bits
    sine: Pair
    cosine: Pair


def angle(x: Vector) -> Angle:
    """The reduced angle and its functions."""
    near = near_reduced(x)
    far = abs(x).is_("oge", NEAR)
    shifted, r, rest = x.code.seldom(far, lambda: replaced_far(x, far, near), near)
    square, lost = product_and_error(r * 0.5, r)
    z = r * r
    base, error = sum_and_error(1.0, -square)
    sine = (r * z).times_plus(polynomial(z, SINE), (-square).times_plus(rest, rest))
    cosine = (z * z).times_plus(polynomial(z, COSINE), (error - lost) - r * rest)
    return Angle(shifted.bits, (r, sine), (base, cosine))


def near_reduced(x: Vector) -> list[Vector]:
    """n (in the last bits), r and rest for |x| < 2^20."""
    shifted = x.times_plus(TWO_OVER_PI, WHOLE)
    n = shifted - WHOLE
    r, lost = any_sum_and_error(n.times_plus(-PARTS[0], x), n * -PARTS[1])
    r, lost_too = any_sum_and_error(r, n * -PARTS[2])
    r, rest = sum_and_error(r, n.times_plus(-PARTS[3], lost + lost_too))
    return [shifted, r, rest]


def signed(x: Vector, sign: Bits) -> Vector:
    """x, negative where the last bit but one is set."""
    return (x.bits ^ ((sign & 2) << 62)).double


def sine_of(x: Vector, quarters: int) -> Vector:
    """sin(x + quarters*pi/2)."""
    found = angle(x)
    count = found.quarters + quarters
    swapped = count.odd
    (sine, sine_low), (cosine, cosine_low) = found.sine, found.cosine
    return signed(swapped.choose(cosine, sine) + swapped.choose(cosine_low, sine_low), count)


def sin(x: Vector) -> Vector:
    """sin(x) within 0.9 ulp."""
    return x.is_("oeq", 0.0).choose(x, sine_of(x, 0))  # -0 stays


def cos(x: Vector) -> Vector:
    """cos(x) within 0.9 ulp."""
    return sine_of(x, 1)


def tan(x: Vector) -> Vector:
    """tan(x) within 1 ulp: sin/cos, or -cos/sin."""
    found = angle(x)
    swapped = found.quarters.odd
    sine, cosine = sum_and_error(*found.sine), sum_and_error(*found.cosine)
    above = [swapped.choose(c, s) for s, c in zip(sine, cosine, strict=True)]
    below = [swapped.choose(s, c) for s, c in zip(sine, cosine, strict=True)]
    first, correction = quotient(*above, *below)
    return x.is_("oeq", 0.0).choose(x, signed(first + correction, found.quarters << 1))

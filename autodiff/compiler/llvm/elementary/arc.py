"""atan, atan2, asin, acos and hypot as vector code.

All angles are that of a point in the first quadrant, given by two sums of two floats: with t = y/x, (y - x)/(y + x) or -x/y
it is atan(t), |t| <= tan(pi/8), more than 0, pi/4 or pi/2.
"""

import math

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

# (atan(t) - t)/t³ in t²: minimax on |t| <= tan(pi/8) (Remez, in 300 bits), off by 2^-58
SERIES = (-0.3333333333333319, 0.1999999999995238, -0.14285714280075218, 0.11111110777404988, -0.0909089758393506,
          0.07692057127536361, -0.06663068973492868, 0.05847634010896284, -0.0503815328037785, 0.0380352638662095,
          -0.017875067523711853)
PI, PI_LOW = 3.141592653589793, 1.2246467991473532e-16
TINY = 2.0**-1022


def arc(y: Pair, x: Pair) -> Pair:
    """The angle of a point with y, x >= 0, not both 0 and neither infinite."""
    steep, middle = y[0] > x[0] * (1 + math.sqrt(2)), y[0] > x[0] * (math.sqrt(2) - 1)
    difference, sum_ = less(y, x), less(y, (-x[0], -x[1]))
    above = [steep.choose(-c, middle.choose(d, s)) for s, c, d in zip(y, x, difference, strict=True)]
    below = [steep.choose(s, middle.choose(d, c)) for s, c, d in zip(y, x, sum_, strict=True)]
    t, t_low = quotient(*above, *below)
    base = steep.choose(PI / 2, middle.choose(PI / 4, 0.0))
    base_low = steep.choose(PI_LOW / 2, middle.choose(PI_LOW / 4, 0.0))
    z = t * t
    low = (t * z).times_plus(polynomial(z, SERIES), (-z).times_plus(t_low, t_low))
    total, error = sum_and_error(base, t)
    return total, error + (base_low + low)


def less(a: Pair, b: Pair) -> Pair:
    """a - b."""
    total, error = any_sum_and_error(a[0], -b[0])
    return sum_and_error(total, error + (a[1] - b[1]))


def reflected(angle: Pair, x: Vector) -> Vector:
    """The angle, or where x is negative (-0 counts) pi less it."""
    high, error = sum_and_error(PI, -angle[0])
    return (x.bits >> 63).odd.choose(high + (error + (PI_LOW - angle[1])), angle[0] + angle[1])


def atan(x: Vector) -> Vector:
    """atan(x) within 0.7 ulp."""
    one, zero = x.code.constant(1.0), x.code.constant(0.0)
    high, low = arc((abs(x).at_most(2.0**60), zero), (one, zero))
    return (high + low).with_sign_of(x)


def other_side(x: Vector) -> Pair:
    """sqrt(1 - x²); nan for |x| > 1."""
    square, error = product_and_error(x, x)
    inside, lost = sum_and_error(1.0, -square)
    return root(*sum_and_error(inside, lost - error))


def asin(x: Vector) -> Vector:
    """asin(x) within 0.7 ulp."""
    high, low = arc((abs(x), x.code.constant(0.0)), other_side(x))
    return (high + low).with_sign_of(x)


def acos(x: Vector) -> Vector:
    """acos(x) within 0.7 ulp."""
    return reflected(arc(other_side(x), (abs(x), x.code.constant(0.0))), x)


def scaled(y: Vector, x: Vector) -> tuple[Vector, Vector, Vector]:
    """|y| and |x| divided by a power of 2, so that the larger is from 1 to 4, and that power. For infinities 1 or 0."""
    y, x = abs(y), abs(x)
    larger = (x > y).choose(x, y)
    exponent = larger.at_most(2.0**1022).at_least(TINY).bits >> 52
    scale = ((2046 - exponent) << 52).double
    unbounded = larger.is_("oeq", math.inf)
    small = [unbounded.choose(a.is_("oeq", math.inf).choose(1.0, 0.0), a * scale) for a in (y, x)]
    return small[0], small[1], (exponent << 52).double


def atan2(y: Vector, x: Vector) -> Vector:
    """atan2(y, x) within 1 ulp."""
    above, right, _ = scaled(y, x)
    right = (above + right).is_("oeq", 0.0).choose(1.0, right)
    zero = x.code.constant(0.0)
    angle = reflected(arc((above, zero), (right, zero)), x).with_sign_of(y)
    return x.is_("uno", y).choose(x + y, angle)


def hypot(x: Vector, y: Vector) -> Vector:
    """sqrt(x² + y²) within 0.6 ulp."""
    a, b, scale = scaled(x, y)
    (square, error), (other, other_error) = product_and_error(a, a), product_and_error(b, b)
    total, lost = any_sum_and_error(square, other)
    high, low = root(*sum_and_error(total, lost + (error + other_error)))
    unbounded = (abs(x).is_("oeq", math.inf)).choose(math.inf, abs(y))
    finite = (abs(unbounded) < math.inf).choose((high + low) * scale, unbounded)
    return x.is_("uno", y).choose((unbounded < math.inf).choose(x + y, unbounded), finite)

"""Polynomials, and arithmetic with more than 53 bits.

A pair is a number as a sum of two floats, of which the second is what the rounding of the first lost.
"""

from collections.abc import Sequence

from autodiff.compiler.llvm.elementary.vectors import Vector

Pair = tuple[Vector, Vector]


def polynomial(x: Vector, coefficients: Sequence[float]) -> Vector:
    """c0 + c1 x + c2 x² + … by Estrin's rule: pairs, then pairs of pairs, so that few instructions wait for others."""
    terms = [x.code.constant(c) for c in coefficients]
    while len(terms) > 1:
        paired = [x.times_plus(high, low) for low, high in zip(terms[::2], terms[1::2], strict=False)]
        terms = paired + terms[2 * len(paired) :]
        x = x * x
    return terms[0]


def sum_and_error(a: Vector | float, b: Vector) -> Pair:
    """a + b rounded, and what the rounding lost (Dekker's fast two-sum): exact where |a| >= |b| or a = 0."""
    total = a + b
    return total, b - (total - a)


def any_sum_and_error(a: Vector | float, b: Vector) -> Pair:
    """The same for numbers of any size (Knuth's two-sum)."""
    total = a + b
    part = total - a
    return total, (a - (total - part)) + (b - part)


def product_and_error(a: Vector, b: Vector | float) -> Pair:
    """a*b rounded, and what the rounding lost."""
    product = a * b
    return product, -remainder(product, a, b if isinstance(b, Vector) else a.code.constant(b))


def remainder(a: Vector, q: Vector, b: Vector) -> Vector:
    """a - q*b where that is small: exact, also without fma (by Dekker's product)."""
    if a.code.fma:
        return (-q).times_plus(b, a)
    (q_high, q_low), (b_high, b_low) = halves(q), halves(b)
    return (((a - q_high * b_high) - q_high * b_low) - q_low * b_high) - q_low * b_low


def halves(a: Vector) -> Pair:
    """A number as a sum of two with 26 bits each (Veltkamp), whose products are exact."""
    scaled = a * 134217729.0  # 2^27 + 1
    high = scaled - (scaled - a)
    return high, a - high


def quotient(a: Vector | float, a_low: Vector | float, b: Vector, b_low: Vector) -> Pair:
    """(a + a_low)/(b + b_low)."""
    inverse = 1.0 / b
    first = a * inverse
    left = remainder(a if isinstance(a, Vector) else b.code.constant(a), first, b) + (a_low - first * b_low)
    return first, left * inverse


def root(a: Vector, a_low: Vector) -> Pair:
    """The square root of a + a_low."""
    first = a.sqrt()
    left = remainder(a, first, first) + a_low
    return first, (first > 0.0).choose(left * 0.5 / first, 0.0)

"""The cube root as vector code (sqrt is an instruction)."""

import math

from autodiff.compiler.llvm.elementary.logarithm import split_any
from autodiff.compiler.llvm.elementary.sums import polynomial, product_and_error
from autodiff.compiler.llvm.elementary.vectors import Vector

# m**(-1/3) for m from sqrt(1/2) to sqrt(2): minimax of the relative error (Remez), 2^-15
INVERSE = (1.874522177155897, -1.861843278983135, 1.5613233540652303, -0.7023976603322101, 0.1283719997066293)
WHOLE = 1.5 * 2.0**52 + 1023.0  # added to an integer, it leaves the exponent of that power of 2 in the last bits


def cbrt(x: Vector) -> Vector:
    """The cube root within 0.6 ulp: that of 2^(3n) * m with m from sqrt(1/2)/2 to 2*sqrt(2), by way of 1/cbrt(m)."""
    size = abs(x)
    k, f = split_any(size)
    shifted = k.times_plus(1.0 / 3.0, WHOLE)
    left = k - 3.0 * (shifted - WHOLE)
    less, more = left < -0.5, left > 0.5
    m = (f + 1.0) * less.choose(0.5, more.choose(2.0, 1.0))
    y = polynomial(f + 1.0, INVERSE) * less.choose(2.0 ** (1 / 3), more.choose(0.5 ** (1 / 3), 1.0))
    e = 1.0 - m * y * y * y
    y = y.times_plus(e * (e * (2.0 / 9.0) + 1.0 / 3.0), y)
    square = y * y
    z = m * square
    power, error = product_and_error(z, z)
    cube, cube_error = product_and_error(power, z)
    missing = (m - cube) - (cube_error + error * z)
    root = ((missing * square) * (1.0 / 3.0) + z) * (shifted.bits << 52).double
    return (size > 0.0).choose((size < math.inf).choose(root.with_sign_of(x), x), x)

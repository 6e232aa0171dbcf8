"""erf and erfc as vector code.

Below 1/2, erf is x times a polynomial in x². From there on erfc(x) = exp(-x²) * h(t)/(x + 1/2), where
t = (x - 7/2)/(x + 7/2) brings the half-line into an interval (Shepherd and Laframboise, Math. Comp. 36, 1981) and h is
nearly constant in it.
"""

from autodiff.compiler.llvm.elementary.exponential import clipped, power
from autodiff.compiler.llvm.elementary.sums import polynomial, product_and_error, quotient, sum_and_error
from autodiff.compiler.llvm.elementary.vectors import Vector

# erf(x)/x - 1 in x² for |x| <= 1/2, and h in t for x from 1/2 to 28, where erfc is 0: minimax of the relative error
# (Remez, in 300 bits), off by 2^-56 and 2^-58
NEAR = (0.12837916709551256, -0.37612638903183465, 0.11283791670924728, -0.02686617063268628, 0.005223977369823271,
        -0.0008548297478094537, 0.00012053321965282171, -1.4845521998641898e-05, 1.4722558584726385e-06)
H = (0.6211746224355772, -0.07000459006880971, -0.005277798166109171, 0.04875954757662946, -0.05754479908009429,
     0.0439915769124261, -0.024411662913989905, 0.009549665471347819, -0.0021075099534826826, -0.00015113394056963546,
     0.00028219220673791716, -6.075619658051437e-05, -2.1391110900302785e-05, 1.213040297716684e-05, 1.1641537236976286e-06,
     -1.9070247482143558e-06, -2.2133029817647104e-08, 2.998196132313514e-07, -3.942891511225153e-09, -4.629368514807656e-08,
     2.75947003006636e-10, 5.123936278629371e-09)


def above_half(x: Vector) -> Vector:
    """erfc(x) for x >= 1/2."""
    x = x.at_most(28.0)
    square, square_low = product_and_error(x, x)
    parts, high, low = power(clipped(-square))
    low = (high + low) * -square_low + low
    t = (x - 3.5) / (x + 3.5)
    h, h_low = sum_and_error(H[0], t * polynomial(t, H[1:]))
    ratio, ratio_low = quotient(h, h_low, *sum_and_error(x, x.code.constant(0.5)))
    product, product_low = product_and_error(high, ratio)
    return parts.scaled(product + (product_low + (high * ratio_low + low * ratio)))


def beside_zero(x: Vector) -> Vector:
    """erf(x) - x for |x| < 1/2."""
    return x * polynomial(x * x, NEAR)


def erf(x: Vector) -> Vector:
    """erf(x) within 1.2 ulp."""
    size = abs(x)
    return (size < 0.5).choose(x + beside_zero(x), (1.0 - above_half(size)).with_sign_of(x))


def erfc(x: Vector) -> Vector:
    """erfc(x) = 1 - erf(x) within 1.3 ulp."""
    size = abs(x)
    total, error = sum_and_error(1.0, -x)
    tail = above_half(size)
    return (size < 0.5).choose(total + (error - beside_zero(x)), (x < 0.0).choose(2.0 - tail, tail))

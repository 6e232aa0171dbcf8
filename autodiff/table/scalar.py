"""Elementary functions of floats that follow IEEE 754 where Python's `math` raises.

The generated methods of `Value` call `math` first, which is faster, and these functions only after `math` has raised:
`1/0` is inf, `log(-1)` is nan, `exp(710)` is inf. Constants and helpers of the table's formulas are defined here too.
"""

import functools
import math
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from operator import add, mul
from typing import Any

inf = math.inf
nan = math.nan
pi = math.pi

TINY = 2.0**-1022  # the smallest normal number: below it a float holds fewer than 53 bits
HUGE = 2.0**1000
LOG2E = 1.4426950408889634  # log2(e)
LOG10E = 0.4342944819032518  # log10(e)
SQRT_HALF = 0.7071067811865476  # sqrt(1/2)
SQRT_HALF_HIGH = 0.7071067690849304  # its first 26 bits, so that products with half a number are exact
SQRT_HALF_LOW = 1.210161710447897e-08  # the remaining bits
TWO_OVER_SQRT_PI = 1.1283791670955126  # 2/sqrt(pi)
INV_SQRT_TWO_PI = 0.3989422804014327  # 1/sqrt(2 pi)

CONSTANTS = ("inf", "nan", "pi", "TINY", "HUGE", "LOG2E", "LOG10E", "SQRT_HALF", "SQRT_HALF_HIGH", "SQRT_HALF_LOW",
             "TWO_OVER_SQRT_PI", "INV_SQRT_TWO_PI")
MEANINGS = {"LOG2E": "1/log(2)", "LOG10E": "1/log(10)", "TWO_OVER_SQRT_PI": "2/sqrt(pi)", "INV_SQRT_TWO_PI": "1/sqrt(2*pi)",
            "SQRT_HALF": "sqrt(0.5)"}  # constants as formulas that people read


def _quiet(function: Callable[[float], float], overflow: float = inf) -> Callable[[float], float]:
    """`function` that returns inf on overflow (with the sign of x if it is odd) and nan outside its domain."""

    @functools.wraps(function)
    def quiet(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.copysign(inf, x) if overflow < 0 else inf
        except ValueError:
            return nan

    return quiet


def _log(function: Callable[[float], float], pole: float) -> Callable[[float], float]:
    """A logarithm: -inf at its pole, nan below."""
    quiet = _quiet(function)
    return lambda x: -inf if x == pole else quiet(x)


ODD = -1.0  # an odd function overflows to the infinity of its argument's sign

exp = _quiet(math.exp)
expm1 = _quiet(math.expm1)
sinh = _quiet(math.sinh, ODD)
cosh = _quiet(math.cosh)
sqrt = _quiet(math.sqrt)
sin = _quiet(math.sin)
cos = _quiet(math.cos)
tan = _quiet(math.tan)
asin = _quiet(math.asin)
acos = _quiet(math.acos)
acosh = _quiet(math.acosh)
log = _log(math.log, 0.0)
log2 = _log(math.log2, 0.0)
log10 = _log(math.log10, 0.0)
log1p = _log(math.log1p, -1.0)
cbrt = math.cbrt
fabs = math.fabs
asinh = math.asinh
atan = math.atan
tanh = math.tanh
erf = math.erf
erfc = math.erfc
atan2 = math.atan2
hypot = math.hypot


def atanh(x: float) -> float:
    """atanh: an infinity at -1 and 1, nan outside."""
    return math.copysign(inf, x) if abs(x) == 1.0 else nan if abs(x) > 1.0 else math.atanh(x)


HALF_PI = int(  # pi/2 times 2^1200
    "1921fb54442d18469898cc51701b839a252049c1114cf98e804177d4c76273644a29410f31c6809bbdf2a33679a748636605"
    "614dbe4be286e9fc26adadaa3848bc90b6aecc4bcfd8de89885d34c6fdad617feb96de80d6fdbdc70d7f6b5133f4b5d3e482"
    "2f8963fcc9250cca3d9c8b67b8400f97142c77e0b31b4906c38aba734d22c7f51fa499ebf06caba47b9475b2c38c5e6ac410"
    "b", 16)


def sin_far(x: float) -> float:
    """sin of |x| >= 2^53, where C libraries may lose digits near a multiple of pi/2."""
    quarters, sine, cosine = _quarters(x)
    return (sine, cosine, -sine, -cosine)[quarters % 4]


def cos_far(x: float) -> float:
    """cos of |x| >= 2^53."""
    quarters, sine, cosine = _quarters(x)
    return (cosine, -sine, -cosine, sine)[quarters % 4]


def tan_far(x: float) -> float:
    """tan of |x| >= 2^53. Such a float is never a multiple of pi/2."""
    quarters, sine, cosine = _quarters(x)
    return -cosine / sine if quarters % 2 else sine / cosine


def _quarters(x: float) -> tuple[int, float, float]:
    """The nearest number of quarter turns in an integer x, and sin and cos of the rest."""
    if x - x != 0.0:
        return 0, nan, nan
    quarters, rest = divmod((int(x) << 1200) + HALF_PI // 2, HALF_PI)
    rest -= HALF_PI // 2
    angle = rest / 2**1200
    digits, power = angle.as_integer_ratio()
    more = (rest - (digits << 1200) // power) / 2**1200  # the rounding error of the angle, too small to change the cosine
    return quarters, math.sin(angle) + more * math.cos(angle), math.cos(angle)


def div(x: float, y: float) -> float:
    """x/y. For y = 0 it is nan if x is 0 or nan, else the infinity with the product of the signs."""
    try:
        return x / y
    except ZeroDivisionError:
        return nan if x == 0.0 or x != x else math.copysign(inf, x) * math.copysign(1.0, y)


def pow(x: float, y: float) -> float:
    """pow of C: an infinity on overflow and for 0 to a negative power (signed if the power is odd), nan if undefined."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -inf if x < 0.0 and math.fmod(y, 2.0) else inf
    except ValueError:
        if x != 0.0:
            return nan
        return math.copysign(inf, x) if math.fmod(y, 2.0) in (1.0, -1.0) else inf


def exp_difference(x: float, y: float) -> float:
    """exp(x - y) for x <= y, as accurate as exp: a factor corrects the rounding error of x - y."""
    if x == y:
        return 1.0
    d = x - y
    t = d - x  # Knuth's two-sum: d + error is x - y exactly
    error = (x - (d - t)) - (y + t)
    return exp(d) * (1.0 + error) if abs(error) < 1.0 else exp(d)  # beyond 2^53 the result is 0 or inf anyway


def fsum(values: Iterable[float]) -> float:
    """Correctly rounded sum, the same in any order. Infinities follow IEEE 754; an intermediate overflow does no harm."""
    values = tuple(values)
    try:
        return math.fsum(values)
    except (OverflowError, ValueError):  # an intermediate overflow, or inf - inf
        infinite = [v for v in values if v - v != 0.0]
        return functools.reduce(add, infinite) if infinite else _exact_sum(values)


UNIT = 2**1074  # every float is an integer multiple of 1/UNIT, the smallest float


def _exact_sum(values: Iterable[float]) -> float:
    """The sum of finite numbers as integers, rounded once by the division at the end."""
    total = 0
    for value in values:
        digits, parts = value.as_integer_ratio()
        total += digits * (UNIT // parts)
    try:
        return total / UNIT
    except OverflowError:
        return inf if total > 0 else -inf


def prod(values: Iterable[float]) -> float:
    """Product, rounded once. Intermediate results neither overflow nor underflow."""
    values = tuple(values)
    if all(map(_ordinary, values)):
        return _join(functools.reduce(_times, map(_split, values), (1, 0)))
    return math.prod(map(_bare, values))


def others(values: Sequence[float]) -> list[float]:
    """For each value the product of all the others, without division, as values may be 0."""
    special = [i for i, v in enumerate(values) if not _ordinary(v)]
    if not special:
        return [_join(product) for product in around([*map(_split, values)], _times, (1, 0))]
    answer = around([*map(_bare, values)])
    if len(special) == 1:
        answer[special[0]] = prod(filter(_ordinary, values))
    return answer


def around(items: Sequence[Any], times: Callable[[Any, Any], Any] = mul, one: Any = 1.0) -> list[Any]:
    """For each item (a number or a Value) the product of all the others, by plain multiplications."""
    before = accumulate(items[:-1], times, initial=one)
    after = list(accumulate(items[:0:-1], times, initial=one))
    return [times(b, a) for b, a, _ in zip(before, reversed(after), items, strict=False)]


def _ordinary(x: float) -> bool:
    return x != 0.0 and x - x == 0.0


def _bare(x: float) -> float:
    """1 or -1 for an ordinary number, whose size has no effect beside a zero, an infinity or nan."""
    return math.copysign(1.0, x) if _ordinary(x) else x


def _split(x: float) -> tuple[int, int]:
    """Integers a and b such that x = a * 2**b."""
    fraction, exponent = math.frexp(x)
    return int(fraction * 2.0**53), exponent - 53


def _times(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """The product of two split numbers, to 128 bits."""
    digits = a[0] * b[0]
    excess = max(digits.bit_length() - 128, 0)
    return digits >> excess, a[1] + b[1] + excess


def _join(a: tuple[int, int]) -> float:
    try:
        return math.ldexp(a[0], a[1])
    except OverflowError:
        return math.copysign(inf, a[0])


def _extreme(values: Iterable[float], choose: Callable[[tuple[float, ...]], float]) -> float:
    values = tuple(values)
    if not values:
        raise ValueError("the largest or smallest of an empty list is not defined: give at least one number")
    return nan if any(v != v for v in values) else choose(values)


def largest(values: Iterable[float]) -> float:
    """The largest value; nan if one is nan; `ValueError` if there is none."""
    return _extreme(values, max)


def smallest(values: Iterable[float]) -> float:
    """The smallest value; nan if one is nan; `ValueError` if there is none."""
    return _extreme(values, min)

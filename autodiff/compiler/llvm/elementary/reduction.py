"""Angles of any size modulo pi/2, exactly (Payne and Hanek's way), one lane at a time.

x = m * 2^e with a whole m < 2^53. Of m * 2^e * (2/pi) only the value modulo 4 matters: the digits of 2/pi that make
multiples of 4 of it are left out, and the next 192 are enough, as no float comes nearer to a multiple of pi/2 than 2^-62.
"""

from autodiff.compiler.llvm.elementary.sums import product_and_error, sum_and_error
from autodiff.compiler.llvm.elementary.vectors import Bits, Code, Mask, Vector
from autodiff.table import scalar

NEAR = 2.0**20  # the words below are enough for numbers from here on
WIDE = 192
DIGITS = 1168  # bits of 2/pi behind the point: 192 from where the largest float needs them
WORDS = 20
TABLE = f"[{WORDS} x i64]"
TWO_OVER_PI = 2 ** (1200 + DIGITS) // scalar.HALF_PI  # which is pi/2 times 2^1200
HALF_PI, HALF_PI_LOW = 1.5707963267948966, 6.123233995736766e-17
FRACTION = 2**52 - 1
SIGN = 2**63

RESULT = "[3 x double]"
NAME = "@ad.reduced"


def replaced_far(x: Vector, far: Mask, near: list[Vector]) -> list[Vector]:
    """n (in the last two bits), r and rest of x = n*(pi/2) + r + rest: `near`, and where x is far the helper's."""
    code = x.code
    code.helpers |= {helper(code.fma)}
    answers = [code.line(f"call {RESULT} {NAME}(double {lane})") for lane in far.choose(x, NEAR).lanes]
    columns = ([code.line(f"extractvalue {RESULT} {answer}, {i}") for answer in answers] for i in range(3))
    return [far.choose(code.joined(column), kept) for column, kept in zip(columns, near, strict=True)]


def helper(fma: bool) -> str:
    """The table of 2/pi, and the function that reduces one number."""
    code = Code(1, fma)
    result = "undef"
    for i, part in enumerate(reduced(Vector(code, "%x"))):
        result = code.line(f"insertvalue {RESULT} {result}, double {part.name}, {i}")
    words = ", ".join(f"i64 {(TWO_OVER_PI >> 64 * i) % 2**64}" for i in range(WORDS))  # the lowest bits first
    return "\n".join([
        "declare i192 @llvm.ctlz.i192(i192, i1)",
        f"@ad.two.over.pi = internal constant {TABLE} [{words}]",
        f"define internal {RESULT} {NAME}(double %x) cold noinline nounwind readnone willreturn {{",
        *code.lines, f"  ret {RESULT} {result}", "}"])


def reduced(x: Vector) -> tuple[Vector, Vector, Vector]:
    """n, r and rest of a number of at least NEAR; nan for an infinity."""
    bits = x.bits
    m = (bits & FRACTION) | (FRACTION + 1)
    product = m.resized(WIDE) * window((bits >> 52) & 2047)  # quarters of a circle, times 2^190
    n = (product + (1 << 189)) >> 190
    part = product - (n << 190)
    below = 0 - (part >> 191)
    size = (part ^ below) - below
    zeros = size.leading_zeros
    top = size << zeros
    sign = (bits ^ (part >> 128).resized(64)) & SIGN
    scale = (((972 - zeros.resized(64)) << 52) | sign).double  # 2^(-51 - zeros)
    high = (top >> 139).resized(64).as_number * scale
    low = ((top >> 86).resized(64) & (2**53 - 1)).as_number * (scale * 2.0**-53)
    r, error = product_and_error(high, HALF_PI)
    r, rest = sum_and_error(r, error + low.times_plus(HALF_PI, high * HALF_PI_LOW))
    negative = 0 - (bits >> 63)
    return ((n.resized(64) ^ negative) - negative).double, r + (x - x), rest


def window(exponent: Bits) -> Bits:
    """The bits of 2/pi that matter for a number with this exponent (as it is stored)."""
    code = exponent.code
    left_out = (DIGITS + 1077 - WIDE) - exponent
    joined = Bits(code, "0", 256)
    for i in range(4):
        place = code.line(f"getelementptr {TABLE}, ptr @ad.two.over.pi, i64 0, i64 {((left_out >> 6) + i).name}")
        joined = joined | (Bits(code, code.line(f"load i64, ptr {place}")).resized(256) << 64 * i)
    return (joined >> (left_out & 63).resized(256)).resized(WIDE)

"""An independent truth for every row of the table: its `value` formula, evaluated by mpmath with a thousand digits.

No derivative rule is used: partials are central differences with a step of 1e-150, relative for small arguments.
"""

import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from mpmath import mp

from autodiff import Op

DIGITS = 1100  # 324 for the smallest float beside 1, 308 for large arguments of sin, twice 150 for the differences
STEP = 150


def elementwise(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers that also takes an array of them."""
    return lambda *x: np.array([function(v) for v in x[0]]) if isinstance(x[0], np.ndarray) else function(*x)


NAMES: dict[str, Any] = {
    name: elementwise(getattr(mp, name))
    for name in ("exp", "expm1", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
                 "asinh", "acosh", "atanh", "atan2", "erf", "erfc", "log10")
} | {
    "erfc": lambda x: mp.erfc(x) if abs(x) < 1e6 else mp.mpf(1) - mp.sign(x),
    "inf": mp.inf, "nan": mp.nan, "pow": mp.power, "cbrt": lambda x: mp.sign(x) * mp.cbrt(abs(x)),
    "log1p": lambda x: mp.log(1 + x), "log2": lambda x: mp.log(x, 2), "sum": lambda x, b=0: mp.fsum(x) + b,
    "prod": mp.fprod, "max": max, "min": min,
}


def evaluate(op: Op, formula: str, arguments: Sequence[Any], **known: Any) -> Any:
    """A formula of the row, with DIGITS digits; a list argument is given as a list."""
    exact = [np.array([mp.mpf(v) for v in a]) if isinstance(a, list) else mp.mpf(a) for a in arguments]
    with mp.workdps(DIGITS):
        names = dict(zip(op.names, exact, strict=True)) | known
        return eval(compile(formula, op.name, "eval"), NAMES, names)  # noqa: S307


def exact_value(op: Op, arguments: Sequence[Any]) -> Any:
    """What the row's `value` is."""
    return evaluate(op, op.value, arguments)


def exact_partial(op: Op, arguments: Sequence[Any], i: int, j: int | None = None) -> Any:
    """The derivative in argument i (if that is a list, in its element j) by a central difference."""
    with mp.workdps(DIGITS):
        x = mp.mpf(arguments[i] if j is None else arguments[i][j])
        h = (min(abs(x), 1) or mp.mpf(5e-324)) * mp.mpf(10) ** -STEP
        sides = []
        for moved in (x + h, x - h):
            args = list(arguments)
            args[i] = moved if j is None else [*arguments[i][:j], moved, *arguments[i][j + 1 :]]
            sides.append(exact_value(op, args))
        return (sides[0] - sides[1]) / (2 * h)


def exact_scale(op: Op, part: int, arguments: Sequence[Any]) -> Any:
    """The size that the row's bound refers to where it is larger than the result: of the value (part 0) or a partial."""
    if not op.scale[part]:
        return mp.mpf(0)
    return evaluate(op, op.scale[part], arguments, z=exact_value(op, arguments))


def ulps(got: float, exact: Any, scale: Any = 0) -> float:
    """How far `got` is from the exact number, in units in the last place of the latter (or of `scale`, if larger)."""
    nearest = rounded(exact)
    if math.isnan(got) or math.isnan(nearest):
        return 0.0 if math.isnan(got) and math.isnan(nearest) else math.inf
    if got == nearest == math.copysign(math.inf, got):
        return 0.0
    unit = math.ulp(min(max(abs(nearest), rounded(scale)), sys.float_info.max))
    with mp.workdps(DIGITS):
        return float(abs(within(mp.mpf(got)) - within(exact)) / unit)


def within(x: Any) -> Any:
    """A number no further out than 2^1024, where the infinities begin."""
    return max(min(x, mp.mpf(2) ** 1024), -mp.mpf(2) ** 1024)


def rounded(exact: Any) -> float:
    """The float next to an exact number."""
    try:
        return float(exact)
    except OverflowError:
        return math.copysign(math.inf, exact)

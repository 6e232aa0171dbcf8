"""A row of the table evaluated exactly: its `value` formula in mpmath, and partials that know no derivative rule.

Digits are set by the caller, with `mpmath.mp.workdps`. A partial is a central difference whose step is the third root of
the precision: with 60 digits a step of 1e-20 leaves 40 digits right.
"""

import ast
import functools
import math
import sys
from collections.abc import Callable, Sequence
from typing import Any

from mpmath import mp

from autodiff.table import scalar
from autodiff.table.formula import AnyNumbers, parse
from autodiff.table.op import OPS, Op
from autodiff.value import value
from autodiff.value.value import Value

DIGITS = 60  # for numbers of moderate size
ALL_DIGITS = 1100  # for any: 324 for the smallest float beside 1, 308 for large arguments of sin, the rest for differences


def _cbrt(x: Any) -> Any:
    return mp.cbrt(x) if mp.re(x) >= 0 else -mp.cbrt(-x)


def _erfc(x: Any) -> Any:
    return mp.erfc(x) if abs(x) < 1e6 else 1 - mp.sign(x)  # beyond, mpmath would compute for ever


def _abs(x: Any) -> Any:
    return x if mp.re(x) >= 0 else -x


def _atan2(y: Any, x: Any) -> Any:
    return mp.atan2(y, x) if isinstance(y + x, mp.mpf) else -1j * mp.log((x + 1j * y) / mp.sqrt(x * x + y * y))


SAME_NAME = ("exp", "log", "log10", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh",
             "acosh", "atanh", "erf", "sign", "hypot")
OTHER = {
    "real": mp.re, "number": mp.mpf, "inf": mp.inf, "nan": mp.nan,
    "pow": mp.power, "cbrt": _cbrt, "erfc": _erfc, "abs": _abs, "atan2": _atan2, "log2": lambda x: mp.log(x) / mp.ln2,
    # as they are defined: the digits leave room for what is lost
    "log1p": lambda x: mp.log(1 + x), "expm1": lambda x: mp.exp(x) - 1, "exp_difference": lambda x, y: mp.exp(x - y),
    "sum": lambda x, b=0: mp.fsum(x) + b, "prod": mp.fprod,
    "max": lambda x: max(x, key=mp.re), "min": lambda x: min(x, key=mp.re),
}


class Exact:
    """The functions and constants that formulas use, with mpmath's digits; on complex numbers the analytic ones."""

    def __init__(self) -> None:
        vars(self).update({name: getattr(mp, name) for name in SAME_NAME} | OTHER)

    def __getattr__(self, name: str) -> Any:
        """Any other name in a formula is a constant of the table, or another row."""
        if name in scalar.CONSTANTS:
            return mp.pi if name == "pi" else mp.mpf(getattr(scalar, name))
        if name not in OPS:
            raise AttributeError(f"a formula uses {name!r}, which is neither a row of the table nor known to the oracle")
        return functools.partial(compiled(OPS[name], OPS[name].value), self)


EXACT = Exact()


@functools.cache
def tenth(power: int, digits: int) -> Any:
    """10^-power with so many digits: a step, which is wanted again and again."""
    with mp.workdps(digits):
        return mp.mpf(10) ** -power


@functools.cache
def compiled(op: Op, text: str) -> Callable[..., Any]:
    """A formula of a row as a function of a library, the row's arguments and, where it reads it, the result z."""
    lists = op.lists
    body = AnyNumbers(lists).visit(parse(text))
    names = (f"{n}=float('{op.defaults[n]!r}')" if n in op.defaults else n for n in op.names)
    head = f"lambda f, {', '.join(names)}, z=None: "
    return eval(compile(head + ast.unparse(body), f"<{op.name}>", "eval"), {})  # type: ignore[no-any-return]  # noqa: S307


def exact_formula(op: Op, formula: str, arguments: Sequence[Any], z: Any = None) -> Any:
    """A formula of the row at arguments of any kind of number, lists as lists."""
    given = [[mp.convert(v) for v in a] if isinstance(a, list) else mp.convert(a) for a in arguments]
    return mp.convert(compiled(op, formula)(EXACT, *given, z=z))


def exact_value(op: Op, arguments: Sequence[Any]) -> Any:
    """What the row's `value` is.

    >>> with mp.workdps(30):
    ...     exact_value(OPS["tanh"], [0.5])
    mpf('0.462117157260009758502318483643684')
    """
    return exact_formula(op, op.value, arguments)


def exact_partial(op: Op, arguments: Sequence[Any], i: int, j: int | None = None) -> Any:
    """The derivative in argument i (if that is a list, in its element j) by a central difference.

    >>> mp.nstr(exact_partial(OPS["dot"], [[1.5], [2.0], 0.0], 0, 0), 9)
    '2.0'
    """
    x, h = _step(arguments, i, j)
    sides = [exact_value(op, _moved(arguments, i, j, side)) for side in (x + h, x - h)]
    return (sides[0] - sides[1]) / (2 * h)


def places(point: Sequence[Any]) -> list[tuple[int, int | None]]:
    """Where the numbers of a point stand, as the partials count them: the argument, and if that is a list the element.

    >>> places([0.5, [1.0, 2.0]])
    [(0, None), (1, 0), (1, 1)]
    """
    return [(i, j) for i, x in enumerate(point) for j in (range(len(x)) if isinstance(x, list) else [None])]


def computed(op: Op, point: Sequence[Any]) -> Value:
    """What the engine makes of a row at a point, each number of it a Value: its `partials` are in the order of `places`."""
    given = [[Value(x) for x in a] if isinstance(a, list) else Value(a) for a in point]
    made: Value = getattr(value, op.name)(*given)
    return made


def rough_partial(op: Op, arguments: Sequence[Any], i: int, j: int | None, here: Any) -> Any:
    """The same from one side of `here`, the value: half the work, for where its size is wanted rather than its digits."""
    x, h = _step(arguments, i, j)
    return (exact_value(op, _moved(arguments, i, j, x + h)) - here) / h


def _step(arguments: Sequence[Any], i: int, j: int | None) -> tuple[Any, Any]:
    """The number of a place among the arguments, and how far to move it."""
    x = mp.convert(arguments[i] if j is None else arguments[i][j])
    return x, max(min(abs(x), 1), tenth(mp.dps // 10, mp.dps)) * tenth(mp.dps // 3, mp.dps)


def _moved(arguments: Sequence[Any], i: int, j: int | None, x: Any) -> list[Any]:
    """The arguments with x in one place."""
    given = list(arguments)
    given[i] = x if j is None else [*arguments[i][:j], x, *arguments[i][j + 1 :]]
    return given


def exact_scale(op: Op, part: int, arguments: Sequence[Any]) -> Any:
    """The size that the row's bound refers to where it is larger than the result: of the value (part 0) or a partial.

    >>> exact_scale(OPS["dot"], 0, [[1.5], [2.0], -3.0])
    mpf('6.0')
    """
    if not op.scale[part]:
        return mp.mpf(0)
    return exact_formula(op, op.scale[part], arguments, exact_value(op, arguments))


def ulps(got: float, exact: Any, scale: Any = 0) -> float:
    """How far `got` is from an exact number, in units in the last place of the latter (or of `scale`, if that is larger).

    nan must agree; a float beside an infinity is as far off as from 2^1024, where they begin.

    >>> with mp.workdps(30):
    ...     ulps(0.1 + 0.2, mp.mpf(3) / 10) < 1, ulps(math.inf, mp.inf), ulps(math.nan, mp.inf)
    (True, 0.0, inf)
    """
    nearest = rounded(exact)
    if math.isnan(got) or math.isnan(nearest):
        return 0.0 if math.isnan(got) and math.isnan(nearest) else math.inf
    unit = math.ulp(min(max(abs(nearest), rounded(scale)), sys.float_info.max))
    return float(abs(_within(mp.mpf(got)) - _within(exact)) / unit)


def _within(x: Any) -> Any:
    """A number no further out than 2^1024, where the infinities begin."""
    return max(min(x, mp.mpf(2) ** 1024), -mp.mpf(2) ** 1024)


def rounded(exact: Any) -> float:
    """The float next to an exact number, an infinity beyond their range."""
    try:
        return float(exact)
    except OverflowError:
        return math.inf if exact > 0 else -math.inf

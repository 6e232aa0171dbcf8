"""The table read by NumPy, whose arithmetic of float64 follows IEEE 754 everywhere: it shares nothing with our readers."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autodiff import OPS, Op
from autodiff.table import scalar


def _exp_difference(x: Any, y: Any) -> Any:
    return np.float64(1.0) if x == y else np.float64(np.exp(np.longdouble(x) - np.longdouble(y)))


LIBRARY: dict[str, Callable[..., Any]] = {
    name: getattr(np, name)
    for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "sin", "cos", "tan", "sinh", "cosh",
                 "tanh", "hypot", "abs")
} | {
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "atan2": np.arctan2, "erf": lambda x: np.float64(math.erf(x)), "erfc": lambda x: np.float64(math.erfc(x)),
    "pow": lambda x, y: np.power(x, np.array([y, 3.0]))[0],  # of an exponent 0.5 alone it takes the root
    "exp_difference": _exp_difference, "sin_far": np.sin, "cos_far": np.cos, "tan_far": np.tan,
}
CONSTANTS = {name: np.float64(getattr(scalar, name)) for name in scalar.CONSTANTS}


def read(op: Op, formula: str, arguments: Sequence[float], z: float = math.nan) -> float:
    """A formula of a row without lists, at the given arguments; `z` is the result where the formula asks for it."""
    names: dict[str, Any] = {**CONSTANTS, **{n: _row(row) for n, row in OPS.items()}, **LIBRARY, "z": np.float64(z)}
    names |= zip(op.names, map(np.float64, arguments), strict=True)
    with np.errstate(all="ignore"):
        for name, let in op.lets.items():
            names[name] = eval(let, names)  # noqa: S307
        return float(eval(formula, names))  # noqa: S307


def _row(op: Op) -> Callable[..., Any]:
    return lambda *arguments: np.float64(read(op, op.stable, arguments))


def close(got: float, expected: float) -> bool:
    """Equal but for a few roundings; nan is nan, an infinity has its sign, and so has a zero."""
    if math.isnan(expected):
        return math.isnan(got)
    if math.isinf(expected) or expected == 0.0:
        return got == expected and math.copysign(1, got) == math.copysign(1, expected)
    return abs(got - expected) <= 1e-13 * abs(expected) + 1e-322

"""Formulas as they are printed, read and evaluated by somebody else: Python. So signs and brackets must be right."""

import math
import re
from collections.abc import Mapping

from autodiff import OPS
from autodiff.explaining.writer import SYMBOL
from autodiff.value import value

FUNCTIONS = {(op.symbol if SYMBOL.fullmatch(op.symbol) else op.name): op.name for op in OPS.values()}
CALL = re.compile("(?<![^\\W_])(" + "|".join(sorted(map(re.escape, FUNCTIONS), key=len, reverse=True)) + r")\(")
SIGNS = {"·": "*", "^": "**", "∞": "math.inf", "π": "math.pi", "≥": ">=", "≤": "<=", "≠": "!=", " = ": " == "}
WHOLE = re.compile(r"(?<![\w.'])(?<!e[+-])(\d+)(?![\w.'])")
RAISED = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def evaluate(text: str, names: Mapping[str, float]) -> float:
    """The number of a formula. Python's signs and powers bind as those on paper do."""
    python = CALL.sub(lambda m: f"F['{FUNCTIONS[m[1]]}'](", text)
    python = RAISED.sub(lambda m: "**" + m[0].translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")), python)
    for sign, meant in SIGNS.items():
        python = python.replace(sign, meant)
    python = WHOLE.sub(r"\1.0", python)  # powers of ints would be exact, of millions of digits
    functions = {name: getattr(value, name) for name in OPS} | {"max": lambda *x: max(x), "min": lambda *x: min(x)}
    return float(eval(python, {"F": functions, "math": math, "nan": math.nan}, {**names}))  # noqa: S307

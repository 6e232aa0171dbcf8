"""C as text."""

import math
import re
from typing import ClassVar

from autodiff.table.braces import Braces

LIBRARY = frozenset(("acos", "acosh", "asin", "asinh", "atan", "atan2", "atanh", "cbrt", "cos", "cosh", "erf", "erfc", "exp",
                     "expm1", "hypot", "log", "log10", "log1p", "log2", "pow", "sin", "sinh", "sqrt", "tan", "tanh"))


def literal(x: float) -> str:
    """An exact literal of a number.

    >>> literal(-2.0), literal(0.1), literal(math.inf), literal(5e-324)
    ('-2.0', '0x1.999999999999ap-4', 'INFINITY', '0x0.0000000000001p-1022')
    """
    if not math.isfinite(x):
        return "NAN" if math.isnan(x) else "INFINITY" if x > 0 else "-INFINITY"
    return repr(x) if x == int(x) and abs(x) < 1e9 else re.sub(r"\.?0*p", "p", x.hex())


class CText(Braces):
    """A body of a C function. prefix: of the names of our own functions. called: those of them that are used."""

    constant: ClassVar = {"double": "const double", "int": "const int"}
    changing, counting = "double", "int"

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.prefix = prefix
        self.called: set[str] = set()

    def literal(self, x: float) -> str:
        return literal(x)

    def function(self, name: str) -> str:
        if name == "exp_difference":
            self.called.add(name)
            return f"{self.prefix}_{name}"
        if name not in LIBRARY and name != "abs":
            raise ValueError(f"C has no function for {name!r}")
        return name.replace("abs", "fabs")

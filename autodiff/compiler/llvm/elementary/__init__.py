"""The elementary functions as LLVM IR, on vectors of 1, 2, 4 or 8 doubles.

`definitions([("exp", 4), ("sin", 4)])` is the text of the functions `@ad.exp.v4` and `@ad.sin.v4`, of one argument (two for
atan2, pow, hypot and exp_difference) of the type `<4 x double>`; of `double` with width 1. They are internal, have no side
effect and answer as IEEE 754 says: exp(710) is inf, log(-1) nan. Those in `VECTOR` are vector code of our own, within 1.3
ulp over the whole range of floats (their docstrings say more; below the normal range 0.7 ulp come on top); the others take
the lanes apart and call the C library. A result does not depend on the width.
"""

from collections.abc import Callable, Iterable

from autodiff.compiler.llvm.elementary import arc, exponential, gaussian, hyperbolic, libm, logarithm, roots, trigonometry
from autodiff.compiler.llvm.elementary.vectors import Code, Vector

Written = Callable[..., Vector]

VECTOR: dict[str, Written] = {
    "exp": exponential.exp, "expm1": exponential.expm1, "exp_difference": exponential.exp_difference,
    "log": logarithm.log, "log1p": logarithm.log1p, "log2": logarithm.log2, "log10": logarithm.log10,
    "sqrt": Vector.sqrt, "cbrt": roots.cbrt, "hypot": arc.hypot,
    "sin": trigonometry.sin, "cos": trigonometry.cos, "tan": trigonometry.tan,
    "sin_far": trigonometry.sin, "cos_far": trigonometry.cos, "tan_far": trigonometry.tan,
    "asin": arc.asin, "acos": arc.acos, "atan": arc.atan, "atan2": arc.atan2,
    "sinh": hyperbolic.sinh, "cosh": hyperbolic.cosh, "tanh": exponential.tanh,
    "asinh": hyperbolic.asinh, "acosh": hyperbolic.acosh, "atanh": hyperbolic.atanh,
    "erf": gaussian.erf, "erfc": gaussian.erfc,
}
BINARY = frozenset({"atan2", "pow", "hypot", "exp_difference"})
FUNCTIONS = frozenset(VECTOR) | frozenset(libm.NAMES)
WIDTHS = frozenset({1, 2, 4, 8})
PURE = "noinline nounwind readnone willreturn"  # equal calls are one, those whose result is not needed none


def definitions(functions: Iterable[tuple[str, int]], *, fma: bool = True) -> str:
    """LLVM IR of functions and of what they call, each once; to be put into a module beside their callers.

    functions: names of `FUNCTIONS`, each with a width of 1, 2, 4 or 8; one may come twice. fma: whether the machine has a
    fused multiply-add; where it has not, LLVM would call a slow function of the C library. Raises ValueError for other
    names or widths.

    >>> print(definitions([("sqrt", 4)]))
    declare <4 x double> @llvm.sqrt.v4f64(<4 x double>)
    define internal <4 x double> @ad.sqrt.v4(<4 x double> %x) noinline nounwind readnone willreturn {
    start:
      %v0 = call <4 x double> @llvm.sqrt.v4f64(<4 x double> %x)
      ret <4 x double> %v0
    }
    """
    wanted = sorted(set(functions), key=lambda function: function[::-1])
    if unknown := {name for name, _ in wanted} - FUNCTIONS:
        raise ValueError(f"no elementary function {', '.join(sorted(unknown))}: known are {', '.join(sorted(FUNCTIONS))}")
    if wrong := {width for _, width in wanted} - WIDTHS:
        raise ValueError(f"no vectors of {', '.join(map(str, sorted(wrong)))} lanes: give a width of 1, 2, 4 or 8")
    codes = [Code(width, fma) for _, width in wanted]
    texts = [_function(name, code) for (name, _), code in zip(wanted, codes, strict=True)]
    declared = sorted(set().union(*(code.declared for code in codes)))
    helpers = sorted(set().union(*(code.helpers for code in codes)))
    return "\n".join([*(f"declare {text}" for text in declared), *helpers, *texts])


def _function(name: str, code: Code) -> str:
    """The definition of a function."""
    arguments = [Vector(code, argument) for argument in ("%x", "%y")[: 1 + (name in BINARY)]]
    result = VECTOR[name](*arguments) if name in VECTOR else libm.lane_by_lane(name, *arguments)
    double = code.type("double")
    head = f"{double} @ad.{name}.v{code.width}({', '.join(f'{double} {a.name}' for a in arguments)})"
    body = ["start:", *code.lines, f"  ret {double} {result.name}"]
    return "\n".join([f"define internal {head} {PURE} {{", *body, "}"])

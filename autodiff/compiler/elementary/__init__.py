"""The elementary functions as LLVM IR, on vectors of 1, 2, 4 or 8 doubles.

`definitions(["exp", "sin"], 4)` is the text of the functions `@ad.exp.v4` and `@ad.sin.v4`, of one argument (two for atan2,
pow, hypot and exp_difference) of the type `<4 x double>`; of `double` with width 1. They are internal, have no side effect
and answer as IEEE 754 says: exp(710) is inf, log(-1) nan. Those in `VECTOR` are vector code of our own, the others take
the lanes apart and call the C library. A result does not depend on the width.
"""

from collections.abc import Callable, Iterable

from autodiff.compiler.elementary import exponential, libm, logarithm
from autodiff.compiler.elementary.vectors import Code, Vector

Written = Callable[..., Vector]

VECTOR: dict[str, Written] = {
    "exp": exponential.exp, "expm1": exponential.expm1, "exp_difference": exponential.exp_difference,
    "tanh": exponential.tanh, "sqrt": Vector.sqrt,
    "log": logarithm.log, "log1p": logarithm.log1p, "log2": logarithm.log2, "log10": logarithm.log10,
}
BINARY = frozenset({"atan2", "pow", "hypot", "exp_difference"})
FUNCTIONS = frozenset(VECTOR) | frozenset(libm.NAMES)
WIDTHS = (1, 2, 4, 8)
PURE = "noinline nounwind readnone willreturn"  # equal calls are one, those whose result is not needed none


def definitions(names: Iterable[str], width: int, fma: bool = True) -> str:
    """LLVM IR of the named functions and of what they call, each once; to be put into a module beside their callers.

    names: of `FUNCTIONS`; a name may come twice. width: 1, 2, 4 or 8. fma: whether the machine has a fused multiply-add
    instruction; without it LLVM would call a slow function of the C library. Raises ValueError for other names or widths.

    >>> print(definitions(["sqrt"], 4))
    declare <4 x double> @llvm.sqrt.v4f64(<4 x double>)
    define internal <4 x double> @ad.sqrt.v4(<4 x double> %x) noinline nounwind readnone willreturn {
      %v0 = call <4 x double> @llvm.sqrt.v4f64(<4 x double> %x)
      ret <4 x double> %v0
    }
    """
    if width not in WIDTHS:
        raise ValueError(f"no vectors of {width} lanes: give a width of 1, 2, 4 or 8")
    wanted = sorted(set(names))
    if unknown := set(wanted) - FUNCTIONS:
        raise ValueError(f"no elementary function {', '.join(sorted(unknown))}: known are {', '.join(sorted(FUNCTIONS))}")
    written = [_function(name, Code(width, fma)) for name in wanted]
    declarations = sorted(set().union(*(code.declared for code, _ in written)))
    return "\n".join([*(f"declare {text}" for text in declarations), *(text for _, text in written)])


def _function(name: str, code: Code) -> tuple[Code, str]:
    arguments = [Vector(code, argument) for argument in ("%x", "%y")[: 1 + (name in BINARY)]]
    result = VECTOR[name](*arguments) if name in VECTOR else libm.lane_by_lane(name, *arguments)
    double = code.type("double")
    head = f"{double} @ad.{name}.v{code.width}({', '.join(f'{double} {a.name}' for a in arguments)})"
    return code, "\n".join([f"define internal {head} {PURE} {{", *code.lines, f"  ret {double} {result.name}", "}"])

"""The arithmetic of a row on floats, as lines of Python: the result, shared intermediate results, and the partials."""

import re

from autodiff.table.formula import Floats, lets_needed
from autodiff.table.op import Op

NEVER_RAISE = {"fabs", "tanh", "atan", "atan2", "asinh", "erf", "erfc", "cbrt", "hypot"}


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line if line else "" for line in lines]


def arithmetic(op: Op, exact: bool) -> tuple[list[str], list[str]]:
    """The lines that compute `z` and shared intermediate results, and one expression per partial."""
    floats = Floats(op.lists, exact)
    before = lets_needed(op, op.stable)
    for let in before:
        floats.assign(let, op.lets[let])
    floats.assign("z", op.stable)
    for let in lets_needed(op, *op.stable_partials):
        if let not in before:
            floats.assign(let, op.lets[let])
    partials = [floats.partial(name, formula) for name, formula in zip(op.names, op.stable_partials, strict=True)]
    return floats.lines, partials


def compute(op: Op, targets: list[str], tracked: list[str]) -> list[str]:
    """Lines that set z, and each target to its partial (None where no gradient flows).

    They use `math`, and `scalar` where `math` raises.
    """
    fast, slow = (_compute(op, targets, tracked, exact) for exact in (False, True))
    called = set(re.findall(r"math\.(\w+)", " ".join(fast)))
    if op.total or (called <= NEVER_RAISE and " / " not in " ".join(fast)):
        return fast
    return ["try:", *indent(fast, 1), "except (ArithmeticError, ValueError):", *indent(slow, 1)]


def _compute(op: Op, targets: list[str], tracked: list[str], exact: bool) -> list[str]:
    lines, partials = arithmetic(op, exact)
    return lines + [f"{target} = {choice(op, name, partial, t)}"
                    for name, partial, target, t in zip(op.names, partials, targets, tracked, strict=False) if t != "False"]


def choice(op: Op, name: str, partial: str, tracked: str) -> str:
    """A partial as it is stored: None if its argument is a constant, or is not selected."""
    constant = re.fullmatch(r"-?[\d.]+", partial)
    selects = name in op.selected and not op.variadic and len(op.args) < 3  # `many_parents` handles lists of partials
    stored = "None" if constant and float(partial) == 0 else f"({partial}) or None" if selects else partial
    bracketed = f"({stored})" if " if " in stored else stored
    return stored if tracked == "True" or stored == "None" else f"{bracketed} if {tracked} else None"

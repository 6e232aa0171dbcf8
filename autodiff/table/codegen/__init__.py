"""Writes `value.py`, `derivatives.py` and `docs/operations.md` from the table: `python -m autodiff.table.codegen`.

Generated source avoids function calls: an operation computes its result and its local partials in place, and stores them
in a new node. The files are committed, so that editors, type checkers, tracebacks and readers see them. A test compares
them with the table.
"""

import re
from pathlib import Path

from autodiff.table import scalar
from autodiff.table.codegen.arithmetic import indent
from autodiff.table.codegen.functions import function
from autodiff.table.codegen.methods import method
from autodiff.table.codegen.page import operations_page
from autodiff.table.formula import Values, lets_needed, parse
from autodiff.table.op import Op, rows

AUTODIFF = Path(__file__).parent.parent.parent

HEADER = '''"""{title}

Generated from the table in `table/rows.py` by `python -m autodiff.table.codegen`: edit the table, not this file.
"""

# ruff: noqa'''

VALUE_IMPORTS = """from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import mul as mul_floats
from typing import Any, SupportsFloat, TypeVar, overload

from autodiff.graph.functions import FUNCTIONS
from autodiff.table import scalar
from autodiff.table.op import OPS
from autodiff.table.scalar import {constants}
from autodiff.value.methods import Methods
from autodiff.value.operands import constant, different_lengths, linked, operand, operands

new = object.__new__
watch: Callable[[Any], None] | None = None  # set inside `strict()`
"""

DERIVATIVES_IMPORTS = """from collections.abc import Callable
from typing import Any

from autodiff.table import scalar
from autodiff.value import value as f
from autodiff.value.operands import choose, others

"""


def value_module() -> str:
    """The source of `value.py`."""
    lines = [HEADER.format(title="Value, and the function of each operation."),
             VALUE_IMPORTS.format(constants=", ".join(used_constants())),
             *(f'{op.name.upper()} = OPS["{op.name}"]' for op in rows()), "", "",
             "class Value(Methods):", '    """' + VALUE_DOC, '    """', "", "    __slots__ = ()", ""]
    for op in rows():
        lines += indent(method(op), 1)
    lines += ["", UNARY]
    for op in rows():
        lines += function(op)
    names = sorted({n for op in rows() for n in (op.name, *op.aliases)})
    return tidy([*lines, "FUNCTIONS.update({name: globals()[name] for name in OPS})", "", f"__all__ = {names!r}"])


VALUE_DOC = """A number that remembers how it was computed, so that `backward()` can differentiate it.

    data: any real number, stored as a float. label: a name for printing and drawing.
    `TypeError` if data is not a real number.

    >>> a = Value(2.0, label="a")
    >>> y = a * a + 3
    >>> y.backward()
    >>> a.grad
    4.0"""


UNARY = """Operand = Value | float
T = TypeVar("T", Value, float)


def _unary(x: T, name: str) -> T:
    parent, _, tracked = operand(x, name)
    return getattr(parent, name)() if tracked else getattr(Value(parent), name)()._data  # type: ignore[no-any-return]


"""


def used_constants() -> list[str]:
    texts = [t for op in rows() for t in (op.stable, *op.stable_partials, *op.lets.values())]
    return [c for c in scalar.CONSTANTS if any(re.search(rf"\b{c}\b", t) for t in texts)]


def derivatives_module() -> str:
    """The source of `derivatives.py`."""
    lines = [HEADER.format(title="The partials of every operation on Values, so that a gradient is again a graph."),
             DERIVATIVES_IMPORTS]
    for op in rows():
        lines += derivative(op)
    lines += ["PARTIALS: dict[str, tuple[Callable[..., Any], ...]] = {"]
    lines += [f'    "{op.name}": ({"".join(f"{op.name}_{n}, " for n in op.names).rstrip()}),' for op in rows()]
    return tidy([*lines, "}"])


def derivative(op: Op) -> list[str]:
    """One function per argument of a row: the partial derivative, of the arguments and the result z."""
    lines = []
    for name, formula in zip(op.names, op.partials, strict=True):
        values = Values(op.lists)
        body = [f"{let} = {values.text(values.visit(parse(op.lets[let])))}" for let in lets_needed(op, formula)]
        body.append(f"return {values.partial(name, formula)}")
        head = f"def {op.name}_{name}({', '.join(op.names)}, z):  # type: ignore[no-untyped-def]"
        lines += [head, *indent(body, 1), "", ""]
    return lines


def tidy(lines: list[str]) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line.rstrip() for line in lines)) + "\n"


def main() -> None:
    """Write the files. The page is written in a checkout only, where `docs` exists."""
    (AUTODIFF / "value" / "value.py").write_text(value_module(), encoding="utf-8")
    (AUTODIFF / "value" / "derivatives.py").write_text(derivatives_module(), encoding="utf-8")
    docs = AUTODIFF.parent / "docs"
    if docs.is_dir():
        (docs / "operations.md").write_text(operations_page(), encoding="utf-8")

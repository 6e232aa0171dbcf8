"""Writes `value.py` and `derivatives.py` from the table: `python -m autodiff.codegen`.

Generated source keeps the hot path free of calls: an operation computes its result and its local partials in place and
stores them in a new node. Both files are committed, so that editors, type checkers, tracebacks and readers see them;
a test holds them to the table.
"""

import re
from pathlib import Path

from autodiff import scalar
from autodiff.formula import Floats, Values, lets_needed, names_in, parse
from autodiff.ops import Op, rows

NEVER_RAISE = {"fabs", "tanh", "atan", "atan2", "asinh", "erf", "erfc", "cbrt", "hypot"}
HERE = Path(__file__).parent


def indent(lines: list[str], depth: int) -> list[str]:
    return ["    " * depth + line for line in lines]


def list_names(op: Op) -> set[str]:
    return {n for a, n in zip(op.args, op.names, strict=True) if a.startswith("*")}


# --- The arithmetic of a row, on floats ---------------------------------------------------------------------------


def arithmetic(op: Op, exact: bool) -> tuple[list[str], list[str]]:
    """The lines that compute `z` and whatever the partials share, and one expression per partial."""
    floats = Floats(list_names(op), exact)
    before = lets_needed(op, op.stable)
    for let in before:
        floats.assign(let, op.lets[let])
    floats.assign("z", op.stable)
    for let in lets_needed(op, *op.stable_partials):
        if let not in before:
            floats.assign(let, op.lets[let])
    partials = []
    for argument, formula in zip(op.args, op.stable_partials, strict=True):
        tree = floats.visit(parse(formula))
        if argument.startswith("*"):
            name = argument[1:]
            tree = floats.elements(tree) if names_in(tree) & floats.lists else parse(f"[{floats.text(tree)}] * len({name})")
        partials.append(floats.text(tree))
    return floats.lines, partials


def guarded(op: Op, tail: list[str], partials: list[str], exact: list[str]) -> list[str]:
    """The arithmetic in `math`, and again in `scalar` for when that raises. `tail` stores the partials."""
    fast_lines, exact_lines = arithmetic(op, exact=False)[0], arithmetic(op, exact=True)[0]
    fast = fast_lines + [t.format(*partials) for t in tail]
    slow = exact_lines + [t.format(*exact) for t in tail]
    called = set(re.findall(r"math\.(\w+)", " ".join(fast)))
    if called <= NEVER_RAISE and " / " not in " ".join(fast):
        return fast
    return ["try:", *indent(fast, 1), "except (ArithmeticError, ValueError):", *indent(slow, 1)]


def compute(op: Op, targets: list[str], tracked: list[str]) -> list[str]:
    """Lines that set z and each target to its partial (None where nothing passes)."""

    def store(partials: list[str]) -> list[str]:
        return [choice(op, p, t) for p, t in zip(partials, tracked, strict=False)]

    fast, exact = store(arithmetic(op, exact=False)[1]), store(arithmetic(op, exact=True)[1])
    tail = [f"{target} = {{{i}}}" for i, target in enumerate(targets)]
    return guarded(op, tail, fast, exact)


def choice(op: Op, partial: str, tracked: str) -> str:
    """A partial as it is stored: None if its argument is a constant, or if the operation did not choose it."""
    if tracked == "False":
        return "None"
    constant = re.fullmatch(r"-?[\d.]+", partial)
    selects = op.selects and not op.variadic and len(op.args) < 3  # a list of partials is looked through as a whole
    stored = "None" if constant and float(partial) == 0 else f"({partial}) or None" if selects else partial
    bracketed = f"({stored})" if " if " in stored else stored
    return stored if tracked == "True" or stored == "None" else f"{bracketed} if {tracked} else None"


# --- Nodes --------------------------------------------------------------------------------------------------------


def node_lines(op: Op, fields: dict[str, str]) -> list[str]:
    """Make the node. One assignment a slot: a constructor call would cost as much as all of them."""
    slots = {"_data": "z", "op": op.name.upper(), "_a": "None", "_b": "None", "_da": "None", "_db": "None",
             "_adjoint": "None"}
    return [
        "node = new(Value)",
        *(f"node.{slot} = {content}" for slot, content in (slots | fields).items()),
        "if watch is not None:",
        "    watch(node)",
        "return node",
    ]


def docstring(op: Op) -> str:
    text = op.note or re.sub(r"\{(\w+)\}", r"\1", op.template)
    return f'"""{text.rstrip(".")}."""'


def signature(op: Op, annotation: str) -> str:
    return ", ".join(f"{n}: {annotation}" + (f" = {op.defaults[n]!r}".replace("inf", "math.inf") if n in op.defaults else "")
                     for n in op.names)


def unary_method(op: Op, name: str) -> list[str]:
    body = [docstring(op), "x = self._data", *compute(op, ["d"], ["True"]), *node_lines(op, {"_a": "self", "_da": "d"})]
    return [f"def {name}(self) -> Value:", *indent(body, 1), ""]


def operator_method(op: Op) -> list[str]:
    """`__add__`: the other operand may be a Value, a float or another real number."""
    simple = names_in(parse(op.stable_partials[1])) <= {"x", "y"}  # known before the result: stored where y is read
    early = arithmetic(op, exact=False)[1][1] if simple else ""
    body = ["x = self._data", "if type(other) is Value:", "    y = other._data",
            f"    db = {early}" if simple else "    tracked = True", "else:", *indent(read_number("y"), 1),
            "    db = None" if simple else "    tracked = False",
            *(compute(op, ["da"], ["True"]) if simple else compute(op, ["da", "db"], ["True", "tracked"])),
            *node_lines(op, {"_a": "self", "_b": "other", "_da": "da", "_db": "db"})]
    return [f"def __{op.operator}__(self, other: Any) -> Value:", *indent(body, 1), ""]


def reflected_method(op: Op) -> list[str]:
    """`__radd__`: the other operand comes first, and is never a Value."""
    body = [*read_number("x"), "y = self._data", *compute(op, ["da", "db"], ["False", "True"]),
            *node_lines(op, {"_a": "other", "_b": "self", "_db": "db"})]
    return [f"def __r{op.operator}__(self, other: Any) -> Value:", *indent(body, 1), ""]


def read_number(name: str) -> list[str]:
    """Lines that read the operand `other`, or leave it to its own class."""
    return ["if type(other) is not float:", "    other = real(other)", "    if other is None:",
            "        return NotImplemented", f"{name} = other"]


def method(op: Op) -> list[str]:
    """The methods of Value that a row gives: an operator, a function of one argument, or a call of the function."""
    lines: list[str] = []
    if len(op.args) == 1 and not op.variadic:
        lines += unary_method(op, op.name)
        lines += [f"{name} = {op.name}" for name in op.aliases]
        lines += [f"__{op.operator}__ = {op.name}"] if op.operator else []
    elif op.operator:
        lines += operator_method(op) + reflected_method(op)
    elif not op.variadic:
        rest = signature(op, "Operand").split(", ", 1)[1]
        call = f"return {op.name}(self, {', '.join(op.names[1:])})"
        lines += [f"def {op.name}(self, {rest}) -> Value:", *indent([docstring(op), call], 1), ""]
        lines += [f"{name} = {op.name}" for name in op.aliases]
    return [*lines, ""] if lines and lines[-1] else lines


# --- Functions ----------------------------------------------------------------------------------------------------


def function(op: Op) -> list[str]:
    if op.variadic:
        lines = variadic_function(op)
    elif len(op.args) == 1:
        lines = [f"def {op.name}(x: T) -> T:", "    " + docstring(op),
                 f"    return x.{op.name}() if type(x) is Value else Value(x).{op.name}()._data  # type: ignore", ""]
    else:
        lines = binary_function(op) if op.operator else general_function(op)
    return [*lines, *(f"{name} = {op.name}" for name in op.aliases), "", ""]


def overloads(op: Op) -> list[str]:
    return ["@overload", f"def {op.name}({signature(op, 'float')}) -> float: ...  # type: ignore[overload-overlap]",
            "@overload", f"def {op.name}({signature(op, 'Operand')}) -> Value: ..."]


def binary_function(op: Op) -> list[str]:
    sign = {"add": "+", "sub": "-", "mul": "*", "truediv": "/", "pow": "**"}[op.operator]
    body = [docstring(op), "if type(x) is Value or type(y) is Value:", f"    return x {sign} y",
            f"return (Value(x) {sign} Value(y))._data"]
    return [*overloads(op), f"def {op.name}(x: Any, y: Any) -> Any:", *indent(body, 1), ""]


def general_function(op: Op) -> list[str]:
    """Two or more arguments, each a Value or a number: two parents are stored in place, more as a tuple."""
    tracked = [f"{n}_tracked" for n in op.names]
    targets = [f"d_{n}" for n in op.names]
    pair = len(op.args) == 2
    body = [docstring(op), *read_arguments(op), *compute(op, targets, tracked if pair else ["True"] * len(tracked))]
    if pair:
        fields = {f"_{k}": f"{n}_parent" for k, n in zip("ab", op.names, strict=True)}
        fields |= {f"_d{k}": t for k, t in zip("ab", targets, strict=True)}
        body += [f"if not ({' or '.join(tracked)}):", "    return z", *node_lines(op, fields)]
    else:
        body += many_parents(op)
    return [*overloads(op), f"def {op.name}({signature(op, 'Any')}) -> Any:", *indent(body, 1), ""]


def variadic_function(op: Op) -> list[str]:
    lists = sorted(list_names(op))
    read = read_arguments(op)
    if len(lists) > 1:
        read += [f"if len({lists[0]}) != len({lists[1]}):", f"    different_lengths({op.name!r}, {', '.join(lists)})"]
    plain = compute(op, [f"d_{n}" for n in op.names], ["True"] * len(op.names))
    body = [docstring(op), *read, *plain, *many_parents(op)]
    arguments = ", ".join(
        f"{n}: Iterable[Operand]" if n in lists else f"{n}: Operand = {op.defaults[n]!r}" for n in op.names)
    return [f"def {op.name}({arguments}) -> Any:", *indent(body, 1), ""]


def read_arguments(op: Op) -> list[str]:
    """For each argument: its parent (or parents), its number (or numbers), and how many Values it holds."""
    lines = []
    for name in op.names:
        targets = f"{name}_parent, {name}, {name}_tracked"
        if name in list_names(op):
            lines.append(f"{targets} = operands({name}, {op.name!r})")
        else:
            lines += [f"if type({name}) is Value:", f"    {targets} = {name}, {name}._data, 1", "else:",
                      f"    {targets} = operand({name}, {op.name!r})"]
    return lines


def many_parents(op: Op) -> list[str]:
    """Store all operands, and beside them only the Values with their partials, over which the sweeps run."""
    lists = list_names(op)
    parents = ", ".join(f"*{n}_parent" if n in lists else f"{n}_parent" for n in op.names)
    partials = ", ".join(f"*d_{n}" if n in lists else f"d_{n}" for n in op.names)
    chosen = ["partials = tuple(d or None for d in partials)"] if op.selects else []
    groups = ", ".join(f"({n}_parent, d_{n}, {n}_tracked)" if n in lists else f"(({n}_parent,), (d_{n},), {n}_tracked)"
                       for n in op.names)
    return [
        f"tracked = {' + '.join(f'{n}_tracked' for n in op.names)}", "if not tracked:", "    return z",
        f"parents = ({parents},)", "partials: tuple[float | None, ...]", "if tracked == len(parents):",
        "    values = parents", f"    partials = ({partials},)",
        "else:", f"    values, partials = linked({groups})", *chosen,
        *node_lines(op, {"_a": "parents", "_b": "values", "_db": "partials"}),
    ]


# --- The files ----------------------------------------------------------------------------------------------------

HEADER = '''"""{title}

Generated from the table in `ops.py` by `python -m autodiff.codegen`: edit the table, not this file.
"""

# ruff: noqa'''

VALUE_IMPORTS = """from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import mul as mul_floats
from typing import Any, TypeVar, overload

from autodiff import scalar
from autodiff.node import Node, different_lengths, linked, operand, operands, real
from autodiff.ops import OPS
from autodiff.scalar import {constants}

new = object.__new__
watch: Callable[[Any], None] | None = None  # set inside `strict()`
"""

DERIVATIVES_IMPORTS = """from collections.abc import Callable
from typing import Any

from autodiff import scalar
from autodiff import value as f
from autodiff.node import choose

"""


def value_module() -> str:
    """The source of `value.py`."""
    lines = [HEADER.format(title="Value and the operations: what the table says, as Python."),
             VALUE_IMPORTS.format(constants=", ".join(used_constants())),
             *(f'{op.name.upper()} = OPS["{op.name}"]' for op in rows()), "", "",
             "class Value(Node):", '    """' + VALUE_DOC, '    """', "", "    __slots__ = ()", ""]
    for op in rows():
        lines += indent(method(op), 1)
    lines += ["", "Operand = Value | float", 'T = TypeVar("T", Value, float)', "", ""]
    for op in rows():
        lines += function(op)
    names = sorted({n for op in rows() for n in (op.name, *op.aliases)})
    return tidy([*lines, f"__all__ = {names!r}"])


VALUE_DOC = """A number that remembers how it was made, so that `backward()` can differentiate it.

    data: any real number, kept as a float. label: a name for printing and drawing.
    `TypeError` for anything that is no real number.

    >>> a = Value(2.0, label="a")
    >>> y = a * a + 3
    >>> y.backward()
    >>> a.grad
    4.0"""


def used_constants() -> list[str]:
    texts = [t for op in rows() for t in (op.stable, *op.stable_partials, *op.lets.values())]
    return [c for c in scalar.CONSTANTS if any(re.search(rf"\b{c}\b", t) for t in texts)]


def derivatives_module() -> str:
    """The source of `derivatives.py`."""
    lines = [HEADER.format(title="The partials of every row on Values, so that a gradient is again a graph."),
             DERIVATIVES_IMPORTS]
    for op in rows():
        lines += derivative(op)
    lines += ["PARTIALS: dict[str, tuple[Callable[..., Any], ...]] = {"]
    lines += [f'    "{op.name}": ({"".join(f"{op.name}_{n}, " for n in op.names).rstrip()}),' for op in rows()]
    return tidy([*lines, "}"])


def derivative(op: Op) -> list[str]:
    """One function per argument of a row: its partial, from the arguments and the result z."""
    lines = []
    for argument, name, formula in zip(op.args, op.names, op.partials, strict=True):
        values = Values(list_names(op))
        body = [f"{let} = {values.text(values.visit(parse(op.lets[let])))}" for let in lets_needed(op, formula)]
        tree = values.visit(parse(formula))
        if argument.startswith("*"):
            listed = names_in(tree) & values.lists
            tree = values.elements(tree) if listed else parse(f"[{values.text(tree)}] * len({name})")
        body.append(f"return {values.text(tree)}")
        head = f"def {op.name}_{name}({', '.join(op.names)}, z):  # type: ignore[no-untyped-def]"
        lines += [head, *indent(body, 1), "", ""]
    return lines


def tidy(lines: list[str]) -> str:
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(line.rstrip() for line in lines)).rstrip() + "\n"


def main() -> None:
    """Write both files."""
    (HERE / "value.py").write_text(value_module(), encoding="utf-8")
    (HERE / "derivatives.py").write_text(derivatives_module(), encoding="utf-8")


if __name__ == "__main__":
    main()

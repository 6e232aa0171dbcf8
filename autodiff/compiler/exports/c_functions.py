"""The functions of C that compute a program: value and gradient of a sample, from the same rows of the table.

`double v[]` are the values, inputs first, then group after group (`groups.layout`); `d[]` their adjoints, then those of the
parameters. Where a row selects, or one output of several is differentiated, `m[]` marks what the sweep has reached: nothing
passes from anything else, as in the eager engine.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import pairwise
from typing import Any

from autodiff.compiler.exports.braces import Expression, affine
from autodiff.compiler.exports.c_text import CText
from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.lowering import Lowered
from autodiff.compiler.programs.groups import Group, Span, layout
from autodiff.compiler.programs.program import Program
from autodiff.ops import OPS

MOST_GROUPS = 50  # in one function


class CFunctions:
    """The functions of a program, and the tables they need."""

    def __init__(self, program: Program, name: str) -> None:
        self.program, self.name, self.layout = program, name, layout(program)
        self.moves = Frame(program, self.layout, 1, 1, "rows").moves
        self.marks = len(program.outputs) > 1 or any(OPS[group.op].selected for group in self.layout.groups)
        self.adjoints = self.layout.rows + program.parameters
        self.tables: dict[tuple[int, ...], str] = {}
        self.to = CText(name)
        self.called: set[str] = set()

    # --- The two passes, and the functions that call them ---

    def forward(self) -> str:
        """v of the results of all operations from v of the inputs."""
        return self._pass("forward", self.layout.groups, self._compute, "const double *restrict p", "double *restrict v")

    def backward(self) -> str:
        """d of everything from d of the results."""
        moving = [group for group in self.layout.groups if self._moving(group)]
        return self._pass("backward", moving[::-1], self._hand_on, "const double *restrict p", "const double *restrict v",
                          "double *restrict d", *["char *restrict m"] * self.marks)

    def _pass(self, name: str, groups: Sequence[Group], write: Callable[[Group, int | str], None], *parameters: str) -> str:
        """A function for all groups or, if they are many, one for so many each: compilers take long for long functions."""
        parts = [groups[i:i + MOST_GROUPS] for i in range(0, len(groups), MOST_GROUPS)] or [()]
        names = [f"{self.name}_{name}{i if len(parts) > 1 else ''}" for i in range(len(parts))]
        texts = []
        for part, own in zip(parts, names, strict=True):
            self.to = CText(self.name)
            for group in part:
                self._comment(group)
                with self._each(group.count) as k:
                    write(group, k)
            texts.append(self._function(f"static void {own}", *parameters))
        if len(parts) > 1:
            self.to = CText(self.name)
            for own in names:
                self.to.do(f"{own}({', '.join(map(_name, parameters))});")
            texts.append(self._function(f"static void {self.name}_{name}", *parameters))
        return "\n".join(texts)

    def value(self) -> str:
        self.to = CText(self.name)
        self.to.do(f"double v[{self.layout.rows}];")
        self._call_forward()
        with self._each(len(self.layout.outputs)) as i:
            self.to.do(f"y[{i}] = v[{self._place(regular(self.layout.outputs), i)}];")
        return self._function(f"void {self.name}_value", "const double *x", "const double *p", "double *y")

    def gradient(self) -> str:
        self.to = CText(self.name)
        self.to.do(f"double v[{self.layout.rows}], d[{self.adjoints}];")
        if self.marks:
            self.to.do(f"char m[{self.layout.rows}];")
        self._call_forward()
        with self._each(len(self.layout.outputs)) as i:
            self._row_of_gradient(i)
        return self._function(f"void {self.name}_gradient", "const double *x", "const double *p", "double *y", "double *g")

    def _call_forward(self) -> None:
        self.to.do(f"p = p ? p : {self.name}_parameters;")
        if self.program.inputs:
            with self._each(self.program.inputs) as i:
                self.to.do(f"v[{i}] = x[{i}];")
        self.to.do(f"{self.name}_forward(p, v);")

    def _row_of_gradient(self, i: int | str) -> None:
        """The gradient of one output."""
        output = self._place(regular(self.layout.outputs), i)
        asked = [place + self.layout.rows * (kind == "parameter") for kind, place in self.program.wrt]
        self.to.do(f"y[{i}] = v[{output}];")
        for array, zero, count in [("d", "0.0", self.adjoints), ("m", "0", self.layout.rows)][:1 + self.marks]:
            with self._each(count) as j:
                self.to.do(f"{array}[{j}] = {zero};")
        self.to.do(f"d[{output}] = 1.0;")
        if self.marks:
            self.to.do(f"m[{output}] = 1;")
        self.to.do(f"{self.name}_backward(p, v, d{', m' * self.marks});")
        if asked:
            with self._each(len(asked)) as j:
                self.to.do(f"g[{affine(0, (i, len(asked)), (j, 1))}] = d[{self._place(regular(asked), j)}];")

    def _function(self, head: str, *parameters: str) -> str:
        """The text of the function that was written."""
        body = self.to.lines()
        self.called |= self.to.called
        code = "\n".join([line for line in body if "/*" not in line])
        unused = [name for name in map(_name, parameters) if not re.search(rf"\b{name}\b", code)]
        return "\n".join([f"{head}({', '.join(parameters)})", "{",
                          *[f"    (void){name};" for name in unused], *body, "}", ""])

    # --- A group ---

    @contextmanager
    def _each(self, count: int) -> Iterator[int | str]:
        """A loop, written plainly if it is of one turn."""
        if count == 1:
            yield 0
        else:
            with self.to.loop(count) as index:
                yield index

    def _comment(self, group: Group) -> None:
        last = f" to v[{group.base + group.count - 1}]" * (group.count > 1)
        self.to.do(f"/* v[{group.base}]{last}: {group.op} */")

    def _moving(self, group: Group) -> list[int]:
        """The positions of the operands that are to have adjoints."""
        return [i for i, span in enumerate(group.spans) if span.space != "constant" and self.moves(span, group.count)]

    def _lowered(self, group: Group, k: int | str) -> Lowered:
        row = OPS[group.op]
        given: dict[str, Callable[..., Any]] = {
            name: partial(self._operand, span, k) for name, span in zip(row.names, group.spans, strict=True)}
        given["z"] = partial(self.to.atom, f"v[{affine(group.base, (k, 1))}]")
        return Lowered(row, self.to, given, group.length)

    def _operand(self, span: Span, k: int | str, element: int | str = 0) -> Expression:
        if span.number is not None:
            return self.to.number(span.number)
        array = {"value": "v", "parameter": "p", "constant": f"{self.name}_constants"}[span.space]
        text = f"{array}[{self._place(span, k, element)}]"
        return self.to.atom(text) if span.table is None else self.to.pure(text)

    def _place(self, span: Span, k: int | str, element: int | str = 0, shift: int = 0) -> str:
        """Where an operand is in its array."""
        if span.table is None:
            return affine(span.base + shift, (k, span.step), (element, span.stride))
        table = self.tables.setdefault(span.table, f"{self.name}_table{len(self.tables)}")
        return f"{shift} + " * (shift > 0) + f"{table}[{affine(0, (k, span.length or 1), (element, 1))}]"

    # --- What is done for a member of a group ---

    def _compute(self, group: Group, k: int | str) -> None:
        self.to.do(f"v[{affine(group.base, (k, 1))}] = {{}};", self._lowered(group, k).value())

    def _hand_on(self, group: Group, k: int | str) -> None:
        """Hand the adjoint of a result on to the operands."""
        own = affine(group.base, (k, 1))
        with self.to.block(f"if (m[{own}])") if self.marks else nullcontext():
            self._contributions(group, k, self.to.pure(f"d[{own}]"))

    def _contributions(self, group: Group, k: int | str, adjoint: Expression) -> None:
        lowered, row = self._lowered(group, k), OPS[group.op]
        for position in self._moving(group):
            span, selects = group.spans[position], row.names[position] in row.selected
            if span.length is None:
                self._contribute(span, lowered.partial(position), adjoint, selects, k, 0)
            else:
                lowered.share(position)
                with self.to.loop(span.length) as i:
                    self._contribute(span, lowered.partial(position, i), adjoint, selects, k, i)

    def _contribute(self, span: Span, slope: Expression, adjoint: Expression, selects: bool, k: int | str,
                    element: int | str) -> None:
        """Add adjoint * slope to the adjoint of an operand; where the row selects, nothing passes a slope of 0."""
        if not selects:
            self._add(span, slope, adjoint, k, element)
        elif slope is not self.to.number(0.0):
            with self.to.block("if ({})", self.to.compare("!=", slope, self.to.number(0.0))):
                self._add(span, slope, adjoint, k, element)

    def _add(self, span: Span, slope: Expression, adjoint: Expression, k: int | str, element: int | str) -> None:
        to, place = self.to, partial(self._place, span, k, element)
        sign = "-" if slope is to.number(-1.0) else "+"
        share = adjoint if slope in (to.number(1.0), to.number(-1.0)) else to.binary("*", adjoint, slope)
        to.do(f"d[{place(self.layout.rows * (span.space == 'parameter'))}] {sign}= {{}};", share)
        if self.marks and span.space == "value":
            to.do(f"m[{place()}] = 1;")


def _name(parameter: str) -> str:
    """The name of a parameter of a function: its last word."""
    return parameter.split()[-1].lstrip("*")


def regular(places: Sequence[int]) -> Span:
    """Places as a span: at a regular distance, or as a table."""
    step = places[1] - places[0] if len(places) > 1 else 0
    even = all(b - a == step for a, b in pairwise(places))
    return Span("value", places[0], step, table=None if even else tuple(places))

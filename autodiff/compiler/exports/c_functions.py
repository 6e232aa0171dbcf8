"""The functions of C for a program: value and gradient of a sample, from the rows of the table.

`double v[]` holds the values, inputs first, then group after group (`groups.layout`): those of the outputs, then those of
the adjoint program. That starts from the seeds `s[]`: 1 for the output that is differentiated, 0 for the others. Its marks
stop gradients where no gradient arrives, as in the eager engine.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial

import numpy as np

from autodiff.compiler.exports.c_text import CText
from autodiff.compiler.programs.groups import Group, Index, Member, Span, layout, span_of
from autodiff.compiler.programs.operations import operation
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.table.braces import CodeExpression, affine

MOST_GROUPS = 50  # in one function


class CFunctions:
    """The functions of a careful adjoint program, and the tables they need."""

    def __init__(self, program: ScalarProgram, name: str) -> None:
        self.program, self.name = program, name
        self.layout = layout(program)
        self.tables: dict[tuple[int, ...], str] = {}
        self.to = CText(name)
        self.called: set[str] = set()

    # --- The two passes, and the functions that call them ---

    def forward(self) -> str:
        """Computes v of all operations from v of the inputs."""
        groups = self.layout.groups[:self.layout.values]
        return self._pass("forward", groups, "const double *restrict p", "double *restrict v")

    def backward(self) -> str:
        """Computes v of the adjoint program from s."""
        return self._pass("backward", self.layout.groups[self.layout.values:], "const double *restrict p",
                          "const double *restrict s", "double *restrict v")

    def _pass(self, name: str, groups: Sequence[Group], *parameters: str) -> str:
        """A function for all groups or, if there are many, several functions: compilers are slow on long ones."""
        parts = [groups[i:i + MOST_GROUPS] for i in range(0, len(groups), MOST_GROUPS)] or [()]
        names = [f"{self.name}_{name}{i if len(parts) > 1 else ''}" for i in range(len(parts))]
        texts = []
        for part, own in zip(parts, names, strict=True):
            self.to = CText(self.name)
            for group in part:
                self._compute(group)
            texts.append(self._function(f"static void {own}", *parameters))
        if len(parts) > 1:
            self.to = CText(self.name)
            for own in names:
                self.to.do(f"{own}({', '.join(map(_name, parameters))});")
            texts.append(self._function(f"static void {self.name}_{name}", *parameters))
        return "\n".join(texts)

    def value(self) -> str:
        self.to = CText(self.name)
        self.to.do(f"double v[{max(self.layout.rows, 1)}];")
        self._call_forward()
        self._copy("y", self.layout.outputs)
        return self._function(f"void {self.name}_value", "const double *x", "const double *p", "double *y")

    def gradient(self) -> str:
        self.to = CText(self.name)
        outputs, asked = len(self.layout.outputs), len(self.layout.gradient)
        self.to.do(f"double v[{max(self.layout.rows, 1)}], s[{outputs}] = {{{{0.0}}}};")
        self._call_forward()
        self._copy("y", self.layout.outputs)
        with self._each(outputs) as i:
            self.to.do(f"s[{i}] = 1.0;")
            self.to.do(f"{self.name}_backward(p, s, v);")
            self.to.do(f"s[{i}] = 0.0;")
            if asked:
                self._copy("g", self.layout.gradient, affine(0, (i, asked)), " + 0.0")  # turns -0 into 0, as a sum would
        return self._function(f"void {self.name}_gradient", "const double *x", "const double *p", "double *y", "double *g")

    def _call_forward(self) -> None:
        self.to.do(f"p = p ? p : {self.name}_parameters;")
        if self.program.inputs:
            with self._each(self.program.inputs) as i:
                self.to.do(f"v[{i}] = x[{i}];")
        self.to.do(f"{self.name}_forward(p, v);")

    def _copy(self, array: str, rows: Sequence[int], start: str = "0", more: str = "") -> None:
        """Copy values of some rows into an array, from a place on."""
        shift = "" if start == "0" else f"{start} + "
        span = span_of("value", np.array(rows).reshape(-1, 1))
        with self._each(len(rows)) as j:
            self.to.do(f"{array}[{shift}{j}] = v[{self._place(span, (j, 0))}]{more};")

    def _function(self, head: str, *parameters: str) -> str:
        """The text of the function being written."""
        body = self.to.lines()
        self.called |= self.to.called
        code = "\n".join([line for line in body if "/*" not in line])
        unused = [name for name in map(_name, parameters) if not re.search(rf"\b{name}\b", code)]
        return "\n".join([f"{head}({', '.join(parameters)})", "{",
                          *[f"    (void){name};" for name in unused], *body, "}", ""])

    # --- A group ---

    @contextmanager
    def _each(self, count: int) -> Iterator[Index]:
        """A loop; without `for` if there is one iteration."""
        if count == 1:
            yield 0
        else:
            with self.to.loop(count) as index:
                yield index

    def _compute(self, group: Group) -> None:
        """Compute the values of a group."""
        last = f" to v[{group.base + group.count - 1}]" * (group.count > 1)
        self.to.do(f"/* v[{group.base}]{last}: {group.op} */")
        with self._each(group.count // group.line) as k, self._each(group.line) as i:
            operands: list[Callable[..., CodeExpression]] = [partial(self._operand, span, (k, i)) for span in group.spans]
            found = operation(group.op).evaluate(self.to, operands, group.length)
            self.to.do(f"v[{affine(group.base, (k, group.line), (i, 1))}] = {{}};", found)

    def _operand(self, span: Span, member: Member, element: Index = 0) -> CodeExpression:
        if span.number is not None:
            return self.to.number(span.number)
        array = {"value": "v", "parameter": "p", "constant": f"{self.name}_constants", "seed": "s"}[span.space]
        text = f"{array}[{self._place(span, member, element)}]"
        return self.to.atom(text) if span.table is None else self.to.pure(text)

    def _place(self, span: Span, member: Member, element: Index = 0) -> str:
        """The index of an operand in its array."""
        index = affine(*span.terms(member, element))
        if span.table is None:
            return index
        return f"{self.tables.setdefault(span.table, f'{self.name}_table{len(self.tables)}')}[{index}]"


def _name(parameter: str) -> str:
    """The name of a parameter of a function: its last word."""
    return parameter.split()[-1].lstrip("*")

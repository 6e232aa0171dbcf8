"""How a node is computed, and its local derivatives, as MathML in the names of the page.

The page moves the leaves, so a formula keeps its cases (1 if x > 0, 0 otherwise). Only cases that constants decide are left
out: the derivative of x² is 2·x.
"""

import ast
import math
from collections.abc import Iterator
from typing import Any

from autodiff.explaining.arithmetic import TermsWithCases
from autodiff.explaining.languages import MathML
from autodiff.explaining.naming import LONG, Names
from autodiff.explaining.reading import Reader, Refer, as_formula, definition, kinks, places, reader
from autodiff.explaining.terms import Apply, Literal, Spelled, Symbol, Term, equation
from autodiff.explaining.writer import ATOM, DIGITS
from autodiff.graph.text import PRODUCT, SUM
from autodiff.table.formula import function_name
from autodiff.table.lowering import parsed
from autodiff.table.op import OPS, Op
from autodiff.value.value import Value

Note = tuple[str, Term, str]  # a sentence: text, a formula, text


def names_of(nodes: list[Any]) -> Names:
    """A name for each node of a graph; the last node is the result."""
    leaves = [node for node in nodes if node.op is None and not node.label]
    names = Names(nodes, (nodes[-1], "yfLu"), *((leaf, [f"leaf{i}"]) for i, leaf in enumerate(leaves, 1)))
    names.show(nodes, LONG)
    return names


def in_derivative(name: Term) -> str:
    """A name as it stands after ∂."""
    return MathML(DIGITS).bracketed(name, ATOM)


def formulas(node: Any, refer: Refer, places_of: dict[Any, int]) -> dict[str, Any]:
    """The formulas of a node, as the page has them. refer: gives the name of a node. places_of: its place in the graph.

    value: the node and its formula. shape: the formula, with gaps for the numbers. partials: one for each operand, None for
    constants. loose: the operands whose partial needs brackets in a product. notes: what the names in the partials mean,
    and where the derivative jumps.
    """
    writer, name, formula = MathML(DIGITS), refer(node), definition(node, refer, TermsWithCases())
    row = reader(node, refer, TermsWithCases(), OpenReader)
    terms = [row.formula(node.op.textbook[argument], index) if isinstance(p, Value) else None
             for p, (argument, index) in zip(node.parents, places(node.op, len(node.parents)), strict=True)]
    return {"value": writer.write(formula if isinstance(name, Spelled) else equation(name, formula)),
            "shape": Slots(DIGITS).write(definition(node, _slots(places_of), TermsWithCases())),
            "partials": [term and writer.write(term) for term in terms],
            "loose": [i for i, term in enumerate(terms) if term is not None and writer.binds(term) < PRODUCT],
            "notes": [[before, writer.write(term), after] for before, term, after in _notes(row)]}


class OpenReader(Reader):
    """Reads a row, and writes its intermediate results by name instead of spelling them out."""

    def _named(self, name: str) -> Any:
        found = super()._named(name)
        return Symbol(found.value, name) if name in self.row.lets else found


# --- Gaps for numbers ---


class Slots(MathML):
    """MathML with a gap for the number of each node, which is referred to by its place in the graph."""

    def name(self, label: str) -> str:
        return f'<mn data-node="{label}"></mn>' if label.isdecimal() else super().name(label)

    def bracketed(self, term: Term, least: int, always: bool = False) -> str:
        """The term, in brackets if needed; for a gap the page adds them, if its number is negative."""
        if isinstance(term, Symbol) and term.text.isdecimal() and least > SUM:
            return f'<mn data-node="{term.text}" data-brackets=""></mn>'
        return super().bracketed(term, least, always)


def _slots(places_of: dict[Any, int]) -> Refer:
    return lambda operand: Literal(operand) if isinstance(operand, float) else Symbol(math.nan, str(places_of[operand]))


# --- Notes ---


def _notes(row: Reader) -> Iterator[Note]:
    """The meaning of intermediate results and less known functions in the partials, and where the derivative jumps."""
    op = row.row
    for name in op.lets:
        if name in row.known:
            yield "with ", equation(Symbol(math.nan, name), row.known[name]), ""
    for function in sorted(_functions(op)):
        if _is_explained(other := OPS[function]):
            given = tuple(Symbol(math.nan, argument) for argument in other.names)
            yield "with ", equation(Apply(math.nan, other, given), as_formula(other, TermsWithCases(), given)), ""
    for kink in kinks(row):
        yield "The derivative jumps where ", kink, "; its value there is a convention."


def _functions(op: Op) -> set[str]:
    """The names of the other operations that the partials call."""
    calls = (tree for text in op.textbook for tree in ast.walk(parsed(text)) if isinstance(tree, ast.Call))
    return {function_name(call) for call in calls} & {*OPS} - {op.name}


def _is_explained(op: Op) -> bool:
    """Whether an operation needs a note: it is written by its name, and its formula is made of better known functions."""
    return not op.variadic and op.latex.endswith(r"\right)") and not op.value.startswith(f"{op.name}(")

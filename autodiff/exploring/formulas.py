"""How a node is computed, and its local derivatives, as MathML in the names of the page.

The page moves the leaves, so a formula keeps its choices (1 if x > 0, 0 otherwise), but for those that constants decide:
the derivative of x² is 2·x.
"""

import ast
import math
from collections.abc import Iterator
from typing import Any

from autodiff.explaining.arithmetic import TermsWithCases
from autodiff.explaining.languages import MathML
from autodiff.explaining.naming import LONG, Names
from autodiff.explaining.reading import Reader, Refer, as_formula, definition, kinks, places, reader
from autodiff.explaining.terms import Apply, Literal, Relation, Spelled, Symbol, Term
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
    """value: the node and its formula. shape: the formula with room for numbers. partials: by operand, None for constants.

    loose: the operands whose partial needs brackets in a product. notes: what else is in the partials, and where they jump.
    places_of: the place of each node in the graph.
    """
    writer, name, formula = MathML(DIGITS), refer(node), definition(node, refer, TermsWithCases())
    row = reader(node, refer, TermsWithCases(), OpenReader)
    terms = [_partial(row, place) if isinstance(p, Value) else None
             for p, place in zip(node.parents, places(node.op, len(node.parents)), strict=True)]
    return {"value": writer.write(formula if isinstance(name, Spelled) else Relation(1.0, "==", name, formula)),
            "shape": Slots(DIGITS).write(definition(node, _slots(places_of), TermsWithCases())),
            "partials": [term and writer.write(term) for term in terms],
            "loose": [i for i, term in enumerate(terms) if term is not None and writer.binds(term) < PRODUCT],
            "notes": [[before, writer.write(term), after] for before, term, after in _notes(row)]}


class OpenReader(Reader):
    """A row whose intermediate results are called by name."""

    def _named(self, name: str) -> Any:
        found = super()._named(name)
        return Symbol(found.value, name) if name in self.row.lets else found


def _partial(row: Reader, place: tuple[int, int | None]) -> Term:
    argument, index = place
    return row.formula(row.row.textbook[argument], index)


# --- Numbers put in ---


class Slots(MathML):
    """MathML with room for the numbers of nodes: their names are their places in the graph."""

    def name(self, label: str) -> str:
        return f'<mn data-node="{label}"></mn>' if label.isdecimal() else super().name(label)

    def bracketed(self, term: Term, least: int, always: bool = False) -> str:
        """Where a negative number needs brackets, the page adds them."""
        if isinstance(term, Symbol) and term.text.isdecimal() and least > SUM:
            return f'<mn data-node="{term.text}" data-brackets=""></mn>'
        return super().bracketed(term, least, always)


def _slots(places_of: dict[Any, int]) -> Refer:
    return lambda operand: Literal(operand) if isinstance(operand, float) else Symbol(math.nan, str(places_of[operand]))


# --- Notes ---


def _notes(row: Reader) -> Iterator[Note]:
    """What the intermediate results and less known functions in the partials are, and where the derivative jumps."""
    op = row.row
    for name in op.lets:
        if name in row.known:
            yield "with ", Relation(1.0, "==", Symbol(1.0, name), row.known[name]), ""
    for function in sorted(_functions(op)):
        if _is_explained(other := OPS[function]):
            given = tuple(Symbol(math.nan, argument) for argument in other.names)
            yield "with ", Relation(1.0, "==", Apply(1.0, other, given), as_formula(other, TermsWithCases(), given)), ""
    for kink in kinks(row):
        yield "The derivative jumps where ", kink, "; its value there is a convention."


def _functions(op: Op) -> set[str]:
    """The rows that the textbook's partials call."""
    calls = (tree for text in op.textbook for tree in ast.walk(parsed(text)) if isinstance(tree, ast.Call))
    return {function_name(call) for call in calls} & {*OPS} - {op.name}


def _is_explained(op: Op) -> bool:
    """Whether a row is written by its name, and made of functions that are better known."""
    return not op.variadic and op.latex.endswith(r"\right)") and not op.value.startswith(f"{op.name}(")

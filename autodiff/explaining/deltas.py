"""The derivation node by node: δ of a node is the sum, over the nodes that use it, of their δ times the local derivative."""

from collections.abc import Sequence
from typing import Any

from autodiff.explaining.between import Link
from autodiff.explaining.chain import Factor, factor, written
from autodiff.explaining.derivation import Derivation, more
from autodiff.explaining.explanation import Explanation, Line, Paragraph, Side, Words
from autodiff.explaining.terms import DOTS, LISTED, Delta, Literal, Product, Sum, Term
from autodiff.value.value import Value

LONG = 60  # nodes, of which the middle is left out
FIRST, LAST = 24, 12  # that are then shown


def by_nodes(it: Derivation, limit: int) -> Explanation:
    """δ of every node between y and x, from y on."""
    order, left_out = it.between.order, 0
    shown = order
    if len(order) > LONG:
        shown, left_out = [*order[:FIRST], *order[-LAST:]], len(order) - FIRST - LAST
    uses = _uses(it, {*shown})
    it.speak_of([*shown, *(link.of for links in uses.values() for link in links[:LISTED])], skipped=order)
    told = [Told(it, node, uses.get(node, [])) for node in shown]
    lines = [node.line() for node in told]
    if left_out:
        lines.insert(FIRST, more(left_out))
    end = Line(it.goal, (Side(Delta(it.number, it.goal.by)), it.result()))
    return it.explanation("nodes", [
        Paragraph(("The values along the way:",), it.values()), Paragraph(_heading(it, limit), tuple(lines)),
        Paragraph((), (end,))],
        nodes=[node.data() for node in told], left_out=left_out)


def _heading(it: Derivation, limit: int) -> Words:
    """Why it goes node by node, and what δ is."""
    many = f"More than {limit} paths lead" if limit > 1 else "More than one path leads" if limit else "The reverse pass"
    return (f"{many} from ", it.goal.of, " to ", it.goal.by, ", node by node. δ of a node is the derivative of ",
            it.goal.of, " with respect to it: the sum, over the nodes that use it, of their δ times the local derivative.")


def _uses(it: Derivation, wanted: set[Value]) -> dict[Value, list[Link]]:
    """For each node the links that lead to it, in the order of the reverse pass."""
    found: dict[Value, list[Link]] = {}
    for node in it.between.order:
        for link in it.between.links[node]:
            if link.by in wanted:
                found.setdefault(link.by, []).append(link)
    return found


class Told:
    """A node with its δ and the terms of that sum."""

    def __init__(self, it: Derivation, node: Value, links: Sequence[Link]) -> None:
        self.it, self.node, self.deltas = it, node, it.between.adjoints
        self.links = [link for link in links if link.value is not None and link.of in self.deltas]
        self.factors = [factor(link, it.names) for link in self.links[:LISTED]]
        self.notes = [note for link in links[:LISTED] if link.value is None and (note := factor(link, it.names).note)]

    def delta(self, node: Value) -> Term:
        """δ of a node."""
        return Delta(self.deltas.get(node, 0.0), self.it.names.of(node))

    def line(self) -> Line:
        """δ of the node = the sum in symbols = as formulas = with numbers = the result."""
        own = self.delta(self.node)
        if self.node is self.it.y or not self.factors:
            return Line(own, (Side(Literal(own.value), numbers=True),), self.notes[0] if self.notes else ())
        symbols = [self._times(f, f.derivative) for f in self.factors]
        formulas = [self._times(f, f.formula) for f in self.factors]
        numbers = [self._times(f, Literal(f.number)) for f in self.factors]
        notes = [f.note for f in self.factors if f.note] + self.notes
        return Line(own, (Side(self._sum(symbols)), Side(self._sum(formulas)),
                          Side(self._sum(numbers), True),
                          Side(Literal(own.value), numbers=True)), notes[0] if notes else ())

    def _times(self, f: Factor, local: Term) -> Term:
        return Product(0.0, (self.delta(f.link.of), local), loose=True)

    def _sum(self, terms: list[Term]) -> Term:
        if len(self.links) > len(terms):
            terms = [*terms, DOTS]
        return terms[0] if len(terms) == 1 else Sum(0.0, tuple((1, term) for term in terms), loose=True)

    def data(self) -> dict[str, Any]:
        """As plain data: all terms, with formulas for those that are shown."""
        digits = self.it.digits
        formulas = [written(f.formula, digits) for f in self.factors] + [None] * (len(self.links) - len(self.factors))
        terms = [{"of": written(self.it.names.of(link.of), digits), "delta": self.deltas[link.of], "formula": formula,
                  "value": link.value} for link, formula in zip(self.links, formulas, strict=True)]
        name = written(self.it.names.of(self.node), digits)
        return {"node": name, "delta": self.deltas.get(self.node, 0.0), "terms": terms}

"""The derivation of dy/dx: path by path, or node by node where there are many."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from autodiff.explaining.between import Between
from autodiff.explaining.chain import written
from autodiff.explaining.explanation import Explanation, Line, Paragraph, Side, Words
from autodiff.explaining.naming import Names
from autodiff.explaining.superscripts import NodeName, legend
from autodiff.explaining.terms import DOTS, Derivative, Literal
from autodiff.graph.sweeps import topological
from autodiff.value.value import Value


class Derivation:
    """What both forms share: names, the derivative as a number, the values along the way."""

    def __init__(self, between: Between, digits: int) -> None:
        self.between, self.digits = between, digits
        self.y, self.x = between.y, between.x
        self.place = {node: i for i, node in enumerate(between.nodes)}
        self.used = self.x in self.place
        beside = () if self.used else topological(self.x)  # its labels are taken too
        self.turned_round = self.y in beside
        self.place |= {node: i for i, node in enumerate(beside, len(self.place)) if node not in self.place}
        result, leaf = (self.x, self.y) if self.turned_round else (self.y, self.x)
        self.names = Names([*self.place], (result, "yfLu"), (leaf, "xtvs"))
        self.number = between.adjoints.get(self.x, 0.0)
        self.goal = Derivative(self.number, self.names.of(self.y), self.names.of(self.x))
        self.spoken: list[Value] = []
        self.skipped: set[Value] = set()

    def speak_of(self, nodes: Iterable[Value], skipped: Iterable[Value]) -> None:
        """Name nodes, in the order in which they were computed. skipped: nodes that stay unnamed."""
        self.spoken = sorted(dict.fromkeys(nodes), key=self.place.__getitem__)
        self.skipped = {*skipped} - {*self.spoken}
        self.names.show(self.spoken)

    def computed(self) -> list[Value]:
        """The computed nodes that are mentioned, in order. Call it last, when all names are known."""
        nodes = {*self.spoken, *self.names.defined} - ({self.x} - {*self.names.defined})
        return sorted((node for node in nodes if node.op is not None), key=self.place.__getitem__)

    def values(self) -> tuple[Line, ...]:
        """How they were computed."""
        computed = self.computed()
        lines = [self._value(node) for node in computed]
        if self.skipped:
            first = min(map(self.place.__getitem__, self.skipped))
            lines.insert(sum(self.place[node] < first for node in computed), more(len(self.skipped)))
        return tuple(lines)

    def _value(self, node: Value) -> Line:
        """A node = its formula = with numbers = the result."""
        formula = self.names.definition(node)
        return Line(self.names.of(node), (Side(formula), Side(formula, True), Side(Literal(node.data), True)))

    def explanation(self, form: str, blocks: Sequence[Paragraph], **data: Any) -> Explanation:
        """The whole explanation. data: what only this form has."""
        goal = {"of": written(self.goal.of, self.digits), "in": written(self.goal.by, self.digits), "form": form,
                "value": self.y.data, "derivative": self.number, "computed": self._computed_data()}
        shown = [block for block in blocks if block.words or block.lines]
        marked = self._marked(shown)
        goal["scopes"] = {it.name: it.scope for it in marked if it.scope}
        shown += [Paragraph(legend(marked))] * bool(marked)
        if any(side.uses_rounded(self.digits) for block in shown for line in block.lines for side in line.sides):
            shown.append(Paragraph((f"≈: shown to {self.digits} digits, computed with all of them.",)))
        return Explanation(tuple(shown), goal | data, self.digits)

    def _marked(self, blocks: Sequence[Paragraph]) -> list[NodeName]:
        """The nodes that are mentioned by a label with a superscript."""
        names = dict.fromkeys(chain.from_iterable(block.names() for block in blocks))
        found = (self.names.called.get(name) for name in names)
        return [it for it in found if it is not None and it.mark]

    def _computed_data(self) -> list[dict[str, Any]]:
        return [{"node": written(self.names.of(node), self.digits), "value": node.data,
                 "formula": written(self.names.definition(node), self.digits)} for node in self.computed()]

    def result(self) -> Side:
        """The derivative, as a number."""
        return Side(Literal(self.number), numbers=True)


def more(nodes: int) -> Line:
    """A line in place of nodes that are not shown."""
    return Line(DOTS, (), (f"{nodes:,} more nodes",))


def trivial(it: Derivation) -> Explanation:
    """The derivative with respect to y itself, or to something that y does not depend on."""
    if it.y is it.x:
        return it.explanation("itself", [Paragraph(("The derivative of a Value with respect to itself is 1:",),
                                               (Line(it.goal, (it.result(),)),))])
    of, by = it.goal.of, it.goal.by
    why: Words = (", which was not used to compute it:",)
    if it.used:
        why = (", which only decides which branches are taken, and no gradient passes through a condition:",)
    elif it.turned_round:
        why = (". It is the other way round: ", by, " was computed from ", of, ", and explain(", by, ", ", of, ") says how.")
    words: Words = (of, " does not depend on ", by, *why)
    return it.explanation("independent", [Paragraph(words, (Line(it.goal, (it.result(),)),))])

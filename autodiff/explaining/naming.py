"""What nodes are called: by their labels, by a short expression, or z1, z2 … with a definition."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from autodiff.explaining.labels import cleaned
from autodiff.explaining.languages import PlainText
from autodiff.explaining.reading import definition
from autodiff.explaining.superscripts import called
from autodiff.explaining.terms import DOTS, LISTED, Dots, Literal, Spelled, Symbol, Term, total
from autodiff.value.value import Value

SHORT = 12  # characters of an expression that may stand for a node of the chain rule
LONG = 24  # and for an operand beside it
WIDE = 90  # and of a definition
DEEP = 3  # levels of unnamed operands that are spelled out
SUMMANDS = 64  # of a sum that was written with +


class Names:
    """The terms that formulas use for nodes.

    called: those by name that have a label.
    defined: the nodes that were called by a letter of ours, as z1, and need a definition.
    """

    def __init__(self, nodes: list[Value], y: Value, x: Value) -> None:
        """nodes: all whose labels are taken. y, x: have letters if they have no label: what is computed, and from what."""
        by_node = called(nodes)
        self.labels = {node: it.name for node, it in by_node.items()}
        self.called = {it.name: it for it in by_node.values()}
        self.taken = {*self.called} | {cleaned(node.label) for node in by_node}
        self.known: dict[Value, Term] = {}
        self.defined: dict[Value, None] = {}
        self.invented: list[str] = []
        self.letters = (f"z{i}" for i in count(1))
        for node, letters in ((y, "yfLu"), (x, "xtvs")):
            if node not in self.labels and node not in self.known:
                self._call(node, next((letter for letter in letters if letter not in self.taken), "") or self._invent())

    def _invent(self) -> str:
        self.invented.append(next(letter for letter in self.letters if letter not in self.taken))
        return self.invented[-1]

    def _call(self, node: Value, name: str) -> Term:
        self.taken.add(name)
        self.known[node] = term = Symbol(node.data, name)
        if node.op is not None:
            self.defined[node] = None
        return term

    def show(self, nodes: Iterable[Value]) -> None:
        """Find names for nodes that derivatives are of, in the order in which they were computed."""
        for node in nodes:
            if node not in self.known:
                name = self._name(node, SHORT)
                self.known[node] = name if isinstance(name, Symbol) else Spelled(node.data, name)

    def of(self, node: Any) -> Term:
        """The term by which formulas speak of a node or a constant."""
        if isinstance(node, float):
            return Literal(node)
        if node not in self.known:
            self.known[node] = self._name(node, LONG)
        return self.known[node]

    def _name(self, node: Value, length: int) -> Term:
        if node in self.labels:
            return Symbol(node.data, self.labels[node])
        if node.op is None:
            return Literal(node.data)
        written = self.definition(node)
        text = PlainText(4).write(written)
        # rather z2 than tanh(z1), and than what another node is called: w * 1 is no w
        invented = length == SHORT and (text in self.taken or any(name in text for name in self.invented))
        if len(text) > length or "…" in text or invented:
            return self._call(node, self._invent())
        self.taken.add(text)
        return written

    def definition(self, node: Value) -> Term:
        """How a node was computed, in names. Operands without one are spelled out, as deep as can be read."""
        for depth in range(DEEP, -1, -1):
            written = self._definition(node, depth)
            text = PlainText(4).write(written)
            if len(text) <= WIDE and text.count("…") <= 1:
                break
        return self._definition(node, 1) if isinstance(written, Dots) else written

    def _definition(self, node: Value, depth: int) -> Term:
        if summands := self._summands(node):
            kept = summands if len(summands) <= LISTED else [*summands[: LISTED - 2], (1, DOTS), summands[-1]]
            return total([(sign, self._inside(term, depth)) for sign, term in kept])
        return definition(node, lambda operand: self._inside(operand, depth))

    def _inside(self, operand: Any, depth: int) -> Term:
        if isinstance(operand, Term):  # dots
            return operand
        if isinstance(operand, float) or operand in self.known or operand in self.labels or operand.op is None:
            return self.of(operand)
        return self._definition(operand, depth - 1) if depth else Dots(operand.data)

    def _summands(self, node: Any) -> list[tuple[int, Any]]:
        """The parts of a sum that was written as a + b + c …, which is one node in another."""
        parts: list[tuple[int, Any]] = []
        while node.op.name in ("add", "sub") and len(parts) < SUMMANDS:
            left, right = node.parents
            parts.append((1 if node.op.name == "add" else -1, right))
            node = left
            if isinstance(node, float) or node.op is None or node in self.known or node in self.labels:
                break
        return [(1, node if len(parts) < SUMMANDS else DOTS), *reversed(parts)] if parts else []

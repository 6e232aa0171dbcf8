"""Names for nodes: their labels, a short expression, or z1, z2 … with a definition."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from autodiff.explaining.labels import cleaned
from autodiff.explaining.reading import definition
from autodiff.explaining.superscripts import called
from autodiff.explaining.terms import DOTS, LISTED, Dots, Literal, Spelled, Symbol, Term, names, total
from autodiff.explaining.writer import DIGITS, PlainText
from autodiff.value.value import Value

SHORT = 12  # most characters of an expression that names a node of the chain rule,
LONG = 24  # of one that names any other operand,
WIDE = 90  # and of a definition
DEEP = 3  # most levels of unnamed operands that are spelled out
SUMMANDS = 64  # most summands that are read of a sum written with +


class Names:
    """The terms that formulas use for nodes.

    labels: the name of each node with a label. called: what these names mean, by name.
    known: the term of every node that was named so far. taken: the names that no other node may get.
    defined: the computed nodes whose name is a letter, such as z1. They need a definition.
    """

    def __init__(self, nodes: Sequence[Value], *lettered: tuple[Value, Sequence[str]]) -> None:
        """nodes: no new name will be one of their labels. lettered: nodes, each with letters for it if it has no label."""
        by_node = called(nodes)
        self.labels = {node: it.name for node, it in by_node.items()}
        self.called = {it.name: it for it in by_node.values()}
        self.taken = {*self.called} | {cleaned(node.label) for node in by_node}
        self.known: dict[Value, Term] = {}
        self.defined: dict[Value, None] = {}
        self.invented: set[str] = set()
        self.letters = (f"z{i}" for i in count(1))
        for node, letters in lettered:
            if node not in self.labels and node not in self.known:
                self._give(node, next((letter for letter in letters if letter not in self.taken), "") or self._invent())

    def _invent(self) -> str:
        """The next free name of z1, z2 …"""
        name = next(letter for letter in self.letters if letter not in self.taken)
        self.invented.add(name)
        return name

    def _give(self, node: Value, name: str) -> Term:
        """Give a node this name."""
        self.taken.add(name)
        self.known[node] = term = Symbol(node.data, name)
        if node.op is not None:
            self.defined[node] = None
        return term

    def show(self, nodes: Iterable[Value], length: int = SHORT) -> None:
        """Give each of these nodes, operands first, a name of its own. length: the most characters of an expression."""
        for node in nodes:
            if node not in self.known:
                name = self._name(node, length, alone=True)
                self.known[node] = name if isinstance(name, Symbol) else Spelled(node.data, name)

    def of(self, node: Any) -> Term:
        """The term for a node or a constant in formulas."""
        if isinstance(node, float):
            return Literal(node)
        if node not in self.known:
            self.known[node] = self._name(node, LONG, alone=False)
        return self.known[node]

    def _name(self, node: Value, length: int, alone: bool) -> Term:
        """A name for a node. alone: whether no other node may have the same name."""
        if node in self.labels:
            return Symbol(node.data, self.labels[node])
        if node.op is None:
            return Literal(node.data)
        written = self.definition(node)
        text = PlainText(DIGITS).write(written)
        # z2 is clearer than tanh(z1), and w * 1 must not be called w
        taken = isinstance(written, Literal) or text in self.taken or not self.invented.isdisjoint(names(written))
        if len(text) > length or "…" in text or (alone and taken):
            return self._give(node, self._invent())
        self.taken.add(text)
        return written

    def definition(self, node: Value) -> Term:
        """How a node was computed, in names. Operands without a name are spelled out as deep as WIDE characters allow."""
        for depth in range(DEEP, -1, -1):
            written = self._definition(node, depth)
            text = PlainText(DIGITS).write(written)
            if len(text) <= WIDE and text.count("…") <= 1:
                break
        return self._definition(node, 1) if isinstance(written, Dots) else written

    def _definition(self, node: Value, depth: int) -> Term:
        if summands := self._summands(node):
            kept = summands if len(summands) <= LISTED else [*summands[: LISTED - 2], (1, DOTS), summands[-1]]
            return total([(sign, self._inside(term, depth)) for sign, term in kept])
        return definition(node, lambda operand: self._inside(operand, depth))

    def _inside(self, operand: Any, depth: int) -> Term:
        """An operand inside a definition: by its name, spelled out, or as dots if it is too deep."""
        if isinstance(operand, Term):  # the dots of a long sum
            return operand
        if isinstance(operand, float) or operand in self.known or operand in self.labels or operand.op is None:
            return self.of(operand)
        return self._definition(operand, depth - 1) if depth else Dots(operand.data)

    def _summands(self, node: Any) -> list[tuple[int, Any]]:
        """The signed parts of a sum written as a + b - c …, which is a chain of nodes; empty for any other node."""
        parts: list[tuple[int, Any]] = []
        while node.op.name in ("add", "sub") and len(parts) < SUMMANDS:
            left, right = node.parents
            parts.append((1 if node.op.name == "add" else -1, right))
            node = left
            if isinstance(node, float) or node.op is None or node in self.known or node in self.labels:
                break
        return [(1, node if len(parts) < SUMMANDS else DOTS), *reversed(parts)] if parts else []

"""The part of a graph between y and x: the nodes on the paths, and the links of the chain rule between them.

A link leads from one shown node to the next. Unnamed nodes that only add, or multiply by a number, are hidden inside
links, as a person would do: the derivative of (ŷ - y)² with respect to ŷ is one factor, 2·(ŷ - y).
"""

from collections import Counter
from collections.abc import Iterator
from functools import reduce
from operator import add
from typing import Any, NamedTuple

from autodiff.explaining.reading import is_constant, is_linked
from autodiff.forks import cached_property
from autodiff.graph.sweeps import topological
from autodiff.graph.text import CALL
from autodiff.value.steps import in_order
from autodiff.value.value import Value


class Edge(NamedTuple):
    """An operand of a node: its position, the operand, and the partial (None: no gradient passes)."""

    position: int
    operand: Value
    partial: float | None


class Route(NamedTuple):
    """A path from one shown node to the next, through hidden ones: its last edge, and the path before that.

    value: the product of the partials so far; None if no gradient passes.
    """

    node: Value
    edge: Edge
    before: "Route | None"
    value: float | None

    def on(self, edge: Edge) -> "Route":
        """This path and one more edge."""
        nothing = self.value is None or edge.partial is None
        return Route(self.edge.operand, edge, self, None if nothing else self.value * edge.partial)  # type: ignore[operator]

    def edges(self) -> list[tuple[Value, Edge]]:
        """All its edges with the nodes they leave, in order from y to x."""
        found: list[tuple[Value, Edge]] = []
        route: Route | None = self
        while route is not None:
            found.append((route.node, route.edge))
            route = route.before
        return found[::-1]


class Link(NamedTuple):
    """A factor of the chain rule, d of/d by: a sum over routes, each a product. value: None if no gradient passes."""

    of: Value
    by: Value
    routes: list[Route]
    value: float | None


class Between:
    """The part of a graph through which y depends on x.

    nodes: the whole graph of y, operands first.
    order: the nodes that are shown, y first, each after all that use it; empty if y does not depend on x.
    links: the links from each of them to the next, in the order of the operands.
    """

    def __init__(self, y: Value, x: Value) -> None:
        self.y, self.x = y, x
        self.nodes = topological(y)
        self.edges = self._edges()
        inner = [*reversed(self.edges)] if y in self.edges else []
        self.hidden = self._hidden(inner)
        self.order = [node for node in inner if node not in self.hidden]
        self.links = {node: self._links(node) for node in self.order}

    @cached_property
    def adjoints(self) -> dict[Value, float]:
        """dy/d node, for every node that the reverse pass reaches."""
        return {step.node: step.adjoint for step in in_order(self.y, reversed(self.nodes))}

    def _edges(self) -> dict[Value, list[Edge]]:
        """The edges of every node that depends on x, operands first."""
        found: dict[Value, list[Edge]] = {}
        for node in self.nodes:
            if node is self.x:
                found[node] = []
            elif node.op is not None:
                passing = zip(node.parents, node._stored_partials(), strict=True)
                edges = [Edge(i, p, d) for i, (p, d) in enumerate(passing)
                         if isinstance(p, Value) and p in found and is_linked(node, i)]
                if edges:
                    found[node] = edges
        return self._used(found)

    def _used(self, found: dict[Value, list[Edge]]) -> dict[Value, list[Edge]]:
        """Those of the nodes that y depends on, other than through a condition."""
        used = {self.y}
        for node in reversed(found):
            if node in used:
                used.update(edge.operand for edge in found[node])
        return {node: edges for node, edges in found.items() if node in used}

    def _hidden(self, inner: list[Value]) -> set[Value]:
        """The nodes that are left out, as no reader would miss them."""
        uses = Counter(edge.operand for edges in self.edges.values() for edge in edges)
        hidden: set[Value] = set()

        def removable(node: Value) -> bool:
            ends = node is self.y or node is self.x
            return not node.label and node.op is not None and uses[node] == 1 and not ends

        for node in inner:
            for edge in self.edges[node]:
                if removable(edge.operand) and self._is_the_same(edge.operand):
                    hidden.add(edge.operand)
                elif is_constant(node, edge.position):
                    if removable(edge.operand) and (node in hidden or not self._is_residual(node)):
                        hidden.add(edge.operand)
                    elif removable(node) and self._only_shifts(node):
                        hidden.add(node)
        return hidden

    def _is_the_same(self, node: Any) -> bool:
        """Whether a node always equals its operand, as 1·w does; w·x + b with b = 0 does not."""
        (first, *more) = self.edges[node]
        alone = not more and sum(isinstance(p, Value) for p in node.parents) == 1
        return alone and first.partial == 1.0 and is_constant(node, first.position) and node.data == first.operand.data

    def _only_shifts(self, node: Any) -> bool:
        """Whether a node is a computed operand, but for a sign and a constant, as ŷ - y is."""
        (first, *more) = self.edges[node]
        computed = first.operand.op is not None or len(node.parents) == 1
        return not more and computed and {*node.op.partials} <= {"1", "-1"} and not node.op.variadic

    def _is_residual(self, node: Any) -> bool:
        """Whether a node is a prediction minus a number, rather than a part of a longer sum."""
        operand = self.edges[node][0].operand
        calls = operand.op is not None and operand.op.precedence == CALL
        return bool(calls and node.op.name == "sub" and float in map(type, node.parents) and node is not self.y)

    def _links(self, node: Value) -> list[Link]:
        """The links that begin at a node."""
        found: dict[Value, list[Route]] = {}
        waiting = [Route(node, edge, None, edge.partial) for edge in reversed(self.edges[node])]
        while waiting:
            route = waiting.pop()
            operand = route.edge.operand
            if operand in self.hidden:
                waiting += [route.on(edge) for edge in reversed(self.edges[operand])]
            else:
                found.setdefault(operand, []).append(route)
        return [Link(node, by, routes, _value(routes)) for by, routes in found.items()]

    def count(self, limit: int) -> int:
        """How many paths lead from y to x; `limit` if there are as many or more."""
        paths = {self.y: 1}
        for node in self.order:
            for link in self.links[node]:
                paths[link.by] = min(limit, paths.get(link.by, 0) + paths[node])
        return paths.get(self.x, 0)

    def paths(self) -> Iterator[list[Link]]:
        """The paths from y to x, as their links."""
        waiting: list[Iterator[Link]] = [iter(self.links[self.y])]
        path: list[Link] = []
        while waiting:
            link = next(waiting[-1], None)
            if link is None:
                waiting.pop()
                if path:
                    path.pop()
                continue
            if link.by is self.x:
                yield [*path, link]
            else:
                path.append(link)
                waiting.append(iter(self.links[link.by]))


def _value(routes: list[Route]) -> float | None:
    """The sum over the routes along which a gradient passes."""
    passing = [route.value for route in routes if route.value is not None]
    return reduce(add, passing) if passing else None

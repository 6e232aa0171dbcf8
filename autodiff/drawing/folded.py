"""A graph with its folded groups: what becomes a box, and in which order."""

from collections.abc import Collection, Iterator
from typing import Any

from autodiff.drawing.folding import Naming, groups_of, in_order, operands
from autodiff.graph.text import lacks_bias


class Folded:
    """A graph, and the groups of its nodes that are drawn as one box."""

    def __init__(self, nodes: list[Any], results: Collection[Any], name_of: Naming) -> None:
        self.nodes, self.results = nodes, set(results)
        self.groups = groups_of(nodes, self.results, name_of)
        self.owner = {node: group for group in self.groups for node in group.members}
        self.hidden = self._hidden_parameters()

    def _hidden_parameters(self) -> set[Any]:
        """The parameters that are used inside their own folded neurons only."""
        scope = {node: call.scope for group in self.groups for call in group.parts or [group] for node in call.members}
        own = {p for node in scope for p in operands(node) if p.op is None and p.scope == scope[node]}
        outside = {p for node in self.nodes for p in operands(node) if p in own and p.scope != scope.get(node)}
        return own - outside - self.results

    def units(self) -> list[Any]:
        """The nodes and groups that become boxes, each after all it depends on; constants are not among them."""
        if not self.groups:
            return self.nodes
        shown = [node for node in self.nodes if node not in self.hidden]
        edges = ((self.unit(p), self.unit(node)) for node in shown for p in operands(node) if p not in self.hidden)
        return in_order(map(self.unit, shown), ((source, target) for source, target in edges if source is not target))

    def unit(self, node: Any) -> Any:
        """What a node is drawn as: its group, or itself."""
        return self.owner.get(node, node)

    def boxes(self) -> int:
        """The number of boxes of the drawing."""
        alone = [node for node in self.nodes if node not in self.owner and node not in self.hidden]
        return len(self.groups) + len(alone) + sum(len(list(constants(node))) for node in alone)


def constants(node: Any) -> Iterator[int]:
    """The places of the operands of a node that are drawn as constants: all floats but a bias of 0."""
    shown = node.parents[:-1] if lacks_bias(node) else node.parents
    return (i for i, p in enumerate(shown) if p.__class__ is float)

"""A graph with its groups: what becomes a box, and in which order."""

from collections.abc import Collection, Iterator
from typing import Any

from autodiff.drawing.folding import Naming, groups_of, operands


class Folded:
    """A graph and its groups: what is drawn of it, and as what."""

    def __init__(self, nodes: list[Any], results: Collection[Any], name_of: Naming) -> None:
        self.nodes, self.results = nodes, set(results)
        self.groups = groups_of(nodes, self.results, name_of)
        self.owner = {node: group for group in self.groups for node in group.members}
        self.hidden = self._hidden_parameters()

    def _hidden_parameters(self) -> set[Any]:
        """The parameters that only their own folded neurons use."""
        scope = {node: call.scope for group in self.groups for call in group.parts or [group] for node in call.members}
        own = {p for node in scope for p in operands(node) if p.op is None and p.scope == scope[node]}
        outside = {p for node in self.nodes for p in operands(node) if p in own and p.scope != scope.get(node)}
        return own - outside - self.results

    def units(self) -> Iterator[Any]:
        """What becomes a box, constants apart: nodes and groups, each after all it depends on."""
        if not self.groups:
            yield from self.nodes
            return
        waiting: dict[Any, int] = {}
        after: dict[Any, list[Any]] = {}
        for node in self.nodes:
            unit = self.unit(node)
            if node not in self.hidden:
                waiting.setdefault(unit, 0)
                for source in {self.unit(p) for p in operands(node) if p not in self.hidden} - {unit}:
                    after.setdefault(source, []).append(unit)
                    waiting[unit] += 1
        ready = [unit for unit, count in waiting.items() if count == 0]
        for unit in ready:  # grows while it is walked
            yield unit
            for follower in after.get(unit, ()):
                waiting[follower] -= 1
                if waiting[follower] == 0:
                    ready.append(follower)

    def unit(self, node: Any) -> Any:
        """The box a node is in: its group, or itself."""
        return self.owner.get(node, node)

    def boxes(self) -> int:
        """How many boxes there will be."""
        alone = [node for node in self.nodes if node not in self.owner and node not in self.hidden]
        return len(self.groups) + len(alone) + sum(len(list(constants(node))) for node in alone)


def constants(node: Any) -> Iterator[int]:
    """The operands of a node that are drawn as constants, by place: all floats, but not the bias 0 that `dot` adds."""
    last = len(node.parents) - 1
    for i, p in enumerate(node.parents):
        if p.__class__ is float and not (p == 0 and i == last and node.op.name == "dot"):
            yield i

"""Folding: the nodes that one call of a neuron, or of a layer, made are drawn as one box.

`nn` sets the scope of a neuron, "layer1/neuron2", on its parameters and on the nodes it makes. A group is one call: a
neuron called on a hundred samples gives a hundred groups. A group that would make a cycle in the folded graph is not
folded.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Naming = Callable[[str], str | None]  # from the scope of a node to the name of its folded box, or None


@dataclass(eq=False, slots=True)
class NodeGroup:
    """The nodes of one call of a neuron or a layer. parts: the calls of the neurons of a layer."""

    name: str
    scope: str
    members: dict[Any, None] = field(default_factory=dict)  # in topological order once complete
    parameters: set[Any] = field(default_factory=set)
    parts: list["NodeGroup"] = field(default_factory=list)
    merged: "NodeGroup | None" = None

    def current(self) -> "NodeGroup":
        """This group, or the group it was merged into."""
        group = self
        while group.merged is not None:
            group = group.merged
        return group

    def absorb(self, other: "NodeGroup") -> None:
        """Merge another group of the same call into this one."""
        self.members.update(other.members)
        self.parameters |= other.parameters
        other.merged, other.members = self, {}


def prefixes(scope: str) -> list[str]:
    """A scope and the scopes around it, from the outermost.

    >>> prefixes("layer1/neuron2")
    ['layer1', 'layer1/neuron2']
    """
    parts = scope.split("/")
    return ["/".join(parts[: i + 1]) for i in range(len(parts))]


def naming(fold: str | Collection[str], unfold: Collection[str] = ()) -> Naming:
    """A function from a scope to the name of its folded box: the outermost scope that is folded and not unfolded.

    >>> naming("layers", ["layer1"])("layer1/neuron2"), naming("layers")("layer1/neuron2")
    ('layer1/neuron2', 'layer1')
    """
    opened = {prefix for name in unfold for prefix in prefixes(name)}

    @cache
    def name_of(scope: str) -> str | None:
        if fold == "neurons":
            allowed = [scope]
        elif isinstance(fold, str):
            allowed = prefixes(scope) if fold == "layers" else []
        else:
            allowed = [prefix for prefix in prefixes(scope) if prefix in fold]
        return next((name for name in allowed if name and name not in opened), None)

    return name_of


def operands(node: Any) -> list[Any]:
    """The parents of a node that are Values."""
    return [p for p in node.parents if p.__class__ is not float]


def groups_of(nodes: list[Any], results: Collection[Any], name_of: Naming) -> list[NodeGroup]:
    """The groups of nodes, which are given in topological order."""
    if not any(node.scope and name_of(node.scope) for node in nodes):
        return []
    calls = _without_cycles(nodes, _calls(nodes, results, name_of))
    return _without_cycles(nodes, _layers(calls, name_of))


def _calls(nodes: list[Any], results: Collection[Any], name_of: Naming) -> list[NodeGroup]:
    """One group per call of a neuron."""
    groups: list[NodeGroup] = []
    near: dict[Any, NodeGroup] = {}  # the group of a node or, without a scope, of all its operands
    for node in nodes:
        if node.op is None:
            continue
        sources = list(dict.fromkeys(near[p].current() for p in operands(node) if p in near))
        if node.scope and name_of(node.scope):
            near[node] = group = _join(node, sources)
            if len(group.members) == 1:
                groups.append(group)
            _enclose(node, group, near)
        elif len(sources) == 1 and not node.scope and node not in results and _computed_from(operands(node), near):
            near[node] = sources[0]
    place = {node: i for i, node in enumerate(nodes)}
    for group in groups:
        group.members = dict.fromkeys(sorted(group.members, key=place.__getitem__))
    return [group for group in groups if group.merged is None]


def _computed_from(sources: list[Any], near: dict[Any, NodeGroup]) -> bool:
    """Whether all operations among `sources` belong to a group."""
    return all(p in near for p in sources if p.op is not None)


def _join(node: Any, sources: list[NodeGroup]) -> NodeGroup:
    """The group of a node: that of its operands, or a new one if a new call uses the same parameters."""
    own = {p for p in operands(node) if p.op is None and p.scope == node.scope}
    group = NodeGroup(node.scope, node.scope, {node: None}, own)
    for source in sources:
        if source.scope == node.scope and not source.parameters & group.parameters:
            larger, smaller = (source, group) if len(source.members) >= len(group.members) else (group, source)
            larger.absorb(smaller)
            group = larger
    return group


def _enclose(node: Any, group: NodeGroup, near: dict[Any, NodeGroup]) -> None:
    """Add to the group the nodes without a scope between it and `node`, as of an activation written by hand."""
    stack = operands(node)
    while stack:
        p = stack.pop()
        if p not in group.members and not p.scope and p in near and near[p].current() is group:
            group.members[p] = None
            stack += operands(p)


def _layers(calls: list[NodeGroup], name_of: Naming) -> list[NodeGroup]:
    """Join the calls of neurons of one layer with the same inputs into one group, with each neuron once."""
    groups: dict[Any, NodeGroup] = {}
    seen: dict[Any, int] = {}
    for call in calls:
        name = name_of(call.scope) or call.scope
        if name == call.scope:
            groups[call] = call
            continue
        inputs = tuple(dict.fromkeys(repr(p) if p.__class__ is float else id(p) for p in _inputs(call)))
        nth = seen[call.scope, inputs] = seen.get((call.scope, inputs), 0) + 1
        layer = groups.setdefault((name, inputs, nth), NodeGroup(name, name))
        layer.members.update(call.members)
        layer.parts.append(call)
    return list(groups.values())


def _inputs(group: NodeGroup) -> Iterable[Any]:
    """The inputs of a group, without its own parameters."""
    for node in group.members:
        for p in node.parents:
            if p.__class__ is float or (p not in group.members and not (p.op is None and p.scope == group.scope)):
                yield p


def _without_cycles(nodes: list[Any], groups: list[NodeGroup]) -> list[NodeGroup]:
    """The groups, with those on cycles replaced by their parts, until the folded graph has no cycle."""
    while cyclic := _on_cycles(nodes, groups):
        groups = [part for group in groups for part in (group.parts if group in cyclic else [group])]
    return groups


def _on_cycles(nodes: list[Any], groups: list[NodeGroup]) -> set[NodeGroup]:
    """The groups on a cycle of the folded graph, or between two cycles."""
    owner = {node: group for group in groups for node in group.members}
    before: dict[Any, set[Any]] = {}
    for node in nodes:
        unit = owner.get(node, node)
        before.setdefault(unit, set()).update(owner.get(p, p) for p in operands(node))
        before[unit].discard(unit)
    remaining = _peel(_peel(before))
    return {unit for unit in remaining if isinstance(unit, NodeGroup)}


def _peel(before: dict[Any, set[Any]]) -> dict[Any, set[Any]]:
    """The directed graph without the nodes that no cycle leads to, reversed for the next call."""
    edges = [(source, unit) for unit, sources in before.items() for source in sources & before.keys()]
    kept = before.keys() - set(in_order(before, edges))
    after: dict[Any, set[Any]] = {unit: set() for unit in kept}
    for source, unit in edges:
        if source in kept and unit in kept:
            after[source].add(unit)
    return after


def in_order(units: Iterable[Any], edges: Iterable[tuple[Any, Any]]) -> list[Any]:
    """The nodes of a directed graph, each after all with an edge to it, without those on cycles or behind them."""
    waiting = dict.fromkeys(units, 0)
    after: dict[Any, list[Any]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
        waiting[target] += 1
    ready = [unit for unit, count in waiting.items() if count == 0]
    for unit in ready:  # grows while it is walked
        for target in after.get(unit, ()):
            waiting[target] -= 1
            if waiting[target] == 0:
                ready.append(target)
    return ready

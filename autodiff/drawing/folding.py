"""Folding: the nodes that one call of a neuron, or of a layer, made become one group, to be drawn as one box.

`nn` writes the scope of a neuron, "layer1/neuron2", into its parameters and into the nodes it makes. The same neuron
called on a hundred samples makes a hundred groups: a group is a call. And a group never encloses a node outside it,
which would make a cycle of an acyclic graph: a group that would is not folded.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

Naming = Callable[[str], str | None]  # the scope of a node -> the name of the box it folds into, or None


@dataclass(eq=False, slots=True)
class NodeGroup:
    """One call of a neuron, or of a layer; then `parts` are the calls of its neurons."""

    name: str
    scope: str
    members: dict[Any, None] = field(default_factory=dict)  # in topological order once complete
    parameters: set[Any] = field(default_factory=set)
    parts: list["NodeGroup"] = field(default_factory=list)
    merged: "NodeGroup | None" = None

    def current(self) -> "NodeGroup":
        """This group, or the one it was merged into."""
        group = self
        while group.merged is not None:
            group = group.merged
        return group

    def absorb(self, other: "NodeGroup") -> None:
        """Take over the nodes of another group of the same call."""
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
    """What to fold, as a function of the scope: the outermost scope that may be folded and is not opened.

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
    """The groups that the nodes, given in topological order, fold into."""
    if not any(node.scope and name_of(node.scope) for node in nodes):
        return []
    calls = _without_cycles(nodes, _calls(nodes, results, name_of))
    return _without_cycles(nodes, _layers(calls, name_of))


def _calls(nodes: list[Any], results: Collection[Any], name_of: Naming) -> list[NodeGroup]:
    """One group per call of a neuron."""
    groups: list[NodeGroup] = []
    near: dict[Any, NodeGroup] = {}  # the group of a node; for a node without scope, the only group it was computed from
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
    """Whether all operations among `sources` have a group."""
    return all(p in near for p in sources if p.op is not None)


def _join(node: Any, sources: list[NodeGroup]) -> NodeGroup:
    """The group of a node: that of its operands, unless this is a new call, which uses the same parameters again."""
    own = {p for p in operands(node) if p.op is None and p.scope == node.scope}
    group = NodeGroup(node.scope, node.scope, {node: None}, own)
    for source in sources:
        if source.scope == node.scope and not source.parameters & group.parameters:
            larger, smaller = (source, group) if len(source.members) >= len(group.members) else (group, source)
            larger.absorb(smaller)
            group = larger
    return group


def _enclose(node: Any, group: NodeGroup, near: dict[Any, NodeGroup]) -> None:
    """Put into the group the nodes without scope between it and `node`: the inside of an activation made by hand."""
    stack = operands(node)
    while stack:
        p = stack.pop()
        if p not in group.members and not p.scope and p in near and near[p].current() is group:
            group.members[p] = None
            stack += operands(p)


def _layers(calls: list[NodeGroup], name_of: Naming) -> list[NodeGroup]:
    """Calls of neurons of one layer with the same inputs become one group, in which each neuron occurs once."""
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
    """What a group was computed from, its own parameters apart."""
    for node in group.members:
        for p in node.parents:
            if p.__class__ is float or (p not in group.members and not (p.op is None and p.scope == group.scope)):
                yield p


def _without_cycles(nodes: list[Any], groups: list[NodeGroup]) -> list[NodeGroup]:
    """The groups, those on a cycle replaced by their parts until the folded graph has none."""
    while cyclic := _on_cycles(nodes, groups):
        groups = [part for group in groups for part in (group.parts if group in cyclic else [group])]
    return groups


def _on_cycles(nodes: list[Any], groups: list[NodeGroup]) -> set[NodeGroup]:
    """The groups on a cycle of the folded graph, or between two: what is left when ends are taken off repeatedly."""
    owner = {node: group for group in groups for node in group.members}
    before: dict[Any, set[Any]] = {}
    for node in nodes:
        unit = owner.get(node, node)
        before.setdefault(unit, set()).update(owner.get(p, p) for p in operands(node))
        before[unit].discard(unit)
    remaining = _peel(_peel(before))
    return {unit for unit in remaining if isinstance(unit, NodeGroup)}


def _peel(before: dict[Any, set[Any]]) -> dict[Any, set[Any]]:
    """A directed graph without the nodes that can be sorted from the front; and turned round, for the next time."""
    after: dict[Any, set[Any]] = {unit: set() for unit in before}
    for unit, sources in before.items():
        for source in sources & before.keys():
            after[source].add(unit)
    waiting = {unit: len(sources & before.keys()) for unit, sources in before.items()}
    ready = [unit for unit, count in waiting.items() if count == 0]
    for unit in ready:  # grows while it is walked
        for follower in after[unit]:
            waiting[follower] -= 1
            if waiting[follower] == 0:
                ready.append(follower)
    kept = before.keys() - set(ready)
    return {unit: after[unit] & kept for unit in before if unit in kept}

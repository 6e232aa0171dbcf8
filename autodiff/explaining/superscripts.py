"""Superscripts for nodes with equal labels: w1⁽²,¹⁾ is the w1 of layer2/neuron1, cost⁽³⁾ the third cost of the graph."""

import re
from collections.abc import Sequence
from itertools import count, islice
from typing import NamedTuple

from autodiff.explaining.explanation import Words
from autodiff.explaining.labels import cleaned, superscript
from autodiff.explaining.terms import LISTED, Symbol, Term
from autodiff.value.value import Value

LONGEST = 9  # characters of the numbers of a scope; longer ones cannot be read above a label


class NodeName(NamedTuple):
    """What a node is called.

    mark: its superscript, "" if it has none. scope: of the node. by_scope: whether the mark comes from the scope.
    """

    name: str
    mark: str = ""
    scope: str = ""
    by_scope: bool = False


def called(nodes: Sequence[Value]) -> dict[Value, NodeName]:
    """The names of the nodes that have a label.

    If the nodes with one label all have scopes with different numbers, those numbers are the superscripts, and the other
    leaves of these scopes get them too, so that a neuron's weights look alike. Otherwise the nodes are counted.
    """
    alike: dict[str, list[Value]] = {}
    for node in nodes:
        if node.label:
            alike.setdefault(cleaned(node.label), []).append(node)
    found: dict[Value, NodeName] = {}
    for label, group in alike.items():
        found |= _told_apart(label, group, {*alike}) if len(group) > 1 else {group[0]: NodeName(label)}
    scopes = {node.scope for node, it in found.items() if it.by_scope}
    for node, it in found.items():
        mark = numbers(node.scope)
        if not it.mark and node.op is None and node.scope in scopes and it.name + superscript(mark) not in alike:
            found[node] = _called(it.name, mark, node, True)
    return found


def _told_apart(label: str, group: Sequence[Value], taken: set[str]) -> dict[Value, NodeName]:
    """The names of several nodes with one label; taken: labels that a name must not be."""
    marks = [numbers(node.scope) for node in group]
    by_scope = all(marks) and len({*marks}) == len(group) and not {label + superscript(mark) for mark in marks} & taken
    if not by_scope:
        free = (str(i) for i in count(1) if label + superscript(i) not in taken)
        marks = [*islice(free, len(group))]
    return {node: _called(label, mark, node, by_scope) for node, mark in zip(group, marks, strict=True)}


def _called(label: str, mark: str, node: Value, by_scope: bool) -> NodeName:
    above = superscript(mark)
    return NodeName(label + above, above, cleaned(node.scope), by_scope)


def numbers(scope: str) -> str:
    """The numbers of a scope, "" if it has none or too many to be read.

    >>> numbers("layer2/neuron13"), numbers("encoder")
    ('2,13', '')
    """
    written = ",".join(re.findall("[0-9]+", scope))
    return written if len(written) <= LONGEST else ""


def legend(marked: Sequence[NodeName]) -> Words:
    """What the superscripts of these names mean."""
    meant: dict[str, set[tuple[str, bool]]] = {}
    for it in marked:
        meant.setdefault(it.mark, set()).add((it.scope, it.by_scope))
    scopes = {it.mark if it.by_scope and len(meant[it.mark]) == 1 else it.name: it.scope for it in marked if it.scope}
    running = [it.name for it in marked if not it.by_scope]
    words: list[str | Term] = []
    for i, (above, scope) in enumerate([*scopes.items()][:LISTED]):
        words += [", "] * bool(i) + [_name(above), ": of ", _name(scope)]
    words += [", …"] * (len(scopes) > LISTED) + ["."] * bool(words)
    for i, name in enumerate(running[:LISTED]):
        words += [", " if i else " " if words else "", _name(name)]
    words += [", …"] * (len(running) > LISTED) + [": equal labels, numbered in the order of the graph."] * bool(running)
    return tuple(words)


def _name(text: str) -> Symbol:
    return Symbol(0.0, text)

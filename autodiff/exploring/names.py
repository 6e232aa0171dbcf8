"""What the page calls the nodes of a graph: no two of them the same."""

from collections import Counter
from itertools import count
from typing import Any

from autodiff.drawing.safe import visible
from autodiff.explaining.labels import superscript
from autodiff.graph import text
from autodiff.messages import constant_text, cut

NAME = 28  # characters of an expression that names a node, and half of those of a label
RESULTS = "yfLu"  # what a result without a label may be called


def names_of(nodes: list[Any]) -> dict[Any, str]:
    """A name for each node of a graph, whose last is the result: a label, where it is in a network, or an expression."""
    known = _leaves(nodes)
    names = {node: visible(_name(node, known)) for node in nodes}
    if is_unnamed(y := nodes[-1]):
        names[y] = next((letter for letter in RESULTS if letter not in {*names.values()}), names[y])
    together, numbers = Counter(names.values()), {name: count(1) for name in names.values()}
    for node, name in names.items():
        if together[name] > 1:
            names[node] = next(n for i in numbers[name] if (n := _marked(name, i)) not in together)
    return names


def _marked(name: str, number: int) -> str:
    """One of several that are called the same."""
    return (name if text.label_binds(name) else f"({name})") + superscript(number)


def title_of(nodes: list[Any], names: dict[Any, str]) -> str:
    """The name of the result, with how it is computed if that is but a letter."""
    y = nodes[-1]
    return f"{names[y]} = {visible(text.expression(y, 2 * NAME, _leaves(nodes)))}" if is_unnamed(y) else names[y]


def _leaves(nodes: list[Any]) -> text.Known:
    """What leaves without a label are called: not by their numbers, which will change."""
    leaves = [node for node in nodes if node.op is None and not node.label]
    return {(leaf, 0): f"leaf{i}" for i, leaf in enumerate(leaves, 1)}


def scope_name(scope: str) -> str:
    """What a layer or a neuron is called."""
    return visible(cut(scope, 2 * NAME))


def is_unnamed(y: Any) -> bool:
    """Whether a node is called by an expression."""
    return y.op is not None and not y.label and not y.scope


def operand_name(p: Any, scope: str, names: dict[Any, str]) -> str:
    """What an operand is called in the formula of a node: inside a neuron, its own weights are w1 and w2."""
    if isinstance(p, float):
        return constant_text(p)
    return visible(cut(p.label, NAME)) if p.label and p.scope and p.scope == scope else names[p]


def _name(node: Any, known: text.Known) -> str:
    """Its label; inside a network where it is, and what it does there."""
    label = cut(node.label, 2 * NAME) or known.get((node, 0), "")
    if node.scope and (node.op is None or not label):
        place = cut(node.scope, NAME)
        return f"{place}.{cut(label, NAME)}" if node.op is None else f"{place} {node.op.symbol}"
    return label or text.expression(node, NAME, known)

"""A Value as a line of text, made from the templates of the table."""

import re
from typing import Any

from autodiff.graph.node import Node
from autodiff.messages import constant_text, cut

DEPTH = 12  # levels of an expression that are spelled out; deeper it reads "…"
COMPARISON, SUM, PRODUCT, POWER, CALL = 0, 1, 2, 4, 5  # the precedences of the table
LISTED = 4  # elements of a list that are spelled out
KEPT = 1_000  # characters of a text that is kept for the next; longer ones could fill the memory
Known = dict[tuple[Any, int], str]  # of a node and a depth
OPERATION = re.compile(r"[\s+\-*/^=<>|]")  # what makes a label read like a formula


def expression(node: Node, length: int = 60, known: Known | None = None) -> str:
    """How a node was computed, from its nearest named ancestors on, in at most `length` characters.

    known: what was written so far of a graph that stays as it is, so that what nodes share is written once; at depth 0
    what a leaf without a label is called, which is else its number.
    """
    known, whole = {} if known is None else known, ""
    for depth in range(1, DEPTH + 1):  # rather a shallow view that is whole than a deep one that is cut
        deeper = _write(node, depth, known, outermost=True)[0]
        if len(deeper) > length or deeper == whole:
            break
        whole = deeper
    return whole or cut(deeper, length)


def _write(node: Any, depth: int, known: Known, outermost: bool = False) -> tuple[str, int]:
    """The text of an operand and how tightly it binds."""
    while not isinstance(node, float) and node.op is not None and node.op.name == "identity":
        node = node.parents[0]  # it is written as what it is the identity of
    if isinstance(node, float):
        return constant_text(node), 3 if node < 0 else 9
    if node.label and not outermost:
        return node.label, label_binds(node.label)
    if node.op is None:
        name = node.label or known.get((node, 0), "")
        return name or constant_text(node._data), label_binds(name) if name or node._data >= 0 else 3
    if depth == 0:
        return "…", 9
    if (node, depth) in known:
        return known[node, depth], node.op.precedence
    written = _operation(node, depth, known)
    if len(written) <= KEPT:
        known[node, depth] = written
    return written, node.op.precedence


def label_binds(label: str) -> int:
    """How tightly a label holds together: one that reads like a formula, as lessons write x1*w1, not at all.

    >>> label_binds("w1"), label_binds("x1*w1")
    (9, 0)
    """
    return 0 if OPERATION.search(label) else 9


def _operation(node: Any, depth: int, known: Known) -> str:
    """The text of an operation and of its operands."""
    op, parts = node.op, {}
    if op.variadic:
        return f"{op.name}({_lists(node, depth, known)})"
    for name, parent in zip(op.names, node.parents, strict=True):
        written, binds = _write(parent, depth - 1, known)
        parts[name] = f"({written})" if needs_brackets(op, name, binds) else written
    return fill(op.template, parts)


def needs_brackets(op: Any, name: str, binds: int) -> bool:
    """Whether an operand that binds so tightly would be read otherwise without brackets.

    At equal precedence a power does on its left, (a**b)**c; sums and products on their right, a - (b - c); comparisons
    on both sides; a sign on none.
    """
    if op.precedence == CALL or binds > op.precedence:
        return False
    left = op.template.startswith("{" + name + "}")
    return binds < op.precedence or op.precedence in ((COMPARISON, POWER) if left else (COMPARISON, SUM, PRODUCT))


def _lists(node: Any, depth: int, known: Known) -> str:
    """The arguments of a variadic operation, each list cut to its first elements."""
    shown = []
    for given in node.op.arguments(node.parents):
        if isinstance(given, list):
            written = [_write(p, depth - 1, known)[0] for p in given[:LISTED]]
            shown.append(f"[{', '.join(written + ['…'] * (len(given) > LISTED))}]")
        else:
            shown.append(_write(given, depth - 1, known)[0])
    if shown[-1] == "0":  # a dot without a bias
        shown.pop()
    return ", ".join(shown)


def fill(template: str, parts: dict[str, str]) -> str:
    """A template of the table with its arguments put in.

    >>> fill("{x} + {y}", {"x": "a", "y": "b"})
    'a + b'
    """
    return re.sub(r"\{(\w+)\}", lambda match: parts.get(match[1], match[0]), template)

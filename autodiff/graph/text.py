"""A Value as a line of text, from the templates of the table."""

import re
from typing import Any

from autodiff.graph.node import Node
from autodiff.messages import constant_text, cut

DEPTH = 12  # levels of an expression that are written out; deeper ones are "…"
COMPARISON, SUM, PRODUCT, POWER, CALL = 0, 1, 2, 4, 5  # the precedences of the table
LISTED = 4  # elements of a list that are written out
KEPT = 1_000  # longest text that is cached; longer ones could fill the memory
Known = dict[tuple[Any, int], str]  # texts by node and depth
OPERATION = re.compile(r"[\s+\-*/^=<>|]")  # in a label: it reads like a formula


def expression(node: Node, length: int = 60, known: Known | None = None) -> str:
    """How a node was computed from its nearest labelled ancestors, in at most `length` characters.

    known: a cache of the texts already written for this graph. Its entries at depth 0 name leaves without a label, which
    otherwise show their number.
    """
    known, whole = {} if known is None else known, ""
    for depth in range(1, DEPTH + 1):  # the deepest level whose text is not cut
        deeper = _write(node, depth, known, outermost=True)[0]
        if len(deeper) > length or deeper == whole:
            break
        whole = deeper
    return whole or cut(deeper, length)


def _write(node: Any, depth: int, known: Known, outermost: bool = False) -> tuple[str, int]:
    """The text of an operand, and its precedence."""
    while not isinstance(node, float) and node.op is not None and node.op.name == "identity":
        node = node.parents[0]  # it is written as its operand
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
    """The precedence of a label: the lowest if it reads like a formula, as x1*w1 in lessons.

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
    """Whether an operand of precedence `binds` needs brackets.

    At equal precedence a power needs them on its left, (a**b)**c; sums and products on their right, a - (b - c);
    comparisons on both sides; a sign never.
    """
    if op.precedence == CALL or binds > op.precedence:
        return False
    left = op.template.startswith("{" + name + "}")
    return binds < op.precedence or op.precedence in ((COMPARISON, POWER) if left else (COMPARISON, SUM, PRODUCT))


def _lists(node: Any, depth: int, known: Known) -> str:
    """The arguments of a variadic operation, each list cut to its first elements."""
    shown = []
    arguments = node.op.arguments(node.parents)
    for given in arguments[:-1] if lacks_bias(node) else arguments:
        if isinstance(given, list):
            written = [_write(p, depth - 1, known)[0] for p in given[:LISTED]]
            shown.append(f"[{', '.join(written + ['…'] * (len(given) > LISTED))}]")
        else:
            shown.append(_write(given, depth - 1, known)[0])
    return ", ".join(shown)


def lacks_bias(node: Any) -> bool:
    """Whether a node is a dot product with the constant bias 0, which is not shown."""
    bias = node.parents[-1] if node.op is not None and node.op.name == "dot" else None
    return type(bias) is float and bias == 0


def fill(template: str, parts: dict[str, str]) -> str:
    """A template of the table, filled with its arguments.

    >>> fill("{x} + {y}", {"x": "a", "y": "b"})
    'a + b'
    """
    return re.sub(r"\{(\w+)\}", lambda match: parts.get(match[1], match[0]), template)

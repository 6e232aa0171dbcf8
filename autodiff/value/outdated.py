"""Whether a graph still is what its operations make of its leaves."""

from collections.abc import Iterable
from typing import Any

from autodiff.graph.functions import apply
from autodiff.value.strictness import lenient


def outdated(nodes: Iterable[Any]) -> Any:
    """The first node that is not what its operation makes of its operands now, since a leaf was given other data."""
    with lenient():
        for node in nodes:
            if node.op is not None:
                anew = apply(node.op, node.parents)
                if not all(map(_same, (anew._data, anew._da, anew._db), (node._data, node._da, node._db))):
                    return node
    return None


def _same(a: Any, b: Any) -> bool:
    """Whether two numbers, tuples of them or nothing are the same; nan is."""
    if type(a) is tuple and type(b) is tuple:
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b or (a != a and b != b))

"""Whether the numbers of a graph still follow from the data of its leaves."""

from collections.abc import Iterable
from typing import Any

from autodiff.graph.functions import apply
from autodiff.value.strictness import lenient


def check_up_to_date(caller: str, nodes: Iterable[Any]) -> None:
    """`ValueError` that names the caller, as "explain", if the data of a leaf has changed since the nodes were computed."""
    if (node := outdated(nodes)) is not None:
        raise ValueError(f"{caller}() would mix old numbers with new ones: the data of a leaf has changed since "
                         f"{node.expression()} was computed: call recompute() of the result first")


def outdated(nodes: Iterable[Any]) -> Any:
    """The first node that its operation would compute differently now, because the data of a leaf has changed."""
    with lenient():
        for node in nodes:
            if node.op is not None:
                anew = apply(node.op, node.parents)
                if not all(map(_same, (anew._data, anew._da, anew._db), (node._data, node._da, node._db))):
                    return node
    return None


def _same(a: Any, b: Any) -> bool:
    """Whether two numbers, tuples of numbers or None are equal; nan equals nan."""
    if type(a) is tuple and type(b) is tuple:
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b or (a != a and b != b))

"""The engine of the page: a graph as data, and JavaScript, made from the table, that evaluates it.

`createEngine(graph)` in JavaScript gives `values` and `gradients` by node, `set`, `compute`, `forward`, `backward`,
`partials`, `contributions`, `difference`, and `order` and `back`, the nodes in the order of either pass.
"""

from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Any

from autodiff.exploring.engine.rows import rows_source
from autodiff.table.op import check_registered


def engine_source(ops: Iterable[str]) -> str:
    """JavaScript that defines `createEngine`, for graphs of these operations (names of rows).

    >>> "tanh: {" in engine_source(["tanh", "mul"])
    True
    """
    own = files("autodiff.exploring.engine")
    read = [(own / name).read_text(encoding="utf-8") for name in ("functions.js", "engine.js")]
    return "\n".join([read[0], rows_source(ops), read[1]])


def graph_data(nodes: Sequence[Any]) -> dict[str, Any]:
    """A graph as JSON types. nodes: every node after its operands, the result last.

    An operand is the number of a node, or {"constant": x}; inf and nan are text.
    """
    numbers = {node: i for i, node in enumerate(nodes)}
    return {"nodes": [_node(node, numbers) for node in nodes]}


def _node(node: Any, numbers: dict[Any, int]) -> dict[str, Any]:
    found = {"id": numbers[node], "label": node.label, "scope": node.scope, "data": number(node.data)}
    if node.op is None:
        return {**found, "op": None, "args": []}
    check_registered(node.op)
    args = [{"constant": number(p)} if type(p) is float else numbers[p] for p in node.parents]
    return {**found, "op": node.op.name, "symbol": node.op.symbol, "args": args}


def number(x: float) -> float | str:
    """A number as JSON can hold it; inf and nan as text."""
    return x if x - x == 0 else {"inf": "Infinity", "-inf": "-Infinity"}.get(str(x), "NaN")

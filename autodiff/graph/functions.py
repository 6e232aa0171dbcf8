"""The function of each operation, by the name of its row: `value` fills it, so that what lies below can apply a row."""

from collections.abc import Callable, Sequence
from typing import Any

from autodiff.table.op import Op, check_registered

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def apply(op: Op, parents: Sequence[Any]) -> Any:
    """The operation `op` on operands laid out as in `Value.parents`."""
    check_registered(op)
    return FUNCTIONS[op.name](*op.arguments(parents))

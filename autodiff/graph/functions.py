"""The function of each operation, by name. `value/value.py` fills this dict, so that modules below can apply operations."""

from collections.abc import Callable, Sequence
from typing import Any

from autodiff.table.op import Op, check_registered

FUNCTIONS: dict[str, Callable[..., Any]] = {}


def apply(op: Op, parents: Sequence[Any]) -> Any:
    """Apply an operation to operands in the order of `Value.parents`."""
    check_registered(op)
    return FUNCTIONS[op.name](*op.arguments(parents))

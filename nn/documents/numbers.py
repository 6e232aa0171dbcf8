"""Numbers under the keys that the facts have for them."""

from collections.abc import Mapping

from autodiff import Value

Numbers = dict[str, float]  # key of truth.json -> what the engine gives


def under(prefix: str, numbers: Mapping[str, float]) -> Numbers:
    """The same numbers, with `prefix.` before each key.

    >>> under("000.A", {"z1": -0.5})
    {'000.A.z1': -0.5}
    """
    return {f"{prefix}.{key}": number for key, number in numbers.items()}


def data(values: Mapping[str, Value]) -> Numbers:
    """The number of each Value."""
    return {name: v.data for name, v in values.items()}


def grads(values: Mapping[str, Value]) -> Numbers:
    """The gradient of each Value."""
    return {name: v.grad for name, v in values.items()}

"""Numbers in nested lists, tuples, dicts and NumPy arrays: taken apart into a flat list, and put together again."""

import sys
from collections.abc import Callable
from typing import Any

Rebuild = Callable[[list[Any]], Any]


def is_array(x: object) -> bool:
    """Whether `x` is a NumPy array, without importing NumPy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(x, numpy.ndarray)


def flatten(tree: Any) -> tuple[list[Any], Rebuild]:
    """The leaves of a nested structure in order, and the function that puts as many others in their places.

    >>> leaves, rebuild = flatten([1.0, (2.0, {"a": 3.0})])
    >>> leaves, rebuild([v * 10 for v in leaves])
    ([1.0, 2.0, 3.0], [10.0, (20.0, {'a': 30.0})])
    """
    leaves: list[Any] = []
    rebuild = _collect(tree, leaves)
    return leaves, lambda given: rebuild(iter(given))


def _collect(tree: Any, leaves: list[Any]) -> Callable[[Any], Any]:
    if isinstance(tree, dict):
        parts = {key: _collect(item, leaves) for key, item in tree.items()}
        return lambda given: {key: part(given) for key, part in parts.items()}
    if isinstance(tree, list | tuple):
        items = [_collect(item, leaves) for item in tree]
        if isinstance(tree, list):
            return lambda given: [item(given) for item in items]
        if hasattr(tree, "_fields"):  # a named tuple
            return lambda given: type(tree)(*(item(given) for item in items))
        return lambda given: tuple(item(given) for item in items)
    if is_array(tree):
        leaves.extend(tree.ravel().tolist())
        return lambda given: _array([next(given) for _ in range(tree.size)], tree.shape)
    leaves.append(tree)
    return next


def _array(leaves: list[Any], shape: tuple[int, ...]) -> Any:
    """An array of floats if all leaves are, else an object array, in which Values stay Values. Arrays in an array, as
    the rows of a Jacobian, become its further dimensions."""
    import numpy as np

    if leaves and all(is_array(leaf) for leaf in leaves):
        return np.stack(leaves).reshape(shape + leaves[0].shape)
    plain = all(isinstance(leaf, float) for leaf in leaves)
    array = np.empty(len(leaves), float if plain else object)
    array[:] = leaves
    return array.reshape(shape)

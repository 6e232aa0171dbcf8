"""Flattening nested lists, tuples, dicts and NumPy arrays into a list of leaves, and rebuilding them."""

import sys
from collections.abc import Callable, Hashable
from typing import Any

Rebuild = Callable[[list[Any]], Any]
LEVELS = 100  # of nesting; a deeper list most likely contains itself


def is_array(x: object) -> bool:
    """Whether `x` is a NumPy array, without importing NumPy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(x, numpy.ndarray)


def refuse_mask(x: object, what: str) -> None:
    """`TypeError` for a masked array of NumPy, or a list of them: the mask would be lost."""
    masked = sys.modules.get("numpy.ma")
    if masked is None:
        return
    for part in (x, *x) if isinstance(x, list | tuple) else (x,):
        if isinstance(part, masked.MaskedArray):
            raise TypeError(f"{what} must not be a masked array, as the mask would be lost, got {type(part).__name__} of "
                            f"shape {part.shape}: drop the masked elements, x.compressed(), or fill them, x.filled(0.0)")


def flatten(tree: Any, whole: bool = False) -> tuple[list[Any], Rebuild]:
    """The leaves of a nested structure in order, and a function that rebuilds the structure from other leaves.

    whole: whether an array is one leaf, rather than each of its elements. `ValueError` for more than 100 levels.

    >>> leaves, rebuild = flatten([1.0, (2.0, {"a": 3.0})])
    >>> leaves, rebuild([v * 10 for v in leaves])
    ([1.0, 2.0, 3.0], [10.0, (20.0, {'a': 30.0})])
    """
    leaves: list[Any] = []
    rebuild = _collect(tree, leaves, 0, whole)
    return leaves, lambda given: rebuild(iter(given))


def _collect(tree: Any, leaves: list[Any], level: int, whole: bool) -> Callable[[Any], Any]:
    if level > LEVELS:
        raise ValueError(f"a {type(tree).__name__} is nested more than {LEVELS} levels deep in lists, tuples or dicts: "
                         "flatten them, and check that none contains itself")
    if isinstance(tree, dict):
        parts = {key: _collect(item, leaves, level + 1, whole) for key, item in tree.items()}
        return lambda given: {key: part(given) for key, part in parts.items()}
    if isinstance(tree, list | tuple):
        items = [_collect(item, leaves, level + 1, whole) for item in tree]
        if isinstance(tree, list):
            return lambda given: [item(given) for item in items]
        if hasattr(tree, "_fields"):  # a named tuple
            return lambda given: type(tree)(*(item(given) for item in items))
        return lambda given: tuple(item(given) for item in items)
    if is_array(tree):
        refuse_mask(tree, "an array")
    if is_array(tree) and not whole:
        leaves.extend(tree.ravel().tolist())
        return lambda given: _array([next(given) for _ in range(tree.size)], tree.shape)
    leaves.append(tree)
    return next


def structure(tree: Any) -> Hashable:
    """A key that is equal for two trees that differ in their leaves only.

    >>> structure([1.0, {"a": 2.0}]) == structure([3.0, {"a": 4.0}]) != structure([1.0, 2.0])
    True
    """
    if isinstance(tree, dict):
        return type(tree), tuple([(key, structure(item)) for key, item in tree.items()])
    if isinstance(tree, list | tuple):
        return type(tree), tuple(map(structure, tree))
    return None


def _array(leaves: list[Any], shape: tuple[int, ...]) -> Any:
    """An array of floats if all leaves are floats, else an object array, so that Values stay Values.

    Leaves that are arrays, such as the rows of a Jacobian, become further dimensions.
    """
    import numpy as np

    if leaves and all(is_array(leaf) for leaf in leaves):
        return np.stack(leaves).reshape(shape + leaves[0].shape)
    plain = all(isinstance(leaf, float) for leaf in leaves)
    array = np.empty(len(leaves), float if plain else object)
    array[:] = leaves
    return array.reshape(shape)

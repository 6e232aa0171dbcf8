"""Numbers in nested lists, tuples, dicts and NumPy arrays: taken apart into a flat list, and put together again."""

import sys
from collections.abc import Callable, Hashable
from typing import Any

Rebuild = Callable[[list[Any]], Any]
LEVELS = 100  # of lists within each other: deeper there is a list that contains itself, or a mistake


def is_array(x: object) -> bool:
    """Whether `x` is a NumPy array, without importing NumPy."""
    numpy = sys.modules.get("numpy")
    return numpy is not None and isinstance(x, numpy.ndarray)


def refuse_mask(x: object, what: str) -> None:
    """`TypeError` for a NumPy array with a mask, and for a list of such: the mask would be lost on the way."""
    masked = sys.modules.get("numpy.ma")
    if masked is None:
        return
    for part in (x, *x) if isinstance(x, list | tuple) else (x,):
        if isinstance(part, masked.MaskedArray):
            raise TypeError(f"{what} must be without a mask, which would be lost, and came as {type(part).__name__} of the "
                            f"shape {part.shape}: leave what is masked out, x.compressed(), or fill it in, x.filled(0.0)")


def flatten(tree: Any, whole: bool = False) -> tuple[list[Any], Rebuild]:
    """The leaves of a nested structure in order, and the function that puts as many others in their places.

    whole: an array is one leaf, rather than its elements. `ValueError` for a structure of more than 100 levels.

    >>> leaves, rebuild = flatten([1.0, (2.0, {"a": 3.0})])
    >>> leaves, rebuild([v * 10 for v in leaves])
    ([1.0, 2.0, 3.0], [10.0, (20.0, {'a': 30.0})])
    """
    leaves: list[Any] = []
    rebuild = _collect(tree, leaves, 0, whole)
    return leaves, lambda given: rebuild(iter(given))


def _collect(tree: Any, leaves: list[Any], level: int, whole: bool) -> Callable[[Any], Any]:
    if level > LEVELS:
        raise ValueError(f"a {type(tree).__name__} stands more than {LEVELS} levels deep in lists, tuples or dicts: "
                         "flatten them, and see that none contains itself")
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
    """What two trees have in common when they differ in nothing but their leaves.

    >>> structure([1.0, {"a": 2.0}]) == structure([3.0, {"a": 4.0}]) != structure([1.0, 2.0])
    True
    """
    if isinstance(tree, dict):
        return type(tree), tuple([(key, structure(item)) for key, item in tree.items()])
    if isinstance(tree, list | tuple):
        return type(tree), tuple(map(structure, tree))
    return None


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

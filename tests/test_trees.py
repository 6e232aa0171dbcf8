"""Nested structures taken apart and put together."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from autodiff.transforms.functional import holds_values
from autodiff.trees import flatten

TREES = st.recursive(
    st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
    | st.dictionaries(st.text(max_size=2), inner, max_size=3),
)


@given(TREES)
def test_rebuilding_with_the_same_leaves_gives_the_same_tree(tree: object) -> None:
    leaves, rebuild = flatten(tree)
    assert rebuild(leaves) == tree


def test_arrays_keep_their_shape() -> None:
    leaves, rebuild = flatten([np.array([[1.0, 2.0], [3.0, 4.0]]), 5.0])
    assert leaves == [1.0, 2.0, 3.0, 4.0, 5.0]
    array, last = rebuild([v * 2 for v in leaves])
    assert array.tolist() == [[2.0, 4.0], [6.0, 8.0]]
    assert last == 10.0
    objects, _ = rebuild([Value(1.0)] * 5)
    assert objects.dtype == object


def nested(depth: int) -> Any:
    tree: Any = 1.0
    for i in range(depth):
        tree = [tree] if i % 3 == 0 else (tree,) if i % 3 == 1 else {"a": tree}
    return tree


def test_a_hundred_levels_and_not_one_more() -> None:
    assert flatten(nested(100))[0] == [1.0]
    with pytest.raises(ValueError, match=r"^a float is nested more than 100 levels deep in lists, tuples or dicts: flatten "
                                         r"them, and check that none contains itself$"):
        flatten(nested(101))


def test_a_value_is_found_behind_what_was_seen_and_what_is_empty() -> None:
    shared: list[Any] = [1.0]
    assert holds_values([], {}, shared, shared, [shared, (Value(1.0),)])
    assert not holds_values([], {}, shared, [shared, [shared]])
    ring: list[Any] = []
    ring.append(ring)
    assert not holds_values(ring)
    assert holds_values([ring, Value(1.0)])
    assert holds_values([Value(1.0), ring])

"""Nested structures taken apart and put together."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
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

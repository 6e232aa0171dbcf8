"""Long lists: what their elements share is computed once, and so is not in the loop over the elements."""

import re
from typing import Any

import pytest

from autodiff import Value, compile
from autodiff import max as largest
from autodiff import sum as total


def deepest(reduce: Any, instructions: int) -> int:
    """How many loops are in each other in the code of a list's reduction and its gradient."""
    xs = [Value(float(i)) for i in range(100)]
    y = reduce(xs)
    for _ in range(instructions):
        y = y * 1.0001
    depth = found = 0
    for line in compile(y, wrt=xs[:1]).ir(samples=1).split("\n"):
        depth += bool(re.match(r"loop\d+:", line)) - bool(re.search(r"br i1 .*label %loop", line))
        found = max(found, depth)
    return found


@pytest.mark.parametrize("instructions", [0, 500])
def test_what_the_elements_share_is_computed_before_the_loop_over_them(instructions: int) -> None:
    assert deepest(largest, instructions) == deepest(total, instructions)

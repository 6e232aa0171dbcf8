"""How far two ways to compute the same number may differ: no tolerance is picked by hand.

Both sides of an identity are computed as graphs, and so is their difference, which would be 0 without rounding. Every row
promises 4 ulp (or an error that as much in its operands explains), so the difference may be off by what comes of moving
every node of its graph, leaves included, by 4 ulp.
"""

import math
from collections.abc import Sequence

from autodiff import Value, gradients
from autodiff.graph.sweeps import path_sizes

ULPS = 4  # what a row promises: the column `ulp` of the table


def rounding(y: Value) -> float:
    """How far y may be from its exact value when every node it was made of is off by ULPS."""
    return ULPS * math.fsum(math.ulp(node.data) * size for node, size in path_sizes(y).items() if size)


def assert_zero(difference: Value, variables: Sequence[Value] = (), orders: int = 0) -> None:
    """That a difference is 0 but for rounding, and its derivatives up to an order."""
    assert abs(difference.data) <= rounding(difference), f"{difference!r}, with {rounding(difference):.3g} of rounding"
    if orders:
        for slope in gradients(difference, variables):
            assert_zero(slope, variables, orders - 1)


def assert_near(number: float, y: Value) -> None:
    """That a float computed another way is y: both may be off."""
    assert abs(number - y.data) <= 2 * rounding(y), f"{number!r} is not {y!r}, with {rounding(y):.3g} of rounding"

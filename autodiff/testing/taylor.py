"""The Taylor remainder: a verdict over a gradient by slope, which needs no tolerance.

|f(x + h d) - f(x) - h g·d| falls as h² if g is the gradient, and only as h if it is not.
"""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from random import Random
from statistics import median
from typing import Any

from autodiff.graph import sweeps as graph
from autodiff.table import scalar
from autodiff.transforms.functional import Trace
from autodiff.transforms.gradcheck import EPSILON
from autodiff.trees import flatten
from autodiff.value.value import Value

HALVINGS = range(2, 40)
ABOVE = 64.0  # remainders so many times above what rounding makes of them are looked at
SUDDEN = 64.0  # a remainder that falls so much at once was that of a kink further out
ENOUGH = 1.5  # between the slopes 1 and 2


def remainder_slope(fun: Callable[..., Any], point: Sequence[Any]) -> tuple[bool, str]:
    """Whether the remainder along a direction falls with the square of the step, and what was seen.

    >>> remainder_slope(lambda x: x**3, [1.0])
    (True, 'the remainder falls as h^2.00')
    """
    trace = Trace(fun, point, tuple(range(len(point))))
    (y,) = trace.outputs
    gradient = graph.derivatives(y, trace.variables)
    rng = Random(1)  # noqa: S311
    direction = [rng.choice((-1, 1)) * rng.uniform(0.5, 1.0) * max(1.0, abs(x.data)) for x in trace.variables]
    slope = scalar.fsum(g * d for g, d in zip(gradient, direction, strict=True))
    _, rebuild = flatten(list(point))

    def remainder(h: float) -> float:
        moved = fun(*rebuild([Value(x.data + h * d) for x, d in zip(trace.variables, direction, strict=True)]))
        return abs((moved.data if isinstance(moved, Value) else float(moved)) - y.data - h * slope)

    sizes = graph.path_sizes(y)
    noise = EPSILON * (scalar.fsum(abs(node.data) * size for node, size in sizes.items()) + abs(y.data))
    return falls([remainder(2.0**-k) for k in HALVINGS], ABOVE * noise)


def falls(remainders: list[float], floor: float) -> tuple[bool, str]:
    """The verdict over remainders at steps that halve: by the last ones that stand out from rounding."""
    if not all(map(math.isfinite, [*remainders[-3:], floor])):
        return False, "the function is not finite near the point"
    ratios = [math.log2(a / b) for a, b in pairwise(remainders) if min(a, b) > floor]
    if len(ratios) < 3 or any(a > floor and a > SUDDEN * b for a, b in pairwise(remainders)):
        return True, "the remainder is lost in rounding: the function is linear near the point"
    order = median(ratios[-3:])
    return order > ENOUGH, f"the remainder falls as h^{order:.2f}"

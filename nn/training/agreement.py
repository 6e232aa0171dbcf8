"""Whether machine code and the eager engine find the same loss and gradient of a batch, up to rounding.

A relative difference of at most 1e-9 is rounding. A larger difference may still be rounding, so two bounds are added:
- 1e-9 of the sum of all paths that lead to the number, each taken as positive. It covers sums whose terms cancel.
- The change of the number when weights and inputs change by 1e-9 of themselves. It covers residuals near 0, which are
  rounding only, and kinks that lie between two roundings.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite
from typing import Any

from autodiff import Value
from autodiff.graph.sweeps import at_once, derivatives, path_sizes, writes
from autodiff.value.strictness import lenient
from nn.errors import EngineError
from nn.modules.descent import each_once
from nn.training.eager import EagerStep
from nn.training.state import snapshot

NEAR = 1e-9  # relative tolerance, and relative change of weights and inputs


def agrees(eager: EagerStep, inputs: Sequence[Any], targets: Sequence[Any], found: Sequence[float]) -> bool:
    """True if `found`, a loss and its gradient, agrees with the eager engine; `EngineError` if it does not.

    False if the eager engine's numbers are not finite, and cannot be compared. Gradients, weights, statistics and random
    generators are left as they were.
    """
    names = each_once(eager.model.named_parameters())
    with _no_trace(eager.model), lenient():
        cost = eager.cost(inputs, targets)
        right = _numbers(cost, list(names))
        if not all(map(isfinite, right)):
            return False
        far = [i for i, (a, b) in enumerate(zip(found, right, strict=True)) if abs(a - b) > NEAR * max(abs(a), abs(b))]
        if far:
            rounding = _rounding(eager, inputs, targets, cost, right, list(names))
            far = [i for i in far if abs(found[i] - right[i]) > rounding[i]]
    if far:
        worst = max(far, key=lambda i: abs(found[i] - right[i]))
        what = ["the loss", *(f"the gradient with respect to {name}" for name in names.values())][worst]
        raise EngineError(f"machine code and the eager engine disagree on the first batch of {len(inputs)} samples: {what} "
                          f"is {found[worst]!r} in machine code and {right[worst]!r} in the eager engine")
    return True


@contextmanager
def _no_trace(model: Any) -> Iterator[None]:
    """Restores on exit everything that evaluating the model may change."""
    restore, state, numpy_random = snapshot(model), random.getstate(), sys.modules.get("numpy.random")
    other_state = numpy_random.get_state() if numpy_random else None
    parameters = model.parameters()
    weights = [p.data for p in parameters]
    try:
        yield
    finally:
        at_once(writes("_data", parameters, weights))
        restore()
        random.setstate(state)
        if numpy_random:
            numpy_random.set_state(other_state)


def _numbers(cost: Value, parameters: Sequence[Value]) -> list[float]:
    """A loss and its gradient. No `.grad` is changed."""
    return [cost.data, *derivatives(cost, parameters)]


def _rounding(eager: EagerStep, inputs: Sequence[Any], targets: Sequence[Any], cost: Value, right: Sequence[float],
              parameters: Sequence[Value]) -> list[float]:
    """The rounding error to allow for the loss and for each entry of the gradient."""
    weights = [p.data for p in parameters]
    farthest = [0.0] * len(right)
    for rest in (False, True):  # move about half of the numbers, then the others, to cross a kink from either side
        rng = random.Random(0)
        at_once(writes("_data", parameters, _moved(weights, rng, rest)))
        other = _numbers(eager.cost([_moved(row, rng, rest) for row in inputs], targets), parameters)
        farthest = [max(far, abs(a - b)) for far, a, b in zip(farthest, other, right, strict=True)]
    return [NEAR * size + far for size, far in zip(_paths(cost, parameters), farthest, strict=True)]


def _moved(numbers: Sequence[float], rng: random.Random, rest: bool) -> list[float]:
    """Numbers, some of them moved towards 0, which keeps them in the domain of a function such as atanh."""
    return [x * (1.0 - NEAR) if (rng.random() < 0.5) != rest else x for x in numbers]


def _paths(cost: Value, parameters: Sequence[Value]) -> list[float]:
    """For the loss the largest contribution of a node, for each parameter the sum of the absolute values of all paths."""
    sizes = path_sizes(cost)
    share = max(size * abs(node.data) for node, size in sizes.items())
    return [share, *(sizes.get(p, 0.0) for p in parameters)]

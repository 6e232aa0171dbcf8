"""Whether machine code finds the loss and the gradient of a batch that the eager engine finds, but for rounding.

Rounding must never be taken for a fault, nor a fault for rounding. A number that differs by more than 1e-9 of itself is
looked at again: it may differ by 1e-9 of the sum of all paths that lead to it, each taken as positive (of what cancels,
rounding leaves a share of the terms), and by what it moves when weights and inputs move by 1e-9 of themselves (a residual
that should be 0 is all rounding, and a kink may lie between two roundings).
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
from nn.training.state import memory
from nn.training.steps import EagerStep

NEAR = 1e-9  # relative to a number, to what it is the sum of, and how far weights and inputs are moved


def agrees(eager: EagerStep, inputs: Sequence[Any], targets: Sequence[Any], found: Sequence[float]) -> bool:
    """Whether the loss and the gradient by the model's parameters are those of the eager engine; `EngineError` if not.

    False if the eager engine's are not finite, so that nothing can be said. It leaves no trace: gradients, weights,
    statistics and generators of chance are as they were.
    """
    names: dict[Value, str] = {}
    for name, p in eager.model.named_parameters():
        names.setdefault(p, name)
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
        what = ["the loss", *(f"the gradient in {name}" for name in names.values())][worst]
        raise EngineError(f"machine code and the eager engine disagree in the first batch of {len(inputs)} samples: {what} "
                          f"is {found[worst]!r} by the one and {right[worst]!r} by the other")
    return True


@contextmanager
def _no_trace(model: Any) -> Iterator[None]:
    """Everything that an evaluation of a model may change is put back."""
    back, state, numpy_random = memory(model), random.getstate(), sys.modules.get("numpy.random")
    other_state = numpy_random.get_state() if numpy_random else None
    parameters = model.parameters()
    weights = [p.data for p in parameters]
    try:
        yield
    finally:
        at_once(writes("_data", parameters, weights))
        back()
        random.setstate(state)
        if numpy_random:
            numpy_random.set_state(other_state)


def _numbers(cost: Value, parameters: Sequence[Value]) -> list[float]:
    """A loss and its gradient, which is written nowhere."""
    return [cost.data, *derivatives(cost, parameters)]


def _rounding(eager: EagerStep, inputs: Sequence[Any], targets: Sequence[Any], cost: Value, right: Sequence[float],
              parameters: Sequence[Value]) -> list[float]:
    """How far the loss and each entry of the gradient may be off by rounding."""
    weights = [p.data for p in parameters]
    farthest = [0.0] * len(right)
    for rest in (False, True):  # about half of the numbers are moved, then the rest: across a kink from either side
        chance = random.Random(0)
        at_once(writes("_data", parameters, _moved(weights, chance, rest)))
        other = _numbers(eager.cost([_moved(row, chance, rest) for row in inputs], targets), parameters)
        farthest = [max(far, abs(a - b)) for far, a, b in zip(farthest, other, right, strict=True)]
    return [NEAR * size + far for size, far in zip(_paths(cost, parameters), farthest, strict=True)]


def _moved(numbers: Sequence[float], chance: random.Random, rest: bool) -> list[float]:
    """Numbers, some of them a little nearer to 0: so none leaves an interval around 0 that it has to lie in."""
    return [x * (1.0 - NEAR) if (chance.random() < 0.5) != rest else x for x in numbers]


def _paths(cost: Value, parameters: Sequence[Value]) -> list[float]:
    """The largest share of any node in the loss, and for each parameter the sum of all paths to it, as if none cancelled."""
    sizes = path_sizes(cost)
    share = max(size * abs(node.data) for node, size in sizes.items())
    return [share, *(sizes.get(p, 0.0) for p in parameters)]

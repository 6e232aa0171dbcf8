"""The work: one training step (build the loss, backward) of an MLP 2-16-16-1 on 100 points, for each engine.

The loss is micrograd's: a hinge loss averaged over the points plus 1e-4 times the sum of squared parameters, built from
the same scalar operations everywhere; the step with `dot` has one node per weighted sum instead.
"""

import random
from collections.abc import Callable
from itertools import pairwise
from typing import Any

SIZES = (2, 16, 16, 1)
Step = Callable[[], tuple[float, list[float]]]

_rng = random.Random(1337)
WEIGHTS = [[[_rng.uniform(-1, 1) for _ in range(nin)] for _ in range(nout)] for nin, nout in pairwise(SIZES)]
POINTS = [(_rng.uniform(-1, 1), _rng.uniform(-1, 1)) for _ in range(100)]
TARGETS = [1.0 if x * x + y * y < 0.6 else -1.0 for x, y in POINTS]


def network(number: Callable[[float], Any]) -> tuple[list[list[tuple[list[Any], Any]]], list[Any]]:
    """The layers as lists of (weights, bias), and all parameters, in an engine's numbers."""
    layers = [[([number(w) for w in weights], number(0.0)) for weights in layer] for layer in WEIGHTS]
    return layers, [p for layer in layers for weights, bias in layer for p in (*weights, bias)]


def loss(layers: list[Any], parameters: list[Any], relu: Callable[[Any], Any]) -> Any:
    """The loss from scalar operations only."""
    losses = []
    for point, target in zip(POINTS, TARGETS, strict=True):
        x: Any = point
        for i, layer in enumerate(layers):
            x = [sum((w * v for w, v in zip(weights, x, strict=True)), bias) for weights, bias in layer]
            x = [relu(v) for v in x] if i < 2 else x
        losses.append(relu(1 + -target * x[0]))
    return sum(losses) * (1.0 / len(losses)) + 1e-4 * sum(p * p for p in parameters)


def autodiff_scalar() -> Step:
    """Our engine, one node per scalar operation."""
    from autodiff import Value, relu

    layers, parameters = network(Value)
    return lambda: differentiate(loss(layers, parameters, relu), parameters)


def autodiff_dot() -> Step:
    """Our engine with one node per weighted sum."""
    from autodiff import Value, dot, relu
    from autodiff import sum as total

    layers, parameters = network(Value)

    def step() -> tuple[float, list[float]]:
        losses = []
        for point, target in zip(POINTS, TARGETS, strict=True):
            x: Any = point
            for i, layer in enumerate(layers):
                x = [dot(weights, x, bias) for weights, bias in layer]
                x = [relu(v) for v in x] if i < 2 else x
            losses.append(relu(1 + -target * x[0]))
        return differentiate(total(losses) * (1.0 / len(losses)) + 1e-4 * dot(parameters, parameters), parameters)

    return step


def micrograd() -> Step:
    """The PyPI package `micrograd`."""
    from micrograd.engine import Value

    layers, parameters = network(Value)
    return lambda: differentiate(loss(layers, parameters, lambda v: v.relu()), parameters)


def xad() -> Step:
    """The PyPI package `xad`: a C++ tape with Python bindings."""
    from xad.adj_1st import Real, Tape
    from xad.math import max as larger

    layers, parameters = network(Real)

    def step() -> tuple[float, list[float]]:
        with Tape() as tape:
            for p in parameters:
                tape.registerInput(p)
            tape.newRecording()
            y = loss(layers, parameters, lambda v: larger(v, 0.0))
            tape.registerOutput(y)
            y.setDerivative(1.0)
            tape.computeAdjoints()
            return y.getValue(), [p.getDerivative() for p in parameters]

    return step


def differentiate(y: Any, parameters: list[Any]) -> tuple[float, list[float]]:
    """Value and gradient in the manner of micrograd."""
    for p in parameters:
        p.grad = 0.0
    y.backward()
    return y.data, [p.grad for p in parameters]


ENGINES: dict[str, Callable[[], Step]] = {
    "micrograd": micrograd, "xad": xad, "autodiff": autodiff_scalar, "autodiff with dot": autodiff_dot,
}

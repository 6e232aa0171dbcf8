"""The works as graphs of Values."""

from itertools import pairwise
from typing import Any

from autodiff import Value, dot, logsumexp, relu, square, tanh
from autodiff import sum as total
from benchmarks.compiled.works import PENALTY, Network

Layers = list[list[tuple[list[Value], Value]]]


def layers(network: Network) -> tuple[Layers, list[Value]]:
    """Neurons (weights and bias) by layer, and all parameters in the order of `Network.weights`."""
    parameters = [Value(w) for w in network.weights]
    rest, found = iter(parameters), []
    for nin, nout in pairwise(network.widths):
        found.append([([next(rest) for _ in range(nin)], next(rest)) for _ in range(nout)])
    return found, parameters


def outputs(layers: Layers, x: Any, activation: Any) -> list[Value]:
    *hidden, last = layers
    for layer in hidden:
        x = [activation(dot(weights, x, bias)) for weights, bias in layer]
    return [dot(weights, x, bias) for weights, bias in last]


def hinge(layers: Layers, x: Any, target: Any) -> Value:
    """The loss of one sample, the penalty apart."""
    return relu(1 - target * outputs(layers, x, relu)[0])


def cross_entropy(layers: Layers, x: Any, shares: Any) -> Value:
    """The loss of one sample, whose class is given by 1 for it and 0 for the others."""
    z = outputs(layers, x, tanh)
    return logsumexp(z) - dot(shares, z)


def penalty(parameters: list[Value]) -> Value:
    return PENALTY * dot(parameters, parameters)


def whole(network: Network) -> tuple[Value, list[Value]]:
    """The loss of all samples and the penalty, in one graph as a learner writes it."""
    neurons, parameters = layers(network)
    losses = [hinge(neurons, x, t) for x, t in zip(network.points.tolist(), network.targets.tolist(), strict=True)]
    return total(losses) / len(losses) + penalty(parameters), parameters


def rosenbrock(x: list[Value]) -> Value:
    return total([100 * square(b - a * a) + square(1 - a) for a, b in pairwise(x)])

"""NumPy alone, with derivatives by hand: the formulas that all others must agree with."""

from typing import Any

import numpy as np

from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import BATCH, PENALTY, RATE, Network, flat


def step(network: Network) -> Engine:
    layers, targets = network.layers(), network.targets.astype(int if network.classifies else float)
    return Engine(lambda: loss_and_gradients(layers, network.points, targets, network.classifies),
                  lambda result: vector(result[0], flat(result[1])))


def epoch(network: Network) -> Engine:
    starts = range(0, len(network.points), BATCH)
    batches = [(network.points[i:i + BATCH], network.targets[i:i + BATCH].astype(int)) for i in starts]

    def run() -> tuple[float, list[Any]]:
        layers, losses = network.layers(), 0.0
        arrays = [a for layer in layers for a in layer]
        for points, targets in batches:
            loss, gradients = loss_and_gradients(layers, points, targets, classifies=True)
            losses += loss
            for a, g in zip(arrays, gradients, strict=True):
                a -= RATE * g
        return losses / len(batches), arrays

    return Engine(run, lambda result: vector(result[0], flat(result[1])))


def loss_and_gradients(layers: list[Any], points: Any, targets: Any, classifies: bool) -> tuple[float, list[Any]]:
    inputs = [points]
    for w, b in layers[:-1]:
        z = inputs[-1] @ w.T + b
        inputs.append(np.tanh(z) if classifies else np.maximum(z, 0))
    w, b = layers[-1]
    loss, slope = (cross_entropy if classifies else hinge)(inputs[-1] @ w.T + b, targets)
    gradients = []
    for (w, _), x, below in reversed([*zip(layers, inputs, [None, *inputs[:-1]], strict=True)]):
        gradients += [slope.sum(axis=0), slope.T @ x]
        if below is not None:
            slope = (slope @ w) * (1 - x * x if classifies else x > 0)
    gradients.reverse()
    return loss if classifies else penalised(loss, gradients, layers), gradients


def hinge(z: Any, targets: Any) -> tuple[float, Any]:
    margins = 1 - targets[:, None] * z
    return np.maximum(margins, 0).mean(), np.where(margins > 0, -targets[:, None] / len(z), 0)


def cross_entropy(z: Any, targets: Any) -> tuple[float, Any]:
    rows = np.arange(len(z))
    margins = z - z.max(axis=1, keepdims=True)
    exps = np.exp(margins)
    sums = exps.sum(axis=1, keepdims=True)
    loss = (np.log(sums[:, 0]) - margins[rows, targets]).mean()
    slope = exps / (sums * len(z))
    slope[rows, targets] -= 1 / len(z)
    return loss, slope


def penalised(loss: float, gradients: list[Any], layers: list[Any]) -> float:
    arrays = [a for layer in layers for a in layer]
    for a, g in zip(arrays, gradients, strict=True):
        g += 2 * PENALTY * a
    return loss + PENALTY * sum(np.vdot(a, a) for a in arrays)


def rosenbrock(points: Any) -> Engine:
    def run() -> tuple[Any, Any]:
        x, y = points[:, :-1], points[:, 1:]
        climb, rest = y - x * x, 1 - x
        gradients = np.zeros_like(points)
        gradients[:, :-1] = -400 * x * climb - 2 * rest
        gradients[:, 1:] += 200 * climb
        return (100 * climb**2 + rest**2).sum(axis=1), gradients

    return Engine(run, lambda result: vector(*result))

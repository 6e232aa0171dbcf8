"""The works: networks with their data and first weights, and the points of Rosenbrock's function."""

from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks import networks
from benchmarks.compiled.engine import Vector, vector

PENALTY = 1e-4  # times the sum of all squared parameters, biases included
BATCH, RATE = 32, 0.1  # of the epoch


@dataclass(frozen=True, eq=False)  # a network is itself: arrays have no hash
class Network:
    """A multilayer perceptron and the samples to train it on: points of shape (samples, widths[0]), a target each.

    Of one output: relu, and the mean hinge loss (targets -1 and 1) with PENALTY. Of several: tanh, and the mean
    cross-entropy (targets are the numbers of classes). `weights` holds all parameters: layer by layer, neuron by neuron,
    the bias after the weights.
    """

    widths: tuple[int, ...]
    points: Any
    targets: Any
    weights: Vector

    @property
    def classifies(self) -> bool:
        return self.widths[-1] > 1

    def layers(self) -> list[tuple[Any, Any]]:
        """The weights as matrices (out, in) and biases, each an array of its own."""
        sizes = [nout * (nin + 1) for nin, nout in pairwise(self.widths)]
        rows = [part.reshape(nout, -1) for part, nout in zip(np.split(self.weights, np.cumsum(sizes)[:-1]), self.widths[1:],
                                                             strict=True)]
        return [(m[:, :-1].copy(), m[:, -1].copy()) for m in rows]


def flat(arrays: Any) -> Vector:
    """Matrix, bias, matrix, bias ... in the order of `Network.weights`."""
    arrays = [np.asarray(a) for a in arrays]
    return vector(*(np.column_stack([w, b]) for w, b in zip(arrays[::2], arrays[1::2], strict=True)))


def small() -> Network:
    """The step of `python -m benchmarks`: 2-16-16-1, 100 points."""
    weights = vector(*([*w, 0.0] for layer in networks.WEIGHTS for w in layer))
    return Network(networks.SIZES, np.array(networks.POINTS), np.array(networks.TARGETS), weights)


@cache
def wide() -> Network:
    """2-64-64-1, 1,000 points, inside and outside a circle."""
    chance = np.random.default_rng(1337)
    points = chance.uniform(-1, 1, (1000, 2))
    widths = (2, 64, 64, 1)
    return Network(widths, points, np.where((points**2).sum(axis=1) < 0.6, 1.0, -1.0), first_weights(widths, chance))


@cache
def digits() -> Network:
    """64-32-10 on scikit-learn's 1,797 digits of 8 by 8 pixels."""
    from sklearn.datasets import load_digits

    data = load_digits()
    widths = (64, 32, 10)
    weights = first_weights(widths, np.random.default_rng(1337))
    return Network(widths, data.data / 16, data.target.astype(float), weights)


def first_weights(widths: tuple[int, ...], chance: np.random.Generator) -> Vector:
    layers = [(chance.uniform(-1, 1, (nout, nin)) / nin**0.5, np.zeros(nout)) for nin, nout in pairwise(widths)]
    return flat(array for layer in layers for array in layer)


def valley(rows: int) -> Any:
    """Points in 100 variables for Rosenbrock's function, the sum of 100 (x[i+1] - x[i]²)² + (1 - x[i])²."""
    return np.random.default_rng(1337).uniform(-2, 2, (rows, 100))

"""What `autodiff train` learns: the data, how the outputs are judged, and what moves the weights."""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autodiff.expression import did_you_mean
from autodiff.text import cut
from nn.data import Dataset, blobs, circles, gate, linear, moons, read_csv, sklearn_set, spirals
from nn.data.gates import GATES
from nn.data.sklearn_sets import SETS
from nn.losses import binary_cross_entropy_with_logits, cross_entropy, mse
from nn.metrics import accuracy, r2
from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from nn.steps import Loss

SHAPES: dict[str, Callable[..., Dataset]] = {f.__name__: f for f in (moons, circles, spirals, blobs, linear)}
OPTIMIZERS: dict[str, Any] = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop, "adagrad": Adagrad}
KNOWN = (*SHAPES, *GATES, *SETS)


@dataclass(frozen=True)
class Task:
    """What is to be learnt: how many outputs, how they are judged."""

    outputs: int
    loss: Loss
    metric: Callable[[Any, Any], float]


def dataset(options: argparse.Namespace) -> Dataset:
    """The data of `--data`: a name of ours, or a file."""
    name = options.data
    if name in SHAPES:
        return SHAPES[name](options.samples, noise=options.noise, rng=options.seed)
    if name in GATES:
        return gate(name)
    if name in SETS:
        return sklearn_set(name)
    if not name.endswith(".csv"):
        raise ValueError(f"there is no data {cut(name, 40)!r}{did_you_mean(name, KNOWN)}: give one of {', '.join(KNOWN)}, "
                         "or a file that ends in .csv")
    return read_csv(name, target=-1 if options.target is None else options.target)


def task_of(data: Dataset) -> Task:
    """Two classes are told apart by one logit, more by one each; numbers are learnt by mean squared error."""
    if len(data.classes) == 2:
        return Task(1, binary_cross_entropy_with_logits, accuracy)
    if data.classes:
        return Task(len(data.classes), cross_entropy, accuracy)
    return Task(len(data.targets[0]) if isinstance(data.targets[0], list) else 1, mse, r2)

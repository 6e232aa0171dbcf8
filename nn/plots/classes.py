"""What a classifier answers, as scores and classes; samples and their classes as they are given to a picture."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isfinite, isnan
from typing import Any

import numpy as np

from autodiff import Value
from autodiff.reals import number
from autodiff.text import shown
from nn.checks import is_row
from nn.module import Module
from nn.plots.style import PALETTE

LARGEST = 1e100  # size of an input; matplotlib multiplies them
Point = tuple[float, float]


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """Inside, a Module is in use (dropout passes all, batch normalisation knows its statistics); then it is as it was."""
    parts = [part for _, part in model.named_modules()] if isinstance(model, Module) else []
    modes = [part.training for part in parts]
    try:
        for part in parts:
            part.training = False
        yield
    finally:
        for part, mode in zip(parts, modes, strict=True):
            part.training = mode


def scores_at(points: Sequence[Point], model: Any, threshold: float) -> Any:
    """The scores of a model at points, an array of one row for each.

    It is asked for one after the other: a batch of ten thousand would be one huge graph.
    """
    if not callable(model):
        raise TypeError(f"the model must be a Module or a function of a list of two numbers, "
                        f"not {type(model).__name__} ({shown(model)})")
    with evaluating(model):
        found = [scores(model([x, y]), threshold) for x, y in points]
    counts = sorted({len(scored) for scored in found})
    if len(counts) > 1:
        raise ValueError(f"the model must give as many outputs for each sample, got {counts[0]} and {counts[1]} scores")
    if counts[0] > len(PALETTE):
        raise ValueError(f"a picture tells {len(PALETTE)} classes apart at most, the model has {counts[0]}")
    return np.array(found)


def scores(output: Any, threshold: float) -> list[float]:
    """One score per class, the largest of which decides: a single output is that of class 1, beside the threshold's.

    >>> scores(0.75, 0.5), scores([1.0, 5.0, 2.0], 0.5)
    ([0.5, 0.75], [1.0, 5.0, 2.0])
    """
    outputs = list(output) if is_row(output) else [output]
    if not outputs:
        raise ValueError("the model must give a number, or one for each class, got an empty list")
    found = [number(o.data if isinstance(o, Value) else o, "an output of the model") for o in outputs]
    return [threshold, *found] if len(found) == 1 else found


def class_of(scored: Sequence[float]) -> int:
    """The class with the largest score, the first of equal ones; -1 if one is nan, so that there is none.

    >>> class_of([0.0, 2.0, 2.0]), class_of([0.0, float("nan")])
    (1, -1)
    """
    return -1 if any(map(isnan, scored)) else max(range(len(scored)), key=scored.__getitem__)


def points_of(inputs: Any) -> list[Point]:
    """Samples of two inputs, checked."""
    if not is_row(inputs):
        raise TypeError(f"inputs must be a list of samples, as [[0, 1], [1, 1]], "
                        f"not {type(inputs).__name__} ({shown(inputs)})")
    points = [_point(sample, i) for i, sample in enumerate(inputs)]
    if not points:
        raise ValueError("inputs must hold at least one sample: the regions are drawn around them")
    return points


def _point(sample: Any, i: int) -> Point:
    coordinates = list(sample) if is_row(sample) else []
    if len(coordinates) != 2:
        raise ValueError(f"a picture of regions has two axes: inputs[{i}] must be a list of 2 numbers, got {shown(sample)}")
    x, y = (number(c, f"inputs[{i}]") for c in coordinates)
    if not (isfinite(x) and isfinite(y) and max(abs(x), abs(y)) <= LARGEST):
        raise ValueError(f"inputs[{i}] must be two finite numbers of size {LARGEST:g} at most, got {shown(sample)}")
    return x, y


def targets_of(targets: Any, samples: int, classes: int) -> list[int]:
    """The class of each sample, checked."""
    if not is_row(targets):
        raise TypeError(f"targets must be a list of classes, one per sample, "
                        f"not {type(targets).__name__} ({shown(targets)})")
    given = list(targets)
    if len(given) != samples:
        raise ValueError(f"targets must be one per sample: got {len(given)} for {samples} samples")
    return [_target(target, i, classes) for i, target in enumerate(given)]


def _target(target: Any, i: int, classes: int) -> int:
    row = list(target) if is_row(target) else [target]
    numbers = [number(x, f"targets[{i}]") for x in row]
    if len(numbers) == 1:
        found = 0.0 if numbers[0] == -1.0 and classes == 2 else numbers[0]
        if found in range(classes):
            return int(found)
    elif len(numbers) == classes and class_of(numbers) >= 0:
        return class_of(numbers)
    raise ValueError(f"targets[{i}] must be a class from 0 to {classes - 1}, as the model has {classes}, "
                     f"got {shown(target)}")

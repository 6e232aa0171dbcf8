"""The outputs of a classifier as scores and classes, and the samples of its picture."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import isnan
from typing import Any

from nn.checks import wrong_type
from nn.data.conversion import matrix
from nn.metrics import is_probability, output_row
from nn.modules import Module
from nn.plots.style import PALETTE

LARGEST = 1e100  # size of an input, as matplotlib multiplies them
Point = tuple[float, float]


@contextmanager
def evaluating(model: Any) -> Iterator[None]:
    """A context in which a Module is in evaluation mode. Afterwards its modes are as they were."""
    parts = [part for _, part in model.named_modules()] if isinstance(model, Module) else []
    modes = [part.training for part in parts]
    try:
        for part in parts:
            part.training = False
        yield
    finally:
        for part, mode in zip(parts, modes, strict=True):
            part.training = mode


def outputs_at(points: Sequence[Point], model: Any) -> tuple[list[list[float]], bool]:
    """The outputs of a model at points, one row for each, and whether all are results of `sigmoid`.

    The points are evaluated one by one, as a batch of ten thousand would be one huge graph.
    """
    if not callable(model):
        raise wrong_type("the model must be a Module or a function of a list of two numbers", model)
    with evaluating(model):
        answers = [_answer(model([x, y])) for x, y in points]
    found = [row for row, _ in answers]
    counts = sorted({len(row) for row in found})
    if counts[0] == 0 or len(counts) > 1:
        raise ValueError(f"the model must have as many outputs at each point, got {' and '.join(map(str, counts))}")
    if counts[0] > len(PALETTE):
        raise ValueError(f"a picture has colours for at most {len(PALETTE)} classes, the model has {counts[0]}")
    return found, all(probability for _, probability in answers)


def _answer(output: Any) -> tuple[list[float], bool]:
    return output_row(output, "an output of the model"), is_probability(output)


def scores(outputs: list[float], threshold: float) -> list[float]:
    """One score per class. A single output is the score of class 1, and the threshold that of class 0.

    >>> scores([0.75], 0.5), scores([1.0, 5.0, 2.0], 0.5)
    ([0.5, 0.75], [1.0, 5.0, 2.0])
    """
    return [threshold, *outputs] if len(outputs) == 1 else outputs


def class_of(scored: Sequence[float]) -> int:
    """The class with the largest score, the first of equal ones; -1, no class, if a score is nan.

    >>> class_of([0.0, 2.0, 2.0]), class_of([0.0, float("nan")])
    (1, -1)
    """
    return -1 if any(map(isnan, scored)) else max(range(len(scored)), key=scored.__getitem__)


def points_of(inputs: Any) -> list[Point]:
    """Samples of two inputs as points; `ValueError` for others."""
    rows = matrix(inputs, "inputs")
    if len(rows[0]) != 2:
        raise ValueError(f"a picture of regions has two axes: inputs must be samples of 2 numbers, got {len(rows[0])}")
    if max(abs(x) for row in rows for x in row) > LARGEST:
        raise ValueError(f"inputs must be of size {LARGEST:g} at most: scale them first")
    return [(x, y) for x, y in rows]

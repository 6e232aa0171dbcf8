"""Metrics: how good the outputs of a network are, as plain numbers without gradients.

Outputs are as a network returns them: a number or Value per sample, or a list of them. A metric of `fit` is any function of
outputs and targets, for example `accuracy`, or `functools.partial(accuracy, threshold=0.5)`.

A single output above the threshold is class 1. The default threshold is 0.5 for probabilities, which are Values made by
`sigmoid`, and 0 for anything else, such as logits, or outputs of a network trained with the hinge loss.

>>> accuracy([2.5, -0.3, 1.0], [1, 0, 0])
0.6666666666666666
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isnan, nan, sqrt
from typing import Any

import autodiff
from autodiff import Value
from autodiff.columns import table
from autodiff.messages import cut, shown
from autodiff.reals import number
from nn.checks import is_row
from nn.data.conversion import listed, matrix, names, numbers, samples

__all__ = ["Confusion", "accuracy", "confusion", "mae", "predictions", "r2", "rmse"]

Rows = list[list[float]]


def predictions(outputs: Any, threshold: float | None = None) -> list[int]:
    """The predicted class of each sample, as a number from 0.

    With several outputs per sample it is the position of the largest, the first if several are equal. A single output above
    the threshold is class 1, else class 0. The default threshold is 0.5 if all outputs are Values made by `sigmoid`, else 0.
    Give `threshold=0.5` for probabilities as plain numbers, and for a linear output trained on 0 and 1 with `mse`.
    `ValueError` for a nan.

    >>> predictions([[0.1, 2.0, -1.0], [3.0, 0.0, 0.5]]), predictions([0.7, 0.2], threshold=0.5)
    ([1, 0], [1, 0])
    >>> predictions([autodiff.sigmoid(Value(0.7)), autodiff.sigmoid(Value(-0.2))])
    [1, 0]
    """
    return _predicted(*_judged(outputs, threshold))


def accuracy(outputs: Any, targets: Any, *, threshold: float | None = None) -> float:
    """The share of samples whose class is predicted correctly, from 0 to 1.

    outputs, threshold: as in `predictions`. targets: the class of each sample, as a number from 0; for a single output also
    -1 and 1; for several outputs also rows of as many numbers, the largest of which is at the class. Else `ValueError`.

    >>> accuracy([[2.0, 1.0], [0.0, 1.0]], [[1, 0], [1, 0]])
    0.5
    """
    rows, bound = _judged(outputs, threshold)
    hits = [p == t for p, t in zip(_predicted(rows, bound), true_classes(targets, rows), strict=True)]
    return hits.count(True) / len(hits)


def r2(outputs: Any, targets: Any) -> float:
    """The coefficient of determination, 1 - Σ (y - out)² / Σ (y - mean y)²: 1 is perfect, 0 is as good as the mean.

    With several outputs per sample it is the mean over the outputs. If all targets are equal it is -inf, or nan if the
    outputs are equal to them (scikit-learn's r2_score with force_finite=False).

    >>> r2([2.0, 3.0, 4.0, 6.0], [2, 4, 4, 6])
    0.875
    """
    rows, answers = _alike(outputs, targets)
    return _mean([_r2(*columns) for columns in zip(zip(*rows, strict=True), zip(*answers, strict=True), strict=True)])


def _r2(out: Sequence[float], y: Sequence[float]) -> float:
    if min(y) == max(y):  # a rounded mean may differ from them
        return -inf if autodiff.sum([abs(a - b) for a, b in zip(out, y, strict=True)]) > 0 else nan
    middle = _mean(y)
    unit = max(abs(b - middle) for b in y)  # so that no square overflows
    missed = [((b - a) / unit) * ((b - a) / unit) for a, b in zip(out, y, strict=True)]
    spread = [((b - middle) / unit) * ((b - middle) / unit) for b in y]
    return 1.0 - float(autodiff.sum(missed)) / float(autodiff.sum(spread))


def mae(outputs: Any, targets: Any) -> float:
    """The mean of |out - y| over all samples and outputs.

    >>> mae([1.0, 2.0], [2.0, 4.0])
    1.5
    """
    return _mean([abs(d) for d in _differences(outputs, targets)])


def rmse(outputs: Any, targets: Any) -> float:
    """The root of the mean of (out - y)^2 over all samples and outputs.

    >>> rmse([1.0, 2.0], [2.0, 9.0])
    5.0
    """
    return sqrt(_mean([d * d for d in _differences(outputs, targets)]))


@dataclass(frozen=True, repr=False)
class Confusion:
    """How often class j was predicted for samples of class i: `counts[i][j]`.

    It prints as a table with the recall and the precision of each class.
    """

    counts: list[list[int]]
    classes: tuple[str, ...]

    @property
    def accuracy(self) -> float:
        """The share of samples whose class was predicted correctly."""
        return _share(sum(row[k] for k, row in enumerate(self.counts)), sum(map(sum, self.counts)))

    @property
    def recall(self) -> list[float]:
        """For each class, the share of its samples that were predicted correctly; nan without samples."""
        return [_share(row[k], sum(row)) for k, row in enumerate(self.counts)]

    @property
    def precision(self) -> list[float]:
        """For each class, the share of its predictions that are correct; nan without predictions."""
        return [_share(column[k], sum(column)) for k, column in enumerate(zip(*self.counts, strict=True))]

    def __repr__(self) -> str:
        labels = [cut(name, 20) for name in self.classes]
        columns = [["true \\ predicted", *labels, "precision"]]
        for name, counts, share in zip(labels, zip(*self.counts, strict=True), self.precision, strict=True):
            columns.append([name, *map(str, counts), _percent(share)])
        columns.append(["recall", *map(_percent, self.recall), _percent(self.accuracy)])
        return table(columns, left=[0])


def confusion(outputs: Any, targets: Any, classes: Any = (), *, threshold: float | None = None) -> Confusion:
    """The confusion matrix. outputs, targets, threshold: as in `accuracy`; classes: their names.

    >>> confusion([2.5, -0.3, 1.0, 0.5], [1, 0, 0, 1], ["cat", "dog"])
      true \\ predicted      cat     dog   recall
      cat                     1       1   50.0 %
      dog                     0       2  100.0 %
      precision         100.0 %  66.7 %   75.0 %
    """
    rows, bound = _judged(outputs, threshold)
    size = max(len(rows[0]), 2)
    counts = [[0] * size for _ in range(size)]
    for p, t in zip(_predicted(rows, bound), true_classes(targets, rows), strict=True):
        counts[t][p] += 1
    return Confusion(counts, names(classes, "classes", size) or tuple(map(str, range(size))))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else nan


def _percent(share: float) -> str:
    return "-" if isnan(share) else f"{100 * share:.1f} %"


def _mean(items: Sequence[float]) -> float:
    return float(autodiff.sum(list(items))) / len(items)


# --- Checks of outputs and targets ---


def _rows(outputs: Any) -> Rows:
    """Outputs as a row per sample. nan and inf are allowed."""
    rows = [output_row(output, f"outputs[{i}]") for i, output in enumerate(samples(outputs, "outputs"))]
    for i, row in enumerate(rows):
        if len(row) != len(rows[0]) or not row:
            raise ValueError(f"outputs[{i}] must have {len(rows[0]) or 'one or more'} numbers, got {len(row)}: {shown(row)}")
    return rows


def output_row(output: Any, what: str) -> list[float]:
    """The outputs for a sample, one or several, as floats."""
    items = listed(output, what) if is_row(output) else [output]
    return [x.data if isinstance(x, Value) else number(x, what) for x in items]


def _target_rows(targets: Any, length: int) -> Rows:
    """Targets as a row per sample."""
    items = samples(targets, "targets")
    rows = matrix(items, "targets") if is_row(items[0]) else [[float(x)] for x in numbers(items, "targets")]
    if len(rows) != length:
        raise ValueError(f"targets must be as many as outputs, {length}, got {len(rows)}: {shown(items)}")
    return rows


def _alike(outputs: Any, targets: Any) -> tuple[Rows, Rows]:
    """Outputs and targets as rows of the same length."""
    rows = _rows(outputs)
    answers = _target_rows(targets, len(rows))
    if len(rows[0]) != len(answers[0]):
        raise ValueError(f"targets must have as many numbers per sample as outputs, {len(rows[0])}, got {len(answers[0])}")
    return rows, answers


def _differences(outputs: Any, targets: Any) -> list[float]:
    rows, answers = _alike(outputs, targets)
    return [a - b for row, answer in zip(rows, answers, strict=True) for a, b in zip(row, answer, strict=True)]


def is_probability(output: Any) -> bool:
    """Whether the output of a sample is a single Value made by `sigmoid`.

    >>> is_probability(autodiff.sigmoid(Value(2.0))), is_probability(Value(0.5)), is_probability(0.5)
    (True, False, False)
    """
    alone = output[0] if is_row(output) and len(output) == 1 else output
    return isinstance(alone, Value) and alone.op is autodiff.OPS["sigmoid"]


def _judged(outputs: Any, threshold: float | None) -> tuple[Rows, float]:
    """Outputs as rows, and the threshold for a single output."""
    items = samples(outputs, "outputs")
    usual = 0.5 if all(map(is_probability, items)) else 0.0
    return _rows(items), usual if threshold is None else number(threshold, "threshold")


def _predicted(rows: Rows, bound: float) -> list[int]:
    for i, row in enumerate(rows):
        if any(map(isnan, [bound, *row])):
            raise ValueError(f"outputs[{i}] must be comparable, with threshold {bound!r}: got {shown(row)}")
    return [row.index(max(row)) if len(row) > 1 else int(row[0] > bound) for row in rows]


def true_classes(targets: Any, rows: Rows) -> list[int]:
    """The class of each sample, from its target. rows: the outputs.

    >>> true_classes([-1, 1], [[0.3], [0.4]]), true_classes([[0, 1], [1, 0]], [[0.3, 0.4], [0.5, 0.6]])
    ([0, 1], [1, 0])
    """
    width, answers = len(rows[0]), _target_rows(targets, len(rows))
    if width > 1 and len(answers[0]) == width:
        return [row.index(max(row)) for row in answers]
    if width == 1 and all(row in ([-1.0], [1.0]) for row in answers):
        return [int(row == [1.0]) for row in answers]
    for i, row in enumerate(answers):
        if len(row) > 1 or row[0] not in range(max(width, 2)):
            also = "also -1 and 1" if width == 1 else f"also rows of {width} numbers"
            raise ValueError(f"targets[{i}] must be the number of a class, from 0 to {max(width, 2) - 1} ({also}), "
                             f"got {shown(row if len(row) > 1 else row[0])}")
    return [int(row[0]) for row in answers]

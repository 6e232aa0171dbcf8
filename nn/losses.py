"""Losses (función de pérdida, costo, error): one number that says how far outputs are from targets.

Outputs are as a model returns them: one Value, a list with one per sample, or a list of lists. Targets have the same shape,
except for `cross_entropy` and `nll`, which take the number of the correct class of each sample. `reduction` is "sum", "mean"
(over all numbers, or over samples if there is one term per sample, as in PyTorch) or "none" for the list of terms. The
lecture notes use six scalings. Each loss says which it has.
"""

import operator
from collections.abc import Callable, Iterable
from typing import Any

from autodiff import Value, abs, bce_with_logits, dot, log, log1p, log_softmax, logsumexp, relu, square, where
from autodiff import sum as total
from autodiff.messages import shown
from nn.checks import checked_not_negative, checked_operand, is_row

# --- A target for each output ---


def squared_error(outputs: Any, targets: Any, reduction: str = "sum") -> Any:
    """Σ (a - y)², the sum over outputs (and samples): C₀ in lecture notes 000 and 003.

    >>> squared_error([24.0, 1.0], [82.0, 0.0])
    3365.0
    """
    return _elementwise(lambda a, y: square(a - y), outputs, targets, reduction)


def half_squared_error(outputs: Any, targets: Any, reduction: str = "sum") -> Any:
    """½ Σ (a - y)²: in lecture notes 001 (tanh network), 001m and 004, which calls it error cuadrático medio.

    >>> half_squared_error(0.9, 1.0)
    0.0049999999999999975
    """
    return _elementwise(lambda a, y: 0.5 * square(a - y), outputs, targets, reduction)


def mse(outputs: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean of (a - y)² over all numbers (error cuadrático medio), as in PyTorch.

    The total cost of several outputs in lecture notes 003 is a mean over samples only: `squared_error(a, y) / samples`.

    >>> mse([1.0, 2.0], [1.0, 4.0])
    2.0
    """
    return squared_error(outputs, targets, reduction)


def mae(outputs: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean of |a - y|. The derivative is 0 where a = y.

    >>> mae([1.0, 2.0], [1.0, 4.0])
    1.0
    """
    return _elementwise(lambda a, y: abs(a - y), outputs, targets, reduction)


def huber(outputs: Any, targets: Any, delta: float = 1.0, reduction: str = "mean") -> Any:
    """The mean of ½ d² if |d| = |a - y| is at most delta, else of delta·(|d| - delta/2) (Huber, 1964).

    >>> huber([0.5, 3.0], [0.0, 0.0])
    1.3125
    """
    if checked_not_negative(delta, "delta of huber()") == 0:
        raise ValueError("delta of huber() must be above 0, got 0.0: the loss would be 0 everywhere")

    def term(a: Any, y: Any) -> Any:
        d = a - y
        return where(abs(d) <= delta, 0.5 * square(d), delta * (abs(d) - delta / 2))
    return _elementwise(term, outputs, targets, reduction)


def hinge(outputs: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean of max(0, 1 - y·a), for classes y of -1 and 1. `ValueError` for any other.

    >>> hinge([0.5, -3.0], [1, -1])
    0.25
    """

    def term(a: Any, y: Any) -> Any:
        if _data(y) not in (-1.0, 1.0):
            raise ValueError(f"a target of hinge must be -1 or 1, got {shown(y)}: for classes 0 and 1, give 2*y - 1")
        return relu(1 - y * a)
    return _elementwise(term, outputs, targets, reduction)


def binary_cross_entropy(probabilities: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean of -(y ln p + (1 - y) ln(1 - p)), from probabilities (entropía cruzada binaria).

    If y is 0 or 1, the term with factor 0 is left out, so that the loss is 0 for p = y. For p = 0 and y = 1 it is inf
    (PyTorch: 100). `ValueError` for p or y outside 0 to 1. For several outputs, E(Θ) of lecture notes 001 is the sum over
    outputs and the mean over samples.

    >>> round(binary_cross_entropy([0.8, 0.2], [1, 0]), 12)
    0.223143551314
    """

    def term(p: Any, y: Any) -> Any:
        _check_share(y)
        if _data(p) < 0 or _data(p) > 1:
            raise ValueError(f"a probability must be from 0 to 1, got {shown(p)}: "
                             "for logits there is binary_cross_entropy_with_logits")
        if not isinstance(y, Value) and y in (0, 1):
            return -log(p) if y else -log1p(-p)
        return -(y * log(p) + (1 - y) * log1p(-p))
    return _elementwise(term, probabilities, targets, reduction)


def binary_cross_entropy_with_logits(logits: Any, targets: Any, reduction: str = "mean") -> Any:
    """Binary cross-entropy of p = sigmoid(z), exact for logits z of any size. `ValueError` for y outside 0 to 1.

    >>> binary_cross_entropy_with_logits([0.0, 1000.0], [1, 1])
    0.34657359027997264
    """

    def term(z: Any, y: Any) -> Any:
        _check_share(y)
        return bce_with_logits(z, y)
    return _elementwise(term, logits, targets, reduction)


# --- A class for each sample ---


def cross_entropy(logits: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean over samples of -ln softmax(z)_y (entropía cruzada), from logits, two or more for each sample.

    A target is the number of the correct class, an integer from 0, or a list with a probability for each class. Else
    `ValueError`.

    >>> cross_entropy([0.0, 0.0], 1), cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [1, 0], reduction="sum")
    (0.6931471805599453, 0.6931471805599453)
    """
    return _by_sample(_cross_entropy, logits, targets, reduction)


def _cross_entropy(row: list[Any], target: Any) -> Any:
    if not is_row(target):
        right = _class(target, len(row), "cross_entropy")
        margins = [0.0 if i == right else z - row[right] for i, z in enumerate(row)]
        return logsumexp(margins)  # exact even if the correct class is nearly certain
    shares = [checked_operand(share, "a target") for share in target]
    sizes = [_data(share) for share in shares]
    if len(shares) != len(row) or min(sizes) < 0 or not 1 - 1e-6 < total(sizes) < 1 + 1e-6:
        raise ValueError(f"a target of cross_entropy must be a class from 0 to {len(row) - 1}, or {len(row)} probabilities "
                         f"whose sum is 1, got {shown(shares)}: a model of one output has binary_cross_entropy_with_logits")
    return -dot(shares, log_softmax(row))


def nll(log_probabilities: Any, targets: Any, reduction: str = "mean") -> Any:
    """The mean over samples of -(log_probabilities)_y: `cross_entropy` for outputs of `log_softmax`.

    >>> nll([[-0.5, -1.0], [-2.0, -0.1]], [0, 1])
    0.3
    """
    return _by_sample(lambda row, target: -row[_class(target, len(row), "nll")], log_probabilities, targets, reduction)


# --- Shapes and reductions ---


def _elementwise(term: Callable[[Any, Any], Any], outputs: Any, targets: Any, reduction: str) -> Any:
    return _reduced([term(a, y) for a, y in _pairs(outputs, targets, "")], reduction)


def _pairs(outputs: Any, targets: Any, where: str) -> Iterable[tuple[Any, Any]]:
    """The pairs of an output and its target, from lists of the same shape."""
    if not is_row(outputs):
        if is_row(targets):
            raise ValueError(f"targets{where} must be one number as the output is, not {_given(targets)}")
        yield checked_operand(outputs, "an output"), checked_operand(targets, "a target")
        return
    if not is_row(targets) or len(outputs) != len(targets):
        came = f"{len(targets)}" if is_row(targets) else _given(targets)
        raise ValueError(f"targets{where} must be {len(outputs)} as the outputs{where} are, {_given(outputs)}, got {came}: "
                         "give one for each")
    for i, (a, y) in enumerate(zip(outputs, targets, strict=True)):
        yield from _pairs(a, y, f"{where}[{i}]")


def _by_sample(term: Callable[[list[Any], Any], Any], outputs: Any, targets: Any, reduction: str) -> Any:
    """One term for each sample. Outputs are a list of two or more, or a list of such lists."""
    if not is_row(outputs) or len(outputs) == 0:
        raise ValueError(f"outputs must be a list with one number per class, or a list of such lists, got {shown(outputs)}: "
                         "a model of one output has binary_cross_entropy_with_logits")
    if not is_row(outputs[0]):
        return _reduced([term(_classes(outputs), targets)], reduction)
    if not is_row(targets) or len(targets) != len(outputs):
        raise ValueError(f"targets must be {len(outputs)}, one for each sample, got {shown(targets)}")
    return _reduced([term(_classes(row), y) for row, y in zip(outputs, targets, strict=True)], reduction)


def _classes(row: Any) -> list[Any]:
    if not is_row(row) or len(row) < 2:
        raise ValueError(f"the outputs for a sample must be two or more, one per class, got {shown(row)}: "
                         "a model of one output has binary_cross_entropy_with_logits")
    return [checked_operand(z, "an output") for z in row]


def _given(x: Any) -> str:
    return f"{type(x).__name__} ({shown(x)})"


def _reduced(terms: list[Any], reduction: str) -> Any:
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"reduction must be 'mean', 'sum' or 'none', got {shown(reduction)}")
    if reduction == "none":
        return terms
    if not terms:
        raise ValueError("a loss needs at least one output, got none: an empty batch has no loss")
    whole = terms[0] if len(terms) == 1 else total(terms)
    return whole / len(terms) if reduction == "mean" and len(terms) > 1 else whole


def _class(target: Any, count: int, loss: str) -> int:
    try:
        index = operator.index(target)
    except TypeError:
        index = -1
    if not 0 <= index < count:
        raise ValueError(f"a target of {loss} must be the number of a class, an int from 0 to {count - 1}, "
                         f"got {shown(target)}: int(y) makes one of a float")
    return index


def _check_share(y: Any) -> None:
    if not 0 <= _data(y) <= 1:
        raise ValueError(f"a target of a binary cross-entropy must be from 0 to 1, got {shown(y)}: "
                         "for classes -1 and 1, give (y + 1)/2")


def _data(x: Any) -> float:
    return x.data if isinstance(x, Value) else float(x)

"""`variables`, and the functions `softmax` and `log_softmax`, which are built from operations."""

import re
from collections.abc import Iterable
from typing import Any

from autodiff.messages import shown
from autodiff.reals import number
from autodiff.value.operands import operands
from autodiff.value.value import Operand, Value, exp_difference, logsumexp, max, sum


def variables(names: str = "", /, **data: float) -> tuple[Value, ...]:
    """Make labelled leaves: `variables(a=2.0, b=-3.0)`, or `variables("a b")` with data 0.

    `ValueError` for no name, or a name given twice.

    >>> a, b = variables(a=2.0, b=-3.0)
    >>> a
    Value(data=2.0, grad=0.0, label='a')
    """
    if not isinstance(names, str):
        raise TypeError(f"variables() needs names as text, not {type(names).__name__} ({shown(names)}): variables('a b') "
                        "or variables(a=2.0)")
    listed = [name for name in re.split(r"[\s,]+", names) if name]
    every = [*listed, *data]
    if not every or len(set(every)) < len(every):
        raise ValueError(f"variables() needs different names, got {shown(every)}: "
                         "variables('a b') or variables(a=2.0, b=-3.0)")
    return tuple(Value(number(data.get(name, 0.0), f"{name} of variables()"), label=name) for name in every)


def log_softmax(logits: Iterable[Operand]) -> list[Any]:
    """Logarithm of softmax, x_i - ln sum_j e^{x_j}, without overflow.

    >>> [round(p, 4) for p in log_softmax([1.0, 2.0, 3.0])]
    [-2.4076, -1.4076, -0.4076]
    """
    logits, _, _ = operands(logits, "log_softmax")
    total = logsumexp(logits)
    return [x - total for x in logits]


def softmax(logits: Iterable[Operand]) -> list[Any]:
    """Softmax, e^{x_i} / sum_j e^{x_j}, without overflow: positive numbers whose sum is 1.

    >>> softmax([1000.0, 1000.0])
    [0.5, 0.5]
    """
    given, _, _ = operands(logits, "softmax")
    largest = max(given)  # subtracting it changes no ratio, and no power overflows
    powers = [exp_difference(x, largest) for x in given]
    total = sum(powers)
    return [power / total for power in powers]

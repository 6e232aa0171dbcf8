"""Logic gates (compuertas): four samples of two inputs."""

from typing import Any

from autodiff.messages import shown
from nn.data.conversion import finite
from nn.data.dataset import Dataset

GATES = {  # the answers to 00, 01, 10, 11
    "and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "xor": [0, 1, 1, 0],
    "nand": [1, 1, 1, 0], "nor": [1, 0, 0, 0], "xnor": [1, 0, 0, 1],
}


def gate(name: str, low: Any = 0) -> Dataset:
    """The truth table of "and", "or", "xor", "nand", "nor" or "xnor".

    low: the input that stands for false, 0 or -1; true is 1. Targets are always 0 and 1. The neurons x1 + x2 - 1 and x1 + x2
    of lecture notes 002 are AND and OR with low=0 and step(0) = 0, and also with low=-1 and step(0) = 1.

    >>> X, y = gate("xor", low=-1)
    >>> X, y
    ([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]], [0, 1, 1, 0])
    """
    if not isinstance(name, str) or name not in GATES:
        raise ValueError(f"there is no gate {shown(name)}: try one of {', '.join(GATES)}")
    false = finite(low, "low")
    if false not in (0, -1):
        raise ValueError(f"low, the input that stands for false, must be 0 or -1, got {false!r}")
    inputs = [[x1, x2] for x1 in (false, 1.0) for x2 in (false, 1.0)]
    return Dataset(inputs, GATES[name], classes=("false", "true"), name=name)

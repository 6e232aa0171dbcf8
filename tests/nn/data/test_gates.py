"""Gates: Python's own logic, and the documents' neurons on both conventions."""

import operator
from collections.abc import Callable
from typing import Any

import pytest

from autodiff import relu
from nn.data import gate

LOGIC: dict[str, Callable[[bool, bool], bool]] = {
    "and": operator.and_, "or": operator.or_, "xor": operator.xor, "xnor": operator.eq,
    "nand": lambda a, b: not (a and b), "nor": lambda a, b: not (a or b),
}


@pytest.mark.parametrize("low", [0, -1])
@pytest.mark.parametrize("name", LOGIC)
def test_each_gate_answers_as_python_does(name: str, low: int) -> None:
    data = gate(name, low)
    assert [[x == 1.0 for x in row] for row in data.inputs] == [[False, False], [False, True], [True, False], [True, True]]
    assert {x for row in data.inputs for x in row} == {float(low), 1.0}
    assert data.targets == [int(LOGIC[name](a == 1.0, b == 1.0)) for a, b in data.inputs]
    assert [type(y) for y in data.targets] == [int] * 4
    assert (data.classes, data.name) == (("false", "true"), name)


@pytest.mark.parametrize(("name", "bias"), [("and", -1.0), ("or", 0.0)])
def test_document_002s_neurons_are_its_gates_in_two_readings(name: str, bias: float) -> None:
    """Row 22: x1 + x2 - 1 and x1 + x2 + 0, with inputs 0 and 1 above 0, or with inputs -1 and 1 from 0 on."""
    zeros, signs = gate(name), gate(name, low=-1)
    assert [int(a + b + bias > 0) for a, b in zeros.inputs] == zeros.targets
    assert [int(a + b + bias >= 0) for a, b in signs.inputs] == signs.targets


def test_xor_of_and_and_or() -> None:
    """Rows 6 and 23: ReLU(ReLU(x1 + x2) - 2 ReLU(x1 + x2 - 1)), and step(OR - AND)."""
    inputs, targets = gate("xor")
    assert [relu(relu(a + b) - 2 * relu(a + b - 1)) for a, b in inputs] == targets
    assert [int(o - a > 0) for o, a in zip(gate("or").targets, gate("and").targets, strict=True)] == targets


@pytest.mark.parametrize(("name", "low", "message"), [
    ("not", 0, "there is no gate 'not': try one of and, or, xor, nand, nor, xnor"),
    (None, 0, "there is no gate None"),
    ("and", 0.5, "low, the input that stands for false, must be 0 or -1, got 0.5"),
    ("and", float("nan"), "low must be a finite number, got nan"),
])
def test_what_is_refused_is_named(name: Any, low: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        gate(name, low)

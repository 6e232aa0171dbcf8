"""The answer of x > y: a number among numbers, an operation of the graph beside a Value."""

import operator
from typing import Any

import pytest

import autodiff as ad
from autodiff import Value
from autodiff.comparison import _with_values

OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "pow": operator.pow}


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("x", [2.0, 4.0])
def test_beside_a_value_it_is_recorded_on_its_side(name: str, x: float) -> None:
    operate = OPERATORS[name]
    v, w = Value(x), Value(3.0)
    for y, expected, side in ((operate(v > 1, w), operate(1.0, 3.0), 0), (operate(w, v > 1), operate(3.0, 1.0), 1)):
        assert y.op.name == name
        assert y.data == expected
        assert y.parents[1 - side] is w
        assert y.parents[side].op.name == "greater"
        assert y.parents[side].parents == (v, 1.0)
    follows = operate(v > 3, w + 1)
    v.data = 6.0 - x
    assert follows.recompute().data == operate(float(v.data > 3), 4.0)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("number", [2, 2.5])
def test_beside_a_number_it_is_a_number(name: str, number: Any) -> None:
    operate = OPERATORS[name]
    answer = Value(2.0) > 1
    assert operate(answer, number) == operate(1, number)
    assert operate(number, answer) == operate(number, 1)
    assert not isinstance(operate(answer, number), Value)


def test_two_answers_are_numbers_and_show_as_bools() -> None:
    yes, no = Value(2.0) > 1, Value(2.0) < 1
    assert (yes + yes, yes * no, yes - no) == (2, 0, 1)
    assert (repr(yes), repr(no), str(yes)) == ("True", "False", "True")


def test_as_an_argument_it_is_an_operation_of_the_graph() -> None:
    v = Value(2.0)
    for y in (ad.where(v > 1, 5.0, 7.0), ad.sum([v > 1, 0.5]), ad.hypot(v > 1, 0.0), ad.dot([v > 1], [2.0])):
        assert isinstance(y, Value)
        first = y.data
        v.data = 0.0
        assert y.recompute().data != first
        v.data = 2.0
        assert y.recompute().data == first


@pytest.mark.parametrize("reflected", [True, False])
def test_an_operator_asks_the_other_operand_first(reflected: bool) -> None:
    method = _with_values("__rsub__" if reflected else "__sub__", operator.sub, reflected)
    v = Value(5.0)
    answer = v > 1
    assert method(answer, 3) == (2 if reflected else -2)
    assert method(answer, 0.5) is NotImplemented  # as int's own: it is for the float to answer
    assert method(answer, v).data == (4.0 if reflected else -4.0)

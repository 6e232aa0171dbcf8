"""Node: what a Value holds and shows, arithmetic apart."""

import operator
from typing import Any

import pytest

import autodiff as ad
from autodiff import Value, variables


@pytest.mark.parametrize(("compare", "row", "swapped"), [
    (operator.gt, "greater", False), (operator.ge, "greater_equal", False),
    (operator.lt, "greater", True), (operator.le, "greater_equal", True),
])
@pytest.mark.parametrize("x", [1.0, 2.0, 3.0])
@pytest.mark.parametrize("other", [Value(2.0), 2.0, 2, True])
def test_a_comparison_remembers_its_row_and_what_was_compared(
        compare: Any, row: str, swapped: bool, x: float, other: Any) -> None:
    v = Value(x)
    answer = compare(v, other)
    number = other.data if isinstance(other, Value) else float(other)
    assert bool(answer) is compare(x, number)
    assert answer.row == row
    assert answer.compared == ((other, v) if swapped else (v, other))
    assert answer.node().data == float(answer)
    assert answer.node().op.name == row


def test_a_comparison_with_what_is_no_number_is_left_to_its_class() -> None:
    class Other:
        def __lt__(self, other: object) -> str:
            return "asked"

    assert (Value(1.0) > Other()) == "asked"  # type: ignore[operator]
    with pytest.raises(TypeError, match="operand beside a Value must be a real number, not str"):
        _ = Value(1.0) >= "1"  # type: ignore[operator]


def test_a_scope_is_text_and_stays_with_a_copy() -> None:
    import copy

    v = Value(1.0)
    assert (v.scope, (v * 2).scope, (v * 2).label) == ("", "", "")
    v.scope = "layer1/neuron2"
    assert copy.deepcopy(v).scope == v.scope == "layer1/neuron2"
    with pytest.raises(TypeError, match=r"scope .*'layer1/neuron2'.*int"):
        v.scope = 3  # type: ignore[assignment]
    assert v.scope == "layer1/neuron2"


def test_an_expression_has_at_most_60_characters_unless_told() -> None:
    def text(length: int) -> tuple[str, str]:
        y = Value(1.0, label="x" * (length - len("tanh()"))).tanh()
        return y.expression(), y.expression(length)

    whole, told = text(60)
    assert whole == told
    assert len(told) == 60
    cut, told = text(61)
    assert len(told) == 61
    assert len(cut) <= 60


def test_gradients_of_computed_values_can_be_set_and_read() -> None:
    x = Value(3.0)
    y = x * 2
    assert (y.grad, y.data) == (0.0, 6.0)
    y.grad = 5
    assert (y.grad, type(y.grad)) == (5.0, float)
    y.label = "y"
    assert repr(y) == "Value(data=6.0, grad=5.0, label='y')"
    assert f"{y:.2f} {y}" == "6.00 " + repr(y)


def test_the_partials_of_a_node_are_one_for_each_operand() -> None:
    a, b = variables(a=2.0, b=5.0)
    assert a.partials == a.parents == ()
    assert (a * b).partials == (5.0, 2.0)
    assert (a * 3.0).partials == (3.0, 0.0)
    assert (-a).partials == (-1.0,)
    dot = ad.dot([a, 7.0], [b, a], 1.0)
    assert dot.parents == (a, 7.0, b, a, 1.0)
    assert dot.partials == (5.0, 0.0, 2.0, 7.0, 0.0)


def test_one_step_of_the_chain_rule_by_hand_reaches_every_operand() -> None:
    a, b = variables(a=2.0, b=5.0)
    y = a * b + a / 4.0
    y.grad = 1.0
    for node in (y, *y.parents):
        node._backward()  # type: ignore[union-attr]
    assert (a.grad, b.grad) == (5.25, 2.0)
    a._backward()
    assert (a.grad, b.grad) == (5.25, 2.0)


def test_the_symbol_of_a_power_names_its_exponent_if_that_is_a_number() -> None:
    a, b = variables(a=2.0, b=5.0)
    assert [(a**2)._op, (a**0.5)._op, (a**b)._op, (2**a)._op] == ["**2", "**0.5", "**", "**"]
    assert [{p.data for p in y._prev} for y in (a**2, a**b, 3**a, a + 1)] == [
        {2.0}, {2.0, 5.0}, {3.0, 2.0}, {2.0, 1.0}]

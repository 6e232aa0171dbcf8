"""What boxes and arrows say."""

import math

import pytest

import autodiff as ad
from autodiff import OPS, Value, strict, variables
from autodiff.drawing.picture import LIMIT, check_size, ordered
from autodiff.errors import DrawingError
from nn.modules.layers import Neuron
from tests.drawing.graphs import arrows, labelled, labels, network, pictured

a, b = variables(a=2.0, b=-3.0)


def test_a_square_has_two_arrows() -> None:
    assert arrows(pictured(a * a)) == [("a", "a*a", 0), ("a", "a*a", 1)]


def test_operands_keep_their_order() -> None:
    assert arrows(pictured(a - b)) == [("a", "a - b", 0), ("b", "a - b", 1)]
    assert arrows(pictured(b - a)) == [("b", "b - a", 0), ("a", "b - a", 1)]


def test_kinds_are_told_apart() -> None:
    neuron = Neuron(1, bias=False, activation="tanh", weights=[0.5])
    kinds = {box.label: box.kind for box in pictured(neuron([a]) * 2).boxes}
    assert kinds["a"] == "input"
    assert kinds["neuron.w1"] == "parameter"
    assert kinds["2"] == "constant"
    assert set(kinds.values()) == {"input", "parameter", "constant", "intermediate", "result"}
    assert [box.kind for box in pictured(a).boxes] == ["result"]


def test_several_results() -> None:
    y = a * b
    made = pictured([y, y + 1])
    assert [box.kind for box in made.boxes] == ["input", "input", "result", "constant", "result"]


def test_constants_are_boxes_of_their_own_but_a_bias_left_out_is_none() -> None:
    assert labels(pictured(a * 2 + 2)).count("2") == 2
    without, having = ad.dot([a], [b]), ad.dot([a], [b], 4.0)
    assert "0" not in labels(pictured(without))
    assert "4" in labels(pictured(having))
    assert pictured(without).boxes[-1].symbol == "w·x"
    assert pictured(having).boxes[-1].symbol == "w·x + b"
    assert "0" in labels(pictured(a + 0.0))


def test_a_box_says_all_there_is_to_know() -> None:
    x = Value(1 / 3, "x")
    y = x * 3
    y.backward()
    box = pictured(y).boxes[0]
    assert (box.label, box.data, box.grad) == ("x", "0.3333", "3")
    assert repr(1 / 3) in box.title
    assert pictured(y, digits=2).boxes[0].data == "0.33"
    (nan,) = pictured(Value(math.nan)).boxes
    assert nan.data == "nan"


def test_every_operation_shows_its_symbol() -> None:
    for op in OPS.values():
        arguments = ([Value(0.3), Value(0.4)] if name.startswith("*") else Value(0.5) for name in op.args)
        made = getattr(ad.value.value, op.name)(*arguments)
        box = pictured(made).boxes[-1]
        assert box.symbol == op.symbol[:14]
        assert box.operands == len(made.parents)


def test_operands_are_numbered_where_their_order_matters() -> None:
    ordered.cache_clear()
    for name in ("sub", "div", "pow", "where", "atan2", "greater", "xlogy", "clip", "leaky_relu"):
        assert ordered(OPS[name]), name
    for name in ("add", "mul", "maximum", "hypot", "logaddexp", "equal", "tanh", "sum"):
        assert not ordered(OPS[name]), name
    with strict():
        ordered.cache_clear()
        assert ordered(OPS["pow"])


def test_arrows_carry_the_local_derivative() -> None:
    made = pictured(a * b)
    assert [arrow.partial for arrow in made.arrows] == ["-3", "2"]
    assert "-3.0" in made.arrows[0].title


def test_an_arrow_into_a_folded_neuron_carries_its_derivative() -> None:
    neuron, x = Neuron(1, activation="tanh", weights=[0.5]), Value(2.0, "x")
    y = neuron([x])
    y.backward()
    (arrow,) = pictured(y, "neurons").arrows
    assert float(arrow.partial) == pytest.approx(x.grad, rel=1e-3)


def test_a_folded_box_shows_its_output() -> None:
    loss = network(sizes=(3, 1))
    boxes = {box.label: box for box in pictured(loss, "layers").boxes}
    assert boxes["layer1"].folded
    assert boxes["layer1"].data.count(",") == 2
    assert "," not in boxes["layer2"].data
    assert "6 operations and 9 parameters" in boxes["layer1"].title


def test_a_folded_result_is_a_result() -> None:
    (_, box) = pictured(Neuron(1)([a]), "neurons").boxes
    assert (box.kind, box.folded) == ("result", True)


def test_an_unnamed_value_shows_its_expression() -> None:
    made = pictured(labelled(a * b, "p") + 1)
    assert [(box.label, box.named) for box in made.boxes] == [
        ("a", True), ("b", True), ("p", True), ("1", True), ("p + 1", False)]


def test_labels_are_cut_and_titles_are_not_endless() -> None:
    made = pictured(Value(1.0, "x" * 10_000))
    assert labels(made) == ["x" * 23 + "…"]
    assert 900 < len(made.boxes[0].title) < 1_200


def test_a_label_cannot_pass_for_another_line() -> None:
    assert "\ndata = 7" not in pictured(Value(1.0, "x\ndata = 7")).boxes[0].title


def test_too_many_boxes_are_refused_with_advice() -> None:
    check_size(LIMIT)
    with pytest.raises(DrawingError, match=r"5,001 boxes, and at most 5,000 .*fold"):
        check_size(LIMIT + 1)


def test_a_result_says_so_even_if_it_has_a_name() -> None:
    x, y = variables(x=1.0, y=2.0)
    titles = [box.title.splitlines()[0] for box in pictured(labelled(labelled(x * y, "p") + 1.0, "z")).boxes]
    assert titles[:2] == ["x", "y"]
    assert {"p", "result"} <= {*titles}

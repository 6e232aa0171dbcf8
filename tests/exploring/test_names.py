"""What nodes are called: no two the same, and nothing by a number that will change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value, tanh, variables
from autodiff.exploring.data import page_data
from autodiff.graph.sweeps import topological
from autodiff.testing.program import Program
from autodiff.testing.strategies import programs
from nn import MLP


def names(y: Value) -> list[str]:
    return [node["name"] for node in page_data(y)["graph"]["nodes"]]


def title(y: Value) -> str:
    return str(page_data(y)["title"])


def test_labels_and_expressions() -> None:
    w, x = variables(w=0.5, x=2.0)
    y = tanh(w * x)
    assert (names(y), title(y)) == (["w", "x", "w·x", "y"], "y = tanh(w·x)")
    y.label = "out"
    assert (names(y), title(y)) == (["w", "x", "w·x", "out"], "out")


def test_a_letter_that_is_taken_is_another() -> None:
    y, f = variables(y=0.5, f=2.0)
    assert title(y * f) == "L = y·f"


def test_a_leaf_without_a_label_is_not_called_by_its_number() -> None:
    y = Value(3.0) * Value(-2.0) + 1
    assert names(y) == ["leaf1", "leaf2", "leaf1·leaf2", "y"]
    assert title(Value(3.0)) == "y"


def test_what_a_node_is_called_is_not_a_number() -> None:
    x = Value(3.0, "x")
    assert names(tanh(x**0) * x**1) == ["x", "z1", "z2", "z3", "y"]  # not 1, tanh(z1) and x


def test_a_long_expression_has_a_letter() -> None:
    first, second, third = Value(1.0, "the_first_input"), Value(2.0, "the_second_input"), Value(3.0, "third")
    assert names(tanh(first * second) * third)[3:] == ["z1", "z2", "y"]  # z2, as tanh(z1) says nothing


def test_equal_labels_have_superscripts() -> None:
    model = MLP(1, [1, 1], rng=0)
    y = model(variables(a=1.0)) + model(variables(a=2.0))
    assert {"a⁽¹⁾", "a⁽²⁾", "w1⁽¹,¹⁾", "w1⁽²,¹⁾"} <= {*names(y)}


@given(programs(), st.booleans())
def test_no_two_nodes_have_the_same_name(program: Program, labelled: bool) -> None:
    y = program.values()[0]
    if labelled:
        for node in topological(y):
            node.label = "y"
    assert len({*names(y)}) == len(topological(y))


@pytest.mark.parametrize("label", ["leaf1", "w⁽¹⁾", "z1"])
def test_names_of_ours_and_labels_that_look_like_them(label: str) -> None:
    y = Value(1.0) * Value(2.0, label) * Value(3.0, "w") * Value(4.0, "w")
    assert len({*names(y)}) == len(topological(y))


def test_a_label_is_no_superscript_of_another() -> None:
    leaves = [Value(1.0, "w"), Value(2.0, "w"), Value(3.0, "b"), Value(4.0, "b⁽¹⁾")]
    for leaf, scope in zip(leaves, ["layer1", "layer2", "layer1", ""], strict=True):
        leaf.scope = scope
    assert len({*names(leaves[0] * leaves[1] * leaves[2] * leaves[3])}) == 7

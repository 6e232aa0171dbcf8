"""What nodes are called: no two the same, and nothing by a number that will change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value, tanh, variables
from autodiff.exploring.names import names_of, title_of
from autodiff.graph.sweeps import topological
from autodiff.testing.program import Program
from autodiff.testing.strategies import programs
from nn import MLP


def names(y: Value) -> list[str]:
    return [*names_of(topological(y)).values()]


def title(y: Value) -> str:
    nodes = topological(y)
    return title_of(nodes, names_of(nodes))


def test_labels_and_expressions() -> None:
    w, x = variables(w=0.5, x=2.0)
    y = tanh(w * x)
    assert (names(y), title(y)) == (["w", "x", "w*x", "y"], "y = tanh(w*x)")
    y.label = "out"
    assert (names(y), title(y)) == (["w", "x", "w*x", "out"], "out")


def test_a_letter_that_is_taken_is_another() -> None:
    y, f = variables(y=0.5, f=2.0)
    assert title(y * f) == "L = y*f"


def test_a_leaf_without_a_label_is_not_called_by_its_number() -> None:
    y = Value(3.0) * Value(-2.0) + 1
    assert names(y) == ["leaf1", "leaf2", "leaf1*leaf2", "y"]
    assert title(Value(3.0)) == "leaf1"


def test_equal_names_are_numbered() -> None:
    model = MLP(1, [1], rng=0)
    y = model(variables(a=1.0)) + model(variables(a=2.0))
    assert [name for name in names(y) if name.startswith("a")] == ["a⁽¹⁾", "a⁽²⁾"]
    assert "(layer1/neuron1 w·x + b)⁽²⁾" in names(y)


@given(programs(), st.booleans())
def test_no_two_nodes_have_the_same_name(program: Program, labelled: bool) -> None:
    y = program.values()[0]
    if labelled:
        for node in topological(y):
            node.label = "y"
    assert len({*names(y)}) == len(topological(y))


@pytest.mark.parametrize("label", ["leaf1", "w⁽¹⁾"])
def test_names_of_ours_and_labels_that_look_like_them(label: str) -> None:
    y = Value(1.0) * Value(2.0, label) * Value(3.0, "w") * Value(4.0, "w")
    assert len({*names(y)}) == len(topological(y))

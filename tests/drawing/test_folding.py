"""Folding: one group per call, and a folded graph that is true and has no cycle."""

from typing import Any

import pytest
from hypothesis import given, settings

import autodiff as ad
from autodiff import Value, variables
from autodiff.drawing.folded import Folded, constants
from autodiff.drawing.folding import groups_of, naming, operands
from autodiff.graph import sweeps as graph
from nn import MLP, Layer, Neuron
from tests.drawing.graphs import anyhow, arrows, labels, modular, network, pictured


def groups(y: Value, fold: str = "neurons") -> list[Any]:
    return groups_of(graph.topological(y), {y}, naming(fold))


def test_a_neuron_and_its_parameters_are_one_box() -> None:
    x = Value(0.5, "x")
    made = pictured(Neuron(1, activation="tanh")([x]) * 2, "neurons")
    assert labels(made)[:2] == ["x", "neuron"]
    assert len(made.boxes) == 4  # and the constant, and the result


def test_every_call_is_a_box_of_its_own() -> None:
    neuron = Neuron(2, activation="tanh")
    y = ad.sum([neuron([Value(i), 1.0]) for i in range(100)])
    assert labels(pictured(y, "neurons")).count("neuron") == 100


def test_a_neuron_fed_with_its_own_output_is_a_chain_of_boxes() -> None:
    neuron, x = Neuron(1, activation="tanh"), Value(0.5, "x")
    made = pictured(neuron([neuron([neuron([x])])]), "neurons")
    assert arrows(made) == [("x", "neuron", None), ("neuron", "neuron", None), ("neuron", "neuron", None)]
    mixed = neuron([ad.exp(neuron([x]))])
    assert len(groups(mixed)) == 2


@pytest.mark.parametrize("activation", [lambda z: z * ad.sigmoid(z), lambda z: ad.sigmoid(z * 2) + 1])
def test_an_activation_of_several_operations_belongs_to_the_neuron(activation: Any) -> None:
    made = pictured(Neuron(1, activation=activation)([Value(0.5, "x")]), "neurons")
    assert labels(made) == ["x", "neuron"]


def test_a_neuron_written_out_is_one_box() -> None:
    w1, w2, b, x1, x2 = variables(w1=1.0, w2=2.0, b=3.0, x1=4.0, x2=5.0)
    for parameter in (w1, w2, b):
        parameter.scope = "mine"
    nodes = [w1 * x1, w2 * x2]
    nodes += [nodes[0] + nodes[1]]
    nodes += [nodes[2] + b]
    for node in nodes:
        node.scope = "mine"
    assert labels(pictured(nodes[-1], "neurons")) == ["x1", "x2", "mine"]


def test_a_layer_is_one_box_per_call() -> None:
    layer = Layer(2, 3, activation="tanh")
    x, y, z = variables(x=1.0, y=2.0, z=3.0)
    made = pictured(ad.sum(layer([x, y]) + layer([y, z])), "layers")
    assert labels(made).count("layer") == 2
    assert [a.values for a in made.arrows if a.port is None] == [1, 1, 1, 1]
    assert sum(a.port is not None for a in made.arrows) == 6  # each output is an operand of the sum


def test_layers_of_a_network_pass_on_all_their_values() -> None:
    made = pictured(network(), "layers")
    assert [a.values for a in made.arrows if a.values > 1] == [16, 16]


def test_a_parameter_used_elsewhere_is_drawn_too() -> None:
    neuron, x = Neuron(1, activation="tanh"), Value(0.5, "x")
    made = pictured(neuron([x]) + neuron.w[0] ** 2, "neurons")
    assert ("neuron.w1", "neuron", None) in arrows(made)
    assert ("neuron.w1", "w1**2", 0) in arrows(made)
    assert "b" not in labels(made)


def test_what_is_unfolded_is_open_and_the_rest_is_not() -> None:
    loss = network(sizes=(3, 1))
    opened = labels(pictured(loss, "layers", ["layer1/neuron2"]))
    assert opened.count("layer1/neuron1") == opened.count("layer1/neuron3") == opened.count("layer2") == 1
    assert "layer1/neuron2" not in opened
    assert opened.count("layer1/neuron2.w1") == 1
    assert labels(pictured(loss, "layers", ["layer1"])).count("layer1/neuron2") == 1
    assert [label for label in labels(pictured(loss, ["layer1"])) if "layer" in label and "." not in label] == ["layer1"]


def test_the_loss_of_a_network_folds_to_what_can_be_read() -> None:
    assert len(pictured(network(), "neurons").boxes) <= 69
    assert len(pictured(network(), "layers").boxes) <= 10
    assert len(groups(network(samples=20))) == 20 * 33


def test_an_input_that_is_a_number_is_folded_away() -> None:
    assert labels(pictured(MLP(2, [2, 1])([1.0, 2.0]), "layers")) == ["layer1", "layer2"]


def test_a_group_that_would_enclose_another_node_is_not_folded() -> None:
    x, y = variables(x=1.0, y=2.0)
    before = x * y
    between = before * y
    after = before * between
    before.scope = after.scope = "around"
    between.scope = "between"
    assert len(pictured(after, "neurons").boxes) == 5
    between.scope = ""
    assert labels(pictured(after, "neurons")) == ["x", "y", "around"]


FOLDS: list[Any] = ["none", "neurons", "layers", ("a", "n1")]


@given(modular())
def test_a_folded_network_is_acyclic_and_true(roots: list[Value]) -> None:
    for fold in FOLDS:
        check(fold, roots)


@settings(max_examples=200)
@given(anyhow())
def test_whatever_the_scopes_a_folded_graph_is_acyclic_and_true(roots: list[Value]) -> None:
    for fold in FOLDS:
        check(fold, roots)


def check(fold: Any, roots: list[Value]) -> None:
    """Arrows run forwards, every unit is a box, and between two boxes is an arrow if and only if the graph has one."""
    nodes = graph.topological(*roots)
    folded = Folded(nodes, roots, naming(fold))
    drawn = pictured(roots, fold)
    assert all(arrow.source < arrow.target for arrow in drawn.arrows)
    assert len(drawn.boxes) == folded.boxes()

    unlike_constants = [i for i, box in enumerate(drawn.boxes) if box.kind != "constant"]
    place = dict(zip(folded.units(), unlike_constants, strict=True))
    wanted = {
        (place[folded.unit(p)], place[folded.unit(node)])
        for node in nodes for p in operands(node) if p not in folded.hidden and folded.unit(p) is not folded.unit(node)
    }
    assert {(a.source, a.target) for a in drawn.arrows if drawn.boxes[a.source].kind != "constant"} == wanted


@given(modular())
def test_calls_are_told_apart_whatever_lies_between(roots: list[Value]) -> None:
    for group in groups_of(graph.topological(*roots), roots, naming("neurons")):
        assert sum(node.op.name == "dot" for node in group.members) == 1


def test_folding_a_long_chain_takes_no_recursion_and_no_square_of_time() -> None:
    x = Value(1.0)
    y = x
    for _ in range(20_000):
        y = y + x
        y.scope = "chain"
    (group,) = groups(y)
    assert len(group.members) == 20_000


def test_the_constants_of_a_node_but_not_the_bias_that_dot_adds() -> None:
    a, b = variables(a=2.0, b=3.0)
    for node, places in ((ad.dot([a, 0.0], [0.0, b]), [1, 2]), (ad.dot([a, 0.0], [0.0, b], 5.0), [1, 2, 4]),
                         (a * 0, [1]), (0 - a, [0]),
                         (ad.sum([a, 0.0]), [1]), (ad.dot([a], [b], a), []), (-a, [])):
        assert list(constants(node)) == places


def test_what_an_operation_outside_lies_between_is_not_folded() -> None:
    """The node between has no scope, and more than the group enters it: a box around its neighbours would be a cycle."""
    x, y = variables(x=1.0, y=2.0)
    before = x * y
    between = before * ad.exp(y)
    after = before * between
    before.scope = after.scope = "around"
    assert groups(after) == []
    assert len(pictured(after, "neurons").boxes) == 6
    (group,) = groups(after * Neuron(1)([x]))  # what lies elsewhere is
    assert group.name == "neuron"


def test_calls_of_one_layer_are_told_apart_by_their_inputs_not_by_what_these_hold() -> None:
    layer = Layer(1, 2, activation="tanh")
    first, second = layer.neurons
    a, b = Value(1.0), Value(1.0)
    assert labels(pictured(first([a]) + second([a]), "layers")).count("layer") == 1
    assert labels(pictured(first([a]) + second([b]), "layers")).count("layer") == 2
    assert labels(pictured(first([1.5]) + second([float("1.5")]), "layers")).count("layer") == 1  # numbers by their value

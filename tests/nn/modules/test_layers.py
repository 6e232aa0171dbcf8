"""Neuron and Layer: the documents' layout of weights, biases, scopes, and what is refused."""

from typing import Any

import numpy as np
import pytest

from autodiff import Value, tanh
from autodiff.graph.sweeps import topological
from nn import MLP, Layer, Neuron


def test_reprs_of_what_micrograd_does_not_have() -> None:
    assert repr(Neuron(2, activation="tanh", bias=False)) == "TanhNeuron(2, no bias)"
    assert repr(Neuron(1, activation=tanh)) == "TanhNeuron(1)"


def test_weights_are_indexed_by_input_and_neuron() -> None:
    layer = Layer(2, 3, activation="identity", weights=[[1, 2, 3], [10, 20, 30]], bias=[100, 200, 300])
    assert [y.data for y in layer([1, 0])] == [101, 202, 303]
    assert [y.data for y in layer([0, 1])] == [110, 220, 330]
    assert [[w.data for w in neuron.w] for neuron in layer.neurons] == [[1, 10], [2, 20], [3, 30]]


def test_labels_and_scopes_tell_a_drawing_where_a_node_belongs() -> None:
    model = MLP(1, [1, 1])
    w = model.layers[1].neurons[0].w[0]
    assert (w.label, w.scope) == ("w1", "layer2/neuron1")
    y = model([Value(1.0)])
    assert y.scope == "layer2/neuron1"


def test_a_bias_is_switched_off_for_a_neuron_a_layer_or_some_layers() -> None:
    assert Neuron(2, bias=False).b is None
    assert len(Layer(2, 3, bias=False).parameters()) == 6
    assert len(MLP(2, [3, 1], bias=False).parameters()) == 6 + 3
    assert len(MLP(2, [3, 1], bias=[True, False]).parameters()) == 9 + 3
    assert Neuron(2, bias=0).b is not None  # a bias that is 0 is a bias


def test_a_bias_shared_by_two_neurons_is_one_parameter_that_collects_from_both() -> None:
    b = Value(0.5)
    layer = Layer(1, 2, activation="identity", weights=[[1.0, 1.0]], bias=[b, b])
    y1, y2 = layer([3.0])
    (2 * y1 + 5 * y2).backward()
    assert b.grad == 7.0
    assert layer.parameters().count(b) == 1
    assert [name for name, p in layer.named_parameters() if p is b] == ["neuron1.b", "neuron2.b"]


def test_gradients_flow_to_inputs_that_are_values() -> None:
    x = Value(2.0)
    Neuron(2, activation="identity", weights=[3.0, 4.0])([x, 1]).backward()
    assert x.grad == 3.0


def test_a_scope_that_is_no_text_is_named() -> None:
    with pytest.raises(TypeError) as caught:
        Neuron(1, scope=3)  # type: ignore[arg-type]
    assert str(caught.value) == "scope must be text such as 'layer1/neuron2', not int (3)"


def test_reprs_are_micrograds() -> None:
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Neuron(2, nonlin=False)) == "LinearNeuron(2)"
    assert repr(Layer(2, 1)) == "Layer of [ReLUNeuron(2)]"


def test_a_large_layer_of_equal_neurons_is_told_in_short() -> None:
    assert repr(Layer(2, 4)) == "Layer of [ReLUNeuron(2), ReLUNeuron(2), ReLUNeuron(2), ReLUNeuron(2)]"
    assert repr(Layer(2, 5)) == "Layer of 5 ReLUNeuron(2)"
    assert repr(Layer(2, 5, bias=[0, 0, 0, 0, False])).startswith("Layer of [ReLUNeuron(2), ")


def test_outputs_are_a_list_even_of_one() -> None:
    layer = Layer(2, 1, weights=[[1.0], [2.0]])
    assert [y.data for y in layer.outputs((3.0, 4.0))] == [11.0]
    assert layer.nin == 2
    with pytest.raises(ValueError, match="a Layer of 2 inputs needs a list of as many numbers, got 1"):
        layer.outputs([1.0])


def test_sizes_may_be_numpys() -> None:
    layer = Layer(np.int64(2), np.uint8(3))
    assert len(layer.parameters()) == 9
    assert Neuron(np.int32(1), rng=np.int64(3)).w[0].data == Neuron(1, rng=3).w[0].data


def test_weights_of_an_array_and_given_values() -> None:
    v = Value(0.5, "mine")
    layer = Layer(2, 2, weights=np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert [[w.data for w in neuron.w] for neuron in layer.neurons] == [[1, 3], [2, 4]]
    neuron = Neuron(2, weights=[v, 1], bias=None)
    assert neuron.w[0] is v
    assert (v.label, v.scope, neuron.w[1].label, neuron.w[1].scope) == ("mine", "", "w2", "neuron")
    assert neuron.b is None


def test_the_intermediate_sum_and_the_activation_carry_the_scope() -> None:
    y = Neuron(1, activation=lambda z: tanh(z) * 2, scope="here")([Value(1.0)])
    computed = [node for node in topological(y) if node.op and node.op.name in ("dot", "mul")]
    assert {node.scope for node in computed} == {"here"}
    x = Value(1.0)
    assert Neuron(1, activation=lambda z: x)([1.0]) is x  # a leaf that an activation gives keeps its own scope
    assert x.scope == ""


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Neuron(0), "nin, the number of inputs of a Neuron, must be a positive int, got 0"),
    (lambda: Neuron(True), "must be a positive int, got True"),
    (lambda: Neuron(2.0), "must be a positive int, got 2.0"),
    (lambda: Neuron(2, weights=[1.0]), "weights of a Neuron, one per input, must be a list of 2, got 1"),
    (lambda: Neuron(2)([1.0]), "a Neuron of 2 inputs needs a list of as many numbers, got 1"),
    (lambda: Layer(-1, 2), "nin, the number of inputs of a Layer, must be a positive int, got -1"),
    (lambda: Layer(2, 0), "nout, the number of neurons of a Layer, must be a positive int, got 0"),
    (lambda: Layer(2, 3, weights=[[1, 2]] * 3), r"W\[input\]\[neuron\], one row per input, must be a list of 2, got 3"),
    (lambda: Layer(2, 2, weights=[[1, 2], [3]]), "a row of weights, one per neuron, must be a list of 2, got 1"),
    (lambda: Layer(2, 2, bias=[1.0]), "bias of a Layer, one per neuron, must be a list of 2, got 1"),
])
def test_value_errors_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Layer(2, 1, bias=0.5), r"bias of a Layer, one per neuron, must be a list of 1, not float \(0.5\)"),
    (lambda: Layer(1, 1, scope=["a"]), r"scope must be text such as 'layer1/neuron2', not list"),
    (lambda: Neuron(1, rng="seed"), r"rng must be a random.Random or an int, its seed, not str \('seed'\): give"),
    (lambda: Neuron(1, weights=["a"]), r"w1 of a neuron must be a real number, not str \('a'\)"),
    (lambda: Neuron(1, weights={1.0}), "weights of a Neuron, one per input, must be a list of 1, not set"),
])
def test_type_errors_say_what_came(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


@pytest.mark.parametrize("bias", [False, [0.5, False, -1.0]])
def test_weights_and_biases_are_read_as_they_are_written(bias: Any) -> None:
    rows = [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]
    layer = Layer(2, 3, weights=rows, bias=bias)
    assert layer.weights == rows
    assert layer.biases == ([False] * 3 if bias is False else bias)
    again = Layer(2, 3, weights=layer.weights, bias=layer.biases)
    assert again.state_dict() == layer.state_dict()

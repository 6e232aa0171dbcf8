"""Neuron, Layer and MLP: micrograd's surface, the documents' layout of weights, and what is refused."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff
from autodiff import Value, tanh
from nn import MLP, Layer, Neuron

# --- micrograd's surface ---


def test_the_network_of_micrograds_readme() -> None:
    model = MLP(3, [4, 4, 1])
    assert len(model.parameters()) == 41
    assert isinstance(model([1.0, -2.0, 3.0]), Value)
    assert [type(p) for p in model.parameters()] == [Value] * 41


def test_weights_are_drawn_as_micrograd_draws_them() -> None:
    random.seed(1337)
    model = MLP(2, [3, 1])
    random.seed(1337)
    for neuron in (neuron for layer in model.layers for neuron in layer.neurons):
        assert [w.data for w in neuron.w] == [random.uniform(-1, 1) for _ in neuron.w]
        assert neuron.b is not None
        assert neuron.b.data == 0.0
    assert model.parameters()[0].data == 0.23550571390294128  # as micrograd itself draws it


def test_a_generator_of_ones_own_leaves_the_random_module_alone() -> None:
    random.seed(7)
    following = random.random()
    random.seed(7)
    first, second = (MLP(2, [2, 1], rng=random.Random(0)) for _ in range(2))
    assert [p.data for p in first.parameters()] == [p.data for p in second.parameters()]
    assert random.random() == following


def test_reprs_are_micrograds() -> None:
    assert repr(Neuron(2)) == "ReLUNeuron(2)"
    assert repr(Neuron(2, nonlin=False)) == "LinearNeuron(2)"
    assert repr(Layer(2, 1)) == "Layer of [ReLUNeuron(2)]"
    assert repr(MLP(3, [2, 1])) == ("MLP of [Layer of [ReLUNeuron(3), ReLUNeuron(3)], Layer of [LinearNeuron(2)]]")


def test_reprs_of_what_micrograd_does_not_have() -> None:
    assert repr(Neuron(2, activation="tanh", bias=False)) == "TanhNeuron(2, no bias)"
    assert repr(Neuron(1, activation=tanh)) == "TanhNeuron(1)"


def test_one_output_comes_alone_and_several_as_a_list() -> None:
    assert isinstance(Layer(2, 1)([1, 2]), Value)
    assert [type(y) for y in Layer(2, 3)([1, 2])] == [Value] * 3
    assert len(MLP(2, [1, 2])([1, 2])) == 2  # a hidden layer of one neuron still feeds the next one


def test_the_training_loop_of_micrograds_notebook() -> None:
    model, rate = MLP(2, [4, 1], rng=random.Random(1)), 0.01
    data = [([2.0, 3.0], 1.0), ([3.0, -1.0], -1.0), ([-1.0, 0.5], 0.5)]
    losses = []
    for _ in range(20):
        loss = sum((model(x) - y) ** 2 for x, y in data)
        model.zero_grad()
        loss.backward()
        for p in model.parameters():
            p.data -= rate * p.grad
        losses.append(loss.data)
    assert losses[-1] < losses[0] / 2


# --- Layout ---


def test_weights_are_indexed_by_input_and_neuron() -> None:
    layer = Layer(2, 3, activation="identity", weights=[[1, 2, 3], [10, 20, 30]], bias=[100, 200, 300])
    assert [y.data for y in layer([1, 0])] == [101, 202, 303]
    assert [y.data for y in layer([0, 1])] == [110, 220, 330]
    assert [[w.data for w in neuron.w] for neuron in layer.neurons] == [[1, 10], [2, 20], [3, 30]]


def test_parameters_come_neuron_by_neuron_with_the_bias_last() -> None:
    model = MLP(2, [2, 1], weights=[[[1, 2], [3, 4]], [[5], [6]]], bias=[[7, 8], [9]])
    assert {name: p.data for name, p in model.named_parameters()} == {
        "layer1.neuron1.w1": 1, "layer1.neuron1.w2": 3, "layer1.neuron1.b": 7,
        "layer1.neuron2.w1": 2, "layer1.neuron2.w2": 4, "layer1.neuron2.b": 8,
        "layer2.neuron1.w1": 5, "layer2.neuron1.w2": 6, "layer2.neuron1.b": 9,
    }


def test_labels_and_scopes_tell_a_drawing_where_a_node_belongs() -> None:
    model = MLP(1, [1, 1])
    w = model.layers[1].neurons[0].w[0]
    assert (w.label, w.scope) == ("w1", "layer2/neuron1")
    y = model([Value(1.0)])
    assert y.scope == "layer2/neuron1"


# --- Activations and biases ---


def test_the_last_layer_is_linear_unless_a_list_says_otherwise() -> None:
    def activations(model: MLP) -> list[Any]:
        return [layer.neurons[0].activation for layer in model.layers]

    assert activations(MLP(1, [1, 1, 1])) == ["relu", "relu", "identity"]
    assert activations(MLP(1, [1, 1], activation="tanh")) == ["tanh", "identity"]
    assert activations(MLP(1, [1, 1], activation=["tanh", "sigmoid"])) == ["tanh", "sigmoid"]


@pytest.mark.parametrize("name", ["identity", "relu", "tanh", "sigmoid", "softplus", "leaky_relu", "elu", "step"])
def test_an_activation_by_name_is_the_function_itself(name: str) -> None:
    by_name, by_function = (Neuron(1, activation=a, weights=[0.7], bias=-0.2) for a in (name, getattr(autodiff, name)))
    assert by_name([2.0]).data == by_function([2.0]).data == getattr(autodiff, name)(Value(0.7) * 2.0 - 0.2).data


def test_an_activation_may_be_any_function_of_a_value() -> None:
    neuron = Neuron(1, activation=lambda z: z**3, weights=[2.0], bias=False)
    y = neuron([1.5])
    y.backward()
    assert (y.data, neuron.w[0].grad) == (27.0, 3 * 3.0**2 * 1.5)


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


# --- What is refused ---


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Neuron(0), "nin, the number of inputs of a Neuron, must be a positive int, got 0"),
    (lambda: Neuron(True), "must be a positive int, got True"),
    (lambda: Neuron(2.0), "must be a positive int, got 2.0"),
    (lambda: Neuron(2, weights=[1.0]), "weights of a Neuron, one per input, must be a list of 2, got 1"),
    (lambda: Neuron(2)([1.0]), "a Neuron of 2 inputs needs a list of as many numbers, got 1"),
    (lambda: Neuron(2, activation="rleu"), "activation must be a function or the name of an operation .* got 'rleu'"),
    (lambda: Neuron(2, activation="add"), "operation of one argument, got 'add'"),
    (lambda: Neuron(2, activation="sum"), "operation of one argument, got 'sum'"),
    (lambda: Neuron(2, activation=3), "got 3: try 'relu'"),
    (lambda: Layer(-1, 2), "nin, the number of inputs of a Layer, must be a positive int, got -1"),
    (lambda: Layer(2, 0), "nout, the number of neurons of a Layer, must be a positive int, got 0"),
    (lambda: Layer(2, 3, weights=[[1, 2]] * 3), r"W\[input\]\[neuron\], one row per input, must be a list of 2, got 3"),
    (lambda: Layer(2, 2, weights=[[1, 2], [3]]), "a row of weights, one per neuron, must be a list of 2, got 1"),
    (lambda: Layer(2, 2, bias=[1.0]), "bias of a Layer, one per neuron, must be a list of 2, got 1"),
    (lambda: MLP(2, 3), r"nouts must list the size of each layer, as \[16, 16, 1\], got 3"),
    (lambda: MLP(2, []), r"nouts must list the size of each layer, .* got \[\]"),
    (lambda: MLP(2, [0]), "nout, the number of neurons of a Layer, must be a positive int, got 0"),
    (lambda: MLP(2, [3, 1], activation=["tanh"]), "activation, one per layer, must be a list of 2, got 1"),
    (lambda: MLP(2, [3, 1], bias=[True]), "bias, one per layer, must be a list of 2, got 1"),
    (lambda: MLP(2, [3, 1], weights=[[[1, 2, 3], [4, 5, 6]]]), "weights, one per layer, must be a list of 2, got 1"),
])
def test_value_errors_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


# --- A network is the same as its formula ---

numbers = st.floats(-2, 2, allow_subnormal=False)


@st.composite
def networks(draw: st.DrawFn) -> tuple[list[float], list[str], list[Any], list[Any]]:
    """Inputs, activations, matrices W[input][neuron] and biases of a network of one to three layers."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    matrices = [[[draw(numbers) for _ in range(nout)] for _ in range(nin)] for nin, nout in pairwise(sizes)]
    biases = [draw(st.just(False) | st.lists(numbers, min_size=nout, max_size=nout)) for nout in sizes[1:]]
    activations = [draw(st.sampled_from(["identity", "tanh", "sigmoid", "softplus"])) for _ in sizes[1:]]
    return [draw(numbers) for _ in range(sizes[0])], activations, matrices, biases


def written_out(x: list[Any], activations: list[str], matrices: list[Any], biases: list[Any]) -> Any:
    """The same network from single + and *, over given Values."""
    for activation, matrix, bias in zip(activations, matrices, biases, strict=True):
        out = []
        for j in range(len(matrix[0])):
            z = Value(0.0) if bias is False else bias[j]
            for i, xi in enumerate(x):
                z = z + matrix[i][j] * xi
            out.append(getattr(autodiff, activation)(z))
        x = out
    return x


@settings(max_examples=60, deadline=None)
@given(networks())
def test_outputs_and_gradients_equal_those_of_the_formula_written_out(network: Any) -> None:
    inputs, activations, matrices, biases = network
    model = MLP(len(inputs), [len(m[0]) for m in matrices], activation=activations, bias=biases, weights=matrices)
    x = [Value(v) for v in inputs]
    own_w = [[[Value(w) for w in row] for row in matrix] for matrix in matrices]
    own_b = [bias if bias is False else [Value(b) for b in bias] for bias in biases]
    own_x = [Value(v) for v in inputs]

    outputs = model(x) if isinstance(model(x), list) else [model(x)]
    expected = written_out(own_x, activations, own_w, own_b)
    autodiff.sum([i * y for i, y in enumerate(outputs, 1)]).backward()
    autodiff.sum([i * y for i, y in enumerate(expected, 1)]).backward()

    leaves = [w for matrix, bias in zip(own_w, own_b, strict=True) for j in range(len(matrix[0]))
              for w in [*(row[j] for row in matrix), *([] if bias is False else [bias[j]])]]
    assert [y.data for y in outputs] == pytest.approx([y.data for y in expected], rel=1e-12, abs=1e-13)
    assert [v.grad for v in x] == pytest.approx([v.grad for v in own_x], rel=1e-11, abs=1e-12)
    assert [p.grad for p in model.parameters()] == pytest.approx([v.grad for v in leaves], rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Layer(2, 1, bias=0.5), r"bias of a Layer, one per neuron, must be a list of 1, not float \(0.5\)"),
    (lambda: MLP(2, [1], weights=3), r"weights, one per layer, must be a list of 1, not int \(3\)"),
    (lambda: MLP(2, [1], bias="no"), "bias, one per layer, must be a list of 1, not str"),
])
def test_what_is_no_list_is_a_type_error(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


def test_a_number_instead_of_a_list_of_inputs_is_named() -> None:
    with pytest.raises(ValueError, match=r"needs a list of as many numbers, not float \(3\.0\)"):
        Neuron(2)(3.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("alias", ["prelu", "arctan", "swish"])
def test_activations_go_by_their_aliases_too(alias: str) -> None:
    y = Neuron(1, activation=alias, weights=[1.0], bias=False)([-2.0])
    assert y.data == getattr(autodiff, alias)(-2.0)


def test_nonlin_says_whether_there_is_an_activation() -> None:
    assert [Neuron(1, activation=name).nonlin for name in ("identity", "relu", "tanh")] == [False, True, True]
    assert [Neuron(1, nonlin).nonlin for nonlin in (True, False)] == [True, False]


def test_a_scope_that_is_no_text_is_named() -> None:
    with pytest.raises(TypeError) as caught:
        Neuron(1, scope=3)  # type: ignore[arg-type]
    assert str(caught.value) == "scope must be a str such as 'layer1/neuron2', not int (3): give it as text"

"""MLP: micrograd's surface, options for each layer, and the same numbers as its formula written out."""

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff
from autodiff import Value
from nn import MLP


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


def test_parameters_come_neuron_by_neuron_with_the_bias_last() -> None:
    model = MLP(2, [2, 1], weights=[[[1, 2], [3, 4]], [[5], [6]]], bias=[[7, 8], [9]])
    assert {name: p.data for name, p in model.named_parameters()} == {
        "layer1.neuron1.w1": 1, "layer1.neuron1.w2": 3, "layer1.neuron1.b": 7,
        "layer1.neuron2.w1": 2, "layer1.neuron2.w2": 4, "layer1.neuron2.b": 8,
        "layer2.neuron1.w1": 5, "layer2.neuron1.w2": 6, "layer2.neuron1.b": 9,
    }


def test_the_last_layer_is_linear_unless_a_list_says_otherwise() -> None:
    def activations(model: MLP) -> list[Any]:
        return [layer.neurons[0].activation for layer in model.layers]

    assert activations(MLP(1, [1, 1, 1])) == ["relu", "relu", "identity"]
    assert activations(MLP(1, [1, 1], activation="tanh")) == ["tanh", "identity"]
    assert activations(MLP(1, [1, 1], activation=["tanh", "sigmoid"])) == ["tanh", "sigmoid"]


def test_repr_is_micrograds() -> None:
    assert repr(MLP(3, [2, 1])) == "MLP of [Layer of [ReLUNeuron(3), ReLUNeuron(3)], Layer of [LinearNeuron(2)]]"


def test_a_hidden_layer_of_one_neuron_feeds_the_next() -> None:
    assert len(MLP(2, [1, 2])([1, 2])) == 2


def test_a_generator_is_drawn_from_layer_by_layer() -> None:
    rng = random.Random(3)
    drawn = [rng.uniform(-1, 1) for _ in range(2 * 2 + 2)]
    assert [p.data for p in MLP(2, [2, 1], bias=False, rng=3).parameters()] == drawn


def test_sizes_may_be_anything_listed() -> None:
    for sizes in ((3, 1), iter([3, 1])):
        assert len(MLP(2, sizes).parameters()) == 13  # type: ignore[arg-type]


@pytest.mark.parametrize(("make", "message"), [
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


@pytest.mark.parametrize(("make", "message"), [
    (lambda: MLP(2, [1], weights=3), r"weights, one per layer, must be a list of 1, not int \(3\)"),
    (lambda: MLP(2, [1], bias="no"), "bias, one per layer, must be a list of 1, not str"),
    (lambda: MLP(2, [1], activation=None), "activation, one per layer, must be a list of 1, not NoneType"),
    (lambda: MLP(2, [1], init=3), "init, one per layer, must be a list of 1, not int"),
])
def test_what_is_no_list_is_a_type_error(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


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

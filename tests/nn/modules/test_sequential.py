"""Sequential: what it computes, the names of its parts, and what it refuses."""

import math
from typing import Any

import pytest

import autodiff
from autodiff import Value, draw
from autodiff.graph.sweeps import topological
from nn import MLP, Activation, BatchNorm, Dropout, Layer, Neuron, PReLU, Sequential


def test_a_sequential_is_its_blocks_one_after_the_other() -> None:
    first, second = Layer(2, 3, activation="tanh", rng=0), Layer(3, 2, rng=1)
    model = Sequential(first, Activation("sigmoid"), second)
    x = [0.5, -1.0]
    by_hand = second([autodiff.sigmoid(a) for a in first(x)])
    assert [y.data for y in model(x)] == [y.data for y in by_hand]
    assert model.parameters() == [*first.parameters(), *second.parameters()]
    assert next(model.named_parameters())[0] == "block1.neuron1.w1"
    assert repr(Sequential(Layer(1, 1), BatchNorm(1), Dropout(0.25), Activation("relu"), Activation(PReLU()))) == (
        "Sequential of [Layer of [ReLUNeuron(1)], BatchNorm(1), Dropout(0.25), Activation(ReLU), Activation(PReLU)]")


def test_a_sequential_of_nothing_changes_nothing_and_one_may_hold_another() -> None:
    assert Sequential()([1.0, 2.0]) == [1.0, 2.0]
    assert [n for n, _ in Sequential(Sequential(Neuron(1))).named_parameters()] == ["block1.block1.w1", "block1.block1.b"]


def test_layers_of_a_sequential_are_drawn_apart() -> None:
    shared = Value(0.5)
    model = Sequential(Layer(1, 2, rng=0), Neuron(2, weights=[shared, 1.0]), Layer(1, 1, scope="head"), MLP(1, [1]))
    y = model([Value(1.0)])
    scopes = {node.scope for node in topological(y)}
    assert scopes == {"", "block1/neuron1", "block1/neuron2", "block2", "head/neuron1", "layer1/neuron1"}
    assert shared.scope == ""  # it belongs to no neuron alone
    frozen = Layer(1, 1)
    frozen.freeze()
    Sequential(frozen)
    assert frozen.neurons[0].w[0].scope == "block1/neuron1"
    assert all(name in draw(y, fold="layers").svg for name in ("block1", "block2", "head", "layer1"))


@pytest.mark.parametrize(("given", "message"), [
    ([Layer(1, 1)], r"block 1 of a Sequential must be a Block, not list .*: give the blocks without brackets, as "
                    r"Sequential\(a, b\)$"),
    (PReLU(), r"not PReLU \(PReLU\(alpha=0.25\)\): Activation\('tanh'\) and Activation\(PReLU\(\)\) make one of a function"),
    (math.tanh, "must be a Block such as a Layer, not builtin_function_or_method"),
])
def test_what_is_no_block_is_named(given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Sequential(given)

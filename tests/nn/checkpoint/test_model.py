"""A model comes back from a file as it was; what cannot, is refused when it is saved."""

import math
import os
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import nn
from autodiff import Value, tanh
from nn import (
    MLP,
    Activation,
    BatchNorm,
    Block,
    CheckpointError,
    Dropout,
    Layer,
    Module,
    Neuron,
    PReLU,
    Sequential,
    load,
    load_into,
    save,
    save_state,
)
from nn.checkpoint.kinds import KINDS
from nn.checkpoint.text import encode
from tests.nn.checkpoint.models import models, outputs, traits


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all examples of a property."""
    return tmp_path_factory.mktemp("models")


@given(model=models())
def test_a_model_comes_back_to_the_bit(model: Block, folder: Path) -> None:
    save(model, folder / "model.json")
    again = load(folder / "model.json")
    assert traits(again) == traits(model)
    assert outputs(again) == outputs(model)
    assert traits(again) == traits(model)  # statistics and generators have moved in the same way


def test_the_same_model_is_the_same_bytes_and_stays_as_it_was(tmp_path: Path) -> None:
    model = Sequential(MLP(2, [3, 2], activation=PReLU(), rng=0), BatchNorm(2), Dropout(0.5, rng=0))
    before = traits(model)
    save(model, tmp_path / "one.json")
    assert traits(model) == before
    save(load(tmp_path / "one.json"), tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


def all_subclasses(cls: type) -> set[type]:
    """The classes made of a class, and those made of these."""
    own: list[type] = cls.__subclasses__()
    return {found for sub in own for found in {sub} | all_subclasses(sub)}


def test_every_block_of_nn_is_in_the_table() -> None:
    modules = {cls for cls in all_subclasses(Module) if cls.__module__.split(".")[0] == "nn"} - {Block}
    assert {kind.cls for kind in KINDS.values()} == modules
    assert {cls.__name__ for cls in modules} <= set(nn.__all__)


def test_the_biases_of_mazurs_network_stay_shared(tmp_path: Path) -> None:
    b1, b2 = Value(0.35, "b1"), Value(0.60, "b2")
    model = MLP(2, [2, 2], activation=["sigmoid", "sigmoid"], bias=[[b1, b1], [b2, b2]],
                weights=[[[0.15, 0.25], [0.20, 0.30]], [[0.40, 0.50], [0.45, 0.55]]])
    save(model, tmp_path / "model.json")
    again: Any = load(tmp_path / "model.json")
    assert len(again.parameters()) == 10
    first, second = again.layers[0].neurons
    assert first.b is second.b
    assert (first.b.label, first.b.data) == ("b1", 0.35)


def test_one_prelu_of_a_layer_stays_one(tmp_path: Path) -> None:
    save(Layer(2, 3, activation=PReLU(0.125)), tmp_path / "model.json")
    again: Any = load(tmp_path / "model.json")
    assert len({id(neuron.activation) for neuron in again.neurons}) == 1
    again.neurons[0].activation.alpha.data = 0.5
    assert again.neurons[2]._function(-1.0).data == -0.5


def test_a_loaded_model_can_be_trained(tmp_path: Path) -> None:
    model = MLP(2, [3, 1], activation="tanh", rng=0)
    save(model, tmp_path / "model.json")
    again = load(tmp_path / "model.json")
    for one in (model, again):
        (one([1.0, -2.0]) ** 2).backward()
        one.gradient_step(0.1)
    assert traits(again) == traits(model)


class Own(Block):
    """A block of a user."""

    def __init__(self) -> None:
        self.layer = Layer(1, 1, rng=0)

    def forward(self, rows: list[Any]) -> list[Any]:
        return self.layer.forward(rows)


class OwnMLP(MLP):
    """A kind of MLP of a user."""


def namesake() -> Block:
    return type("MLP", (MLP,), {})(1, [1])  # type: ignore[no-any-return]


def added() -> Block:
    model: Any = Layer(1, 1)
    model.extra = Value(1.0)
    return model  # type: ignore[no-any-return]


def computed() -> Block:
    neuron = Neuron(1)
    neuron.w[0] = Value(1.0) * 2
    return neuron


def circle() -> Block:
    model = Sequential(Layer(1, 1))
    model.blocks.append(model)
    return model


def misfit() -> Block:
    model = MLP(1, [2, 1])
    model.layers[0] = Layer(1, 3)
    return model


def seeded_by_the_system() -> Block:
    drop = Dropout(0.5)
    drop.rng = random.SystemRandom()
    return drop


@pytest.mark.parametrize(("make", "said"), [
    (lambda: MLP(1, [1], activation=[lambda z: z]), r"function \(<function <lambda.*name an operation instead, as activa"),
    (lambda: Neuron(1, activation=tanh), "name an operation instead, as activation='tanh'"),
    (lambda: Activation(math.tanh), "name an operation instead"),
    (Own, "Own .* cannot be saved"),
    (lambda: Sequential(Own()), "Own .* cannot be saved"),
    (lambda: OwnMLP(1, [1]), "OwnMLP .* cannot be saved"),
    (namesake, "MLP .* cannot be saved"),
    (added, "the attribute 'extra' was added to a Layer, or removed from it"),
    (computed, "is a computed Value, and only leaves can be saved"),
    (circle, "more than 100 others, or one contains itself"),
    (misfit, "layer 1 of an MLP has 3 neurons, but the next 2 inputs"),
    (seeded_by_the_system, "SystemRandom .* cannot be saved"),
])
def test_what_could_not_be_rebuilt_is_not_saved(make: Any, said: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=rf"cannot be rebuilt from a file: .*{said}.*save_state\(\)"):
        save(make(), tmp_path / "model.json")
    assert os.listdir(tmp_path) == []


def test_a_model_of_ones_own_keeps_its_numbers(tmp_path: Path) -> None:
    model, again = Own(), Own()
    model.layer.neurons[0].w[0].data = 0.1 + 0.2
    save_state(model, tmp_path / "state.json")
    load_into(again, tmp_path / "state.json")
    assert again.state_dict() == model.state_dict() != Own().state_dict()


def test_the_numbers_of_a_whole_model_go_into_another(tmp_path: Path) -> None:
    model = MLP(1, [2, 1], activation=["tanh", "identity"], rng=0)
    again = MLP(1, [2, 1], activation=[lambda z: z.tanh(), "identity"], rng=1)
    save(model, tmp_path / "model.json")
    load_into(again, tmp_path / "model.json")
    assert again.state_dict() == model.state_dict()


@pytest.mark.parametrize(("kind", "content", "said"), [
    ("state", {"w1": 1.0}, "lacks .'b'."),
    ("state", {"w1": 1.0, "b": 1.0, "c": 1.0}, "unknown .'c'."),
    ("state", {"w1": 1.0, "b": "1"}, "something that is not a number"),
    ("state", {"w1": 1.0, "b": True}, "something that is not a number"),
    ("state", {"w1": 1.0, "b": None}, "something that is not a number"),
    ("training", {"w1": 1.0, "b": 1.0}, "of the kind 'training', not 'state' or 'model'"),
    ("model", {"w1": 1.0, "b": 1.0}, "it has no parts"),
])
def test_numbers_that_do_not_fit_change_nothing(kind: str, content: dict[str, Any], said: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(encode(kind, content))
    model = Neuron(1, weights=[0.5], bias=0.25)
    with pytest.raises(CheckpointError, match=f"file cannot be used, .*{said}"):
        load_into(model, tmp_path / "file")
    assert model.state_dict() == {"w1": 0.5, "b": 0.25}


def test_a_file_of_numbers_is_no_model(tmp_path: Path) -> None:
    save_state(Neuron(1), tmp_path / "state.json")
    with pytest.raises(CheckpointError, match="of the kind 'state', not 'model'"):
        load(tmp_path / "state.json")


def test_statistics_and_generators_come_back_where_they_were(tmp_path: Path) -> None:
    model = Sequential(BatchNorm(1), Dropout(0.5, rng=5))
    model([[1.0], [3.0]])
    save(model, tmp_path / "model.json")
    again: Any = load(tmp_path / "model.json")
    assert again.blocks[0].running_mean[0].data == 0.2  # 0.9*0 + 0.1*2
    reference = random.Random(5)
    for _ in range(2):
        reference.random()
    assert again.blocks[1].rng.random() == reference.random()

"""The state of a module: every number by name, there and back, all or none."""

import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, Activation, BatchNorm, Layer, Module, Neuron, PReLU, Sequential

floats = st.floats()  # with nan, infinities and -0.0: what a run that went wrong consists of


def hexes(state: dict[str, float]) -> dict[str, str]:
    return {name: x.hex() for name, x in state.items()}


def model(seed: int = 0) -> Sequential:
    return Sequential(Layer(2, 2, activation="tanh", rng=seed), BatchNorm(2), Activation(PReLU()), MLP(2, [2, 1], rng=seed))


@given(st.data())
def test_a_state_comes_back_to_the_bit(data: st.DataObject) -> None:
    state = {name: data.draw(floats) for name in model().state_dict()}
    loaded = model()
    loaded.freeze("block1")
    loaded.load_state_dict(state)
    assert hexes(loaded.state_dict()) == hexes(state)


def test_a_loaded_model_answers_as_the_saved_one() -> None:
    saved = model(1)
    saved([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
    (saved.eval()([1.0, 2.0]) ** 2).backward()
    saved.gradient_step(0.1)
    loaded = model(2)
    loaded.load_state_dict(saved.state_dict())
    assert loaded.eval()([0.25, 0.5]).data == saved([0.25, 0.5]).data


def test_numbers_may_be_ints_and_the_order_does_not_matter() -> None:
    neuron = Neuron(1)
    neuron.load_state_dict({"b": 2, "w1": True})
    assert neuron.state_dict() == {"w1": 1.0, "b": 2.0}
    assert {type(x) for x in neuron.state_dict().values()} == {float}


def test_a_gradient_is_no_state() -> None:
    neuron = Neuron(1)
    neuron.w[0].grad = 3.0
    neuron.load_state_dict({"w1": 0.5, "b": 0.0})
    assert neuron.w[0].grad == 3.0


def test_a_shared_parameter_stands_under_each_name_and_must_be_one_number() -> None:
    shared = Value(0.5)
    neuron = Neuron(2, weights=[shared, shared], bias=False)
    assert neuron.state_dict() == {"w1": 0.5, "w2": 0.5}
    for pair in ((1.0, 2.0), (math.nan, 2.0), (2.0, math.nan), (0.0, -0.0)):
        with pytest.raises(ValueError, match=rf"w2 of a state is {pair[1]}, but the parameter it shares is {pair[0]}: make"):
            neuron.load_state_dict(dict(zip(("w1", "w2"), pair, strict=True)))
    assert shared.data == 0.5
    neuron.load_state_dict({"w1": math.nan, "w2": math.nan})
    assert math.isnan(shared.data)


@pytest.mark.parametrize(("state", "error", "message"), [
    ({}, ValueError, r"the state lacks \['w1', 'w2', 'b'\]: it must have the names that state_dict\(\) of"),
    ({"w1": 1.0, "b": 1.0}, ValueError, r"the state lacks \['w2'\]: it"),
    ({"w1": 1.0, "w2": 1.0, "b": 1.0, "c": 1.0}, ValueError, r"the state has the unknown \['c'\]: it"),
    ({"w1": 1.0, "w2": 1.0, "B": 1.0}, ValueError, r"the state lacks \['b'\] and has the unknown \['B'\]: it"),
    ({"w1": 1.0, "w2": 1.0, "b": "1"}, TypeError, r"b of a state must be a real number, not str \('1'\)"),
    ({"w1": 1.0, "w2": None, "b": 1.0}, TypeError, r"w2 of a state must be a real number, not NoneType \(None\)"),
    ({"w1": 1.0, "w2": [1.0], "b": 1.0}, TypeError, r"w2 of a state must be a real number, not list \(\[1.0\]\)"),
    ([1.0, 2.0], TypeError, r"a state must be a dict of names and numbers, not list .*: give the result of state_dict\(\)"),
    (None, TypeError, "a state must be a dict of names and numbers, not NoneType"),
])
def test_a_state_is_taken_whole_or_not_at_all(state: Any, error: Any, message: str) -> None:
    neuron = Neuron(2, weights=[0.25, 0.5], bias=0.75)
    with pytest.raises(error, match=message):
        neuron.load_state_dict(state)
    assert neuron.state_dict() == {"w1": 0.25, "w2": 0.5, "b": 0.75}


def test_two_things_of_one_name_are_refused() -> None:
    module = Module()
    module.layers, module.layer1 = [Neuron(1)], Neuron(1)  # type: ignore[attr-defined]
    with pytest.raises(ValueError, match=r"two Values of Module are called layer1.b: rename an attribute"):
        module.state_dict()


def test_statistics_of_ones_own_are_told_by_the_attribute() -> None:
    class Counted(Module):
        STATISTICS = ("seen_means", "total")

        def __init__(self) -> None:
            self.seen_means, self.total, self.seen_mean, self.totals = [Value(1.0)], Value(2.0), Value(3.0), [Value(4.0)]

    counted = Counted()
    counted.seen_mean = Value(3.0)
    assert [name for name, _ in counted.named_parameters()] == ["seen_mean", "total1"]
    assert counted.state_dict() == {"seen_mean1": 1.0, "total": 2.0, "seen_mean": 3.0, "total1": 4.0}


def test_drawing_weights_anew_and_loading_is_no_draw() -> None:
    before = random.getstate()
    first = MLP(2, [2, 1], rng=1)
    MLP(2, [2, 1], rng=2).load_state_dict(first.state_dict())
    assert random.getstate() == before

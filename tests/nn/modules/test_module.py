"""Module: parameters and their names, zero_grad, one step of descent, freezing, modes, copies."""

import copy
import pickle
import random
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from nn import MLP, Activation, BatchNorm, Dropout, Layer, Module, Neuron, PReLU, Sequential


class Line(Module):
    """A module of one's own: y = slope * x + offset, and the slope serves twice."""

    def __init__(self, slope: float, offset: float) -> None:
        self.slope, self.offset = Value(slope), Value(offset)

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        yield from (("slope", self.slope), ("offset", self.offset), ("again", self.slope))

    def __call__(self, x: float) -> Value:
        return self.slope * x + self.offset


def test_a_bare_module_has_no_parameters() -> None:
    assert Module().parameters() == []
    Module().zero_grad()
    Module().gradient_step(0.1)


def test_a_module_is_called_by_its_forward_as_in_pytorch() -> None:
    class Net(Module):
        def __init__(self) -> None:
            self.hidden, self.out = Layer(2, 3, activation="tanh", rng=1), Layer(3, 1, activation="identity", rng=2)

        def forward(self, x: Any, scale: float = 1.0) -> Any:
            return self.out([scale * h for h in self.hidden(x)])

    net, same = Net(), Sequential(Layer(2, 3, activation="tanh", rng=1), Layer(3, 1, activation="identity", rng=2))
    assert net([0.5, -1.0]).data == net([0.5, -1.0], 1.0).data == same([0.5, -1.0]).data
    assert net([0.5, -1.0], 0.0).data == net.out.neurons[0].b.data
    assert len(net.parameters()) == len(same.parameters()) == 13


def test_a_module_without_forward_says_so() -> None:
    class Net(Module):
        pass

    with pytest.raises(NotImplementedError, match=r"^Net cannot be called without a forward: define forward\(self, x\) "
                                                  r".*or make it a Block with forward\(self, rows\)"):
        Net()([1.0])


def test_parameters_are_listed_once_in_order() -> None:
    line = Line(2.0, 1.0)
    assert line.parameters() == [line.slope, line.offset]


def test_backward_adds_until_zero_grad() -> None:
    line = Line(2.0, 1.0)
    for expected in (3.0, 6.0):
        line(3.0).backward()
        assert line.slope.grad == expected
    line.zero_grad()
    assert [p.grad for p in line.parameters()] == [0.0, 0.0]


def test_a_step_moves_every_parameter_once_against_its_gradient() -> None:
    line = Line(2.0, 1.0)
    ((line(3.0) - 1) ** 2).backward()
    line.gradient_step(0.25)
    assert (line.slope.data, line.offset.data) == (2.0 - 0.25 * 36.0, 1.0 - 0.25 * 12.0)
    assert line.slope.grad == 36.0  # a step leaves the gradients: zero_grad is a step of its own


def test_a_step_is_the_loop_of_micrograd() -> None:
    ours, theirs = (MLP(2, [3, 1], rng=random.Random(5)) for _ in range(2))
    for model in (ours, theirs):
        (model([1.0, -2.0]) ** 2).backward()
    ours.gradient_step(0.1)
    for p in theirs.parameters():
        p.data -= 0.1 * p.grad
    assert [p.data for p in ours.parameters()] == [p.data for p in theirs.parameters()]


def test_modules_are_copied_and_pickled_with_weights_of_their_own() -> None:
    shared = Value(0.5)
    neuron = Neuron(2, weights=[shared, shared])
    for twin in (copy.deepcopy(neuron), pickle.loads(pickle.dumps(neuron))):
        assert [p.data for p in twin.parameters()] == [0.5, 0.0]  # still one weight that serves twice
        twin.w[0].data = 9.0
        assert shared.data == 0.5


def test_a_gradient_that_is_not_finite_moves_no_weight() -> None:
    neuron = Neuron(1, weights=[1.0], bias=0.5, activation="identity")
    neuron.b.grad, neuron.w[0].grad = 1.0, float("nan")  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="the gradient of w1 is nan: no weight was updated"):
        neuron.gradient_step(0.1)
    assert [p.data for p in neuron.parameters()] == [1.0, 0.5]
    with pytest.raises(ValueError, match="learning_rate must be finite, got inf"):
        neuron.gradient_step(float("inf"))


def test_what_cannot_be_a_weight_or_an_activation_is_named() -> None:
    computed = Value(1.0, "w" * 100) * 2
    shown = re.escape(repr(computed)[:79])
    with pytest.raises(ValueError, match=rf"must be a number or a leaf, not the computed {shown}…: a "):
        Neuron(1, weights=[computed])
    with pytest.raises(TypeError, match="must return a Value for a Value, not a float"):
        Neuron(1, activation=lambda z: z.data)([1.0])


# --- Parameters are found among attributes ---


class Held(Module):
    """A module with the given attributes."""

    def __init__(self, **attributes: Any) -> None:
        vars(self).update(attributes)


def names(module: Module) -> list[str]:
    return [name for name, _ in module.named_parameters()]


def test_lists_tuples_dicts_and_arrays_are_looked_into() -> None:
    def v() -> Value:
        return Value(1.0)

    held = Held(weights=[v(), v()], bias=v(), pair=(v(), [v()]), layers=[Neuron(1, bias=False)], w1=[v()],
                of={"a": v(), 2: [v()]}, matrix=np.array([[v(), v()]]), cube=[[[v()]]])
    assert names(held) == ["weight1", "weight2", "bias", "pair1", "pair2_1", "w1_1", "of.a", "of.2_1", "matrix1_1",
                           "matrix1_2", "cube1_1_1", "layer1.w1"]  # its own first, then those of its modules, as in PyTorch


def test_what_is_no_parameter_is_left_alone() -> None:
    v = Value(1.0)
    held = Held(result=v * 2, _private=v, number=3.0, text="w", data=[1.0, 2.0], function=abs, numbers=np.ones(3),
                some={2.0}, nothing=None)
    assert names(held) == []
    assert held.state_dict() == {}


def test_modules_in_modules_and_shared_ones() -> None:
    layer = Layer(1, 2, activation=PReLU(), bias=False)
    model = Held(encoder=layer, decoder=layer, heads={"left": Neuron(1, bias=False)})
    assert [name for name, _ in model.named_modules()] == [
        "", "encoder", "encoder.neuron1", "encoder.neuron1.activation", "encoder.neuron2", "encoder.neuron2.activation",
        "decoder", "decoder.neuron1", "decoder.neuron1.activation", "decoder.neuron2", "decoder.neuron2.activation",
        "heads.left"]
    assert names(model)[:3] == ["encoder.neuron1.w1", "encoder.neuron1.activation.alpha", "encoder.neuron2.w1"]
    assert len(names(model)) == 9
    assert len(model.parameters()) == 4  # two weights, one alpha, one head


def test_what_contains_itself_is_named() -> None:
    held = Held(inner=Held())
    held.inner.outer = held
    with pytest.raises(ValueError, match=r"the module inner.outer contains itself: give the attribute a name that begins"):
        held.parameters()
    things: list[Any] = [Value(1.0)]
    things.append(things)
    with pytest.raises(ValueError, match=r"thing2_2.* lies in more than 20 lists, or in a list that holds itself: give the"):
        Held(things=things).parameters()


def test_lists_in_lists_are_looked_into_to_a_depth_of_twenty() -> None:
    def nested(depth: int) -> Any:
        return [nested(depth - 1)] if depth else Neuron(1)

    assert len(Held(x=nested(20)).parameters()) == 2
    with pytest.raises(ValueError, match="lies in more than 20 lists"):
        Held(x=nested(21)).parameters()


def test_reprs_read_as_sentences() -> None:
    held = Held(w=Value(1.0), b=Value(2.0), again=[])
    assert repr(held) == "Held of 2 parameters"
    held.freeze("w")
    assert repr(held) == "Held of 2 parameters, 1 of them frozen"
    assert repr(Held(w=Value(1.0))) == "Held of 1 parameter"
    assert repr(Held(w=held.w, v=held.w)) == "Held of 1 parameter"


# --- Frozen ---


def test_what_is_frozen_is_not_moved_until_it_is_let_go() -> None:
    model = MLP(1, [2, 1], activation=["tanh", "identity"], rng=0)
    before = model.state_dict()
    model.freeze("layer1", "layer2.neuron1.b")
    assert names(model) == ["layer2.neuron1.w1", "layer2.neuron1.w2"]
    (model([1.0]) ** 2).backward()
    model.gradient_step(0.1)
    moved = {name for name, x in model.state_dict().items() if x != before[name]}
    assert moved == {"layer2.neuron1.w1", "layer2.neuron1.w2"}
    model.unfreeze("layer1.neuron2")
    assert names(model)[:2] == ["layer1.neuron2.w1", "layer1.neuron2.b"]
    model.freeze()
    assert model.parameters() == []
    model.unfreeze()
    assert names(model) == list(before)


def test_a_frozen_parameter_still_collects_and_is_zeroed() -> None:
    neuron = Neuron(1, activation="identity", weights=[2.0])
    neuron.freeze("w1")
    neuron([3.0]).backward()
    assert neuron.w[0].grad == 3.0
    neuron.zero_grad()
    assert neuron.w[0].grad == 0.0


def test_a_shared_parameter_is_frozen_under_all_its_names_and_around_the_part() -> None:
    shared = Value(0.5)
    model = Held(one=Neuron(1, bias=shared), two=Neuron(1, bias=shared))
    model.freeze("one.b")
    assert names(model) == ["one.w1", "two.w1"]
    model.unfreeze("two.b")
    assert names(model) == ["one.w1", "one.b", "two.w1", "two.b"]
    model.one.freeze()  # a part freezes what the whole would train
    assert names(model) == ["two.w1"]
    assert names(model.two) == ["w1", "b"]
    model.one.unfreeze("b")
    assert names(model) == ["one.b", "two.w1", "two.b"]


def test_frozen_stays_frozen_in_copies() -> None:
    model = Sequential(Layer(1, 1), BatchNorm(1))
    model.freeze("block1")
    for twin in (copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert names(twin) == ["block2.gamma1", "block2.beta1"]


@pytest.mark.parametrize("name", ["", "layer", "layer1.", "neuron1", "layer1.neuron1.w", "b", "layer1.neuron1.w1.x"])
def test_what_is_not_there_cannot_be_frozen(name: str) -> None:
    model = MLP(1, [1], rng=0)
    for change in (model.freeze, model.unfreeze):
        with pytest.raises(ValueError, match=rf"there is no parameter {name!r}: there are \['layer1.neuron1.w1', "):
            change("layer1", name)
    assert len(model.parameters()) == 2  # all or none


@pytest.mark.parametrize("name", [None, 1, ["layer1"], Value(1.0), np.array([1, 2])])
def test_parameters_are_frozen_by_name(name: Any) -> None:
    with pytest.raises(TypeError, match=rf"a name to freeze must be a str, not {type(name).__name__} \(") as caught:
        MLP(1, [1]).freeze(name)
    assert f"({name!r}): give names of parameters or of parts, such as 'layer1'" in str(caught.value)


# --- Modes ---


def test_modes_reach_every_module_and_give_the_model_back() -> None:
    model = Sequential(Layer(2, 2), BatchNorm(2), Sequential(Dropout(rng=0), Activation(PReLU())))
    assert all(module.training for _, module in model.named_modules())
    assert model.eval() is model
    assert not any(module.training for _, module in model.named_modules())
    assert model.train() is model
    assert all(module.training for _, module in model.named_modules())
    assert not any(module.training is not False for _, module in model.train(False).named_modules())
    assert not any(module.training is not True for _, module in model.train(1).named_modules())  # type: ignore[arg-type]


def test_generators_are_found_under_their_names() -> None:
    rng = random.Random(0)
    model = Held(drops=[Dropout(rng=rng), Dropout(rng=1)], rng=rng, other=3)
    found = dict(model.named_generators())
    assert list(found) == ["rng", "drop1.rng", "drop2.rng"]
    assert found["rng"] is found["drop1.rng"] is rng

"""Module: parameters, their names, zero_grad, and one step of gradient descent."""

import copy
import pickle
import random
import re
from collections.abc import Iterator

import pytest

from autodiff import Value
from nn import MLP, Module, Neuron


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
    with pytest.raises(ValueError, match="the gradient of w1 is nan: no weight was moved"):
        neuron.gradient_step(0.1)
    assert [p.data for p in neuron.parameters()] == [1.0, 0.5]
    with pytest.raises(ValueError, match="learning_rate must be finite, got inf"):
        neuron.gradient_step(float("inf"))


def test_what_cannot_be_a_weight_or_an_activation_is_named() -> None:
    computed = Value(1.0, "w" * 100) * 2
    shown = re.escape(repr(computed)[:79])
    with pytest.raises(ValueError, match=rf"must be a number or a leaf, not the computed {shown}…: a "):
        Neuron(1, weights=[computed])
    with pytest.raises(TypeError, match="must make a Value of a Value, not a float"):
        Neuron(1, activation=lambda z: z.data)([1.0])

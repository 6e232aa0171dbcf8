"""EagerStep: loss and gradients of a batch."""

import pytest

from nn import Neuron, cross_entropy, half_squared_error
from nn.data import gate
from nn.training.eager import EagerStep


def test_loss_gradients_and_outputs() -> None:
    model = Neuron(1, activation="identity", weights=[3.0], bias=1.0)
    step = EagerStep(model, half_squared_error, penalty=lambda m: m.w[0] * 10)
    inputs, targets = [[1.0], [2.0]], [5.0, 5.0]  # outputs 4 and 7
    assert [y.data for y in step.outputs(inputs)] == [4.0, 7.0]
    assert step.loss(inputs, targets) == (1 + 4) / 2
    assert [p.grad for p in model.parameters()] == [0.0, 0.0]
    assert step(inputs, targets) == (1 + 4) / 2 + 30
    assert [p.grad for p in model.parameters()] == [pytest.approx(-1 + 4 + 10), pytest.approx(-1 + 2)]
    step(inputs, targets)
    assert model.w[0].grad == pytest.approx(2 * 13)  # gradients add up until they are set to 0


def test_a_batch_of_single_outputs_is_not_taken_for_one_sample_of_many_classes() -> None:
    step = EagerStep(Neuron(2, activation="identity", weights=[0.5, -0.5]), cross_entropy)
    with pytest.raises(ValueError, match="cross_entropy needs a model of one output per class, and this one has a single"):
        step(*gate("and"))  # whose targets, 0 0 0 1, would be probabilities

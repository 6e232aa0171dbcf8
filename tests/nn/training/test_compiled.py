"""Steps by machine code: what the eager engine gives, up to rounding."""

import math
import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import nn
from autodiff import Value, jit, sqrt
from nn import MLP, SGD, Adam, BatchNorm, Dropout, Layer, Sequential, accuracy, cross_entropy, fit, l2, mse
from nn.training.compiled import CompiledStep
from nn.training.eager import EagerStep

LOSSES = ["squared_error", "half_squared_error", "mse", "mae", "huber", "hinge", "binary_cross_entropy_with_logits"]


def both(model: Any, loss: Any, batch: Any, y: Any, **options: Any) -> list[tuple[float, list[float]]]:
    """Loss and gradients of a batch by either engine."""
    found = []
    for kind in (EagerStep, CompiledStep):
        model.zero_grad()
        found.append((kind(model, loss, **options)(batch, y), [p.grad for p in model.parameters()]))
    return found


def close(a: tuple[float, list[float]], b: tuple[float, list[float]]) -> bool:
    return a[0] == pytest.approx(b[0], rel=1e-13) and a[1] == pytest.approx(b[1], rel=1e-11, abs=1e-14)


@pytest.mark.parametrize("name", LOSSES)
def test_losses(name: str) -> None:
    model = MLP(3, [4, 1], activation="tanh", rng=1)
    rng = random.Random(2)
    batch = [[rng.gauss(0, 1) for _ in range(3)] for _ in range(6)]
    y = [1, -1] * 3 if name == "hinge" else [0, 1] * 3
    assert close(*both(model, getattr(nn, name), batch, y))


def test_classes_and_shares_of_them() -> None:
    model = MLP(2, [4, 3], activation="tanh", rng=1)
    batch = [[0.1 * i, 1.0 - 0.2 * i] for i in range(7)]
    assert close(*both(model, cross_entropy, batch, [0, 1, 2, 2, 1, 0, 0]))
    assert close(*both(model, cross_entropy, batch, [[0.2, 0.3, 0.5]] * 7))
    assert close(*both(model, mse, batch, [[0.2, 0.3, 0.5]] * 7))


def test_penalty_frozen_and_shared_parameters() -> None:
    shared = Value(0.25)
    first = Layer(2, 2, activation="tanh", weights=[[shared, 0.5], [0.1, shared]])
    model = Sequential(first, Layer(2, 1, nonlin=False, rng=0))
    model.freeze("block2.neuron1.w1")
    batch = ([[0.5, 1.0], [1.0, -1.0], [0.0, 2.0], [1.0, 1.0]], [1.0, 0.0, 1.0, 0.5])
    assert close(*both(model, mse, *batch, penalty=lambda model: l2(model, 0.1)))


def test_gradients_are_added_and_weights_are_read_at_each_step() -> None:
    model = MLP(1, [2, 1], activation="tanh", rng=0)
    step = CompiledStep(model, mse)
    batch = ([[0.5], [1.0], [2.0], [3.0]], [1.0, 2.0, 3.0, 4.0])
    step(*batch)
    once = [p.grad for p in model.parameters()]
    step(*batch)
    assert [p.grad for p in model.parameters()] == [2 * g for g in once]
    model.parameters()[0].data = 0.75
    model.zero_grad()
    value = step(*batch)
    assert close((value, [p.grad for p in model.parameters()]), both(model, mse, *batch)[0])


def test_loss_and_outputs() -> None:
    model = MLP(2, [3, 2], activation="tanh", rng=0)
    batch, y = [[0.1, 0.2], [0.3, -0.4], [0.5, 0.6]], [0, 1, 1]
    step, eager = CompiledStep(model, cross_entropy, lambda model: l2(model, 1.0)), EagerStep(model, cross_entropy)
    assert step.loss(batch, y) == pytest.approx(eager.loss(batch, y), rel=1e-14)
    assert [[a.data for a in row] for row in step.outputs(batch)] == [
        pytest.approx([a.data for a in row], rel=1e-14) for row in eager.outputs(batch)]
    one = MLP(2, [1], rng=0)
    assert [a.data for a in CompiledStep(one, mse).outputs(batch)] == pytest.approx([a.data for a in one(batch)])


@settings(max_examples=10)  # each compiles
@given(st.sampled_from(["tanh", "relu", "sigmoid", "gelu", "elu"]), st.integers(1, 9), st.integers(0, 99))
def test_trajectories_agree(activation: str, batch: int, seed: int) -> None:
    rng = random.Random(seed)
    data = ([[rng.gauss(0, 1), rng.gauss(0, 1)] for _ in range(9)], [rng.choice([0, 1]) for _ in range(9)])
    weights = []
    for engine in ("eager", "compiled"):
        model = MLP(2, [3, 2], activation=activation, rng=seed)
        history = fit(model, data, cross_entropy, Adam(model, lr=0.01), epochs=2, batch_size=batch, engine=engine,
                      metrics=[accuracy], progress=False)
        weights.append([*(p.data for p in model.parameters()), *history["loss"], *history["accuracy"]])
    assert weights[0] == pytest.approx(weights[1], rel=1e-9, abs=1e-12)


def test_a_batch_is_shared_out() -> None:
    data = ([[0.1 * i, 1.0 - 0.2 * i] for i in range(20)], [0.05 * i for i in range(20)])
    weights = []
    with ThreadPoolExecutor(1) as one, ThreadPoolExecutor(3) as three:
        for executor in (None, one, three):
            model = MLP(2, [4, 1], activation="tanh", rng=0)
            fit(model, data, mse, Adam(model, lr=0.01), epochs=3, batch_size=10, engine="compiled", executor=executor,
                penalty=lambda model: l2(model, 0.1), progress=False)
            weights.append([p.data for p in model.parameters()])
    assert weights[0] == pytest.approx(weights[1], rel=1e-9)
    assert weights[1] == weights[2]  # to the bit, however many workers there are


def test_what_is_not_finite_is_left_to_the_eager_engine() -> None:
    model = MLP(1, [1], weights=[[[0.0]]], bias=False)

    def loss(outputs: list[Value], targets: list[Value]) -> Value:
        return sqrt(outputs[0]) * targets[0]

    for kind in (EagerStep, CompiledStep):
        model.zero_grad()
        assert kind(model, loss)([[1.0]], [2.0]) == 0.0
        assert model.parameters()[0].grad == math.inf
    with pytest.raises(ValueError, match="the gradient of layer1"):
        fit(model, ([[1.0]], [2.0]), loss, SGD(model, lr=0.1), epochs=1, engine="compiled", progress=False)


@pytest.mark.parametrize(("part", "named"), [(BatchNorm(2), "BatchNorm"), (Dropout(0.5, rng=0), "Dropout")])
def test_models_that_change_by_themselves_are_refused(part: object, named: str) -> None:
    model = Sequential(Layer(2, 2, rng=0), part, Layer(2, 1, rng=0))
    with pytest.raises(ValueError, match=f"cannot train a model with .*{named}.*engine='eager'"):
        CompiledStep(model, mse)


@pytest.mark.parametrize("part", [Dropout(0.5, rng=0), BatchNorm(2)])
def test_jit_does_not_freeze_training(part: Any) -> None:
    model = Sequential(Layer(2, 2, rng=0), part, Layer(2, 1, rng=0))
    with pytest.raises(TypeError, match=r"call eval\(\) on the model first"):
        jit(lambda a, b: model([[a, b], [b, a]])[0])(1.0, 2.0)
    model.eval()
    assert jit(model)([1.0, 2.0]) == pytest.approx(model([1.0, 2.0]).data, rel=1e-14)


def test_a_loss_that_decides_by_the_numbers_is_refused() -> None:
    def loss(outputs: list[Value], targets: list[Value]) -> Value:
        return outputs[0] * 2 if outputs[0] > targets[0] else outputs[0]

    with pytest.raises(TypeError, match="where"):
        CompiledStep(MLP(1, [1], rng=0), loss)([[1.0]], [2.0])

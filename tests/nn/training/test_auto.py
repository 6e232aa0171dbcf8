"""Which engine trains."""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from autodiff.compiler.calling.kernel import Kernel
from nn import MLP, SGD, Dropout, EngineError, Layer, Neuron, Sequential, Training, fit, l2, mse
from nn.training.agreement import agrees
from nn.training.auto import AutoStep, worth_compiling
from nn.training.compiled import CompiledStep
from nn.training.eager import EagerStep

DATA = ([[0.5], [1.0], [2.0], [3.0]], [1.0, 2.0, 3.0, 4.0])


def training(loss: Any = mse, model: Any = None, data: Any = DATA, **options: Any) -> Training:
    model = MLP(1, [2, 1], activation="tanh", rng=0) if model is None else model
    return Training(model, data, loss, SGD(model, lr=0.01), **options)


def test_engines_by_name() -> None:
    assert type(training().evaluate) is EagerStep
    assert type(training(engine="eager").evaluate) is EagerStep
    assert type(training(engine="compiled").evaluate) is CompiledStep
    with pytest.raises(ValueError, match="engine must be one of 'auto', 'eager', 'compiled', got 'fast'"):
        training(engine="fast")
    with pytest.raises(ValueError, match="executor shares out the work of engine='compiled', not of 'auto'"):
        training(executor=ThreadPoolExecutor(1))


def test_auto_compiles_what_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = training(), training(data=([[0.1]] * 200_000, [0.0] * 200_000), batch_size=1)
    assert not worth_compiling(small.model, small.samples, 1000)
    assert worth_compiling(small.model, small.samples, 100_000)
    small.run(1)
    assert type(small.evaluate) is EagerStep
    monkeypatch.setattr(large, "step", lambda: setattr(large, "stopped", True) or 0.0)
    large.run(1)
    assert type(large.evaluate) is AutoStep


def test_auto_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nn.training.auto.find_spec", lambda name: None)
    assert not worth_compiling(MLP(1, [2]), 10**6, 10**6)


def test_auto_does_not_compile_what_changes_by_itself() -> None:
    assert not worth_compiling(Sequential(Layer(1, 1), Dropout(0.5, rng=0)), 10**6, 10**6)


def test_auto_leaves_to_the_eager_engine_what_cannot_be_traced() -> None:
    def by_an_if(outputs: list[Value], targets: list[Any]) -> Value:
        return outputs[0] if outputs[0] > 0.25 else 2 * outputs[0]

    def by_data(outputs: list[Value], targets: list[Any]) -> Value:
        return outputs[0] * outputs[0].data

    for loss in (by_an_if, by_data):
        model = MLP(1, [1], rng=0)
        auto, eager = AutoStep(EagerStep(model, loss)), EagerStep(model, loss)
        for x in (1.0, 2.0, -3.0):
            found = []
            for step in (auto, eager):
                model.zero_grad()
                found.append((step([[x]], [0.0]), [p.grad for p in model.parameters()]))
            if loss is by_an_if:
                assert found[0] == found[1]
    assert loss is by_data


def test_trying_leaves_no_trace() -> None:
    model = MLP(1, [2, 1], activation="tanh", rng=0)
    steps = AutoStep(EagerStep(model, mse)), CompiledStep(model, mse)
    found = []
    for step in steps:
        model.zero_grad()
        found.append((step(*DATA), [p.grad.hex() for p in model.parameters()]))
    assert found[0] == found[1]


def test_a_run_is_continued_with_the_same_engine(tmp_path: Any) -> None:
    whole = MLP(1, [2, 1], activation="tanh", rng=0)
    fit(whole, DATA, mse, SGD(whole, lr=0.01), epochs=6, engine="compiled", rng=1, batch_size=2, progress=False)
    part = MLP(1, [2, 1], activation="tanh", rng=0)
    for epochs in (3, 6):
        fit(part, DATA, mse, SGD(part, lr=0.01), epochs=epochs, engine="compiled", rng=1, batch_size=2, progress=False,
            checkpoint=tmp_path / "run.json", resume=True)
    assert [p.data.hex() for p in part.parameters()] == [p.data.hex() for p in whole.parameters()]


def test_compiled_needs_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "llvmlite", None)
    monkeypatch.setitem(sys.modules, "llvmlite.binding", None)
    with pytest.raises(ImportError, match=r"pip install 'autodiff-scalar\[compile\]'"):
        training(engine="compiled").step()


def wrong_kernels(monkeypatch: pytest.MonkeyPatch, spoil: Any) -> None:
    """Kernels whose value and gradient go through `spoil`."""
    right = Kernel._called
    monkeypatch.setattr(Kernel, "_called", lambda *args, **how: spoil(*right(*args, **how)))


def take_steps(run: Training) -> None:
    """Three epochs, a call for each step."""
    while run.epoch < 3:
        run.step()


def one_off(value: float, gradient: Any) -> tuple[float, Any]:
    return value, gradient * (1.0 + 1e-8 * (np.arange(len(gradient)) == 2))


def loss_off(value: float, gradient: Any) -> tuple[float, Any]:
    return value * (1.0 + 1e-8), gradient


@pytest.mark.parametrize(("spoil", "what"), [
    (one_off, "the gradient with respect to layer1.neuron2.w1"), (loss_off, "the loss"),
    (lambda value, gradient: (value, gradient[::-1]), "the gradient with respect to "),
    (lambda value, gradient: (value, gradient * 0.0), "the gradient with respect to ")])
def test_a_wrong_kernel_stops_a_compiled_training(monkeypatch: pytest.MonkeyPatch, spoil: Any, what: str) -> None:
    wrong_kernels(monkeypatch, spoil)
    run = training(engine="compiled", penalty=lambda model: l2(model, 0.01), shuffle=False)
    before = run.model.state_dict()
    with pytest.raises(EngineError, match=rf"disagree on the first batch of 4 samples: {what}") as caught:
        run.step()
    run.model.zero_grad()
    loss = EagerStep(run.model, mse, lambda model: l2(model, 0.01))(*DATA)
    numbers = [loss, *(p.grad for p in run.model.parameters())]
    assert str(caught.value).endswith(" in the eager engine")
    assert any(repr(x) in str(caught.value) for x in numbers)
    assert run.model.state_dict() == before


def test_a_wrong_kernel_sends_auto_back_with_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong_kernels(monkeypatch, one_off)
    weights = []
    for engine in ("eager", "auto"):
        run = training(batch_size=3)
        if engine == "auto":
            run.evaluate = AutoStep(run.evaluate)  # type: ignore[arg-type]
            with pytest.warns(RuntimeWarning, match=r"respect to layer1.neuron2.w1 is .* continues with the eager") as seen:
                take_steps(run)
            assert len(seen) == 1
        else:
            take_steps(run)
        weights.append([p.data.hex() for p in run.model.parameters()])
    assert weights[0] == weights[1]


def test_a_size_that_comes_later_is_compared_too(monkeypatch: pytest.MonkeyPatch) -> None:
    step = CompiledStep(MLP(1, [2, 1], activation="tanh", rng=0), mse)
    step(*DATA)
    wrong_kernels(monkeypatch, one_off)
    step(*DATA)  # the first of this size agreed
    with pytest.raises(EngineError, match="on the first batch of 3 samples"):
        step(DATA[0][:3], DATA[1][:3])


def exact_fit() -> tuple[Any, Any, Any]:
    """Residuals that are 0 but for rounding."""
    model = Neuron(3, activation="identity", weights=[0.1, 0.7, -0.3], bias=0.2)
    inputs = [[0.1 * i, 1.0 / (i + 1), 0.3 * i * i] for i in range(40)]
    return model, inputs, [model(x).data * (1 + 2**-52 * (i % 2)) for i, x in enumerate(inputs)]


def cancelling() -> tuple[Any, Any, Any]:
    """A gradient whose terms cancel over the samples, at weights of 0."""
    targets = [0.1 * i + 0.037 for i in range(20)]
    return (Neuron(1, activation="identity", weights=[0.0], bias=0.0), [[1.0]] * 40, targets + [-y for y in targets])


def on_a_kink() -> tuple[Any, Any, Any]:
    """0.1 + 0.2 - 0.3 is 5.6e-17 or 2.8e-17 or 0, by the order of adding: a relu is on or off."""
    model = Neuron(3, activation="relu", weights=[0.1, 0.2, -0.3], bias=0.0)
    return model, [[1.0, 1.0, 1.0], [3.0, 3.0, 3.0], [0.7, 0.7, 0.7], [-1.0, -1.0, -1.0]] * 3, [1.0] * 12


def dead() -> tuple[Any, Any, Any]:
    return Neuron(2, activation="relu", weights=[-1.0, -1.0], bias=0.0), [[0.0, 0.0], [1.0, 2.0]] * 5, [0.0] * 10


@pytest.mark.parametrize("case", [exact_fit, cancelling, on_a_kink, dead])
def test_rounding_is_no_disagreement(case: Any) -> None:
    model, inputs, targets = case()
    CompiledStep(model, mse)(inputs, targets)  # raises if it is


@pytest.mark.parametrize("case", [exact_fit, cancelling, on_a_kink])
def test_what_rounding_explains_is_compared_by_what_it_comes_from(case: Any) -> None:
    """The share of half a unit in the last place of each term is let pass, a hundredth of the terms is not."""
    model, inputs, targets = case()
    wide = EagerStep(model, mse)
    value = wide(inputs, targets)
    right = [value, *(p.grad for p in model.parameters())]
    assert agrees(wide, inputs, targets, [right[0] + 1e-17, *(g + 1e-17 for g in right[1:])])
    with pytest.raises(EngineError, match="the gradient with respect to b is"):
        agrees(wide, inputs, targets, [*right[:-1], right[-1] + (0.01 if case is not on_a_kink else 10.0)])


def test_comparing_leaves_no_trace() -> None:
    """Not in gradients of the model, nor in those of other leaves, in weights, or in what is drawn at random."""
    outside = Value(0.5)

    def noisy(outputs: Any, targets: Any) -> Any:
        random.random()
        np.random.random()
        return mse(outputs, targets) * outside

    model, inputs, targets = exact_fit()
    model.freeze("w2")
    for v in (outside, *model.w, model.b):
        v._grad = 0.25
    before = [v.data for v in model.w], random.getstate(), np.random.get_state()[2]
    eager = EagerStep(model, noisy)
    with pytest.raises(EngineError):
        agrees(eager, inputs, targets, [9.0] * 4)
    assert [v.grad for v in (outside, *model.w, model.b)] == [0.25] * 5
    assert ([v.data for v in model.w], random.getstate(), np.random.get_state()[2]) == before


def test_nothing_is_said_of_what_is_not_finite() -> None:
    model = Neuron(1, activation="exp", weights=[1.0], bias=False)
    assert not agrees(EagerStep(model, mse), [[1e3]], [0.0], [1.0, 1.0])

"""Which engine trains."""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from autodiff import Value
from nn import MLP, SGD, Dropout, Layer, Sequential, Training, fit, mse
from nn.compiled import CompiledStep
from nn.engines import AutoStep, worth_compiling
from nn.steps import EagerStep

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
    monkeypatch.setattr("nn.engines.find_spec", lambda name: None)
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

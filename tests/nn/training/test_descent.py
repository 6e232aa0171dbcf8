"""Many steps in one call of machine code: the trajectory of the eager engine, up to rounding."""

import random
from copy import deepcopy
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from nn import MLP, SGD, Adagrad, Adam, AdamW, RMSprop, Training, cross_entropy, fit, l2, mse
from nn.errors import EngineError
from nn.optim import Optimizer, exponential_decay
from nn.training.auto import AutoStep
from nn.training.descent import CompiledDescent, compiled_descent
from nn.training.eager import EagerStep

RNG = random.Random(5)
INPUTS = [[RNG.gauss(0, 1), RNG.gauss(0, 1)] for _ in range(23)]
NUMBERS = [RNG.gauss(0, 1) for _ in INPUTS]
CLASSES = [RNG.randrange(3) for _ in INPUTS]


class SignDescent(Optimizer):
    """A rule of one's own."""

    def rule(self, weight: float, gradient: float, state: Any) -> tuple[float, Any]:
        return weight - self.lr * ((gradient > 0) - (gradient < 0)), state


class Branching(Optimizer):
    """A rule that cannot be traced."""

    def rule(self, weight: float, gradient: float, state: Any) -> tuple[float, Any]:
        return (weight - self.lr if gradient > 0 else weight + self.lr), state


def run_of(optimizer: Any, engine: str = "compiled", classes: bool = False, **options: Any) -> Training:
    model = MLP(2, [5, 3 if classes else 1], activation="tanh", rng=random.Random(3))
    return Training(model, (INPUTS, CLASSES if classes else NUMBERS), cross_entropy if classes else mse, optimizer(model), 8,
                    engine=engine, rng=1, **options)


def shortcut_of(run: Training) -> CompiledDescent:
    assert run._shortcut.descent is not None
    return run._shortcut.descent


def numbers_of(run: Training) -> list[float]:
    """All that a trajectory consists of: weights, states, losses, gradients."""
    states = run.optimizer.state_dict()["state"]
    return [*(x for p in run.model.parameters() for x in (p.data, p.grad)),
            *(x for state in states.values() for x in state.values()), *run.history["loss"]]


OPTIMISERS = {
    "sgd": lambda model: SGD(model, lr=0.1),
    "momentum": lambda model: SGD(model, lr=0.1, momentum=0.9, dampening=0.25, weight_decay=0.1),
    "nesterov": lambda model: SGD(model, lr=0.1, momentum=0.9, nesterov=True),
    "adam": lambda model: Adam(model, lr=0.05),
    "amsgrad": lambda model: Adam(model, lr=0.05, amsgrad=True, weight_decay=0.1),
    "adamw": lambda model: AdamW(model, lr=0.05),
    "adagrad": lambda model: Adagrad(model, lr=0.1, lr_decay=0.2),
    "rmsprop": lambda model: RMSprop(model),
    "centered": lambda model: RMSprop(model, centered=True, momentum=0.5),
    "own": lambda model: SignDescent(model, lr=0.01),
}
OPTIONS: dict[str, dict[str, Any]] = {
    "plain": {}, "classes": {"classes": True}, "penalty": {"penalty": lambda model: l2(model, 0.1), "classes": True},
    "norm": {"clip_norm": 0.3}, "value": {"clip_value": 0.05}, "both": {"clip_norm": 0.3, "clip_value": 0.05},
    "schedule": {"schedule": exponential_decay(0.1, 0.5)},
}


@pytest.mark.parametrize(("name", "how"), [*((name, "plain") for name in OPTIMISERS), *(("adam", how) for how in OPTIONS)])
def test_the_trajectory_is_that_of_the_eager_engine(name: str, how: str) -> None:
    found = []
    for engine in ("compiled", "eager"):
        run = run_of(OPTIMISERS[name], engine, **OPTIONS[how])
        run.run(4, progress=False)
        found.append(numbers_of(run))
    assert found[0] == pytest.approx(found[1], rel=1e-9, abs=1e-12)


def test_steps_are_taken_by_machine_code(monkeypatch: pytest.MonkeyPatch) -> None:
    run = run_of(OPTIMISERS["adam"])
    monkeypatch.setattr(Training, "step", lambda run: pytest.fail("a step of its own"))
    assert run.run(3, progress=False).epochs == 3
    assert shortcut_of(run).most > 1


def test_a_rule_that_cannot_be_traced_is_applied_in_python() -> None:
    runs = [run_of(lambda model: Branching(model, lr=0.01), engine) for engine in ("compiled", "eager")]
    for run in runs:
        run.run(2, progress=False)
    assert runs[0]._shortcut.descent is None
    assert numbers_of(runs[0]) == pytest.approx(numbers_of(runs[1]), rel=1e-9)


def test_a_rule_that_reads_another_value_is_applied_in_python() -> None:
    strength = Value(0.25)

    class Pulled(Optimizer):
        def rule(self, weight: Any, gradient: Any, state: Any) -> tuple[Any, Any]:
            factor = strength if isinstance(weight, Value) else strength.data
            return weight - self.lr * (gradient + factor * weight), state

    runs = [run_of(lambda model: Pulled(model, lr=0.01), engine) for engine in ("compiled", "eager")]
    for run in runs:
        run.run(2, progress=False)
    assert runs[0]._shortcut.descent is None
    assert numbers_of(runs[0]) == pytest.approx(numbers_of(runs[1]), rel=1e-9)


def test_a_loss_that_is_no_sum_over_samples_is_compiled_step_by_step() -> None:
    def largest(outputs: Any, targets: Any) -> Any:
        return mse(outputs, targets) * outputs[0]

    model = MLP(2, [2, 1], rng=0)
    run = Training(model, (INPUTS, NUMBERS), largest, SGD(model, lr=0.01), 8, engine="compiled")
    run.run(1, progress=False)
    assert run._shortcut.descent is None


def test_weights_are_written_before_anybody_looks() -> None:
    seen: list[list[float]] = []
    run = run_of(OPTIMISERS["adam"], callbacks=[lambda run: seen.append([p.data for p in run.model.parameters()])])
    run.run(3, progress=False)
    assert len({tuple(weights) for weights in seen}) == 3
    assert seen[-1] == [p.data for p in run.model.parameters()]


def test_freezing_and_other_options_in_a_callback_hold_at_once() -> None:
    def change(run: Any) -> None:
        if run.epoch == 1:
            run.model.freeze("layer1.neuron1.w1")
            run.optimizer.betas = (0.5, 0.9)
        if run.epoch == 2:
            run.model.parameters()[0].data = 0.25

    found = []
    for engine in ("compiled", "eager"):
        run = run_of(OPTIMISERS["adam"], engine, callbacks=[change])
        run.run(4, progress=False)
        found.append(numbers_of(run))
    assert found[0] == pytest.approx(found[1], rel=1e-9, abs=1e-12)


def test_a_run_that_is_resumed_has_the_same_bits(tmp_path: Any) -> None:
    whole, first, second = (run_of(OPTIMISERS["adam"]) for _ in range(3))
    whole.run(4, progress=False)
    first.run(2, progress=False, checkpoint=tmp_path / "run.json", checkpoint_every=2)
    second.resume(tmp_path / "run.json")
    second.run(4, progress=False)
    assert [p.data.hex() for p in second.model.parameters()] == [p.data.hex() for p in whole.model.parameters()]


def test_steps_one_by_one_and_together_have_the_same_bits() -> None:
    one, many = run_of(OPTIMISERS["adam"]), run_of(OPTIMISERS["adam"])
    for run, most in ((one, 1), (many, None)):
        while run.epoch < 3:
            run._steps(most)
        run._shortcut.write()
    assert [p.data.hex() for p in one.model.parameters()] == [p.data.hex() for p in many.model.parameters()]


def test_a_copy_of_a_run_goes_on_to_the_same_bits() -> None:
    run = run_of(OPTIMISERS["adam"])
    run.run(1, progress=False)
    copy = deepcopy(run)
    for each in (run, copy):
        each.run(3, progress=False)
    assert shortcut_of(copy) is not shortcut_of(run)
    assert [p.data.hex() for p in copy.model.parameters()] == [p.data.hex() for p in run.model.parameters()]


def test_the_model_is_in_training_mode_whenever_a_callback_is_called() -> None:
    seen: list[bool] = []
    run = run_of(OPTIMISERS["sgd"], callbacks=[lambda run: seen.append(run.model.training)])
    for epochs in (1, 2, 3):
        run.run(epochs, progress=False)
    assert seen == [True] * 3


def test_an_interrupt_leaves_a_run_that_can_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, cut = run_of(OPTIMISERS["adam"]), run_of(OPTIMISERS["adam"])
    whole.run(3, progress=False)
    cut.run(1, progress=False)
    with monkeypatch.context() as patch:
        patch.setattr(CompiledDescent, "steps", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            cut.run(3, progress=False)
    cut.run(3, progress=False)
    assert [p.data.hex() for p in cut.model.parameters()] == [p.data.hex() for p in whole.model.parameters()]


def test_a_step_that_is_not_finite_changes_nothing_and_names_the_parameter() -> None:
    run = run_of(lambda model: SGD(model, lr=1e200), shuffle=False)
    with pytest.raises(ValueError, match=r"layer\d") as caught:
        run.run(3, progress=False)
    assert "in epoch 1, step" in caught.value.__notes__[-1]
    assert all(np.isfinite(p.data) for p in run.model.parameters())


def spoiled(monkeypatch: pytest.MonkeyPatch, column: int) -> None:
    """Machine code that finds other numbers in a column of the table."""
    from autodiff.compiler.calling.descent import Descent

    right = Descent.steps

    def steps(*args: Any) -> Any:
        found = right(*args)
        found.table[:, column] *= 1.0 + 1e-7
        return found

    monkeypatch.setattr(Descent, "steps", steps)


@pytest.mark.parametrize(("column", "what"), [(0, "Adam.rule disagree on the first step of layer1"),
                                              (1, "Adam.rule disagree"),
                                              (-1, "disagree on the first batch of 8 samples: the gradient")])
def test_other_numbers_stop_a_run_and_send_auto_back(monkeypatch: pytest.MonkeyPatch, column: int, what: str) -> None:
    spoiled(monkeypatch, column)
    run = run_of(OPTIMISERS["adam"])
    before = run.model.state_dict()
    with pytest.raises(EngineError, match=what):
        run.run(1, progress=False)
    assert run.model.state_dict() == before
    auto, eager = run_of(OPTIMISERS["adam"], "eager"), run_of(OPTIMISERS["adam"], "eager")
    auto.evaluate = AutoStep(auto.evaluate)  # type: ignore[arg-type]
    with pytest.warns(RuntimeWarning, match="continues with the eager engine"):
        auto.run(2, progress=False)
    eager.run(2, progress=False)
    assert [p.data.hex() for p in auto.model.parameters()] == [p.data.hex() for p in eager.model.parameters()]


def test_an_optimiser_of_some_parameters_takes_its_steps_as_before() -> None:
    model = MLP(2, [2, 1], rng=0)
    history = fit(model, (INPUTS, NUMBERS), mse, SGD(model.parameters()[:3], lr=0.1), 2, engine="compiled")
    assert history.epochs == 2
    run = Training(model, (INPUTS, NUMBERS), mse, SGD(model.parameters()[:3], lr=0.1), engine="compiled")
    assert compiled_descent(EagerStep(model, mse), run.optimizer, run.options, run._shortcut.data) is None

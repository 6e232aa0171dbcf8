"""fit and Training: batches, order, validation, callbacks, and a run that is cut and continued, bit for bit."""

import math
import random
from collections.abc import Callable
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autodiff import Value
from nn import (
    MLP,
    SGD,
    Activation,
    Adam,
    BatchNorm,
    Callback,
    Dropout,
    EarlyStopping,
    Layer,
    Module,
    Neuron,
    Sequential,
    Training,
    accuracy,
    binary_cross_entropy_with_logits,
    fit,
    l2,
    mse,
    squared_error,
)
from nn.training.eager import EagerStep

POINTS = [[random.Random(i).uniform(-1, 1), random.Random(-i - 1).uniform(-1, 1)] for i in range(10)]
CLASSES = [int(a * b > 0) for a, b in POINTS]
DATA = (POINTS, CLASSES)


def line(slope: float = 0.0) -> Neuron:
    return Neuron(1, activation="identity", weights=[slope], bias=False)


class Seen(EagerStep):
    """A step that remembers which samples it was given."""

    def __init__(self, model: Module, loss: Any) -> None:
        super().__init__(model, loss)
        self.batches: list[list[float]] = []

    def __call__(self, inputs: Any, targets: Any) -> float:
        self.batches.append([x for (x,) in inputs])
        return super().__call__(inputs, targets)


def watched(samples: int, batch_size: int | None, **options: Any) -> tuple[Training, Seen]:
    model = line()
    step = Seen(model, mse)
    data = ([[float(i)] for i in range(samples)], [0.0] * samples)
    return Training(model, data, mse, SGD(model, lr=0.0), batch_size, step=step, **options), step


# --- Epochs and batches ---


def test_a_thousand_samples_in_batches_of_a_hundred_are_ten_steps_an_epoch() -> None:
    training, step = watched(1000, 100)
    training.run(5)
    assert (training.steps_per_epoch, training.steps, len(step.batches)) == (10, 50, 50)
    assert {len(batch) for batch in step.batches} == {100}


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 30), st.integers(1, 40), st.booleans(), st.integers(0, 5))
def test_every_epoch_sees_every_sample_once(samples: int, batch_size: int, shuffle: bool, seed: int) -> None:
    training, step = watched(samples, batch_size, shuffle=shuffle, rng=seed)
    training.run(2)
    first, second = step.batches[:training.steps_per_epoch], step.batches[training.steps_per_epoch:]
    assert sorted(chain(*first)) == sorted(chain(*second)) == list(range(samples))
    assert [len(b) for b in first[:-1]] == [batch_size] * (len(first) - 1)
    if not shuffle:
        assert list(chain(*first)) == list(range(samples))


def test_shuffling_uses_its_own_generator_and_another_order_each_epoch() -> None:
    random.seed(3)
    following = random.random()
    random.seed(3)
    training, step = watched(20, None, rng=7)
    training.run(2)
    assert random.random() == following
    assert step.batches[0] != step.batches[1]
    again, step_again = watched(20, None, rng=7)
    again.run(2)
    assert step_again.batches == step.batches


def test_a_full_batch_of_a_linear_model_is_gradient_descent_on_paper() -> None:
    model = line()
    fit(model, ([[1.0], [2.0]], [2.0, 4.0]), mse, SGD(model, lr=0.1), epochs=3)
    w = 0.0
    for _ in range(3):  # d/dw mean((w x - 2 x)^2) = 2 (w - 2) mean(x^2)
        w -= 0.1 * 2 * (w - 2) * 2.5
    assert model.w[0].data == pytest.approx(w, rel=1e-14)


def test_stochastic_descent_moves_after_each_sample() -> None:
    model = line()
    fit(model, ([[1.0], [2.0]], [2.0, 4.0]), squared_error, SGD(model, lr=0.1), 1, batch_size=1, shuffle=False)
    w = 0.0
    for x in (1.0, 2.0):
        w -= 0.1 * 2 * (w * x - 2 * x) * x
    assert model.w[0].data == pytest.approx(w, rel=1e-14)


# --- What else a step does ---


def test_the_history_holds_the_mean_of_the_losses_and_the_rates() -> None:
    model = line()
    history = fit(model, ([[1.0], [3.0]], [0.0, 0.0]), squared_error, SGD(model, lr=0.0), 2, 1,
                  schedule=lambda epoch: 0.5 ** epoch, shuffle=False)
    assert history["learning_rate"] == [1.0, 0.5]
    model = line(2.0)
    history = fit(model, ([[1.0], [3.0]], [0.0, 0.0]), squared_error, SGD(model, lr=0.0), 1, 1)
    assert history["loss"] == [(4.0 + 36.0) / 2]


def test_validation_and_metrics_are_taken_in_evaluation_mode_and_teach_nothing() -> None:
    modes = []

    class Watching(Neuron):
        def forward(self, rows: Any) -> Any:
            modes.append((len(rows), self.training))
            return super().forward(rows)

    model = Watching(1, activation="identity", weights=[3.0], bias=False)
    history = fit(model, ([[1.0], [2.0]], [0.0, 0.0]), mse, SGD(model, lr=0.0), 1, validation=([[2.0]], [1.0]),
                  metrics={"first": lambda outputs, targets: outputs[0].data - targets[0]})
    assert modes == [(2, True), (2, False), (1, False), (1, False)]
    assert (history["validation_loss"], history["first"], history["validation_first"]) == ([25.0], [3.0], [5.0])
    assert model.training is False


def test_a_penalty_is_part_of_the_loss_and_of_the_gradient_but_not_of_validation() -> None:
    model = line(3.0)
    at_0 = ([[0.0]], [0.0])
    history = fit(model, at_0, mse, SGD(model, lr=0.1), 1, penalty=lambda m: l2(m, 2.0), validation=at_0)
    assert history["loss"] == [9.0]  # 2/2 * 3^2
    assert model.w[0].data == pytest.approx(3.0 - 0.1 * 6.0)
    assert history["validation_loss"] == [0.0]


@pytest.mark.parametrize(("limit", "moved"), [({"clip_norm": 0.5}, 0.5), ({"clip_value": 2.0}, 2.0), ({}, 12.0)])
def test_gradients_are_clipped_before_the_step(limit: Any, moved: float) -> None:
    model = line(3.0)
    fit(model, ([[2.0 ** 0.5]], [0.0]), mse, SGD(model, lr=1.0), 1, **limit)
    assert 3.0 - model.w[0].data == pytest.approx(moved)


def test_gradients_of_what_the_optimizer_does_not_move_begin_at_zero_too() -> None:
    model = MLP(2, [3, 1], rng=0)
    training = Training(model, DATA, binary_cross_entropy_with_logits, SGD(model.layers[1], lr=0.0),
                        shuffle=False)
    training.step()
    once = [p.grad for p in model.parameters()]
    training.step()
    assert [p.grad for p in model.parameters()] == once


def test_the_mean_of_losses_too_large_to_be_added_is_inf() -> None:
    model = line(1e154)
    history = fit(model, ([[1.0], [1.0]], [0.0, 0.0]), mse, SGD(model, lr=0.0), 1, 1)
    assert history["loss"] == [math.inf]


def test_a_loss_serves_as_a_metric() -> None:
    model = line(2.0)
    history = fit(model, ([[1.0], [2.0]], [0.0, 0.0]), mse, SGD(model, lr=0.0), 1, metrics=[squared_error])
    assert history["squared_error"] == [2.0**2 + 4.0**2]


def test_a_partial_has_the_name_of_its_function() -> None:
    model = line()
    history = fit(model, ([[1.0], [2.0]], [0, 1]), mse, SGD(model), 1, metrics=[partial(accuracy, threshold=-1.0)])
    assert history["accuracy"] == [0.5]


def test_a_frozen_parameter_stays() -> None:
    model = Neuron(1, activation="identity", weights=[1.0], bias=0.5)
    optimizer = SGD(model, lr=0.1)
    model.freeze("b")
    fit(model, ([[1.0]], [9.0]), mse, optimizer, 2)
    assert model.b is not None
    assert model.b.data == 0.5
    assert model.w[0].data != 1.0


def test_a_gradient_that_is_not_finite_is_named_with_its_place_and_nothing_moves() -> None:
    model = line(2.0)
    data = ([[1.0], [1e200]], [2.0, 0.0])
    with pytest.raises(ValueError, match="the gradient of w1 is") as caught:
        fit(model, data, mse, SGD(model, lr=0.1), 1, 1, shuffle=False)
    assert caught.value.__notes__ == ["in epoch 1, step 2 of 2"]
    assert model.w[0].data == 2.0


def test_a_step_that_is_refused_leaves_statistics_and_chance_as_they_were() -> None:
    model = Sequential(BatchNorm(1), Dropout(0.5, rng=3), Layer(1, 1, activation="identity", weights=[[1.0]]))
    training = Training(model, ([[1.0], [2.0], [4.0]], [1.7e308, 1.7e308, 0.0]), mse, SGD(model, lr=0.1), rng=0)
    before = training.state_dict()
    with pytest.raises(ValueError, match="the gradient of"):
        training.step()
    assert training.state_dict() == before


# --- Callbacks ---


def test_a_function_is_called_after_each_epoch_and_may_stop() -> None:
    seen = []

    def look(training: Training) -> None:
        seen.append((training.epoch, training.history.last("loss")))
        if training.epoch == 3:
            training.stop()

    model = line(1.0)
    history = fit(model, ([[1.0]], [0.0]), mse, SGD(model, lr=0.25), 10, callbacks=[look])
    assert [epoch for epoch, _ in seen] == [1, 2, 3]
    assert history["loss"] == [loss for _, loss in seen] == [1.0, 0.25, 0.0625]


@pytest.mark.parametrize(("restore", "left"), [(True, 0.0), (False, 2.0)])
def test_early_stopping_gives_back_the_best_weights(restore: bool, left: float) -> None:
    model = line(4.0)
    places = iter([1.0, 0.0, 3.0, 2.0, 9.0])

    def move(training: Training) -> None:
        model.w[0].data = next(places)
        training.history["validation_loss"][-1] = model.w[0].data

    stopping = EarlyStopping(patience=2, restore=restore)
    data = ([[1.0]], [0.0])
    history = fit(model, data, mse, SGD(model, lr=0.0), 5, validation=data, callbacks=[move, stopping])
    assert history["validation_loss"] == [1.0, 0.0, 3.0, 2.0]
    assert model.w[0].data == left


# --- Cut and continued ---


def deep() -> Sequential:
    """Everything that remembers: running statistics, a generator of chance, frozen weights."""
    model = Sequential(Layer(2, 3, activation="identity", rng=0), BatchNorm(3), Activation("tanh"), Dropout(0.3, rng=3),
                       Layer(3, 1, activation="identity", rng=1))
    model.freeze("block1.neuron2")
    return model


def deep_training(optimizer: Callable[[Any], Any]) -> Training:
    model = deep()
    return Training(model, DATA, binary_cross_entropy_with_logits, optimizer(model), 4, rng=5, validation=DATA,
                    schedule=lambda epoch: 0.1 / (1 + epoch), callbacks=[EarlyStopping(2, "loss")], clip_norm=1.0)


def bits(training: Training) -> Any:
    return {name: x.hex() for name, x in training.model.state_dict().items()}, {
        name: [x.hex() for x in column] for name, column in training.history.items()}


@pytest.mark.parametrize("optimizer", [lambda m: SGD(m, lr=0.1, momentum=0.9), Adam])
@pytest.mark.parametrize("cut", [1, 2, 3, 5, 6, 11])
def test_a_run_that_was_cut_at_any_step_ends_with_the_same_bits(cut: int, optimizer: Any, tmp_path: Path) -> None:
    whole = deep_training(optimizer)
    whole.run(4)
    first = deep_training(optimizer)
    for _ in range(cut):
        first.step()
    first.save(tmp_path / "run.json")
    second = deep_training(optimizer)
    second.resume(tmp_path / "run.json")
    assert second.steps == cut
    second.run(4)
    assert bits(second) == bits(whole)


def test_fit_keeps_a_checkpoint_and_resumes_from_it(tmp_path: Path) -> None:
    path = tmp_path / "run.json"

    def run(epochs: int, resume: bool) -> list[str]:
        model = MLP(2, [3, 1], rng=0)
        fit(model, DATA, binary_cross_entropy_with_logits, Adam(model, lr=0.05), epochs, 3, checkpoint=path,
            checkpoint_every=5, resume=resume)
        return [p.data.hex() for p in model.parameters()]

    whole = run(4, resume=False)
    path.unlink()
    run(2, resume=True)  # there is no file yet: a new run
    assert run(4, resume=True) == whole
    assert run(4, resume=False) == whole  # the file is there, and is not looked at


def test_the_last_state_is_kept_whatever_checkpoint_every(tmp_path: Path) -> None:
    model = line()
    data = ([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0])
    fit(model, data, mse, SGD(model, lr=0.01), 2, 1, checkpoint=tmp_path / "run.json", checkpoint_every=4)
    again = line()
    training = Training(again, data, mse, SGD(again), 1)
    training.resume(tmp_path / "run.json")
    assert (training.steps, again.state_dict()) == (6, model.state_dict())


def test_what_was_frozen_or_unfrozen_on_the_way_is_so_after_a_resume(tmp_path: Path) -> None:
    def thaw(training: Training) -> None:
        if training.epoch == 2:
            training.model.unfreeze("layer1.neuron2")

    def run() -> Training:
        model = MLP(2, [3, 1], rng=0)
        model.freeze("layer1")
        return Training(model, DATA, binary_cross_entropy_with_logits, Adam(model, lr=0.1), 4, callbacks=[thaw])

    whole, first, second = run(), run(), run()
    whole.run(4)
    first.run(3)
    first.save(tmp_path / "run.json")
    second.resume(tmp_path / "run.json")
    second.run(4)
    assert bits(second) == bits(whole)
    assert [name for name, _ in second.model.named_parameters()] == [name for name, _ in whole.model.named_parameters()]


@pytest.mark.parametrize("kept", [False, True])
def test_an_interrupt_at_the_end_of_an_epoch_costs_nothing(kept: bool, tmp_path: Path) -> None:
    def run(*interrupts: type[BaseException]) -> Training:
        left = list(interrupts)

        def metric(outputs: Any, targets: Any) -> float:
            if left:
                raise left.pop()
            return 1.0

        model = line()
        return Training(model, ([[1.0], [2.0]], [1.0, 2.0]), mse, SGD(model, lr=0.01), 1, metrics={"metric": metric})

    whole, cut = run(), run(KeyboardInterrupt)
    whole.run(3)
    with pytest.raises(KeyboardInterrupt):
        cut.run(3)
    if kept:
        cut.save(tmp_path / "run.json")
        cut = run()
        cut.resume(tmp_path / "run.json")
    cut.run(3)
    assert bits(cut) == bits(whole)


def test_another_run_is_refused_and_this_one_stays_as_it_is(tmp_path: Path) -> None:
    first, second = deep_training(Adam), deep_training(Adam)
    first.step()
    first.save(tmp_path / "run.json")
    second.batch_size = 5
    before = second.state_dict()
    with pytest.raises(ValueError, match="batch_size was 4, and is 5: make them the same"):
        second.resume(tmp_path / "run.json")
    assert second.state_dict() == before


@pytest.mark.parametrize("other", [
    {"metrics": [mse]}, {"data": ([[1.0], [2.0]], [1, 0])},
    {"data": ([[1.0], [3.0]], [0, 1])}, {"validation": ([[1.0]], [0])}])
def test_a_run_is_not_continued_with_other_data_or_metrics(other: dict[str, Any], tmp_path: Path) -> None:
    def training(**options: Any) -> Training:
        model = line()
        return Training(**{"model": model, "data": ([[1.0], [2.0]], [0, 1]), "loss": mse, "optimizer": SGD(model)} | options)

    training().save(tmp_path / "run.json")
    training().resume(tmp_path / "run.json")
    with pytest.raises(ValueError, match=r"(the fingerprint of the data|measures) was .*, and is .*: make them the same"):
        training(**other).resume(tmp_path / "run.json")


@pytest.mark.parametrize("part", ["epoch", "order", "model", "frozen", "optimizer", "callbacks", "history", "generators"])
def test_a_state_that_lacks_a_part_changes_nothing(part: str) -> None:
    training = deep_training(Adam)
    training.step()
    before, state = training.state_dict(), deep_training(Adam).state_dict()
    del state[part]
    with pytest.raises(ValueError, match=f"this is not a state of this training: .*{part}"):
        training.load_state_dict(state)
    assert training.state_dict() == before


# --- What is refused ---


class Forgetful(Callback):
    """Its method has another library's name."""

    def on_epoch_end(self, training: Training) -> None:
        raise AssertionError


@pytest.mark.parametrize("memory", [{"best": "low"}, {"waited": 0.5}, {"weights": {"w1": None}}, {"weights": [1.0]}])
def test_what_an_early_stopping_cannot_remember_is_refused(memory: dict[str, Any]) -> None:
    training = deep_training(Adam)
    before, state = training.state_dict(), training.state_dict()
    state["callbacks"][0] |= memory
    with pytest.raises(ValueError, match="this is not a state of this training"):
        training.load_state_dict(state)
    assert training.state_dict() == before


def test_other_callbacks_are_refused_by_their_number() -> None:
    model = line()
    state = Training(model, ([[1.0]], [1.0]), mse, SGD(model)).state_dict()
    with pytest.raises(ValueError, match="callbacks were 0, and are 1: give the same"):
        Training(model, ([[1.0]], [1.0]), mse, SGD(model), callbacks=[EarlyStopping()]).load_state_dict(state)


def test_an_optimizer_that_would_move_what_is_frozen_is_refused() -> None:
    model = MLP(2, [3, 1], rng=0)
    training = Training(model, DATA, binary_cross_entropy_with_logits, SGD(model.parameters()))
    training.run(1)
    model.freeze("layer1.neuron2")
    before = model.state_dict()
    with pytest.raises(ValueError, match=r"the optimizer would update layer1.neuron2.w1, which is frozen"):
        training.run(2)
    assert model.state_dict() == before


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"model": lambda x: x}, TypeError, "model must be one Module, not <function"),
    ({"optimizer": 0.1}, TypeError, "must be one Optimizer, not 0.1: the order is model, data, loss, optimizer, epochs"),
    ({"optimizer": Adam}, TypeError, r"optimizer must be one Optimizer, not .*: make one, as Adam\(model\)"),
    ({"data": [([1.0], 1.0)] * 3}, TypeError, r"of a list of such pairs, give zip\(\*data\)"),
    ({"loss": lambda outputs, targets: Value(mse(outputs, targets).data)}, ValueError, "is a new one: leave out Value"),
    ({"callbacks": [Forgetful()]}, TypeError, "Forgetful defines none of before_training, after_epoch, after_training"),
    ({"data": 3}, TypeError, r"data must be a Dataset or a pair \(inputs, targets\), not int"),
    ({"data": (1, 2)}, TypeError, "data of the training: inputs must be a list or an array, not int"),
    ({"data": ([], [])}, ValueError, "data of the training: inputs must hold at least one sample, got none"),
    ({"data": ([1.0, 2.0], [1, 2])}, TypeError, r"samples of one number are \[\[1\], \[2\]\]"),
    ({"data": ([[1.0]], [1, 2])}, ValueError, "targets must be as many as rows of inputs, 1, got 2"),
    ({"validation": ([[1.0]], [])}, ValueError, "validation of the training: targets must hold at least one"),
    ({"metrics": 3}, TypeError, r"metrics must be a list of functions, or a dict .*, not int \(3\): give \[accuracy\]"),
    ({"metrics": [3]}, TypeError, "the metric 'int' must be a function of outputs and targets, not 3"),
    ({"loss": "mse"}, TypeError, r"loss must be a function, not str \('mse'\): give nn.mse"),
    ({"loss": lambda outputs, targets: 1.0}, TypeError, "the loss must give a Value that was computed from the outputs"),
    ({"step": lambda inputs, targets: 1.0}, TypeError, "step must have the methods __call__, loss, outputs, and f"),
    ({"penalty": 3}, TypeError, "penalty must be a function of the model, not int"),
    ({"batch_size": 0}, ValueError, "batch_size must be a positive int, got 0"),
    ({"epochs": 0}, ValueError, "epochs must be a positive int, got 0"),
    ({"rng": "seed"}, TypeError, "rng must be a random.Random or an int, its seed, not str"),
    ({"metrics": {"loss": accuracy}}, ValueError, "'loss' must be the name of one column of the history only"),
    ({"metrics": [accuracy, partial(accuracy, threshold=0.5)]}, ValueError, "'accuracy' must be the name of one column"),
    ({"schedule": 0.1}, TypeError, r"schedule must be a function of the epoch, not float \(0.1\)"),
    ({"callbacks": EarlyStopping()}, TypeError, "callbacks must be a list, not EarlyStopping"),
    ({"callbacks": [3]}, TypeError, r"a callback must be a Callback or a function of the training, not int \(3\)"),
    ({"resume": True}, ValueError, "resume and checkpoint_every need the file that keeps the run: give checkpoint="),
    ({"checkpoint_every": 3}, ValueError, "resume and checkpoint_every need the file that keeps the run"),
    ({"checkpoint_every": 0, "checkpoint": "run.json"}, ValueError, "checkpoint_every, a number of steps, must be"),
])
def test_what_does_not_fit_is_named(change: dict[str, Any], error: type[Exception], message: str) -> None:
    model = line()
    arguments: dict[str, Any] = {"model": model, "data": ([[1.0]], [1.0]), "loss": mse, "optimizer": SGD(model), "epochs": 1}
    with pytest.raises(error, match=message):
        fit(**arguments | change)
    assert model.w[0].data == 0.0


def test_an_optimizer_of_another_model_is_refused() -> None:
    with pytest.raises(ValueError, match="the optimizer was built for another model: build it for this one, as Adam"):
        Training(line(), ([[1.0]], [1.0]), mse, SGD(line()))


def test_an_early_stopping_that_watches_nothing_says_what_there_is() -> None:
    model = line()
    with pytest.raises(ValueError, match="EarlyStopping monitors validation_loss, but there is no validation data"):
        fit(model, ([[1.0]], [1.0]), mse, SGD(model, lr=0.1), 1, callbacks=[EarlyStopping()])


def test_a_step_of_another_engine_is_asked_for_loss_and_gradients() -> None:
    class Constant:
        """An engine that finds the same gradient everywhere."""

        def __call__(self, inputs: Any, targets: Any) -> float:
            w.grad = 2.0
            return 7.0

        def loss(self, inputs: Any, targets: Any) -> float:
            return 5.0

        def outputs(self, inputs: Any) -> list[Any]:
            return [Value(1.0)]

    model = line(1.0)
    (w,) = model.w
    history = fit(model, ([[1.0]], [1.0]), mse, SGD(model, lr=0.25), 2, step=Constant(), validation=([[1.0]], [1.0]))
    assert (w.data, history["loss"], history["validation_loss"]) == (0.0, [7.0, 7.0], [5.0, 5.0])

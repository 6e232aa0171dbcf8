"""fit: a model is trained on data, in mini-batches, epoch by epoch (doc. 001: época, lote)."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from hashlib import sha256
from os import PathLike
from pathlib import Path
from typing import Any

from autodiff import Value
from autodiff import sum as total
from autodiff.forks import cached_property
from autodiff.reals import number
from nn.checkpoint import read, write
from nn.checks import checked_size, generator
from nn.data import batches
from nn.modules.module import Module
from nn.optim import Optimizer, clip_grad_norm, clip_grad_value
from nn.training.engines import AutoStep, checked_engine, first_step, worth_compiling
from nn.training.history import History
from nn.training.options import Metric, as_callbacks, as_dataset, checked_kind, checked_schedule, checked_step, named_metrics
from nn.training.progress import bar
from nn.training.state import check_frozen, kept, memory, restore
from nn.training.steps import EagerStep, Loss, Penalty, Step


class Training:
    """A run of training that can be taken step by step, kept, and continued bit for bit; `fit` is the short way.

    >>> from nn import SGD, Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[0.0], bias=False)
    >>> training = Training(neuron, ([[1.0], [2.0]], [2.0, 4.0]), mse, SGD(neuron, lr=0.1))
    >>> history = training.run(20)
    >>> history.epochs, round(neuron.w[0].data, 4)
    (20, 2.0)
    """

    def __init__(self, model: Module, data: Any, loss: Loss, optimizer: Optimizer, batch_size: int | None = None, *,
                 shuffle: bool = True, rng: Any = 0, validation: Any = None,
                 metrics: Mapping[str, Metric] | Iterable[Metric] = (), schedule: Callable[[int], float] | None = None,
                 clip_norm: float | None = None, clip_value: float | None = None, penalty: Penalty | None = None,
                 callbacks: Iterable[Any] = (), engine: str = "auto", executor: Executor | None = None,
                 step: Step | None = None) -> None:
        self.model, self.optimizer = checked_kind(model, Module, "model"), checked_kind(optimizer, Optimizer, "optimizer")
        if set(model.parameters()).isdisjoint(optimizer.parameters()):
            raise ValueError("the optimizer moves no parameter of the model: make it of this one, as "
                             "Adam(model, lr=0.01), or unfreeze the model")
        self.inputs, self.targets = as_dataset(data, "data")
        self.validation = None if validation is None else as_dataset(validation, "validation")
        self.batch_size = len(self.inputs) if batch_size is None else checked_size(batch_size, "batch_size")
        self.shuffle, self.rng = bool(shuffle), generator(rng)
        self.metrics, self.callbacks = named_metrics(metrics), as_callbacks(callbacks)
        self.schedule, self.clip_norm, self.clip_value = checked_schedule(schedule), clip_norm, clip_value
        self.engine = checked_engine(engine, executor) if step is None else ""
        self.evaluate: Step = (checked_step(step) if step is not None else
                               first_step(self.engine, model, loss, penalty, executor))
        self.history, self.epoch, self.stopped = History(), 0, False
        self.begin()
        for callback in self.callbacks:
            callback.before_training(self)

    @property
    def samples(self) -> int:
        """How many samples there are to train on."""
        return len(self.inputs)

    @property
    def measures(self) -> list[str]:
        """What is taken after each epoch: the metrics, and whether there is validation data."""
        return [*self.metrics, *["validation"] * (self.validation is not None)]

    @cached_property
    def fingerprint(self) -> str:
        """A checksum of the data, and of the validation data: a run is not continued with others."""
        data = (self.inputs, self.targets, self.validation and list(self.validation))
        return sha256(repr(data).encode()).hexdigest()[:16]

    @property
    def steps_per_epoch(self) -> int:
        """How many mini-batches make an epoch: 1000 samples in batches of 100 are 10."""
        return len(self.batches)

    @property
    def steps(self) -> int:
        """How many steps have been taken."""
        return self.epoch * self.steps_per_epoch + len(self.losses)

    # --- One after the other ---

    def begin(self) -> None:
        """A new order of the samples; the generator's state before it is kept, as the order follows from it."""
        self.drawn_from = self.rng.getstate()
        self.batches = batches(self.samples, self.batch_size, self.rng if self.shuffle else None)
        self.losses: list[float] = []

    def step(self) -> float:
        """One mini-batch: forward, backward, clipping and a step of the optimiser; the loss. After the last one of an
        epoch, the epoch is entered into the history; if that was interrupted, the next call does it, and nothing else."""
        if len(self.losses) < self.steps_per_epoch:
            with self.model.steady():
                self.losses.append(self._descend())
        loss = self.losses[-1]
        if len(self.losses) == self.steps_per_epoch:
            self._end()
        return loss

    def _descend(self) -> float:
        if not self.losses:
            check_frozen(self.model, self.optimizer)
        if self.schedule is not None:
            self.optimizer.lr = self.schedule(self.epoch)
        chosen = self.batches[len(self.losses)]
        self.model.zero_grad()  # all of it, as clipping looks at parameters too that the optimizer does not move
        self.optimizer.zero_grad()
        self.model.train()
        inputs, targets = [self.inputs[i] for i in chosen], [self.targets[i] for i in chosen]
        back = memory(self.model)
        try:
            loss = number(self.evaluate(inputs, targets), "the loss of a step")
            self._move()
        except BaseException as error:
            back()
            error.add_note(f"in epoch {self.epoch + 1}, step {len(self.losses) + 1} of {self.steps_per_epoch}")
            raise
        return loss

    def _move(self) -> None:
        if self.clip_norm is not None:
            clip_grad_norm(self.model, self.clip_norm)
        if self.clip_value is not None:
            clip_grad_value(self.model, self.clip_value)
        self.optimizer.step()

    def _end(self) -> None:
        row = {"loss": float(total(self.losses)) / len(self.losses), "learning_rate": self.optimizer.lr}
        self.history.add(**row, **self._measured())
        self.epoch += 1
        self.begin()
        for callback in self.callbacks:
            callback.after_epoch(self)

    def _measured(self) -> dict[str, float]:
        """Metrics on the data, and loss and metrics on the validation data, in evaluation mode."""
        self.model.eval()
        found = self._metrics("", self.inputs, self.targets)
        if self.validation is not None:
            found["validation_loss"] = self.evaluate.loss(*self.validation)
            found |= self._metrics("validation_", *self.validation)
        self.model.train()
        return found

    def _metrics(self, prefix: str, inputs: list[Any], targets: list[Any]) -> dict[str, float]:
        outputs = self.evaluate.outputs(inputs) if self.metrics else []
        found = {name: metric(outputs, targets) for name, metric in self.metrics.items()}
        return {f"{prefix}{name}": x.data if isinstance(x, Value) else number(x, f"the metric {name}")
                for name, x in found.items()}

    def run(self, epochs: int, *, progress: bool | None = None, checkpoint: str | PathLike[str] | None = None,
            checkpoint_every: int | None = None) -> History:
        """Go on until there are `epochs` epochs in all, or a callback stops; the model is then in evaluation mode.

        progress: as in `fit`. checkpoint: a file that keeps the run after each epoch, or every so many steps and at the end.
        """
        every = None if checkpoint_every is None else checked_size(checkpoint_every, "checkpoint_every, a number of steps,")
        shown_bar = bar(checked_size(epochs, "epochs") * self.steps_per_epoch, self.steps, progress)
        if self.engine == "auto" and type(self.evaluate) is EagerStep and worth_compiling(self.model, self.samples, epochs):
            self.evaluate = AutoStep(self.evaluate)
        try:
            while self.epoch < epochs and not self.stopped:
                loss = self.step()
                shown_bar.set_description(f"epoch {min(self.epoch + 1, epochs)}/{epochs}, loss {loss:.4g}", refresh=False)
                shown_bar.update()
                over = self.stopped or self.epoch >= epochs
                if checkpoint is not None and (over or (self.steps % every == 0 if every else not self.losses)):
                    self.save(checkpoint)
        finally:
            shown_bar.close()
        for callback in self.callbacks:
            callback.after_training(self)
        self.model.eval()
        return self.history

    def stop(self) -> None:
        """End the run after this epoch; for callbacks."""
        self.stopped = True

    # --- Keeping ---

    def save(self, path: str | PathLike[str]) -> None:
        """Keep the run in a file, from which `resume` continues it bit for bit."""
        write(path, "training", self.state_dict())

    def resume(self, path: str | PathLike[str]) -> None:
        """Continue a run that was kept; `ValueError` if it is another's, or the file is damaged."""
        self.load_state_dict(read(path, "training"))

    def state_dict(self) -> dict[str, Any]:
        """Everything the rest of the run depends on: weights, optimiser, generators, order, history, callbacks."""
        return kept(self)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go back, or forward, to that state, or stay where it is if that fails with a `ValueError`."""
        before = kept(self)
        try:
            restore(self, state)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            restore(self, before)
            raise ValueError(f"this is no state of this training: {error}") from error


def fit(model: Module, data: Any, loss: Loss, optimizer: Optimizer, epochs: int, batch_size: int | None = None, *,
        progress: bool | None = None, checkpoint: str | PathLike[str] | None = None, checkpoint_every: int | None = None,
        resume: bool = False, **options: Any) -> History:
    """Train a model for some epochs and give the history.

    data: inputs and targets, `(X, y)` or a `Dataset`. loss: a function of outputs and targets, as `nn.mse`. batch_size:
    samples a step, None for all. shuffle=False keeps their order; rng: what they are shuffled with, a `random.Random` or a
    seed. validation: data that is only evaluated. metrics: functions of outputs and targets, as `[accuracy]`, or by name.
    schedule: the learning rate of each epoch, from 0. clip_norm, clip_value: limits of the gradients. penalty: a function
    of the model that is added to the loss, as `lambda model: l2(model, 0.01)`. callbacks: `EarlyStopping(...)`, or
    functions of the training. engine: "eager"; "compiled", machine code (extra `compile`; the same numbers but for
    rounding, which is tried on the first batch of each size; not for BatchNorm and Dropout); "auto", compiled where it can
    be and pays. executor: any `concurrent.futures.Executor`, among whose workers engine="compiled" shares out each batch.
    progress: a bar, on standard error; None shows one on a terminal. checkpoint: a file that keeps the run after each
    epoch, or every `checkpoint_every` steps and at the end; with resume=True it is continued from there, if there is such
    a file.

    `ValueError` for what does not fit, and for a gradient that is not finite, which moves no weight. `EngineError` if
    machine code and the eager engine disagree; "auto" then warns, and goes on with the latter.

    >>> from nn import MLP, SGD, mse
    >>> model = MLP(1, [1], rng=0)
    >>> history = fit(model, ([[0.0], [1.0]], [1.0, 3.0]), mse, SGD(model, lr=0.5), epochs=100)
    >>> round(model([2.0]).data, 6)
    5.0
    """
    training = Training(model, data, loss, optimizer, batch_size, **options)
    if checkpoint is None and (resume or checkpoint_every is not None):
        raise ValueError("resume and checkpoint_every need the file that keeps the run: give checkpoint='run.json'")
    if resume and checkpoint is not None and Path(checkpoint).exists():
        training.resume(checkpoint)
    return training.run(epochs, progress=progress, checkpoint=checkpoint, checkpoint_every=checkpoint_every)

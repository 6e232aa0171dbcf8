"""Training: a training run, step by step."""

from collections.abc import Mapping
from hashlib import sha256
from os import PathLike
from typing import Any

from autodiff import Value
from autodiff import sum as total
from autodiff.forks import cached_property
from autodiff.graph.sweeps import at_once
from autodiff.reals import number
from nn.checkpoint import read, write
from nn.checks import checked_size
from nn.data import batches
from nn.modules import Module
from nn.optim import Optimizer
from nn.training.auto import AutoStep, worth_compiling
from nn.training.compiled import CompiledStep
from nn.training.descent import Shortcut, clip
from nn.training.eager import EagerStep
from nn.training.history import History
from nn.training.options import Loss, Options, TrainingStep, as_dataset, checked_kind, options_of
from nn.training.progress import progress_bar
from nn.training.state import check_frozen, kept, restore, snapshot


class Training:
    """A training run that can be taken step by step, saved, and resumed bit for bit. `fit` is the short way.

    options: by keyword, as `fit` describes them. They are checked and kept as `options` (`nn.training.options.Options`).

    >>> from nn import SGD, Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[0.0], bias=False)
    >>> training = Training(neuron, ([[1.0], [2.0]], [2.0, 4.0]), mse, SGD(neuron, lr=0.1))
    >>> history = training.run(20)
    >>> history.epochs, round(neuron.w[0].data, 4)
    (20, 2.0)
    """

    def __init__(self, model: Module, data: Any, loss: Loss, optimizer: Optimizer, batch_size: int | None = None,
                 **options: Any) -> None:
        self.model, self.optimizer = checked_kind(model, Module, "model"), checked_kind(optimizer, Optimizer, "optimizer")
        if set(model.parameters()).isdisjoint(optimizer.parameters()):
            raise ValueError("the optimizer was built for another model: build it for this one, as Adam(model, lr=0.01), or "
                             "unfreeze the model")
        samples = as_dataset(data, "data")
        self.inputs, self.targets = samples
        self.options = options_of({"batch_size": batch_size, **options})
        self.batch_size = self.options.batch_size or self.samples
        self.shuffle, self.rng = self.options.shuffle, self.options.rng
        self.validation, self.metrics, self.callbacks = self.options.validation, self.options.metrics, self.options.callbacks
        self.evaluate = _evaluator(self.options, model, loss)
        self._shortcut = Shortcut(optimizer, self.options, samples)
        self.history, self.epoch, self.stopped = History(), 0, False
        self.begin()
        self._call("before_training")

    @property
    def samples(self) -> int:
        """The number of samples in the training set."""
        return len(self.inputs)

    @property
    def measures(self) -> list[str]:
        """The names of the metrics, and "validation" if there is validation data."""
        return [*self.metrics, *["validation"] * (self.validation is not None)]

    @cached_property
    def fingerprint(self) -> str:
        """A checksum of the data and the validation data: a run cannot be resumed with others."""
        data = (self.inputs, self.targets, self.validation and list(self.validation))
        return sha256(repr(data).encode()).hexdigest()[:16]

    @property
    def steps_per_epoch(self) -> int:
        """The number of mini-batches in an epoch: 1000 samples in batches of 100 are 10."""
        return len(self.batches)

    @property
    def steps(self) -> int:
        """The number of steps taken so far."""
        return self.epoch * self.steps_per_epoch + len(self.losses)

    # --- Steps ---

    def begin(self) -> None:
        """Shuffle the samples for the next epoch. The generator's state before it is kept, as the order follows from it."""
        self.drawn_from = self.rng.getstate()
        self.batches = batches(self.samples, self.batch_size, self.rng if self.shuffle else None)
        self.losses: list[float] = []

    def step(self) -> float:
        """Take one step, of one mini-batch, and return its loss: outputs, reverse pass, clipping, update.

        The last step of an epoch adds the epoch to the history. If that is interrupted, the next call does only that.
        """
        self._shortcut.write()
        if len(self.losses) < self.steps_per_epoch:
            with self.model.steady():
                self.losses.append(self._updated())
        loss = self.losses[-1]
        if len(self.losses) == self.steps_per_epoch:
            self._end_epoch()
        return loss

    def _updated(self) -> float:
        """The loss of the next mini-batch, by whose gradient the weights are updated. On an error the model is restored."""
        if not self.losses:
            check_frozen(self.model, self.optimizer)
        self._set_rate()
        self.model.zero_grad()  # of parameters too that the optimizer does not update, as clipping reads their gradients
        self.optimizer.zero_grad()
        self.model.train()
        chosen, back = self.batches[len(self.losses)], snapshot(self.model)
        try:
            loss = self.evaluate([self.inputs[i] for i in chosen], [self.targets[i] for i in chosen])
            checked = number(loss, "the loss of a step")
            clip(self.model, self.options)
            self.optimizer.step()
        except BaseException as error:
            back()
            self._note(error)
            raise
        return checked

    def _set_rate(self) -> None:
        if self.options.schedule is not None:
            self.optimizer.lr = self.options.schedule(self.epoch)

    def _note(self, error: BaseException) -> None:
        error.add_note(f"in epoch {self.epoch + 1}, step {len(self.losses) + 1} of {self.steps_per_epoch}")

    def _steps(self, most: int | None) -> tuple[int, float]:
        """Take some steps of this epoch, at most `most`, in one call of machine code, or one: their number and last loss."""
        losses: list[float] = []
        if left := self.batches[len(self.losses):][:most]:
            self._set_rate()
            try:
                losses, there = self._shortcut.steps(self.evaluate, left)
            except BaseException as error:
                self._note(error)
                raise
        if not losses:
            return 1, self.step()
        at_once(map(setattr, [self._shortcut.descent, self], ["now", "losses"], [there, self.losses + losses]))
        if len(self.losses) == self.steps_per_epoch:
            self._end_epoch()
        return len(losses), losses[-1]

    def _end_epoch(self) -> None:
        row = {"loss": float(total(self.losses)) / len(self.losses), "learning_rate": self.optimizer.lr}
        self.history.add(**row, **self._measured())
        self.epoch += 1
        self.begin()
        self._call("after_epoch")

    def _measured(self) -> dict[str, float]:
        """The metrics on the training set, and loss and metrics on the validation data, in evaluation mode."""
        if not self.measures:
            return {}
        self._shortcut.write()
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

    def _call(self, method: str) -> None:
        if self.callbacks:
            self._shortcut.write()
        for callback in self.callbacks:
            getattr(callback, method)(self)

    # --- A run ---

    def run(self, epochs: int, *, progress: bool | None = None, checkpoint: str | PathLike[str] | None = None,
            checkpoint_every: int | None = None) -> History:
        """Train until there are `epochs` epochs in all, or a callback stops. The model is then in evaluation mode.

        progress: as in `fit`. checkpoint: a file to save the run in after each epoch, or after every `checkpoint_every`
        steps and at the end.
        """
        every = None if checkpoint_every is None else checked_size(checkpoint_every, "checkpoint_every, a number of steps,")
        steps = checked_size(epochs, "epochs") * self.steps_per_epoch
        self._compile_if_worth(epochs)
        with progress_bar(steps, self.steps, progress) as advance:
            try:
                while self._goes_on(epochs):
                    taken, loss = self._steps(every - self.steps % every if every else None)
                    advance(f"epoch {min(self.epoch + 1, epochs)}/{epochs}, loss {loss:.4g}", taken)
                    due = self.steps % every == 0 if every else not self.losses
                    if checkpoint is not None and (due or not self._goes_on(epochs)):
                        self.save(checkpoint)
            finally:
                self._shortcut.write()
        self._call("after_training")
        self.model.eval()
        return self.history

    def _goes_on(self, epochs: int) -> bool:
        return self.epoch < epochs and not self.stopped

    def _compile_if_worth(self, epochs: int) -> None:
        auto = self.options.step is None and self.options.engine == "auto"
        if auto and type(self.evaluate) is EagerStep and worth_compiling(self.model, self.samples, epochs):
            self.evaluate = AutoStep(self.evaluate)

    def stop(self) -> None:
        """End the run after this epoch; for callbacks."""
        self.stopped = True

    # --- Saving ---

    def save(self, path: str | PathLike[str]) -> None:
        """Save the run in a file, from which `resume` continues it bit for bit."""
        write(path, "training", self.state_dict())

    def resume(self, path: str | PathLike[str]) -> None:
        """Continue a run that was saved; `ValueError` if the file is damaged, or of another run."""
        self.load_state_dict(read(path, "training"))

    def state_dict(self) -> dict[str, Any]:
        """Everything the rest of the run depends on: weights, optimiser, generators, order, history, callbacks."""
        self._shortcut.write()
        return kept(self)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore a state that `state_dict` gave; `ValueError`, and the run is as before, if that fails."""
        before = self.state_dict()
        try:
            restore(self, state)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            restore(self, before)
            raise ValueError(f"this is not a state of this training: {error}") from error


def _evaluator(options: Options, model: Module, loss: Loss) -> TrainingStep:
    """What evaluates the mini-batches. With engine="auto" it is chosen when the number of epochs is known."""
    if options.step is not None:
        return options.step
    if options.engine == "compiled":
        return CompiledStep(model, loss, options.penalty, options.executor)
    return EagerStep(model, loss, options.penalty)

"""Callbacks: what is called between epochs."""

from collections.abc import Callable
from math import inf
from operator import index
from random import Random
from typing import Any, Protocol

from autodiff.reals import number
from nn.checks import checked_not_negative, checked_size, checked_text, wrong_type
from nn.modules import Module
from nn.optim.optimizer import Optimizer
from nn.training.history import History


class Run(Protocol):
    """What callbacks, and the functions that save and restore a run, use of a `Training`."""

    model: Module
    optimizer: Optimizer
    history: History
    callbacks: list["Callback"]
    epoch: int
    stopped: bool
    losses: list[float]
    batches: list[list[int]]
    rng: Random
    drawn_from: tuple[Any, ...]

    def begin(self) -> None:
        """Shuffle the samples for the next epoch."""

    def stop(self) -> None:
        """End the run after this epoch."""


METHODS = ("before_training", "after_epoch", "after_training")


class Callback:
    """Called before and after a run and after each epoch. `training.stop()` in one of its methods ends the run.

    A callback with a state gives it in `state_dict`, so that a resumed run continues as if it had not been interrupted.
    One without a state may be a plain function of the training.
    """

    def before_training(self, training: Run) -> None:
        """Called once, when a `Training` is made: reset the state here. A resumed run loads its own state afterwards."""

    def after_epoch(self, training: Run) -> None:
        """Called when an epoch has been added to the history."""

    def after_training(self, training: Run) -> None:
        """Called when the run has ended."""

    def state_dict(self) -> dict[str, Any]:
        """The state: text and numbers, in lists and dicts."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Restore a state that `state_dict` gave."""


class EarlyStopping(Callback):
    """Stop when a column of the history has not improved for `patience` epochs, and restore the weights of the best one.

    monitor: the column, "validation_loss" or another. improvement: by how much it must improve to count.
    restore=False keeps the last weights. largest=True is for a metric that should grow, such as "validation_accuracy".

    >>> EarlyStopping(patience=5)
    EarlyStopping on validation_loss with patience 5
    """

    def __init__(self, patience: int = 10, monitor: str = "validation_loss", *, improvement: float = 0.0,
                 restore: bool = True, largest: bool = False) -> None:
        self.patience = checked_size(patience, "patience")
        self.monitor = checked_text(monitor, "monitor", "validation_loss")
        self.restore, self.largest = restore, largest
        self.improvement = checked_not_negative(improvement, "improvement of EarlyStopping()")
        self._reset()

    def _reset(self) -> None:
        self.best, self.waited = inf, 0
        self.weights: dict[str, float] = {}

    def before_training(self, training: Run) -> None:
        self._reset()

    def after_epoch(self, training: Run) -> None:
        if self.monitor not in training.history and self.monitor.startswith("validation_"):
            raise ValueError(f"EarlyStopping monitors {self.monitor}, but there is no validation data: give validation=, or "
                             "monitor='loss'")
        x = training.history.last(self.monitor)
        x = -x if self.largest else x
        if x < self.best - self.improvement:
            self.best, self.waited, self.weights = x, 0, training.model.state_dict()
            return
        self.waited += 1
        if self.waited >= self.patience:
            training.stop()

    def after_training(self, training: Run) -> None:
        if self.restore and self.weights:
            training.model.load_state_dict(self.weights)

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "waited": self.waited, "weights": self.weights}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        best, waited = number(state["best"], "best of EarlyStopping()"), index(state["waited"])
        weights = {name: number(x, f"{name} of EarlyStopping()") for name, x in state["weights"].items()}
        self.best, self.waited, self.weights = best, waited, weights

    def __repr__(self) -> str:
        return f"EarlyStopping on {self.monitor} with patience {self.patience}"


class FunctionCallback(Callback):
    """A function of the training, called after each epoch."""

    def __init__(self, function: Callable[[Run], Any]) -> None:
        self.function = function

    def after_epoch(self, training: Run) -> None:
        self.function(training)


def as_callback(given: Any) -> Callback:
    """A callback, or one made of a function; `TypeError` for anything else."""
    if isinstance(given, Callback):
        if all(getattr(type(given), name) is getattr(Callback, name) for name in METHODS):
            raise TypeError(f"{type(given).__name__} defines none of {', '.join(METHODS)}, and would never be called: "
                            "define one of them")
        return given
    if not callable(given) or isinstance(given, type):
        raise wrong_type("a callback must be a Callback or a function of the training", given,
                         "give EarlyStopping(patience=10), or lambda training: ...")
    return FunctionCallback(given)

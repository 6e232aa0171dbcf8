"""Callbacks: what happens between epochs."""

from collections.abc import Callable
from math import inf
from operator import index
from typing import Any, Protocol

from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_not_negative, checked_size
from nn.modules.module import Module
from nn.training.history import History


class Run(Protocol):
    """What a callback sees of a `Training`, among other things."""

    model: Module
    history: History

    def stop(self) -> None:
        """End the run after this epoch."""


ASKED = ("before_training", "after_epoch", "after_training")


class Callback:
    """Something that is asked before and after a run and after each epoch; `training.stop()` in it ends the run.

    One that remembers something gives it in `state_dict`, so that a resumed run goes on as if it had not been cut. A plain
    function of the training does where nothing is remembered.
    """

    def before_training(self, training: Run) -> None:
        """Called once, when a run is made: what is remembered of another one is forgotten here. A run that is resumed
        loads its own memory afterwards."""

    def after_epoch(self, training: Run) -> None:
        """Called when an epoch is in the history."""

    def after_training(self, training: Run) -> None:
        """Called once, when the run is over."""

    def state_dict(self) -> dict[str, Any]:
        """What it remembers: text and numbers, in lists and dicts."""
        return {}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Remember that again."""


class EarlyStopping(Callback):
    """Stop when a column of the history has not become smaller for `patience` epochs, and give the model the weights of
    the best epoch.

    monitor: "validation_loss", or another column; improvement: how much smaller counts; restore=False leaves the last
    weights; largest=True for a metric that should grow, such as "validation_accuracy".

    >>> EarlyStopping(patience=5)
    EarlyStopping on validation_loss with patience 5
    """

    def __init__(self, patience: int = 10, monitor: str = "validation_loss", *, improvement: float = 0.0,
                 restore: bool = True, largest: bool = False) -> None:
        if not isinstance(monitor, str):
            raise TypeError(f"monitor must be the name of a column of the history, not {type(monitor).__name__} "
                            f"({shown(monitor)}): give 'validation_loss'")
        self.patience, self.monitor = checked_size(patience, "patience"), monitor
        self.restore, self.largest = restore, largest
        self.improvement = checked_not_negative(improvement, "improvement of EarlyStopping()")
        self._forget()

    def _forget(self) -> None:
        self.best, self.waited = inf, 0
        self.weights: dict[str, float] = {}

    def before_training(self, training: Run) -> None:
        self._forget()

    def after_epoch(self, training: Run) -> None:
        if self.monitor not in training.history and self.monitor.startswith("validation_"):
            raise ValueError(f"EarlyStopping looks at {self.monitor}, and there is no validation data: give validation=, or "
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


class Called(Callback):
    """A plain function as a callback."""

    def __init__(self, function: Callable[[Run], Any]) -> None:
        self.function = function

    def after_epoch(self, training: Run) -> None:
        self.function(training)


def as_callback(given: Any) -> Callback:
    """A callback, or a function made one; `TypeError` for anything else."""
    if isinstance(given, Callback):
        if all(getattr(type(given), name) is getattr(Callback, name) for name in ASKED):
            raise TypeError(f"{type(given).__name__} defines none of {', '.join(ASKED)}: it would never be asked")
        return given
    if not callable(given) or isinstance(given, type):
        raise TypeError(f"a callback must be a Callback or a function of the training, not {type(given).__name__} "
                        f"({shown(given)}): give EarlyStopping(patience=10), or lambda training: ...")
    return Called(given)

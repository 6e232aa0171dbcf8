"""Options: what `Training` and `fit` take by keyword, checked before the first step."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, fields
from functools import partial
from typing import Any, Protocol

from autodiff.language.expression import did_you_mean
from autodiff.messages import shown
from nn.checks import checked_size, generator, is_row, wrong_type
from nn.data import Dataset
from nn.modules import Module
from nn.optim.schedules import Schedule
from nn.training.callbacks import Callback, as_callback

Loss = Callable[[Any, Any], Any]  # of the outputs and targets of a batch, as in nn.losses
Penalty = Callable[[Module], Any]
Metric = Callable[[Any, Any], float]
ENGINES = ("auto", "eager", "compiled")
COLUMNS = ("loss", "learning_rate", "validation_loss")  # of the history, which no metric may be named after


class TrainingStep(Protocol):
    """What evaluates the mini-batches of a training: any object with these three methods may be given as `step=`."""

    def __call__(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        """The loss of a batch, penalty included; its gradients are added to `.grad` of the parameters."""

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        """The loss of a batch, without penalty and without gradients."""

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        """The outputs of the model for each sample."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a model is trained. `fit` describes each option.

    >>> Options(batch_size=20, clip_norm=1.0).batch_size
    20
    """

    batch_size: int | None = None
    shuffle: bool = True
    rng: Any = 0
    validation: Any = None
    metrics: Any = ()
    schedule: Schedule | None = None
    clip_norm: float | None = None
    clip_value: float | None = None
    penalty: Penalty | None = None
    callbacks: Any = ()
    engine: str = "auto"
    executor: Executor | None = None
    step: TrainingStep | None = None

    def __post_init__(self) -> None:
        for name, checked in CHECKED.items():
            object.__setattr__(self, name, checked(getattr(self, name)))
        if self.step is None:
            _check_engine(self.engine, self.executor)


def options_of(given: Mapping[str, Any]) -> Options:
    """The options given by keyword; `TypeError` for a name that is not an option."""
    known = [field.name for field in fields(Options)]
    for name in given:
        if name not in known:
            raise TypeError(f"there is no option {name!r}{did_you_mean(name, known)}: the options are {', '.join(known)}")
    return Options(**given)


def checked_kind(given: Any, kind: type, what: str) -> Any:
    """`given`, if it is an instance of the class; else `TypeError`."""
    if not isinstance(given, kind):
        made = isinstance(given, type) and issubclass(given, kind)
        hint = f"make one, as {given.__name__}(model)" if made else "the order is model, data, loss, optimizer, epochs"
        raise TypeError(f"{what} must be one {kind.__name__}, not {shown(given)}: {hint}")
    return given


def as_dataset(data: Any, what: str) -> Dataset:
    """A `Dataset`, or one made of a pair of inputs and targets."""
    if isinstance(data, Dataset):
        return data
    try:
        inputs, targets = data
    except (TypeError, ValueError):
        raise wrong_type(f"{what} must be a Dataset or a pair (inputs, targets)", data,
                         "of a list of such pairs, give zip(*data)") from None
    try:
        return Dataset(inputs, targets)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{what} of the training: {error}") from None


# --- Checks of the options ---


def _metrics(metrics: Any) -> dict[str, Metric]:
    """Metrics by name. A function in a list has its own name, a `partial` that of its function."""
    if not isinstance(metrics, Mapping) and not is_row(metrics):
        raise wrong_type("metrics must be a list of functions, or a dict of names and functions", metrics, "give [accuracy]")
    pairs = list(metrics.items()) if isinstance(metrics, Mapping) else [(_name(metric), metric) for metric in metrics]
    for name, metric in pairs:
        if not callable(metric) or not isinstance(name, str):
            raise TypeError(f"the metric {shown(name)} must be a function of outputs and targets, not {shown(metric)}: "
                            "give nn.accuracy, without quotes")
    for name, times in Counter([*COLUMNS, *(name for name, _ in pairs)]).items():
        if times > 1:
            raise ValueError(f"{shown(name)} must be the name of one column of the history only: name the metrics, as "
                             "metrics={'close': within(0.1), 'near': within(0.5)}")
    return dict(pairs)


def _name(metric: Any) -> str:
    function = metric.func if isinstance(metric, partial) else metric
    return getattr(function, "__name__", type(function).__name__)


def _callbacks(given: Any) -> list[Callback]:
    if not is_row(given):
        raise wrong_type("callbacks must be a list", given, "give [EarlyStopping(patience=10)]")
    return [as_callback(callback) for callback in given]


def _schedule(schedule: Any) -> Any:
    if schedule is not None and not callable(schedule):
        raise wrong_type("schedule must be a function of the epoch", schedule,
                         "give cosine_decay(0.1, epochs=50), or lr=0.1 to the optimizer")
    return schedule


def _check_engine(engine: Any, executor: Executor | None) -> None:
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(map(repr, ENGINES))}, got {shown(engine)}")
    if executor is not None and engine != "compiled":
        raise ValueError(f"an executor shares out the work of engine='compiled', not of {engine!r}: give that engine")


def _step(step: Any) -> Any:
    wanted = ("__call__", "loss", "outputs")
    if step is not None and not all(callable(getattr(step, name, None)) for name in wanted):
        raise TypeError(f"step must have the methods {', '.join(wanted)}, and {type(step).__name__} has not: "
                        "see nn.training.options.TrainingStep")
    return step


CHECKED: dict[str, Callable[[Any], Any]] = {
    "validation": lambda data: None if data is None else as_dataset(data, "validation"),
    "batch_size": lambda size: None if size is None else checked_size(size, "batch_size"),
    "shuffle": bool, "rng": generator, "metrics": _metrics, "callbacks": _callbacks, "schedule": _schedule, "step": _step,
}

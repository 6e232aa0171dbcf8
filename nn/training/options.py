"""What a run of training is given, checked before the first step."""

from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from autodiff.messages import shown
from nn.checks import is_row
from nn.data import Dataset
from nn.training.callbacks import Callback, as_callback

Metric = Callable[[Any, Any], float]
ORDER = "model, data, loss, optimizer, epochs"
TAKEN = ("loss", "learning_rate", "validation_loss")  # columns of the history that every run may have


def checked_kind(given: Any, kind: type, what: str) -> Any:
    """`given`, if it is one of these; else `TypeError`."""
    if not isinstance(given, kind):
        made = isinstance(given, type) and issubclass(given, kind)
        hint = f"make one, as {given.__name__}(model)" if made else f"the order is {ORDER}"
        raise TypeError(f"{what} must be one {kind.__name__}, not {shown(given)}: {hint}")
    return given


def named_metrics(metrics: Any) -> dict[str, Metric]:
    """Metrics by name: those of a dict, or functions under their own; of a `partial` that is its function's."""
    if not isinstance(metrics, Mapping) and not is_row(metrics):
        raise TypeError(f"metrics must be a list of functions, or a dict of names and functions, "
                        f"not {type(metrics).__name__} ({shown(metrics)}): give [accuracy]")
    pairs = list(metrics.items()) if isinstance(metrics, Mapping) else [(_name(metric), metric) for metric in metrics]
    for name, metric in pairs:
        if not callable(metric) or not isinstance(name, str):
            raise TypeError(f"the metric {shown(name)} must be a function of outputs and targets, not {shown(metric)}: "
                            "give nn.accuracy, without quotes")
    for name, times in Counter([*TAKEN, *(name for name, _ in pairs)]).items():
        if times > 1:
            raise ValueError(f"{shown(name)} must be the name of one column of the history only: name the metrics, as "
                             "metrics={'close': within(0.1), 'near': within(0.5)}")
    return dict(pairs)


def _name(metric: Any) -> str:
    function = metric.func if isinstance(metric, partial) else metric
    return getattr(function, "__name__", type(function).__name__)


def as_callbacks(given: Any) -> list[Callback]:
    """Callbacks, of which functions are made some; `TypeError` for what is no list."""
    if not is_row(given):
        raise TypeError(f"callbacks must be a list, not {type(given).__name__} ({shown(given)}): give "
                        "[EarlyStopping(patience=10)]")
    return [as_callback(callback) for callback in given]


def checked_schedule(schedule: Any) -> Any:
    """A function of the epoch, or None."""
    if schedule is not None and not callable(schedule):
        raise TypeError(f"schedule must be a function of the epoch, not {type(schedule).__name__} ({shown(schedule)}): give "
                        "cosine_decay(0.1, epochs=50), or lr=0.1 to the optimizer")
    return schedule


def checked_step(step: Any) -> Any:
    """An engine of one's own, which must answer all that is asked of a `Step`."""
    wanted = ("__call__", "loss", "outputs")
    if not all(callable(getattr(step, name, None)) for name in wanted):
        raise TypeError(f"step must have the methods {', '.join(wanted)}, and {type(step).__name__} has not: "
                        "see nn.training.steps.Step")
    return step


def as_dataset(data: Any, what: str) -> Dataset:
    """A `Dataset`, made of a pair of inputs and targets unless it is one."""
    if isinstance(data, Dataset):
        return data
    try:
        inputs, targets = data
    except (TypeError, ValueError):
        raise TypeError(f"{what} must be a Dataset or a pair (inputs, targets), not {type(data).__name__} "
                        f"({shown(data)}): of a list of such pairs, give zip(*data)") from None
    try:
        return Dataset(inputs, targets)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{what} of the training: {error}") from None

"""Where something hostile may enter a run of training."""

import os
import tempfile
from pathlib import Path
from typing import Any

from nn import SGD, Callback, EarlyStopping, History, Neuron, Training, fit, mse
from tests.hostile.case import Case


def _run(options: dict[str, Any]) -> Any:
    """A short run of a neuron in which one argument is something else."""
    model = Neuron(1, activation="identity", weights=[0.75], bias=False)
    arguments: dict[str, Any] = {"model": model, "data": ([[1.0], [2.0]], [1.0, 2.0]), "loss": mse, "epochs": 2,
                                 "optimizer": SGD(model), "progress": False} | options
    return repr(fit(**arguments))


def _in_a_folder(work: Any) -> None:
    """What is written must not be left lying about, wherever a hostile path leads."""
    here = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            work()
        finally:
            os.chdir(here)


def _loaded(x: Any, *path: str) -> None:
    """Load the state of a run with something else in one place."""
    training = _training()
    state: Any = training.state_dict()
    place = state
    for key in path[:-1]:
        place = place[key]
    if path:
        place[path[-1]] = x
    training.load_state_dict(state if path else x)
    training.run(1)


def _training() -> Training:
    model = Neuron(1, activation="identity", weights=[0.75], bias=False)
    return Training(model, ([[1.0], [2.0]], [1.0, 2.0]), mse, SGD(model), callbacks=[EarlyStopping(2, "loss")])


PLACES = ("model", "data", "loss", "optimizer", "epochs", "batch_size", "shuffle", "rng", "validation", "metrics",
          "schedule", "clip_norm", "clip_value", "penalty", "callbacks", "step", "progress", "checkpoint_every")
STATE = (("epoch",), ("losses",), ("stopped",), ("order",), ("history",), ("model",), ("optimizer",), ("generators",),
         ("callbacks",), ("samples",), ("batch_size",), ("shuffle",), ("fingerprint",), ("model", "w1"),
         ("history", "loss"), ())
CASES = [
    *(Case("fit", place, lambda x, v, p=place: _run({p: x})) for place in PLACES),
    Case("fit", "checkpoint", lambda x, v: _in_a_folder(lambda: _run({"checkpoint": x}))),
    Case("fit", "one input", lambda x, v: _run({"data": ([[1.0], x], [1.0, 2.0])})),
    Case("fit", "one target", lambda x, v: _run({"data": ([[1.0], [2.0]], [1.0, x])})),
    Case("fit", "one metric", lambda x, v: _run({"metrics": [x]})),
    Case("fit", "what a metric gives", lambda x, v: _run({"metrics": {"m": lambda outputs, targets: x}})),
    Case("fit", "what a schedule gives", lambda x, v: _run({"schedule": lambda epoch: x})),
    Case("fit", "what a loss gives", lambda x, v: _run({"loss": lambda outputs, targets: x})),
    Case("fit", "what a penalty gives", lambda x, v: _run({"penalty": lambda model: x})),
    Case("fit", "what a step gives", lambda x, v: _run({"step": lambda inputs, targets: x})),
    Case("fit", "a callback", lambda x, v: _run({"callbacks": [x]})),
    *(Case("Training", f"state {'.'.join(path)}", lambda x, v, p=path: _loaded(x, *p)) for path in STATE),
    Case("Training", "path of save", lambda x, v: _in_a_folder(lambda: _training().save(x))),
    Case("Training", "path of resume", lambda x, v: _training().resume(x)),
    Case("EarlyStopping", "patience", lambda x, v: EarlyStopping(x)),
    Case("EarlyStopping", "monitor", lambda x, v: _run({"callbacks": [EarlyStopping(1, x)]})),
    Case("EarlyStopping", "improvement", lambda x, v: _run({"callbacks": [EarlyStopping(1, "loss", improvement=x)]})),
    Case("Callback", "too many", lambda x, v: Callback(x)),  # type: ignore[call-arg]
    Case("History", "columns", lambda x, v: repr(History(x))),
    Case("History", "a column", lambda x, v: repr(History(loss=x))),
    Case("History", "name", lambda x, v: History(loss=[1.0]).last(x)),
]

NO_CALLS: set[str] = set()

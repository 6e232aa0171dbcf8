"""The state of a training run as plain data: everything the rest of the run depends on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autodiff import Value
from autodiff.messages import shown
from autodiff.reals import number
from nn.checkpoint.random_state import state_as_list, state_from_list
from nn.modules import Module
from nn.optim import Optimizer
from nn.training.callbacks import Callback, Run
from nn.training.history import History

FIXED = ("samples", "batch_size", "shuffle", "fingerprint", "measures")  # must be the same when a run is resumed


def kept(training: Run) -> dict[str, Any]:
    """The state as text, numbers and booleans in lists and dicts. The order of the samples follows from the generator."""
    return {
        **{name: getattr(training, name) for name in FIXED},
        "epoch": training.epoch, "losses": list(training.losses), "stopped": training.stopped,
        "order": state_as_list(training.drawn_from),
        "history": {name: list(column) for name, column in training.history.items()},
        "model": training.model.state_dict(), "optimizer": training.optimizer.state_dict(),
        "frozen": list(_frozen(training.model)),
        "generators": {name: state_as_list(rng.getstate()) for name, rng in training.model.named_generators()},
        "callbacks": [callback.state_dict() for callback in training.callbacks],
    }


def restore(training: Run, state: Mapping[str, Any]) -> None:
    """Restore a state. An error may leave the run with only part of it."""
    _check_fixed(training, state)
    training.rng.setstate(state_from_list(state["order"]))
    training.begin()
    training.losses = _floats(state["losses"], "losses", len(training.batches))
    training.epoch, training.stopped = _count(state["epoch"], "epoch"), _count(state["stopped"], "stopped") == 1
    columns = state["history"].items()
    training.history = History({name: _floats(column, f"column {name}", training.epoch) for name, column in columns})
    _restore_model(training.model, state)
    training.optimizer.load_state_dict(state["optimizer"])
    _restore_callbacks(training.callbacks, state["callbacks"])


def _check_fixed(training: Run, state: Mapping[str, Any]) -> None:
    for name in FIXED:
        own = getattr(training, name)
        if type(state[name]) is not type(own) or state[name] != own:
            what = f"the {name} of the data" if name == "fingerprint" else name
            raise ValueError(f"{what} was {shown(state[name])}, and is {shown(own)}: make them the same")


def _restore_model(model: Module, state: Mapping[str, Any]) -> None:
    model.load_state_dict(state["model"])
    _freeze(model, state["frozen"])
    for name, rng in model.named_generators():
        rng.setstate(state_from_list(state["generators"][name]))


def _restore_callbacks(callbacks: Sequence[Callback], states: Sequence[Any]) -> None:
    if len(states) != len(callbacks):
        raise ValueError(f"callbacks were {len(states)}, and are {len(callbacks)}: give the same")
    for callback, state in zip(callbacks, states, strict=True):
        callback.load_state_dict(state)


def snapshot(model: Module) -> Callable[[], None]:
    """A function that restores the running statistics and random generators of a model as they are now."""
    numbers = [(v, v.data) for v in model.statistics()]
    states = [(rng, rng.getstate()) for _, rng in model.named_generators()]

    def restored() -> None:
        for v, x in numbers:
            v.data = x
        for rng, state in states:
            rng.setstate(state)

    return restored


def check_frozen(model: Module, optimizer: Optimizer) -> None:
    """`ValueError` if the optimiser would update a frozen parameter, as one that was given a list does."""
    updated = set(optimizer.parameters())
    for name, v in _frozen(model).items():
        if v in updated:
            raise ValueError(f"the optimizer would update {name}, which is frozen: give it the model instead of a list, as "
                             "Adam(model, lr=0.01)")


def _frozen(model: Module) -> dict[str, Value]:
    """The frozen parameters, each under all its names."""
    return {f"{path}.{name}".removeprefix("."): v for path, module, parts in model._walk()
            for name, v in parts if name in module._frozen}


def _freeze(model: Module, names: Any) -> None:
    """Freeze these parameters and no others."""
    if type(names) is not list:
        raise ValueError(f"frozen must be a list of names of parameters, got {shown(names)}")
    model.unfreeze()
    if names:
        model.freeze(*names)


def _floats(given: Any, name: str, most: int) -> list[float]:
    if type(given) is not list or len(given) > most:
        raise ValueError(f"{name} must be a list of at most {most} numbers, got {shown(given)}")
    return [number(x, name) for x in given]


def _count(given: Any, name: str) -> int:
    if not isinstance(given, int) or given < 0:
        raise ValueError(f"{name} must be an int of 0 or more, got {shown(given)}")
    return given

"""What an optimiser knows of each parameter: checked when a rule gives it, and when it comes from outside."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_finite

State = dict[str, float]
MOST_STEPS = 2**53  # beyond it a float does not count on


def checked_state(state: Any, name: str, gradient: float) -> State:
    """What a rule gave as the new state of a parameter; `ValueError` naming it if a number in it is not finite."""
    if not isinstance(state, dict):
        raise TypeError(f"a rule must give the new weight and the new state of {name}, a dict of numbers, not "
                        f"{type(state).__name__} ({shown(state)})")
    for what, x in state.items():
        if not isfinite(x if type(x) is float else number(x, f"{what} of {name}")):
            raise ValueError(f"the step would make {what} of {name} {x} (its gradient is {gradient}): no weight was moved; "
                             "clip the gradients")
    return state


def checked_parts(state: Any, optimizer: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options and the states of the parameters, if `state` is of this kind of optimiser and has all options."""
    parts = _checked_dict(state, ["optimizer", "options", "state"], "the state of an optimiser")
    if not isinstance(parts["optimizer"], str) or parts["optimizer"] != optimizer:
        raise ValueError(f"the state is one of {shown(parts['optimizer'])}, but this is {optimizer}: make the optimiser "
                         "that it was saved from")
    return _checked_dict(parts["options"], options, f"the options of {optimizer}"), parts["state"]


def checked_memory(memory: Any, names: set[str], start: State) -> dict[str, State]:
    """What is known of each parameter: its name must be one of `names`, its numbers be like those of `start`."""
    if not isinstance(memory, dict):
        raise TypeError(f"the states of the parameters must be a dict with their names, not {type(memory).__name__} "
                        f"({shown(memory)}): give what state_dict() gave")
    if unknown := [name for name in memory if name not in names]:
        raise ValueError(f"the state has the unknown parameter {shown(unknown[0])}: there are {shown(sorted(names))}")
    return {name: {what: _checked_number(x, start[what], f"{what} of {name}")
                   for what, x in _checked_dict(state, start, f"the state of {name}").items()}
            for name, state in memory.items()}


def _checked_dict(given: Any, keys: Iterable[str], what: str) -> dict[str, Any]:
    """A dict with these keys and no other."""
    if not isinstance(given, dict):
        raise TypeError(f"{what} must be a dict with {', '.join(keys)}, not {type(given).__name__} ({shown(given)}): give "
                        "what state_dict() gave")
    if given.keys() != set(keys):
        raise ValueError(f"{what} must have {', '.join(keys) or 'nothing'}, got {shown(list(given))}: "
                         "give what state_dict() gave")
    return given


def _checked_number(x: Any, like: float, what: str) -> float:
    """A count where `like` is an int, else a finite number."""
    if isinstance(like, int):
        if type(x) is not int or not 0 <= x <= MOST_STEPS:
            raise ValueError(f"{what} must be an int of 0 or more, the number of steps, got {shown(x)}")
        return x
    return checked_finite(x, what)

"""The state that an optimiser keeps for each parameter, and its checks."""

from collections.abc import Iterable, Mapping
from math import isfinite
from typing import Any

from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_finite, wrong_type

State = dict[str, float]
MOST_STEPS = 2**53  # a float cannot count further


def checked_state(state: Any, name: str, gradient: float) -> State:
    """The new state that a rule returned; `ValueError` naming the parameter if a number in it is not finite."""
    if not isinstance(state, dict):
        raise wrong_type(f"a rule must return the new weight and the new state of {name}, a dict of numbers", state)
    for what, x in state.items():
        if not isfinite(x if type(x) is float else number(x, f"{what} of {name}")):
            raise ValueError(f"the step would make {what} of {name} {x} (its gradient is {gradient}): no weight was "
                             "updated; clip the gradients")
    return state


def checked_parts(state: Any, optimizer: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The options and the states of the parameters; `ValueError` if `state` is of another optimiser or lacks options."""
    parts = _checked_dict(state, ["optimizer", "options", "state"], "the state of an optimiser")
    if not isinstance(parts["optimizer"], str) or parts["optimizer"] != optimizer:
        raise ValueError(f"the state is one of {shown(parts['optimizer'])}, but this is {optimizer}: use the optimiser "
                         "that it was saved from")
    return _checked_dict(parts["options"], options, f"the options of {optimizer}"), parts["state"]


def checked_memory(memory: Any, names: set[str], start: State) -> dict[str, State]:
    """The states of the parameters, whose names must be in `names`, and whose numbers must be like those of `start`."""
    if not isinstance(memory, dict):
        raise wrong_type("the states of the parameters must be a dict with their names", memory,
                         "give the result of state_dict()")
    if unknown := [name for name in memory if name not in names]:
        raise ValueError(f"the state has the unknown parameter {shown(unknown[0])}: there are {shown(sorted(names))}")
    return {name: {what: _checked_number(x, start[what], f"{what} of {name}")
                   for what, x in _checked_dict(state, start, f"the state of {name}").items()}
            for name, state in memory.items()}


def _checked_dict(given: Any, keys: Iterable[str], what: str) -> dict[str, Any]:
    """A dict with exactly these keys."""
    if not isinstance(given, dict):
        raise wrong_type(f"{what} must be a dict with {', '.join(keys)}", given, "give the result of state_dict()")
    if given.keys() != set(keys):
        raise ValueError(f"{what} must have {', '.join(keys) or 'nothing'}, got {shown(list(given))}: "
                         "give the result of state_dict()")
    return given


def _checked_number(x: Any, like: float, what: str) -> float:
    """A count if `like` is an integer, else a finite number."""
    if isinstance(like, int):
        if type(x) is not int or not 0 <= x <= MOST_STEPS:
            raise ValueError(f"{what} must be an int of 0 or more, the number of steps, got {shown(x)}")
        return x
    return checked_finite(x, what)

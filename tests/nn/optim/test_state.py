"""A state from outside is taken as a whole or refused with what is wrong with it."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from nn.optim import SGD, Adagrad, Adam
from tests.nn.optim.kit import lead, picture, three

GRADIENTS = [[1.0, -2.0, 0.5], [0.25, 0.0, 3.0]]


def broken(state: dict[str, Any], path: str, x: Any) -> None:
    """Put `x` at a place of a state, or take the place away if x is `del`."""
    *way, last = path.split()
    for key in way:
        state = state[key]
    if x is del_:
        del state[last]
    else:
        state[last] = x


del_ = object()
FAULTS: list[tuple[str, Any, type[Exception], str]] = [
    ("optimizer", "SGD", ValueError, "^the state is one of 'SGD', but this is Adam: use the optimiser that it "
     "was saved from$"),
    ("optimizer", None, ValueError, "the state is one of None"),
    ("optimizer", del_, ValueError, r"the state of an optimiser must have optimizer, options, state, got "
     r"\['options', 'state'\]: give the result of state_dict\(\)$"),
    ("more", 1, ValueError, "must have optimizer, options, state, got"),
    ("options", [], TypeError, r"the options of Adam must be a dict with lr, betas, eps, weight_decay, amsgrad, not list "
     r"\(\[\]\): give the result of state_dict\(\)$"),
    ("options eps", del_, ValueError, "the options of Adam must have lr, betas"),
    ("options momentum", 0.5, ValueError, "the options of Adam must have lr, betas"),
    ("options lr", -1.0, ValueError, "lr must be 0 or more, got -1"),
    ("options betas", [0.9], ValueError, "betas must be a list of 2, got 1"),
    ("options betas", [0.9, 1.0], ValueError, "the second of betas must be at least 0 and less than 1, got 1"),
    ("options amsgrad", 1, TypeError, r"amsgrad must be True or False, not int \(1\)"),
    ("state", [], TypeError, r"the states of the parameters must be a dict with their names, not list \(\[\]\): "
     r"give the result of state_dict\(\)$"),
    ("state d", {}, ValueError, r"the state has the unknown parameter 'd': there are \['a', 'b', 'c'\]"),
    ("state a", 1.0, TypeError, "the state of a must be a dict with step, exp_avg, exp_avg_sq, not float"),
    ("state b step", del_, ValueError, "the state of b must have step, exp_avg, exp_avg_sq, got"),
    ("state c max_exp_avg_sq", 0.0, ValueError, "the state of c must have step, exp_avg, exp_avg_sq, got"),
    ("state c step", 2.0, ValueError, r"step of c must be an int of 0 or more, the number of steps, got 2\.0"),
    ("state c step", -1, ValueError, "step of c must be an int of 0 or more"),
    ("state c step", True, ValueError, "step of c must be an int of 0 or more, the number of steps, got True"),
    ("state c step", 10**400, ValueError, "step of c must be an int of 0 or more"),
    ("state c exp_avg", "1", TypeError, "exp_avg of c must be a real number, not str"),
    ("state c exp_avg", float("inf"), ValueError, "exp_avg of c must be finite, got inf"),
]


@pytest.mark.parametrize(("path", "x", "error", "message"), FAULTS)
def test_a_state_with_a_fault_is_refused_and_nothing_taken(path: str, x: Any, error: type[Exception], message: str) -> None:
    w = three()
    optimizer = Adam(w, lr=0.5)
    lead(optimizer, w, GRADIENTS)
    state, before = optimizer.state_dict(), picture(optimizer, w)
    optimizer.lr = 0.25
    before[1]["options"]["lr"] = 0.25
    broken(state, path, x)
    with pytest.raises(error, match=message):
        optimizer.load_state_dict(state)
    assert picture(optimizer, w) == before


@pytest.mark.parametrize("state", [None, [], "state", 1.0])
def test_what_is_no_dict_is_refused(state: Any) -> None:
    with pytest.raises(TypeError, match="the state of an optimiser must be a dict with optimizer, options, state, not"):
        Adam(three()).load_state_dict(state)


def test_a_negative_mean_square_is_refused_at_the_next_step() -> None:
    w = three()
    optimizer = Adam(w)
    lead(optimizer, w, GRADIENTS)
    state = optimizer.state_dict()
    state["state"]["b"]["exp_avg_sq"] = -1.0
    optimizer.load_state_dict(state)
    with pytest.raises(ValueError, match=r"would change b from .* to nan"):
        optimizer.step()


def test_a_parameter_without_a_state_begins_afresh() -> None:
    w, fresh = three(), three()
    optimizer, other = Adagrad(w, lr=0.5), Adagrad(fresh, lr=0.5)
    lead(optimizer, w, GRADIENTS)
    state = optimizer.state_dict()
    del state["state"]["b"]
    optimizer.load_state_dict(state)
    w[1].data = fresh[1].data
    lead(optimizer, w, GRADIENTS[:1])
    lead(other, fresh, GRADIENTS[:1])
    assert w[1].data == fresh[1].data
    assert w[0].data != fresh[0].data


def test_options_come_with_the_state_and_the_state_is_a_copy() -> None:
    w = three()
    optimizer, other = SGD(w, lr=0.5, momentum=0.5, nesterov=True), SGD(three())
    lead(optimizer, w, GRADIENTS)
    state = optimizer.state_dict()
    kept = copy.deepcopy(state)
    other.load_state_dict(state)
    assert repr(other) == repr(optimizer)
    changes: list[Callable[[], None]] = [other.step, optimizer.step, lambda: setattr(other, "lr", 1.0)]
    for change in changes:
        change()
        assert state == kept


def test_a_state_dict_may_be_changed_without_harm() -> None:
    w = three()
    optimizer = Adam(w)
    lead(optimizer, w, GRADIENTS)
    before = copy.deepcopy(picture(optimizer, w))
    state = optimizer.state_dict()
    state["state"]["b"]["exp_avg"] = state["options"]["lr"] = state["options"]["betas"][0] = 0.75
    assert picture(optimizer, w) == before


def test_a_count_of_0_and_of_all_that_a_float_can_count_is_let_in() -> None:
    w = three()
    optimizer = Adam(w)
    state = optimizer.state_dict()
    state["state"] = {name: {"step": steps, "exp_avg": 0.0, "exp_avg_sq": 0.0} for name, steps in (("a", 0), ("b", 2**53))}
    optimizer.load_state_dict(state)
    assert optimizer.state_dict() == state


def test_what_remembers_nothing_refuses_numbers() -> None:
    state = SGD(three()).state_dict()
    state["state"]["a"] = {"momentum_buffer": 1.0}
    with pytest.raises(ValueError, match=r"^the state of a must have nothing, got \['momentum_buffer'\]: give the result"):
        SGD(three()).load_state_dict(state)


def test_without_anything_to_remember_there_is_no_state() -> None:
    w = three()
    optimizer = SGD(w)
    lead(optimizer, w, GRADIENTS)
    assert optimizer.state_dict() == {"optimizer": "SGD", "state": {}, "options": {
        "lr": 1e-3, "momentum": 0.0, "dampening": 0.0, "weight_decay": 0.0, "nesterov": False}}

"""The rule of an optimiser as a graph, from which machine code is made."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any

from autodiff import Value, clip
from autodiff.graph.comparison import undecided
from nn.optim.clipping import norm_factor
from nn.optim.optimizer import Optimizer


@dataclass(frozen=True)
class TracedRule:
    """A rule called with Values.

    outputs: the new weight, the new floats of the state, and the gradient. row: weight, floats and gradient. scalars: the
    norm of the gradient, if it is clipped, then the learning rate and the counts of the state.
    floats, counts: the names of these parts of the state. A count grows by 1 at each step.
    """

    outputs: list[Value]
    row: list[Value]
    scalars: list[Value]
    floats: list[str]
    counts: list[str]


def traced_rule(optimizer: Optimizer, max_norm: float | None = None, limit: float | None = None) -> TracedRule:
    """The rule, after the gradient has been clipped by norm (to max_norm) and by value (to ±limit).

    `TypeError` or `ValueError` if it is no function of weight, gradient, state and learning rate that can be traced.
    """
    start, twin = optimizer.initial_state(), copy(optimizer)
    counts = [name for name, x in start.items() if type(x) is int]
    floats = [name for name in start if name not in counts]
    weight, gradient, norm, rate = Value(0.5), Value(0.25), Value(1.0), Value(optimizer.lr)
    state = {name: Value(float(x)) for name, x in start.items()}
    twin._lr = rate  # type: ignore[assignment]
    with undecided():
        clipped = gradient if max_norm is None else norm_factor(norm, max_norm) * gradient
        clipped = clipped if limit is None else clip(clipped, -limit, limit)
        rule: Any = twin.rule
        new, after = rule(weight, clipped, dict(state))
    _check(new, after, state, counts)
    outputs = [new, *(after[name] for name in floats), gradient]
    row = [weight, *(state[name] for name in floats), gradient]
    scalars = [*[norm] * (max_norm is not None), rate, *(state[name] for name in counts)]
    return TracedRule(outputs, row, scalars, floats, counts)


def _check(new: Any, after: Any, state: Mapping[str, Value], counts: list[str]) -> None:
    """`TypeError` unless a rule gave Values for all it was asked for, and counts that grow by 1."""
    if not isinstance(after, Mapping) or after.keys() != state.keys():
        raise TypeError("the rule must return a state with the same names at each step")
    if not all(isinstance(x, Value) for x in (new, *after.values())):
        raise TypeError("the rule must return numbers that it computed from weight, gradient and state")
    for name in counts:
        if after[name].op is None or after[name].op.name != "add" or after[name].parents != (state[name], 1.0):
            raise TypeError(f"{name} must grow by 1 at each step")

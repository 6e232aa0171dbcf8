"""Where something hostile may enter the optimisers: their arguments, their states, schedules, clipping."""

from inspect import signature
from typing import Any

from autodiff import Value
from nn import optim
from tests.hostile.case import Case


class _Own(optim.Optimizer):
    """An optimiser of a user, whose rule gives anything."""

    def __init__(self, v: Value, *answer: Any) -> None:
        super().__init__([v], 0.1)
        self.answer = answer

    def rule(self, *_: Any) -> Any:
        return self.answer


def _stepped(optimizer: Any) -> Any:
    """A step between a state and the next, and all that can be asked for."""
    optimizer.load_state_dict(optimizer.state_dict())
    optimizer.step()
    optimizer.load_state_dict(optimizer.state_dict())
    return repr(optimizer)


def _loaded(v: Value, x: Any, *path: str) -> None:
    """Load the state of an Adam with something else in one place."""
    optimizer = optim.Adam([v])
    state: Any = {"the state": optimizer.state_dict()}
    state["the state"]["state"]["leaf"] = {"step": 1, "exp_avg": 0.5, "exp_avg_sq": 0.25}
    place = state
    for key in path:
        place = place[key]
    place[list(place)[-1]] = x
    optimizer.load_state_dict(state["the state"])
    optimizer.step()


def _optimisers() -> list[Case]:
    """Each argument of each optimiser."""
    cases = []
    for make in (optim.SGD, optim.RMSprop, optim.Adagrad, optim.Adam, optim.AdamW):
        _, *options = signature(make).parameters
        cases += [Case(make.__name__, option, lambda x, v, m=make, o=option: _stepped(m([v], **{o: x})))
                  for option in options]
        cases += [Case(make.__name__, "parameters", lambda x, v, m=make: _stepped(m(x))),
                  Case(make.__name__, "a parameter", lambda x, v, m=make: _stepped(m([v, x])))]
    return cases


SCHEDULES: dict[str, dict[str, Any]] = {
    "step_decay": {"lr": 0.1, "every": 2, "factor": 0.5}, "exponential_decay": {"lr": 0.1, "factor": 0.5},
    "linear_decay": {"lr": 0.1, "epochs": 4, "minimum": 0.0}, "cosine_decay": {"lr": 0.1, "epochs": 4, "minimum": 0.0},
    "linear_warmup": {"schedule": 0.1, "epochs": 4, "start": 0.5},
}
CLIPS: list[Any] = [optim.clip_grad_norm, optim.clip_grad_value]

CASES = [
    *_optimisers(),
    Case("Optimizer", "parameters", lambda x, v: optim.Optimizer(x, 0.1)),  # type: ignore[abstract]
    Case("Optimizer.rule", "weight", lambda x, v: _Own(v, x, {}).step()),
    Case("Optimizer.rule", "state", lambda x, v: _Own(v, 0.5, x).step()),
    Case("Optimizer.rule", "a number of the state", lambda x, v: _Own(v, 0.5, {"m": x}).step()),
    Case("Optimizer.lr", "set", lambda x, v: setattr(optim.SGD([v]), "lr", x)),
    Case("Optimizer.step", "too many", lambda x, v: optim.SGD([v]).step(x)),  # type: ignore[call-arg]
    Case("Optimizer.parameters", "too many", lambda x, v: optim.SGD([v]).parameters(x)),  # type: ignore[call-arg]
    Case("Optimizer.zero_grad", "too many", lambda x, v: optim.SGD([v]).zero_grad(x)),  # type: ignore[call-arg]
    Case("Optimizer.state_dict", "too many", lambda x, v: optim.SGD([v]).state_dict(x)),  # type: ignore[call-arg]
    Case("Optimizer.initial_state", "too many", lambda x, v: optim.SGD([v]).initial_state(x)),  # type: ignore[call-arg]
    Case("Optimizer.load_state_dict", "state", lambda x, v: _loaded(v, x)),
    Case("Optimizer.load_state_dict", "states", lambda x, v: _loaded(v, x, "the state")),
    Case("Optimizer.load_state_dict", "an option", lambda x, v: _loaded(v, x, "the state", "options")),
    Case("Optimizer.load_state_dict", "state of one", lambda x, v: _loaded(v, x, "the state", "state")),
    Case("Optimizer.load_state_dict", "a number", lambda x, v: _loaded(v, x, "the state", "state", "leaf")),
    *(Case(name, place, lambda x, v, n=name, p=place: getattr(optim, n)(**{**SCHEDULES[n], p: x})(3))
      for name, places in SCHEDULES.items() for place in places),
    *(Case(name, "epoch", lambda x, v, n=name: getattr(optim, n)(**SCHEDULES[n])(x)) for name in SCHEDULES),
    *(Case(clip.__name__, "parameters", lambda x, v, c=clip: c(x, 1.0)) for clip in CLIPS),
    *(Case(clip.__name__, "a parameter", lambda x, v, c=clip: c([v, x], 1.0)) for clip in CLIPS),
    *(Case(clip.__name__, "limit", lambda x, v, c=clip: c([v], x)) for clip in CLIPS),
]

NO_CALLS: set[str] = set()

"""Optimizer: the base class of the optimisers."""

from abc import ABC, abstractmethod
from inspect import signature
from typing import Any

from autodiff import Value
from autodiff.graph.sweeps import at_once, writes
from autodiff.reals import number
from nn.checks import checked_not_negative
from nn.modules import Module
from nn.modules.descent import finite_gradients, update_weights
from nn.optim.parameters import Parameters, check_some, every_name, names_of, source
from nn.optim.state import State, checked_memory, checked_parts, checked_state


class Optimizer(ABC):
    """Gradient descent (descenso del gradiente): each step updates every parameter by the same rule.

    parameters: a Module, whose parameters are read at every step, so that freeze and unfreeze take effect at once; or leaf
    Values; or pairs of a name and a Value. lr: the learning rate, 0 or more. It may be set between steps.

    A subclass defines `rule`, and has attributes named as the arguments of its `__init__`:

    >>> from autodiff import Value
    >>> class SignDescent(Optimizer):
    ...     def rule(self, weight, gradient, state):
    ...         return weight - self.lr * ((gradient > 0) - (gradient < 0)), state
    >>> w = Value(1.0)
    >>> optimizer = SignDescent([w], lr=0.25)
    >>> (w * w).backward()
    >>> optimizer.step()
    >>> w.data
    0.75
    """

    def __init__(self, parameters: Parameters, lr: float) -> None:
        self._source = source(parameters)
        check_some(every_name(self._source), parameters)
        self.lr = lr
        self._memory: dict[str, State] = {}

    @property
    def lr(self) -> float:
        """The learning rate; `ValueError` if it is set to a number that is negative or not finite."""
        return self._lr

    @lr.setter
    def lr(self, rate: float) -> None:
        self._lr = checked_not_negative(rate, "lr")

    @abstractmethod
    def rule(self, weight: float, gradient: float, state: State) -> tuple[float, State]:
        """The new weight of one parameter, and its new state. It must not change anything, not even `state`."""

    def initial_state(self) -> State:
        """The state of a parameter before its first step: numbers by name."""
        return {}

    def step(self) -> None:
        """Update every parameter once. All gradients are read before any weight is written.

        `ValueError` naming the parameter if a gradient, a new weight or a new state is not finite. Then nothing is changed.
        An interrupt leaves weights and states as they were before the step, or as they are after it.
        """
        names = names_of(self._source)
        weights, memory = [], dict(self._memory)
        for (p, name), gradient in zip(names.items(), finite_gradients(names), strict=True):
            weight, memory[name] = self._checked_rule(name, p.data, gradient)
            weights.append(weight)
        update_weights(names, weights, map(setattr, [self], ["_memory"], [memory]))

    def _checked_rule(self, name: str, weight: float, gradient: float) -> tuple[float, State]:
        updated, state = self.rule(weight, gradient, self._memory.get(name) or self.initial_state())
        checked = updated if type(updated) is float else number(updated, f"the new weight of {name}")
        return checked, checked_state(state, name, gradient)

    def parameters(self) -> list[Value]:
        """The parameters that it updates, without frozen ones, each once.

        >>> from nn import SGD, Neuron
        >>> len(SGD(Neuron(3)).parameters())
        4
        """
        return list(names_of(self._source))

    def zero_grad(self) -> None:
        """Set the gradient of every parameter to 0. `backward` would add to it."""
        if isinstance(self._source, Module):
            self._source.zero_grad()
        else:
            names = names_of(self._source)
            at_once(writes("_grad", names, [0.0] * len(names)))

    # --- State ---

    def state_dict(self) -> dict[str, Any]:
        """All that the next steps depend on besides weights and gradients: text and numbers in lists and dicts.

        `json.dumps` keeps it to the bit. The states of frozen parameters are included.
        """
        options = {name: list(x) if isinstance(x, tuple) else x for name, x in self._options().items()}
        return {"optimizer": type(self).__name__, "options": options,
                "state": {name: dict(state) for name, state in self._memory.items() if state}}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Load a state that `state_dict` returned, options such as lr included: all of it or nothing.

        `TypeError` or `ValueError` if it is not a state of such an optimiser, or has other parameters.
        """
        options, memory = checked_parts(state, type(self).__name__, self._options())
        twin = type(self)(self._source, **options)
        twin._memory = checked_memory(memory, every_name(self._source), twin.initial_state())
        vars(self).update(vars(twin))

    def _options(self) -> dict[str, Any]:
        """The arguments of `__init__`, with the current lr."""
        return {name: getattr(self, name) for name in signature(type(self)).parameters if name != "parameters"}

    def __repr__(self) -> str:
        options = ", ".join(f"{name}={x}" for name, x in self._options().items())
        return f"{type(self).__name__}({options}) of {len(names_of(self._source))} parameters"

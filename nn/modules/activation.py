"""Activations by name: any operation of the table that takes one argument."""

from collections.abc import Callable, Iterable
from typing import Any

import autodiff
from autodiff import Op
from autodiff.language.expression import did_you_mean
from autodiff.messages import shown

Activation = str | Callable[[Any], Any]
SOFTMAX = ("softmax", "log_softmax")  # functions of a list that are no rows of the table
SAID = {"relu": "ReLU", "identity": "Linear"}  # as micrograd calls a neuron that has them


def activation_function(activation: Activation) -> Callable[[Any], Any]:
    """An activation by its name ("relu", "tanh", "sigmoid", "identity" ...), or the callable itself.

    `ValueError` for another name, and for what needs the outputs of a whole layer, such as softmax.

    >>> activation_function("relu")(-2.0)
    0.0
    """
    wide = _of_many(activation)
    if callable(activation) and not wide:
        return activation
    known = {name: op.name for op in autodiff.OPS.values() if _of_one(op) for name in (op.name, *op.aliases)}
    if isinstance(activation, str) and activation in known:
        return getattr(autodiff, known[activation])  # type: ignore[no-any-return]
    got = f"autodiff.{wide}" if callable(activation) else shown(activation)
    raise ValueError(f"activation must be a function or the name of an operation of one argument, got {got}"
                     f"{_advice(activation, wide, known)}")


def _of_one(op: Op) -> bool:
    return not op.variadic and len(op.args) - len(op.defaults) == 1


def _of_many(activation: Any) -> str:
    """The name of the function of a list that is meant, by its name or itself, or ""."""
    names = [*SOFTMAX, *(op.name for op in autodiff.OPS.values() if op.variadic)]
    return next((name for name in names if activation is getattr(autodiff, name)
                 or (isinstance(activation, str) and activation == name)), "")


def _advice(activation: Any, wide: str, known: Iterable[str]) -> str:
    if wide:
        return f": it needs a whole layer: apply autodiff.{wide} to the outputs"
    hint = did_you_mean(activation.lower(), known) if isinstance(activation, str) else ""
    return hint or ": try 'relu', 'tanh', 'sigmoid', 'identity'"


class Activated:
    """Something with an activation, which may be exchanged: `neuron.activation = "tanh"`."""

    _function: Callable[[Any], Any]

    @property
    def activation(self) -> Activation:
        """The name of the activation, or the function itself."""
        return self.__dict__["activation"]  # type: ignore[no-any-return]

    @activation.setter
    def activation(self, activation: Activation) -> None:
        self._function = activation_function(activation)
        self.__dict__["activation"] = activation  # among the attributes, as a PReLU has a parameter


def activation_name(activation: Activation) -> str:
    """What an activation is called in a repr and a drawing."""
    return activation if isinstance(activation, str) else getattr(activation, "__name__", type(activation).__name__)


def activation_title(activation: Activation) -> str:
    """The same with a capital, as in "ReLU" or "Tanh"."""
    return SAID.get(str(activation)) or activation_name(activation)[:1].upper() + activation_name(activation)[1:]

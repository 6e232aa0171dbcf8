"""Activations by name: any operation of the table that takes one argument."""

from collections.abc import Callable
from typing import Any

import autodiff
from autodiff.text import shown

Activation = str | Callable[[Any], Any]
SAID = {"relu": "ReLU", "identity": "Linear"}  # as micrograd calls a neuron that has them


def activation_function(activation: Activation) -> Callable[[Any], Any]:
    """An activation by its name ("relu", "tanh", "sigmoid", "identity" ...), or the callable itself.

    >>> activation_function("relu")(-2.0)
    0.0
    """
    if callable(activation):
        return activation
    named = [op for op in autodiff.OPS.values() if isinstance(activation, str) and activation in (op.name, *op.aliases)]
    if not named or named[0].variadic or len(named[0].args) - len(named[0].defaults) != 1:
        advice = ("it needs a whole layer: apply autodiff.softmax to the outputs" if activation == "softmax"
                  else "try 'relu', 'tanh', 'sigmoid', 'identity'")
        raise ValueError(f"activation must be a function or the name of an operation of one argument, "
                         f"got {shown(activation)}: {advice}")
    return getattr(autodiff, named[0].name)  # type: ignore[no-any-return]


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

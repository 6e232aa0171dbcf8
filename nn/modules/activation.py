"""Activations: by name, as blocks, and PReLU, which has a parameter.

The names are those of all operations of one argument.
"""

from collections.abc import Callable, Iterable
from typing import Any

import autodiff
from autodiff import Op, Value, leaky_relu
from autodiff.language.expression import did_you_mean
from autodiff.messages import shown
from autodiff.reals import number
from nn.modules.block import Block, Row
from nn.modules.module import Module
from nn.modules.parameter import as_parameter

ActivationLike = str | Callable[[Any], Any]  # the name of an operation, or a function
SOFTMAX = ("softmax", "log_softmax")  # functions of a list that are not operations
TITLES = {"relu": "ReLU", "identity": "Linear"}  # micrograd's names


def activation_function(activation: ActivationLike) -> Callable[[Any], Any]:
    """The activation of a name ("relu", "tanh", "sigmoid", "identity" ...), or a function as it is.

    `ValueError` for an unknown name, and for a function of the whole layer, such as softmax.

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
    """The name of an activation that is a function of a list; "" if it is not one."""
    names = [*SOFTMAX, *(op.name for op in autodiff.OPS.values() if op.variadic)]
    return next((name for name in names if activation is getattr(autodiff, name)
                 or (isinstance(activation, str) and activation == name)), "")


def _advice(activation: Any, wide: str, known: Iterable[str]) -> str:
    if wide:
        return f": it needs a whole layer: apply autodiff.{wide} to the outputs"
    hint = did_you_mean(activation.lower(), known) if isinstance(activation, str) else ""
    return hint or ": try 'relu', 'tanh', 'sigmoid', 'identity'"


class Activated:
    """A block with an activation that can be replaced: `neuron.activation = "tanh"`."""

    _function: Callable[[Any], Any]

    @property
    def activation(self) -> ActivationLike:
        """The name of the activation, or the function itself."""
        return self.__dict__["activation"]  # type: ignore[no-any-return]

    @activation.setter
    def activation(self, activation: ActivationLike) -> None:
        self._function = activation_function(activation)
        self.__dict__["activation"] = activation  # in the dict, where the parameter of a PReLU is found


def activation_name(activation: ActivationLike) -> str:
    """The name of an activation in a repr and a drawing."""
    return activation if isinstance(activation, str) else getattr(activation, "__name__", type(activation).__name__)


def activation_title(activation: ActivationLike) -> str:
    """The name with a capital letter, as in "ReLU" or "Tanh"."""
    return TITLES.get(str(activation)) or activation_name(activation)[:1].upper() + activation_name(activation)[1:]


class Activation(Activated, Block):
    """An activation, by name or as a function, applied to each number.

    >>> Activation("relu")([-1.0, 2.0])
    [0.0, 2.0]
    """

    def __init__(self, activation: Any) -> None:
        self.activation = activation

    def forward(self, rows: list[Row]) -> list[Row]:
        return [[self._function(x) for x in row] for row in rows]

    def __repr__(self) -> str:
        return f"Activation({activation_title(self.activation)})"


class PReLU(Module):
    """An activation with a parameter: x above 0 and alpha·x below, where alpha is learnt (He and others, 2015).

    >>> from nn import Neuron
    >>> neuron = Neuron(1, activation=PReLU(), weights=[1.0], bias=False)
    >>> neuron([-2.0]).data, [name for name, _ in neuron.named_parameters()]
    (-0.5, ['w1', 'activation.alpha'])
    """

    def __init__(self, alpha: float | Value = 0.25) -> None:
        slope = alpha if isinstance(alpha, Value) else Value(number(alpha, "alpha of a PReLU"), label="alpha")
        self.alpha = as_parameter(slope, "alpha", "PReLU")

    def __call__(self, x: Any) -> Any:
        return leaky_relu(x, self.alpha)

    def __repr__(self) -> str:
        return f"PReLU(alpha={self.alpha.data})"

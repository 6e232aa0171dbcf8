"""AutoStep: a mini-batch evaluated by machine code where that works, else by the eager engine."""

import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

from nn.errors import EngineError
from nn.modules import Module
from nn.training.compiled import CompiledStep, changing
from nn.training.eager import EagerStep

WORTH_COMPILING = 10**6  # parameters * samples * epochs: about a second in the eager engine


def worth_compiling(model: Module, samples: int, epochs: int) -> bool:
    """Whether a model can be compiled and training it takes a second or more."""
    return (len(model.parameters()) * samples * epochs >= WORTH_COMPILING and not changing(model)
            and all(find_spec(name) is not None for name in ("llvmlite", "numpy")))


class AutoStep:
    """Uses machine code as long as it agrees with the eager engine, which `CompiledStep` checks.

    A loss that cannot be traced (it reads `.data`, or has a Python `if` on a Value) is left to the eager engine. So is
    one for which machine code finds other numbers, with a `RuntimeWarning`.

    >>> from nn import Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=False)
    >>> AutoStep(EagerStep(neuron, mse))([[1.0], [2.0]], [1.0, 2.0]), neuron.w[0].grad
    (2.5, 5.0)
    """

    def __init__(self, eager: EagerStep) -> None:
        self.eager = eager
        self.compiled: CompiledStep | None = CompiledStep(eager.model, eager.of, eager.penalty)

    def __call__(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        if self.compiled is not None:
            try:
                return self.compiled(inputs, targets)
            except EngineError as error:
                self.give_up(error)
            except (TypeError, ValueError, LookupError, ArithmeticError):
                self.compiled = None  # if the batch itself is at fault, the eager engine raises for it
        return self.eager(inputs, targets)

    def give_up(self, error: EngineError) -> None:
        """Leave the rest to the eager engine, with a warning."""
        warnings.warn(f"{error}: this training continues with the eager engine. Please report it", RuntimeWarning,
                      stacklevel=3)
        self.compiled = None

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        return (self.compiled or self.eager).loss(inputs, targets)

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        return (self.compiled or self.eager).outputs(inputs)

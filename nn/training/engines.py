"""Which engine evaluates the steps of a training: the eager one, machine code, or whichever serves."""

import warnings
from collections.abc import Sequence
from concurrent.futures import Executor
from importlib.util import find_spec
from typing import Any

from autodiff.messages import shown
from nn.errors import EngineError
from nn.modules.module import Module
from nn.training.compiled import CompiledStep, changing
from nn.training.steps import EagerStep, Loss, Penalty, Step

ENGINES = ("auto", "eager", "compiled")
WORTH_COMPILING = 10**6  # parameters * samples * epochs: about a second of the eager engine


def checked_engine(engine: Any, executor: Executor | None) -> str:
    """The name of an engine; `ValueError` if there is none of it, or it cannot share its work out."""
    if engine not in ENGINES:
        raise ValueError(f"engine must be one of {', '.join(map(repr, ENGINES))}, got {shown(engine)}")
    if executor is not None and engine != "compiled":
        raise ValueError(f"an executor shares out the work of engine='compiled', not of {engine!r}: give that engine")
    return str(engine)


def first_step(engine: str, model: Module, loss: Loss, penalty: Penalty | None, executor: Executor | None) -> Step:
    """What evaluates a training whose length is not known yet."""
    if engine == "compiled":
        return CompiledStep(model, loss, penalty, executor)
    return EagerStep(model, loss, penalty)


def worth_compiling(model: Module, samples: int, epochs: int) -> bool:
    """Whether machine code can and should train a model: it does not change by itself, and there is a second of work."""
    return (len(model.parameters()) * samples * epochs >= WORTH_COMPILING and not changing(model)
            and all(find_spec(name) is not None for name in ("llvmlite", "numpy")))


class AutoStep:
    """Machine code, as long as it gives what the eager engine does: `CompiledStep` tries the first batch of each size.

    What cannot be traced (a loss that looks at `.data`, or decides by a Python `if`) is left to the eager engine; so is
    what comes out different, with a `RuntimeWarning`.

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
                warnings.warn(f"{error}: this training goes on with the eager engine. Please report it", RuntimeWarning,
                              stacklevel=2)
            except (TypeError, ValueError, LookupError, ArithmeticError):
                pass  # if the fault is that of the batch, the eager engine says so
            self.compiled = None
        return self.eager(inputs, targets)

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        return (self.compiled or self.eager).loss(inputs, targets)

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        return (self.compiled or self.eager).outputs(inputs)

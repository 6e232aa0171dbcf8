"""Which engine evaluates the steps of a training: the eager one, machine code, or whichever serves."""

from collections.abc import Sequence
from concurrent.futures import Executor
from importlib.util import find_spec
from typing import Any

from autodiff.graph import at_once, writes
from autodiff.text import shown
from nn.compiled import CompiledStep, changing
from nn.module import Module
from nn.steps import EagerStep, Loss, Penalty, Step

ENGINES = ("auto", "eager", "compiled")
WORTH_COMPILING = 10**6  # parameters * samples * epochs: about a second of the eager engine
NEAR = 1e-9  # relative difference up to which both engines agree


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
    """Machine code, as long as it gives what the eager engine does: that is tried on the first batch of each size.

    What cannot be traced (a loss that looks at `.data`, or decides by a Python `if`) is left to the eager engine.

    >>> from nn import Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=False)
    >>> AutoStep(EagerStep(neuron, mse))([[1.0], [2.0]], [1.0, 2.0]), neuron.w[0].grad
    (2.5, 5.0)
    """

    def __init__(self, eager: EagerStep) -> None:
        self.eager = eager
        self.compiled: CompiledStep | None = CompiledStep(eager.model, eager.of, eager.penalty)
        self._tried: set[int] = set()

    def __call__(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        if self.compiled is not None and len(inputs) not in self._tried:
            self._tried.add(len(inputs))
            if not self._agrees(inputs, targets):
                self.compiled = None
        return (self.compiled or self.eager)(inputs, targets)

    def _agrees(self, inputs: Sequence[Any], targets: Sequence[Any]) -> bool:
        """Whether machine code finds the loss and gradients of the eager engine. The gradients stay as they were, so that
        a run that is continued from here has the same bits as one that has tried before."""
        if self.compiled is None:
            return False
        parameters = self.eager.model.parameters()
        before = [p.grad for p in parameters]
        try:
            value = self.eager(inputs, targets)
            slopes = [p.grad - grad for p, grad in zip(parameters, before, strict=True)]
        finally:
            at_once(writes("_grad", parameters, before))
        try:
            _, found, own = self.compiled.gradient(inputs, targets)
        except (TypeError, ValueError, LookupError, ArithmeticError):
            return False
        size = max(map(abs, [value, *slopes]))
        return all(abs(a - b) <= NEAR * size for a, b in zip([found, *own], [value, *slopes], strict=True))

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        return (self.compiled or self.eager).loss(inputs, targets)

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        return (self.compiled or self.eager).outputs(inputs)

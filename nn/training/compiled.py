"""CompiledStep: a mini-batch evaluated by machine code, with the eager engine's gradients up to rounding."""

from collections.abc import Sequence
from concurrent.futures import Executor
from math import isfinite
from typing import Any

from autodiff import Value, compile
from autodiff.graph.comparison import undecided
from autodiff.graph.sweeps import at_once, writes
from nn.checks import is_row
from nn.losses import cross_entropy
from nn.modules import Module
from nn.training.agreement import agrees
from nn.training.eager import EagerStep
from nn.training.options import Loss, Penalty


class CompiledStep:
    """Traces and compiles the loss once for each size of batch.

    Class numbers, the targets of `cross_entropy`, become a probability for each class. If a gradient is not finite, the
    eager engine evaluates the batch. The first batch of each size is compared with the eager engine: `EngineError` if they
    disagree. `ValueError` for a model that draws random numbers or keeps statistics.

    >>> from nn import Neuron, mse
    >>> neuron = Neuron(1, activation="identity", weights=[2.0], bias=False)
    >>> CompiledStep(neuron, mse)([[1.0], [2.0]], [1.0, 2.0]), neuron.w[0].grad
    (2.5, 5.0)
    """

    def __init__(self, model: Module, loss: Loss, penalty: Penalty | None = None, executor: Executor | None = None) -> None:
        if what := changing(model):
            raise ValueError(f"engine='compiled' cannot train a model with {what}, which each step changes: "
                             "use engine='eager', or leave it out")
        self.eager, self.executor = EagerStep(model, loss, penalty), executor
        self._kernels: dict[tuple[Any, ...], _BatchKernel] = {}

    def __call__(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        parameters = self.eager.model.parameters()
        traced = self._traced("step", inputs, targets, parameters)
        row = traced.row(inputs, targets)
        value, gradient = traced.kernel(row) if self.executor is None else traced.kernel.map(row, self.executor)
        slopes = gradient.tolist()
        if not isfinite(value + sum(slopes)):
            return self.eager(inputs, targets)
        if not traced.compared:
            traced.compared = agrees(self.eager, inputs, targets, [value, *slopes])
            if not traced.compared:
                return self.eager(inputs, targets)
        at_once(writes("_grad", parameters, [p.grad + slope for p, slope in zip(parameters, slopes, strict=True)]))
        return float(value)

    def loss(self, inputs: Sequence[Any], targets: Sequence[Any]) -> float:
        traced = self._traced("loss", inputs, targets, self.eager.model.parameters())
        value = traced.kernel.value(traced.row(inputs, targets))
        return value if isfinite(value) else self.eager.loss(inputs, targets)

    def outputs(self, inputs: Sequence[Any]) -> list[Any]:
        traced = self._traced("outputs", inputs[:1], None, self.eager.model.parameters())
        found = traced.kernel.value(list(inputs)).tolist()
        return [[Value(a) for a in row] if len(row) > 1 else Value(row[0]) for row in found]

    def _traced(self, what: str, inputs: Sequence[Any], targets: Sequence[Any] | None,
                parameters: list[Value]) -> "_BatchKernel":
        """The kernel for batches of this size and these parameters, with their current data."""
        key = (what, len(inputs), self.eager.model.training, *parameters)
        if key not in self._kernels or not self._kernels[key].kernel._is_current():
            with undecided():
                self._kernels[key] = _BatchKernel(self.eager, what, inputs, targets, parameters)
        self._kernels[key].kernel.from_values()
        return self._kernels[key]


class _BatchKernel:
    """A kernel for batches of one size. Its inputs are the inputs and targets of the batch, sample by sample.

    compared: whether it is known to agree with the eager engine.
    """

    compared = False

    def __init__(self, eager: EagerStep, what: str, inputs: Sequence[Any], targets: Sequence[Any] | None,
                 parameters: list[Value]) -> None:
        if targets is None:
            rows = [[Value(x) for x in row] for row in inputs]
            output = eager.model(rows)[0]
            self.kernel = compile(output if is_row(output) else [output], rows[0], parameters)
            return
        self._samples = Samples(eager, inputs, targets)
        cost, leaves = self._samples.cost(inputs, targets, penalty=what == "step")
        self.kernel = compile(cost, leaves, parameters)

    def row(self, inputs: Sequence[Any], targets: Sequence[Any]) -> list[float]:
        return [x for row, target in zip(inputs, targets, strict=True) for x in self._samples.numbers(row, target)]


class Samples:
    """Samples as numbers, inputs and target one behind the other, and the loss as a graph of them.

    classes: the number of probabilities that stand for a class; 0 if targets are numbers.
    """

    def __init__(self, eager: EagerStep, inputs: Sequence[Any], targets: Sequence[Any]) -> None:
        self.eager = eager
        one_class = eager.of is cross_entropy and not is_row(targets[0])
        self.classes = len(eager.model(inputs[:1])[0]) if one_class else 0

    def numbers(self, row: Sequence[float], target: Any) -> list[float]:
        return [*row, *self._listed(target)]

    def cost(self, inputs: Sequence[Any], targets: Sequence[Any], penalty: bool = True) -> tuple[Value, list[Value]]:
        """The loss of a batch, and its leaves: a new Value for each number of each sample."""
        rows = [[Value(x) for x in row] for row in inputs]
        answers = [[Value(y) for y in self._listed(target)] for target in targets]
        given = [row if self.classes or is_row(target) else row[0] for row, target in zip(answers, targets, strict=True)]
        leaves = [v for row, answer in zip(rows, answers, strict=True) for v in (*row, *answer)]
        return self.eager.cost(rows, given, penalty), leaves

    def _listed(self, target: Any) -> list[float]:
        """A target as numbers. A class becomes 1 for itself and 0 for the others."""
        if self.classes:
            return [float(k == target) for k in range(self.classes)]
        return list(target) if is_row(target) else [target]


def changing(model: Module) -> str:
    """What a step changes in a model besides its parameters; "" if nothing."""
    if model.statistics():
        return "running statistics (BatchNorm)"
    return "random numbers of its own (Dropout)" if list(model.named_generators()) else ""

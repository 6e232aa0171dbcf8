"""CompiledDescent: many steps of a training in one call of machine code."""

from collections.abc import Sequence
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from autodiff import Value
from autodiff.compiler.programs.program import trace
from autodiff.graph.comparison import undecided
from autodiff.graph.sweeps import at_once, writes
from nn.data import Dataset
from nn.errors import EngineError
from nn.modules import Module
from nn.optim import Optimizer, clip_grad_norm, clip_grad_value
from nn.optim.parameters import names_of
from nn.optim.traced import TracedRule, traced_rule
from nn.training.agreement import NEAR, agrees
from nn.training.auto import AutoStep
from nn.training.compiled import CompiledStep, Samples
from nn.training.eager import EagerStep
from nn.training.options import Options, TrainingStep

if TYPE_CHECKING:  # NumPy and llvmlite need not be there
    from autodiff.compiler.calling.descent import Descent

SECONDS = 0.05  # of machine code in one call, so that an interrupt need not wait long
TRIED = 64  # weights for which the rule is compared with the eager one


class Point(NamedTuple):
    """Where a descent is. table: a row of the rule for each weight. counts: those of the optimiser's state."""

    table: Any
    counts: tuple[int, ...]


class CompiledDescent:
    """Steps of an optimiser on a model. Weights and states are arrays, at `now`, until `write` is called."""

    def __init__(self, eager: EagerStep, optimizer: Optimizer, options: Options, data: Dataset, rows: Any,
                 rule: TracedRule, others: Sequence[Value], descent: "Descent") -> None:
        self.eager, self.optimizer, self.options, self.data, self.rows = eager, optimizer, options, data, rows
        self.rule, self.others, self.descent, self.names = rule, others, descent, names_of(optimizer._source)
        self.now = self._written = Point(None, ())
        self.most = 1  # steps in a call
        self._compared: set[int] = set()  # sizes of batches

    # --- Between Values and arrays ---

    def read(self) -> bool:
        """Read weights and states; False if a count is not the same for all weights, as when some were frozen for a time."""
        import numpy as np  # training by the eager engine does not need it

        start = self.optimizer.initial_state()
        states = [self.optimizer._memory.get(name) or start for name in self.names.values()]
        counts = {tuple([int(state[name]) for name in self.rule.counts]) for state in states}
        columns = [[p.data for p in self.names], *([state[name] for state in states] for name in self.rule.floats),
                   [p.grad for p in self.names]]
        self.now = self._written = Point(np.array(columns).T.copy(), min(counts))
        return len(counts) == 1

    def write(self) -> bool:
        """Write weights, states and gradients to Values and optimiser; False if there was no step since."""
        if self.now is self._written:
            return False
        weights, *floats, gradients = self.now.table.T.tolist()
        counts = [[count] * len(weights) for count in self.now.counts]
        parts = dict(zip([*self.rule.floats, *self.rule.counts], [*floats, *counts], strict=True))
        order = [name for name in self.optimizer.initial_state() if name in parts]
        memory = {name: {part: parts[part][i] for part in order} for i, name in enumerate(self.names.values())}
        at_once(writes("_data", self.names, weights), writes("_grad", self.names, gradients),
                map(setattr, [self.optimizer, self], ["_memory", "_written"], [self.optimizer._memory | memory, self.now]))
        return True

    # --- Steps ---

    def steps(self, batches: Sequence[list[int]]) -> tuple[list[float], Point]:
        """Take a step for each batch, up to `most`: their losses, and where the descent then is.

        None is taken if a number is not finite. The first batch of each size comes alone, and is compared with the eager
        engine: `EngineError` if machine code finds something else.
        """
        import numpy as np

        size = len(batches[0])
        known = size in self._compared
        taken_up = [batch for batch in batches[:self.most] if len(batch) == size] if known else batches[:1]
        table, counts = self.now
        scalars = [[self.optimizer.lr, *(count + k for count in counts)] for k in range(len(taken_up))]
        start = perf_counter()
        found = self.descent.steps(self.rows, taken_up, table, np.array([v.data for v in self.others]), np.array(scalars))
        if known:
            self.most = max(1, min(2 * self.most, int(len(taken_up) * SECONDS / (perf_counter() - start))))
        elif not len(found.losses) or not self._agrees(batches[0], found.losses[0], found.table):
            return [], self.now
        self._compared.add(size)
        return found.losses.tolist(), Point(found.table, tuple([count + len(found.losses) for count in counts]))

    def _agrees(self, batch: Sequence[int], loss: float, table: Any) -> bool:
        """Whether a step from the weights that the Values have is that of the eager engine, as `agrees` says."""
        self.write()
        inputs, targets = [self.data.inputs[i] for i in batch], [self.data.targets[i] for i in batch]
        gradient = table[:, -1].tolist()
        if not agrees(self.eager, inputs, targets, [loss, *gradient]):
            return False
        at_once(writes("_grad", self.names, gradient))
        clip(self.eager.model, self.options)
        for row, (p, name) in islice(zip(table.tolist(), self.names.items(), strict=True), TRIED):
            self._check_rule(name, p, row)
        return True

    def _check_rule(self, name: str, p: Value, row: list[float]) -> None:
        """`EngineError` if the new weight or state is not what the rule gives in Python."""
        state = self.optimizer._memory.get(name) or self.optimizer.initial_state()
        weight, new = self.optimizer.rule(p.data, p.grad, state)
        before = [p.data, *(state[part] for part in self.rule.floats)]
        for was, right, found in zip(before, [weight, *(new[part] for part in self.rule.floats)], row, strict=False):
            if abs(found - right) > NEAR * (abs(was) + abs(right)):
                raise EngineError(f"machine code and {type(self.optimizer).__name__}.rule disagree on the first step of "
                                  f"{name}: {found!r} in machine code and {right!r} in Python")


class Shortcut:
    """What takes the steps of a run by machine code where it can."""

    def __init__(self, optimizer: Optimizer, options: Options, data: Dataset) -> None:
        self.optimizer, self.options, self.data = optimizer, options, data
        self.descent: CompiledDescent | None = None
        self._made_of: Any = None  # the parameters and options for which there is this descent, or none
        self._looked_at = True  # whether weights, states or parameters may have changed since they were read
        self._readable = False

    def __reduce__(self) -> tuple[Any, ...]:
        return Shortcut, (self.optimizer, self.options, self.data)  # a copy of a run compiles anew

    def steps(self, evaluate: TrainingStep, batches: Sequence[list[int]]) -> tuple[list[float], Point | None]:
        """Take steps, as `CompiledDescent.steps`: none if the run must take the next one as usual.

        evaluate: what evaluates the mini-batches of the run, which says whether they are compiled.
        """
        step = evaluate.compiled if isinstance(evaluate, AutoStep) else evaluate
        descent = self._ready(step.eager) if isinstance(step, CompiledStep) and step.executor is None else None
        if descent is None:
            return [], None
        try:
            return descent.steps(batches)
        except EngineError as error:
            if not isinstance(evaluate, AutoStep):
                raise
            evaluate.give_up(error)
            return [], None

    def _ready(self, eager: EagerStep) -> CompiledDescent | None:
        """The descent, with the present weights and states; None if there is none that can take the next step."""
        if self._looked_at:
            eager.model.train()
            made_of = list(names_of(self.optimizer._source)), _options(self.optimizer)
            if made_of != self._made_of:
                self._made_of, self.descent = made_of, compiled_descent(eager, self.optimizer, self.options, self.data)
            self._readable = self.descent is not None and self.descent.read()
            self._looked_at = False
        return self.descent if self._readable else None

    def write(self) -> None:
        """Write weights, states and gradients where they can be looked at, and changed."""
        self._looked_at = True
        if self.descent is not None and self.descent.write():
            clip(self.descent.eager.model, self.options)


def compiled_descent(eager: EagerStep, optimizer: Optimizer, options: Options, data: Dataset) -> CompiledDescent | None:
    """A descent for a run; None if its loss is no sum over samples, or its rule cannot be traced."""
    from autodiff.compiler.calling.descent import Descent
    from autodiff.compiler.programs.samples import FEW, MORE, per_sample

    names = names_of(optimizer._source)
    if list(names) != eager.model.parameters():
        return None
    try:
        rule = traced_rule(optimizer, options.clip_norm, options.clip_value)
        samples = Samples(eager, data.inputs, data.targets)
        with undecided():
            (few, others), (more, same) = (_program(samples, data, count, list(names)) for count in (FEW, MORE))
    except (TypeError, ValueError, LookupError, ArithmeticError):  # the steps one by one will say what is wrong
        return None
    loss = per_sample(few, more)
    program, read = trace(rule.outputs, rule.row, rule.scalars)
    if loss is None or others != same or len(read) > len(rule.scalars):  # a rule may read Values of its own
        return None
    import numpy as np

    descent = Descent(loss, len(names), program, options.clip_norm is not None)
    numbers = np.array([samples.numbers(row, target) for row, target in zip(data.inputs, data.targets, strict=True)])
    rows = np.ascontiguousarray(numbers[:, list(loss.columns)], dtype=np.float64)
    return CompiledDescent(eager, optimizer, options, data, rows, rule, others, descent) if descent.possible else None


def _program(samples: Samples, data: Dataset, count: int, weights: list[Value]) -> tuple[Any, list[Value]]:
    """The loss of so many samples, and its parameters beside the weights."""
    chosen = [i % len(data) for i in range(count)]
    cost, leaves = samples.cost([data.inputs[i] for i in chosen], [data.targets[i] for i in chosen])
    program, parameters = trace([cost], leaves, weights)
    return program, parameters[len(weights):]


def clip(model: Module, options: Options) -> None:
    """Clip the gradients of a model as a run is told to."""
    if options.clip_norm is not None:
        clip_grad_norm(model, options.clip_norm)
    if options.clip_value is not None:
        clip_grad_value(model, options.clip_value)


def _options(optimizer: Optimizer) -> dict[str, Any]:
    """The options that are constants of the traced rule."""
    return {name: x for name, x in optimizer._options().items() if name != "lr"}

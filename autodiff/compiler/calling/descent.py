"""Descent: gradient descent on a loss over samples, many steps in one call of machine code."""

import ctypes
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from autodiff.compiler.engines.engine import VECTOR, Engine
from autodiff.compiler.engines.memory import address, room
from autodiff.compiler.engines.mode import SUM, VALUE
from autodiff.compiler.llvm import machine
from autodiff.compiler.llvm.descent import FIELDS, Sizes, write
from autodiff.compiler.programs.hoisting import hoisted
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.compiler.programs.rewrites import rewrite, shared
from autodiff.compiler.programs.samples import PerSample
from autodiff.forks import cached_property

HEAD = "i64 @descend(ptr %record, i64 %steps)"
RUNS = ((SUM, VECTOR), (SUM, 1), (VALUE, VECTOR))  # how the part, the rest and the rule are evaluated


class Descent:
    """Takes steps of gradient descent: the loss of a batch, its gradient, the rule for each weight.

    weights: their number. rule: a program. Its inputs differ from weight to weight: weight, state and gradient. Its outputs
    are the new weight and state, and the gradient. Its parameters are the same for all weights, as the learning rate is.
    reads_norm: whether the first parameter is the norm of the gradient.

    It stores no numbers of a call. `possible` says whether there is machine code for such a loss and rule.
    """

    def __init__(self, loss: PerSample, weights: int, rule: ScalarProgram, reads_norm: bool) -> None:
        before, rows = hoisted(rule, range(reads_norm))
        self._before = Engine(shared(rewrite(before))) if before.outputs else None
        self._engines = [Engine(shared(rewrite(each))) for each in (loss.part, loss.rest, rows)]
        self._sizes = Sizes(len(loss.columns), weights, loss.part.parameters, rule.inputs, rows.parameters, reads_norm)

    @property
    def possible(self) -> bool:
        """Whether each part of a step is written out as machine code."""
        return all(engine.written_out for engine in self._engines)

    @cached_property
    def _code(self) -> Any:
        """The machine code: the module, and the function."""
        bodies = [engine._written(*how) for engine, how in zip(self._engines, RUNS, strict=True)]
        engine = machine.loaded(machine.module(*bodies, above={HEAD: write(self._sizes)}))
        kind = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_void_p, ctypes.c_int64)
        return engine, kind(engine.get_function_address("descend"))

    # --- Steps ---

    def steps(self, data: Any, batches: Sequence[Sequence[int]], table: Any, others: Any, scalars: Any) -> "Taken":
        """Take a step for each batch.

        data: a row for each sample. table: the inputs of the rule, a row for each weight. others: the other parameters of
        the loss. scalars: the parameters of the rule without the norm, a row for each step.
        """
        sizes, lengths = self._sizes, np.array([len(batch) for batch in batches], dtype=np.int64)
        tables = [_padded(table, sizes.table), _padded(np.zeros(0), sizes.table)]
        losses = np.zeros(len(batches))
        arrays = {
            "data": data, "order": np.concatenate([np.asarray(batch, dtype=np.int64) for batch in batches]),
            "starts": np.concatenate([[0], np.cumsum(lengths)]), "sizes": np.stack([lengths, 1.0 / lengths], axis=1),
            "scalars": self._scalars(scalars), "rows": tables[0], "results": tables[1],
            "batch": room(int(lengths.max()), sizes.inputs),
            "parameters": np.concatenate([table[:, 0], others, np.zeros(3)]), "one": np.ones(1), "total": np.zeros(1),
            "slopes": room(sizes.weights), "back": room(sizes.weights + 1), "losses": losses}
        for k, (engine, how) in enumerate(zip(self._engines, RUNS, strict=True)):
            values, work = engine.memory(*how)
            arrays[f"values{k}"] = memory = room(values + work)
            arrays[f"work{k}"] = memory[values:]
        record = np.array([address(arrays[name]) for name in FIELDS], dtype=np.int64)
        taken = self._code[1](address(record), len(batches))
        return Taken(losses[:taken], tables[taken % 2][:table.size].reshape(table.shape))

    def _scalars(self, given: Any) -> Any:
        """The parameters of the rule, a row for each step, with room for the norm; then what follows from them."""
        given = np.concatenate([np.zeros((len(given), int(self._sizes.reads_norm))), given], axis=1)
        if self._before is None:
            return given
        found, _ = self._before.run(VALUE, given, np.zeros(0), np.ones(len(self._before.program.outputs)))
        return np.concatenate([given, found], axis=1)


class Taken(NamedTuple):
    """The losses of the steps that were taken, which end before one that is not finite; and the table after them, with the
    gradient of the last one."""

    losses: Any
    table: Any


def _padded(table: Any, size: int) -> Any:
    """A table as a vector of so many numbers, with zeros at its end."""
    found = room(size)
    found[:table.size], found[table.size:] = table.ravel(), 0.0
    return found

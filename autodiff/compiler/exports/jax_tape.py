"""The tape for JAX: a loop that carries out any program, an instruction at a time.

What is compiled grows with the operations that occur, not with the instructions, which are data. So it serves programs that
would take too long to compile as arrays: those of very many groups.

All numbers are rows: parameters, inputs, constants, seeds, results, and a last one that is never read, for places left free.
Each instruction has as many operands: its arguments in turn, lists as long as the longest of its operation.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.compiler.exports.jax_numbers import JaxNumbers, given_array
from autodiff.compiler.programs.groups import dependent
from autodiff.compiler.programs.operations import GUARDED, operation
from autodiff.compiler.programs.program import LEAVES, Program, Writer, constants, list_length, operations, split

LONGEST = 4  # terms of a sum on the tape, where all have the places of the longest; longer ones are sums of sums
LARGEST = 1 << 25  # numbers of a plan


class Tape:
    """A program with its gradient as a function of inputs and parameters."""

    def __init__(self, program: Program) -> None:
        program = shortened(program)
        self.count, self.ops = len(program.outputs), operations(program)
        self.constants = np.array(constants(program))
        self.lengths = {op: max(list_length(i.op, i.args) for i in program.instructions if i.op == op)
                        for op in self.ops if operation(op).lists}
        self.width = max([sum(self._sizes(op)) for op in self.ops], default=0)
        self._plan(program)

    def _sizes(self, op: str) -> list[int]:
        """How many operands there are for each argument."""
        return [self.lengths[op] if a.startswith("*") else 1 for a in operation(op).args]

    def _plan(self, program: Program) -> None:
        """The rows of outputs, of the gradient and of all operands, and which operation each instruction is."""
        code = [i for i in program.instructions if i.op not in LEAVES]
        if len(code) * self.width > LARGEST:
            longest = max(self.lengths, key=lambda op: self.lengths[op])
            raise ValueError(f"this program of {len(code)} operations is too irregular for JAX with a {longest!r} of "
                             f"{self.lengths[longest]} elements: use compile, or write {longest!r} of several shorter ones")
        constant = program.parameters + program.inputs
        starts = {"parameter": 0, "input": program.parameters, "seed": constant + len(self.constants)}
        self.seeds = starts["seed"]
        self.first = self.seeds + self.count
        self.free = self.first + len(code)
        rows: list[int] = []
        self.operands = np.full((len(code), self.width), self.free, dtype=np.int32)
        done = 0
        for op, args in program.instructions:
            if op in LEAVES:
                rows.append(starts[op] + args[0] if op in starts else constant)
                constant += op == "constant"
                continue
            start = 0
            for (_, given), size in zip(split(op, args), self._sizes(op), strict=True):
                places = [rows[a] for a in ([given] if isinstance(given, int) else given)]
                self.operands[done, start:start + len(places)] = places
                start += size
            rows.append(self.first + done)
            done += 1
        self.numbers = np.array([self.ops.index(op) for op, _ in code], dtype=np.int32)
        seeded = dependent(program, {"seed"})
        self.late = np.array([seeded[i] for i, (op, _) in enumerate(program.instructions) if op not in LEAVES], dtype=bool)
        self.outputs = np.array([rows[i] for i in program.outputs])
        self.gradient = np.array([rows[i] for i in program.gradient or ()], dtype=np.int64)

    # --- One evaluation ---

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        """Values of the outputs, and a gradient for each."""
        results = jnp.zeros(self.count + len(self.numbers) + 1)
        rows = self._carried_out(jnp.concatenate([parameters, x, self.constants, results]), ~self.late)
        gradient = partial(self._gradient, rows)
        seeds = jnp.eye(self.count)
        return rows[self.outputs], gradient(seeds[0])[None] if self.count == 1 else jax.vmap(gradient)(seeds)

    def _gradient(self, rows: Any, seeds: Any) -> Any:
        """The gradient of the outputs times seeds."""
        begun = lax.dynamic_update_slice(rows, seeds, (self.seeds,))
        return self._carried_out(begun, self.late)[self.gradient] + 0.0  # no -0, as a sum of shares has none

    def _carried_out(self, rows: Any, which: Any) -> Any:
        """The rows after some of the instructions."""
        results = np.arange(self.first, self.free, dtype=np.int32)
        plan = (self.numbers[which], self.operands[which], results[which])
        return lax.scan(self._step, rows, plan)[0] if which.any() else rows

    def _step(self, rows: Any, instruction: Any) -> tuple[Any, None]:
        op, operands, result = instruction
        branches = [partial(self._value, name) for name in self.ops]
        value = lax.switch(op, branches, rows[operands], operands != self.free)
        return rows.at[result].set(value), None

    def _value(self, op: str, operands: Any, valid: Any) -> Any:
        """The value of an operation at its operands: matrices of one row, as in `jax_numbers`."""
        given: list[Callable[..., Any]] = []
        start, there = 0, None
        for spelled, size in zip(operation(op).args, self._sizes(op), strict=True):
            given.append(partial(given_array, operands[None, start:start + size]))
            there = valid[None, start:start + size] if spelled.startswith("*") else there
            start += size
        found = operation(op).evaluate(JaxNumbers(there), given, self.lengths.get(op, 0))
        return jnp.asarray(found, dtype=jnp.float64).reshape(())


def shortened(program: Program) -> Program:
    """The program with its long sums, weighted ones too, as sums of sums."""
    write = Writer()
    places: list[int] = []
    for op, args in program.instructions:
        given = args if op in LEAVES else tuple([places[a] for a in args])
        while op in ("sum", "dot", GUARDED) and list_length(op, given) > LONGEST:
            given = _shorter(op, given, write)
        places.append(write(op, given))
    gradient = None if program.gradient is None else tuple([places[i] for i in program.gradient])
    return replace(program, instructions=tuple(write.instructions), outputs=tuple([places[i] for i in program.outputs]),
                   gradient=gradient)


def _shorter(op: str, args: tuple[int, ...], write: Writer) -> tuple[int, ...]:
    """The operands of a shorter list with the same sum."""
    if op == "sum":
        return tuple([write("sum", args[i:i + LONGEST]) for i in range(0, len(args), LONGEST)])
    lists = [part for name, part in split(op, args) if name.startswith("*")]
    begun = write(op, (*[a for part in lists for a in part[:LONGEST]], args[-1]))
    return (*[a for part in lists for a in part[LONGEST:]], begun)

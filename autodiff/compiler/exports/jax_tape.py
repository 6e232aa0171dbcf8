"""The tape for JAX: a loop that runs any program, one instruction at a time.

The instructions are data, so the compiled code grows only with the number of different operations. It is used for programs
with so many groups that they would take too long to compile as arrays.

Each number has a row: parameters, inputs, constants, seeds, results, and a last one for unused operands. All instructions
have the same number of operands; a list takes as many as the longest list of its operation.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.compiler.exports.jax_numbers import JaxNumbers, given_array
from autodiff.compiler.programs.operations import GUARDED, operation
from autodiff.compiler.programs.program import LEAVES, Instruction, ProgramWriter, ScalarProgram

LONGEST = 4  # terms of a sum on the tape, where all sums take as much room as the longest; longer ones are sums of sums
LARGEST = 1 << 25  # numbers of a plan


class Tape:
    """A program with its gradient as a function of inputs and parameters."""

    def __init__(self, program: ScalarProgram) -> None:
        program = shortened(program)
        self.count, self.ops = len(program.outputs), program.operations
        self.constants = np.array(program.constants)
        self.lengths = {op: max(i.length for i in program.instructions if i.op == op)
                        for op in self.ops if operation(op).lists}
        self.width = max([self._slices(op)[-1][1].stop for op in self.ops], default=0)
        self._plan(program)

    def _slices(self, op: str) -> list[tuple[bool, slice]]:
        """For each argument of an operation whether it is a list, and where it stands on the tape."""
        return operation(op).slices(self.lengths.get(op, 0))

    def _plan(self, program: ScalarProgram) -> None:
        """Find the rows of outputs, gradient and operands, and the operation of each instruction."""
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
        for instruction in program.instructions:
            op, args = instruction
            if op in LEAVES:
                rows.append(starts[op] + args[0] if op in starts else constant)
                constant += op == "constant"
                continue
            for (_, here), (_, there) in zip(operation(op).slices(instruction.length), self._slices(op), strict=True):
                places = [rows[a] for a in args[here]]
                self.operands[done, there.start:there.start + len(places)] = places
            rows.append(self.first + done)
            done += 1
        self.numbers = np.array([self.ops.index(op) for op, _ in code], dtype=np.int32)
        seeded = program.dependent({"seed"})
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
        return self._carried_out(begun, self.late)[self.gradient] + 0.0  # turns -0 into 0, as a sum would

    def _carried_out(self, rows: Any, which: Any) -> Any:
        """The rows after some instructions have run."""
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
        slices = self._slices(op)
        given: list[Callable[..., Any]] = [partial(given_array, operands[None, part]) for _, part in slices]
        there = next((valid[None, part] for is_list, part in reversed(slices) if is_list), None)
        found = operation(op).evaluate(JaxNumbers(there), given, self.lengths.get(op, 0))
        return jnp.asarray(found, dtype=jnp.float64).reshape(())


def shortened(program: ScalarProgram) -> ScalarProgram:
    """The program with its long sums, weighted ones too, as sums of sums."""
    write = ProgramWriter()
    places: list[int] = []
    for instruction in program.instructions:
        now = Instruction(instruction.op, instruction.moved(places))
        while now.op in ("sum", "dot", GUARDED) and now.length > LONGEST:
            now = Instruction(now.op, _shorter(now, write))
        places.append(write(*now))
    return program.rewritten(write.instructions, places)


def _shorter(long: Instruction, write: ProgramWriter) -> tuple[int, ...]:
    """The operands of a shorter list with the same sum."""
    op, args = long
    if op == "sum":
        return tuple([write("sum", args[i:i + LONGEST]) for i in range(0, len(args), LONGEST)])
    *lists, bias = long.arguments()
    begun = write(op, (*[a for part in lists for a in part[:LONGEST]], bias))
    return (*[a for part in lists for a in part[LONGEST:]], begun)

"""The tape for JAX: a loop that carries out any program, an instruction at a time.

What is compiled grows with the operations that occur, not with the instructions, which are data. So it serves programs that
would take too long to compile as arrays: those of very many groups.

All numbers are rows: parameters, inputs, constants, results, and a last one that is never read, for places left free. Each
instruction has as many operands: its arguments in turn, lists as long as the longest of its operation.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.compiler.exports.jax_numbers import ALL, JaxNumbers, select
from autodiff.compiler.llvm.tape import constants, operations
from autodiff.compiler.lowering import Lowered
from autodiff.compiler.programs.program import LEAVES, Program, Writer, list_length, split
from autodiff.ops import OPS

LONGEST = 4  # terms of a sum on the tape, where all have the places of the longest; longer ones are sums of sums
LARGEST = 1 << 25  # numbers of a plan


class Tape:
    """A program as a function of inputs and parameters."""

    def __init__(self, program: Program) -> None:
        program = shortened(program)
        self.count, self.ops = len(program.outputs), operations(program)
        self.constants = np.array(constants(program))
        self.lengths = {op: max(list_length(i.op, i.args) for i in program.instructions if i.op == op)
                        for op in self.ops if OPS[op].variadic}
        self.width = max([sum(self._sizes(op)) for op in self.ops], default=0)
        self.marked = self.count > 1 or any(OPS[op].selected for op in self.ops)
        self._plan(program)

    def _sizes(self, op: str) -> list[int]:
        """How many operands there are for each argument."""
        return [self.lengths[op] if a.startswith("*") else 1 for a in OPS[op].args]

    def _plan(self, program: Program) -> None:
        """The rows of outputs, of what is asked for and of all operands, and which operation each instruction is."""
        code = [i for i in program.instructions if i.op not in LEAVES]
        if len(code) * self.width > LARGEST:
            longest = max(self.lengths, key=lambda op: self.lengths[op])
            raise ValueError(f"this program of {len(code)} operations is too irregular for JAX with a {longest!r} of "
                             f"{self.lengths[longest]} elements: use compile, or write {longest!r} of several shorter ones")
        constant = program.parameters + program.inputs
        self.first = constant + len(self.constants)
        self.free = self.first + len(code)
        starts = {"parameter": 0, "input": program.parameters}
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
        self.results = np.arange(self.first, self.free, dtype=np.int32)
        self.outputs = np.array([rows[i] for i in program.outputs])
        self.asked = np.array([starts[kind] + i for kind, i in program.wrt], dtype=np.int64)

    # --- One evaluation ---

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        """Values of the outputs, and a gradient for each."""
        rows = jnp.concatenate([parameters, x, self.constants, jnp.zeros(len(self.numbers) + 1)])
        plan = (self.numbers, self.operands, self.results)
        rows, _ = lax.scan(self._forward, rows, plan)
        gradient = partial(self._gradient, rows, plan)
        seeds = jnp.eye(self.count)
        return rows[self.outputs], gradient(seeds[0])[None] if self.count == 1 else jax.vmap(gradient)(seeds)

    def _forward(self, rows: Any, instruction: Any) -> tuple[Any, None]:
        op, operands, result = instruction
        branches = [partial(self._value, name) for name in self.ops]
        value = lax.switch(op, branches, rows[operands], operands != self.free)
        return rows.at[result].set(value), None

    def _gradient(self, rows: Any, plan: Any, seeds: Any) -> Any:
        """The gradient of the outputs times seeds. sums: of each row its adjoint and how often anything passed to it."""
        start = jnp.stack([seeds, seeds != 0.0][:1 + self.marked], axis=1)
        sums = jnp.zeros((self.free + 1, 1 + self.marked)).at[self.outputs].add(start)
        sums, _ = lax.scan(partial(self._backward, rows), sums, plan, reverse=True)
        return sums[self.asked, 0]

    def _backward(self, rows: Any, sums: Any, instruction: Any) -> tuple[Any, None]:
        """Hand the adjoint of a result on to the operands; where a row selects, to those whose partial is not 0."""
        op, operands, result = instruction
        branches = [partial(self._partials, name) for name in self.ops]
        slopes, passes = lax.switch(op, branches, rows[operands], operands != self.free, rows[result])
        found = sums[result]
        shares = [found[0] * slopes]
        if self.marked:
            passes &= found[1] > 0.0
            shares = [select(passes, shares[0], 0.0), passes]
        return sums.at[operands].add(jnp.stack(shares, axis=1)), None

    # --- Operations ---

    def _lowered(self, op: str, operands: Any, valid: Any) -> Lowered:
        """The row of an operation at its operands: matrices of one row, as in `jax_numbers`."""
        given: dict[str, Callable[..., Any]] = {}
        start, there = 0, None
        for name, spelled, size in zip(OPS[op].names, OPS[op].args, self._sizes(op), strict=True):
            given[name] = partial(_given, operands[None, start:start + size])
            there = valid[None, start:start + size] if spelled.startswith("*") else there
            start += size
        return Lowered(OPS[op], JaxNumbers(there), given, self.lengths.get(op, 0))

    def _value(self, op: str, operands: Any, valid: Any) -> Any:
        return jnp.asarray(self._lowered(op, operands, valid).value(), dtype=jnp.float64).reshape(())

    def _partials(self, op: str, operands: Any, valid: Any, result: Any) -> tuple[Any, Any]:
        """The partial of each operand, and whether anything passes to it."""
        lowered = self._lowered(op, operands, valid)
        lowered.known["z"] = result.reshape(1, 1)
        slopes = [jnp.broadcast_to(lowered.partial(i, ALL if name in lowered.lists else None), (1, size))
                  for i, (name, size) in enumerate(zip(lowered.row.names, self._sizes(op), strict=True))]
        passes = [slope != 0.0 if name in lowered.row.selected else jnp.ones(slope.shape, dtype=bool)
                  for name, slope in zip(lowered.row.names, slopes, strict=True)]
        return self._wide(slopes, 0.0), self._wide(passes, False)

    def _wide(self, parts: Sequence[Any], rest: Any) -> Any:
        found = jnp.concatenate(parts, axis=1)[0]
        return jnp.pad(found, (0, self.width - len(found)), constant_values=rest)


def _given(array: Any, index: Any = None) -> Any:
    return array


def shortened(program: Program) -> Program:
    """The program with its long sums, weighted ones too, as sums of sums."""
    write = Writer()
    places: list[int] = []
    for op, args in program.instructions:
        given = args if op in LEAVES else tuple([places[a] for a in args])
        while op in ("sum", "dot") and list_length(op, given) > LONGEST:
            given = _shorter(op, given, write)
        places.append(write(op, given))
    return Program(tuple(write.instructions), program.inputs, program.parameters,
                   tuple([places[i] for i in program.outputs]), program.wrt)


def _shorter(op: str, args: tuple[int, ...], write: Writer) -> tuple[int, ...]:
    """The operands of a shorter list with the same sum."""
    if op == "sum":
        return tuple([write("sum", args[i:i + LONGEST]) for i in range(0, len(args), LONGEST)])
    size = list_length(op, args)
    w, x, b = args[:size], args[size:-1], args[-1]
    return *w[LONGEST:], *x[LONGEST:], write("dot", (*w[:LONGEST], *x[:LONGEST], b))

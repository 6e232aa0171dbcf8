"""Engine: the machine code of a program, compiled when it is first needed, and its calls.

A program that is regular or short gets machine code of its own (`blocks`). A long irregular one is run by the tape, and so
are samples whose gradient is not finite: only the tape tells a branch that was not taken from 0 times infinity.
"""

import threading
from collections import OrderedDict
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from autodiff.compiler.engines.memory import address, working_memory
from autodiff.compiler.engines.mode import SUM, VALUE, Mode
from autodiff.compiler.engines.rolled import RolledEngine
from autodiff.compiler.llvm import blocks, machine, tape
from autodiff.compiler.llvm.code import FunctionBody
from autodiff.compiler.llvm.machine import MachineCode, compiled
from autodiff.compiler.programs.adjoint import differentiated
from autodiff.compiler.programs.groups import Layout, layout
from autodiff.compiler.programs.operations import operation
from autodiff.compiler.programs.own_rows import called
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.compiler.programs.rewrites import rewrite, shared
from autodiff.compiler.programs.rolling import roll
from autodiff.forks import awaited_by_forks, cached_property, freed_in_child
from autodiff.table.op import OPS, Op
from autodiff.transforms.registration import contents

MOST_GROUPS = 400  # of machine code of its own: LLVM needs about a millisecond for each
FEW = 4  # the fewest samples for which vectors are faster
VECTOR, TAPE_VECTOR = 8, 4  # samples per vector: two registers, as a single one would wait for its own results
KEPT = 64  # compiled engines kept for kernels that are unpickled

_engines: OrderedDict[str, "Engine | RolledEngine"] = OrderedDict()
_lock = freed_in_child(threading.Lock())
freed_in_child(machine._lock)
with suppress(ImportError, AttributeError):  # llvmlite's own lock: a child cannot continue a call of LLVM
    awaited_by_forks(machine.library().ffi.lib._lock._lock)


class Engine:
    """Evaluates a rewritten program. It stores no numbers of a call, so threads may share it."""

    def __init__(self, program: ScalarProgram) -> None:
        self.program = program
        self.selects = any(operation(op).row.selected for op in program.operations)
        few = len(program.instructions) <= MOST_GROUPS
        self.written_out = few or len(program.levels) <= MOST_GROUPS  # else it is run by the tape
        self._compiled: dict[tuple[Mode, int], MachineCode] = {}
        self._compiling = freed_in_child(threading.Lock())

    # --- What is compiled ---

    @cached_property
    def adjoint(self) -> ScalarProgram:
        """The program with its gradient."""
        return differentiated(self.program, careful=False)

    @cached_property
    def careful(self) -> ScalarProgram:
        """The program with its gradient, and marks of where no gradient passes."""
        return differentiated(self.program, careful=True)

    @cached_property
    def value_layout(self) -> Layout:
        """The groups of the program."""
        return layout(self.program)

    @cached_property
    def _gradient_layout(self) -> Layout:
        return layout(self.adjoint)

    def _layout(self, mode: Mode) -> Layout:
        """The groups of the program, or of its adjoint."""
        return self.value_layout if mode is VALUE else self._gradient_layout

    def memory(self, mode: Mode, width: int) -> tuple[int, int]:
        """The size of the memory for values, and for the gradient while it is added up."""
        found = self._layout(mode)
        return (found.sinks if mode is SUM else found.rows) * blocks.block(width), len(self.program.wrt) * width

    def code(self, mode: Mode, samples: int) -> FunctionBody:
        """The code used for so many samples, in LLVM's language."""
        if not self.written_out:
            ops = (self.program if mode is VALUE else self.careful).operations
            return tape.write(ops, mode is SUM, 1 if samples == 1 else TAPE_VECTOR)
        return self._written(mode, vector_width(samples))

    def _written(self, mode: Mode, width: int) -> FunctionBody:
        program = self.program if mode is VALUE else self.adjoint
        return blocks.write(program, self._layout(mode), mode is SUM, width)

    def machine_code(self, mode: Mode, width: int) -> MachineCode:
        with self._compiling:
            if (mode, width) not in self._compiled:
                [self._compiled[mode, width]] = compiled(self._written(mode, width))
        return self._compiled[mode, width]

    @cached_property
    def _tapes(self) -> tuple["Plan", "Plan"]:
        return self._plan(self.program), self._plan(self.careful)

    def _plan(self, program: ScalarProgram) -> "Plan":
        return Plan(program)

    # --- Calls ---

    def run(self, mode: Mode, rows: Any, parameters: Any, seeds: Any) -> tuple[Any, Any]:
        """Results and gradients of float64 rows of inputs; without gradients in the mode they are undefined."""
        if not len(rows) or not self.written_out:
            return self.carry_out(mode, rows, parameters, seeds)
        width = vector_width(len(rows))
        code = self._compiled.get((mode, width)) or self.machine_code(mode, width)
        columns, sizes = len(self.program.wrt), self.memory(mode, width)
        finite, results, gradients = _call(code, mode, columns, rows, parameters, seeds, sizes)
        if not finite and mode is not VALUE and (self.selects or mode is SUM or len(seeds) > 1):
            return self._again(mode, rows, parameters, seeds, results, gradients)
        return results, gradients

    def _again(self, mode: Mode, rows: Any, parameters: Any, seeds: Any, results: Any, gradients: Any) -> tuple[Any, Any]:
        """Run the samples whose gradient is not finite again, by the tape."""
        if mode is SUM:
            return self.carry_out(mode, rows, parameters, seeds)
        doubtful = ~np.isfinite(gradients).all(axis=1)
        if doubtful.any():
            results[doubtful], gradients[doubtful] = self.carry_out(mode, rows[doubtful], parameters, seeds)
        return results, gradients

    def carry_out(self, mode: Mode, rows: Any, parameters: Any, seeds: Any) -> tuple[Any, Any]:
        """The same by the tape, where no gradient passes to a branch that was not taken."""
        if not len(rows):
            return _space(mode, 0, len(seeds), len(self.program.wrt), 0.0)
        tape_of = self._tapes[mode is not VALUE]
        width = 1 if len(rows) == 1 else TAPE_VECTOR
        given = np.concatenate([parameters, tape_of.constants])
        code = _tape_code(tape_of.names, tape_of.rows, mode is SUM, width)
        sizes = (tape_of.size * width, 0)
        return _call(code, mode, len(self.program.wrt), rows, given, seeds, sizes, tape_of.plan)[1:]


def vector_width(samples: int) -> int:
    """The number of samples per vector in machine code of a program's own."""
    return 1 if samples < FEW else VECTOR


class Plan:
    """A program as data for the tape. rows: of its operations; with their names they identify its machine code."""

    def __init__(self, program: ScalarProgram) -> None:
        self.names = self.known(program)
        self.rows = tuple(operation(name).row for name in self.names)
        self.plan = tape.plan(program, self.names)
        self.constants = np.array(program.constants, dtype=np.float64)
        self.size = int(self.plan[tape.SIZES.index("rows")])

    @staticmethod
    def known(program: ScalarProgram) -> tuple[str, ...]:
        """The operations of its tape: at least those of the program."""
        return program.operations


@lru_cache(maxsize=32)
def _tape_code(names: tuple[str, ...], rows: tuple[Op, ...], summed: bool, width: int) -> MachineCode:
    return compiled(tape.write(names, summed, width))[0]


def _call(code: MachineCode, mode: Mode, columns: int, rows: Any, parameters: Any, seeds: Any, sizes: tuple[int, ...],
          plan: Any = None) -> tuple[int, Any, Any]:
    """Call machine code: whether everything is finite, results, and gradients with so many columns."""
    results, gradients = _space(mode, len(rows), len(seeds), columns)
    memory = working_memory(sum(sizes))
    return code.run(*addresses(rows, parameters, seeds, results, gradients, memory, sizes[0], plan)), results, gradients


def addresses(rows: Any, parameters: Any, seeds: Any, results: Any, gradients: Any, memory: Any, values: int,
              plan: Any = None) -> tuple[int, ...]:
    """The arguments of machine code (`machine.ARGUMENTS`). memory: for so many values, then for the gradient."""
    start = address(memory)
    return (address(rows), len(rows), address(parameters), address(seeds), address(results), address(gradients), start,
            start + 8 * values, 0 if plan is None else address(plan))


def _space(mode: Mode, count: int, outputs: int, columns: int, start: float | None = None) -> tuple[Any, Any]:
    """Arrays for results and gradients: for each row, or for the sum."""
    room = np.empty if start is None else np.zeros
    return room((*mode.axes(count), outputs)), room((*mode.axes(count), columns))


def make(program: ScalarProgram) -> "Engine | RolledEngine":
    """The engine of a program, rolled if it has a sum over parts of the same shape."""
    rewritten = rewrite(program)
    rolled = roll(rewritten)
    return Engine(shared(rewritten)) if rolled is None else RolledEngine(rewritten, rolled, make, Engine)


def kept(program: ScalarProgram, engine: "Engine | RolledEngine") -> str:
    """Keep an engine for kernels that are unpickled; the fingerprint of its program."""
    rows = [contents(OPS[op]) for op in called(program.operations)]  # one may be registered anew, with other formulas
    fingerprint = sha256(repr((program, rows)).encode()).hexdigest()
    with _lock:
        _engines[fingerprint] = engine
        _engines.move_to_end(fingerprint)
        while len(_engines) > KEPT:
            _engines.popitem(last=False)
    return fingerprint


def known(fingerprint: str, program: ScalarProgram) -> "Engine | RolledEngine":
    """The engine with this fingerprint, or a new one for the program."""
    with _lock:
        found = _engines.get(fingerprint)
    if found is None:
        found = make(program)
        kept(program, found)
    return found

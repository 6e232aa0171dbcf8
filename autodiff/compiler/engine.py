"""Engine: the machine code of a program, compiled when it is first needed, and its calls.

A program that is regular or short is written out (`blocks`). A long irregular one is data for the tape, and so are samples
whose gradient is not finite: only the tape tells a branch that was not taken from a gradient of 0 times infinity.
"""

import threading
from collections import OrderedDict
from contextlib import suppress
from functools import lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from autodiff.compiler.llvm import blocks, machine, tape
from autodiff.compiler.llvm.code import Code
from autodiff.compiler.llvm.machine import MachineCode, module
from autodiff.compiler.memory import address, working_memory
from autodiff.compiler.own_rows import called
from autodiff.compiler.programs.groups import layout, levels
from autodiff.compiler.programs.program import Program
from autodiff.compiler.programs.rewrites import rewrite, shared
from autodiff.compiler.programs.rolling import roll
from autodiff.compiler.rolled import RolledEngine
from autodiff.forks import awaited_by_forks, cached_property, freed_in_child
from autodiff.op import Op
from autodiff.ops import OPS
from autodiff.registration import contents

MOST_GROUPS = 400  # that are written out: LLVM needs about a millisecond for each
FEW = 4  # samples from which vectors pay
VECTOR, TAPE_VECTOR = 8, 4  # samples handled at a time: two registers, as one alone would wait for itself
KEPT = 64  # engines that stay compiled for kernels which come by pickle

_engines: OrderedDict[str, "Engine | RolledEngine"] = OrderedDict()
_lock = freed_in_child(threading.Lock())
freed_in_child(machine._lock)
with suppress(ImportError, AttributeError):  # llvmlite's own lock: a child cannot go on from half of a call of LLVM
    awaited_by_forks(machine.library().ffi.lib._lock._lock)


class Engine:
    """What evaluates a rewritten program. It holds no numbers but those of the program: threads may share it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.selects = any(OPS[op].selected for op in tape.operations(self.program))
        self.columns = self._columns()
        self._compiled: dict[tuple[str, int], MachineCode] = {}
        self._compiling = freed_in_child(threading.Lock())

    def _columns(self) -> Any:
        """Where the gradient that was asked for is among all parameters and inputs."""
        program = self.program
        places = [i + (program.parameters if kind == "input" else 0) for kind, i in program.wrt]
        return slice(len(places)) if places == list(range(len(places))) else np.array(places, dtype=np.int64)

    # --- What is compiled ---

    @cached_property
    def _layout(self) -> Any:
        """The groups of the program; None if they are too many to be written out."""
        return None if len(levels(self.program)) > MOST_GROUPS else layout(self.program)

    @property
    def written_out(self) -> bool:
        """Whether the program has code of its own, rather than being data for the tape."""
        return self._layout is not None

    @property
    def rows(self) -> int:
        """How many rows of values there are."""
        return self._layout.rows  # type: ignore[no-any-return]

    def code(self, mode: str, samples: int) -> Code:
        """The code that serves so many samples, as LLVM's language."""
        if self._layout is None:
            return tape.write(tape.operations(self.program), mode, 1 if samples == 1 else TAPE_VECTOR)
        return blocks.write(self.program, self._layout, mode, 1 if samples < FEW else VECTOR)

    def machine_code(self, mode: str, width: int) -> MachineCode:
        with self._compiling:
            if (mode, width) not in self._compiled:
                self._compiled[mode, width] = MachineCode(module(blocks.write(self.program, self._layout, mode, width)))
        return self._compiled[mode, width]

    @cached_property
    def _tape(self) -> tuple[tuple[Op, ...], Any, Any]:
        """The operations of the tape, the plan, and the constants."""
        names = tape.operations(self.program)
        return (tuple(OPS[name] for name in names), tape.plan(self.program, names),
                np.array(tape.constants(self.program), dtype=np.float64))

    # --- Calls ---

    def run(self, mode: str, rows: Any, parameters: Any, seeds: Any) -> tuple[Any, Any]:
        """Results and gradients of float64 rows of inputs: of each ("rows"), or added up ("sum"); or "value" without."""
        if not len(rows) or self._layout is None:
            return self.carry_out(mode, rows, parameters, seeds)
        width = 1 if len(rows) < FEW else VECTOR
        memory = self._layout.rows * blocks.block(width)
        work = self.program.parameters * max(width, blocks.block(width))
        columns = self.program.parameters + self.program.inputs if mode == "sum" else len(self.program.wrt)
        code = self._compiled.get((mode, width)) or self.machine_code(mode, width)
        finite, results, gradients = _call(code, mode, columns, rows, parameters, seeds, (memory, memory, work))
        if not finite and (self.selects or mode == "sum" or len(seeds) > 1):
            return self._again(mode, rows, parameters, seeds, results, gradients)
        return results, gradients[self.columns] if mode == "sum" else gradients

    def _again(self, mode: str, rows: Any, parameters: Any, seeds: Any, results: Any, gradients: Any) -> tuple[Any, Any]:
        """By the tape, what had a gradient that is not finite."""
        if mode == "sum":
            return self.carry_out(mode, rows, parameters, seeds)
        doubtful = ~np.isfinite(gradients).all(axis=1)
        if doubtful.any():
            results[doubtful], gradients[doubtful] = self.carry_out(mode, rows[doubtful], parameters, seeds)
        return results, gradients

    def carry_out(self, mode: str, rows: Any, parameters: Any, seeds: Any) -> tuple[Any, Any]:
        """The same by the tape, in which nothing passes to a branch that was not taken."""
        ops, plan, constants = self._tape
        if not len(rows):
            return _space(mode, 0, len(seeds), len(self.program.wrt), 0.0)
        width = 1 if len(rows) == 1 else TAPE_VECTOR
        size = int(plan[tape.SIZES.index("rows")]) * width
        given = np.concatenate([parameters, constants])
        code = _tape_code(ops, mode, width)
        return _call(code, mode, len(self.program.wrt), rows, given, seeds, (size, size, size), plan)[1:]


@lru_cache(maxsize=32)
def _tape_code(ops: tuple[Op, ...], mode: str, width: int) -> MachineCode:
    return MachineCode(module(tape.write([op.name for op in ops], mode, width)))


def _call(code: MachineCode, mode: str, columns: int, rows: Any, parameters: Any, seeds: Any, sizes: tuple[int, ...],
          plan: Any = None) -> tuple[int, Any, Any]:
    """Whether all is finite, results, and gradients (so many columns) from machine code that is given memory to work in."""
    results, gradients = _space(mode, len(rows), len(seeds), columns)
    memory = working_memory(sum(sizes))
    start = address(memory)
    finite = code.run(address(rows), len(rows), address(parameters), address(seeds), address(results),
                      address(gradients), start, start + 8 * sizes[0], start + 8 * (sizes[0] + sizes[1]),
                      0 if plan is None else address(plan))
    return finite, results, gradients


def _space(mode: str, count: int, outputs: int, columns: int, start: float | None = None) -> tuple[Any, Any]:
    """Room for results and gradients: of each row, or of all together."""
    each = () if mode == "sum" else (count,)
    room = np.empty if start is None else np.zeros
    return room((*each, outputs)), room((*each, columns))


def make(program: Program) -> "Engine | RolledEngine":
    """The engine of a program: rolled up if it is a sum of parts that are alike."""
    rewritten = rewrite(program)
    rolled = roll(rewritten)
    return Engine(shared(rewritten)) if rolled is None else RolledEngine(rewritten, rolled, make, Engine)


def kept(program: Program, engine: "Engine | RolledEngine") -> str:
    """Keep an engine for kernels that come by pickle; the fingerprint of its program."""
    rows = [contents(OPS[op]) for op in called(tape.operations(program))]  # one may be registered anew, with other formulas
    fingerprint = sha256(repr((program, rows)).encode()).hexdigest()
    with _lock:
        _engines[fingerprint] = engine
        _engines.move_to_end(fingerprint)
        while len(_engines) > KEPT:
            _engines.popitem(last=False)
    return fingerprint


def known(fingerprint: str, program: Program) -> "Engine | RolledEngine":
    """The engine with that fingerprint, or a new one for the program."""
    with _lock:
        found = _engines.get(fingerprint)
    if found is None:
        found = make(program)
        kept(program, found)
    return found

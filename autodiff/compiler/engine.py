"""Engine: the machine code of a program, compiled when it is first needed, and its calls.

A program that is regular or short is written out (`blocks`). A long irregular one is data for the tape, and so are samples
whose gradient is not finite: only the tape tells a branch that was not taken from a gradient of 0 times infinity.
"""

import threading
from collections import OrderedDict
from functools import cached_property, lru_cache
from hashlib import sha256
from typing import Any

import numpy as np

from autodiff.compiler import blocks, tape
from autodiff.compiler.groups import layout, levels
from autodiff.compiler.ir import Code
from autodiff.compiler.machine import MachineCode, module
from autodiff.compiler.program import Program
from autodiff.compiler.rewrites import rewrite
from autodiff.op import Op
from autodiff.ops import OPS

MOST_GROUPS = 400  # that are written out: LLVM needs about a millisecond for each
FEW = 4  # samples from which vectors pay
VECTOR, TAPE_VECTOR = 8, 4  # samples handled at a time: two registers, as one alone would wait for itself
KEPT = 64  # engines that stay compiled for kernels which come by pickle
LARGEST_MEMORY = 1 << 22  # numbers that a thread keeps for its next call

_here = threading.local()
_engines: OrderedDict[str, "Engine"] = OrderedDict()
_lock = threading.Lock()


class Engine:
    """What evaluates a program. It holds no numbers but those of the program: threads may share it."""

    def __init__(self, program: Program) -> None:
        self.original, self.program = program, rewrite(program)
        self.selects = any(OPS[op].selected for op in tape.operations(self.program))
        self.columns = self._columns()
        self._compiled: dict[tuple[str, int], MachineCode] = {}
        self._compiling = threading.Lock()

    def _columns(self) -> Any:
        """Where the gradient that was asked for is among all parameters and inputs."""
        program = self.program
        places = [i + (program.parameters if kind == "input" else 0) for kind, i in program.wrt]
        return slice(len(places)) if places == list(range(len(places))) else np.array(places, dtype=np.int64)

    @cached_property
    def fingerprint(self) -> str:
        """A checksum of the program, by which a process finds what it has compiled already."""
        return sha256(repr(self.original).encode()).hexdigest()

    # --- What is compiled ---

    @cached_property
    def _layout(self) -> Any:
        """The groups of the program; None if they are too many to be written out."""
        return None if len(levels(self.program)) > MOST_GROUPS else layout(self.program)

    def code(self, mode: str, samples: int) -> Code:
        """The code that serves so many samples, as LLVM's language."""
        if self._layout is None:
            return tape.write(tape.operations(self.program), mode, 1 if samples == 1 else TAPE_VECTOR)
        return blocks.write(self.program, self._layout, mode, 1 if samples < FEW else VECTOR)

    def _machine_code(self, mode: str, width: int) -> MachineCode:
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
        count = len(rows)
        each = () if mode == "sum" else (count,)
        results = np.zeros((*each, len(self.program.outputs)))
        gradients = np.zeros((*each, len(self.program.wrt) if mode == "rows" else
                              self.program.parameters + self.program.inputs))
        if count and self._layout is None:
            return self._run_tape(mode, rows, parameters, seeds)
        if count:
            width = 1 if count < FEW else VECTOR
            size = self._layout.rows * blocks.block(width)
            work = max(1, self.program.parameters) * max(width, blocks.block(width))
            _call(self._machine_code(mode, width), rows, parameters, seeds, results, gradients, (size, size, work))
            if mode != "value" and not np.isfinite(gradients).all() and (self.selects or mode == "sum"):
                return self._run_tape(mode, rows, parameters, seeds)
        return results, gradients[self.columns] if mode == "sum" else gradients

    def _run_tape(self, mode: str, rows: Any, parameters: Any, seeds: Any) -> tuple[Any, Any]:
        ops, plan, constants = self._tape
        width = 1 if len(rows) == 1 else TAPE_VECTOR
        each = () if mode == "sum" else (len(rows),)
        results = np.empty((*each, len(self.program.outputs)))
        gradients = np.empty((*each, len(self.program.wrt)))
        size = int(plan[tape.SIZES.index("rows")]) * width
        given = np.concatenate([parameters, constants])
        _call(_tape_code(ops, mode, width), rows, given, seeds, results, gradients, (size, size, size), plan)
        return results, gradients


@lru_cache(maxsize=32)
def _tape_code(ops: tuple[Op, ...], mode: str, width: int) -> MachineCode:
    return MachineCode(module(tape.write([op.name for op in ops], mode, width)))


def _call(code: MachineCode, rows: Any, parameters: Any, seeds: Any, results: Any, gradients: Any, sizes: tuple[int, ...],
          plan: Any = None) -> None:
    """Call machine code with the addresses of arrays, and with memory to work in."""
    memory = _memory(sum(sizes))
    start = _address(memory)
    code.run(_address(rows), len(rows), _address(parameters), _address(seeds), _address(results), _address(gradients),
             start, start + 8 * sizes[0], start + 8 * (sizes[0] + sizes[1]), 0 if plan is None else _address(plan))


def _address(array: Any) -> int:
    return array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def _memory(size: int) -> Any:
    """Memory of this thread, which it keeps unless it is large."""
    if size > LARGEST_MEMORY:
        return np.empty(size)
    if getattr(_here, "memory", None) is None or len(_here.memory) < size:
        _here.memory = np.empty(size)
    return _here.memory


def kept(engine: Engine) -> str:
    """Keep an engine for kernels that come by pickle; its fingerprint."""
    with _lock:
        _engines[engine.fingerprint] = engine
        _engines.move_to_end(engine.fingerprint)
        while len(_engines) > KEPT:
            _engines.popitem(last=False)
    return engine.fingerprint


def known(fingerprint: str, program: Program) -> Engine:
    """The engine with that fingerprint, or a new one for the program."""
    with _lock:
        found = _engines.get(fingerprint)
    if found is None:
        found = Engine(program)
        kept(found)
    return found

"""Machine code as a reader of many cases at once: all in one module, which LLVM does not optimise, 6 times as fast.

What is proven is what this compiler writes; that LLVM's optimiser keeps it, the reader `machine` shows on fewer cases.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from unittest.mock import patch

from autodiff.compiler.calling.kernel import Kernel
from autodiff.compiler.engines.engine import Engine, vector_width
from autodiff.compiler.engines.mode import VALUE, Mode
from autodiff.compiler.llvm import machine
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.machine import FORCED, attempt, called, forced, kernel_of, without_layers

Forced = tuple[int, str, Case, Kernel]


def read(cases: Sequence[Case], ways: Sequence[str] = FORCED) -> Iterator[tuple[int, str, Case, Any]]:
    """Every case in each of the ways that its program has something for."""
    kernels = [(case, kernel_of(case)) for case in cases]
    found = [(i, how, *made) for i, given in enumerate(kernels) for how in ways if (made := forced(*given, how))]
    with patch.object(machine, "LEVEL", 0):
        compile_together(found)
        for i, how, case, kernel in found:
            with without_layers(how):  # a call may need code that was not foreseen, such as that of a shard
                yield i, how, case, attempt(called, kernel, case)


def compile_together(found: Sequence[Forced]) -> None:
    """Give each engine the code that its call needs, if the code is its own: not the tape's, nor that of a rolled sum."""
    wanted = {(engine, mode_of(case), vector_width(case.rows)): how for _, how, case, kernel in found
              if isinstance(engine := kernel._engine, Engine) and engine.written_out}
    bodies = []
    for (engine, mode, width), how in wanted.items():
        with without_layers(how):
            bodies.append(engine._written(mode, width))
    for (engine, mode, width), code in zip(wanted, machine.compiled(*bodies), strict=True):
        engine._compiled[mode, width] = code


def mode_of(case: Case) -> Mode:
    """The mode in which a case is called."""
    return VALUE if case.way == "value" and case.reduce is None else Mode.of(case.reduce)

"""Machine code as a reader of cases: each way of evaluating forced, and the one place that knows how to force it."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np

from autodiff import compile
from autodiff.compiler.calling.kernel import Kernel
from autodiff.compiler.engines import engine as engines
from autodiff.compiler.engines.engine import Engine
from autodiff.compiler.engines.rolled import RolledEngine
from autodiff.compiler.llvm import blocks
from autodiff.compiler.llvm.layers import is_layer
from autodiff.compiler.programs.operations import all_operations
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.compiler.programs.rewrites import rewrite, shared
from autodiff.compiler.programs.rolling import roll
from autodiff.table.op import OPS
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.samples import rows_of

STRAIGHT, LAYERS, ROLLED, TAPE = FORCED = ("straight", "layers", "rolled", "tape")


# --- The one place that knows the compiler from inside ---

class WholePlan(engines.Plan):
    """A plan for a tape that knows all operations, which is compiled once and not for each program."""

    @staticmethod
    def known(program: ScalarProgram) -> tuple[str, ...]:
        every = all_operations(tuple([row for row in OPS.values() if row.name != "prod"]))  # a chain of products there
        return every if {*program.operations} <= {*every} else program.operations


class _TapeEngine(Engine):
    """An engine that is data for the tape, however short."""

    def __init__(self, program: ScalarProgram) -> None:
        super().__init__(program)
        self.written_out = False

    def _plan(self, program: ScalarProgram) -> WholePlan:
        return WholePlan(program)


def force(kernel: Kernel, how: str) -> bool:
    """Have a kernel evaluated in one way; whether its program has what this way is for."""
    program = rewrite(kernel.program)
    rolled = roll(program) if how == ROLLED else None
    if how == ROLLED:
        if rolled is None:
            return False
        kernel._made = RolledEngine(program, rolled, engines.make, Engine)
        return True
    kernel._made = engine = (_TapeEngine if how == TAPE else Engine)(shared(program))
    if how == TAPE:
        return True
    return engine.written_out and (how == STRAIGHT or any(map(is_layer, engine.value_layout.groups)))


@contextmanager
def without_layers(how: str) -> Iterator[None]:
    """Layers written out as anything else, for the straight way."""
    if how == STRAIGHT:
        setattr(blocks, "is_layer", lambda group: False)  # noqa: B010
    try:
        yield
    finally:
        setattr(blocks, "is_layer", is_layer)  # noqa: B010


def really(kernel: Kernel, how: str) -> bool:
    """Whether the kernel is evaluated in that way."""
    found = kernel._engine
    return isinstance(found, RolledEngine) if how == ROLLED else isinstance(found, _TapeEngine) == (how == TAPE)


# --- Calls ---

def read(cases: Sequence[Case], ways: Sequence[str] = FORCED) -> Iterator[tuple[int, str, Case, Any]]:
    """Every case in each of the ways that its program has something for."""
    for i, case in enumerate(cases):
        for how in ways:
            found = attempt(answer, case, how)
            if isinstance(found, str):
                yield i, how, case, found
            elif found is not None:
                yield i, how, *found


def attempt(function: Callable[..., Any], *given: Any) -> Any:
    """What a function answers; if it raises, the error as text is its answer."""
    try:
        return function(*given)
    except Exception as error:
        return f"{type(error).__name__}: {error}"


def answer(case: Case, how: str) -> tuple[Case, Any] | None:
    """What a kernel gives for a case, forced; None if its program has nothing for that way.

    The case comes back as it was called: a sum that is rolled up is so for one row only.
    """
    made = forced(case, kernel_of(case), how)
    if made is None:
        return None
    with without_layers(how):
        return made[0], called(made[1], made[0])


def forced(case: Case, kernel: Kernel, how: str) -> tuple[Case, Kernel] | None:
    """A case as it is called, and its kernel, forced; None if its program has nothing for that way."""
    made = copy(kernel)
    if not force(made, how):
        return None
    return (replace(case, rows=1) if how == ROLLED else case), made


def kernel_of(case: Case) -> Kernel:
    """The kernel of a case, as a user would have it."""
    outputs, leaves = case.graph()
    return compile(outputs, [leaves[i] for i in case.inputs], [leaves[i] for i in case.wrt])


def called(kernel: Kernel, case: Case) -> Any:
    """The answer of a kernel, called in the way of the case."""
    rows = rows_of(case)
    match case.way:
        case "value" if case.reduce is None:
            return kernel.value(rows), None
        case "bind":
            return _bound(kernel, case, rows)
        case "map":
            with ThreadPoolExecutor(2) as pool:
                return kernel.map(rows, pool, reduce=case.reduce, shards=3)
        case "pickle":
            return pickle.loads(pickle.dumps(kernel))(rows, reduce=case.reduce)  # noqa: S301
        case "threads":
            with ThreadPoolExecutor(2) as pool:
                found = [*pool.map(lambda _: kernel(rows, reduce=case.reduce), range(3))]
            same = all(np.array_equal(part, first, equal_nan=True)
                       for other in found[1:] for part, first in zip(other, found[0], strict=True))
            return found[0] if same else "threads gave different numbers"
        case _:
            return kernel(rows, reduce=case.reduce)


def _bound(kernel: Kernel, case: Case, rows: Any) -> Any:
    """A call that is ready, of other rows and parameters at first."""
    step = kernel.bind(rows * 0.5, reduce=case.reduce)
    parameters = kernel.parameters.copy()
    kernel.parameters[:] = parameters * 0.75
    step()
    kernel.parameters[:] = parameters
    step.rows[...] = rows
    return step()

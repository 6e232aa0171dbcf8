"""Bound: a call of a kernel with the same arrays each time, for loops where microseconds matter."""

from operator import attrgetter
from typing import Any
from weakref import ref

import numpy as np

from autodiff.compiler.calling.evaluator import Evaluator
from autodiff.compiler.engines.engine import Engine, addresses, vector_width
from autodiff.compiler.engines.memory import address, room
from autodiff.compiler.engines.mode import ROWS, Mode
from autodiff.compiler.programs.own_rows import check_current


def _in_place(name: str) -> Any:
    """An array attribute that may be written to but not replaced, as machine code uses its address."""
    of = attrgetter(f"_{name}")

    def replace(bound: "Bound", new: Any) -> None:
        if new is not of(bound):  # as in step.rows += 1, which has written by then
            raise AttributeError(f"{name} of a bound call cannot be replaced, as machine code knows where its numbers are: "
                                 "write new ones into the array, step.rows[...] = new, or bind the kernel anew")

    return property(of, replace)


class Bound:
    """What `kernel.bind` makes: called, it reads `rows` and the kernel's parameters, and gives `values` and `gradients`.

    The arrays are the same at each call: rows may be written to, and results are overwritten. They cannot be replaced, nor
    resized. Rows that were given as a contiguous array of float64 are that array. For one thread at a time.
    """

    rows, values, gradients = _in_place("rows"), _in_place("values"), _in_place("gradients")

    def __init__(self, kernel: Evaluator, rows: Any, reduce: str | None) -> None:
        self._kernel, self._reduce, self._own_rows = kernel, reduce, kernel._own_rows
        self._values, self._gradients = kernel(rows, reduce=reduce)  # checks the arguments, and gives the shapes
        given, self._single = kernel._rows(rows)
        self._rows = given.view()  # a view of our own, so that its shape cannot change
        engine: Any = kernel._engine
        plain = isinstance(engine, Engine) and engine.written_out and not kernel.several and len(given)
        self._record = self._ready(engine) if plain else None

    def _ready(self, engine: Engine) -> Any:
        """The arguments of the machine code, and the views of its results."""
        kernel, count, mode = self._kernel, len(self._rows), Mode.of(self._reduce)
        width = vector_width(count)
        self._code = engine.machine_code(mode, width)
        self._share = 1.0 / count if self._reduce == "mean" else 1.0
        size, work = engine.memory(mode, width)
        each = mode.axes(count)
        self._results, found = room(*each, 1), room(*each, len(engine.program.wrt))
        self._kept = (np.full(1, self._share), room(size + work), found)
        seeds, memory, _ = self._kept
        self._gradients = found
        if np.ndim(self._values) == 0 and mode is ROWS:
            self._gradients = found[0]
        elif mode is ROWS:
            self._values = self._results[:, 0]
        self._unmoved = [_unmoved(array) for array in (self._rows, kernel.parameters, self._results, found)]
        record = np.array(addresses(self._rows, kernel.parameters, seeds, self._results, found, memory, size), np.int64)
        self._at = address(record)
        return record

    def __call__(self) -> tuple[Any, Any]:
        """Values and gradients, as the kernel gives them."""
        if self._own_rows:
            check_current(self._own_rows)
        if self._record is not None and self._code.call(self._at):
            if isinstance(self._values, float):
                self._values = float(self._results.flat[0]) * self._share
        else:
            self._anew()
        return self._values, self._gradients

    def _anew(self) -> None:
        """Call the kernel itself, which handles gradients that are not finite."""
        values, gradients = self._kernel(self._given(), reduce=self._reduce)
        if isinstance(self._values, float):
            self._values = values
        else:
            self._values[...] = values
        self._gradients[...] = gradients

    def _given(self) -> Any:
        """The rows as they were given: a single row, several, or None."""
        if not self._single:
            return self._rows
        return self._rows[0] if self._kernel.program.inputs else None

    def __reduce__(self) -> tuple[Any, ...]:
        return Bound, (self._kernel, self._given(), self._reduce)  # a copy has addresses of its own


def _unmoved(array: Any) -> ref[Any]:
    """A weak reference to the array that owns the memory: NumPy does not resize an array that has one."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return ref(array)

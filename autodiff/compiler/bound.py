"""A call of a kernel that is ready: the same rows and results each time, for loops in which microseconds count."""

from typing import TYPE_CHECKING, Any

import numpy as np

from autodiff.compiler.engine import FEW, VECTOR, Engine
from autodiff.compiler.memory import address, room

if TYPE_CHECKING:
    from autodiff.compiler.kernel import Kernel


class Bound:
    """What `kernel.bind` makes: called, it reads `rows` and the kernel's parameters, and gives `values` and `gradients`.

    The arrays are the same at each call: rows may be written to, and results are overwritten. For one thread at a time.
    """

    def __init__(self, kernel: "Kernel", rows: Any, reduce: str | None) -> None:
        self._kernel, self._reduce = kernel, reduce
        self.values, self.gradients = kernel(rows, reduce=reduce)  # tells what is wrong, and which shapes they have
        self.rows = kernel._rows(rows)[0]
        engine: Any = kernel._engine
        plain = isinstance(engine, Engine) and engine.written_out and not kernel.several and len(self.rows)
        self._record = self._ready(engine) if plain else None

    def _ready(self, engine: Engine) -> Any:
        """The arguments of the machine code, and the views of its results."""
        kernel, count, mode = self._kernel, len(self.rows), "rows" if self._reduce is None else "sum"
        width = 1 if count < FEW else VECTOR
        self._code = engine.machine_code(mode, width)
        self._share = 1.0 / count if self._reduce == "mean" else 1.0
        size, work = engine.memory(mode, width)
        each = (count,) if mode == "rows" else ()
        self._results, found = room(*each, 1), room(*each, len(engine.program.wrt))
        self._kept = (np.full(1, self._share), room(size + work), found)
        seeds, memory, _ = self._kept
        start = address(memory)
        self.gradients = found
        if np.ndim(self.values) == 0 and mode == "rows":
            self.gradients = found[0]
        elif mode == "rows":
            self.values = self._results[:, 0]
        record = np.array([address(self.rows), count, address(kernel.parameters), address(seeds), address(self._results),
                           address(found), start, start + 8 * size, 0],
                          dtype=np.int64)
        self._at = address(record)
        return record

    def __call__(self) -> tuple[Any, Any]:
        """Values and gradients, as the kernel gives them."""
        if self._record is not None and self._code.call(self._at):
            if isinstance(self.values, float):
                self.values = float(self._results.flat[0]) * self._share
        else:
            self._anew()
        return self.values, self.gradients

    def _anew(self) -> None:
        """By the kernel itself, which looks into what is not finite."""
        rows = self.rows[0] if isinstance(self.values, float) and self._reduce is None else self.rows
        values, gradients = self._kernel(rows if self._kernel.program.inputs else None, reduce=self._reduce)
        if isinstance(self.values, float):
            self.values = values
        else:
            self.values[...] = values
        self.gradients[...] = gradients

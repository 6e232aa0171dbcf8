"""The engine of a program whose sum was rolled up: parts as a batch, then the rest, with the chain rule between them."""

from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

from autodiff.compiler.program import Program
from autodiff.compiler.rolling import Rolled

if TYPE_CHECKING:
    from autodiff.compiler.engine import Engine


class RolledEngine:
    """What evaluates a rolled program, by the engines of its three programs; used as an `Engine` is.

    make: gives the engine of a program; plain: the same without rolling anything up.
    """

    def __init__(self, program: Program, rolled: Rolled, make: Any, plain: Any) -> None:
        self.original = self.program = program
        self.columns, self.constants = rolled.columns, np.array(rolled.constants)
        self.common: Any = make(rolled.common) if rolled.common.outputs else None
        self.part, self.rest = make(rolled.part), make(rolled.rest)
        self.own = [k for k, (kind, _) in enumerate(program.wrt) if kind == "parameter"]  # where parameters are in wrt
        self.ones, self.common_ones, self._plain = np.ones(1), np.ones(len(rolled.common.outputs)), plain

    def code(self, mode: str, samples: int) -> Any:
        """The code of a part, for the parts there are."""
        return self.part.code("sum", len(self.columns))

    # --- Calls ---

    def run(self, mode: str, rows: Any, parameters: Any, seeds: Any, sum_of_parts: Any = None) -> tuple[Any, Any]:
        """As `Engine.run`. sum_of_parts: what evaluates a batch of parts, given rows and parameters, instead of this process."""
        within = "value" if mode == "value" else "sum"
        found = [self._one(within, row, parameters, seeds, sum_of_parts) for row in rows]
        results = np.array([result for result, _ in found]).reshape(len(rows), len(seeds))
        gradients = np.array([gradient for _, gradient in found]).reshape(len(rows), len(self.program.wrt))
        return (results.sum(axis=0), gradients.sum(axis=0)) if mode == "sum" else (results, gradients)

    def _one(self, mode: str, row: Any, parameters: Any, seeds: Any, sum_of_parts: Any) -> tuple[Any, Any]:
        """Result and gradient of one row of inputs."""
        batch = self._batch(row, parameters)
        given = parameters if self.common is None else np.concatenate([parameters, self._commons(row, parameters)])
        total, slope = sum_of_parts(batch, given) if sum_of_parts else self.part.run(mode, batch, given, self.ones)
        if mode == "value":
            total = total.sum(axis=0)
        result, gradient = self.rest.run(mode, row.reshape(1, -1), np.concatenate([parameters, total]), seeds)
        if mode == "value":
            return result, np.zeros(len(self.program.wrt))
        gradient, factor = gradient[:-1].copy(), gradient[-1]
        with np.errstate(all="ignore"):
            gradient += factor * self._by_all(slope, row, parameters)
        if isfinite(np.vdot(gradient, gradient)):
            return result, gradient
        whole: Engine = self._whole  # perhaps nothing reached the sum
        return whole.carry_out(mode, row.reshape(1, -1), parameters, seeds)

    @cached_property
    def _whole(self) -> Any:
        """The engine of the program as it was."""
        return self._plain(self.program)

    def _commons(self, row: Any, parameters: Any) -> Any:
        """The values that are common to all parts."""
        return self.common.run("value", row.reshape(1, -1), parameters, self.common_ones)[0][0]

    def _by_all(self, slope: Any, row: Any, parameters: Any) -> Any:
        """The gradient of the sum by all that was asked for, from that by parameters and by what is common."""
        own = len(self.own)
        if self.common is None:
            found = np.zeros(len(self.program.wrt))
        else:
            found = self.common.run("sum", row.reshape(1, -1), parameters, slope[own:])[1]
        found[self.own] += slope[:own]
        return found

    def _batch(self, row: Any, parameters: Any) -> Any:
        """The inputs of the parts: a view of the row if they lie side by side in it."""
        if self._stretch is not None:
            return row[self._stretch].reshape(self.columns.shape)
        return np.concatenate([row, parameters, self.constants])[self.columns]

    @cached_property
    def _stretch(self) -> slice | None:
        """Where the columns are in a row, if they are one stretch of it, part after part."""
        if not self.columns.size:
            return None
        first = int(self.columns.flat[0])
        regular = (self.columns.ravel() == np.arange(first, first + self.columns.size)).all()
        last = first + self.columns.size
        return slice(first, last) if regular and last <= self.program.inputs else None

"""The engine of a rolled program: the parts as a batch, then the rest, joined by the chain rule."""

from math import isfinite
from typing import Any

import numpy as np

from autodiff.compiler.engines.mode import ROWS, SUM, VALUE, Mode
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.compiler.programs.rolling import Rolled
from autodiff.forks import cached_property

LARGEST = 1e154  # factors up to it have a finite product


def _are_finite(numbers: Any) -> bool:
    """Whether numbers are finite, and small enough for their products to be finite."""
    return isfinite(np.vdot(numbers, numbers))


class RolledEngine:
    """Evaluates a rolled program by the engines of its three programs; it has the interface of `Engine`.

    make: gives the engine of a program. plain: gives an `Engine`, without rolling.
    """

    def __init__(self, program: ScalarProgram, rolled: Rolled, make: Any, plain: Any) -> None:
        self.program, self._plain = program, plain
        self.columns, self.constants = rolled.columns, np.array(rolled.constants)
        self.common: Any = make(rolled.common) if rolled.common.outputs else None
        self.part, self.rest = make(rolled.part), make(rolled.rest)
        own = [k for k, (kind, _) in enumerate(program.wrt) if kind == "parameter"]  # the positions of parameters in wrt
        self.own: Any = slice(None) if len(own) == len(program.wrt) else own
        self.parameters_asked = len(own)
        self.one, self.each_common = np.ones(1), np.ones(len(rolled.common.outputs))

    def code(self, mode: Mode, samples: int) -> Any:
        """The code of a part, used for all parts at once."""
        return self.part.code(SUM, len(self.columns))

    @property
    def adjoint(self) -> ScalarProgram:
        """The whole program with its gradient."""
        return self._whole.adjoint  # type: ignore[no-any-return]

    @property
    def careful(self) -> ScalarProgram:
        """The same with marks of where no gradient passes."""
        return self._whole.careful  # type: ignore[no-any-return]

    # --- Calls ---

    def run(self, mode: Mode, rows: Any, parameters: Any, seeds: Any, sum_of_parts: Any = None) -> tuple[Any, Any]:
        """As `Engine.run`. sum_of_parts: evaluates the parts, given rows and parameters, instead of this process.

        Several rows are faster with the whole program, a vector of rows at a time.
        """
        if len(rows) != 1:
            return self._whole.run(mode, rows, parameters, seeds)  # type: ignore[no-any-return]
        result, gradient = self._one(VALUE if mode is VALUE else SUM, rows, parameters, seeds, sum_of_parts)
        if mode is ROWS:
            return result.reshape(1, -1), gradient.reshape(1, -1)
        return result, gradient

    def _one(self, mode: Mode, row: Any, parameters: Any, seeds: Any, sum_of_parts: Any) -> tuple[Any, Any]:
        """Result and gradient of one row of inputs."""
        batch = self._batch(row, parameters)
        given = parameters
        if self.common is not None:
            given = np.concatenate([parameters, self.common.run(VALUE, row, parameters, self.each_common)[0][0]])
        total, slope = sum_of_parts(batch, given) if sum_of_parts else self.part.run(mode, batch, given, self.one)
        if mode is VALUE:
            return self.rest.run(mode, row, np.concatenate([parameters, total.sum(axis=0)]), seeds)  # type: ignore[no-any-return]
        result, gradient = self.rest.run(mode, row, np.concatenate([parameters, total]), seeds)
        gradient, factor = gradient[:-1], float(gradient[-1])
        own, shared = slope[:self.parameters_asked], slope[self.parameters_asked:]
        by_common = np.zeros(0) if self.common is None else self._by_common(row, parameters, shared)
        if not (abs(factor) < LARGEST and all(map(_are_finite, (slope, gradient, by_common)))):
            # no gradient may pass to the sum, or from it
            return self._whole.carry_out(mode, row, parameters, seeds)  # type: ignore[no-any-return]
        gradient[self.own] += factor * own
        if self.common is not None:
            gradient += factor * by_common
        return result, gradient

    def _by_common(self, row: Any, parameters: Any, seeds: Any) -> Any:
        """The gradient of the common part times seeds; nan if a seed is 0 and 0 times the gradient is not 0."""
        untold = seeds == 0.0
        if untold.any() and not _are_finite(self.common.run(SUM, row, parameters, untold.astype(np.float64))[1]):
            return np.full(1, np.nan)
        return self.common.run(SUM, row, parameters, seeds)[1]

    @cached_property
    def _whole(self) -> Any:
        """The `Engine` of the whole program."""
        return self._plain(self.program)

    # --- Batches ---

    def _batch(self, row: Any, parameters: Any) -> Any:
        """The inputs of the parts; a view of the row if they are contiguous in it."""
        if self._stretch is not None:
            return row[0, self._stretch].reshape(self.columns.shape)
        return self._data if self._data is not None else np.concatenate([row[0], parameters, self.constants])[self.columns]

    @cached_property
    def _stretch(self) -> slice | None:
        """The slice of a row that the inputs of the parts are, if they are contiguous."""
        if not self.columns.size:
            return None
        first = int(self.columns.flat[0])
        last = first + self.columns.size
        regular = last <= self.program.inputs and (self.columns.ravel() == np.arange(first, last)).all()
        return slice(first, last) if regular else None

    @cached_property
    def _data(self) -> Any:
        """The inputs of the parts, if all are constants."""
        first = self.program.inputs + self.program.parameters
        return self.constants[self.columns - first] if self.columns.size and self.columns.min() >= first else None

"""Evaluator: a program that is called with NumPy arrays and returns values and gradients."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from autodiff.compiler.engines.engine import Engine, make
from autodiff.compiler.engines.memory import aligned
from autodiff.compiler.engines.mode import VALUE, Mode
from autodiff.compiler.engines.rolled import RolledEngine
from autodiff.compiler.programs.own_rows import are_current, check_current, own_rows
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.messages import shown
from autodiff.transforms.registration import contents
from autodiff.trees import refuse_mask

REDUCTIONS = ("sum", "mean")


class Evaluator:
    """A program, its parameters, and the engine that evaluates it; `Kernel` adds the rest of the public interface."""

    def __init__(self, program: ScalarProgram, parameters: Any, several: bool, leaves: Sequence[Any] = (),
                 engine: Any = None) -> None:
        self.program, self.several, self._leaves = program, several, list(leaves)
        self._own_rows = own_rows(program)
        self._made: Engine | RolledEngine = make(program) if engine is None else engine
        self._parameters = aligned(parameters)
        self._seeds = np.eye(len(program.outputs))

    # --- Calls ---

    def __call__(self, rows: Any = None, *, reduce: str | None = None, parameters: Any = None) -> tuple[Any, Any]:
        """Values and gradients. parameters: a vector to use instead of `kernel.parameters`.

        `TypeError` and `ValueError` for arrays of another kind or shape than needed.
        """
        return self._called(rows, reduce, parameters)

    def _called(self, rows: Any, reduce: str | None, parameters: Any, **how: Any) -> tuple[Any, Any]:
        """A call; `how` is passed to the engine."""
        if reduce is not None and reduce not in REDUCTIONS:
            raise ValueError(f"reduce must be 'sum', 'mean' or None, got {shown(reduce)}")
        given, single = self._rows(rows)
        values, gradients = self._evaluate(Mode.of(reduce), given, self._vector(parameters), **how)
        if reduce == "mean":
            if not len(given):
                raise ValueError("there is no mean of no rows: give at least one")
            values, gradients = values / len(given), gradients / len(given)
        if reduce is None and single:
            values, gradients = values[0], gradients[0]
        return self._shaped(values), gradients

    def value(self, rows: Any = None, *, parameters: Any = None) -> Any:
        """The value of each row, without gradients."""
        given, single = self._rows(rows)
        values, _ = self._engine.run(VALUE, given, self._vector(parameters), self._seeds[0])
        return self._shaped(values[0] if single else values)

    def _evaluate(self, mode: Mode, rows: Any, parameters: Any, **how: Any) -> tuple[Any, Any]:
        """Values and gradients; with several outputs a gradient for each."""
        if not self.several:
            return self._engine.run(mode, rows, parameters, self._seeds[0], **how)
        found = [self._engine.run(mode, rows, parameters, seeds, **how) for seeds in self._seeds]
        return found[0][0], np.stack([gradients for _, gradients in found], axis=-2)

    def _shaped(self, values: Any) -> Any:
        """Values as they are returned: a single output has no axis, and a single number is a float."""
        if self.several:
            return values
        return float(values[0]) if values.ndim == 1 else values[:, 0]

    def _rows(self, rows: Any) -> tuple[Any, bool]:
        """The rows as float64, and whether a single row was given."""
        width = self.program.inputs
        if rows is None:
            if width:
                raise TypeError(f"this kernel has {width} inputs: call it with an array of rows of {width} numbers")
            return np.empty((1, 0)), True
        array = numbers(rows, "rows")
        if array.ndim not in (1, 2) or array.shape[-1] != width:
            raise ValueError(f"rows must have the shape (any number, {width}), or ({width},) for one, got {array.shape}")
        return (array, False) if array.ndim == 2 else (array.reshape(1, width), True)

    def _vector(self, parameters: Any) -> Any:
        return self._parameters if parameters is None else of_length(parameters, self.program.parameters)

    @property
    def _engine(self) -> Engine | RolledEngine:
        """The engine of the program; `ValueError` if one of its registered rows was removed or changed."""
        check_current(self._own_rows)
        return self._made

    def _is_current(self) -> bool:
        return are_current(self._own_rows)

    @property
    def parameters(self) -> Any:
        """The leaves that are no inputs, those of `wrt` first: a vector that may be written to and is read at each call."""
        return self._parameters

    @parameters.setter
    def parameters(self, given: Any) -> None:
        self._parameters[:] = of_length(given, self.program.parameters)

    def _sent_rows(self) -> dict[str, list[Any]]:
        """The contents of the registered rows, which another process must have registered too."""
        return {name: contents(row) for name, row in self._own_rows.items()}


def numbers(x: Any, what: str) -> Any:
    """Real numbers as a float64 array, without a copy if they are one."""
    refuse_mask(x, what)
    try:
        array = np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{what} must be rows of the same length: {error}") from None
    if array.dtype.kind not in "fiub" and array.size:
        raise TypeError(f"{what} must be real numbers, got an array of {array.dtype}: give floats")
    return np.ascontiguousarray(array, dtype=np.float64)


def of_length(given: Any, length: int) -> Any:
    array = numbers(given, "parameters")
    if array.shape != (length,):
        raise ValueError(f"parameters must be {length} numbers, got an array of the shape {array.shape}")
    return array

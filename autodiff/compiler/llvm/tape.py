"""The tape: an interpreter in machine code, which runs any program of a set of operations, one instruction at a time.

The program is data. There is one case for each operation, whatever the size of the program. It is used for programs that are
too large or irregular for machine code of their own, and for samples whose gradient may be 0 times infinity: it runs the
careful adjoint, with its marks.

All values are rows: inputs, parameters, constants and seeds, then results. An instruction is the number of its operation,
the length of its lists, and the rows of its operands; its result is the next row.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autodiff.compiler.llvm.code import FunctionBody, literal
from autodiff.compiler.llvm.lanes import Lanes
from autodiff.compiler.programs.operations import operation
from autodiff.compiler.programs.program import LEAVES, ScalarProgram

SIZES = ("inputs", "parameters", "seeds", "instructions", "outputs", "gradient", "rows", "starts", "ends", "slopes", "tape")


def plan(program: ScalarProgram, ops: Sequence[str]) -> Any:
    """A program as an array of integers: sizes, where instructions start, rows of outputs and gradient, instructions."""
    numbers = {op: i for i, op in enumerate(ops)}
    more, seeds = len(program.constants), len(program.outputs)
    first = {"input": 0, "parameter": program.inputs, "seed": program.inputs + program.parameters + more}
    leaves = first["seed"] + seeds
    rows: list[int] = []
    tape: list[int] = []
    starts: list[int] = []
    constant = program.inputs + program.parameters
    for instruction in program.instructions:
        op, args = instruction
        if op in LEAVES:
            rows.append(first[op] + args[0] if op != "constant" else constant)
            constant += op == "constant"
        else:
            rows.append(leaves + len(starts))
            starts.append(len(tape))
            tape += (numbers[op], instruction.length, *[rows[a] for a in args])
    ends, slopes = ([rows[i] for i in asked] for asked in (program.outputs, program.gradient or ()))
    parts = (starts, ends, slopes)
    begins = [len(SIZES) + sum(map(len, parts[:k])) for k in range(4)]
    sizes = (program.inputs, program.parameters + more, seeds, *map(len, parts), leaves + len(starts), *begins)
    return np.array([*sizes, *starts, *ends, *slopes, *tape], dtype=np.int64)


def write(ops: Sequence[str], summed: bool, width: int) -> FunctionBody:
    """The body of a function that runs programs of these operations; `summed` as in `frame`."""
    return _TapeWriter(ops, summed, width).write()


class _TapeWriter:
    def __init__(self, ops: Sequence[str], summed: bool, width: int) -> None:
        self.ops, self.summed, self.width = ops, summed, width
        self.code = FunctionBody()
        self.to = Lanes(self.code, width)
        self.size: dict[str, str] = {}

    def write(self) -> FunctionBody:
        code = self.code
        self.size = {name: self._whole(i) for i, name in enumerate(SIZES)}
        leaves = code.pure(f"add i64 {self.size['inputs']}, {self.size['parameters']}")
        self.leaves = code.pure(f"add i64 {leaves}, {self.size['seeds']}")
        if self.summed:
            code.fill("%gradients", self.size["gradient"])
            code.fill("%results", self.size["outputs"])
        with code.loop("%count", self.width) as each:
            self.first = each.index
            code.sizes(self.first, self.width, self.width)
            self._read_leaves()
            with code.unless_zero(self.size["instructions"]), code.loop(self.size["instructions"]) as i:
                self._carry_out(i.index, code.affine(self.leaves, (i.index, 1)))
            self._results()
        code.do("ret i32 1")
        return code

    # --- Instructions ---

    def _carry_out(self, index: str, row: str | int) -> None:
        """Run one instruction, by the case of its operation."""
        begin = self.code.affine(self.size["tape"], (self._whole(self._next("starts", index)), 1))
        length = self._whole(self.code.affine(begin, (1, 1)))

        def case(name: str) -> None:
            operands: list[Callable[..., str]] = []
            scalars = lists = 0
            for argument in operation(name).names:
                operands.append(partial(self._operand, self.code.affine(begin, (2 + scalars, 1), (length, lists))))
                is_list = argument in operation(name).lists
                scalars, lists = scalars + (not is_list), lists + is_list
            found = operation(name).evaluate(self.to, operands, length)
            self.code.store(found, self._at("%values", row), self.width)
        self.code.switch(self._whole(begin), [partial(case, name) for name in self.ops])

    def _whole(self, place: int | str) -> str:
        """An integer of the plan."""
        where = self.code.pure(f"getelementptr inbounds i64, ptr %plan, i64 {place}")
        return self.code.pure(f"load i64, ptr {where}, align 8")

    def _next(self, part: str, index: str) -> str | int:
        return self.code.affine(self.size[part], (index, 1))

    def _operand(self, offset: str | int, element: str | int = 0) -> str:
        return self._read("%values", self._whole(self.code.affine(offset, (element, 1))))

    # --- Inputs and results ---

    def _at(self, array: str, row: int | str, lane: int | str = 0) -> str:
        return self.code.address(array, self.code.affine(0, (row, self.width), (lane, 1)))

    def _read(self, array: str, row: str | int) -> str:
        return self.code.load(self._at(array, row), self.width)

    def _read_leaves(self) -> None:
        """Read the inputs of each sample; parameters, constants and seeds into each lane."""
        code, inputs = self.code, self.size["inputs"]
        last = code.fresh("sub i64 %count, 1")
        with code.unless_zero(inputs), code.loop(self.width) as lane:
            there = code.affine(self.first, (lane.index, 1))
            sample = code.fresh(f"call i64 @llvm.umin.i64(i64 {there}, i64 {last})")
            start = code.fresh(f"mul i64 {sample}, {inputs}")
            with code.loop(inputs) as i:
                x = code.load(code.address("%inputs", code.affine(start, (i.index, 1))))
                code.store(x, self._at("%values", i.index, lane.index))
        first = inputs
        for array in ("parameters", "seeds"):
            with code.unless_zero(self.size[array]), code.loop(self.size[array]) as i:
                x = code.spread(code.load(code.address(f"%{array}", i.index)), self.width)
                code.store(x, self._at("%values", code.affine(first, (i.index, 1))), self.width)
            first = code.pure(f"add i64 {first}, {self.size[array]}")

    def _results(self) -> None:
        with self.code.loop("%samples") as lane:
            self._write_out("%results", "%values", "outputs", "ends", lane.index)
            with self.code.unless_zero(self.size["gradient"]):
                self._write_out("%gradients", "%values", "gradient", "slopes", lane.index)

    def _write_out(self, target: str, array: str, count: str, rows: str, lane: str) -> None:
        """Write outputs or gradient of one sample: added to a sum, or in its row."""
        code = self.code
        sample = code.affine(self.first, (lane, 1))
        with code.loop(self.size[count]) as i:
            found = code.load(self._at(array, self._whole(self._next(rows, i.index)), lane))
            start = code.fresh(f"mul i64 {sample}, {self.size[count]}") if not self.summed else 0
            where = code.address(target, code.affine(start, (i.index, 1)))
            # adding to 0.0 turns -0 into 0, as a sum would
            kept = code.load(where) if self.summed else literal(0.0, 1)
            if self.summed or target == "%gradients":
                found = code.fresh(f"fadd double {kept}, {found}")
            code.store(found, where)

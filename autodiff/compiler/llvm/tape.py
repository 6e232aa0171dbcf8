"""The tape: one loop in machine code that carries out any program, however long, an instruction at a time.

It is compiled once for the operations it knows, and the program is data to it. So it serves graphs too large or irregular
to be written out, and those samples for which `blocks` cannot tell a gradient of 0 from none: it marks what anything has
passed to, so that nothing passes to a branch not taken, as in the eager engine.

All values are rows: inputs, parameters, constants, then results. An instruction is the number of its operation, the length
of its lists, and the rows of its operands; its result is the next row.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from autodiff.compiler.llvm.code import Code
from autodiff.compiler.llvm.lanes import Lanes
from autodiff.compiler.lowering import Lowered
from autodiff.compiler.programs.program import LEAVES, Program, list_length
from autodiff.op import Op
from autodiff.ops import OPS

SIZES = ("inputs", "parameters", "instructions", "outputs", "wrt", "rows", "starts", "ends", "leaves", "tape")


def operations(program: Program) -> tuple[str, ...]:
    """The operations of a program, in a fixed order: what a tape must know."""
    return tuple(sorted({op for op, _ in program.instructions} - LEAVES))


def constants(program: Program) -> list[float]:
    """The constants, which the tape takes for further parameters."""
    return [args[0] for op, args in program.instructions if op == "constant"]


def plan(program: Program, ops: Sequence[str]) -> Any:
    """A program as an array of whole numbers: sizes, where instructions start, rows of outputs and of wrt, instructions."""
    numbers = {op: i for i, op in enumerate(ops)}
    leaves = program.inputs + program.parameters + len(constants(program))
    rows: list[int] = []
    tape: list[int] = []
    starts: list[int] = []
    constant = program.inputs + program.parameters
    for op, args in program.instructions:
        if op in LEAVES:
            rows.append({"input": 0, "parameter": program.inputs}[op] + args[0] if op != "constant" else constant)
            constant += op == "constant"
        else:
            rows.append(leaves + len(starts))
            starts.append(len(tape))
            tape += (numbers[op], list_length(op, args) if OPS[op].variadic else 0, *[rows[a] for a in args])
    ends = [rows[i] for i in program.outputs]
    asked = [i + (program.inputs if kind == "parameter" else 0) for kind, i in program.wrt]
    first = len(SIZES)
    sizes = (program.inputs, leaves - program.inputs, len(starts), len(ends), len(asked), leaves + len(starts), first,
             first + len(starts), first + len(starts) + len(ends), first + len(starts) + len(ends) + len(asked))
    return np.array([*sizes, *starts, *ends, *asked, *tape], dtype=np.int64)


def write(ops: Sequence[str], mode: str, width: int) -> Code:
    """The body of a function that carries out tapes of these operations; modes as in `frame`."""
    return _Tape(ops, mode, width).write()


class _Tape:
    def __init__(self, ops: Sequence[str], mode: str, width: int) -> None:
        self.ops, self.mode, self.width = ops, mode, width
        self.code = Code()
        self.to = Lanes(self.code, width)
        self.size: dict[str, str] = {}

    def write(self) -> Code:
        code = self.code
        self.size = {name: self._whole(i) for i, name in enumerate(SIZES)}
        leaves = code.pure(f"add i64 {self.size['inputs']}, {self.size['parameters']}")
        if self.mode == "sum":
            code.fill("%gradients", self.size["wrt"])
            code.fill("%results", self.size["outputs"])
        with code.loop("%count", self.width) as each:
            self.first = each.index
            code.sizes(self.first, self.width, self.width)
            self._leaves()
            with code.loop(self.size["instructions"]) as i:
                self._carry_out(i.index, code.affine(leaves, (i.index, 1)), self._forward)
            if self.mode != "value":
                self._start()
                with code.loop(self.size["instructions"]) as i:
                    back = code.pure(f"sub i64 {self.size['instructions']}, {code.affine(1, (i.index, 1))}")
                    self._carry_out(back, code.affine(leaves, (back, 1)), self._backward)
            self._results()
        code.do("ret i32 1")
        return code

    # --- Instructions ---

    def _carry_out(self, index: str, row: str | int, body: Callable[[Op, Lowered, str | int, Any], None]) -> None:
        """Write what is done with one instruction, for each operation it may be."""
        begin = self.code.affine(self.size["tape"], (self._whole(self._next("starts", index)), 1))
        length = self._whole(self.code.affine(begin, (1, 1)))

        def case(name: str) -> None:
            op, places = OPS[name], {}
            given: dict[str, Callable[..., Any]] = {"z": partial(self._read, "%values", row)}
            scalars = lists = 0
            for argument, spelled in zip(op.names, op.args, strict=True):
                offset = self.code.affine(begin, (2 + scalars, 1), (length, lists))
                places[argument] = partial(self._place, offset)
                given[argument] = partial(self._operand, offset)
                scalars, lists = scalars + (spelled[0] != "*"), lists + (spelled[0] == "*")
            body(op, Lowered(op, self.to, given, length), row, places)
        self.code.switch(self._whole(begin), [partial(case, name) for name in self.ops])

    def _whole(self, place: int | str) -> str:
        """A whole number of the plan."""
        where = self.code.pure(f"getelementptr inbounds i64, ptr %plan, i64 {place}")
        return self.code.pure(f"load i64, ptr {where}, align 8")

    def _next(self, part: str, index: str) -> str | int:
        return self.code.affine(self.size[part], (index, 1))

    def _place(self, offset: str | int, element: str | int = 0) -> str:
        """The row of an operand."""
        return self._whole(self.code.affine(offset, (element, 1)))

    def _operand(self, offset: str | int, element: str | int = 0) -> str:
        return self._read("%values", self._place(offset, element))

    def _forward(self, op: Op, lowered: Lowered, row: str | int, places: Any) -> None:
        self.code.store(lowered.value(), self._at("%values", row), self.width)

    def _backward(self, op: Op, lowered: Lowered, row: str | int, places: Any) -> None:
        adjoint = self._read("%adjoints", row)
        reached = self.to.compare("!=", self._read("%work", row), self.to.number(0.0))
        for position, (name, spelled) in enumerate(zip(op.names, op.args, strict=True)):
            hand_on = partial(self._hand_on, adjoint, reached, name in op.selected)
            if spelled[0] == "*":
                lowered.share(position)
                with self.code.loop(lowered.length) as each:
                    hand_on(lowered.partial(position, each.index), places[name](each.index))
            else:
                hand_on(lowered.partial(position), places[name]())

    def _hand_on(self, adjoint: str, reached: str, selects: bool, slope: str, row: str) -> None:
        """Add to the adjoint of an operand, in the lanes where something passes."""
        to, zero = self.to, self.to.number(0.0)
        passes = to.both(reached, to.compare("!=", slope, zero)) if selects else reached
        share = to.choose(passes, to.binary("*", adjoint, slope), zero)
        self.code.store(to.binary("+", self._read("%adjoints", row), share), self._at("%adjoints", row), self.width)
        mark = to.choose(passes, to.number(1.0), self._read("%work", row))
        self.code.store(mark, self._at("%work", row), self.width)

    # --- What comes in and goes out ---

    def _at(self, array: str, row: int | str, lane: int | str = 0) -> str:
        return self.code.address(array, self.code.affine(0, (row, self.width), (lane, 1)))

    def _read(self, array: str, row: str | int) -> str:
        return self.code.load(self._at(array, row), self.width)

    def _leaves(self) -> None:
        """Inputs of each sample, and parameters in each lane."""
        code, inputs = self.code, self.size["inputs"]
        last = code.fresh("sub i64 %count, 1")
        with code.unless_zero(inputs), code.loop(self.width) as lane:
            there = code.affine(self.first, (lane.index, 1))
            sample = code.fresh(f"call i64 @llvm.umin.i64(i64 {there}, i64 {last})")
            start = code.fresh(f"mul i64 {sample}, {inputs}")
            with code.loop(inputs) as i:
                x = code.load(code.address("%inputs", code.affine(start, (i.index, 1))))
                code.store(x, self._at("%values", i.index, lane.index))
        with code.unless_zero(self.size["parameters"]), code.loop(self.size["parameters"]) as i:
            x = code.spread(code.load(code.address("%parameters", i.index)), self.width)
            code.store(x, self._at("%values", code.affine(inputs, (i.index, 1))), self.width)

    def _start(self) -> None:
        """Nothing has reached any row but those of the outputs that the sweep is of."""
        code, to = self.code, self.to
        for array in ("%adjoints", "%work"):
            code.fill(array, code.fresh(f"mul i64 {self.size['rows']}, {self.width}"))
        with code.loop(self.size["outputs"]) as i:
            row = self._whole(self._next("ends", i.index))
            seed = code.valid(code.spread(code.load(code.address("%seeds", i.index)), self.width), 0, self.width)
            code.store(to.binary("+", self._read("%adjoints", row), seed), self._at("%adjoints", row), self.width)
            mark = to.choose(to.compare("!=", seed, to.number(0.0)), to.number(1.0), self._read("%work", row))
            code.store(mark, self._at("%work", row), self.width)

    def _results(self) -> None:
        with self.code.loop("%samples") as lane:
            self._write_out("%results", "%values", "outputs", "ends", lane.index)
            if self.mode != "value":
                with self.code.unless_zero(self.size["wrt"]):
                    self._write_out("%gradients", "%adjoints", "wrt", "leaves", lane.index)

    def _write_out(self, target: str, array: str, count: str, rows: str, lane: str) -> None:
        """One sample's outputs, or gradient: added to a sum, or in a row of its own."""
        code = self.code
        sample = code.affine(self.first, (lane, 1))
        with code.loop(self.size[count]) as i:
            found = code.load(self._at(array, self._whole(self._next(rows, i.index)), lane))
            start = code.fresh(f"mul i64 {sample}, {self.size[count]}") if self.mode != "sum" else 0
            where = code.address(target, code.affine(start, (i.index, 1)))
            if self.mode == "sum":
                found = code.fresh(f"fadd double {code.load(where)}, {found}")
            code.store(found, where)

"""A kernel in LLVM's language: blocks of samples, values and gradient, and the results."""

from collections.abc import Sequence

from autodiff.compiler.llvm.code import FunctionBody, literal, vector, zeros
from autodiff.compiler.llvm.frame import Frame, Outgoing
from autodiff.compiler.llvm.layers import DenseLayer, is_layer
from autodiff.compiler.llvm.segments import Segment, own_member
from autodiff.compiler.llvm.sums import Outer, add_rows, is_outer
from autodiff.compiler.programs.groups import Group, Index, Layout
from autodiff.compiler.programs.program import ScalarProgram

VECTOR = 8  # numbers of a sum that are checked at a time
SAMPLES = 56  # in a block of more than one; rows an odd number of cache lines apart do not evict each other

Part = Segment | DenseLayer | Outer


def write(program: ScalarProgram, layout: Layout, summed: bool, width: int) -> FunctionBody:
    """The body of a function `run` that evaluates a program."""
    frame = Frame(program, layout, width, block(width), summed)
    _KernelWriter(frame).write()
    return frame.code


def block(width: int) -> int:
    """The number of samples of a block."""
    return 1 if width == 1 else SAMPLES


class _KernelWriter:
    def __init__(self, frame: Frame) -> None:
        self.frame, self.code = frame, frame.code
        self.parts = _parts(frame)
        self.derivatives = frame.derivatives()
        self.in_lanes = [group for part in self.parts if isinstance(part, Segment)
                         for group in part.groups if frame.only_summed(group.base)]
        asked = {row for row in (*frame.layout.outputs, *frame.layout.gradient) if not frame.only_summed(row)}
        frame.stored |= set().union(*[part.reads() for part in self.parts], frame.groups_with(asked))

    def write(self) -> None:
        frame, code = self.frame, self.code
        code.do("%doubt = alloca double, align 8")  # nan if a gradient is not finite, else 0
        code.store(literal(0.0, 1), "%doubt")
        if frame.summed:
            code.fill("%gradients", len(frame.layout.gradient))
            code.fill("%results", len(frame.layout.outputs))
            if self.in_lanes:
                code.fill("%work", len(frame.layout.gradient) * frame.width)
        with code.loop("%count", frame.block) as each:
            frame.first = each.index
            code.sizes(each.index, frame.block, frame.width)
            self._read_inputs()
            for part in self.parts:
                part.write()
            self._write_out()
        if frame.summed:
            self._fold_lanes()
            self._check_sums()
        found = code.fresh(f"fcmp oeq double {code.load('%doubt')}, {literal(0.0, 1)}")
        code.do(f"ret i32 {code.fresh(f'zext i1 {found} to i32')}")

    def _read_inputs(self) -> None:
        """Read the inputs of the block, a row for each. The last sample is repeated to fill the last vector."""
        frame, code, inputs = self.frame, self.code, self.frame.program.inputs
        if not inputs:
            return
        last = code.fresh("sub i64 %count, 1")
        with code.loop("%padded") as sample:
            there = code.affine(frame.first, (sample.index, 1))
            row = code.fresh(f"call i64 @llvm.umin.i64(i64 {there}, i64 {last})")
            start = code.affine(0, (row, inputs))
            with code.range(inputs) as i:
                x = code.load(code.address("%inputs", code.affine(start, (i, 1))))
                code.store(x, frame.at(i, sample.index))

    # --- Results ---

    def _write_out(self) -> None:
        frame, code, outputs = self.frame, self.code, self.frame.layout.outputs
        results = frame.outgoing(range(len(outputs)), outputs)
        if frame.summed:
            for numbers in self.derivatives:
                add_rows(frame, numbers)
            self._add_up(results)
            return
        with code.loop("%samples") as sample:
            row = code.affine(frame.first, (sample.index, 1))
            self._copy(results, "%results", code.affine(0, (row, len(outputs))), sample.index)
            for numbers in self.derivatives:
                self._copy(numbers, "%gradients", code.affine(0, (row, len(frame.layout.gradient))), sample.index)
        for numbers in self.derivatives:
            with frame.each_member(numbers) as member:
                self._check(frame.at(frame.place(numbers.rows, member), 0), "%padded", frame.width)

    def _add_up(self, results: Outgoing) -> None:
        """Add the sums over the samples of a block to the results."""
        frame, code, width = self.frame, self.code, self.frame.width
        with frame.each_member(results) as member:
            row = frame.place(results.rows, member)
            with code.loop("%padded", width, zeros(1, width)) as each:
                found = code.valid(code.load(frame.at(row, each.index), width), each.index, width)
                each.next = [code.fresh(f"fadd {vector(width)} {each.carried[0]}, {found}")]
            total = code.total(each.next[0], width)
            code.add_to(code.address("%results", frame.place(results.columns, member)), total)

    def _copy(self, numbers: Outgoing, array: str, start: Index, sample: str) -> None:
        """Copy numbers of one sample into its row of an array."""
        with self.frame.each_member(numbers) as member:
            found = self.code.load(self.frame.at(self.frame.place(numbers.rows, member), sample))
            column = self.frame.place(numbers.columns, member)
            where = self.code.address(array, self.code.affine(start, (column, 1)))
            if array == "%gradients":
                found = self.code.fresh(f"fadd double {found}, {literal(0.0, 1)}")  # turns -0 into 0, as a sum would
            self.code.store(found, where)

    def _fold_lanes(self) -> None:
        """Add up the sums that were kept for each lane."""
        frame, code = self.frame, self.code
        for group in self.in_lanes:
            numbers = frame.outgoing_of(group)
            with frame.each_member(numbers) as member:
                column = frame.place(numbers.columns, member)
                lanes = code.load(code.address("%work", code.affine(0, (column, frame.width))), frame.width)
                total = code.total(lanes, frame.width)
                code.add_to(code.address("%gradients", column), total)

    # --- Whether it is finite ---

    def _check(self, start: str, count: str | int, width: int) -> None:
        """Note in %doubt whether numbers are finite."""
        self.code.add_to("%doubt", self.code.times_zero(start, count, width))

    def _check_sums(self) -> None:
        count = len(self.frame.layout.gradient)
        whole = count - count % VECTOR
        if whole:
            self._check("%gradients", whole, VECTOR)
        if count > whole:
            self._check(self.code.address("%gradients", whole), count - whole, 1)


# --- Parts ---

def _parts(frame: Frame) -> list[Part]:
    """Layers, sums over samples, and between them as few segments as possible."""
    parts: list[Part] = []
    pending: list[Group] = []

    def close() -> None:
        if pending:
            parts.append(Segment(frame, tuple(pending)))
            pending.clear()

    for group in frame.layout.groups:
        large = _large(frame, group)
        if large is None and (not pending or _joins(group, pending)):
            pending.append(group)
            continue
        close()
        if large is None:
            pending.append(group)
        else:
            parts.append(large)
    close()
    return parts


def _large(frame: Frame, group: Group) -> DenseLayer | Outer | None:
    """The writer of a group that has code of its own; else None."""
    if frame.only_summed(group.base):
        return Outer(frame, group) if is_outer(group) else None
    return DenseLayer(frame, group) if is_layer(group) else None


def _joins(group: Group, pending: Sequence[Group]) -> bool:
    """Whether each member of a group needs from a segment only results of the same member."""
    if (group.count, group.line) != (pending[0].count, pending[0].line):
        return False
    if group.count == 1:
        return True
    first, last = pending[0].base, pending[-1].base + pending[-1].count
    bases = {other.base for other in pending}
    for span in group.spans:
        if span.space == "value" and not (own_member(span, group.count, group.line) and span.base in bases):
            places = group.places(span)
            if ((places >= first) & (places < last)).any():
                return False
    return True


"""A whole kernel as text: blocks of samples, forward, backward, and what goes out."""

from collections.abc import Iterable, Sequence

from autodiff.compiler.llvm.code import Code, literal, vector
from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.llvm.layers import Layer, is_layer
from autodiff.compiler.llvm.segments import Segment
from autodiff.compiler.programs.groups import Group, Layout
from autodiff.compiler.programs.program import Program

VECTOR = 8  # numbers that are looked at at a time
SAMPLES = 104  # in a block of more than one; rows that are an odd number of cache lines apart do not push each other out


def write(program: Program, layout: Layout, mode: str, width: int) -> Code:
    """The body of a function `run` that computes a program."""
    frame = Frame(program, layout, width, block(width), mode)
    _Kernel(frame).write()
    return frame.code


def block(width: int) -> int:
    """How many samples a block has."""
    return 1 if width == 1 else SAMPLES


class _Kernel:
    def __init__(self, frame: Frame) -> None:
        self.frame, self.code = frame, frame.code
        self.parts = _parts(frame)

    def write(self) -> None:
        frame, code = self.frame, self.code
        code.do("%doubt = alloca double, align 8")  # 0 as long as gradients are finite
        code.store(literal(0.0, 1), "%doubt")
        if frame.mode == "sum":
            code.fill("%gradients", frame.program.parameters + frame.program.inputs)
            code.fill("%work", frame.program.parameters * frame.width)
            code.fill("%results", len(frame.layout.outputs))
        with code.loop("%count", frame.block) as each:
            self.first = each.index
            code.sizes(self.first, frame.block, frame.width)
            self._read_inputs()
            for part in self.parts:
                part.forward()
            if frame.mode != "value":
                self._backward()
            self._write_results()
            if frame.mode == "rows":
                self._look_at_rows()
        if frame.mode == "sum":
            self._fold_lanes()
            self._look_at_sums()
        found = code.fresh(f"fcmp oeq double {code.load('%doubt')}, {literal(0.0, 1)}")
        code.do(f"ret i32 {code.fresh(f'zext i1 {found} to i32')}")

    def _look(self, start: str, count: str | int, width: int) -> None:
        """Look at numbers from an address on: one that is not finite, times 0, is nan, and stays so in a sum."""
        code, kind, zero = self.code, vector(width), literal(0.0, width)
        with code.loop(count, width, [(kind, zero)]) as each:
            product = code.fresh(f"fmul {kind} {code.load(code.address(start, each.index), width)}, {zero}")
            each.next = [code.fresh(f"fadd {kind} {each.carried[0]}, {product}")]
        self._add(code.total(each.next[0], width), "%doubt")

    def _look_at_sums(self) -> None:
        count = self.frame.program.parameters + self.frame.program.inputs
        whole = count - count % VECTOR
        if whole:
            self._look("%gradients", whole, VECTOR)
        if count > whole:
            self._look(self.code.address("%gradients", whole), count - whole, 1)

    def _look_at_rows(self) -> None:
        for _, (kind, first), count in _runs(self.frame.program.wrt):
            with self.code.range(first + count, 1, first) as i:
                self._look(self.frame.at("%adjoints" if kind == "input" else "%work", i, 0), "%padded", self.frame.width)

    def _read_inputs(self) -> None:
        """The inputs of the block, a row for each; the last sample fills the last vector."""
        frame, code, inputs = self.frame, self.code, self.frame.program.inputs
        if not inputs:
            return
        last = code.fresh("sub i64 %count, 1")
        with code.loop("%padded") as sample:
            there = code.affine(self.first, (sample.index, 1))
            row = code.fresh(f"call i64 @llvm.umin.i64(i64 {there}, i64 {last})")
            start = code.affine(0, (row, inputs))
            with code.range(inputs) as i:
                x = code.load(code.address("%inputs", code.affine(start, (i, 1))))
                code.store(x, frame.at("%values", i, sample.index))

    def _backward(self) -> None:
        frame = self.frame
        if frame.mode == "rows":
            frame.zero("%work", frame.program.parameters)
        last = self.parts[-1] if isinstance(self.parts[-1], Segment) and self.parts[-1].count == 1 else None
        for row in sorted({*frame.layout.outputs}):
            if last is None or row not in last.bases:
                self._seed(row)
        for part in reversed(self.parts):
            part.backward()
        asked = [i for kind, i in frame.program.wrt if kind == "input"]
        if asked and (0, frame.program.inputs) not in frame.started:
            frame.zero("%adjoints", frame.program.inputs)

    def _seed(self, row: int) -> None:
        """Where the sweep begins, if that is not the last segment."""
        frame = self.frame
        group = frame.group_of(row)
        if group not in frame.started:
            frame.zero("%adjoints", group[1], group[0])
            frame.started.add(group)
        with frame.each_vector() as sample:
            for seed in frame.seeds(row, sample):
                frame.add(seed, "%adjoints", row, sample)

    # --- What goes out ---

    def _write_results(self) -> None:
        frame, code = self.frame, self.code
        with code.loop("%samples") as sample:
            row = code.affine(self.first, (sample.index, 1))
            for i, output in enumerate(frame.layout.outputs):
                found = code.load(frame.at("%values", output, sample.index))
                if frame.mode == "sum":
                    self._add(found, code.address("%results", i))
                else:
                    code.store(found, code.address("%results", code.affine(i, (row, len(frame.layout.outputs)))))
            if frame.mode == "rows":
                self._write_row(row, sample.index)
            elif frame.mode == "sum":
                self._add_inputs(sample.index)

    def _add_inputs(self, sample: str) -> None:
        """The gradient of one sample by the inputs that are asked for, which stand after the parameters."""
        frame, code = self.frame, self.code
        for _, (_, first), count in _runs([key for key in frame.program.wrt if key[0] == "input"]):
            with code.range(first + count, 1, first) as i:
                adjoint = code.load(frame.at("%adjoints", i, sample))
                self._add(adjoint, code.address("%gradients", code.affine(frame.program.parameters, (i, 1))))

    def _write_row(self, row: int | str, sample: str) -> None:
        """The gradient of one sample."""
        frame, code = self.frame, self.code
        for column, (kind, first), count in _runs(frame.program.wrt):
            array = "%adjoints" if kind == "input" else "%work"
            with code.range(count) as i:
                found = code.load(frame.at(array, code.affine(first, (i, 1)), sample))
                found = code.fresh(f"fadd double {found}, {literal(0.0, 1)}")  # no -0, as a sum of shares has none
                where = code.affine(column, (row, len(frame.program.wrt)), (i, 1))
                code.store(found, code.address("%gradients", where))

    def _add(self, what: str, where: str) -> None:
        self.code.store(self.code.fresh(f"fadd double {self.code.load(where)}, {what}"), where)

    def _fold_lanes(self) -> None:
        """Add up what was gathered in each lane."""
        frame, code = self.frame, self.code
        if frame.lanes_used:
            with code.loop(frame.program.parameters) as each:
                lanes = code.load(code.address("%work", code.affine(0, (each.index, frame.width))), frame.width)
                self._add(code.total(lanes, frame.width), code.address("%gradients", each.index))


def _parts(frame: Frame) -> list[Segment | Layer]:
    """Layers, and what lies between them in as few segments as can be."""
    parts: list[Segment | Layer] = []
    pending: list[Group] = []

    def close(last: bool) -> None:
        if pending:
            parts.append(Segment(frame, tuple(pending), last))
            pending.clear()

    for group in frame.layout.groups:
        if is_layer(group):
            close(last=False)
            parts.append(Layer(frame, group))
        else:
            if pending and not _joins(group, pending):
                close(last=False)
            pending.append(group)
    close(last=True)
    return parts


def _joins(group: Group, pending: Sequence[Group]) -> bool:
    """Whether a group needs, of the groups of a segment, only what its own member has made."""
    if group.count != pending[0].count:
        return False
    if group.count == 1:
        return True
    bases = {other.base for other in pending}
    made = {row for other in pending for row in range(other.base, other.base + other.count)}
    return all(span.space != "value" or made.isdisjoint(span.places(group.count))
               or (span.table is None and span.length is None and span.step == 1 and span.base in bases)
               for span in group.spans)


def _runs(keys: Iterable[tuple[str, int]]) -> list[tuple[int, tuple[str, int], int]]:
    """Leaves in stretches of one kind and neighbouring numbers: the first's column, the first, how many."""
    found: list[tuple[int, tuple[str, int], int]] = []
    for column, (kind, i) in enumerate(keys):
        if found and (kind, i) == (found[-1][1][0], found[-1][1][1] + found[-1][2]):
            found[-1] = (*found[-1][:2], found[-1][2] + 1)
        else:
            found.append((column, (kind, i), 1))
    return found

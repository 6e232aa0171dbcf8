"""Frame: what the parts of a kernel share while it is written: its memory, its lanes, and which rows move.

Samples are taken in blocks. The values of a block, and their adjoints, are rows of `block` numbers, `width` of which are
handled at a time. What a kernel gives (`mode`) is "value" alone, the "sum" of the gradients over all samples, or "rows", a
gradient for each sample.
"""

from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from autodiff.compiler.llvm.code import Code
from autodiff.compiler.llvm.lanes import Lanes
from autodiff.compiler.programs.groups import Layout, Span
from autodiff.compiler.programs.program import Program


@dataclass
class Frame:
    """One kernel being written. started: the groups (first row, how many) whose adjoints hold something."""

    program: Program
    layout: Layout
    width: int
    block: int
    mode: str
    code: Code = field(default_factory=Code)
    started: set[tuple[int, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lanes_used = False  # whether gradients of parameters are gathered in lanes
        self.lanes = Lanes(self.code, self.width)
        self.parts = [(0, self.program.inputs), *((group.base, group.count) for group in self.layout.groups)]
        self.moving = {"parameter": {i for kind, i in self.program.wrt if kind == "parameter"}, "constant": set(),
                       "value": {i for kind, i in self.program.wrt if kind == "input"}}
        for group in self.layout.groups:
            if any(self.moves(span, group.count) for span in group.spans):
                self.moving["value"] |= {*range(group.base, group.base + group.count)}

    # --- What depends on what is differentiated by ---

    def moves(self, span: Span, count: int) -> bool:
        """Whether an operand does, of any member."""
        return not self.moving[span.space].isdisjoint(span.places(count))

    def moves_at(self, span: Span, count: int, element: int | str | None) -> bool:
        """Whether an element does, of any member."""
        if span.length is None or not isinstance(element, int):
            return self.moves(span, count)
        return not self.moving[span.space].isdisjoint(span.places(count)[element::span.length])

    def group_of(self, row: int) -> tuple[int, int]:
        """The first row and the size of the group that a row belongs to; the inputs are one."""
        return self.parts[bisect_right(self.parts, row, key=lambda part: part[0]) - 1]

    # --- Memory ---

    def place(self, span: Span, member: int | str, element: int | str = 0) -> int | str:
        """The row (or parameter, or constant) of an operand."""
        if span.table is None:
            return self.code.affine(span.base, (member, span.step), (element, span.stride))
        length = 1 if span.length is None else span.length
        if isinstance(member, int) and isinstance(element, int):
            return span.table[member * length + element]
        index = self.code.affine(0, (member, length), (element, 1))
        table = self.code.constant_array("i64", span.table)
        where = self.code.pure(f"getelementptr inbounds i64, ptr {table}, i64 {index}")
        return self.code.pure(f"load i64, ptr {where}, align 8")

    def operand(self, span: Span, member: int | str, element: int | str, sample: int | str) -> str:
        """What an operand is, in each lane."""
        if span.number is not None:
            return self.lanes.number(span.number)
        place = self.place(span, member, element)
        if span.space == "value":
            return self.read("%values", place, sample)
        return self.code.spread(self.scalar(span.space, place), self.width)

    def scalar(self, space: str, place: int | str) -> str:
        """A parameter or a constant."""
        array = "%parameters" if space == "parameter" else self.code.doubles(self.layout.constants)
        return self.code.pure(f"load double, ptr {self.code.address(array, place)}, align 8")

    def at(self, array: str, row: int | str, sample: int | str) -> str:
        """The address of a number in a row."""
        return self.code.address(array, self.code.affine(0, (row, self.block), (sample, 1)))

    def read(self, array: str, row: int | str, sample: int | str) -> str:
        return self.code.load(self.at(array, row, sample), self.width)

    def write(self, what: str, array: str, row: int | str, sample: int | str) -> None:
        self.code.store(what, self.at(array, row, sample), self.width)

    def add(self, what: str, array: str, row: int | str, sample: int | str) -> None:
        """Add to what is in a row."""
        self.add_at(what, self.at(array, row, sample))

    def add_at(self, what: str, where: str) -> None:
        self.code.store(self.lanes.binary("+", self.code.load(where, self.width), what), where, self.width)

    def add_parameter(self, what: str, place: int | str, sample: int | str) -> None:
        """Add to the gradient of a parameter: of each sample, or in each lane, to be added up at the end."""
        self.lanes_used = True
        if self.mode == "rows":
            self.add(what, "%work", place, sample)
        else:
            self.add_at(what, self.code.address("%work", self.code.affine(0, (place, self.width))))

    def zero(self, array: str, rows: int, first: int = 0) -> None:
        """Fill rows with zeros."""
        self.code.fill(array, rows * self.block, first * self.block)

    # --- Samples ---

    @contextmanager
    def each_vector(self) -> Iterator[int | str]:
        """For each vector of samples of a block."""
        if self.block == self.width:
            yield 0
        else:
            with self.code.loop("%padded", self.width) as each:
                yield each.index

    def seeds(self, row: int, sample: int | str) -> list[str]:
        """What the sweep begins with at a row: for each output that it is its seed, and 0 in lanes beyond the samples."""
        found = []
        for i, output in enumerate(self.layout.outputs):
            if output == row:
                seed = self.code.load(self.code.address("%seeds", i))
                found.append(self.code.valid(self.code.spread(seed, self.width), sample, self.width))
        return found

"""Frame: the state that the parts of a kernel share while it is written: memory, lanes, and which rows are stored.

Samples are evaluated in blocks. The values of a block are rows of `block` numbers, `width` of which make a vector.
A kernel gives values and gradients for each sample or, if `summed`, their sums over all samples.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autodiff.compiler.llvm.code import FunctionBody
from autodiff.compiler.llvm.lanes import Lanes
from autodiff.compiler.programs.groups import Group, Index, Layout, Member, Span, own, span_of
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.forks import cached_property


@dataclass(frozen=True)
class Outgoing:
    """Results: their rows, and their columns in the output. They are numbered line after line, as members of a group are."""

    count: int
    line: int
    rows: Span
    columns: Span


@dataclass
class Frame:
    """A kernel being written. stored: the first rows of the groups whose values are read from memory."""

    program: ScalarProgram
    layout: Layout
    width: int
    block: int
    summed: bool
    code: FunctionBody = field(default_factory=FunctionBody)
    stored: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lanes = Lanes(self.code, self.width)
        self.first: Index = 0  # sample of the block
        self.bases = np.array([0, *[group.base for group in self.layout.groups]])

    def groups_of(self, span: Span, places: Any) -> set[int]:
        """The first rows of the groups whose values an operand reads; 0 for the inputs."""
        if span.space != "value":
            return set()
        found = np.searchsorted(self.bases, places, "right") - 1
        return {*self.bases[found].tolist()}

    def groups_read(self, group: Group) -> set[int]:
        """The first rows of the groups whose values a group reads."""
        return set().union(*[self.groups_of(span, group.places(span)) for span in group.spans])

    def groups_with(self, rows: set[int]) -> set[int]:
        """The first rows of the groups with some rows."""
        return self.groups_of(Span("value"), sorted(rows)) if rows else set()

    # --- Results ---

    @cached_property
    def _column(self) -> dict[int, int]:
        """The column of each row in the gradient, the last if there are several."""
        return {row: column for column, row in enumerate(self.layout.gradient)}

    def only_summed(self, row: int) -> bool:
        """Whether a row is only a derivative, of which only the sum over the samples is needed."""
        return self.summed and row >= self.layout.sinks

    def columns_of(self, group: Group) -> Span:
        """The columns of a group that is only derivatives."""
        found = [self._column[row] for row in range(group.base, group.base + group.count)]
        return span_of("value", np.array(found).reshape(-1, 1), line=group.line)

    def derivatives(self) -> list[Outgoing]:
        """The derivatives that are read from stored rows, group by group."""
        columns: dict[int, list[int]] = {}
        for column, row in enumerate(self.layout.gradient):
            if row < self.layout.sinks:
                columns.setdefault(int(self.bases[np.searchsorted(self.bases, row, "right") - 1]), []).append(column)
        runs = [self.outgoing(found, [self.layout.gradient[c] for c in found]) for found in columns.values()]
        return runs + [self.outgoing_of(group) for group in self.layout.groups
                       if group.base >= self.layout.sinks and not self.only_summed(group.base)]

    def outgoing_of(self, group: Group) -> Outgoing:
        """The values of a group that is only derivatives."""
        return Outgoing(group.count, group.line, own(group), self.columns_of(group))

    def outgoing(self, columns: Sequence[int], rows: Sequence[int]) -> Outgoing:
        """Rows that are copied to some columns."""
        spans = [span_of("value", np.array(numbers).reshape(-1, 1)) for numbers in (rows, columns)]
        return Outgoing(len(rows), 1, *spans)

    # --- Memory ---

    def place(self, span: Span, member: Member, element: Index = 0) -> Index:
        """The row (or parameter, constant, seed) of an operand."""
        index = self.code.affine(*span.terms(member, element))
        if span.table is None:
            return index
        if isinstance(index, int):
            return span.table[index]
        table = self.code.constant_array("i64", span.table)
        where = self.code.pure(f"getelementptr inbounds i64, ptr {table}, i64 {index}")
        return self.code.pure(f"load i64, ptr {where}, align 8")

    def operand(self, span: Span, place: Index, sample: Index) -> str:
        """The operand at a place, in each lane."""
        if span.number is not None:
            return self.lanes.number(span.number)
        if span.space == "value":
            return self.read(place, sample)
        found = self.code.spread(self.scalar(span.space, place), self.width)
        # 0 in lanes beyond the samples, so that they add nothing to a sum
        return self.code.valid(found, sample, self.width) if span.space == "seed" and self.summed else found

    def scalar(self, space: str, place: Index) -> str:
        """A parameter, a constant or a seed."""
        array = self.code.doubles(self.layout.constants) if space == "constant" else f"%{space}s"
        return self.code.pure(f"load double, ptr {self.code.address(array, place)}, align 8")

    def at(self, row: Index, sample: Index) -> str:
        """The address of a number in a row."""
        return self.code.address("%values", self.code.affine(0, (row, self.block), (sample, 1)))

    def read(self, row: Index, sample: Index) -> str:
        return self.code.load(self.at(row, sample), self.width)

    def write(self, what: str, row: Index, sample: Index) -> None:
        self.code.store(what, self.at(row, sample), self.width)

    # --- Loops ---

    @contextmanager
    def each_member(self, of: Group | Outgoing) -> Iterator[Member]:
        """For each member, line after line."""
        with self.code.range(of.count // of.line) as k, self.code.range(of.line) as i:
            yield k, i

    @contextmanager
    def each_vector(self) -> Iterator[Index]:
        """For each vector of samples of a block."""
        if self.block == self.width:
            yield 0
        else:
            with self.code.loop("%padded", self.width) as each:
                yield each.index

"""Segments: groups of as many members, of which each needs of the others only its own, in one loop.

A program without layers is one segment of one member: straight-line code, forward and backward, in registers.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.llvm.lanes import UNROLLED
from autodiff.compiler.lowering import Lowered
from autodiff.compiler.programs.groups import Group, Span
from autodiff.ops import OPS


class Segment:
    """The loop over the members of some groups, and over the samples of a block. last: whether nothing comes after it."""

    def __init__(self, frame: Frame, groups: Sequence[Group], last: bool) -> None:
        self.frame, self.code, self.to = frame, frame.code, frame.lanes
        self.groups, self.count, self.last = groups, groups[0].count, last
        self.bases = {group.base for group in groups}
        asked = [*frame.layout.outputs, *self._rows_of_looped_lists()]
        self.from_memory = {frame.group_of(row)[0] for row in asked}  # what others read of this segment, if it is the last
        self.values: dict[int, str] = {}  # what is in registers, by the row of the first member
        self.adjoints: dict[int, str] = {}
        self.stores: set[tuple[int, int]] = set()  # the operands whose adjoints are written rather than added to
        self.member: int | str = 0
        self.sample: int | str = 0

    def _rows_of_looped_lists(self) -> set[int]:
        spans = [span for group in self.groups for span in group.spans if span.space == "value" and _looped(span)]
        return {row for span in spans for row in span.places(self.count)}

    # --- The two passes ---

    def forward(self) -> None:
        """Compute the values, and keep those that others need; the last segment does so going backward."""
        if not self.last or self.frame.mode == "value":
            with self._nest():
                self._values()

    def backward(self) -> None:
        """Hand the adjoints on to the operands."""
        self._prepare()
        with self._nest():
            if self.last:
                self._values()
            for group in reversed(self.groups):
                self._hand_on(group)

    @contextmanager
    def _nest(self) -> Iterator[None]:
        """For each member and each vector of samples."""
        with self.code.range(self.count) as self.member, self.frame.each_vector() as self.sample:
            self.values, self.adjoints = {}, {}
            yield

    def _values(self) -> None:
        for group in self.groups:
            found = self.values[group.base] = self._lowered(group).value()
            if not self.last or group.base in self.from_memory:
                self.frame.write(found, "%values", self._own_row(group), self.sample)

    def _lowered(self, group: Group) -> Lowered:
        """The row of a group at its operands."""
        row = OPS[group.op]
        given: dict[str, Callable[..., Any]] = {
            name: partial(self._operand, span) for name, span in zip(row.names, group.spans, strict=True)}
        given["z"] = partial(self._result, group)
        return Lowered(row, self.to, given, group.length)

    def _own_row(self, group: Group) -> int | str:
        return self.code.affine(group.base, (self.member, 1))

    def _result(self, group: Group) -> str:
        if group.base not in self.values:
            self.values[group.base] = self.frame.read("%values", self._own_row(group), self.sample)
        return self.values[group.base]

    def _operand(self, span: Span, element: int | str = 0) -> str:
        """What an operand (an element of it) is, from a register if it is there."""
        place = self._here(span, element)
        if place in self.values:
            return self.values[place]
        found = self.frame.operand(span, self.member, element, self.sample)
        if place is not None:
            self.values[place] = found
        return found

    def _here(self, span: Span, element: int | str) -> int | None:
        """By what name registers know an operand; None if it may be only in memory."""
        if span.space != "value":
            return None
        if self.count == 1:
            row = self.frame.place(span, 0, element)
            return row if isinstance(row, int) else None
        return span.base if span.table is None and span.step == 1 and span.length is None else None

    # --- Backward ---

    def _prepare(self) -> None:
        """See which adjoints come to rows for the first time: those are written, or the rows are filled with zeros."""
        for group in reversed(self.groups):
            for position, span in enumerate(group.spans):
                if span.space != "value" or not self.frame.moves(span, self.count):
                    continue
                rows = span.places(self.count)
                for base, count in sorted({self.frame.group_of(row) for row in rows} - self.frame.started):
                    if base in self.bases and not _looped(span):
                        continue  # handed on in registers
                    self.frame.started.add((base, count))
                    if list(rows) == list(range(base, base + count)):
                        self.stores.add((group.base, position))
                    else:
                        self.frame.zero("%adjoints", count, base)

    def _hand_on(self, group: Group) -> None:
        adjoint = self._adjoint(group)
        if adjoint is None:
            return
        lowered = self._lowered(group)
        for position, span in enumerate(group.spans):
            if span.length is None:
                self._contribute(group, position, span, lowered, adjoint, None)
            elif not _looped(span):
                for element in range(span.length):
                    self._contribute(group, position, span, lowered, adjoint, element)
            elif self.frame.moves(span, self.count):
                lowered.share(position)
                with self.code.loop(span.length) as each:
                    self._contribute(group, position, span, lowered, adjoint, each.index)

    def _adjoint(self, group: Group) -> str | None:
        """The adjoint of the results of a group; None if none came."""
        found = self.adjoints.get(group.base)
        if self.frame.group_of(group.base) in self.frame.started:
            kept = self.frame.read("%adjoints", self._own_row(group), self.sample)
            found = kept if found is None else self.to.binary("+", found, kept)
        if self.count == 1 and self.last:
            for seed in self.frame.seeds(group.base, self.sample):
                found = seed if found is None else self.to.binary("+", found, seed)
        return found

    def _contribute(self, group: Group, position: int, span: Span, lowered: Lowered, adjoint: str,
                    element: int | str | None) -> None:
        """Hand an adjoint on to one operand, times the partial."""
        if not self.frame.moves_at(span, self.count, element):
            return
        row = OPS[group.op]
        what = self._share(adjoint, lowered.partial(position, element), row.names[position] in row.selected)
        index = 0 if element is None else element
        if span.space == "parameter":
            self.frame.add_parameter(what, self.frame.place(span, self.member, index), self.sample)
            return
        here = self._here(span, index)
        if here in self.bases:
            self.adjoints[here] = (self.to.binary("+", self.adjoints[here], what)
                                   if here in self.adjoints else what)
            return
        keep = self.frame.write if (group.base, position) in self.stores else self.frame.add
        keep(what, "%adjoints", self.frame.place(span, self.member, index), self.sample)

    def _share(self, adjoint: str, slope: str, selected: bool) -> str:
        """adjoint * slope; where a row selects, nothing passes a slope of 0."""
        if slope == self.to.number(1.0):
            return adjoint
        if slope == self.to.number(-1.0):
            return self.to.negative(adjoint)
        product = self.to.binary("*", adjoint, slope)
        zero = self.to.number(0.0)
        return self.to.choose(self.to.compare("==", slope, zero), zero, product) if selected else product


def _looped(span: Span) -> bool:
    """Whether a list is long enough for a loop, whose elements come from memory."""
    return span.length is not None and span.length > UNROLLED

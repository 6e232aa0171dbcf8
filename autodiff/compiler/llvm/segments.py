"""Segments: groups of the same number of members in one loop, where each member needs only results of the same member.

A short program is one segment of one member: straight-line code for values and gradient, in registers.
"""

from collections.abc import Sequence
from functools import partial

from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.llvm.lanes import UNROLLED
from autodiff.compiler.programs.groups import Group, Index, Member, Span, own
from autodiff.compiler.programs.operations import operation


class Segment:
    """The loop over the members of some groups, and over the samples of a block."""

    def __init__(self, frame: Frame, groups: Sequence[Group]) -> None:
        self.frame, self.code, self.groups = frame, frame.code, groups
        self.count, self.line = groups[0].count, groups[0].line
        self.values: dict[int, str] = {}  # the values in registers, by the row of the first member
        self.member: Member = (0, 0)
        self.sample: Index = 0

    def reads(self) -> set[int]:
        """The first rows of the groups that are read from memory."""
        own = {group.base for group in self.groups}
        found: set[int] = set()
        for group in self.groups:
            for span in group.spans:
                groups = self.frame.groups_of(span, group.places(span))
                found |= groups if _looped(span) else groups - own
        return found

    def write(self) -> None:
        with self.frame.each_member(self.groups[0]) as self.member, self.frame.each_vector() as self.sample:
            self.values = {}
            for group in self.groups:
                self._compute(group)

    def _compute(self, group: Group) -> None:
        """Compute a group's value, and store it if others read it. A derivative that is only summed is added to its sum."""
        operands = [partial(self._operand, span) for span in group.spans]
        found = self.values[group.base] = operation(group.op).evaluate(self.frame.lanes, operands, group.length)
        if group.base in self.frame.stored:
            self.frame.write(found, self.frame.place(own(group), self.member), self.sample)
        if self.frame.only_summed(group.base):
            self._gather(found, group)

    def _gather(self, found: str, group: Group) -> None:
        """Add to the sum of a derivative, in each lane."""
        column = self.frame.place(self.frame.columns_of(group), self.member)
        width = self.frame.width
        self.code.add_to(self.code.address("%work", self.code.affine(0, (column, width))), found, width)

    def _operand(self, span: Span, element: Index = 0) -> str:
        """An operand, or an element of it, from a register if it is there."""
        place = self.frame.place(span, self.member, element)
        name = None if isinstance(element, str) else self._name(span, place)  # a register of a loop is not known after it
        if name in self.values:
            return self.values[name]
        found = self.frame.operand(span, place, self.sample)
        if name is not None:
            self.values[name] = found
        return found

    def _name(self, span: Span, place: Index) -> int | None:
        """The key of a value in registers; None if it can only be in memory."""
        if span.space != "value":
            return None
        if self.count == 1:
            return place if isinstance(place, int) else None
        return span.base if own_member(span, self.count, self.line) else None


def own_member(span: Span, count: int, line: int) -> bool:
    """Whether each member reads the value of the member with the same number."""
    return (span.space == "value" and span.table is None and span.length is None
            and (span.step == line or count == line) and span.along == (line > 1))


def _looped(span: Span) -> bool:
    """Whether a list is long enough for a loop, which reads its elements from memory."""
    return span.length is not None and span.length > UNROLLED

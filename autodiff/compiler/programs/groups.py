"""Groups: instructions of one kind whose operands lie in memory at regular distances become one loop.

The values of a block of samples are stored in rows, one for each input, then one for each instruction. The members of a
group have adjacent rows, so that what a layer reads is mostly `first + step * member`. Members may be regular in two
dimensions, as the weights of a layer are: then they are numbered line after line.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from autodiff.compiler.programs.operations import operation
from autodiff.compiler.programs.program import KINDS, LEAVES, ScalarProgram

Index = int | str  # a number, or the name of one in generated code
Member = tuple[Index, Index]  # of a group: its line, and its place in the line

MOST_RUNS, SHORTEST_RUN = 4, 8  # similar instructions are split into so many runs, or runs of this length on average


class Span(NamedTuple):
    """Where an operand lies for each member of a group and, if it is a list, for each element.

    space: "value", "parameter", "seed", or "constant" (whose one number is then `number`). The index base + step * line +
    along * member of the line + stride * element is the place or, if there is a `table`, where the place stands in it.
    """

    space: str
    base: int = 0
    step: int = 0
    stride: int = 0
    length: int | None = None  # of a list
    table: tuple[int, ...] | None = None
    number: float | None = None
    along: int = 0

    def places(self, count: int, line: int = 1) -> Any:
        """All places, member by member; `line` members in each line."""
        lines = np.arange(-(-count // line))[:, None, None] * self.step
        elements = np.arange(1 if self.length is None else self.length) * self.stride
        found = (self.base + lines + np.arange(line)[:, None] * self.along + elements).ravel()
        return found if self.table is None else np.array(self.table, dtype=np.int64)[found]

    def terms(self, member: Member, element: Index = 0) -> tuple[int, *tuple[tuple[Index, int], ...]]:
        """The index of an operand as a base, and indices with their strides."""
        return self.base, (member[0], self.step), (member[1], self.along), (element, self.stride)


def span_of(space: str, places: Any, length: int | None = None, line: int = 1) -> Span:
    """The span of some places (a row for each member, `line` members in a line; a column for each element)."""
    step = int(places[line, 0] - places[0, 0]) if len(places) > line else 0
    along = int(places[1, 0] - places[0, 0]) if line > 1 else 0
    stride = int(places[0, 1] - places[0, 0]) if places.shape[1] > 1 else 0
    found = Span(space, int(places[0, 0]), step, stride, length, along=along)
    if (found.places(len(places), line) == places.ravel()).all():
        return found
    size = places.shape[1]
    return Span(space, 0, size * line, 1, length, tuple(places.ravel().tolist()), along=size if line > 1 else 0)


@dataclass(frozen=True)
class Group:
    """`count` instructions of one operation. base: the row of the first one's value. spans: of the operation's operands.

    line: how many members are regular in a line, if there are several lines; else 1.
    """

    op: str
    count: int
    base: int
    spans: tuple[Span, ...]
    length: int  # of its lists, 0 without
    line: int = 1

    def places(self, span: Span) -> Any:
        """Where an operand lies, member by member."""
        return span.places(self.count, self.line)

    def along(self, span: Span) -> int:
        """The distance of an operand from one member of a line to the next; without lines all members are one line."""
        return span.along if self.line > 1 else span.step


def own(group: Group) -> Span:
    """Where the values of a group are stored."""
    return Span("value", group.base, group.line, along=1) if group.line > 1 else Span("value", group.base, 1)


@dataclass(frozen=True)
class Layout:
    """A program in groups. rows: the number of rows of values, inputs first. outputs, gradient: their rows.

    sinks: from this row on there are only derivatives, which no group reads. values: the number of groups that do not depend
    on seeds, which come first.
    """

    groups: tuple[Group, ...]
    rows: int
    sinks: int
    constants: tuple[float, ...]
    outputs: tuple[int, ...]
    gradient: tuple[int, ...]
    values: int


def some_runs(count: int) -> int:
    """The largest number of runs into which so many similar instructions are split."""
    return max(MOST_RUNS, count // SHORTEST_RUN)


def layout(program: ScalarProgram, most_runs: Callable[[int], int] = some_runs) -> Layout:
    """The groups of a program, in an order in which they can be evaluated."""
    placing, sinks = _Placing(program, most_runs), _sinks(program)
    stage = [2 if i in sinks else int(late) for i, late in enumerate(program.dependent({"seed"}))]
    groups: list[Group] = []
    ends = []  # how many groups and rows there are after each stage: values, adjoints, and what is only derivatives
    for now in range(3):
        for same in program.levels:
            groups += [placing.group(*run) for run in placing.regular([i for i in same if stage[i] == now])]
        ends.append((len(groups), placing.rows))
    outputs, gradient = (tuple(placing.places[[*some]].tolist()) for some in (program.outputs, program.gradient or ()))
    return Layout(tuple(groups), placing.rows, ends[1][1], tuple(placing.constants), outputs, gradient, ends[0][0])


def _sinks(program: ScalarProgram) -> set[int]:
    """The instructions that are only a derivative: nothing else uses them."""
    once = Counter(program.gradient or ())
    found = {i for i, times in once.items() if times == 1 and program.instructions[i].op not in LEAVES}
    used = {a for instruction in program.instructions for a in instruction.operands}
    return found - used - {*program.outputs}


class _Placing:
    """Assigns a place to every value, group by group."""

    def __init__(self, program: ScalarProgram, most_runs: Callable[[int], int]) -> None:
        self.code, self.most_runs = program.instructions, most_runs
        self.rows = program.inputs
        self.places = np.full(len(self.code), -1, dtype=np.int64)  # of inputs and operations among rows; of other leaves
        self.constants: list[float] = []
        for i, (op, args) in enumerate(self.code):
            if op in LEAVES and op != "constant":
                self.places[i] = args[0]

    def regular(self, members: list[int]) -> list[tuple[list[int], int]]:
        """Similar instructions in runs whose operands lie at regular distances, with the length of a line of each run; as
        one run if there would be too many."""
        if not members:
            return []
        args = np.array([self.code[i].args for i in members], dtype=np.int64).reshape(len(members), -1)
        distances = np.diff(self.places[args], axis=0)
        changes = (np.any(distances[1:] != distances[:-1], axis=1).nonzero()[0] + 2).tolist()
        if changes and self._in_lines(distances, line := changes[0], len(members)):
            return [(members, line)]
        breaks, start = [0], 0
        for i in changes:
            if i > start + 1:  # two members are at a regular distance always
                breaks.append(i)
                start = i
        if len(breaks) > self.most_runs(len(members)):
            return [(members, 1)]
        return [(members[a:b], 1) for a, b in zip(breaks, [*breaks[1:], len(members)], strict=True)]

    def _in_lines(self, distances: Any, line: int, count: int) -> bool:
        """Whether members are regular in lines of this length, and the lines are regular too."""
        if count % line:
            return False
        within = np.ones(count - 1, dtype=bool)
        within[line - 1::line] = False
        return all(bool((some == some[0]).all()) for some in (distances[within], distances[~within]))

    def group(self, members: list[int], line: int) -> Group:
        """The group of some instructions, whose values get the next rows."""
        first, base = self.code[members[0]], self.rows
        args = np.array([self.code[i].args for i in members], dtype=np.int64).reshape(len(members), -1)
        parts = operation(first.op).slices(first.length)
        spans = [self.span(args[:, part], is_list, line) for is_list, part in parts]
        self.places[members] = np.arange(base, base + len(members))
        self.rows += len(members)
        return Group(first.op, len(members), base, tuple(spans), first.length, line)

    def span(self, table: Any, is_list: bool, line: int) -> Span:
        """Where an operand of a group lies. table: a row for each member, a column for each element."""
        kind = self.code[table.flat[0]].op if table.size else "constant"
        if kind == "constant":
            return self._constant(table, is_list, line)
        return span_of(kind if kind in KINDS else "value", self.places[table], table.shape[1] if is_list else None, line)

    def _constant(self, table: Any, is_list: bool, line: int) -> Span:
        numbers = [self.code[i].args[0] for i in table.ravel().tolist()]
        if not is_list and len({*map(repr, numbers)}) == 1:
            return Span("constant", number=numbers[0])
        base, length = len(self.constants), table.shape[1] if is_list else 1
        self.constants += numbers
        return Span("constant", base, length * line, 1 if is_list else 0, length if is_list else None,
                    along=length if line > 1 else 0)

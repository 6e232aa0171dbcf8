"""Groups: instructions of one kind whose operands lie in memory at regular distances become one loop.

The values of a block of samples lie in memory in rows, one for each input, then one for each instruction. Members of a group
have rows side by side, so that what a layer reads is mostly `first + step * member`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from autodiff.compiler.programs.program import KINDS, LEAVES, Program, list_length, split

MOST_RUNS, SHORTEST_RUN = 4, 8  # alike instructions are split into so many runs, or runs of such a length on average


class Span(NamedTuple):
    """Where an operand lies for each member of a group and, if it is a list, for each element.

    space: "value", "parameter", or "constant" (whose one number is then `number`). The place is base + step * member +
    stride * element; if that is not so, `table` lists the places, element after element.
    """

    space: str
    base: int = 0
    step: int = 0
    stride: int = 0
    length: int | None = None  # of a list
    table: tuple[int, ...] | None = None
    number: float | None = None

    def places(self, count: int) -> Sequence[int]:
        """All places, member by member."""
        if self.table is not None:
            return self.table
        elements = range(1 if self.length is None else self.length)
        return [self.base + self.step * k + self.stride * e for k in range(count) for e in elements]


@dataclass(frozen=True)
class Group:
    """`count` instructions of one operation. base: the row of the first one's value. spans: of the row's arguments."""

    op: str
    count: int
    base: int
    spans: tuple[Span, ...]
    length: int  # of its lists, 0 without


@dataclass(frozen=True)
class Layout:
    """A program in groups. rows: how many rows of values there are, inputs first. outputs: rows of the results."""

    groups: tuple[Group, ...]
    rows: int
    constants: tuple[float, ...]
    outputs: tuple[int, ...]


def some_runs(count: int) -> int:
    """Into how many runs so many alike instructions may be split."""
    return max(MOST_RUNS, count // SHORTEST_RUN)


def layout(program: Program, most_runs: Callable[[int], int] = some_runs) -> Layout:
    """The groups of a program, in an order in which they can be computed."""
    placing = _Placing(program, most_runs)
    groups = [placing.group(members) for same in levels(program) for members in placing.regular(same)]
    outputs = tuple(int(placing.places[i]) for i in program.outputs)
    return Layout(tuple(groups), placing.rows, tuple(placing.constants), outputs)


def levels(program: Program) -> list[list[int]]:
    """The operations that are alike and as far from the leaves, together."""
    code = program.instructions
    level = [0] * len(code)
    alike: dict[tuple[int, str, str], list[int]] = {}
    kinds = [KINDS.get(op, "v") for op, _ in code]
    for i, (op, args) in enumerate(code):
        if op not in LEAVES:
            level[i] = 1 + max([level[a] for a in args])
            alike.setdefault((level[i], op, "".join([kinds[a] for a in args])), []).append(i)
    return [alike[key] for key in sorted(alike, key=lambda key: (key[0], alike[key][0]))]


class _Placing:
    """Gives every value its place, group by group."""

    def __init__(self, program: Program, most_runs: Callable[[int], int]) -> None:
        self.code, self.most_runs = program.instructions, most_runs
        self.rows = program.inputs
        self.places = np.full(len(self.code), -1, dtype=np.int64)  # of inputs and operations among rows; of parameters
        self.constants: list[float] = []
        for i, (op, args) in enumerate(self.code):
            if op in ("input", "parameter"):
                self.places[i] = args[0]

    def regular(self, members: list[int]) -> list[list[int]]:
        """Alike instructions in runs whose operands lie at regular distances; together if that would make many runs."""
        args = np.array([self.code[i].args for i in members], dtype=np.int64).reshape(len(members), -1)
        distances = np.diff(self.places[args], axis=0)
        breaks, start = [0], 0
        for i in (np.any(distances[1:] != distances[:-1], axis=1).nonzero()[0] + 2).tolist():
            if i > start + 1:  # two members are at a regular distance always
                breaks.append(i)
                start = i
        if len(breaks) > self.most_runs(len(members)):
            return [members]
        return [members[a:b] for a, b in zip(breaks, [*breaks[1:], len(members)], strict=True)]

    def group(self, members: list[int]) -> Group:
        """The group of some instructions, which get the next rows."""
        op, first = self.code[members[0]]
        columns = [dict(split(op, self.code[i].args)) for i in members]
        spans = tuple(self.span([column[name] for column in columns]) for name in columns[0])
        base = self.rows
        self.places[members] = np.arange(base, base + len(members))
        self.rows += len(members)
        return Group(op, len(members), base, spans, list_length(op, first))

    def span(self, operands: list[Any]) -> Span:
        """Where the operands of the members of a group lie."""
        table = np.array(operands, dtype=np.int64)
        is_list = table.ndim == 2
        kind = self.code[table.flat[0]].op if table.size else "constant"
        if kind == "constant":
            return self._constant(table, is_list)
        places = self.places[table.reshape(len(operands), -1)]
        step = int(places[1, 0] - places[0, 0]) if len(places) > 1 else 0
        stride = int(places[0, 1] - places[0, 0]) if places.shape[1] > 1 else 0
        base, length = int(places[0, 0]), places.shape[1] if is_list else None
        regular = base + step * np.arange(len(places))[:, None] + stride * np.arange(places.shape[1])
        space = "parameter" if kind == "parameter" else "value"
        return Span(space, base, step, stride, length, None if (regular == places).all() else tuple(places.ravel().tolist()))

    def _constant(self, table: Any, is_list: bool) -> Span:
        numbers = [self.code[i].args[0] for i in table.ravel().tolist()]
        if not is_list and len({*map(repr, numbers)}) == 1:
            return Span("constant", number=numbers[0])
        base, length = len(self.constants), table.shape[1] if is_list else 1
        self.constants += numbers
        return Span("constant", base, length, 1 if is_list else 0, length if is_list else None)

"""Sums over the samples of a block: derivatives of which only the sum over all samples is needed.

The gradient of a layer's weights is the sum of the outer products of adjoints and inputs. It is computed in tiles that fit
into registers; a register sums the derivative of one weight, and its lanes are added up once per block.
"""

from collections.abc import Sequence

from autodiff.compiler.llvm import machine
from autodiff.compiler.llvm.code import vector, zeros
from autodiff.compiler.llvm.frame import Frame, Outgoing
from autodiff.compiler.llvm.layers import fused, tiles
from autodiff.compiler.programs.groups import Group, Index, Span

REGISTERS = 2  # of inputs in a tile, by as many adjoints as a register has lanes
PAIR = 2  # adjoints in a tile with a full register of inputs; more if there are few inputs


def is_outer(group: Group) -> bool:
    """Whether a group is an outer product: each number of one row of values times each of another."""
    return group.op == "mul" and group.count > 1 and _factors(group) is not None


def _factors(group: Group) -> tuple[Span, Span] | None:
    """The operand that is constant along a line, and the one that is the same in all lines; None if there are none."""
    a, b = group.spans
    if any(span.space != "value" or span.table is not None for span in group.spans):
        return None
    for first, second in ((a, b), (b, a)):
        if group.along(first) == 0 and (group.line == 1 or second.step == 0):
            return first, second
    return None


class Outer:
    """Adds the sums over the samples of the products a[k] * b[i] to derivatives."""

    def __init__(self, frame: Frame, group: Group) -> None:
        self.frame, self.code, self.group = frame, frame.code, group
        self.lanes = _register(frame)
        a, b = _factors(group) or group.spans
        self.lines, self.length = (group.count // group.line, group.line) if group.line > 1 else (1, group.count)
        self.a, self.b = (a.base, a.step), (b.base, group.along(b))
        self.columns = frame.columns_of(group)

    def reads(self) -> set[int]:
        """The first rows of the groups that are read from memory."""
        return self.frame.groups_read(self.group)

    def write(self) -> None:
        whole = self.length - self.length % self.lanes if self._over_inputs else 0
        for start, end, size in tiles(whole // self.lanes, REGISTERS):
            for first, last, some in tiles(self.lines, self.lanes):
                with self.code.range(last, some, first) as k, self.code.range(end, size, start) as register:
                    self._tile_of_inputs(k, some, self.code.affine(0, (register, self.lanes)), size)
        for start, end, width in tiles(self.length, self.lanes, whole):
            for first, last, size in tiles(self.lines, PAIR * self.lanes // width):
                with self.code.range(last, size, first) as k, self.code.range(end, width, start) as i:
                    self._tile(k, size, i, width)

    def _tile(self, k: Index, size: int, i: Index, width: int) -> None:
        """`size` adjoints by `width` inputs."""
        rows = [self.code.affine(self.a[0], (k, self.a[1]), (self.a[1], more)) for more in range(size)]
        others = [self.code.affine(self.b[0], (i, self.b[1]), (self.b[1], more)) for more in range(width)]
        places = [self._column(self.code.affine(0, (k, 1), (line, 1)), self.code.affine(0, (i, 1), (place, 1)))
                  for line in range(size) for place in range(width)]
        gather(self.frame, self._products(rows, others), places, self._adjacent and width == self.lanes)

    @property
    def _over_inputs(self) -> bool:
        """Whether b is adjacent inputs, which are adjacent in the rows given to the kernel too."""
        base, step = self.b
        return step == 1 and base + self.length <= self.frame.program.inputs and self._adjacent

    def _tile_of_inputs(self, k: Index, size: int, i: Index, registers: int) -> None:
        """`size` adjoints by some registers of inputs, sample after sample: each lane sums for a weight of its own."""
        frame, code, lanes = self.frame, self.code, self.lanes
        rows = [code.affine(self.a[0], (k, self.a[1]), (self.a[1], more)) for more in range(size)]
        with code.loop("%samples", 1, zeros(size * registers, lanes)) as each:
            sample = code.affine(frame.first, (each.index, 1))
            start = code.affine(self.b[0], (sample, frame.program.inputs), (i, 1))
            x = [code.load(code.address("%inputs", code.affine(start, (r, lanes))), lanes) for r in range(registers)]
            a = [code.spread(code.load(frame.at(row, each.index)), lanes) for row in rows]
            each.next = [fused(code, a[n // registers], x[n % registers], carried, lanes)
                         for n, carried in enumerate(each.carried)]
        for n, found in enumerate(each.next):
            line, place = code.affine(0, (k, 1), (1, n // registers)), code.affine(0, (i, 1), (n % registers, lanes))
            code.add_to(code.address("%gradients", self._column(line, place)), found, lanes)

    def _column(self, line: Index, place: Index) -> Index:
        member = (line, place) if self.group.line > 1 else (place, 0)
        return self.frame.place(self.columns, member)

    @property
    def _adjacent(self) -> bool:
        """Whether the derivatives of a line are adjacent."""
        return self.columns.table is None and self.group.along(self.columns) == 1

    def _products(self, rows: Sequence[Index], others: Sequence[Index]) -> list[str]:
        """For each pair the sum of the products over a block of samples, still separate for each lane."""
        with self.code.loop("%padded", self.lanes, zeros(len(rows) * len(others), self.lanes)) as each:
            a, b = ([self.code.load(self.frame.at(row, each.index), self.lanes) for row in some] for some in (rows, others))
            each.next = [fused(self.code, a[n // len(b)], b[n % len(b)], carried, self.lanes)
                         for n, carried in enumerate(each.carried)]
        return each.next


def add_rows(frame: Frame, numbers: Outgoing) -> None:
    """Add the sums over a block of rows to derivatives."""
    code, lanes = frame.code, _register(frame)
    for first, last, size in tiles(numbers.count, lanes):
        with code.range(last, size, first) as j:
            members = [(code.affine(0, (j, 1), (1, k)), 0) for k in range(size)]
            rows = [frame.place(numbers.rows, member) for member in members]
            with code.loop("%padded", lanes, zeros(size, lanes)) as each:
                each.next = [code.fresh(f"fadd {vector(lanes)} {carried}, {code.load(frame.at(row, each.index), lanes)}")
                             for carried, row in zip(each.carried, rows, strict=True)]
            places = [frame.place(numbers.columns, member) for member in members]
            gather(frame, each.next, places, numbers.columns.table is None and numbers.columns.step == 1)


def gather(frame: Frame, sums: Sequence[str], places: Sequence[Index], adjacent: bool) -> None:
    """Add the sum over the lanes of each register to a derivative. adjacent: whether these are adjacent."""
    lanes = _register(frame)
    for first in range(0, len(sums), lanes):
        _gather(frame, lanes, sums[first:first + lanes], places[first:first + lanes], adjacent)


def _gather(frame: Frame, lanes: int, sums: Sequence[str], places: Sequence[Index], adjacent: bool) -> None:
    code = frame.code
    where = [code.address("%gradients", place) for place in places]
    if len(sums) < lanes or lanes == 1:
        found = [code.total(x, lanes) for x in sums]
    else:
        across = code.across(list(sums), lanes)
        if adjacent:
            code.add_to(where[0], across, lanes)
            return
        found = [code.fresh(f"extractelement {vector(lanes)} {across}, i64 {k}") for k in range(lanes)]
    for x, address in zip(found, where, strict=True):
        code.add_to(address, x)


def _register(frame: Frame) -> int:
    return min(machine.lanes(), frame.width)

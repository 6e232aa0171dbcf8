"""Layers: many `dot`s of parameters over the same values are products of matrices, in tiles that stay in registers.

Forward and towards the inputs a tile is a few neurons by a vector of samples. The gradient of the weights is a sum over the
samples: each register of a tile gathers one weight, and registers are added up across their lanes once per block.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from autodiff.compiler.llvm import machine
from autodiff.compiler.llvm.code import literal, mangled, vector
from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.programs.groups import Group

TILE = 4  # neurons by a vector of samples
PAIR = 2  # neurons in a tile of weights
SMALLEST = 16  # weights from which a group of dots is a layer


def is_layer(group: Group) -> bool:
    """Whether a group is a matrix of parameters times values that its members share."""
    if group.op != "dot" or group.count * group.length < SMALLEST:
        return False
    w, x, b = group.spans
    return (w.space == "parameter" and w.table is None and x.space == "value" and x.table is None
            and (x.step == 0 or group.count == 1) and b.table is None and b.space != "value")


class Rows(NamedTuple):
    """Rows of an array, at a regular distance."""

    array: str
    base: int
    step: int
    size: int


class Layer:
    """A group of dots w·x + b, of `count` neurons with `length` inputs."""

    def __init__(self, frame: Frame, group: Group) -> None:
        self.frame, self.code, self.to, self.group = frame, frame.code, frame.lanes, group
        self.w, self.x, self.b = group.spans
        self.outputs = Rows("%values", group.base, 1, group.count)
        self.inputs = Rows("%values", self.x.base, self.x.stride, group.length)
        self.adjoints = Rows("%adjoints", group.base, 1, group.count)

    def forward(self) -> None:
        def bias(j: int | str) -> str:
            return self.frame.operand(self.b, j, 0, 0)
        self._product(self.inputs, self.outputs, self.w.step, self.w.stride, bias)

    def backward(self) -> None:
        """Hand the adjoints on to weights, bias and inputs."""
        if self.frame.group_of(self.group.base) not in self.frame.started:
            return
        if self.frame.moves(self.w, self.group.count):
            self._weights()
        if self.b.space != "constant" and self.frame.moves(self.b, self.group.count):
            self._bias()
        if self.frame.moves(self.x, self.group.count):
            self._inputs()

    # --- Matrix times vectors of samples ---

    def _product(self, source: Rows, target: Rows, step: int, stride: int, start: Callable[[int | str], str]) -> None:
        """target[j] = start(j) + Σ_i w[j, i] source[i], with w at `step` per j and `stride` per i."""
        for first, last, size in _tiles(target.size, TILE):
            with self.code.range(last, size, first) as j:
                self._tile(source, target, step, stride, start, j, size)

    def _tile(self, source: Rows, target: Rows, step: int, stride: int, start: Callable[[int | str], str],
              first: int | str, size: int) -> None:
        frame, code = self.frame, self.code
        rows = [code.affine(0, (first, 1), (1, k)) for k in range(size)]
        with frame.each_vector() as sample:
            self.sample = sample
            begin = [(self.to.type, start(j)) for j in rows]
            with code.loop(source.size, sums=begin) as each:
                x = frame.read(source.array, code.affine(source.base, (each.index, source.step)), sample)
                places = [code.affine(self.w.base, (j, step), (each.index, stride)) for j in rows]
                weights = [frame.scalar("parameter", place) for place in places]
                each.next = [self._fused(code.spread(w, frame.width), x, carried)
                             for w, carried in zip(weights, each.carried, strict=True)]
            for j, found in zip(rows, each.next, strict=True):
                frame.write(found, target.array, code.affine(target.base, (j, target.step)), sample)

    def _fused(self, a: str, b: str, c: str, width: int = 0) -> str:
        """a*b + c, rounded once where the machine can."""
        width = width or self.frame.width
        kind = vector(width)
        self.code.declared.add(f"{kind} @llvm.fmuladd.{mangled(width)}({kind}, {kind}, {kind})")
        return self.code.fresh(f"call {kind} @llvm.fmuladd.{mangled(width)}({kind} {a}, {kind} {b}, {kind} {c})")

    def _inputs(self) -> None:
        target = Rows("%adjoints", self.x.base, self.x.stride, self.group.length)
        rows = self.x.places(1)
        groups = {self.frame.group_of(row) for row in rows}
        whole = groups == {(min(rows), len(rows))}
        fresh = groups - self.frame.started
        self.frame.started |= groups
        if not (whole and fresh):
            for base, count in sorted(fresh):
                self.frame.zero("%adjoints", count, base)

        def start(i: int | str) -> str:
            if whole and fresh:
                return self.to.number(0.0)
            return self.frame.read("%adjoints", self.code.affine(target.base, (i, target.step)), self.sample)
        self._product(self.adjoints, target, self.w.stride, self.w.step, start)

    # --- Gradients of the parameters ---

    def _weights(self) -> None:
        if self.frame.mode == "rows":
            self._each_weight()
            return
        for first, last, size in _tiles(self.group.count, PAIR):
            with self.code.range(last, size, first) as j:
                self._weight_tiles(j, size, self._register())

    def _weight_tiles(self, j: int | str, size: int, lanes: int) -> None:
        """The weights of `size` neurons, `lanes` inputs at a time."""
        rows = [self.code.affine(self.adjoints.base, (j, 1), (1, k)) for k in range(size)]
        for first, last, width in _tiles(self.group.length, lanes):
            with self.code.range(last, width, first) as i:
                columns = [self.code.affine(self.inputs.base, (i, self.inputs.step), (self.inputs.step, k))
                           for k in range(width)]
                sums = self._sums_of_products(rows, columns, lanes)
                for k in range(size):
                    place = self.code.affine(self.w.base, (j, self.w.step), (self.w.step, k), (i, self.w.stride))
                    self._gather(sums[k * width:(k + 1) * width], place, self.w.stride, lanes)

    def _sums_of_products(self, rows: Sequence[int | str], columns: Sequence[int | str], lanes: int) -> list[str]:
        """For each adjoint and each input the sum over a block of samples of their product, in each lane still."""
        zero = (vector(lanes), literal(0.0, lanes))
        with self.code.loop("%padded", lanes, [zero] * (len(rows) * len(columns))) as each:
            d = [self._register_at("%adjoints", row, each.index, lanes) for row in rows]
            x = [self._register_at("%values", column, each.index, lanes) for column in columns]
            each.next = [self._fused(d[n // len(x)], x[n % len(x)], carried, lanes)
                         for n, carried in enumerate(each.carried)]
        return each.next

    def _bias(self) -> None:
        if self.frame.mode == "rows":
            self._each_bias()
            return
        lanes = self._register()
        for first, last, size in _tiles(self.group.count, lanes):
            with self.code.range(last, size, first) as j:
                zero = (vector(lanes), literal(0.0, lanes))
                with self.code.loop("%padded", lanes, [zero] * size) as each:
                    rows = [self.code.affine(self.group.base, (j, 1), (1, k)) for k in range(size)]
                    d = [self._register_at("%adjoints", row, each.index, lanes) for row in rows]
                    each.next = [self.code.pure(f"fadd {vector(lanes)} {carried}, {x}")
                                 for carried, x in zip(each.carried, d, strict=True)]
                self._gather(each.next, self.frame.place(self.b, j), self.b.step, lanes)

    def _register(self) -> int:
        return min(machine.lanes(), self.frame.width)

    def _register_at(self, array: str, row: int | str, sample: int | str, lanes: int) -> str:
        return self.code.load(self.frame.at(array, row, sample), lanes)

    def _gather(self, sums: Sequence[str], place: int | str, stride: int, lanes: int) -> None:
        """Add the sum over the lanes of each register to the gradients of parameters, `stride` apart."""
        where = [self.code.address("%gradients", self.code.affine(0, (place, 1), (stride, k))) for k in range(len(sums))]
        if len(sums) < lanes or lanes == 1:
            found = [self.code.total(x, lanes) for x in sums]
        else:
            across = self.code.across(list(sums), lanes)
            if stride == 1:
                kept = self.code.load(where[0], lanes)
                self.code.store(self.code.fresh(f"fadd {vector(lanes)} {kept}, {across}"), where[0], lanes)
                return
            found = [self.code.fresh(f"extractelement {vector(lanes)} {across}, i64 {k}") for k in range(lanes)]
        for x, address in zip(found, where, strict=True):
            self.code.store(self.code.fresh(f"fadd double {self.code.load(address)}, {x}"), address)

    # --- The same for each sample ---

    def _each_weight(self) -> None:
        count, length = self.group.count, self.group.length
        with self.code.range(count) as j, self.code.range(length) as i, self.frame.each_vector() as sample:
            d = self.frame.read("%adjoints", self.code.affine(self.group.base, (j, 1)), sample)
            x = self.frame.operand(self.x, j, i, sample)
            self.frame.add_parameter(self.to.binary("*", d, x), self.frame.place(self.w, j, i), sample)

    def _each_bias(self) -> None:
        with self.code.range(self.group.count) as j, self.frame.each_vector() as sample:
            d = self.frame.read("%adjoints", self.code.affine(self.group.base, (j, 1)), sample)
            self.frame.add_parameter(d, self.frame.place(self.b, j), sample)


def _tiles(count: int, size: int) -> list[tuple[int, int, int]]:
    """Where tiles of a size begin and end, and where what is left does, and its size."""
    whole = count - count % size
    return [(a, b, step) for a, b, step in ((0, whole, size), (whole, count, count - whole)) if b > a]

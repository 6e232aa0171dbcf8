"""Layers: many `dot`s of parameters with the same values are a matrix times vectors of samples.

It is computed in tiles that fit into registers: a few neurons by a vector of samples. The reverse pass of a layer is a layer
too, with the transposed matrix.
"""

from autodiff.compiler.llvm.code import FunctionBody, mangled, vector
from autodiff.compiler.llvm.frame import Frame
from autodiff.compiler.programs.groups import Group, Index

TILE = 4  # neurons by a vector of samples
SMALLEST = 16  # the fewest weights of a layer


def is_layer(group: Group) -> bool:
    """Whether a group is a matrix of parameters times the same values for all members."""
    if group.op != "dot" or group.line > 1 or group.count * group.length < SMALLEST:
        return False
    w, x, b = group.spans
    return (w.space == "parameter" and w.table is None and x.space == "value" and x.table is None
            and (x.step == 0 or group.count == 1) and b.table is None)


class DenseLayer:
    """A group of dots w·x + b, of `count` neurons with `length` inputs."""

    def __init__(self, frame: Frame, group: Group) -> None:
        self.frame, self.code, self.group = frame, frame.code, group
        self.w, self.x, self.b = group.spans

    def reads(self) -> set[int]:
        """The first rows of the groups that are read from memory."""
        return self.frame.groups_read(self.group)

    def write(self) -> None:
        for first, last, size in tiles(self.group.count, TILE):
            with self.code.range(last, size, first) as j:
                self._tile(j, size)

    def _tile(self, first: Index, size: int) -> None:
        frame, code, w, x = self.frame, self.code, self.w, self.x
        rows = [code.affine(0, (first, 1), (1, k)) for k in range(size)]
        with frame.each_vector() as sample:
            begin = [(frame.lanes.type, frame.operand(self.b, frame.place(self.b, (j, 0)), sample)) for j in rows]
            with code.loop(self.group.length, sums=begin) as each:
                values = frame.read(code.affine(x.base, (each.index, x.stride)), sample)
                places = [code.affine(w.base, (j, w.step), (each.index, w.stride)) for j in rows]
                weights = [code.spread(frame.scalar("parameter", place), frame.width) for place in places]
                each.next = [fused(code, weight, values, carried, frame.width)
                             for weight, carried in zip(weights, each.carried, strict=True)]
            for j, found in zip(rows, each.next, strict=True):
                frame.write(found, code.affine(self.group.base, (j, 1)), sample)


def fused(code: FunctionBody, a: str, b: str, c: str, width: int) -> str:
    """a*b + c, rounded once where the machine has a fused multiply-add."""
    kind = vector(width)
    code.declared.add(f"{kind} @llvm.fmuladd.{mangled(width)}({kind}, {kind}, {kind})")
    return code.fresh(f"call {kind} @llvm.fmuladd.{mangled(width)}({kind} {a}, {kind} {b}, {kind} {c})")


def tiles(count: int, size: int, first: int = 0) -> list[tuple[int, int, int]]:
    """First, end and size of the tiles of a size, then of what is left."""
    whole = count - (count - first) % size
    return [(a, b, step) for a, b, step in ((first, whole, size), (whole, count, count - whole)) if b > a]

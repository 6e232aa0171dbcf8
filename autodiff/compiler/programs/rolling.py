"""Rolling: a sum over parts of the same shape, such as a loss over samples, is evaluated as one part over a batch.

The terms of a long sum are divided into parts that share only leaves and operations common to all parts. If the parts have
the same instructions, one of them becomes a program of its own. Its inputs are the leaves in which the parts differ.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from autodiff.compiler.programs.program import LEAVES, Instruction, ProgramWriter, ScalarProgram

FEWEST_PARTS = 4  # that are worth it
MOST_TRIES = 8  # sums that are examined; each is a walk over everything below it

Term = tuple[int, ...]  # a value, or the two factors of a product


@dataclass(frozen=True)
class Rolled:
    """A program divided into three: what is common to all parts, one part, and the rest, where the sum is a parameter.

    columns: a row for each part, a column for each input of the part: its place among the inputs, then parameters, then
    `constants` of the whole. The parameters of the part are those of the whole, then the outputs of `common`; those of the
    rest are those of the whole, then the sum.
    """

    common: ScalarProgram
    part: ScalarProgram
    rest: ScalarProgram
    columns: Any
    constants: tuple[float, ...]


@dataclass(frozen=True)
class _Shape:
    """Instructions and terms of a part. A negative place is a leaf: -1 the first, -2 the second."""

    instructions: tuple[Instruction, ...]
    terms: tuple[int, ...]


def roll(program: ScalarProgram) -> Rolled | None:
    """The program divided at the longest sum whose parts have the same shape; None if there is none."""
    asked = {*program.wrt}
    moving = {i for i, (op, args) in enumerate(program.instructions) if op in LEAVES and (op, args[0]) in asked}
    sums = [(-len(args), i) for i, (op, args) in enumerate(program.instructions)
            if op in ("sum", "dot") and len(args) >= FEWEST_PARTS and moving.isdisjoint(args)]
    found = (_Rolling(program, place, moving).rolled() for _, place in sorted(sums)[:MOST_TRIES])
    return next((rolled for rolled in found if rolled is not None), None)


class _Rolling:
    """One sum of a program. beside: the terms of another shape, and the bias of a `dot`."""

    def __init__(self, program: ScalarProgram, place: int, moving: set[int]) -> None:
        self.program, self.code, self.place, self.moving = program, program.instructions, place, moving
        arguments = self.code[place].arguments()
        self.terms: list[Term] = list(zip(*[part for part in arguments if isinstance(part, tuple)], strict=True))
        self.beside: list[Term] = [(part,) for part in arguments if not isinstance(part, tuple)]
        self.common: set[int] = set()

    def rolled(self) -> Rolled | None:
        if len(self.terms) < FEWEST_PARTS:
            return None
        middle = self.terms[len(self.terms) // 2]  # the last may be a penalty
        leaves = {i for i, (op, _) in enumerate(self.code) if op in LEAVES}
        self.common = self._below(self.terms[0], leaves) & self._below(middle, leaves)
        seen = self.common | leaves
        parts = self._parts(seen)
        shapes = [self._shape(part, seen) for part in parts]
        alike = [k for k, (shape, _) in enumerate(shapes) if shape == shapes[0][0]]
        if len(alike) < FEWEST_PARTS:
            return None
        taken = {term for k in alike for term in parts[k]}
        self.beside = [*[term for term in self.terms if term not in taken], *self.beside]
        return self._divided(shapes[0][0], np.array([shapes[k][1] for k in alike], dtype=np.int64))

    def _below(self, roots: Iterable[int], seen: Container[int] = ()) -> set[int]:
        """Some values and all they depend on, without what was seen. The sum depends only on what is beside the parts."""
        found: set[int] = set()
        stack = list(roots)
        while stack:
            i = stack.pop()
            if i not in found and i not in seen:
                found.add(i)
                stack += [a for term in self.beside for a in term] if i == self.place else self.code[i].operands
        return found

    # --- Parts ---

    def _parts(self, seen: set[int]) -> list[list[Term]]:
        """The terms in parts: terms that share an operation that is not common to all belong together."""
        owner: dict[int, int] = {}
        sets = _Sets(len(self.terms))
        for k, term in enumerate(self.terms):
            stack = list(term)
            while stack:
                i = stack.pop()
                if i in owner:
                    sets.join(owner[i], k)
                elif i not in seen:
                    owner[i] = k
                    stack += self.code[i].args
        parts: dict[int, list[Term]] = {}
        for k, term in enumerate(self.terms):
            parts.setdefault(sets.least(k), []).append(term)
        return list(parts.values())

    def _shape(self, part: Sequence[Term], seen: set[int]) -> tuple[_Shape, list[int]]:
        """The shape of a part, and its leaves. Its operations are added to `seen`.

        A leaf is listed once for each use, as two leaves of a part may be the same by chance.
        """
        places: dict[int, int] = {}
        leaves: list[int] = []
        code: list[Instruction] = []
        terms: list[int] = []

        def place(i: int) -> int:
            if i in places:
                return places[i]
            leaves.append(i)
            return -len(leaves)

        for term in part:
            for root in term:
                found = sorted(self._below([root], seen))
                seen.update(found)
                for i in found:
                    code.append(Instruction(self.code[i].op, tuple(map(place, self.code[i].args))))
                    places[i] = len(code) - 1
            operands = tuple(map(place, term))
            if len(term) > 1:
                code.append(Instruction("mul", operands))
            terms.append(operands[0] if len(term) == 1 else len(code) - 1)
        return _Shape(tuple(code), tuple(terms)), leaves

    # --- Programs ---

    def _divided(self, shape: _Shape, leaves: Any) -> Rolled | None:
        """The three programs, from what the parts share and their leaves (a row for each part)."""
        same, parameters = (leaves == leaves[0]).all(axis=0), self.program.parameters
        varying, columns = _distinct_columns(leaves[:, ~same])
        shared = leaves[0, same].tolist()
        if not (self.common | self.moving).isdisjoint(np.unique(varying).tolist()):
            return None  # a gradient for each part is asked for
        if any(self.code[i].op == "input" for i in shared):
            return None  # an input that all parts share would have to be a parameter
        common = sorted(self.common.intersection(shared))
        sources = {i: self.code[i] for i in shared}
        sources |= {i: Instruction("parameter", (parameters + k,)) for k, i in enumerate(common)}
        column = iter(columns)
        given = [sources[i] if fixed else Instruction("input", (next(column),))
                 for i, fixed in zip(leaves[0].tolist(), same.tolist(), strict=True)]
        part = self._part(shape, given, varying.shape[1], len(common))
        below = self._program(tuple(common), parameters, self.program.wrt)
        return Rolled(below, part, self._rest(), *self._sources(varying))

    def _part(self, shape: _Shape, given: Sequence[Instruction], inputs: int, common: int) -> ScalarProgram:
        """One part as a program, given its leaves."""
        write, parameters = ProgramWriter(), self.program.parameters
        places = [*range(len(shape.instructions)), *reversed([write(*leaf) for leaf in given])]
        for i, instruction in enumerate(shape.instructions):
            places[i] = write(instruction.op, instruction.moved(places))
        terms = tuple([places[i] for i in shape.terms])
        output = terms[0] if len(terms) == 1 else write("sum", terms)
        wrt = [key for key in self.program.wrt if key[0] == "parameter"]
        wrt += [("parameter", parameters + k) for k in range(common)]
        return ScalarProgram(tuple(write.instructions), inputs, parameters + common, (output,), tuple(wrt))

    def _sources(self, varying: Any) -> tuple[Any, tuple[float, ...]]:
        """Where the varying leaves are among the inputs, parameters and constants of the whole, and these constants."""
        leaves, which = np.unique(varying, return_inverse=True)
        found = [self.code[i] for i in leaves.tolist()]
        starts = {"input": 0, "parameter": self.program.inputs}
        after = count(self.program.inputs + self.program.parameters)
        places = [next(after) if op == "constant" else starts[op] + args[0] for op, args in found]
        constants = tuple([args[0] for op, args in found if op == "constant"])
        return np.array(places, dtype=np.int64)[which.ravel()].reshape(varying.shape), constants

    def _rest(self) -> ScalarProgram:
        """The program with the sum as its last parameter."""
        last = self.program.parameters
        return self._program(self.program.outputs, last + 1, (*self.program.wrt, ("parameter", last)))

    def _program(self, outputs: tuple[int, ...], parameters: int, wrt: tuple[tuple[str, int], ...]) -> ScalarProgram:
        """A program of some outputs, in which the sum of the parts is a parameter."""
        write = ProgramWriter()
        places: dict[int, int] = {}
        for i in sorted(self._below(outputs)):
            instruction = self.code[i]
            places[i] = self._sum(write, places) if i == self.place else write(instruction.op, instruction.moved(places))
        return ScalarProgram(tuple(write.instructions), self.program.inputs, parameters,
                       tuple([places[i] for i in outputs]), wrt)

    def _sum(self, write: ProgramWriter, places: dict[int, int]) -> int:
        """The parameter that is the sum of the parts, plus what is beside them."""
        total = write("parameter", (self.program.parameters,))
        for term in self.beside:
            more = tuple([places[i] for i in term])
            total = write("add", (total, more[0] if len(more) == 1 else write("mul", more)))
        return total


class _Sets:
    """Disjoint sets (union-find) of the integers below `count`; a set is identified by its least element."""

    def __init__(self, count: int) -> None:
        self._head = list(range(count))

    def least(self, k: int) -> int:
        head = self._head
        while head[k] != k:
            head[k] = k = head[head[k]]
        return k

    def join(self, a: int, b: int) -> None:
        a, b = self.least(a), self.least(b)
        self._head[max(a, b)] = min(a, b)


def _distinct_columns(matrix: Any) -> tuple[Any, list[int]]:
    """The distinct columns of a matrix, and for each column the index of its equal."""
    if not matrix.size:
        return matrix, []
    found, which = np.unique(matrix, axis=1, return_inverse=True)
    return found, which.ravel().tolist()

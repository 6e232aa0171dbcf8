"""Rolling: a sum over parts that are alike, such as a loss over samples, is one part run as a batch.

The terms of a long sum fall into parts that share nothing but leaves and what is common to all. If all parts have the same
instructions, one of them becomes a program of its own, whose inputs are the leaves in which the parts differ.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import numpy as np

from autodiff.compiler.programs.program import LEAVES, Instruction, ProgramWriter, ScalarProgram

FEWEST_PARTS = 4  # that are worth it
MOST_TRIES = 8  # of sums, each of which is a walk over what is below it

Term = tuple[int, ...]  # a value, or the two factors of a product


@dataclass(frozen=True)
class Rolled:
    """A program in three: what is common to all parts, one part, and the rest, in which the sum is one parameter more.

    part: its inputs are the columns of `columns` (of all inputs, parameters, then constants of the whole; a row for each
    part), its parameters those of the whole, then what is common. rest: its parameters are those of the whole, then the sum.
    """

    common: ScalarProgram
    part: ScalarProgram
    rest: ScalarProgram
    columns: Any
    constants: tuple[float, ...]


@dataclass(frozen=True)
class _Shape:
    """What parts that are alike have in common: instructions, and terms. A place below 0 is a leaf, counted from the end."""

    instructions: tuple[Instruction, ...]
    terms: tuple[int, ...]


def roll(program: ScalarProgram) -> Rolled | None:
    """The first of the longest sums whose parts are alike, rolled up; None if there is none."""
    asked = {*program.wrt}
    moving = {i for i, (op, args) in enumerate(program.instructions) if op in LEAVES and (op, args[0]) in asked}
    sums = [(-len(args), i) for i, (op, args) in enumerate(program.instructions)
            if op in ("sum", "dot") and len(args) >= FEWEST_PARTS and moving.isdisjoint(args)]
    found = (_Rolling(program, place, moving).rolled() for _, place in sorted(sums)[:MOST_TRIES])
    return next((rolled for rolled in found if rolled is not None), None)


class _Rolling:
    """One sum of a program. beside: the terms that are not like the others, and what a `dot` adds."""

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
        """Some values and all below them, but for what was seen. Below the sum there is only what is beside the parts."""
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
        """The terms, those together that share an operation which is not common to all."""
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
        """The shape of a part, and its leaves. What it consists of is seen from then on.

        A leaf counts anew wherever it stands, as two may be equal by chance.
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
        """What some outputs need as a program; the sum of the parts is a parameter of it."""
        write = ProgramWriter()
        places: dict[int, int] = {}
        for i in sorted(self._below(outputs)):
            instruction = self.code[i]
            places[i] = self._sum(write, places) if i == self.place else write(instruction.op, instruction.moved(places))
        return ScalarProgram(tuple(write.instructions), self.program.inputs, parameters,
                       tuple([places[i] for i in outputs]), wrt)

    def _sum(self, write: ProgramWriter, places: dict[int, int]) -> int:
        """The sum of the parts, and of what is beside them."""
        total = write("parameter", (self.program.parameters,))
        for term in self.beside:
            more = tuple([places[i] for i in term])
            total = write("add", (total, more[0] if len(more) == 1 else write("mul", more)))
        return total


class _Sets:
    """The numbers below `count` in disjoint sets, each known by its least number."""

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
    """The different columns of a matrix, and which of them each column is."""
    if not matrix.size:
        return matrix, []
    found, which = np.unique(matrix, axis=1, return_inverse=True)
    return found, which.ravel().tolist()

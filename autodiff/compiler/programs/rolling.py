"""Rolling: a sum over parts that are alike, such as a loss over samples, is one part run as a batch.

The terms of a long sum fall into parts that share nothing but leaves and what is common to all. If all parts have the same
instructions, one of them becomes a program of its own, whose inputs are the leaves in which the parts differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autodiff.compiler.programs.program import LEAVES, Program, Writer

FEWEST_PARTS = 4  # that are worth it
MOST_TRIES = 8  # of sums, each of which is a walk over what is below it


@dataclass(frozen=True)
class Rolled:
    """A program in three: what is common to all parts, one part, and the rest, in which the sum is a parameter more.

    part: its inputs are the columns of `columns` (of all inputs, parameters, then constants of the whole; a row for each
    part), its parameters those of the whole, then what is common. rest: its parameters are those of the whole, then the sum.
    """

    common: Program
    part: Program
    rest: Program
    columns: Any
    constants: tuple[float, ...]


def roll(program: Program) -> Rolled | None:
    """The first of the longest sums whose parts are alike, rolled up; None if there is none."""
    asked = {*program.wrt}
    moving = {i for i, (op, args) in enumerate(program.instructions) if op in LEAVES and (op, args[0]) in asked}
    sums = [(-len(args), i) for i, (op, args) in enumerate(program.instructions)
            if op in ("sum", "dot") and len(args) >= FEWEST_PARTS and moving.isdisjoint(args)]
    found = (_Rolling(program, place, moving).rolled() for _, place in sorted(sums)[:MOST_TRIES])
    return next((rolled for rolled in found if rolled is not None), None)


class _Rolling:
    def __init__(self, program: Program, place: int, moving: set[int]) -> None:
        self.program, self.code, self.place, self.moving = program, program.instructions, place, moving
        op, args = self.code[place]
        half = len(args) // 2
        self.terms: list[tuple[int, ...]] = (
            [(a,) for a in args] if op == "sum" else list(zip(args[:half], args[half:2 * half], strict=True)))
        self.bias = None if op == "sum" else args[-1]
        self.beside: list[tuple[int, ...]] = []  # the terms that are not like the first
        self.common: set[int] = set()

    def rolled(self) -> Rolled | None:
        if len(self.terms) < FEWEST_PARTS:
            return None
        middle = self.terms[len(self.terms) // 2]  # the last may be a penalty
        self.common = self._operations_below(self.terms[0]) & self._operations_below(middle)
        shapes = [(*self._shape(part), part) for part in self._parts()]
        alike = [(leaves, part) for shape, leaves, part in shapes if shape == shapes[0][0]]
        if len(alike) < FEWEST_PARTS:
            return None
        taken = {term for _, part in alike for term in part}
        self.beside = [term for term in self.terms if term not in taken]
        return self._divided(shapes[0][0], np.array([leaves for leaves, _ in alike], dtype=np.int64))

    def _operations_below(self, roots: Sequence[int]) -> set[int]:
        found: set[int] = set()
        stack = list(roots)
        while stack:
            i = stack.pop()
            if i not in found and self.code[i].op not in LEAVES:
                found.add(i)
                stack += self.code[i].args
        return found

    # --- Parts ---

    def _parts(self) -> list[list[tuple[int, ...]]]:
        """The terms, those together that share an operation which is not common to all."""
        owner: dict[int, int] = {}
        head = list(range(len(self.terms)))

        def find(k: int) -> int:
            while head[k] != k:
                head[k] = k = head[head[k]]
            return k

        for k, term in enumerate(self.terms):
            stack = list(term)
            while stack:
                i = stack.pop()
                if i in self.common or self.code[i].op in LEAVES:
                    continue
                if i in owner:
                    a, b = find(owner[i]), find(k)
                    head[max(a, b)] = min(a, b)
                else:
                    owner[i] = k
                    stack += self.code[i].args
        parts: dict[int, list[tuple[int, ...]]] = {}
        for k, term in enumerate(self.terms):
            parts.setdefault(find(k), []).append(term)
        return list(parts.values())

    def _shape(self, part: list[tuple[int, ...]]) -> tuple[list[Any], list[int]]:
        """A part as instructions on numbered operations and leaves, the same for parts that are alike, and its leaves.

        A leaf counts anew wherever it stands, as two may be equal by chance.
        """
        numbers: dict[int, int] = {}
        shape: list[Any] = []
        leaves: list[int] = []

        def reference(i: int) -> int:
            if i in numbers:
                return numbers[i]
            leaves.append(i)
            return -len(leaves)

        for term in part:
            for root in term:
                for i in sorted(self._new_below(root, numbers)):
                    op, args = self.code[i]
                    shape.append((op, tuple([reference(a) for a in args])))
                    numbers[i] = len(numbers)
            shape.append(("term", tuple([reference(i) for i in term])))
        return shape, leaves

    def _new_below(self, root: int, known: dict[int, int]) -> set[int]:
        found: set[int] = set()
        stack = [root]
        while stack:
            i = stack.pop()
            if i not in found and i not in known and i not in self.common and self.code[i].op not in LEAVES:
                found.add(i)
                stack += self.code[i].args
        return found

    # --- Programs ---

    def _divided(self, shape: list[Any], leaves: Any) -> Rolled | None:
        """The three programs, from what the parts share and the leaves (a row for each part) in which they differ."""
        same = (leaves == leaves[0]).all(axis=0)
        varying = leaves[:, ~same] if same.all() else np.unique(leaves[:, ~same], axis=1)
        if not (self.common | self.moving).isdisjoint(np.unique(varying).tolist()):
            return None  # a gradient for each part is asked for
        columns = {tuple(column): k for k, column in enumerate(varying.T.tolist())}
        common = sorted(self.common.intersection(leaves[0].tolist()))
        write = Writer()
        written: list[int] = []
        parameters = self.program.parameters

        def operand(reference: int) -> int:
            if reference >= 0:
                return written[reference]
            k = -reference - 1
            if not same[k]:
                return write("input", (columns[tuple(leaves[:, k].tolist())],))
            leaf = int(leaves[0, k])
            if leaf in self.common:
                return write("parameter", (parameters + common.index(leaf),))
            return write(*self.code[leaf])

        terms = []
        for op, args in shape:
            given = tuple([operand(a) for a in args])
            if op == "term":
                terms.append(write("mul", given) if len(given) == 2 else given[0])
            else:
                written.append(write(op, given))
        if any(self.code[int(leaf)].op == "input" for leaf in leaves[0, same].tolist()):
            return None  # an input that all parts share would have to be a parameter
        output = terms[0] if len(terms) == 1 else write("sum", tuple(terms))
        wrt = tuple([key for key in self.program.wrt if key[0] == "parameter"]
                    + [("parameter", parameters + k) for k in range(len(common))])
        part = Program(tuple(write.instructions), len(columns), parameters + len(common), (output,), wrt)
        places, constants = self._sources(varying)
        return Rolled(self._common_program(common), part, self._rest(), places, constants)

    def _sources(self, varying: Any) -> tuple[Any, tuple[float, ...]]:
        """Where the varying leaves are: among the inputs, parameters and constants of the whole."""
        constants: list[float] = []
        place: dict[int, int] = {}
        for i in np.unique(varying).tolist():
            op, (which,) = self.code[i]
            if op == "constant":
                place[i] = self.program.inputs + self.program.parameters + len(constants)
                constants.append(which)
            else:
                place[i] = which + (self.program.inputs if op == "parameter" else 0)
        found = [[place[i] for i in row] for row in varying.tolist()]
        return np.array(found, dtype=np.int64).reshape(varying.shape), tuple(constants)

    def _common_program(self, common: list[int]) -> Program:
        """What is common to all parts, as outputs."""
        return self._program(tuple(common), self.program.parameters, self.program.wrt)

    def _rest(self) -> Program:
        """The program with the sum as its last parameter."""
        parameters = self.program.parameters
        return self._program(self.program.outputs, parameters + 1, (*self.program.wrt, ("parameter", parameters)))

    def _program(self, outputs: tuple[int, ...], parameters: int, wrt: tuple[tuple[str, int], ...]) -> Program:
        """A program of what some outputs need, below the sum nothing."""
        needed: set[int] = set()
        stack = list(outputs)
        while stack:
            i = stack.pop()
            if i not in needed:
                needed.add(i)
                if i == self.place:
                    stack += [] if self.bias is None else [self.bias]
                    stack += [root for term in self.beside for root in term]
                elif self.code[i].op not in LEAVES:
                    stack += self.code[i].args
        write = Writer()
        places: dict[int, int] = {}
        for i in sorted(needed):
            op, args = self.code[i]
            if i == self.place:
                places[i] = write("parameter", (self.program.parameters,))
                for term in [*self.beside, *([] if self.bias is None else [(self.bias,)])]:
                    more = [places[root] for root in term]
                    places[i] = write("add", (places[i], more[0] if len(more) == 1 else write("mul", tuple(more))))
            else:
                places[i] = write(op, args if op in LEAVES else tuple([places[a] for a in args]))
        return Program(tuple(write.instructions), self.program.inputs, parameters,
                       tuple([places[i] for i in outputs]), wrt)

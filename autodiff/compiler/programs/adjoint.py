"""Adjoint: the reverse pass of everything that is compiled or exported, as a program that computes the gradient too.

The adjoint of a value is one sum over its uses: at each use, the adjoint of the result times the partial derivative. So
nothing is added to, overwritten or set to zero, and the program is evaluated forwards like any other. The adjoint of a layer
is one `dot` with the transposed weights.

A careful adjoint program has marks too: numbers that are 0 where no gradient arrives, as behind a branch that was not taken.
There it passes 0 on. Without marks it would pass 0 times a partial derivative on, which is nan if that is infinite.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from autodiff.compiler.programs.operations import GUARDED, needed, operation, simple_slope
from autodiff.compiler.programs.program import KINDS, LEAVES, ProgramWriter, ScalarProgram


class AdjointTerm(NamedTuple):
    """What one use adds to an adjoint: number times factor. All are places; factor None: 1; mark None: it always counts."""

    number: int
    factor: int | None
    mark: int | None


def differentiated(program: ScalarProgram, careful: bool) -> ScalarProgram:
    """The program with the gradient of its outputs, weighted by the seeds, with respect to the leaves in `wrt`."""
    return _Adjoint(program, careful).written()


class _Adjoint:
    def __init__(self, program: ScalarProgram, careful: bool) -> None:
        self.program, self.code, self.careful = program, program.instructions, careful
        self.write = ProgramWriter(begun=self.code)
        self.leaves = {(op, args[0]): i for i, (op, args) in enumerate(self.code) if op in ("input", "parameter")}
        self.varies = program.dependent(program.wrt)  # with a leaf in wrt
        self.terms: dict[int, list[AdjointTerm]] = {}  # of each value, from the uses seen so far
        self.extra: dict[tuple[int, str], int] = {}  # intermediate results of operations on lists

    def written(self) -> ScalarProgram:
        self._begin()
        for i in self._backwards():
            if i in self.terms:
                self._hand_on(i, *self._adjoint(self.terms.pop(i)))
        gradient = [self._gradient(*leaf) for leaf in self.program.wrt]
        whole = replace(self.program, instructions=tuple(self.write.instructions), gradient=tuple(gradient))
        return whole.needed() if self.careful else whole  # a mark may be needed by nothing

    def _backwards(self) -> list[int]:
        """The operations that depend on leaves in `wrt`, in reverse: all uses of a value come before it."""
        height = [0] * len(self.code)
        for i in range(len(self.code) - 1, -1, -1):
            for a in self.code[i].operands:
                height[a] = max(height[a], height[i] + 1)
        found = [i for i, (op, _) in enumerate(self.code) if self.varies[i] and op not in LEAVES]
        return sorted(found, key=lambda i: height[i])

    def _begin(self) -> None:
        """Start the adjoint of each output with its seed. One of several seeds may be 0, so they are marked."""
        several = self.careful and len(self.program.outputs) > 1
        for k, i in enumerate(self.program.outputs):
            if self.varies[i]:
                seed = self.write("seed", (k,))
                mark = self.write("where", (seed, self.write.constant(1.0), self.write.constant(0.0))) if several else None
                self.terms.setdefault(i, []).append(AdjointTerm(seed, None, mark))

    def _gradient(self, kind: str, which: int) -> int:
        """The place of the derivative with respect to a leaf. It is the place of a result, as for all outputs."""
        terms = self.terms.get(self.leaves.get((kind, which), -1))
        found = self._adjoint(terms)[0] if terms else self.write.constant(0.0)
        return self.write("identity", (found,)) if self._kind(found) else found

    # --- From a result to its operands ---

    def _hand_on(self, i: int, adjoint: int, mark: int | None) -> None:
        """Note the contribution to the adjoint of each operand: the adjoint times the partial derivative."""
        row = operation(self.code[i].op).row
        given: dict[str, int | Sequence[int]] = {"z": i, **dict(zip(row.names, self.code[i].arguments(), strict=True))}
        for position, name in enumerate(row.names):
            operands, slope = _listed(given[name]), simple_slope(row, position)
            if isinstance(slope, str):  # left as a product
                factors = _listed(given[slope], len(operands))
                for a, factor in zip(operands, factors, strict=True):
                    if self.varies[a]:
                        self.terms.setdefault(a, []).append(AdjointTerm(adjoint, factor, mark))
                continue
            for element, a in enumerate(operands):
                if self.varies[a] and (term := self._term(i, position, element, given, adjoint, mark)) is not None:
                    self.terms.setdefault(a, []).append(term)

    def _term(self, i: int, position: int, element: int, given: dict[str, int | Sequence[int]], adjoint: int,
              mark: int | None) -> AdjointTerm | None:
        """The adjoint times a partial derivative that is not simply an operand; None if that is always 0."""
        row = operation(self.code[i].op).row
        slope, selected = simple_slope(row, position), row.names[position] in row.selected
        if isinstance(slope, float):
            return None if selected and slope == 0.0 else self._times(adjoint, slope, mark)
        about = tuple([_listed(given[name] if name in given else self._intermediate(i, name), element + 1)[element]
                       for name in needed(row, position)])
        return self._share(row.name, row.names[position], selected, (adjoint, about), mark)

    def _share(self, row: str, name: str, selected: bool, operands: tuple[int, tuple[int, ...]],
               mark: int | None) -> AdjointTerm:
        """The adjoint times a partial derivative that has to be computed, and its mark."""
        guard = () if mark is None else (mark,)
        more = "?" * len(guard)
        share = self.write(f"{row}'{name}{more}", (operands[0], *guard, *operands[1]))
        if selected and self.careful:
            mark = self.write(f"{row}!{name}{more}", (*guard, *operands[1]))
        return AdjointTerm(share, None, mark)

    def _times(self, adjoint: int, slope: float, mark: int | None) -> AdjointTerm:
        if slope == -1.0:
            return AdjointTerm(self.write("neg", (adjoint,)), None, mark)
        return AdjointTerm(adjoint, None if slope == 1.0 else self.write.constant(slope), mark)

    def _intermediate(self, i: int, name: str) -> int:
        """The place of an intermediate result of an operation on a list."""
        if (i, name) not in self.extra:
            op, args = self.code[i]
            self.extra[i, name] = self.write(f"{op}.{name}", (*args, i))
        return self.extra[i, name]

    # --- From its uses to an adjoint ---

    def _adjoint(self, terms: Sequence[AdjointTerm]) -> tuple[int, int | None]:
        """The sum of contributions, and its mark."""
        if len(terms) == 1:
            return self._product(terms[0]), terms[0].mark
        plain = [term.number for term in terms if term.factor is None]
        products: dict[tuple[str, bool], list[AdjointTerm]] = {}  # by the kind of factor, as a list holds one kind
        for term in terms:
            if term.factor is not None and self._kind(term.number):
                plain.append(self._product(term))
            elif term.factor is not None:
                products.setdefault((self._kind(term.factor), term.mark is not None), []).append(term)
        total: int | None = None
        for some in products.values():
            total = self._products(some, total)
        return self._sum(plain if total is None else [*plain, total]), self._mark(terms)

    def _kind(self, i: int) -> str:
        return KINDS.get(self.write.instructions[i].op, "")

    def _product(self, term: AdjointTerm) -> int:
        """One contribution: a number times its factor."""
        if term.factor is None:
            return term.number
        guard = () if term.mark is None else (term.mark,)
        return self.write("mul'x?" if guard else "mul", (term.number, *guard, term.factor))

    def _products(self, terms: Sequence[AdjointTerm], total: int | None) -> int:
        """The sum of contributions with factors, added to a total."""
        if len(terms) == 1 and total is None:
            return self._product(terms[0])
        bias = self.write.constant(0.0) if total is None else total
        numbers, factors = [t.number for t in terms], [t.factor for t in terms if t.factor is not None]
        if terms[0].mark is None:
            return self.write("dot", (*factors, *numbers, bias))
        return self.write(GUARDED, (*[t.mark for t in terms], *factors, *numbers, bias))

    def _sum(self, numbers: Sequence[int]) -> int:
        if len(numbers) < 3:
            return numbers[0] if len(numbers) == 1 else self.write("add", tuple(numbers))
        return self.write("sum", tuple([self.write("identity", (i,)) if self._kind(i) else i for i in numbers]))

    def _mark(self, terms: Sequence[AdjointTerm]) -> int | None:
        """The sum of the marks, which is 0 only if all are; None if a contribution always counts."""
        marks = list(dict.fromkeys([term.mark for term in terms]))
        return None if None in marks else self._sum([mark for mark in marks if mark is not None])


def _listed(operand: int | Sequence[int], length: int = 1) -> Sequence[int]:
    """A list unchanged; another operand repeated to a list of that length."""
    return [operand] * length if isinstance(operand, int) else operand

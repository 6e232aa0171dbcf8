"""Rewrites: an equivalent program with more structure: sums as lists, weighted sums as `dot`.

`w1*x1 + w2*x2 + b`, written by hand or by Python's `sum`, is a tree of additions; as one `dot` it becomes a loop. Only the
order of the additions changes. Powers with a small integer exponent become products, as do products of lists.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from autodiff.compiler.programs.program import KINDS, LEAVES, Instruction, ProgramWriter, ScalarProgram
from autodiff.table.op import OPS

SHORTEST_SUM = 4  # terms; a shorter chain of additions stays as it is
ZERO = Instruction("constant", (0.0,))


def rewrite(program: ScalarProgram) -> ScalarProgram:
    """The program in fewer and larger steps. Each list then holds only results, or only parameters, or only constants; an
    output is a result."""
    return _Rewriting(program).rewritten()


def shared(program: ScalarProgram) -> ScalarProgram:
    """The program with equal instructions merged."""
    write = ProgramWriter()
    places: list[int] = []
    for instruction in program.instructions:
        places.append(write(instruction.op, instruction.moved(places)))
    return program.rewritten(write.instructions, places)


class _Rewriting:
    def __init__(self, program: ScalarProgram) -> None:
        self.program, self.code = program, program.instructions
        self.write = ProgramWriter(share=False)
        self.places: list[int] = []  # where each instruction now is; -1 for those that went into another
        self.uses = self._uses()
        self.trees = self._trees()
        self.swallowed: set[int] = set().union(*(inner for _, inner in self.trees.values()))

    def rewritten(self) -> ScalarProgram:
        for i, instruction in enumerate(self.code):
            self.places.append(-1 if i in self.swallowed else self._written(i, instruction))
        outputs = tuple([self._computed(i) for i in self.program.outputs])
        return replace(self.program, instructions=tuple(self.write.instructions), outputs=outputs)

    def _written(self, i: int, instruction: Instruction) -> int:
        op, args = instruction
        if op in LEAVES:
            return self.write(op, args)
        if i in self.trees:
            return self._sum(self.trees[i][0])
        if op == "pow" and self.code[args[1]].op == "constant":
            return self._power(self.places[args[0]], self.places[args[1]])
        if op == "prod":
            factors: list[int] = [self.places[a] for a in args]
            return reduce(lambda x, y: self.write("mul", (x, y)), factors[1:], self.write("identity", (factors[0],)))
        if OPS[op].variadic:
            return self.write(op, tuple([place for part in instruction.arguments() for place in self._part(part)]))
        return self.write(op, instruction.moved(self.places))

    def _part(self, part: Sequence[int] | int) -> list[int]:
        """The new places of an argument; in a list of mixed kinds leaves become results."""
        if isinstance(part, int):
            return [self.places[part]]
        mixed = len({KINDS.get(self.code[a].op) for a in part}) > 1
        return [self._computed(a) if mixed and self.code[a].op != "input" else self.places[a] for a in part]

    def _computed(self, i: int) -> int:
        """The place of a result: that of an operation, or a copy of a leaf."""
        return self.write("identity", (self.places[i],)) if self.code[i].op in LEAVES else self.places[i]

    def _power(self, x: int, exponent: int) -> int:
        """x to a constant exponent: 1, 2, 3 and -1 do without `pow`."""
        match self.write.instructions[exponent].args[0]:
            case 1.0:
                return self.write("identity", (x,))
            case 2.0:
                return self.write("square", (x,))
            case 3.0:
                return self.write("mul", (x, self.write("square", (x,))))
            case -1.0:
                return self.write("reciprocal", (x,))
        return self.write("pow", (x, exponent))

    # --- Sums ---

    def _uses(self) -> list[int]:
        """How often each value is used, counting outputs."""
        uses = [0] * len(self.code)
        for instruction in self.code:
            for a in instruction.operands:
                uses[a] += 1
        for i in self.program.outputs:
            uses[i] += 1
        return uses

    def _trees(self) -> dict[int, tuple[list[int], set[int]]]:
        """The trees of additions that become lists, by their roots: their terms, and the instructions they replace."""
        code = self.code
        inner = {a for op, args in code if op == "add" for a in args if code[a].op == "add" and self.uses[a] == 1}
        found = {}
        for i, (op, _) in enumerate(code):
            if op == "add" and i not in inner:
                terms, additions = self._terms(i, inner)
                products = {t for t in terms if self._is_product(t)}
                if len(products) > 1 and len(self._terms_beside(terms, products)) < 2:
                    found[i] = terms, additions | products
                elif len(terms) >= SHORTEST_SUM:
                    found[i] = terms, additions
        return found

    def _is_product(self, i: int) -> bool:
        return self.code[i].op == "mul" and self.uses[i] == 1

    def _terms_beside(self, terms: list[int], products: set[int]) -> list[int]:
        """The other terms, without zeros: Python's `sum` starts with a zero, and so does the sum of a list."""
        return [t for t in terms if t not in products and self.code[t] != ZERO]

    def _terms(self, root: int, inner: set[int]) -> tuple[list[int], set[int]]:
        """The terms of a tree of additions, from left to right, and the additions below its root."""
        terms, additions, stack = [], set(), list(reversed(self.code[root].args))
        while stack:
            i = stack.pop()
            if i in inner:
                additions.add(i)
                stack += reversed(self.code[i].args)
            else:
                terms.append(i)
        return terms, additions

    def _sum(self, terms: list[int]) -> int:
        """A list of terms as a `dot`, if all but one are products, or as a `sum`."""
        products = [t for t in terms if t in self.swallowed]
        beside = self._terms_beside(terms, set(products))
        if not products:
            return self.write("sum", tuple(self._part(beside)))
        pairs = [self._weight_first(*self.code[t].args) for t in products]
        bias = self.places[beside[0]] if beside else self.write.constant(0.0)
        lists = [part for pair in (0, 1) for part in self._part([p[pair] for p in pairs])]
        return self.write("dot", (*lists, bias))

    def _weight_first(self, a: int, b: int) -> tuple[int, int]:
        return (b, a) if self.code[b].op == "parameter" and self.code[a].op != "parameter" else (a, b)

"""Rewriting a program into the same mathematics with more structure: sums as lists, weighted sums as `dot`.

`w1*x1 + w2*x2 + b`, written by hand or by Python's `sum`, is a tree of additions; as one `dot` it becomes a loop. Only the
order of the additions changes.
"""

from functools import reduce

from autodiff.compiler.program import LEAVES, Instruction, Program, Writer, split
from autodiff.ops import OPS

SHORTEST_SUM = 4  # terms from which a chain of additions is a list
LEAF_KINDS = {"parameter": "p", "constant": "c"}
ZERO = Instruction("constant", (0.0,))


def rewrite(program: Program) -> Program:
    """The program with its chains of additions gathered, and products of lists as multiplications."""
    uses = _uses(program)
    write = Writer()
    places: list[int] = [-1] * len(program.instructions)
    absorbed = _absorbed(program, uses)
    for i, (op, args) in enumerate(program.instructions):
        if i in absorbed:
            continue
        if op in LEAVES:
            places[i] = write(op, args)
        elif op == "add":
            places[i] = _sum(program, i, absorbed, places, uses, write)
        elif op == "prod":
            factors = [places[a] for a in args] or [write.constant(1.0)]
            places[i] = reduce(lambda x, y: write("mul", (x, y)), factors)
        else:
            places[i] = write(op, tuple([places[a] for a in args]))
    return _uniform(_alive(Program(tuple(write.instructions), program.inputs, program.parameters,
                          tuple([places[i] for i in program.outputs]), program.wrt)))


def _uses(program: Program) -> list[int]:
    """How often each value is used, as an output too."""
    uses = [0] * len(program.instructions)
    for op, args in program.instructions:
        if op not in LEAVES:
            for a in args:
                uses[a] += 1
    for i in program.outputs:
        uses[i] += 1
    return uses


def _absorbed(program: Program, uses: list[int]) -> set[int]:
    """The additions that serve another addition only."""
    code = program.instructions
    inner = {a for op, args in code if op == "add" for a in args if code[a].op == "add" and uses[a] == 1}
    return inner - set(program.outputs)


def _terms(program: Program, root: int, absorbed: set[int]) -> list[int]:
    """What a tree of additions adds, from left to right."""
    terms, stack = [], list(reversed(program.instructions[root].args))
    while stack:
        i = stack.pop()
        if i in absorbed:
            stack += reversed(program.instructions[i].args)
        else:
            terms.append(i)
    return terms


def _sum(program: Program, root: int, absorbed: set[int], places: list[int], uses: list[int], write: Writer) -> int:
    """A tree of additions as a `dot`, as a `sum` or, if it is small, as additions."""
    code = program.instructions
    terms = _terms(program, root, absorbed)
    some = [i for i in terms if code[i] != ZERO]  # Python's `sum` begins with one; the sum of a list does so itself
    products = [i for i in some if code[i].op == "mul" and uses[i] == 1]
    others = [i for i in some if not (code[i].op == "mul" and uses[i] == 1)]
    if len(products) > 1 and len(others) < 2:
        pairs = [_weight_first(code, *code[i].args) for i in products]
        bias = places[others[0]] if others else write.constant(0.0)
        return write("dot", (*[places[w] for w, _ in pairs], *[places[x] for _, x in pairs], bias))
    if len(terms) >= SHORTEST_SUM:
        return write("sum", tuple([places[i] for i in some]))
    return reduce(lambda x, y: write("add", (x, y)), [places[i] for i in terms])


def _weight_first(code: tuple[Instruction, ...], a: int, b: int) -> tuple[int, int]:
    return (b, a) if code[b].op == "parameter" and code[a].op != "parameter" else (a, b)


def _alive(program: Program) -> Program:
    """The program without what no output needs; inputs and parameters stay."""
    code = program.instructions
    alive = [False] * len(code)
    for i in program.outputs:
        alive[i] = True
    for i in range(len(code) - 1, -1, -1):
        if alive[i] and code[i].op not in LEAVES:
            for a in code[i].args:
                alive[a] = True
    places: dict[int, int] = {}
    kept: list[Instruction] = []
    for i, (op, args) in enumerate(code):
        if alive[i]:
            places[i] = len(kept)
            kept.append(Instruction(op, args if op in LEAVES else tuple([places[a] for a in args])))
    return Program(tuple(kept), program.inputs, program.parameters, tuple([places[i] for i in program.outputs]), program.wrt)


def _uniform(program: Program) -> Program:
    """The program with lists whose elements are all computed, or all parameters, or all constants; outputs are computed."""
    write = Writer()
    places: list[int] = []

    def computed(i: int) -> int:
        return places[i] if program.instructions[i].op not in LEAVES else write("identity", (places[i],))

    for op, args in program.instructions:
        if op in LEAVES:
            places.append(write(op, args))
        elif not OPS[op].variadic:
            places.append(write(op, tuple([places[a] for a in args])))
        else:
            given: list[int] = []
            for _, part in split(op, args):
                parts = part if isinstance(part, list) else [part]
                kinds = {LEAF_KINDS.get(program.instructions[a].op) for a in parts}
                mixed = isinstance(part, list) and len(kinds) > 1
                given += [computed(a) if mixed and program.instructions[a].op != "input" else places[a] for a in parts]
            places.append(write(op, tuple(given)))
    outputs = tuple([computed(i) for i in program.outputs])
    return Program(tuple(write.instructions), program.inputs, program.parameters, outputs, program.wrt)

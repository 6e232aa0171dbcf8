"""The forms that random cases are made of, and how cases are drawn."""

import math
from collections.abc import Callable, Sequence

from autodiff.table.op import OPS, rows
from autodiff.testing.building import APART, LARGE, Choices
from autodiff.testing.program import Program
from autodiff.testing.structure.arrangements import Operand, arranged
from autodiff.testing.structure.case import WAYS, Case
from autodiff.testing.structure.sketch import BINARY, JOINING, UNARY, Sketch

LENGTHS = (2, 2, 2, 1, 3, 4, 2, 8, 9, 9, 12, 16, 0)
LONG = 300
ROWS = (1, 1, 1, 2, 2, 2, 7, 8, 9, 9, 9, 33, 55, 56, 57, 103, 104, 105, 113, 1000)
REDUCTIONS = (None, None, None, "sum", "sum", "mean")
MOST_SLOPES = 6  # of a case that compiles derivatives
MOST_STEPS = {1: 120, 2: 30}  # of a case whose first, second derivatives are compiled
CHAIN = 450  # groups of a program that is long and irregular


def length(sketch: Sketch) -> int:
    choice = sketch.choices.integer(0, 4 * len(LENGTHS))
    return LENGTHS[choice % len(LENGTHS)] if choice < 4 * len(LENGTHS) else LONG


# --- Forms ---

def pair(sketch: Sketch) -> None:
    """x op y beside y op x."""
    name, x, y = sketch.one_of(BINARY), *(arranged(sketch.choices, sketch.source(2), 2))
    both = sketch.each(name, [x, y], [y, x])
    if not sketch.chance(3):
        both = sketch.each(sketch.one_of(UNARY), both)
    sketch.join(both)


def parts(sketch: Sketch) -> None:
    """Parts that are alike over several lists, a list and its reverse, shared factors or constants; perhaps one is odd."""
    n = length(sketch)
    if not n:
        sketch.join([])
        return
    odd = sketch.choices.integer(0, n - 1) if sketch.chance(3) else None
    made: list[Operand] = sketch.operands(n)
    for _ in range(sketch.choices.integer(1, 3)):
        kind = sketch.choices.integer(0, 5)
        if kind < 3:
            other = sketch.operands(n)
        elif kind == 3:
            other = [*made[::-1]]
        elif kind == 4:
            other = [sketch.source(1)[0]] * n
        else:
            other = [0.3 + 0.1 * (i % 7) for i in range(n)] if sketch.chance(2) else [0.625] * n
        sides = (made, other) if not sketch.chance(3) else (other, made)
        made = [*(sketch.each(sketch.one_of(UNARY), made, odd=odd) if sketch.chance(3)
                  else sketch.each(sketch.one_of(BINARY), *sides, odd=odd))]
    sketch.join(made)


def listed(sketch: Sketch) -> None:
    """An operation on lists."""
    n = length(sketch)
    if sketch.chance(3) or not n:
        xs, weights = sketch.operands(n), sketch.operands(n)
        if sketch.chance(3):
            weights = arranged(sketch.choices, xs, n)
        sketch.ends.append(sketch.push(OPS["dot"], (tuple(weights), tuple(xs), sketch.bias())))
    else:
        sketch.ends.append(sketch._listed(sketch.one_of(JOINING), sketch.operands(n)))


def equal(sketch: Sketch) -> None:
    """Equal samples, each computed anew: over the same leaves, and constants that may differ."""
    n, x, w = sketch.one_of(("8", "9", "12", "16", "2")), *[sketch.source(1)[0] for _ in range(2)]
    name, outer, constant = sketch.one_of(BINARY), sketch.one_of(("square", *UNARY)), sketch.choices.number(0.25, 2.0)
    differ = sketch.chance(3)
    u = [constant + 0.125 * i * differ for i in range(int(n))]
    sketch.join(sketch.each(outer, sketch.each(name, sketch.each("mul", [x] * int(n), u), [w] * int(n))))


def layer(sketch: Sketch) -> None:
    """Neurons, perhaps two layers deep: over repeated, shared and permuted inputs and weights, with all kinds of bias."""
    n, m = (sketch.choices.integer(*ends) for ends in ((1, 9), (0, 9)))
    made: list[Operand] = sketch.operands(n)
    for _ in range(1 + sketch.chance(3)):
        n, leaves = len(made), len(sketch.point)
        first = sketch.choices.integer(0, leaves - 1)
        matrix: Sequence[Operand] = [(first + i) % leaves for i in range(n * m)]
        made = _neurons(sketch, made, sketch.operands(n * m) if sketch.chance(3) else matrix, m)
        m = max(1, m - 3)
    sketch.join(made)


def _neurons(sketch: Sketch, xs: Sequence[Operand], matrix: Sequence[Operand], m: int,
             first: int | None = None) -> list[Operand]:
    """m dots of the rows of a matrix, now and then of its columns, and what an activation makes of them.

    first: of the leaves that are biases, if they are.
    """
    n, columns, turned, back = len(xs), sketch.chance(7), sketch.chance(7), sketch.chance(7)
    width = len(matrix) // n if n else 1
    biases = [first + j for j in range(m)] if first is not None else sketch.operands(m) if sketch.chance(2) else None
    one = 0.0 if biases else sketch.bias()
    sums: list[int] = []
    for j in range(m):
        row = tuple(matrix[j::width] if columns else matrix[j * n : (j + 1) * n])
        given = (*xs[j % n :], *xs[: j % n]) if turned and n else tuple(xs)
        sides = (given, row) if back else (row, given)
        sums.append(sketch.push(OPS["dot"], (*sides, one if biases is None else biases[j])))
    return [*sketch.each(sketch.one_of(UNARY), sketch.tame(sums))]


def network(choices: Choices) -> Sketch:
    """A form for which the leaves are made: a layer of weights in order, and a second one of them again, or of others."""
    n, m = choices.integer(2, 9), choices.integer(2, 9)
    sketch = Sketch(choices, n + n * m + m + 1)
    sketch.inputs = list(range(n))
    xs: Sequence[Operand] = sketch.operands(n) if sketch.chance(3) else range(n)
    if sketch.chance(3):
        xs = sketch.each(sketch.one_of(UNARY), xs)
    made = _neurons(sketch, xs, [*range(n, n + n * m)], m, None if sketch.chance(3) else n + n * m)
    if sketch.chance(2):
        again = arranged(choices, made, n)
        made = _neurons(sketch, again, [*range(n, n + n * m)], m if sketch.chance(2) else max(1, m - 1))
    sketch.join(made)
    return sketch


def windows(choices: Choices) -> Sketch:
    """A form for which the leaves are made: dots over windows that slide along a list, of weights of their own or shared."""
    n, size = choices.integer(7, 12), choices.integer(3, 4)
    m = n - size + 1
    sketch = Sketch(choices, n + m * size)
    sketch.inputs = list(range(n))
    xs: Sequence[Operand] = sketch.each(sketch.one_of(UNARY), range(n)) if sketch.chance(2) else range(n)
    step = 0 if sketch.chance(3) else size
    sums = [sketch.push(OPS["dot"], (tuple(range(n + step * j, n + step * j + size)), tuple(xs[j:j + size]), 0.25))
            for j in range(m)]
    sketch.join(sketch.each(sketch.one_of(UNARY), sketch.tame(sums)))
    return sketch


def pairs(choices: Choices) -> Sketch:
    """A form for which the leaves are made: each of some numbers with each of others."""
    n, m = choices.integer(2, 6), choices.integer(2, 6)
    sketch = Sketch(choices, n + m)
    a, b = [*range(n)], [*range(n, n + m)]
    if sketch.chance(2):
        a, b = sketch.each(sketch.one_of(UNARY), a), sketch.each(sketch.one_of(UNARY), b)
    name = sketch.one_of(BINARY)
    sketch.join(sketch.tame([sketch.each(name, [x], [y])[0] for x in a for y in b]))
    return sketch


WHOLE = (network, network, windows, pairs)  # forms that a case consists of


def branch(sketch: Sketch) -> None:
    """A choice by a leaf of its own, which the rows may turn round; or one whose other branch is infinite, or no number."""
    n = sketch.choices.integer(1, 4)
    taken = sketch.operands(n)
    if sketch.chance(2):
        zero = [sketch.push(OPS["sub"], (x, x)) for x in taken]
        name = sketch.one_of(("log", "reciprocal", "sqrt"))
        lost = [sketch.push(OPS[name], (z if name != "sqrt" else sketch.push(OPS["sub"], (z, 1.0)),)) for z in zero]
        found = [sketch.push(OPS["where"], (1.0, x, y)) for x, y in zip(taken, lost, strict=True)]
        if name == "log" and sketch.chance(2):
            found = [sketch.push(OPS["maximum"], (x, y)) for x, y in zip(taken, lost, strict=True)]
    else:
        other = sketch.each(sketch.one_of(UNARY), sketch.operands(n))
        free = [x for x, at in enumerate(sketch.point) if x not in sketch.used and x not in taken and abs(at) > APART]
        if not free:
            sketch.join(other)
            return
        switch = free[-1]
        sketch.switches.append(switch)
        sign = sketch.push(OPS["greater"], (switch, 0.0))
        found = [sketch.push(OPS["where"], (sign, x, y)) for x, y in zip(taken, other, strict=True)]
    sketch.lists.append(sketch.tame(found))
    sketch.join(sketch.lists[-1])


def recurrence(sketch: Sketch) -> None:
    """A chain in which each element meets what the elements before have become."""
    made: Operand = sketch.source(1)[0]
    for x in sketch.operands(max(1, length(sketch)))[:16]:
        made = sketch.each(sketch.one_of(("sub", "mul", "add", "hypot", "logaddexp")), [made], [x])[0]
    sketch.ends.append(made if isinstance(made, int) else 0)


def irregular(sketch: Sketch) -> None:
    """Operations of any kind on anything."""
    table = list(rows())
    for _ in range(sketch.choices.integer(1, 6)):
        sketch.add(table[sketch.choices.integer(0, len(table) - 1)])
    sketch.ends.append(len(sketch.numbers) - 1)


def long_chain(sketch: Sketch) -> None:
    """More groups than are written out."""
    x = sketch.source(1)[0]
    for i in range(CHAIN):
        x = sketch.push(OPS["sin" if i % 3 else "sub"], (x,) if i % 3 else (x, 0.25 + 0.125 * (i % 5)))
    sketch.ends += [x, *sketch.tame([sketch.push(OPS["dot"], ((x, 0, x), (0, x, x), sketch.bias()))])]


FORMS: tuple[Callable[[Sketch], None], ...] = (pair, parts, parts, listed, listed, equal, layer, layer, branch, recurrence,
                                               irregular, pair)


# --- Cases ---

def draw_case(choices: Choices) -> Case:
    """A random case.

    >>> from random import Random
    >>> from autodiff.testing import RandomChoices
    >>> case = draw_case(RandomChoices(Random(3)))
    >>> len(case.outputs) > 0, set(case.wrt) <= set(range(len(case.program.point)))
    (True, True)
    """
    sketch = WHOLE[choices.integer(0, len(WHOLE) - 1)](choices) if choices.integer(0, 4) == 4 else _of_forms(choices)
    outputs = _outputs(sketch)
    inputs = _some_leaves(sketch) if sketch.inputs is None or sketch.chance(3) else sketch.inputs
    wrt = _some_leaves(sketch) if sketch.inputs is None or sketch.chance(2) else []
    if not wrt and not sketch.chance(4):
        wrt = [x for x in range(len(sketch.point)) if x not in inputs] or inputs[::-1]
    inputs = list(dict.fromkeys([*inputs, *sketch.switches]))
    case = Case(Program(sketch.point, tuple(sketch.steps)), tuple(outputs), tuple(inputs), tuple(wrt),
                tuple(sketch.switches), ROWS[choices.integer(0, len(ROWS) - 1)],
                REDUCTIONS[choices.integer(0, len(REDUCTIONS) - 1)], WAYS[max(0, choices.integer(-6, len(WAYS) - 1))])
    return _differentiated(case, choices)


def _of_forms(choices: Choices) -> Sketch:
    """One form, or a few that share leaves and take up each other's results; now and then a long one."""
    sizes = (2, 3, 1, 4, 8, 12, 20)
    many = choices.integer(0, 20 * len(sizes))
    sketch = Sketch(choices, sizes[many % len(sizes)] if many < 20 * len(sizes) else LONG + 5)
    if choices.integer(0, 99) == 99:
        long_chain(sketch)
    for _ in range(max(1, choices.integer(-1, 3))):
        FORMS[choices.integer(0, len(FORMS) - 1)](sketch)
    return sketch


def _outputs(sketch: Sketch) -> list[int]:
    """One that all depends on, or several: also equal ones, leaves, and results inside."""
    choices, ends = sketch.choices, sketch.ends or [0]
    kind = choices.integer(0, 4)
    if kind < 2 or (len(ends) == 1 and kind < 4):
        return [sketch.push(OPS["sum"], (tuple(ends),)) if len(ends) > 1 else ends[0]]
    found = list(dict.fromkeys(ends))[:5]
    if kind == 3:
        found.append(found[0])
    if kind == 4:
        inside = [i for i, x in enumerate(sketch.numbers) if math.isfinite(x) and abs(x) <= LARGE]
        found += [choices.integer(0, len(sketch.point) - 1), inside[choices.integer(0, len(inside) - 1)]]
    return found[::-1] if sketch.chance(2) else found


def _some_leaves(sketch: Sketch) -> list[int]:
    """All leaves, none, or any in any order."""
    choices, leaves = sketch.choices, list(range(len(sketch.point)))
    kind = choices.integer(0, 7)
    if kind < 3:
        return leaves
    if kind == 3:
        return []
    for i in range(len(leaves) - 1, 0, -1):
        j = choices.integer(0, i)
        leaves[i], leaves[j] = leaves[j], leaves[i]
    return leaves if kind == 4 else leaves[: choices.integer(1, len(leaves))]


def _differentiated(case: Case, choices: Choices) -> Case:
    """Now and then the case of its derivatives, or of theirs."""
    order = max(0, choices.integer(-8, 2))
    for k in range(1, order + 1):
        if not case.wrt or len(case.wrt) > MOST_SLOPES or len(case.program.steps) > MOST_STEPS[k]:
            break
        case = case.differentiated()
    return case

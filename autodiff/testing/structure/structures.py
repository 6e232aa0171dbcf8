"""What structure a case has, seen from the program alone: so that the share of each among random cases can be told."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from autodiff.testing.program import Argument, Program, Step
from autodiff.testing.structure.case import Case

LENGTHS = (0, 1, 2, 8, 9, 16, 300)
WINDOWS = 3  # that slide
MANY = 8  # uses of one result, or parts that are alike
LONG = 400  # operations from which a program is long
List = tuple[Argument, ...]


def structures(case: Case) -> set[str]:
    """The names of all structures that a case has.

    >>> from autodiff import OPS
    >>> program = Program((0.5, 2.0), (Step(OPS["sub"], (0, 1)), Step(OPS["sub"], (1, 0))))
    >>> found = structures(Case(program, (2, 3), (0,), (1, 0)))
    >>> {"operands swapped", "several outputs", "wrt in another order"} <= found, "repeated" in found
    (True, False)
    """
    program, lists = case.program, [*_lists(case.program)]
    return {*_of_lists(lists), *_of_pairs(lists), *_of_steps(program), *_of_parts(program), *_of_dots(program),
            *_of_leaves(case), *_of_outputs(case),
            f"order {case.order}", f"rows {case.rows}", f"reduce {case.reduce}", case.way}


def _lists(program: Program) -> Iterator[List]:
    """Operand lists: those of one step, and of the steps that do the same at the same depth, as compilers see them."""
    depths = [0] * len(program.point)
    alike: dict[tuple[str, int], list[Step]] = defaultdict(list)
    for step in program.steps:
        depths.append(1 + max((depths[a] for _, _, a in step.operands() if isinstance(a, int)), default=0))
        alike[step.op.name, depths[-1]].append(step)
        yield from (a for a in step.arguments if isinstance(a, tuple))
    for steps in alike.values():
        if len(steps) > 1:
            yield from (xs for xs in zip(*[s.arguments for s in steps], strict=False) if not isinstance(xs[0], tuple))


def _of_lists(lists: Sequence[List]) -> Iterator[str]:
    for xs in lists:
        results = [x for x in xs if isinstance(x, int)]
        if len(xs) in LENGTHS:
            yield f"length {len(xs)}"
        if len({*results}) < len(results):
            yield "repeated" if len({*results}) > 1 else "one repeated"
        if 0 < len(results) < len(xs):
            yield "constants among operands"
        steps = {b - a for a, b in pairwise(results)}
        if len(results) > 2 and len(steps) == 1 and abs(steps.pop()) > 1:
            yield "strided"


def _of_pairs(lists: Sequence[List]) -> Iterator[str]:
    """How lists are related that have the same elements, or overlap."""
    same: dict[frozenset[Argument], set[List]] = defaultdict(set)
    ends: dict[List, set[List]] = defaultdict(set)
    for xs in {xs for xs in lists if len(xs) > 1 and len({*xs}) > 1}:
        same[frozenset(xs)].add(xs)
        for by in range(1, min(4, len(xs) - 1)):
            ends[xs[by:]].add(xs)
    for group in same.values():
        first, *others = sorted(group, key=repr)
        for xs in others:
            yield from _between(first, xs)
    for xs in {xs for group in same.values() for xs in group}:
        if any(ends.get(xs[:-by], set()) - {xs} for by in range(1, min(4, len(xs) - 1))):
            yield "overlapping"


def _between(a: List, b: List) -> Iterator[str]:
    if Counter(a) != Counter(b):
        return
    yield "permuted"
    if a == b[::-1]:
        yield "reversed"
    if sum(x != y for x, y in zip(a, b, strict=True)) == 2:
        yield "swapped"
    if any(a == b[k:] + b[:k] for k in range(1, len(a))):
        yield "rotated"


def _all_pairs(program: Program) -> bool:
    """Whether an operation meets each of some operands with each of others."""
    met: dict[str, set[tuple[Argument, ...]]] = defaultdict(set)
    for step in program.steps:
        if len(step.arguments) == 2 and not step.op.variadic:
            met[step.op.name].add(step.arguments)
    sides = [(pairs, {a for a, _ in pairs}, {b for _, b in pairs}) for pairs in met.values()]
    return any(len(a) > 1 < len(b) and len(pairs) == len(a) * len(b) for pairs, a, b in sides)


def _of_steps(program: Program) -> Iterator[str]:
    seen = {(step.op.name, step.arguments) for step in program.steps}
    if any(len(given) == 2 and given[0] != given[1] and (name, given[::-1]) in seen for name, given in seen):
        yield "operands swapped"
    uses = Counter(a for step in program.steps for _, _, a in step.operands() if isinstance(a, int))
    if any(count >= MANY for x, count in uses.items() if x >= len(program.point)):
        yield "shared computed factor"
    if any(count >= MANY for x, count in uses.items() if x < len(program.point)):
        yield "leaf used often"
    if _all_pairs(program):
        yield "all pairs"
    if len(program.steps) > LONG:
        yield "long"
    if any(not math.isfinite(x) for x in program.run(program.point)):
        yield "branch that is not finite"


def _of_parts(program: Program) -> Iterator[str]:
    """Results in one list that were computed in the same way: of other operands, of the same ones, or all but one."""
    shapes: list[object] = [("leaf",)] * len(program.point)
    wholes: list[object] = [*range(len(program.point))]
    for step in program.steps:
        operands = [a for _, _, a in step.operands()]
        shapes.append(hash((step.op.name, *(shapes[a] if isinstance(a, int) else 0.0 for a in operands))))
        wholes.append(hash((step.op.name, *(wholes[a] if isinstance(a, int) else repr(a) for a in operands))))
    first = len(program.point)
    for xs in _lists(program):
        made = {x for x in xs if isinstance(x, int) and x >= first}
        kinds, equal = Counter(shapes[x] for x in made), Counter(wholes[x] for x in made)
        if len(made) >= MANY:
            if len(kinds) == 1 and len(equal) > 1:
                yield "parts alike"
            if len(kinds) == 2 and min(kinds.values()) == 1:
                yield "one part different"
        if made and max(equal.values()) >= min(MANY, max(2, len(made))):
            yield "equal parts"


def _of_dots(program: Program) -> Iterator[str]:
    dots = [(*map(_as_tuple, step.arguments[:2]), step.arguments[2:]) for step in program.steps if step.op.name == "dot"]
    for weights, xs, bias in dots:
        if not weights:
            yield "empty dot"
        if bias and isinstance(bias[0], int):
            yield "leaf as bias" if bias[0] < len(program.point) else "computed bias"
        if any(len(side) > 1 and len({*side}) == 1 for side in (weights, xs)):
            yield "dot over one repeated"
    if any(step.arguments == ((),) for step in program.steps):
        yield "empty list"
    sides = [Counter(dot[side] for dot in dots if len(dot[side]) > 1) for side in (0, 1)]
    if max(max(side.values(), default=0) for side in sides) > 1:
        yield "layer"
        if min(len(side) for side in sides) > 1:
            yield "layers over several inputs"
    given = {dot[1] for dot in dots if len(dot[1]) > 2}
    if sum(any(other != x and other[:-1] == x[1:] for other in given) for x in given) >= WINDOWS:
        yield "sliding windows"
    uses = Counter(x for weights, _, _ in dots for x in {*weights} if isinstance(x, int))
    if max(uses.values(), default=0) > 1:
        yield "weights used twice"


def _as_tuple(argument: Argument) -> List:
    return argument if isinstance(argument, tuple) else ()


def _of_leaves(case: Case) -> Iterator[str]:
    used = {a for step in case.program.steps for _, _, a in step.operands()} | {*case.outputs}
    leaves = range(len(case.program.point))
    for name, chosen in (("inputs", case.inputs), ("wrt", case.wrt)):
        if list(chosen) != sorted(chosen):
            yield f"{name} in another order"
        if not chosen:
            yield f"no {name}"
    if {*case.wrt} - used:
        yield "wrt that does not occur"
    if {*leaves} - {*case.inputs} - {*case.wrt}:
        yield "frozen parameters"
    if {*case.inputs} & {*case.wrt} and {*case.wrt} - {*case.inputs}:
        yield "wrt of inputs and parameters"


def _of_outputs(case: Case) -> Iterator[str]:
    used = {a for step in case.program.steps for _, _, a in step.operands()}
    if len(case.outputs) > 1:
        yield "several outputs"
    if len({*case.outputs}) < len(case.outputs):
        yield "equal outputs"
    if any(y < len(case.program.point) for y in case.outputs):
        yield "leaf as output"
    if any(y in used for y in case.outputs if y >= len(case.program.point)):
        yield "output inside"
    if case.switches:
        yield "branches turn from row to row"

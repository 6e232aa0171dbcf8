"""A wrong case made smaller, as long as it stays wrong: fewer rows, outputs, leaves, steps and operands."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from autodiff.testing.program import Argument, Program, Step
from autodiff.testing.structure.case import Case

TRIES = 200  # cases that are looked at


def shrunk(case: Case, wrong: Callable[[Case], bool], tries: int = TRIES) -> Case:
    """The smallest case that was found which is still wrong, by taking away one thing after the other."""
    left, changed = tries, True
    while changed:
        changed = False
        for smaller in _smaller(case):
            if not left:
                return case
            left -= 1
            if wrong(smaller):
                case, changed = smaller, True
                break
    return case


def _smaller(case: Case) -> Iterator[Case]:
    """Cases with something less, the largest pieces first."""
    if case.way != "call":
        yield replace(case, way="call")
    yield from (replace(case, rows=rows) for rows in (1, 2, 9) if rows < case.rows)
    if case.reduce:
        yield replace(case, reduce=None)
    if len(case.outputs) > 1:
        yield from (needed(replace(case, outputs=(y,))) for y in case.outputs)
    if len(case.wrt) > 4:  # now, as leaves that are not asked for may go with the steps
        yield from (needed(replace(case, wrt=kept)) for kept in (case.wrt[::2], case.wrt[1::2]))
    for k in reversed(range(len(case.program.steps))):
        yield from (needed(other) for other in _without(case, k))
    yield from (needed(replace(case, wrt=kept)) for kept in _fewer(case.wrt))
    yield from (needed(replace(case, inputs=kept)) for kept in _fewer(case.inputs) if {*case.switches} <= {*kept})


def _fewer(leaves: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """All but one."""
    return (leaves[:i] + leaves[i + 1 :] for i in range(len(leaves) if len(leaves) > 1 else 0))


def _without(case: Case, k: int) -> Iterator[Case]:
    """The case without step k, one of its operands in its place, and with shorter lists in it."""
    first, steps = len(case.program.point), case.program.steps
    operands = list(dict.fromkeys(a for _, _, a in steps[k].operands() if isinstance(a, int)))
    for operand in operands[:3]:
        yield _instead(case, {first + k: operand})
    for shorter in _shorter(steps[k]):
        yield replace(case, program=Program(case.program.point, (*steps[:k], shorter, *steps[k + 1 :])))


def _shorter(step: Step) -> Iterator[Step]:
    length = max((len(a) for a in step.arguments if isinstance(a, tuple)), default=0)
    halves = (slice(length // 2), slice(length // 2, None)) if length > 3 else ()
    for kept in (*halves, *([*range(j), *range(j + 1, length)] for j in range(min(length, 8)))):
        chosen = range(length)[kept] if isinstance(kept, slice) else kept
        yield replace(step, arguments=tuple(tuple(a[j] for j in chosen) if isinstance(a, tuple) else a
                                            for a in step.arguments))


def _instead(case: Case, names: dict[int, int]) -> Case:
    """Other results in the place of some."""
    steps = tuple(replace(step, arguments=tuple(_renamed(a, names) for a in step.arguments)) for step in case.program.steps)
    return replace(case, program=Program(case.program.point, steps), outputs=tuple(names.get(y, y) for y in case.outputs))


def _renamed(argument: Argument, names: dict[int, int]) -> Argument:
    if isinstance(argument, tuple):
        return tuple(_renamed(a, names) for a in argument)
    return names.get(argument, argument) if isinstance(argument, int) else argument


def needed(case: Case) -> Case:
    """The case without the steps and leaves that nothing needs."""
    first, steps = len(case.program.point), case.program.steps
    alive = {*case.outputs, *case.wrt, *case.inputs}
    for k in reversed(range(len(steps))):
        if first + k in alive:
            alive |= {a for _, _, a in steps[k].operands() if isinstance(a, int)}
    names = {old: new for new, old in enumerate(sorted(alive))}
    kept = replace(case, program=Program(tuple(x for i, x in enumerate(case.program.point) if i in alive),
                                         tuple(s for k, s in enumerate(steps) if first + k in alive)))
    inputs, wrt, switches = (tuple(names[x] for x in given) for given in (case.inputs, case.wrt, case.switches))
    return replace(_instead(kept, names), inputs=inputs, wrt=wrt, switches=switches)

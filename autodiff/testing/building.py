"""Random programs, built step by step so that every operation is inside its domain and away from kinks and poles.

What is chosen is chosen by `Choices`: of hypothesis, which can shrink, or of `random`, which is fast.
"""

import math
from collections.abc import Sequence
from random import Random
from typing import Protocol

from autodiff.messages import shown
from autodiff.table.formula import names_in, parse
from autodiff.table.op import OPS, Interval, Op
from autodiff.testing.exact import EXACT, compiled
from autodiff.testing.program import FUNCTION, METHOD, OPERATOR, Argument, Program, Step

MARGIN = 0.0625  # distance from the ends of a domain
APART = 0.05  # distance from a kink
SHIFT = 0.25
TRIES = 200
LARGE = 3.0  # operands beyond are scaled down, so that nothing overflows,
SMALL = 2.0**-10  # and those nearer to 0, other than 0, are lifted, so that nothing underflows


class Choices(Protocol):
    """Where the decisions of a construction come from; smaller ones are simpler."""

    def integer(self, low: int, high: int) -> int:
        """An int from low to high, both included."""

    def number(self, low: float, high: float) -> float:
        """A float from low to high."""


class RandomChoices:
    """The choices of a `random.Random`."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def integer(self, low: int, high: int) -> int:
        return low + int(self.rng.random() * (high - low + 1))

    def number(self, low: float, high: float) -> float:
        x = self.rng.uniform(low, high)
        short = round(x * 8) / 8  # short numbers meet each other, and the zeros of functions, more often
        return short if self.rng.random() < 0.25 and low <= short <= high else x


def inside(interval: Interval) -> Interval:
    """The part of a domain that is tried: of moderate size, not hard by its ends.

    >>> inside((0.0, math.inf)), inside((-math.inf, math.inf)), inside((-1.0, 1.0))
    ((0.0625, 3.0), (-3.0, 3.0), (-0.9375, 0.9375))
    """
    low, high = interval
    margin = min(MARGIN, (high - low) / 4)
    return (low + margin if math.isfinite(low) else min(high, 0.0) - LARGE,
            high - margin if math.isfinite(high) else max(low, 0.0) + LARGE)


def row_of(op: Op | str) -> Op:
    """A row, given as one or by its name; `ValueError` if the table has none of that name.

    >>> row_of("tanh") is row_of(OPS["tanh"])
    True
    """
    if isinstance(op, Op):
        return op
    if not isinstance(op, str) or op not in OPS:
        raise ValueError(f"{shown(op)} is no row of the table: give its name, such as 'tanh', or OPS['tanh']")
    return OPS[op]


class Builder:
    """A program in the making: its steps, and the number that each result has at the point."""

    def __init__(self, choices: Choices, inputs: int) -> None:
        self.choices = choices
        self.point = tuple(choices.number(-LARGE, LARGE) for _ in range(inputs))
        self.numbers: list[float] = list(self.point)
        self.steps: list[Step] = []
        self.used: set[int] = set()

    def program(self) -> Program:
        """What was built; results that nothing has used are added up, so that all of it counts."""
        loose = [i for i in range(len(self.numbers)) if i not in self.used]
        if len(loose) > 1:
            self.push(OPS["sum"], (tuple(loose),))
        return Program(self.point, tuple(self.steps))

    def push(self, op: Op, arguments: tuple[Argument, ...], way: str = FUNCTION) -> int:
        """Add a step."""
        step = Step(op, arguments, way)
        self.used |= {a for _, _, a in step.operands() if isinstance(a, int)}
        self.steps.append(step)
        self.numbers.append(step.call(step.read(self.numbers)))
        return len(self.numbers) - 1

    def _number(self, argument: int | float) -> float:
        return self.numbers[argument] if isinstance(argument, int) else argument

    def add(self, op: Op) -> None:
        """Add an operation with operands of its choice, led into its domain and off its kinks by steps of their own."""
        size, left_out, way = self._shape(op)
        chosen = [[self.operand(interval) for _ in range(size if name in op.lists else 1)]
                  for name, interval in zip(op.names[: len(op.names) - left_out], op.domain, strict=False)]
        if not any(isinstance(operand, int) for listed in chosen for operand in listed):
            chosen[0][0] = self.fit(len(self.numbers) - 1, op.domain[0])
        arguments = [self._distinct(listed, op) if name in op.lists else listed[0]
                     for name, listed in zip(op.names, chosen, strict=False)]
        self._leave_kinks(op, arguments)
        self.push(op, tuple(arguments), FUNCTION if way == METHOD and isinstance(arguments[0], float) else way)

    def _shape(self, op: Op) -> tuple[int, int, str]:
        """How long lists are, how many defaults are left to themselves, and how it is called: whatever the row has.

        One decision, as everywhere here: of a step that is few decisions, shrinking can take all away at once.
        """
        ways = [FUNCTION, OPERATOR] if op.operator else [FUNCTION] if op.variadic else [FUNCTION, METHOD]
        shapes = [(size, left_out, way) for size in range(1, 5 if op.variadic else 2)
                  for left_out in range(len(op.defaults) + 1) for way in ways]
        return shapes[self.choices.integer(0, len(shapes) - 1)] if len(shapes) > 1 else shapes[0]

    def operand(self, interval: Interval) -> int | float:
        """A result so far, often one of the last three, or now and then a constant; inside the interval."""
        count = len(self.numbers)
        how, back = divmod(self.choices.integer(0, 8 * count - 1), count)
        if how == 7:
            return self.choices.number(*inside(interval))
        return self.fit(count - 1 - (back if how < 4 else back % 3 % count), interval)

    def fit(self, i: int, interval: Interval) -> int:
        """A result that lies inside the interval: i itself, or what a few steps make of it."""
        left, right = inside(interval)
        i = self._moderate(i)
        if left <= self.numbers[i] <= right:
            return i
        half = (right - left) / 2
        wave = self.push(OPS["sin"], (i,))
        return self.push(OPS["add"], (self.push(OPS["mul"], (wave, half), OPERATOR), left + half), OPERATOR)

    def _moderate(self, i: int) -> int:
        x = abs(self.numbers[i])
        if x > LARGE:  # scaled by a power of two: exact, and the derivative lives on
            return self.push(OPS["mul"], (i, 2.0 ** (1 - math.frexp(x)[1])), OPERATOR)
        return self.push(OPS["add"], (i, 0.5), OPERATOR) if 0 < x < SMALL else i

    def _distinct(self, elements: list[int | float], op: Op) -> tuple[Argument, ...]:
        """The elements of a list; if the operation selects among them, no two of them near each other."""
        for j in range(len(elements) if op.selected else 0):
            while any(abs(self._number(elements[j]) - self._number(e)) < APART for e in elements[:j]):
                elements[j] = self._shifted(elements[j])
        return tuple(elements)

    def _leave_kinks(self, op: Op, arguments: list[Argument]) -> None:
        """Shift operands until every kink is some way off: only ever up, and those that a kink names in turn."""
        for turn in range(TRIES):
            settled = True
            for kink, names in kinks(op):
                given = [i for i in names if i < len(arguments)]
                if given and abs(self._kink(op, kink, arguments)) < APART:
                    moved = given[turn % len(given)] if turn >= TRIES // 2 else given[0]
                    arguments[moved] = self._shifted(arguments[moved])
                    settled = False
            if settled:
                return
        raise ValueError(f"no operands of {op.name!r} were found that are {APART} away from its kinks {', '.join(op.kinks)}")

    def _kink(self, op: Op, kink: str, arguments: Sequence[Argument]) -> float:
        return float(compiled(op, kink)(EXACT, *Step(op, tuple(arguments)).read(self.numbers)))

    def _shifted(self, argument: Argument) -> int | float:
        if isinstance(argument, float):
            return argument + SHIFT
        return self.push(OPS["add"], (argument, SHIFT), OPERATOR)


def kinks(op: Op) -> list[tuple[str, list[int]]]:
    """The row's kinks, each with the arguments that it names."""
    return [(kink, sorted(op.names.index(n) for n in names_in(parse(kink)) if n in op.names)) for kink in op.kinks]


def build(choices: Choices, rows: Sequence[Op], inputs: int = 4, steps: int = 12) -> Program:
    """A random program of at most so many inputs and operations of choice.

    >>> program = build(RandomChoices(Random(1)), list(OPS.values()))
    >>> len(program.point) <= 4, all(map(math.isfinite, program.run(program.point)))
    (True, True)
    """
    builder = Builder(choices, choices.integer(1, inputs))
    for _ in range(choices.integer(1, steps)):
        row = choices.integer(0, len(rows))
        if builder.steps and row == 0:  # a way to stop before, so that any step may be left out
            break
        builder.add(rows[max(row - 1, 0)])
    return builder.program()

"""The oracle: a program evaluated with 60 digits and differentiated by central differences of 1e-20, no rule in it.

How much a float result may differ follows from the table's claims alone: every value and every partial is within the
row's bound, every product and sum is correctly rounded. No tolerance is picked by hand.
"""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from mpmath import mp

from autodiff.table.op import Op
from autodiff.testing.exact import DIGITS, EXACT, compiled, exact_scale, rough_partial, rounded, tenth
from autodiff.testing.program import Program, Step

ULP = 2.0**-52
OK, WRONG, KINK, NOT_FINITE = "ok", "wrong", "kink", "not finite"
OWN_ERROR = mp.mpf(10) ** -18  # of slopes of size 1 by a step of 1e-20: beside a bend (x*abs(x) at 0) it leaves no more
MORE = 330  # digits, for the smallest float
SAME = mp.mpf(10) ** -15  # slopes on both sides of a point that differ by less belong to no kink


@dataclass(frozen=True)
class Entry:
    """One number of the engine beside the exact one, and how far apart they may be.

    verdict: OK, WRONG, KINK (the slopes left and right of the point differ, and the number lies between) or NOT_FINITE.
    """

    name: str
    got: float
    exact: float
    error: float
    allowed: float
    verdict: str


@dataclass(frozen=True)
class Judgement:
    """What the oracle says of a result and its gradient; true if nothing is wrong; prints as a table."""

    entries: tuple[Entry, ...]

    def __bool__(self) -> bool:
        return all(e.verdict in (OK, KINK) for e in self.entries)

    @property
    def kink(self) -> bool:
        """Whether the point is at a kink."""
        return any(e.verdict == KINK for e in self.entries)

    @property
    def finite(self) -> bool:
        """Whether value and gradient are finite numbers, so that there is something to judge."""
        return all(e.verdict != NOT_FINITE for e in self.entries)

    @property
    def share(self) -> float:
        """The largest error as a part of what rounding explains."""
        return max((e.error / e.allowed for e in self.entries if e.error), default=0.0)

    def instead(self, gradient: Sequence[float]) -> "Judgement":
        """The same with another gradient in the place of the exact one."""
        entries = [self.entries[0]]
        for e, exact in zip(self.entries[1:], gradient, strict=True):
            error = _error(abs(e.got - mp.mpf(exact)), exact)
            entries.append(replace(e, exact=exact, error=error, verdict=OK if error <= e.allowed else WRONG))
        return Judgement(tuple(entries))

    def __str__(self) -> str:
        lines = [f"{'':<8} {'engine':>24} {'exact':>24} {'error':>9} {'allowed':>9}  verdict"]
        lines += [f"{e.name:<8} {e.got!r:>24} {e.exact!r:>24} {e.error:>9.1e} {e.allowed:>9.1e}  {e.verdict}"
                  for e in self.entries]
        return "\n".join(lines)


def evaluate(program: Program, inputs: Sequence[Any], known: Sequence[Any] = (), moved: int = -1, by: Any = 0) -> list[Any]:
    """All results of a program with mpmath's digits; complex inputs give complex results.

    known: earlier results, of which those are taken over whose operands are the same. moved, by: a result to displace.
    """
    results = list(inputs)
    for k, step in enumerate(program.steps, len(results)):
        if known and k != moved and all(results[a] is known[a] for _, _, a in step.operands() if isinstance(a, int)):
            results.append(known[k])
        else:
            z = _carry_out(step, results)
            results.append(z + by if k == moved else z)
    return results


def digits_for(program: Program) -> int:
    """60, and three times as many as separate the smallest and the largest result from 1: as a step is a third of the
    digits long, it is as small beside the smallest number as it is beside 1."""
    with mp.workdps(DIGITS):
        found = evaluate(program, [mp.mpf(x) for x in program.point])
        sizes = [abs(r) for r in found if isinstance(r, mp.mpf) and mp.isfinite(r) and r]
        far = sum(min(int(abs(mp.log10(size))), MORE) for size in (min(sizes, default=mp.one), max(sizes, default=mp.one)))
    return DIGITS + 3 * far


def _carry_out(step: Step, results: Sequence[Any]) -> Any:
    try:
        return mp.convert(compiled(step.op, step.op.value)(EXACT, *step.read(results, mp.mpf)))
    except (ZeroDivisionError, OverflowError):  # a pole, or what no computer holds, perhaps in a branch that is not taken
        return mp.nan


def judge(program: Program, value: float, gradient: Sequence[float]) -> Judgement:
    """Hold a result and its gradient, as the engine gave them at the program's point, against the exact ones.

    >>> from autodiff.testing.building import RandomChoices, build
    >>> from autodiff import OPS
    >>> import random
    >>> program = build(RandomChoices(random.Random(7)), list(OPS.values()))
    >>> y, xs = program.values()
    >>> y.backward()
    >>> bool(judge(program, y.data, [x.grad for x in xs]))
    True
    """
    with mp.workdps(digits_for(program)):
        at = [mp.mpf(x) for x in program.point]
        try:
            results = evaluate(program, at)
            slopes = [Slopes.with_kinks(program, results, i) for i in range(len(at))]
            allowed = Allowance.of(program, results)
        except (ZeroDivisionError, OverflowError):  # a pole, or numbers that no computer holds
            names = ["value", *(f"dy/dx{i}" for i in range(len(at)))]
            return Judgement(tuple(Entry(name, got, math.nan, math.nan, math.nan, NOT_FINITE)
                                   for name, got in zip(names, [value, *gradient], strict=True)))
        entries = [_entry("value", value, Slopes(*[results[-1]] * 3), allowed.value)]
        for i, (got, slope) in enumerate(zip(gradient, slopes, strict=True)):
            entry = _entry(f"dy/dx{i}", got, slope, allowed.gradient[i])
            if entry.verdict == WRONG:  # only now, since it takes long: what the roundings of the results may do to it
                spread = _spread(program, results, i, slope.central, entry.error - entry.allowed)
                entry = _entry(f"dy/dx{i}", got, slope, allowed.gradient[i] + spread)
            entries.append(entry)
        return Judgement(tuple(entries))


def exact_results(program: Program) -> list[Any]:
    """All results of a program at its point."""
    with mp.workdps(digits_for(program)):
        return evaluate(program, [mp.mpf(x) for x in program.point])


def complex_steps(program: Program) -> list[float]:
    """The gradient at the point by complex steps: the imaginary part of the result, a tiny imaginary step away.

    For programs of analytic operations; of others the branch is taken that the real parts choose.

    >>> from autodiff import OPS
    >>> from autodiff.testing.program import Step
    >>> complex_steps(Program((0.5,), (Step(OPS["square"], (0,)),)))
    [1.0]
    """
    with mp.workdps(digits_for(program)):
        at = [mp.mpc(x) for x in program.point]
        h = tenth(mp.dps // 3, mp.dps)  # smaller, it would be lost in the rounding of the real part
        moved = ([*at[:i], mp.mpc(x, h), *at[i + 1 :]] for i, x in enumerate(program.point))
        return [rounded(mp.im(evaluate(program, inputs)[-1]) / h) for inputs in moved]


@dataclass(frozen=True)
class Slopes:
    """How steep a program is in one input: by a central difference, and on either side."""

    central: Any
    left: Any
    right: Any

    @classmethod
    def of(cls, program: Program, results: list[Any], i: int, moved: int = -1, by: Any = 0, step: int = 2) -> "Slopes":
        """In input i, around the point that gave `results`; of the program in which a result is displaced, if wanted.

        step: how small, in sixths of the digits.
        """
        at, h = results[: len(program.point)], tenth(mp.dps * step // 6, mp.dps)
        up, down = (evaluate(program, [*at[:i], at[i] + s * h, *at[i + 1 :]], results, moved, by)[-1] for s in (1, -1))
        return cls((up - down) / (2 * h), (results[-1] - down) / h, (up - results[-1]) / h)

    @classmethod
    def with_kinks(cls, program: Program, results: list[Any], i: int) -> "Slopes":
        """The sides differ only where there is a kink: its jump stays as the step shrinks, that of a curve goes; and
        where the function itself jumps it grows, and there is no slope."""
        wide = cls.of(program, results, i)
        if wide.finite and wide.jump > SAME * max(abs(wide.left), abs(wide.right)) + _own_error():
            narrow = cls.of(program, results, i, step=3)
            if narrow.jump > 1000 * wide.jump:
                return cls(*[mp.nan] * 3)
            return wide if narrow.jump > wide.jump / 2 else cls(*[wide.central] * 3)
        return cls(*[wide.central] * 3) if wide.finite else wide

    @property
    def finite(self) -> bool:
        """Whether both sides are finite real numbers."""
        return all(isinstance(side, mp.mpf) and mp.isfinite(side) for side in (self.left, self.right))

    @property
    def jump(self) -> Any:
        """How far the sides are apart."""
        return abs(self.right - self.left)


def _entry(name: str, got: float, s: Slopes, allowed: float) -> Entry:
    """The verdict over one number; where the sides differ, it need only be between them."""
    if not s.finite or got - got != 0:
        return Entry(name, got, rounded(mp.re(s.central)), math.nan, allowed, NOT_FINITE)
    low, high = min(s.left, s.right), max(s.left, s.right)
    error = _error(max(low - got, got - high, 0), low)
    verdict = WRONG if not error <= allowed else KINK if s.jump else OK
    return Entry(name, got, float(s.central), error, allowed, verdict)


def _error(distance: Any, exact: Any) -> float:
    """A distance from an exact number, 0 where it may be the oracle's own."""
    return float(distance) if distance > _own_error() * max(1, abs(exact)) else 0.0


def _own_error() -> Any:
    """OWN_ERROR, less by what the step is smaller than 1e-20."""
    return OWN_ERROR * tenth(max(mp.dps - DIGITS, 0) // 3, mp.dps)


@dataclass(frozen=True)
class Allowance:
    """How far rounding may carry a value and a gradient: sums over all paths, of the sizes of partials along them."""

    value: float
    gradient: list[float]

    @classmethod
    def of(cls, program: Program, results: list[Any]) -> "Allowance":
        """One reverse sweep of sizes: each node's |adjoint|, how wrong it may be, and how wrong the node's own value.

        The partials are the oracle's own, by central differences; the engine's would excuse themselves.
        """
        size, error = [0.0] * len(results), [0.0] * len(results)
        size[-1] = 1.0
        value = 0.0
        sums = Counter(operand for step in program.steps for _, _, operand in step.operands() if isinstance(operand, int))
        for k in range(len(results) - 1, -1, -1):
            error[k] += sums[k] * ULP / 2 * size[k]  # of adding up what the uses of this node pass to it
            if k < len(program.point) or not size[k]:
                continue
            step = program.steps[k - len(program.point)]
            given = step.read(results)
            value += size[k] * _bound(step.op, 0, given, results[k])
            for i, j, operand in step.operands():
                # a branch not taken may well be nan, and a condition has no derivative at all
                if isinstance(operand, int) and mp.isfinite(results[operand]) and not _decides(program, operand):
                    partial = rough_partial(step.op, given, i, j, results[k])
                    p, off = float(abs(partial)), _bound(step.op, 1 + i, given, partial)
                    size[operand] += size[k] * p
                    error[operand] += error[k] * p + size[k] * (off + p * ULP / 2)
        return cls(value, error[: len(program.point)])


def _decides(program: Program, k: int) -> bool:
    """Whether result k is a comparison: it does not move, though what it decides may jump."""
    return k >= len(program.point) and {*program.steps[k - len(program.point)].op.partials} == {"0"}


def _bound(op: Op, part: int, given: list[Any], exact: Any) -> float:
    """What the row claims about its value (part 0) or a partial: the largest error, absolutely."""
    return op.ulp * ULP * float(max(abs(exact), exact_scale(op, part, given)))


def _spread(program: Program, results: list[Any], i: int, central: Any, enough: float) -> float:
    """How far the slope in input i may be carried by rounding every result on the way: each moved on its own, from the last
    one back, until it is `enough`."""
    total = 0.0
    for k in reversed(range(len(program.point), len(results))):
        step = program.steps[k - len(program.point)]
        if total <= enough and (distance := _bound(step.op, 0, step.read(results), results[k])):
            moved = Slopes.of(program, results, i, k, distance)
            total += float(abs(moved.central - central))
    return total

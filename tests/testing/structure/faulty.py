"""A reader that differentiates by a reverse sweep of its own, with faults that can be seeded: those that compilers had."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np

from autodiff import Value
from autodiff.testing.program import Step
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.samples import each_row

Share = tuple[int, int, int, float]  # the step it comes from, the operand's place, the operand, what is handed on
FAULTS: dict[str, Callable[["Sweep", list[Share]], list[Share]]] = {}


def fault(f: Callable[["Sweep", list[Share]], list[Share]]) -> Callable[["Sweep", list[Share]], list[Share]]:
    FAULTS[f.__name__] = f
    return f


class Sweep:
    """A reverse sweep over groups: steps of one operation at one depth."""

    def __init__(self, case: Case, row: list[float], number: int) -> None:
        self.case, self.number = case, number
        _, leaves = case.graph(row)
        self.results = [r if isinstance(r, Value) else Value(r) for r in case.program.run(leaves)]
        self.first = len(leaves)

    def groups(self) -> list[list[int]]:
        """Places of steps that belong together, the last first."""
        depths, found = [0] * self.first, defaultdict(list)
        for k, step in enumerate(self.case.program.steps):
            depths.append(1 + max((depths[a] for _, _, a in step.operands() if isinstance(a, int)), default=0))
            found[depths[-1], step.op.name].append(self.first + k)
        return [found[key] for key in sorted(found, reverse=True)]

    def step(self, k: int) -> Step:
        return self.case.program.steps[k - self.first]

    def gradient(self, output: int, faulty: Callable[["Sweep", list[Share]], list[Share]]) -> list[float]:
        adjoints: dict[int, float] = {output: 1.0}
        for group in self.groups():
            shares = [(k, i, a, adjoints[k] * d) for k in group if k in adjoints and self.results[k].op is not None
                      for i, ((_, _, a), d) in enumerate(zip(self.step(k).operands(), self.partials(k), strict=False))
                      if isinstance(a, int) and d is not None]
            for _, _, a, share in faulty(self, shares):
                adjoints[a] = adjoints.get(a, 0.0) + share
        return [adjoints.get(x, 0.0) for x in self.case.wrt]

    def partials(self, k: int) -> list[float | None]:
        return list(self.results[k]._stored_partials())


def read(case: Case, name: str) -> tuple[Case, Any]:
    """The answer of a sweep with a fault."""
    case, faulty = each_row(case), FAULTS[name]
    sweeps = [Sweep(case, row, r) for r, row in enumerate(case.table())]
    values = [[sweep.results[y].data for y in case.outputs] for sweep in sweeps]
    slopes = [[sweep.gradient(y, faulty) for y in case.outputs] for sweep in sweeps]
    return case, (np.array(values), np.array(slopes).reshape(len(sweeps), len(case.outputs), len(case.wrt)))


# --- Faults ---

@fault
def none(sweep: Sweep, shares: list[Share]) -> list[Share]:
    return shares


@fault
def a_place_overwrites_what_another_has_added(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """Of an operand in two places of one group, only the last place counts: x - y beside y - x."""
    last = {a: i for _, i, a, _ in shares}
    return [share for share in shares if share[1] == last[share[2]]]


@fault
def only_the_last_turn_counts(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """Of a factor that all members of a group share, only the last member's share is there: nine factors."""
    last = {(i, a): k for k, i, a, _ in shares}
    uses = Counter((i, a) for _, i, a, _ in shares)
    members = len({k for k, _, _, _ in shares})
    return [s for s in shares if uses[s[1], s[2]] < max(2, members) or last[s[1], s[2]] == s[0]]


@fault
def a_list_forgets_how_often(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """An operand that stands several times in a list counts once: sum([x, x])."""
    return list({(k, a): (k, i, a, share) for k, i, a, share in shares}.values())


@fault
def equal_parts_are_one(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """Steps with the same operands are taken for one, and it is forgotten that they were several: twelve equal samples."""
    first: dict[Any, int] = {}
    for k, _, _, _ in shares:
        first.setdefault((sweep.step(k).op.name, repr(sweep.step(k).arguments)), k)
    kept = {*first.values()}
    return [s for s in shares if s[0] in kept]


@fault
def an_index_list_is_turned_the_wrong_way(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """A scatter becomes a gather over the permutation itself instead of its inverse."""
    lists: dict[int, list[int]] = defaultdict(list)
    for k, i, _, _ in shares:
        lists[k].append(i)
    found = []
    for k, i, a, share in shares:
        mine = [b for kk, _, b, _ in shares if kk == k]
        low = min(mine)
        plain = len(mine) > 2 and sorted(mine) == list(range(low, low + len(mine)))
        found.append((k, i, low + mine.index(low + mine.index(a)) if plain else a, share))
    return found


@fault
def columns_are_sorted(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """The gradient comes in the order of the leaves, not of `wrt`."""
    order = dict(zip(sorted(sweep.case.wrt), sweep.case.wrt, strict=True))
    return [(k, i, order.get(a, a), share) for k, i, a, share in shares]


@fault
def what_is_left_of_a_vector_is_the_first_row(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """The ninth row is not computed for itself."""
    return shares if sweep.number != 8 else [(k, i, a, share * (1 + 2.0**-20)) for k, i, a, share in shares]


@fault
def zero_times_infinity(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """A branch that was not taken gets 0 instead of nothing."""
    lost = [(k, 0, a, 0.0) for k in {s[0] for s in shares} if sweep.step(k).op.name == "where"
            for _, _, a in sweep.step(k).operands() if isinstance(a, int) and not math.isfinite(sweep.results[a].data)]
    return [*shares, *lost]


@fault
def a_computed_bias_receives_nothing(sweep: Sweep, shares: list[Share]) -> list[Share]:
    return [s for s in shares if sweep.step(s[0]).op.name != "dot" or s[2] < sweep.first
            or s[1] < 2 * len(sweep.step(s[0]).arguments[0])]  # type: ignore[arg-type]


@fault
def one_part_is_taken_for_the_others(sweep: Sweep, shares: list[Share]) -> list[Share]:
    """In a long group a member whose operands have changed places is taken for one like the others."""
    sides = Counter(a for _, i, a, _ in shares if i == 0)
    long = len({s[0] for s in shares}) >= 8
    return [(k, i, a, -share if long and i == 1 and sides[a] == 1 else share) for k, i, a, share in shares]

"""The share of each structure among random cases is asserted, so that what is judged cannot become all of a kind."""

from collections import Counter
from functools import cache

import pytest
from hypothesis import HealthCheck, find, settings

from autodiff import OPS
from autodiff.testing import Case, Program, Step, cases, structures
from autodiff.testing.structure.case import WAYS
from autodiff.testing.structure.survey import case_of

SEEDS = 1500
LEAST = {
    # in which order operands stand
    "operands swapped": 0.06, "swapped": 0.1, "reversed": 0.1, "rotated": 0.12, "permuted": 0.14, "strided": 0.04,
    "overlapping": 0.08, "repeated": 0.2, "one repeated": 0.2, "constants among operands": 0.08,
    "length 0": 0.02, "length 1": 0.06, "length 2": 0.25, "length 8": 0.08, "length 9": 0.08, "length 16": 0.03,
    "length 300": 0.004, "empty list": 0.004, "empty dot": 0.01,
    # parts that are alike
    "equal parts": 0.1, "parts alike": 0.1, "one part different": 0.012, "shared computed factor": 0.12,
    "leaf used often": 0.1,
    # layers
    "layer": 0.15, "layers over several inputs": 0.08, "weights used twice": 0.1, "dot over one repeated": 0.05,
    "leaf as bias": 0.1, "computed bias": 0.08, "sliding windows": 0.03, "all pairs": 0.012,
    # what is asked
    "several outputs": 0.2, "equal outputs": 0.04, "leaf as output": 0.08, "output inside": 0.05,
    "inputs in another order": 0.12, "wrt in another order": 0.15, "wrt that does not occur": 0.2, "frozen parameters": 0.07,
    "wrt of inputs and parameters": 0.1, "no inputs": 0.05, "no wrt": 0.02,
    "order 0": 0.8, "order 1": 0.03, "order 2": 0.01,
    "branch that is not finite": 0.03, "branches turn from row to row": 0.012, "long": 0.006,
    # how it is called
    **{f"rows {n}": 0.025 for n in (1, 2, 7, 8, 9, 33, 55, 56, 57, 103, 104, 105, 113, 1000)},
    **{f"reduce {how}": 0.08 for how in (None, "sum", "mean")}, **dict.fromkeys(WAYS, 0.04)}


@cache
def counts() -> Counter[str]:
    return Counter(name for seed in range(SEEDS) for name in structures(case_of(seed)))


@pytest.mark.parametrize("structure", LEAST)
def test_a_structure_has_its_share(structure: str) -> None:
    assert counts()[structure] >= LEAST[structure] * SEEDS


def test_every_structure_that_is_known_has_a_share() -> None:
    assert {*counts()} == {*LEAST}


def test_every_operation_occurs() -> None:
    seen = Counter(step.op.name for seed in range(SEEDS) for step in case_of(seed).program.steps)
    assert {*OPS} - {*seen} == set()


@pytest.mark.parametrize(("a", "b", "name"), [
    ((0, 1, 2), (2, 1, 0), "reversed"), ((0, 1, 2), (1, 0, 2), "swapped"), ((0, 1, 2), (1, 2, 0), "rotated"),
    ((0, 1, 2, 3), (1, 3, 0, 2), "permuted"), ((0, 1, 2), (1, 2, 3), "overlapping"), ((0, 2, 4), (1, 1, 0), "strided"),
    ((0, 1, 0), (1, 2, 3), "repeated"), ((1, 1, 1), (1, 2, 3), "one repeated"),
    ((0, 0.5, 1), (1, 2, 3), "constants among operands")])
def test_a_structure_by_hand(a: tuple[float, ...], b: tuple[float, ...], name: str) -> None:
    point = (0.1, 0.2, 0.3, 0.4, 0.5)
    assert name in structures(Case(Program(point, (Step(OPS["dot"], (a, b)),)), (5,), (), (0,)))
    assert name not in structures(Case(Program(point, (Step(OPS["dot"], ((0, 1, 2), (3, 4, 2))),)), (5,), (), (0,)))


def test_hypothesis_draws_and_shrinks_them() -> None:
    quiet = settings(derandomize=True, max_examples=2000, database=None, suppress_health_check=[*HealthCheck])
    found = find(cases(), lambda case: {"operands swapped", "several outputs"} <= structures(case), settings=quiet)
    assert len(found.program.steps) <= 6
    assert len(found.program.point) == 2


def test_seeds_draw_the_same_again() -> None:
    assert [case_of(seed) for seed in range(20)] == [case_of(seed) for seed in range(20)]
    assert len({case_of(seed) for seed in range(100)}) == 100

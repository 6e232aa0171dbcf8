"""The faults that compiled code once had, seeded into a sweep: each is found among the first few hundred random programs."""

from functools import cache
from itertools import islice

import pytest

from autodiff.testing.structure.case import Case
from autodiff.testing.structure.judging import Truth
from autodiff.testing.structure.survey import case_of
from tests.testing.structure import faulty

SEEDS = 200
OFTEN = 3


@cache
def truth(case: Case) -> Truth:
    return Truth(case)


@cache
def cases() -> list[Case]:
    return [case for case in map(case_of, range(SEEDS)) if len(case.program.steps) < 200]


def wrong(fault: str) -> int:
    """How many cases are found wrong; it is enough to find a few."""
    answers = (faulty.read(case, fault) for case in cases())
    return len([*islice((case for case, answer in answers if truth(case).complaint(answer)), OFTEN)])


def test_a_right_sweep_is_right() -> None:
    assert wrong("none") == 0


@pytest.mark.parametrize("fault", [name for name in faulty.FAULTS if name != "none"])
def test_a_fault_is_found(fault: str) -> None:
    assert wrong(fault) == OFTEN

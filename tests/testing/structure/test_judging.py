"""A judge of answers lets rounding pass and nothing else; a wrong case gets smaller and stays wrong."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from autodiff import OPS, Value, log
from autodiff import sum as total
from autodiff.testing import Case, Program, Step
from autodiff.testing.structure.judging import Truth
from autodiff.testing.structure.samples import each_row
from autodiff.testing.structure.shrinking import shrunk
from autodiff.testing.structure.survey import case_of
from tests.testing.structure import faulty

SUB = Case(Program((0.3, 1.1), (Step(OPS["sub"], (0, 1)), Step(OPS["sub"], (1, 0)))), (2, 3), (0, 1), (1, 0), rows=9)


def right(case: Case) -> tuple[Any, Any]:
    truth = Truth(case)
    return truth.values.copy(), truth.slopes.copy()


@pytest.mark.parametrize(("part", "what"), [(0, "value"), (1, "gradient")])
def test_a_number_that_is_off_is_found_wherever_it_is(part: int, what: str) -> None:
    truth = Truth(SUB)
    for at in np.ndindex(truth.slopes.shape if part else truth.values.shape):
        found = right(SUB)
        found[part][at] *= 1 + 1e-13
        assert truth.complaint(found).startswith(f"{what}{list(at)} is ")
        found[part][at] = np.nan
        assert truth.complaint(found).startswith(f"{what}{list(at)} is nan")
    assert truth.complaint(right(SUB)) == ""


def test_the_gradient_of_the_difference_by_hand() -> None:
    assert Truth(SUB).complaint(([[-0.8, 0.8]], None)) == "value has the shape (1, 2), not (9, 2)"
    one = replace(SUB, rows=1)
    assert Truth(one).complaint(([[-0.8, 0.8]], [[[-1.0, 1.0], [1.0, -1.0]]])) == ""
    assert Truth(one).complaint(([[-0.8, 0.8]], [[[-1.0, 0.0], [1.0, -1.0]]])) == (
        "gradient[0, 0, 1] is 0.0, eager 1.0, 3.1e-15 allowed; 1 of 4 are like that")


@pytest.mark.parametrize("reduce", ["sum", "mean"])
def test_sums_over_rows(reduce: str) -> None:
    case = replace(SUB, rows=1000, reduce=reduce)
    total = 1000.0 if reduce == "sum" else 1.0
    slopes = np.array([[-1.0, 1.0], [1.0, -1.0]]) * total
    values = np.mean([[a - b, b - a] for a, b in case.table()], axis=0) * total
    assert Truth(case).complaint((values, slopes)) == ""
    assert Truth(case).complaint((values, slopes * (1 + 1e-11))).startswith("gradient")
    assert Truth(case).complaint((values * (1 - 1e-11), slopes)).startswith("value")


def test_what_is_allowed_is_little() -> None:
    """Half of all gradients may be off by less than 2e-13 of themselves, nine of ten by less than 1e-11."""
    shares: list[float] = []
    for seed in range(150):
        truth = Truth(case_of(seed))
        if len(truth.case.program.steps) < 100:
            for at, g in np.ndenumerate(truth.slopes):
                a = truth.allowed(*at)
                shares += [a / abs(g)] if g and 0 < a < math.inf else []
    assert np.quantile(shares, 0.5) < 2e-13
    assert np.quantile(shares, 0.9) < 1e-11


def test_the_exact_oracle_is_asked_too() -> None:
    case = replace(SUB, rows=1)
    values, slopes = right(case)
    assert Truth(case).exactly((values, slopes)) == ""
    assert "wrong" in Truth(case).exactly((values, slopes * 1.5))


def test_a_text_is_why_there_is_no_answer() -> None:
    assert Truth(SUB).complaint("RuntimeError: refused") == "RuntimeError: refused"


def test_a_wrong_case_becomes_small() -> None:
    def wrong(case: Case) -> bool:
        seen, answer = faulty.read(case, "a_list_forgets_how_often")
        return bool(Truth(seen).complaint(answer))

    big = next(case for case in map(case_of, range(200)) if 20 < len(case.program.steps) < 100 and wrong(case))
    small = shrunk(big, wrong, 2000)
    assert wrong(small)
    assert len(small.program.steps) <= 3
    assert small.rows == len(small.outputs) == 1
    assert small.way == "call"


def test_code_runs_and_shows_both() -> None:
    printed: list[str] = []
    for case in (SUB, each_row(case_of(7)), case_of(8)):
        exec(case.code(), {"print": lambda *texts, **_: printed.append(str(texts))})  # noqa: S102
    assert "[[-1.0, 1.0], [1.0, -1.0]]" not in printed[0]
    assert "[[-1.0, 1.0], [1.0, -1.0]]" in printed[1].replace("-0.0", "0.0")


def test_a_constant_gradient_may_be_off_by_the_rounding_of_its_sum() -> None:
    """The gradient of 0.1*x + 0.1*x + ... is 30: added up one by one it is not."""
    x = Value(2.0)
    y = 0.1 * x
    for _ in range(299):
        y = y + 0.1 * x
    case = Case(Program.of(y, [x]), (599,), (0,), (0,))
    added = sum([0.1] * 300)
    assert 1e-13 < added - 30 < 1e-11
    assert Truth(case).complaint((np.array([[60.0]]), np.array([[[30.0]]]))) == ""
    assert Truth(case).complaint((np.array([[60.0]]), np.array([[[30.0 + 1e-10]]]))).startswith("gradient")


def test_a_constant_adjoint_inside_may_be_off_by_the_rounding_of_its_sum() -> None:
    """The adjoint of log(x) is the constant sum of +-c, which nearly cancels: the gradient inherits its rounding."""
    x = Value(0.7)
    middle = log(x)
    factors = [(-1) ** k * (k % 17 + 1) * 0.1 for k in range(54)]
    y = total([factor * middle for factor in factors])
    program = Program.of(y, [x])
    case = Case(program, (len(program.steps),), (0,), (0,))
    slope = math.fsum(factors) / 0.7
    assert Truth(case).complaint((np.array([[y.data]]), np.array([[[slope + 1e-14]]]))) == ""
    assert Truth(case).complaint((np.array([[y.data]]), np.array([[[slope + 1e-11]]]))).startswith("gradient")

"""The survey of compiled programs: what it counts, what it calls wrong, and its command."""

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from autodiff.testing import Case, structures
from autodiff.testing.__main__ import main
from autodiff.testing.structure import survey as surveys
from autodiff.testing.structure.judging import Truth
from autodiff.testing.structure.samples import each_row, rows_of
from autodiff.testing.structure.survey import CHUNK, CompiledSurvey, Wrong, case_of, compiled_survey


class Here(Executor):
    """In the place of processes."""

    def __init__(self, workers: int, mp_context: Any) -> None:
        self.workers = workers

    def map(self, function: Any, *given: Any, **_: Any) -> Any:
        return map(function, *given)


def reading(monkeypatch: pytest.MonkeyPatch, off: float, way: str = "there") -> None:
    """A reader called `made`: it gives the eager engine's answers, with gradients so many times as large."""
    made = ModuleType("made")

    def read(cases: Sequence[Case]) -> Iterator[tuple[int, str, Case, Any]]:
        for i, case in enumerate(cases):
            seen = each_row(case)
            truth = Truth(seen)
            yield i, way, seen, (truth.values, truth.slopes * off)

    made.read = read  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "autodiff.testing.structure.made", made)


def test_right_answers_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, 1.0)
    found = CompiledSurvey.of_seeds(range(40), "made")
    assert (found.cases, found.readers, found.wrong) == (40, {"there": 40}, [])
    assert found.structures == Counter(name for seed in range(40) for name in structures(case_of(seed)))
    assert "\nread by            there: 40\n" in str(found)
    assert str(found).endswith("\nwrong              0 cases, 0 answers")


def test_some_are_held_against_the_exact_oracle(monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, 1.0)
    assert CompiledSurvey.of_seeds(range(1, 20), "made").exact == 0
    assert 0 < CompiledSurvey.of_seeds(range(0, 600, 20), "made").exact <= 30


def test_wrong_answers_are_shown_and_the_first_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, 1.001)
    seeds = range(100, 112)
    found = CompiledSurvey.of_seeds(seeds, "made")
    slopes = [np.abs(Truth(each_row(case_of(seed))).slopes).max(initial=0.0) for seed in seeds]
    assert {w.seed for w in found.wrong} == {seed for seed, slope in zip(seeds, slopes, strict=True) if slope > 0}
    assert {w.reader for w in found.wrong} == {"there"}
    assert all(w.complaint.startswith("gradient[") for w in found.wrong)
    first, last = found.wrong[0], found.wrong[-1]
    assert len(first.code) < len(case_of(first.seed).code())
    assert last.code.removesuffix(" ...") == each_row(case_of(last.seed)).code()[:surveys.LONGEST]
    assert f"wrong              {len(found.wrong)} cases, {len(found.wrong)} answers; by reader: " in str(found)
    assert f"\nseed {first.seed}, there: gradient[" in str(found)


def test_surveys_add_up(monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, 1.001)
    whole = CompiledSurvey.of_seeds(range(6), "made")
    parts = [CompiledSurvey.of_seeds(seeds, "made") for seeds in (range(4), range(4, 6))]
    both = parts[0] + parts[1]
    assert (both.cases, both.readers, both.exact) == (whole.cases, whole.readers, whole.exact)
    assert both.structures == whole.structures
    assert [(w.seed, w.complaint) for w in both.wrong] == [(w.seed, w.complaint) for w in whole.wrong]


def test_chunks_cover_all_seeds_once(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[range] = []
    made = classmethod(lambda cls, seeds, name: (taken.append(seeds), cls(len(seeds)))[1])
    monkeypatch.setattr(CompiledSurvey, "of_seeds", made)
    monkeypatch.setattr(surveys, "ProcessPoolExecutor", Here)
    assert compiled_survey(2 * CHUNK + 7, first=50).cases == 2 * CHUNK + 7
    assert [seed for seeds in taken for seed in seeds] == [*range(50, 57 + 2 * CHUNK)]
    assert max(map(len, taken)) == CHUNK


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    asked: list[Any] = []

    def survey(*given: Any) -> CompiledSurvey:
        asked.append(given)
        return CompiledSurvey(given[0], wrong=[Wrong(3, given[1], "off", "code")] * (given[0] > 5))

    monkeypatch.setattr(surveys, "compiled_survey", survey)
    assert main(["compiled", "5"]) == 0
    assert main(["compiled", "9", "--reader", "c", "--first", "40", "--processes", "2"]) == 1
    assert asked == [(5, "machine", 0, 1), (9, "c", 40, 2)]
    out = capsys.readouterr().out
    assert "cases              5\n" in out
    assert "\nseed 3, c: off\ncode\n" in out


def test_rows_by_hand() -> None:
    """Inputs move by multiples of 2^-20 from row to row, and come again after 13 rows."""
    case = next(case for case in map(case_of, range(100)) if case.rows > 30 and case.inputs and not case.switches)
    rows = rows_of(case)
    assert rows.shape == (case.rows, len(case.inputs))
    assert np.array_equal(rows[13], rows[0])
    assert (np.abs(rows[1] - rows[0]) < 2.0**-16).all()
    assert (rows[1] != rows[0]).all()
    one = each_row(case)
    assert (one.rows, one.reduce, one.way) == (13, None, "call")
    assert np.array_equal(rows_of(one), rows[:13])

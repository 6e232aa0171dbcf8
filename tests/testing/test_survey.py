"""The survey of random programs, and its command."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from autodiff import OPS
from autodiff.graph import sweeps as graph
from autodiff.testing import Program, Step
from autodiff.testing.__main__ import main
from autodiff.testing.survey import CHUNK, Survey, depth, survey


def test_surveys_add_up() -> None:
    whole, parts = Survey.of_seeds(range(30)), [Survey.of_seeds(range(10)), Survey.of_seeds(range(10, 30))]
    assert parts[0] + parts[1] == whole
    assert whole.programs == 30 == sum(whole.depths.values())


def test_any_number_of_processes_gives_the_same() -> None:
    few = CHUNK // 5
    assert survey(few, first=5, processes=2) == Survey.of_seeds(range(5, 5 + few))
    assert survey(CHUNK + 1, processes=1).programs == CHUNK + 1


def test_without_gmpy2_the_answer_is_the_same() -> None:
    """mpmath computes with it where it is installed, and users of the kit may not have it."""
    printed = subprocess.run([sys.executable, "-m", "autodiff.testing", "40"], env={**os.environ, "MPMATH_NOGMPY": "1"},
                             check=True, capture_output=True, text=True).stdout
    assert printed.rpartition("\ntime ")[0] == str(Survey.of_seeds(range(40)))


def test_the_command_prints_what_was_found(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["40", "--first", "7"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("programs           40\noperations ")
    assert "\nwrong              0\n" in out


def test_what_is_wrong_is_counted_and_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    derivatives = graph.derivatives
    monkeypatch.setattr(graph, "derivatives", lambda y, xs: [g * 1.001 for g in derivatives(y, xs)])
    found = Survey.of_seeds(range(5))
    assert len(found.wrong) > 0
    assert "import autodiff as ad" in str(found)
    assert found.worst > 1e6


@pytest.mark.parametrize("arguments", [[], ["0"], ["5", "--processes", "0"], ["many"]])
def test_mistakes_are_refused(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(arguments)
    assert "python -m autodiff.testing: error: " in capsys.readouterr().err


def test_depths_by_hand() -> None:
    add, sine, total = OPS["add"], OPS["sin"], OPS["sum"]
    assert depth(Program((1.0, 2.0), (Step(add, (0, 1)),))) == 1
    chain = (Step(sine, (0,)), Step(sine, (1,)), Step(add, (0, 2)), Step(total, ((0, 1, 3),)))
    assert [depth(Program((1.0,), chain[:i])) for i in (1, 2, 3, 4)] == [1, 2, 3, 4]
    assert depth(Program((1.0,), (*chain[:2], Step(add, (0, 0.5))))) == 1  # the last result counts
    assert depth(Program((1.0,), (Step(total, ((),)),))) == 1


def test_a_program_is_counted() -> None:
    found = Survey()
    found.take(Program((1.0, 2.0), (Step(OPS["mul"], (0, 1)), Step(OPS["sub"], (2, 2)))))
    found.take(Program((1.0, 2.0), (Step(OPS["mul"], (0, 1)), Step(OPS["sin"], (2,)))))
    assert (found.programs, found.shared, found.whole, found.wrong) == (2, 1, 1, [])
    assert (found.rows, found.depths) == ({"mul": 2, "sub": 1, "sin": 1}, {2: 2})
    assert 0 <= found.worst < 1


def test_the_survey_as_written_by_hand() -> None:
    found = Survey(1500, Counter(sin=2000, add=1), Counter({1: 500, 3: 600, 7: 400}), 750, 1200, 0.25, ["a\nb"])
    assert str(found) == """\
programs           1,500
operations         2,001, of 2 kinds; the rarest, add, 1 times
depth              1 to 7, half of them 3 or more
with shared parts  50%
all gradients ≠ 0  80%
largest error      25% of what rounding explains
wrong              1
a
b"""


def test_surveys_are_added_up_by_hand() -> None:
    one = Survey(1, Counter(sin=2), Counter({3: 1}), 1, 0, 0.5, ["a"])
    other = Survey(2, Counter(sin=1, add=1), Counter({3: 1, 4: 1}), 0, 2, 0.25, ["b"])
    assert one + other == Survey(3, Counter(sin=3, add=1), Counter({3: 2, 4: 1}), 1, 2, 0.5, ["a", "b"])


def test_one_process_and_the_first_seed_unless_asked_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    class Pool:
        def __init__(self, processes: int, mp_context: object) -> None:
            asked.append(processes)

        def __enter__(self) -> "Pool":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def map(self, function: object, chunks: list[range]) -> list[Survey]:
            asked.append(chunks)
            return [Survey(programs=len(chunk)) for chunk in chunks]

    monkeypatch.setattr("autodiff.testing.survey.ProcessPoolExecutor", Pool)
    assert survey(450).programs == 450
    assert survey(200, 7, 3).programs == 200
    assert asked == [1, [range(200), range(200, 400), range(400, 450)], 3, [range(7, 207)]]

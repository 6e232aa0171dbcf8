"""The survey of random programs, and its command."""

import pytest

from autodiff import graph
from autodiff.testing.__main__ import main
from autodiff.testing.survey import CHUNK, Survey, survey


def test_surveys_add_up() -> None:
    whole, parts = Survey.of_seeds(range(30)), [Survey.of_seeds(range(10)), Survey.of_seeds(range(10, 30))]
    assert parts[0] + parts[1] == whole
    assert whole.programs == 30 == sum(whole.depths.values())


def test_any_number_of_processes_gives_the_same() -> None:
    few = CHUNK // 5
    assert survey(few, first=5, processes=2) == Survey.of_seeds(range(5, 5 + few))
    assert survey(CHUNK + 1, processes=1).programs == CHUNK + 1


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

"""CI's share of programs drawn by structure: each way of machine code, C, JAX and the page beside the eager engine."""

import importlib.util
import shutil
from collections import Counter

import pytest

from autodiff import compile
from autodiff.testing.structure import c, machine
from autodiff.testing.structure.machine import FORCED, LAYERS, ROLLED, STRAIGHT, TAPE
from autodiff.testing.structure.survey import CompiledSurvey, case_of

LEAST = {STRAIGHT: 0.95, TAPE: 1.0, ROLLED: 0.04, LAYERS: 0.01}  # of all cases; only some have a sum to roll up, or a layer
SMALL = 12  # steps


def assert_right(found: CompiledSurvey) -> None:
    __tracebackhide__ = True
    assert not found.wrong, str(found)


@pytest.mark.parametrize("first", range(0, 120, 60))
def test_machine_code_in_every_way(first: int) -> None:
    found = CompiledSurvey.of_seeds(range(first, first + 60))
    assert_right(found)
    assert found.readers[STRAIGHT] >= LEAST[STRAIGHT] * 60
    assert found.readers[TAPE] == 60


@pytest.mark.parametrize("first", range(1000, 1600, 600))
def test_the_tape(first: int) -> None:
    assert_right(CompiledSurvey.of_seeds(range(first, first + 600), "machine", (TAPE,)))


def test_sums_rolled_up() -> None:
    found = CompiledSurvey.of_seeds(range(3000, 3300), "machine", (ROLLED,))
    assert_right(found)
    assert found.readers[ROLLED] >= LEAST[ROLLED] * 300


def test_layers() -> None:
    found = CompiledSurvey.of_seeds(range(4000, 4300), "machine", (LAYERS,))
    assert_right(found)
    assert found.readers[LAYERS] >= LEAST[LAYERS] * 300


def test_each_way_is_really_the_one_that_ran() -> None:
    ran: Counter[str] = Counter()
    for case in map(case_of, range(200)):
        outputs, leaves = case.graph()
        kernel = compile(outputs, [leaves[i] for i in case.inputs], [leaves[i] for i in case.wrt])
        for how in FORCED:
            if machine.force(kernel, how):
                assert machine.really(kernel, how)
                assert not any(machine.really(kernel, other) for other in (TAPE, ROLLED) if other != how)
                ran[how] += 1
    assert all(ran[how] >= share * 200 for how, share in LEAST.items()), ran


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
@pytest.mark.parametrize(("level", "count"), [("-O0", 120), ("-O3", 40)])
def test_c(level: str, count: int) -> None:
    found = CompiledSurvey.of_seeds(range(5000, 5000 + count), "c", (level,))
    assert_right(found)
    assert found.readers == {f"C {level}": count, f"C {level} value": count}


def test_c_that_a_compiler_refuses_is_told_from_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    source = c.source
    mistake = "int unused(int x) { return 0; }\n"
    monkeypatch.setattr(c, "source", lambda case, name: source(case, name) + mistake * (name == "m1"))
    found = c.answers([case_of(seed) for seed in (2, 5, 7)], ["-O0"])["-O0"]
    assert [isinstance(answer, str) for _, answer, _ in found] == [False, True, False]


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs JAX")
def test_jax() -> None:
    """Small programs: JAX needs a fifth of a second for a large one, and operands cross in small ones as well."""
    small = [seed for seed in range(6000, 6400) if len(case_of(seed).program.steps) <= SMALL][:75]
    found = CompiledSurvey.of_seeds(small, "jax")
    assert_right(found)
    assert found.readers == {"JAX": 75}


@pytest.mark.skipif(not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), reason="needs Chromium")
def test_the_page() -> None:
    found = CompiledSurvey.of_seeds(range(7000, 7200), "page")
    assert_right(found)
    assert found.readers == {"page": 200}

"""Machine code of many cases in one module: each is given its own, and the answers are those of each compiled alone."""

from typing import Any

import numpy as np
import pytest

from autodiff.compiler.engines.engine import Engine
from autodiff.compiler.llvm import machine
from autodiff.testing.structure import batch
from autodiff.testing.structure import machine as alone
from autodiff.testing.structure.survey import CompiledSurvey, case_of

CASES = [case_of(seed) for seed in range(300, 320)]


def bits(answer: Any) -> list[Any]:
    return [None if part is None else np.asarray(part).tobytes() for part in answer]


def test_answers_are_those_of_each_compiled_alone() -> None:
    """To the bit: a level of LLVM's code generator changes no number."""
    together = {(i, how): bits(answer) for i, how, _, answer in batch.read(CASES)}
    assert together == {(i, how): bits(answer) for i, how, _, answer in alone.read(CASES)}
    assert {how for _, how in together} > {"straight", "tape"}


def test_one_module_holds_the_code_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    compiled = machine.compiled
    monkeypatch.setattr(machine, "compiled", lambda *bodies: asked.append(len(bodies)) or compiled(*bodies))
    found = [made for case in CASES if (made := alone.forced(case, alone.kernel_of(case), "straight"))]
    batch.compile_together([(i, "straight", *made) for i, made in enumerate(found)])
    assert asked == [len(found)]
    assert all(isinstance(kernel._engine, Engine) and kernel._engine._compiled for _, kernel in found)


def test_a_wrong_answer_is_found_and_made_smaller(monkeypatch: pytest.MonkeyPatch) -> None:
    def off(kernel: Any, case: Any) -> Any:
        values, slopes = called(kernel, case)
        return values, None if slopes is None else np.asarray(slopes) * (1 + 1e-6)

    called = batch.called
    monkeypatch.setattr(batch, "called", off)
    found = CompiledSurvey.of_seeds(range(300, 303), "batch", ["straight"])
    assert {wrong.reader for wrong in found.wrong} == {"straight"}
    assert "gradient" in found.wrong[0].complaint

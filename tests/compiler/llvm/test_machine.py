"""Machine: what is said without llvmlite or NumPy, and that a module that is none is refused."""

import sys

import numpy as np
import pytest

from autodiff import compile, variables
from autodiff.compiler.engines.mode import VALUE
from autodiff.compiler.llvm import machine
from autodiff.compiler.llvm.code import FunctionBody


@pytest.mark.parametrize("missing", ["llvmlite", "llvmlite.binding", "numpy"])
def test_without_the_extra_it_says_what_to_install(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    x, = variables(x=1.0)
    with pytest.raises(ImportError, match=r"compiling needs llvmlite and NumPy: pip install 'autodiff-scalar\[compile\]'"):
        compile(x * x, [x])


def test_vectors_are_as_wide_as_registers(monkeypatch: pytest.MonkeyPatch) -> None:
    for have, lanes in [({"avx512f": True, "avx": True}, 8), ({"avx": True, "avx512f": False}, 4), ({}, 2)]:
        monkeypatch.setattr(machine, "features", lambda have=have: have)
        assert machine.lanes() == lanes


def test_text_that_is_no_program_is_refused() -> None:
    body = FunctionBody()
    body.do("no instruction")
    with pytest.raises(RuntimeError, match="parsing error"):
        machine.compiled(body)


def test_functions_of_one_module_are_those_that_were_given() -> None:
    x, y = variables(x=3.0, y=5.0)
    engines = [compile(z, [x, y])._engine for z in (x * y, x - y, [1.0, 7.0][0] * x + y**2)]
    codes = machine.compiled(*(engine._written(VALUE, 1) for engine in engines))
    for engine, code in zip(engines, codes, strict=True):
        engine._compiled[VALUE, 1] = code
    rows = np.array([[3.0, 5.0]])
    assert [engine.run(VALUE, rows, np.empty(0), np.ones(1))[0].item() for engine in engines] == [15.0, -2.0, 28.0]

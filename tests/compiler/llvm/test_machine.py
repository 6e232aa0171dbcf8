"""Machine: what is said without llvmlite or NumPy, and that a module that is none is refused."""

import sys

import pytest

from autodiff import compile, variables
from autodiff.compiler.llvm import machine
from autodiff.compiler.llvm.machine import MachineCode


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
    with pytest.raises(RuntimeError, match="parsing error"):
        MachineCode("define void @run() {")

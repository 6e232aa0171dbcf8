"""The generator's own parts: what it writes where, and the page of operations. (Its output: tests/table/test_rows.py.)"""

from dataclasses import replace
from pathlib import Path

import pytest

from autodiff import OPS
from autodiff.table import codegen
from autodiff.table.codegen.methods import docstring
from autodiff.table.codegen.page import _accuracy, _line


@pytest.mark.parametrize("checkout", [True, False])
def test_it_writes_the_modules_and_in_a_checkout_the_page(checkout: bool, tmp_path: Path,
                                                          monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "value").mkdir(parents=True)
    if checkout:
        (tmp_path / "docs").mkdir()
    monkeypatch.setattr(codegen, "AUTODIFF", package)
    codegen.main()
    written = {path.relative_to(tmp_path).as_posix(): path.read_bytes().decode() for path in tmp_path.rglob("*.*")}
    modules = {"package/value/value.py": codegen.value_module(),
               "package/value/derivatives.py": codegen.derivatives_module()}
    assert written == modules | ({"docs/operations.md": codegen.operations_page()} if checkout else {})


def test_a_line_of_the_page() -> None:
    op = replace(OPS["hypot"], aliases=("length", "abs2"), note="It's |x|.", ulp=2.0, scale=("", "", ""))
    assert _line(op) == ("| `hypot(x, y)` (also `length`, `abs2`) | `sqrt(x*x + y*y)` | "
                         f"`{op.partials[0]}`, `{op.partials[1]}` | It's \\|x\\|. Within 2.0 ulp |\n")
    assert _line(replace(op, aliases=(), note="", ulp=4)).endswith(f"`{op.partials[1]}` |  |\n")


def test_a_docstring_ends_in_one_full_stop() -> None:
    for note in ("Of use.", "Of use"):
        assert docstring(replace(OPS["tanh"], note=note)) == '"""Of use."""'


def test_a_bound_as_a_sentence() -> None:
    op = replace(OPS["hypot"], ulp=4, scale=("x", "", "y"))
    assert _accuracy(op) == "Within 4 ulp, the value by the size `x` and the derivative in y by the size `y`"
    assert _accuracy(replace(op, scale=("", "", ""))) == ""
    assert _accuracy(replace(op, ulp=3, scale=("", "", ""))) == "Within 3 ulp"

"""The generator's own parts: what it writes where, and the page of operations. (Its output: tests/table/test_rows.py.)"""

import ast
import math
from dataclasses import replace
from pathlib import Path

import pytest

import autodiff as ad
from autodiff import OPS, Op
from autodiff.table import codegen
from autodiff.table.codegen.help import docstring, sample
from autodiff.table.codegen.page import _accuracy, _line
from autodiff.testing.exact import exact_partial, exact_value


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


def test_the_first_line_of_a_docstring_ends_in_one_full_stop() -> None:
    for note in ("Of use.", "Of use"):
        assert docstring(replace(OPS["tanh"], note=note))[0] == '"""Of use.'


def test_help_shows_value_derivatives_domain_kinks_and_an_example() -> None:
    assert (ad.tanh.__doc__ or "").splitlines() == [
        "Hyperbolic tangent.", "", "    Value: z = tanh(x).", "    Derivative: 1 - z*z.", "",
        "    >>> z = tanh(Value(0.5))", "    >>> round(z.data, 4), [round(d, 4) for d in z.partials]",
        f"    ({round(math.tanh(0.5), 4)}, [{round(1 / math.cosh(0.5) ** 2, 4)}])", "    "]
    assert "Derivative in y: -x/(y*y).\n    Finite and smooth at least for y > 0.\n" in (ad.div.__doc__ or "")
    assert "Kink at x = low.\n    Kink at x = high.\n" in (ad.clip.__doc__ or "")
    assert "Derivative in each element of x: exp_difference(x, z).\n" in (ad.logsumexp.__doc__ or "")
    assert "Finite and smooth at least for -1 < x < 1.\n" in (ad.atanh.__doc__ or "")
    assert ad.Value.tanh.__doc__ == ad.Value.clip.__doc__.replace("clip", "tanh") == "See `autodiff.tanh`."


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_the_numbers_of_an_example_are_those_of_the_oracle(op: Op) -> None:
    shown = docstring(op)[-2]
    given = sample(op)
    lengths = [len(a) if isinstance(a, list) else None for a in given]
    partials = [exact_partial(op, given, i, j) for i, n in enumerate(lengths) for j in ([None] if n is None else range(n))]
    value, found = ast.literal_eval(shown)
    assert abs(value - exact_value(op, given)) <= 0.51e-4
    assert all(abs(d - exact) <= 0.51e-4 for d, exact in zip(found, partials, strict=True))


@pytest.mark.parametrize(("domain", "inside"), [((0.0, math.inf), 0.5), ((1.0, math.inf), 2.0), ((5.0, 7.0), 6.0),
                                                ((9.0, math.inf), 10.0), ((-math.inf, -9.0), -10.0)])
def test_an_example_is_inside_the_domain(domain: tuple[float, float], inside: float) -> None:
    assert sample(replace(OPS["tanh"], domain=(domain,))) == [inside]


def test_a_bound_as_a_sentence() -> None:
    op = replace(OPS["hypot"], ulp=4, scale=("x", "", "y"))
    assert _accuracy(op) == "Within 4 ulp, the value by the size `x` and the derivative in y by the size `y`"
    assert _accuracy(replace(op, scale=("", "", ""))) == ""
    assert _accuracy(replace(op, ulp=3, scale=("", "", ""))) == "Within 3 ulp"

"""Whatever is typed, the command ends with 0 and an answer, or with 2 and one clear line; nothing hangs, or is written.

`pytest tests/hostile/test_command_line.py --hypothesis-profile=long` tries 100,000 command lines.
"""

import io
import json
import os
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autodiff.command.arguments import OPTIONS
from autodiff.errors import UsageError
from autodiff.language.expression import functions
from autodiff.language.parse import parse
from tests.command.test_main import run
from tests.hostile.watchdog import watchdog

NAMES = ["w", "x", "b", "pi", "e", "inf", "nan", "θ", "x̂", "tanh", "_", "x1"]
NUMBERS = ["0", "1", "2.5", ".5", "1e-3", "1e308", "1e999", "9" * 400, "0x1F", "1_0", "1__0", "007", "1e", "٣"]
SIGNS = ["+", "-", "*", "/", "**", "^", "%", "//", "<", ">=", "==", "!=", "=", "(", ")", "[", "]", ",", ";", "\n", " "]
CALLS = sorted(functions())
GOOD = ["tanh(w*x + b)", "a = w*x; h = max(a, b); (h - 1)**2", "where(x > 0, log(x), dot([w, b], [x, x]))", "-x**w/b",
        "logsumexp([w, x, b]) + clip(x, -1, 1)"]
PRINTS = {"-h", "--help", "--version"}

any_text = st.text(st.characters(codec=None, categories=None), max_size=30)
words = st.lists(st.sampled_from([*NAMES, *NUMBERS, *SIGNS, *SIGNS, *CALLS]), max_size=20)
atoms = st.sampled_from([*NAMES[:3], *NUMBERS[:5]])


def _larger(inner: Any) -> Any:
    listed = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(inner, st.sampled_from([*SIGNS[:5], " > ", " == "]), inner).map("".join),
        inner.map(lambda x: f"-({x})"),
        st.tuples(st.sampled_from(CALLS), inner, inner).map(_called_rightly),
        st.tuples(st.sampled_from(CALLS), inner, inner).map(_called_rightly),
        st.tuples(st.sampled_from(CALLS), listed).map(lambda c: f"{c[0]}({c[1]})"),
    )


def _called_rightly(call: tuple[str, str, str]) -> str:
    name, *given = call
    args = functions()[name].args
    return f"{name}({', '.join(f'[{given[0]}, {given[1]}]' if a[0] == '*' else given[i % 2] for i, a in enumerate(args))})"


grammatical = st.recursive(atoms, _larger, max_leaves=8)
programs = st.one_of(grammatical, st.tuples(st.just("a = "), grammatical, st.just("; h = x*a; "), grammatical).map("".join))


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An expression with a few characters removed, doubled or replaced."""
    text = list(draw(programs | st.sampled_from(GOOD)))
    for _ in range(draw(st.integers(0, 4))):
        i = draw(st.integers(0, len(text) - 1))
        text[i] = draw(st.sampled_from(["", text[i] * 2, *"()[],;=+-*/<>.0e ^θ\n\0"]))
    return "".join(text)


expressions = st.one_of(programs, programs, programs, mutated(), words.map("".join), words.map(" ".join), any_text,
                        st.just("-"))
assignments = st.one_of(
    st.tuples(st.sampled_from(NAMES), st.just("="), st.one_of(st.sampled_from(NUMBERS), grammatical, any_text)).map("".join),
    any_text, mutated())
paths = st.one_of(st.sampled_from(["a.svg", "a.dot", "-", "", ".svg", "a.xyz", "no/such.svg", "a\0.svg", "a\n.svg"]),
                  any_text.map(lambda text: text.replace("/", "") + ".svg"))
options = st.lists(st.one_of(
    st.sampled_from(["--second", "--check", "--json", "--wrt", "w,x", "--partials", "--", "-", "--wrt=", "--json=1"]),
    st.sampled_from([*OPTIONS, *PRINTS]), any_text, any_text.map(lambda text: f"--{text}"),
    st.tuples(st.just("--wrt="), any_text).map("".join)), max_size=3)


def answered(*arguments: str, stdin: str = "") -> int:
    """Run the command; its status, after a look at all it wrote: an answer, or a message of one line with its place."""
    with watchdog(), mock.patch.object(sys, "stdin", io.StringIO(stdin)):
        status, out, err = run(*arguments)
    assert status in (0, 2)
    assert bool(out) is (status == 0)
    if status == 2:
        assert err.startswith("autodiff: ")
        assert err.count("\n") in (1, 3)
        assert len(err.split("\n")[0]) > len("autodiff: ") + 5
    else:
        assert err == ""
        if "--json" in arguments and not PRINTS & set(arguments):
            json.loads(out, parse_constant=pytest.fail)
    return status


def numbers_for(text: str) -> list[str]:
    """A number for each name of an expression, so that many are answered."""
    try:
        return [f"{name}={i - 1}" for i, name in enumerate(parse(text).inputs)]
    except UsageError:
        return []


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def emptied(folder: Path) -> list[str]:
    """What was in a folder, which is then empty."""
    written = os.listdir(folder)
    for name in written:
        (folder / name).unlink()
    return written


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(expressions, st.just([]) | st.lists(assignments, max_size=2), st.just([]) | options, expressions,
       st.sampled_from([True, True, False]))
@example("x", ["x=1e308"], ["--second"], "", True)
@example("\ud800", [], [], "", True)
def test_any_words_are_answered(folder: Path, expression: str, more: list[str], chosen: list[str], stdin: str,
                                numbered: bool) -> None:
    numbers = numbers_for(stdin if expression == "-" else expression) if numbered else []
    answered(expression, *numbers, *more, *chosen, stdin=stdin)
    assert not emptied(folder) or "--svg" in chosen or any(c.startswith("--svg=") for c in chosen)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
          max_examples=max(20, settings.default.max_examples // 20))  # type: ignore[union-attr]
@given(programs, paths, st.booleans())
@example("w", "-.svg", False)
@example("w", " -.svg", False)
def test_a_drawing_goes_where_it_was_asked_for_and_nowhere_else(folder: Path, text: str, path: str, partials: bool) -> None:
    status = answered(text, *numbers_for(text), "--svg", path, *["--partials"] * partials)
    written = emptied(folder)
    assert written == ([path] if status == 0 and path != "-" else [])


TWO = [a + b for a in "abcdfghjklmnqrstuvwz" for b in "abcdefghijklmnopqrstuvwxyz0123456789"]
TWO = [name for name in TWO if name.isidentifier() and name not in ("pi", "as", "if", "is", "in", "or")]


def given_ones(names: list[str]) -> list[str]:
    return [f"{name}=1" for name in names]


@pytest.mark.parametrize("arguments", [
    ["**".join(["2"] * 4000)], ["2" + "**9" * 60], ["(" * 100_000], ["(" * 4000 + "1" + ")" * 4000], ["-" * 9000 + "1"],
    ["tanh(" * 1500 + "x", "x=1"], ["[" * 9000], ["x" * 9999, "x" * 9999 + "=1"], ["x" * 10_001], ["é" * 5000 + "²"],
    ["9" * 9999], ["." * 9999], ["1e" + "9" * 9000], ["x", "x=" + "9" * 9999], ["x", "x=" + "**".join(["9"] * 50)],
    ["x", "x=1" + "0" * 20_000], ["\n" * 9999], [";" * 9999], ["a=" * 3000], ["a<" * 3000 + "a", "a=1"],
    ["x" + "*x" * 4999, "x=1", "--check", "--second"], ["+".join(["x"] * 5000), "x=1", "--second"],
    ["x", "x=1", *["y=1"] * 5000], ["x", "x=1", "--wrt", "x," * 20_000 + "x"], ["x", "x=1", "--wrt", "," * 9999],
    ["\u0301" * 9999], ["e" + "\u0301" * 9000], ["max(" + "x," * 4000 + "x)", "x=1", "--second"],
    ["*".join(TWO), *given_ones(TWO), "--second"], ["*".join(TWO), *given_ones(TWO), "--check"],
    ["+".join(TWO), *given_ones(TWO), "--second"], [f"prod([{','.join(TWO)}])", *given_ones(TWO), "--second"],
    ["x", "x=1"] + ["--json"] * 5000, ["%s%n%d", "x=%"], ["x", "x=1", "--svg"], ["--"] * 100, ["", "", ""], ["x=1"],
], ids=lambda arguments: f"{arguments[0][:9]!r} {len(arguments)}")
def test_a_great_deal_of_anything_is_answered(arguments: list[str]) -> None:
    answered(*arguments)


@pytest.mark.parametrize("option", ["--check", "--second"])
def test_what_would_take_minutes_is_refused_and_says_how_to_have_less(option: str) -> None:
    status, _, err = run("*".join(TWO), *given_ones(TWO), option)
    assert status == 2
    assert err.startswith(f"autodiff: {option} for {len(TWO)} names in ")
    assert err.endswith("choose a few with --wrt NAMES\n")
    assert run("*".join(TWO), *given_ones(TWO), option, "--wrt", "aa,ab")[0] == 0

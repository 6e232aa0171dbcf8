"""arguments: every way to give an expression, its numbers and options, and a line with a caret for every wrong one."""

import io
import json
import math
import sys

import pytest

from tests.command.test_main import NEURON, run


def test_options_may_stand_anywhere() -> None:
    assert len({run(*NEURON[:i], "--check", *NEURON[i:]) for i in range(5)}) == 1


@pytest.mark.parametrize("arguments", [["-x**2"], ["--", "-x**2"], [" -x**2"], ["(-x**2)"], ["-1*x*x"], ["y = -x**2"]])
def test_an_expression_may_begin_with_a_minus_sign(arguments: list[str]) -> None:
    status, out, _ = run(*arguments, "x=3")
    assert status == 0
    assert out.endswith(" = -9.0\n\n  name  value  gradient\n  x       3.0      -6.0\n")
    assert run("-h", "h=3")[1].startswith("usage")  # but for this one
    assert run("-h*2", "h=3")[0] == 0


@pytest.mark.parametrize(("typed", "number"), [
    ("1e-3", 1e-3), ("-1/4", -0.25), ("1_000", 1000.0), ("2*pi", 2 * math.pi), ("inf", math.inf), ("-inf", -math.inf),
    ("e", math.e), ("sqrt(2)", math.sqrt(2)), (" 5 ", 5.0), ("1e400", math.inf)])
def test_numbers(typed: str, number: float) -> None:
    assert run("x", f"x={typed}")[1].startswith(f"x = {number!r}\n")


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("a = w*x\ntanh(a)\n"))
    assert run("-", "w=0", "x=2")[1].startswith("tanh(a) = 0.0\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO("  x * * x \n\n"))
    assert run("-", "x=2")[2].splitlines()[1:] == ["    x * * x", "        ^"]
    monkeypatch.setattr(sys, "stdin", io.StringIO("x*2 \n\n"))
    assert json.loads(run("-", "x=2", "--json")[1])["expression"] == "x*2"


# --- Refusals ---


@pytest.mark.parametrize(("arguments", "message", "shown"), [
    (["tanhh(w*x)", "w=1"], "unknown function 'tanhh'; did you mean 'tanh'?", "  tanhh(w*x)\n  ^"),
    (["w*x + b", "w=1", "x=2"], "'b' has no value: give it as b=NUMBER", "  w*x + b\n        ^"),
    (["w*weight", "w=1", "wieght=2"], "the expression has no name 'wieght'; did you mean 'weight'?", "  wieght=2\n  ^"),
    (["x +", "x=1"], "the expression ends where a number, a name or a bracket is expected", "  x +\n     ^"),
    (["x", "x=1", "x=2"], "'x' is given twice, first as 1.0: leave one out", "  x=2\n  ^"),
    (["a = x; a", "x=1", "a=2"], "'a' is computed by the expression: leave its number out", "  a=2\n  ^"),
    (["x", "x"], "'x' is not name=number: write x=0.5, without spaces", "  x\n  ^"),
    (["x", "x==2"], "'x==2' is not name=number: write x=0.5", "  x==2\n  ^"),
    (["x", "x=1;2"], "'x=1;2' is not name=number: write x=0.5", "  x=1;2\n  ^"),
    (["x", "x=abc"], "'abc' is not a number: write one such as 0.5", "  x=abc\n    ^"),
    (["x", "x="], "the expression ends where a number, a name or a bracket is expected", "  x=\n    ^"),
    (["x", "x=1,5"], "',' is not understood here: a comma separates arguments, and statements are separated by ;",
     "  x=1,5\n     ^"),
    (["x", "x=1", "--wrt", "x,q"], "no variable 'q'; the variable is x", "  --wrt x,q\n          ^"),
    (["a = x; a*a", "x=1", "--wrt", "a", "--second"],
     "--second is for the given names, and 'a' is computed: leave it out", "  --wrt a\n        ^"),
    (["x", "x=1", "--secnd"], "unknown option '--secnd'; did you mean '--second'?", "  --secnd\n  ^"),
    (["--x", "x=1"], "unknown option '--x'; an expression that begins with -- needs a space before it", "  --x\n  ^"),
    (["x", "x=1", "--svg", "a.xyz"], "cannot draw to 'a.xyz': the path of a drawing must end in",
     "  --svg a.xyz\n        ^"),
])
def test_one_clear_line_and_a_caret(arguments: list[str], message: str, shown: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    first, rest = err.split("\n", 1)
    assert first.startswith(f"autodiff: {message}")
    assert rest == f"{shown}\n"


def test_names_that_there_are_are_listed_and_of_many_the_first_ten() -> None:
    said = "autodiff: no variable {!r}; the variables are {}\n  --wrt {}\n        ^\n".format
    assert run("x", "x=1", "--wrt", "-q")[2] == said("-q", "x", "-q").replace("variables are", "variable is")
    assert run("x*y", "x=1", "y=2", "--wrt", "q")[2] == said("q", "x, y", "q")
    for many, listed in (("abcdfghijk", "a, b, c, d, f, g, h, i, j, k"), ("abcdfghijkl", "a, b, c, d, f, g, h, i, j, k, …")):
        assert run("+".join(many), *(f"{name}=1" for name in many), "--wrt", "q")[2] == said("q", listed, "q")


@pytest.mark.parametrize(("arguments", "message"), [
    (["x", "x=" + "q" * 40], f"'{'q' * 40}' is not a number"), (["x", "x=" + "q" * 41], f"'{'q' * 39}…' is not a number"),
    (["x", "q" * 40], f"'{'q' * 40}' is not name=number"), (["x", "q" * 41], f"'{'q' * 39}…' is not name=number"),
    (["x", "q" * 41 + "=1"], f"the expression has no name '{'q' * 39}…'"),
    (["x", f"x={'q' * 41};2"], f"'x={'q' * 37}…' is not name=number"),
    (["x", "x=1", "--" + "q" * 41], f"unknown option '--{'q' * 37}…'"),
    (["x", "x=1", "--wrt", "q" * 41], f"no variable '{'q' * 39}…'")])
def test_what_was_typed_is_shown_cut(arguments: list[str], message: str) -> None:
    assert run(*arguments)[2].startswith(f"autodiff: {message}")


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "there is no expression"), (["x", "x=1", "--wrt"], "argument --wrt: expected one argument"),
    (["x", "x=1", "--check=3"], "argument --check: ignored explicit argument"),
    (["x", "x=1", "--partials"], "--partials is for drawings: add --svg FILE"),
    (["x", "x=1", "--json", "--svg", "-"], "--json and --svg - both write to standard output"),
])
def test_where_there_is_no_place_there_is_one_line(arguments: list[str], message: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"autodiff: {message}")


def test_standard_input_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert run("-")[2].startswith("autodiff: standard input is closed")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff"), "utf-8"))
    assert run("-")[2].startswith("autodiff: standard input cannot be read as text")

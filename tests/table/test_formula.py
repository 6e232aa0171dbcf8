"""The language of formulas: what each dialect makes of one, and what has no meaning in it. (Rows: test_rows.py.)"""

import pytest

from autodiff import Op
from autodiff.table.formula import AnyNumbers, Floats, Values, function_name, is_library, lets_needed, names_in, parse


@pytest.mark.parametrize(("formula", "exact", "written"), [
    ("x/2", False, "x / 2.0"), ("x/2", True, "scalar.div(x, 2.0)"), ("-1 - x", False, "-1.0 - x"), ("-x", False, "-x"),
    ("exp(x)", False, "math.exp(x)"), ("exp(x)", True, "scalar.exp(x)"), ("abs(x)", False, "math.fabs(x)"),
    ("abs(x)", True, "scalar.fabs(x)"), ("exp_difference(x, 1)", False, "scalar.exp_difference(x, 1.0)"),
    ("sum(w)", False, "math.fsum(w)"), ("sum(w)", True, "scalar.fsum(w)"), ("prod(w)", False, "scalar.prod(w)"),
    ("sum(w*v, x)", False, "math.fsum([*map(mul_floats, w, v), x])"), ("max(w)", False, "scalar.largest(w)"),
    ("sum(w*x)", False, "math.fsum([w_i * x for w_i in w])"),
    ("sum(w + v)", False, "math.fsum([w_i + v_i for v_i, w_i in zip(v, w, strict=True)])"),
    ("min(w)", True, "scalar.smallest(w)"), ("pow(x, 2)", False, "math.pow(x, 2.0)"),
])
def test_on_floats(formula: str, exact: bool, written: str) -> None:
    floats = Floats({"v", "w"}, exact)
    assert floats.text(floats.visit(parse(formula))) == written
    assert floats.lines == []


def test_on_floats_another_row_is_written_out_once() -> None:
    floats = Floats(set(), exact=False)
    assert floats.text(floats.visit(parse("square(x + 1) + square(x + 1) + square(y)"))) == "square0 + square0 + square1"
    assert floats.lines == ["square0_x = x + 1.0", "square0 = square0_x * square0_x",
                            "square1_x = y", "square1 = square1_x * square1_x"]


@pytest.mark.parametrize(("formula", "written"), [
    ("tanh(x) + pi", "f.tanh(x) + scalar.pi"), ("x if x > 1 else 2", "choose(f.greater(x, 1.0), x, 2.0)"),
    ("x if x < 1 else 2", "choose(f.greater(1.0, x), x, 2.0)"),
    ("x if x <= y else 2", "choose(f.greater_equal(y, x), x, 2.0)"),
    ("x if x != y else 2", "choose(f.equal(x, y), 2.0, x)"), ("x if x == y else 2", "choose(f.equal(x, y), x, 2.0)"),
    ("x if x >= y else 2", "choose(f.greater_equal(x, y), x, 2.0)"), ("sum(w*x)", "f.sum([w_i * x for w_i in w])"),
    ("others(w)", "others(w)"), ("sum(x)", "f.sum(x)"),
])
def test_on_values(formula: str, written: str) -> None:
    values = Values({"w"})
    assert values.text(values.visit(parse(formula))) == written


@pytest.mark.parametrize(("formula", "written"), [
    ("tanh(x) + pi", "f.tanh(x) + f.pi"), ("x if x < 1 else y", "x if f.real(x) < f.real(1.0) else y"),
    ("0 < x < 1", "f.real(0.0) < f.real(x) < f.real(1.0)"), ("sum(w*x, 1)", "f.sum([w_i * x for w_i in w], 1.0)"),
])
def test_on_anything(formula: str, written: str) -> None:
    anything = AnyNumbers({"w"})
    assert anything.text(anything.visit(parse(formula))) == written


@pytest.mark.parametrize(("argument", "formula", "written"), [
    ("x", "2*x", "2.0 * x"), ("w", "1", "[1.0] * len(w)"), ("w", "x*w", "[x * w_i for w_i in w]"), ("w", "w", "w")])
def test_a_partial_in_a_list_is_a_list(argument: str, formula: str, written: str) -> None:
    assert Values({"w"}).partial(argument, formula) == written


def test_what_has_no_meaning_is_named() -> None:
    for formula, said in (("x and y", "write 'x and y' as one choice in another: the graph has no `and` and `or`"),
                          ("0 < x < 1", "write '0 < x < 1' with one comparison at a time"),
                          ("x.real(1)", "a formula can only call functions by their name, not 'x.real(1)'")):
        with pytest.raises(ValueError) as caught:  # noqa: PT011
            Values(set()).visit(parse(formula))
        assert str(caught.value) == said


def test_names() -> None:
    tree = parse("f(x, g(y)) + z if a > b else exp")
    assert names_in(tree) == {"x", "y", "z", "a", "b", "exp"}
    assert function_name(parse("f(g(x))")) == "f"  # type: ignore[arg-type]
    assert [name for name in ("abs", "pow", "exp", "sum", "max", "min", "sigmoid", "pi", "div") if is_library(name)] == [
        "abs", "pow", "exp", "pi", "div"]


def test_lets_in_their_order_with_what_they_need() -> None:
    op = Op("row", ("x",), "x", ("1",), lets={"a": "x", "b": "a + x", "c": "x*x", "d": "b + 1"})
    assert lets_needed(op, "d") == ["a", "b", "d"]
    assert lets_needed(op, "a*x", "c") == ["a", "c"]
    assert lets_needed(op, "x", "d(x)") == []

"""Every row of the table is explained, in all three languages, by formulas that are its partials."""

import html
import math
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, Value, explain, register, unregister
from autodiff.explaining.languages import Latex, MathML
from autodiff.explaining.notation import notation
from autodiff.explaining.reading import definition, partial
from autodiff.explaining.terms import Literal, Power, Product, Quotient, Spelled, Sum, Symbol, minus, over, times
from autodiff.explaining.writer import PlainText
from autodiff.testing.exact import DIGITS, exact_formula, exact_partial, exact_value
from autodiff.testing.strategies import points
from tests.explaining.outputs import check
from tests.explaining.reading import evaluate
from tests.table.test_rows import inside

ROWS = list(OPS.values())
each = pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)


def labelled(points: list[Any]) -> tuple[list[Any], list[Value]]:
    """Values called a, b, c … in the places of numbers."""
    names = iter("abcdefghijklmnop")
    given = [[Value(x, next(names)) for x in p] if isinstance(p, list) else Value(p, next(names)) for p in points]
    return given, [v for p in given for v in (p if isinstance(p, list) else [p])]


def refer(node: Any) -> Symbol:
    return Symbol(float(getattr(node, "data", node)), getattr(node, "label", "") or "y")


@each
def test_every_row_is_rendered_in_all_outputs(op: Op) -> None:
    given, xs = labelled([[v.data for v in p] if isinstance(p, list) else p.data for p in inside(op)])
    y = getattr(ad, op.name)(*given)
    y.label = "y"
    assert notation(op) is not None  # MathML is made of the LaTeX of the row
    for x, d in zip(xs, y.partials, strict=True):
        found = explain(y, x)
        check(found)
        assert found.data["derivative"] == pytest.approx(d, rel=1e-15)
        if found.data["form"] == "paths":
            (path,) = found.data["paths"]
            assert path["product"] == pytest.approx(d, rel=1e-15)
    for language in (PlainText, Latex, MathML):
        written = language(4).write(definition(y, refer))
        assert all(f">{x.label}<" in written if language is MathML else x.label in written for x in xs)


@each
@given(data=st.data())
def test_the_formula_that_is_shown_is_the_partial(op: Op, data: st.DataObject) -> None:
    given_values, xs = labelled(data.draw(points(op)))
    names = {x.label: x.data for x in xs}
    y = getattr(ad, op.name)(*given_values)
    for position, d in enumerate(y._stored_partials()):
        for form in partial(y, position, refer).forms:
            assert form.value == pytest.approx(d or 0.0, rel=1e-6, abs=1e-9)
            assert evaluate(PlainText(17).write(form), names | {"y": y.data}) == pytest.approx(d or 0.0, rel=1e-6, abs=1e-9)
    assert evaluate(PlainText(17).write(definition(y, refer)), names) == pytest.approx(y.data, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("op", [op for op in ROWS if op.textbook != op.partials], ids=lambda op: op.name)
@given(data=st.data())
def test_the_textbooks_partials_are_the_partials(op: Op, data: st.DataObject) -> None:
    point = data.draw(points(op))
    with mp.workdps(DIGITS):
        z = exact_value(op, point)
        assume(all(abs(exact_formula(op, kink, point, z)) > 1e-9 for kink in op.kinks))  # nearer a difference is no slope
        for i, (argument, formula) in enumerate(zip(op.args, op.textbook, strict=True)):
            exact = [exact_partial(op, point, i, j) for j in range(len(point[i]))] if argument[0] == "*" else [
                exact_partial(op, point, i)]
            read = list_formula(op, formula, point, z) if argument[0] == "*" else [exact_formula(op, formula, point, z)]
            for one, other in zip(read, exact, strict=True):
                assert abs(one - other) <= 1e-15 * (abs(other) + 1)


def list_formula(op: Op, formula: str, point: list[Any], z: Any) -> list[Any]:
    assert (op.name, formula) == ("logsumexp", "exp_difference(x, z)")
    return [mp.exp(x - z) for x in point[0]]


# --- Rows of one's own ---


@pytest.mark.parametrize(("columns", "text", "tex", "math"), [
    ({}, "softsign(x)", r"\operatorname{softsign}\left(x\right)", "<mi>softsign</mi>"),
    ({"symbol": "s"}, "s(x)", r"\operatorname{softsign}\left(x\right)", "<mi>softsign</mi>"),
    ({"latex": r"\frac{{x}}{1 + \left|{x}\right|}"}, "softsign(x)", r"\frac{x}{1 + \left|x\right|}", "<mfrac>"),
    ({"latex": r"\unheard{{x}}_<b>"}, "softsign(x)", r"\unheard{x}_<b>", "<mrow><mi>softsign</mi><mrow><mo>(</mo>"),
    ({"latex": r"{x}<b>{x}"}, "softsign(x)", "x<b>x", "<mo>&lt;</mo>"),
    ({"latex": "{" * 500 + "{x}"}, "softsign(x)", "{" * 500 + "x", "<mi>softsign</mi>"),
    ({"latex": r"{x} \left"}, "softsign(x)", r"x \left", "<mi>softsign</mi>"),
    ({"latex": "^{x}"}, "softsign(x)", "^x", "<mi>softsign</mi>"),
    ({"latex": "{x}}"}, "softsign(x)", "x}", "<mi>softsign</mi>"),
])
def test_a_row_of_ones_own_is_written_as_it_says(columns: dict[str, str], text: str, tex: str, math: str) -> None:
    softsign = register("softsign", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))", **columns)
    try:
        y = softsign(Value(1.0, "x"))
        formula = definition(y, refer)
        assert (PlainText(4).write(formula), Latex(4).write(formula)) == (text, tex)
        assert math in MathML(4).write(formula)
        assert explain(y, y.parents[0]).data["derivative"] == 0.25
        shown = "∂y/∂x = 1/((1 + abs(x))·(1 + abs(x))) = 1/((1 + abs(1))·(1 + abs(1))) = 0.25"
        assert shown in str(explain(y, y.parents[0]))
    finally:
        unregister("softsign")


def test_a_sum_that_is_cut_has_its_whole_value() -> None:
    w = ad.variables(**{f"w{i}": float(i) for i in range(20)})
    assert definition(ad.sum(w), refer).value == 190.0
    assert definition(ad.dot(w, w), refer).value == sum(i * i for i in range(20))


def test_arguments_have_brackets_where_the_notation_needs_them() -> None:
    a, b = ad.variables(a=0.5, b=0.25)
    for y, tex in ((ad.hypot(a + b, b), r"\sqrt{{\left(a + b\right)}^2 + {b}^2}"),
                   (ad.exp(a - b) ** 2, r"\left(e^{a - b}\right)"),
                   (ad.xlogy(a + b, a), r"\left(a + b\right) \ln\left(a\right)"), (ad.sqrt(a + b), r"\sqrt{a + b}"),
                   (ad.cbrt(a), r"\sqrt[3]{a}"), (ad.tanh(a + b) ** 2, r"{\tanh\left(a + b\right)}^{2}")):
        assert tex in explain(y, a).markdown
        assert html.unescape(explain(y, a).html).count("(") == html.unescape(explain(y, a).html).count(")")


def test_a_formula_that_stands_for_its_node_binds_as_what_is_written_in_its_place() -> None:
    a, b = Symbol(-2.0, "a"), Symbol(0.5, "b")
    spelled = [Spelled(-1.5, Sum(-1.5, ((1, a), (1, b)))), Spelled(-1.0, Product(-1.0, (a, b))),
               Spelled(-4.0, Quotient(-4.0, a, b)), Spelled(4.0, Power(4.0, a, Literal(2.0)))]
    written = [[PlainText(4, numbers).write(over(b, times(b, one))) for one in spelled] for numbers in (False, True)]
    assert written == [["b/(b·(a + b))", "b/(b·a·b)", "b/(b·(a/b))", "b/(b·a²)"],
                       ["0.5/(0.5·(-1.5))", "0.5/(0.5·(-1))", "0.5/(0.5·(-4))", "0.5/(0.5·4)"]]
    assert [PlainText(4).write(minus(one)) for one in spelled] == ["-(a + b)", "-a·b", "-a/b", "-a²"]
    assert [PlainText(4, numbers=True).write(minus(one)) for one in spelled] == ["-(-1.5)", "-(-1)", "-(-4)", "-4"]
    doubled = Spelled(-1.0, Product(-1.0, (Literal(-2.0), b)))
    assert (PlainText(4).write(minus(doubled)), PlainText(4).write(times(a, doubled))) == ("-(-2)·b", "a·(-2)·b")
    assert [PlainText(4).write(Power(1.0, one, b)) for one in spelled] == ["(a + b)^b", "(a·b)^b", "(a/b)^b", "(a²)^b"]


def test_numbers_are_written_as_a_person_would() -> None:
    some = (1e-9, -0.0, 1234567.0, 1e300, math.inf, -math.inf, math.nan)
    text = PlainText(4, numbers=True)
    assert [text.write(Symbol(x, "x")) for x in some] == ["1e-09", "0", "1234567", "1e+300", "∞", "-∞", "nan"]
    assert Latex(4, numbers=True).write(Symbol(-1.5e-9, "x")) == r"-1.5 \cdot 10^{-9}"
    assert MathML(4, numbers=True).write(Symbol(-1.5e-9, "x")) == (
        "<mrow><mrow><mo>−</mo><mn>1.5</mn></mrow><mo>·</mo><msup><mn>10</mn><mn>−9</mn></msup></mrow>")

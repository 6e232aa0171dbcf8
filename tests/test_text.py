"""Expressions as text."""

import pytest

import autodiff as ad
from autodiff import Value, variables
from autodiff.text import cut, expression, number_text

a, b, c = variables(a=2.0, b=-3.0, c=0.5)


@pytest.mark.parametrize(("y", "text"), [
    (a + b * c, "a + b*c"), ((a + b) * c, "(a + b)*c"), (a - (b - c), "a - (b - c)"), (a - b - c, "a - b - c"),
    (a / (b / c), "a/(b/c)"), (a / b / c, "a/b/c"), ((a**b) ** c, "(a**b)**c"), (a ** (b**c), "a**b**c"),
    (-(a**2), "-a**2"), ((-a) ** 2, "(-a)**2"), (-(a + b), "-(a + b)"), (a * -b, "a*-b"), (a - -b, "a - -b"),
    (2 * a, "2*a"), (a + -1.0, "a + -1"), ((-2) ** a, "(-2)**a"), (Value(-2.0) * a, "-2*a"), (Value(-2.0) ** a, "(-2)**a"),
    (ad.tanh(a * b), "tanh(a*b)"), (ad.maximum(a, b + 1), "maximum(a, b + 1)"),
    (ad.dot([a, b], [c, 1.0], 2.0), "dot([a, b], [c, 1], 2)"),
    (ad.dot([a], [b]), "dot([a], [b])"), (ad.sum([a, b, c, a, b]), "sum([a, b, c, a, …])"),
    (ad.where(a > b, a, b), "where(a > b, a, b)"),
    (abs(a), "abs(a)"), (1 / a, "1/a"), (ad.reciprocal(a) * b, "1/a*b"), (a / (b * c), "a/(b*c)"),
    (ad.square(a + 1), "(a + 1)**2"),
    (ad.reciprocal(a * b), "1/(a*b)"), (ad.square(a**b), "(a**b)**2"), (ad.square(ad.square(a)), "(a**2)**2"),
    (ad.identity(a + b) * b, "(a + b)*b"), (a - ad.identity(a - b), "a - (a - b)"),
    (ad.greater(ad.greater(a, b), b), "(a > b) > b"),
])
def test_an_expression_reads_as_it_was_written(y: Value, text: str) -> None:
    assert expression(y) == text


def test_a_named_intermediate_stands_for_what_it_was_made_of() -> None:
    z = a * b
    z.label = "z"
    assert expression(z + 1) == "z + 1"
    assert expression(z) == "a*b"


def test_long_expressions_are_cut() -> None:
    y = a
    for _ in range(100_000):
        y = y * b + a
    assert len(expression(y)) <= 60
    assert "…" in expression(y)
    shared = a
    for _ in range(60):
        shared = shared + shared
    assert len(expression(shared, 30)) <= 30


def test_short_constants_are_written_in_full() -> None:
    assert (expression(a * 1.0001), expression(a * (1 / 3)), expression(a + 1e10)) == ("a*1.0001", "a*0.3333", "a + 1e+10")


def test_numbers_and_cuts() -> None:
    assert number_text(1 / 3) == "0.3333"
    assert number_text(float("nan")) == "nan"
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"

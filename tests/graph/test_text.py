"""Expressions as text."""

import pytest
from hypothesis import given

import autodiff as ad
from autodiff import Value, variables
from autodiff.graph.sweeps import topological
from autodiff.graph.text import KEPT, Known, expression, fill
from autodiff.messages import constant_text, cut, number_text, shown
from autodiff.testing import Program, programs

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
    for _ in range(10_000):
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


def test_cuts_of_no_length() -> None:
    assert (cut("ab", 1), cut("ab", 0), cut("", 0)) == ("…", "…", "")


@pytest.mark.parametrize(("x", "text"), [(12345678.0, "12345678"), (123456789.0, "1.235e+08"), (1.234567, "1.234567"),
                                         (-1.23456, "-1.23456"), (1.2345678, "1.235"), (-0.0, "-0")])
def test_a_constant_of_eight_characters_is_written_in_full(x: float, text: str) -> None:
    assert constant_text(x) == text


@pytest.mark.parametrize(("y", "text"), [
    (Value(0.0) ** a, "0**a"), (0.5**a, "0.5**a"), (0.0**a, "0**a"), (Value(0.5) ** a, "0.5**a"),
    (-0.5 - Value(-0.5), "-0.5 - -0.5"), (a ** Value(-2.0), "a**(-2)"), (a**-2.0, "a**(-2)"),
    (-Value(-0.5), "--0.5"), (Value(-0.5, "n") ** a, "n**a"),
    (ad.dot([a], [b], 0.5), "dot([a], [b], 0.5)"), (ad.dot([a, a, a, a], [b, b, b, b]), "dot([a, a, a, a], [b, b, b, b])"),
    (ad.dot([a], [b], c * a), "dot([a], [b], c*a)"),
])
def test_signs_and_lists(y: Value, text: str) -> None:
    assert expression(y) == text


def nested(depth: int) -> Value:
    y = a
    for _ in range(depth):
        y = -y
    return y


def test_twelve_levels_are_spelled_out() -> None:
    assert expression(nested(12)) == "-" * 12 + "a"
    assert expression(nested(13)) == "-" * 12 + "…"
    listed = ad.sum([nested(11)])
    assert expression(listed) == f"sum([{'-' * 11}a])"
    assert expression(ad.sum([nested(12)])) == f"sum([{'-' * 11}…])"
    assert expression(ad.dot([a], [b], nested(12))) == f"dot([a], [b], {'-' * 11}…)"


def test_rather_a_shallow_view_than_one_that_is_cut() -> None:
    y = (a + b) * (a + c)
    assert expression(y, 15) == "(a + b)*(a + c)"
    assert expression(y, 14) == "…*…"
    assert expression(y, 2) == "……"


@given(programs())
def test_what_is_known_of_a_graph_changes_no_text(program: Program) -> None:
    known: Known = {}
    for i, node in enumerate(topological(program.values()[0])):
        node.label = f"named{i}" if i % 5 == 4 else ""
        for length in (20, 1000):
            assert expression(node, length, known) == expression(node, length)


@pytest.mark.parametrize(("length", "kept"), [(KEPT, True), (KEPT + 1, False)])
def test_texts_of_a_thousand_characters_are_kept(length: int, kept: bool) -> None:
    known: Known = {}
    assert len(expression(Value(1.0, "w" * (length - 4)) + 1, 2000, known)) == length
    assert bool(known) is kept


def test_what_was_given_is_shown_cut() -> None:
    assert shown("a" * 38) == repr("a" * 38)
    assert shown("a" * 39) == "'" + "a" * 38 + "…"
    assert shown([1, 2, 3], 5) == "[1, …"


def test_what_is_no_argument_stays_in_a_template() -> None:
    assert fill("{x} + {q} + {}", {"x": "{y}", "y": "b"}) == "{y} + {q} + {}"


def test_sixty_characters_are_not_too_long() -> None:
    wide = Value(1.0, "w" * 29) + Value(1.0, "v" * 28)
    assert len(expression(wide)) == 60
    assert expression(Value(1.0, "w" * 29) + Value(1.0, "v" * 29)) == "w" * 29 + " + " + "v" * 27 + "…"

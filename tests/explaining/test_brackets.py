"""Brackets: where a formula would be read otherwise without them."""

from typing import Any

import pytest

import autodiff as ad
from autodiff import exp, explain, register, unregister, variables
from autodiff.explaining.explanation import _wrapped
from tests.explaining.outputs import check, said


def test_labels_that_read_like_formulas_have_brackets() -> None:
    x1, w1, m = variables(x1=2.0, w1=1.0, m=1.0)
    s = x1 * w1 + 3.0
    s.label, m.label = "x1*w1 + 3", "-m"
    text = said(s * 2, x1)
    assert "∂y/∂x1 = ∂y/∂(x1*w1 + 3) · ∂(x1*w1 + 3)/∂x1" in text
    assert "y = 2·(x1*w1 + 3) = 2·5 = 10" in text
    assert said(m**2, m).startswith("y = (-m)² = 1² = 1")
    assert (s * 2).expression() == "(x1*w1 + 3)*2"


def test_arithmetic_of_a_row_of_ones_own_has_brackets() -> None:
    square_of_sum = register("square_of_sum", "x y", "square(add(x, y))", "2*add(x, y)", "2*add(x, y)")
    try:
        a, b = variables(a=0.5, b=0.25)
        assert said(square_of_sum(a, b), a).endswith("∂y/∂a = 2·(a + b) = 2·(0.5 + 0.25) = 1.5")
    finally:
        unregister("square_of_sum")


@pytest.mark.parametrize(("graph", "formula"), [
    (lambda a, b: ad.xlogy(a, b) ** 2, r"{\left(a \ln\left(b\right)\right)}^{2}"),
    (lambda a, b: ad.log_sigmoid(a) ** 2, r"{\left(\ln \sigma\left(a\right)\right)}^{2}"),
    (lambda a, b: ad.gaussian(exp(a)), r"e^{-{\left(e^{a}\right)}^2}"),
    (lambda a, b: ad.hypot(exp(a), b), r"\sqrt{{\left(e^{a}\right)}^2 + {b}^2}"),
    (lambda a, b: ad.log(a * b) ** 2, r"{\ln\left(a \cdot b\right)}^{2}"),
    (lambda a, b: ad.greater_equal(a, b) + a, r"\left(a \ge b\right) + a"),
    (lambda a, b: a ** ad.greater(a, b), r"{a}^{a \gt b}"),
])
def test_powers_and_relations_in_latex(graph: Any, formula: str) -> None:
    a, b = variables(a=0.5, b=0.25)
    found = explain(graph(a, b), a)
    check(found)
    assert f"y &= {formula}" in found.markdown


def test_a_long_formula_is_broken_before_a_sign() -> None:
    assert [*_wrapped("-a + b·c - ln σ(d + e) · (-f) + g", 10)] == ["-a + b·c", "- ln σ(d + e)", "· (-f) + g"]


def test_relations_in_sums_have_brackets() -> None:
    a, b = variables(a=0.5, b=0.25)
    assert "∂y/∂a = (a > b)·a^((a > b) - 1)" in said(a ** ad.greater(a, b), a)

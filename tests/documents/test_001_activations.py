"""Document 001, the table of nine activations and softmax: every derivative as the document writes it (rows 15, 16)."""

import math
from collections.abc import Callable
from functools import cache

import pytest

import autodiff as ad
from autodiff import Value
from nn.documents.document_001_activations import ACTIVATIONS, POINTS, row_15, row_16
from nn.documents.numbers import Numbers
from tests.documents.items import about

DERIVATIVE_FORMULAS: dict[str, Callable[[float, float], float]] = {  # the table's last column, in x and f(x)
    "identity": lambda x, f: 1,
    "step": lambda x, f: 0,
    "logistic": lambda x, f: f * (1 - f),
    "tanh": lambda x, f: 1 - f**2,
    "arctan": lambda x, f: 1 / (x**2 + 1),
    "relu": lambda x, f: 0 if x < 0 else 1,
    "prelu": lambda x, f: 0.25 if x < 0 else 1,
    "elu": lambda x, f: f + 1 if x < 0 else 1,
    "elu_alpha2": lambda x, f: f + 2 if x < 0 else 1,
    "softplus": lambda x, f: 1 / (1 + math.exp(-x)),
}


@cache
def numbers() -> Numbers:
    return row_15() | row_16()


@about("001-act-identity", "001-act-step", "001-act-logistic", "001-act-tanh", "001-act-arctan", "001-act-relu",
       "001-act-prelu", "001-act-elu", "001-act-softplus", "001-sigmoid-derivative")
@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("point", [p for p in POINTS if p != "0"])
def test_the_tables_derivative_is_the_engines(name: str, point: str) -> None:
    f, slope = numbers()[f"001.act.{name}({point})"], numbers()[f"001.act.{name}'({point})"]
    assert slope == pytest.approx(DERIVATIVE_FORMULAS[name](float(point), f), rel=1e-12)


@about("001-relu-kink-conflict")
@pytest.mark.parametrize(("name", "slope_at_0"), [
    ("relu", 0.0),  # where a derivative jumps: the subgradient nearest to 0. The table of document 001 has 1
    ("prelu", 0.25),  # likewise; the table has 1
    ("elu", 1.0),
    ("elu_alpha2", 1.0),  # from the left 2, from the right 1
    ("step", 0.0),  # the table has a question mark
])
def test_derivatives_at_the_kink_follow_one_convention(name: str, slope_at_0: float) -> None:
    assert numbers()[f"001.act.{name}'(0)"] == slope_at_0


def test_a_step_of_document_001_is_1_at_0_and_one_of_document_002_is_0() -> None:
    assert (ad.step(0.0), ad.step(0.0, at_zero=0)) == (1, 0)


@about("001-softmax-jacobian")
def test_the_jacobian_formula() -> None:
    n = numbers()
    p = [n[f"001.softmax.123.p{k}"] for k in (1, 2, 3)]
    for k in (0, 1, 2):
        for j in (0, 1, 2):
            formula = p[j] - p[j] ** 2 if k == j else -p[k] * p[j]
            assert n[f"001.softmax.123.J_{k + 1}{j + 1}"] == pytest.approx(formula, rel=1e-12)


@about("001-softmax-chain")
def test_the_gradient_through_softmax_sums_over_its_outputs() -> None:
    x = [Value(z) for z in (1.0, 2.0, 3.0)]
    p = ad.softmax(x)
    loss = p[0] * p[1] + p[2] ** 2
    to_p, to_x = ad.gradients(loss, p), ad.gradients(loss, x)
    for j in (0, 1, 2):
        total = sum(to_p[k].data * numbers()[f"001.softmax.123.J_{k + 1}{j + 1}"] for k in (0, 1, 2))
        assert to_x[j].data == pytest.approx(total, rel=1e-12)


@about("001-chain-def")
def test_the_chain_rule() -> None:
    inner, outer = (lambda x: x**3 + x), ad.tanh
    composed = ad.grad(lambda x: outer(inner(x)))(0.3)
    assert composed == pytest.approx(ad.grad(outer)(inner(0.3)) * ad.grad(inner)(0.3), rel=1e-12)

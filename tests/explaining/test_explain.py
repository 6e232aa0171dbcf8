"""explain(y, x): products and sums that are the gradient, in each form, for whatever graph."""

import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff as ad
from autodiff import (
    Value,
    exp,
    explain,
    gradients,
    relu,
    tanh,
    variables,
)
from autodiff.explaining.explanation import Explanation
from autodiff.graph import sweeps
from autodiff.graph.sweeps import derivatives, path_sizes
from autodiff.testing.program import Program
from autodiff.testing.strategies import programs
from tests.explaining.outputs import check, product_and_sum, said
from tests.explaining.reading import evaluate

NOTE = r"\((?:no gradient passes|as |at the kink)"


def swept(found: Explanation) -> float:
    """The derivative, out of the δ in the data alone: each is the sum of its terms, and the last is that of x."""
    nodes = found.data["nodes"]
    for node in nodes[1:]:
        total = math.fsum(term["delta"] * term["value"] for term in node["terms"])
        assert node["delta"] == pytest.approx(total, rel=1e-9, abs=1e-12, nan_ok=True) or not math.isfinite(node["delta"])
    return float(nodes[-1]["delta"])


@given(programs(), st.data())
def test_the_factors_of_random_programs_multiply_and_add_up_to_the_gradient(program: Program, data: st.DataObject) -> None:
    y, xs = program.values()
    x = data.draw(st.sampled_from(xs))
    (expected,) = derivatives(y, [x])
    tolerance = 1e-9 * max(1.0, path_sizes(y).get(x, 0.0))
    found = explain(y, x, paths=data.draw(st.sampled_from([0, 1, 8, 1000])), inner_first=data.draw(st.booleans()))
    check(found)
    assert found.data["derivative"] == pytest.approx(expected, nan_ok=True, rel=0)
    match found.data["form"]:
        case "paths":
            assert product_and_sum(found) == pytest.approx(expected, rel=1e-9, abs=tolerance)
        case "nodes" if not found.data["left_out"]:
            assert swept(found) == expected
        case "itself" | "independent":
            assert expected == (1.0 if x is y else 0.0)


@given(programs([op for op in ad.OPS if op != "equal"], steps=8), st.data())  # whose = would be taken for a new side
def test_the_formulas_as_they_are_printed_give_the_numbers_beside_them(program: Program, data: st.DataObject) -> None:
    y, xs = program.values()
    text = str(explain(y, data.draw(st.sampled_from(xs)), digits=17, paths=1000))
    names = {x.label: x.data for x in xs}
    whole = re.sub(rf"\n +(?=[=≈+·] |- |{NOTE})", " ", text)
    for left, right in re.findall(r"^ *(\S.*?) +[=≈] (.*)$", whole, re.MULTILINE):
        if "∂" in right:
            continue
        *sides, number = re.split(" [=≈] ", re.sub(f" +{NOTE}.*$", "", right))
        if "…" in right:
            continue
        names |= {left: evaluate(number, names)} if left.isidentifier() else {}
        if math.isfinite(evaluate(number, names)) and not left.startswith("d"):
            for side in sides:
                assert evaluate(side, names) == pytest.approx(evaluate(number, names), rel=1e-6, abs=1e-6)


@given(programs(inputs=2, steps=6), st.data())
def test_both_forms_and_intermediates_agree(program: Program, data: st.DataObject) -> None:
    y, _ = program.values()
    x = data.draw(st.sampled_from([node for node in ad.graph.sweeps.topological(y) if node is not y] or [y]))
    forms = {explain(y, x, paths=paths).data["derivative"] for paths in (0, 1000)}
    assert forms == {derivatives(y, [x])[0]}


def test_digits_are_for_display_only() -> None:
    x = Value(1 / 3, "x")
    y = exp(x)
    short, long = explain(y, x, digits=2), explain(y, x, digits=17)
    assert "1.4" in str(short)
    assert repr(math.exp(1 / 3)) in str(long)
    assert short.data["derivative"] == long.data["derivative"] == math.exp(1 / 3)


def test_inner_first_turns_the_factors_round() -> None:
    x = Value(0.5, "x")
    z = 2 * x
    z.label = "z"
    y = exp(z)
    assert "∂y/∂x = ∂y/∂z · ∂z/∂x" in said(y, x)
    assert "∂y/∂x = ∂z/∂x · ∂y/∂z" in said(y, x, inner_first=True)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda x: explain(1.0, x), TypeError,
     "explain() needs two Values, not float (1.0): explain(y, x) is for one y and one x"),
    (lambda x: explain(x, [x]), TypeError, "explain() needs two Values, not list"),
    (lambda x: explain(x, x, digits=0), ValueError, "digits must be an int from 1 to 17, got 0"),
    (lambda x: explain(x, x, digits=True), ValueError, "digits must be an int from 1 to 17, got True"),
    (lambda x: explain(x, x, paths=-1), ValueError, "paths must be an int from 0 to 1000, got -1"),
    (lambda x: explain(x, x, inner_first=1), TypeError, "inner_first must be True or False, not int (1)"),
])
def test_what_cannot_be_explained_is_refused(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error) as refused:
        call(Value(1.0, "x"))
    assert str(refused.value).startswith(message)


def test_a_graph_whose_leaves_were_given_other_data_is_refused() -> None:
    x = Value(1.0, "x")
    y = exp(x) * 2
    x.data = 2.0
    with pytest.raises(ValueError, match=r"explain\(\) would mix old .*a leaf has changed since exp\(x\) was computed"):
        explain(y, x)
    assert explain(y.recompute(), x).data["derivative"] == 2 * math.exp(2.0)


def test_a_graph_that_is_deep_or_has_countless_paths() -> None:
    v = Value(0.5, "v")
    chain = doubled = added = v
    for _ in range(3_000):
        chain, doubled, added = tanh(chain), doubled * doubled, added * 1.0001 + 0.1
    for y in (chain, doubled, added):
        found = explain(y, v)
        check(found)
        assert len(str(found)) < 20_000
        assert found.data["derivative"] == derivatives(y, [v])[0]
    assert product_and_sum(explain(chain, v)) == pytest.approx(derivatives(chain, [v])[0], rel=1e-9)
    assert explain(chain, v).data["paths"][0]["factors"][12]["left_out"] == 3_000 - 18
    assert "… (2,981 more nodes)" in said(chain, v)  # 3,000 are computed, of which 19 are shown


@pytest.mark.long
def test_a_chain_of_a_million_operations() -> None:
    y = v = Value(0.5, "v")
    for _ in range(10**6):
        y = tanh(y)
    assert product_and_sum(explain(y, v)) == pytest.approx(derivatives(y, [v])[0], rel=1e-6)


def test_a_prompt_shows_the_text() -> None:
    a, b = variables(a=2.0, b=3.0)
    found = explain(a * b, a)
    assert repr(found) == str(found) == "y = a·b = 2·3 = 6\n\n∂y/∂a = b = 3"


def test_a_link_that_nothing_passes_counts_where_it_is_left_out_too() -> None:
    h = x = Value(0.1, "x")
    for function, times in ((tanh, 30), (lambda h: relu(-h), 1), (exp, 3), (tanh, 30)):
        for _ in range(times):
            h = function(h)
            h.label = "h"
    found = explain(ad.log(h * 0.0), x).data
    assert found["derivative"] == 0.0
    assert [(path["product"], path["passes"]) for path in found["paths"]] == [(0.0, False)]


def test_an_explanation_can_be_a_key() -> None:
    x = Value(0.5, "x")
    found = explain(exp(x), x)
    assert {found: 1}[found] == 1
    assert found != explain(exp(x), x)


def test_what_notebooks_are_given_survives_where_they_are_not_trusted() -> None:
    x = Value(0.5, "x")
    found = explain(exp(x), x)
    given, _ = pytest.importorskip("IPython.core.formatters").DisplayFormatter().format(found)
    assert given == {"text/plain": str(found), "text/markdown": found.markdown}


def test_it_touches_no_gradient_and_sees_graphs_of_gradients() -> None:
    x = Value(0.5, "x")
    x.grad = 7.0
    y = exp(x) * x
    (slope,) = gradients(y, [x])
    found = explain(slope, x)
    check(found)
    assert found.data["derivative"] == pytest.approx(math.exp(0.5) * 2.5)
    assert (x.grad, y.grad) == (7.0, 0.0)


@pytest.mark.parametrize("paths", [0, 8])
def test_a_graph_is_sorted_once(monkeypatch: pytest.MonkeyPatch, paths: int) -> None:
    sorted_graphs: list[object] = []
    sort = sweeps._sort
    monkeypatch.setattr(sweeps, "_sort", lambda roots, zero: (sorted_graphs.append(roots), sort(roots, zero))[1])
    w, x = variables(w=0.5, x=2.0)
    assert explain(tanh(w * x) * exp(w), w, paths=paths).data["derivative"]
    assert len(sorted_graphs) == 1

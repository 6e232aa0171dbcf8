"""The documents' own derivations by the chain rule, out of the graph: factor by factor, in their order, with their names."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from autodiff import Value, explain, steps, variables
from nn.documents.document_000 import document_net
from nn.documents.document_001 import computation_graph
from nn.documents.systems import Apartment, Chain, Mazur, TanhNet
from tests.documents.items import about

Derivation = tuple[str, Sequence[str]]  # the chain as ∂a/∂b · ∂b/∂c, and the formula of each factor


def derivation(y: Value, x: Value, **options: Any) -> Derivation:
    """The factors of the only path from y to x, whose product must be the gradient."""
    found = explain(y, x, **options).data
    (path,) = found["paths"]
    product = 1.0
    for factor in path["factors"]:
        product *= factor["value"]
    assert product == pytest.approx(found["derivative"], rel=1e-14)
    return " · ".join(f"∂{f['of']}/∂{f['in']}" for f in path["factors"]), [f["formula"] for f in path["factors"]]


# --- 000: the grade ---


@pytest.fixture
def grade() -> SimpleNamespace:
    net = document_net()
    f = net.forward(variables(x1=60, x2=80, x3=5), Value(82, "y_act"))
    return SimpleNamespace(**net.p, **vars(f))


RESIDUAL = "2·(y_pred - y_act)"


@about("000-w7-chain", "000-b3-chain", "000-w1-chain", "000-partial-1", "000-partial-2", "000-partial-3", "000-partial-4")
@pytest.mark.parametrize(("name", "chain", "factors"), [
    ("w7", "∂cost/∂y_pred · ∂y_pred/∂w7", [RESIDUAL, "g1"]),
    ("b3", "∂cost/∂y_pred · ∂y_pred/∂b3", [RESIDUAL, "1"]),
    ("w1", "∂cost/∂y_pred · ∂y_pred/∂g1 · ∂g1/∂z1 · ∂z1/∂w1", [RESIDUAL, "w7", "g1·(1 - g1)", "x1"]),
])
def test_the_grade(grade: SimpleNamespace, name: str, chain: str, factors: list[str]) -> None:
    assert derivation(grade.cost, vars(grade)[name]) == (chain, factors)


def test_the_grade_with_its_numbers(grade: SimpleNamespace) -> None:
    text = str(explain(grade.cost, grade.w1))
    assert "z1     = w1·x1 + w3·x2 + w5·x3 + b1 = 0.1·60 + 0.1·80 + 0.1·5 + (-15) = -0.5" in text
    assert "y_pred = w7·g1 + w8·g2 + b3 ≈ 12·0.3775 + 9·0.047 + 20 ≈ 24.95" in text
    assert "cost   = (y_pred - y_act)² ≈ (24.95 - 82)² ≈ 3254" in text
    assert "∂cost/∂y_pred = 2·(y_pred - y_act) ≈ 2·(24.95 - 82) ≈ -114.1" in text
    assert "∂g1/∂z1       = σ'(z1) = g1·(1 - g1)" in text
    assert "· x1 ≈ -114.1 · 12 · 0.2350 · 60 ≈ -19305\n" in text  # printed: -19,303, from rounded factors
    assert r"\frac{\partial g_{1}}{\partial z_{1}} &= \sigma'\left(z_{1}\right) = g_{1} \cdot \left(1 - g_{1}\right)" in (
        explain(grade.cost, grade.w1).markdown)


# --- 001: a graph, and the tanh network ---


@about("001-graph-da", "001-graph-db", "001-graph-dc", "001-chain-def")
@pytest.mark.parametrize(("name", "chain", "factors", "gradient"), [
    ("a", "∂L/∂e · ∂e/∂a", ["c", "1"], -2.0),
    ("b", "∂L/∂e · ∂e/∂d · ∂d/∂b", ["c", "1", "2"], -4.0),
    ("c", "∂L/∂c", ["e"], 5.0),
])
def test_the_graph_of_a_b_and_c(name: str, chain: str, factors: list[str], gradient: float) -> None:
    f = computation_graph()
    assert derivation(f.L, vars(f)[name]) == (chain, factors)
    assert explain(f.L, vars(f)[name]).data["derivative"] == gradient


@about("001-tanh-chain-out", "001-tanh-chain-hidden")
@pytest.mark.parametrize(("name", "chain", "factors"), [
    ("w6", "∂E/∂ŷ · ∂ŷ/∂w6", ["ŷ - y", "h2"]),
    ("w5", "∂E/∂ŷ · ∂ŷ/∂w5", ["ŷ - y", "h1"]),
    ("w1", "∂E/∂ŷ · ∂ŷ/∂h1 · ∂h1/∂a1 · ∂a1/∂w1", ["ŷ - y", "w5", "1 - h1²", "x1"]),
    ("w2", "∂E/∂ŷ · ∂ŷ/∂h1 · ∂h1/∂a1 · ∂a1/∂w2", ["ŷ - y", "w5", "1 - h1²", "x2"]),
    ("w3", "∂E/∂ŷ · ∂ŷ/∂h2 · ∂h2/∂a2 · ∂a2/∂w3", ["ŷ - y", "w6", "1 - h2²", "x1"]),
    ("w4", "∂E/∂ŷ · ∂ŷ/∂h2 · ∂h2/∂a2 · ∂a2/∂w4", ["ŷ - y", "w6", "1 - h2²", "x2"]),
])
def test_the_tanh_network(name: str, chain: str, factors: list[str]) -> None:
    net = TanhNet()
    f = net.forward(variables(x1=2, x2=3), Value(1, "y"))
    f.y.label, f.residual.label = "ŷ", ""
    assert derivation(f.E, net.p[name]) == (chain, factors)
    hidden = {"h1": "sech²(a1) = 1 - h1²", "h2": "sech²(a2) = 1 - h2²"}  # 1 - tanh(a)², as printed
    assert all(text in str(explain(f.E, net.p[name])) for h, text in hidden.items() if f"∂{h}/" in chain)


# --- 002: the error goes back node by node ---


@about("002-delta-L", "002-delta-prev", "002-delta-grads")
def test_the_delta_equations() -> None:
    net = Mazur()
    f = net.forward()
    found = explain(f.E_total, net.p["w1"], paths=1).data
    assert found["form"] == "nodes"
    told = {node["node"]: [(t["of"], t["formula"]) for t in node["terms"]] for node in found["nodes"]}
    assert told["net_o1"] == [("out_o1", "out_o1·(1 - out_o1)")]  # δ^L = ∂C/∂a^L · ∂a^L/∂z^L
    assert dict(told["out_h1"]) == {"net_o1": "w5", "net_o2": "w7"}  # W δ: the sum over the neurons behind
    assert told["net_h1"] == [("out_h1", "out_h1·(1 - out_h1)")]  # · ∂a/∂z
    assert told["w1"] == [("net_h1", "0.05")]  # ∂C/∂w = δ a
    deltas = {node["node"]: node["delta"] for node in found["nodes"]}
    assert deltas == {step.node.label: step.adjoint for step in steps(f.E_total) if step.node.label in deltas}
    (bias,) = explain(f.E_total, net.p["b1"], paths=0).data["nodes"][-1:]
    assert [t["formula"] for t in bias["terms"]] == ["1", "1"]  # ∂C/∂b = δ, of the two neurons that share it


@about("002-dCdw", "002-dCdb")
def test_the_last_layer_path_by_path() -> None:
    net = Mazur()
    f = net.forward()
    chain, factors = derivation(f.E_o1, net.p["w5"])
    assert chain == "∂E_o1/∂out_o1 · ∂out_o1/∂net_o1 · ∂net_o1/∂w5"
    assert factors == ["-(0.01 - out_o1)", "out_o1·(1 - out_o1)", "out_h1"]
    assert derivation(f.E_o1, net.p["b2"])[1][-1] == "1"


# --- 003: two layers, written from the inside out ---


@about("003-2layer-w2", "003-2layer-b2", "003-2layer-w1", "003-2layer-a0", "003-2layer-b1", "003-2layer-a1")
@pytest.mark.parametrize(("name", "chain", "factors"), [
    ("w2", "∂z2/∂w2 · ∂a2/∂z2 · ∂C/∂a2", ["a1", "a2·(1 - a2)", "2·(a2 - y)"]),
    ("a1", "∂z2/∂a1 · ∂a2/∂z2 · ∂C/∂a2", ["w2", "a2·(1 - a2)", "2·(a2 - y)"]),
    ("b2", "∂z2/∂b2 · ∂a2/∂z2 · ∂C/∂a2", ["1", "a2·(1 - a2)", "2·(a2 - y)"]),
    ("w1", "∂z1/∂w1 · ∂a1/∂z1 · ∂z2/∂a1 · ∂a2/∂z2 · ∂C/∂a2", ["a0", "a1·(1 - a1)", "w2", "a2·(1 - a2)", "2·(a2 - y)"]),
    ("a0", "∂z1/∂a0 · ∂a1/∂z1 · ∂z2/∂a1 · ∂a2/∂z2 · ∂C/∂a2", ["w1", "a1·(1 - a1)", "w2", "a2·(1 - a2)", "2·(a2 - y)"]),
    ("b1", "∂z1/∂b1 · ∂a1/∂z1 · ∂z2/∂a1 · ∂a2/∂z2 · ∂C/∂a2", ["1", "a1·(1 - a1)", "w2", "a2·(1 - a2)", "2·(a2 - y)"]),
])
def test_the_two_layers(name: str, chain: str, factors: list[str]) -> None:
    net = Chain()
    f = net.forward()
    x = (net.p | vars(f))[name]
    assert derivation(f.C, x, inner_first=True) == (chain, factors)
    assert "∂a2/∂z2 = σ'(z2) = a2·(1 - a2)" in str(explain(f.C, x, inner_first=True))  # σ' = out(1 - out)


# --- 004: the price ---


@about("004-grad-out", "004-grad-hidden")
@pytest.mark.parametrize(("name", "chain", "factors"), [
    ("w2", "∂E/∂ŷ · ∂ŷ/∂w2", ["ŷ - y", "a1"]),
    ("b2", "∂E/∂ŷ · ∂ŷ/∂b2", ["ŷ - y", "1"]),
    ("w1", "∂E/∂ŷ · ∂ŷ/∂a1 · ∂a1/∂z1 · ∂z1/∂w1", ["ŷ - y", "w2", "1", "x1"]),
    ("b1", "∂E/∂ŷ · ∂ŷ/∂a1 · ∂a1/∂z1 · ∂z1/∂b1", ["ŷ - y", "w2", "1", "1"]),
])
def test_the_price(name: str, chain: str, factors: list[str]) -> None:
    net = Apartment()
    f = net.forward(Value(50, "x1"), Value(300, "y"))
    f.pred.label = "ŷ"
    assert derivation(f.E, net.p[name]) == (chain, factors)
    assert ("∂a1/∂z1 = 1   (as z1 > 0)" in str(explain(f.E, net.p[name]))) == ("∂z1" in chain)

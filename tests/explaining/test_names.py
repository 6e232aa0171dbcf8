"""What the nodes of an explanation are called."""

import math
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import (
    Value,
    exp,
    exp_difference,
    explain,
    gradients,
    maximum,
    tanh,
    variables,
)
from autodiff.explaining.labels import RAISED, cleaned
from nn import MLP
from tests.explaining.outputs import check, said
from tests.hostile.labels import HOSTILE, labelled_graph, labels


def test_a_row_that_is_known_by_its_formula_is_read_as_that() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-0.5)
    found = explain(ad.softmax([w, x, b])[0], w)
    text = said(ad.softmax([w, x, b])[0], w)
    assert "z1 = exp(w - max(w, x, b)) = exp(0.5 - 2) ≈ 0.2231" in text
    assert "exp_difference" not in text + found.markdown + found.html
    assert r"z_{1} &= e^{w - \max\left(w, x, b\right)} = e^{0.5 - 2}" in found.markdown
    assert "y = exp(w - (x - b)) = exp(0.5 - 2.5) ≈ 0.1353" in said(exp_difference(w, x - b), b)
    assert "y = exp(w - x + b) = exp(0.5 - 2 + (-0.5)) ≈ 0.1353" in said(exp_difference(w, x - b), w)


def test_nodes_without_a_label_have_names() -> None:
    w, x = variables(w=0.5, x=2.0)
    assert "∂y/∂(tanh(w·x)) · ∂(tanh(w·x))/∂(w·x) · ∂(w·x)/∂w" in said(tanh(w * x) ** 2, w)
    u = Value(3.0)
    assert "∂y/∂x = 2·x = 2·3 = 6" in said(u**2, u)
    long = tanh(w * x + w * x * 0.25 + x * 2.5) * 3.5
    assert "z1 = " in said(exp(long) * exp(long), w)


def test_a_definition_is_no_mere_dots() -> None:
    model = MLP(2, [4, 1], activation="relu", rng=1)
    y = (model(variables(a=1.0, b=2.0)) - 0) ** 2  # of which - 0 says nothing
    assert " = … " not in said(y + y * 0.5, model.parameters()[0])


def test_two_nodes_have_two_names() -> None:
    [w] = variables(w=0.5)
    assert "∂y/∂w = ∂y/∂(tanh(w)) · ∂(tanh(w))/∂w + ∂y/∂z1 · ∂z1/∂w" in said(tanh(w) * tanh(w), w)
    assert "∂y/∂w = 0.5 + 0.5 = 1" in said(maximum(w, w * 1.0), w)  # 1·w is w
    same = w + 0.0
    assert "∂y/∂w = ∂y/∂z1 · ∂z1/∂w" in said(same * exp(same), w)
    assert "z1 = w = 0.5" in said(same * exp(same), w)


def test_what_was_computed_is_data_too() -> None:
    w, x = variables(w=0.5, x=2.0)
    z = (w * x + x * 0.25) * x
    for paths in (8, 0):
        known = explain(exp(z) * z, w, paths=paths).data["computed"]
        assert known == [{"node": "w·x + 0.25·x", "formula": "w·x + 0.25·x", "value": 1.5},
                         {"node": "z1", "formula": "(w·x + 0.25·x)·x", "value": 3.0},
                         {"node": "z2", "formula": "exp(z1)", "value": math.exp(3)},
                         {"node": "y", "formula": "z2·z1", "value": 3 * math.exp(3)}]


def test_a_node_that_is_called_by_its_expression_is_put_in_as_its_number() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-0.75)
    text = said(ad.sigmoid(w * x + b), w)
    assert "w·x + b = 0.5·2 + (-0.75) = 0.25" in text
    minus = -w
    assert "∂y/∂(-w) = exp(-w) - 1 + x ≈ 0.6065 - 1 + 2" in said(minus * exp(minus) - minus + minus * x, w)
    assert "y = σ(w·x + b) = σ(0.25) ≈ 0.5622" in text
    (slope,) = gradients(ad.sigmoid(w * x + b), [w])
    assert "/∂(w·x + b) = -σ'(w·x + b)·tanh((w·x + b)/2) ≈ -0.2461·tanh(0.25/2) ≈ -0.03061" in said(slope, w)
    low = w - x
    text = said(b * low * exp(low) - low + (1 / low) ** 2 + low**2, w)
    assert "(w - x)·exp(w - x) - (w - x) + (1/(w - x))² + (w - x)²" in text
    assert "·0.2231 - (-1.5) + (-0.6667)² + (-1.5)²" in text
    assert "∂y/∂(1/(w - x)) = 2·(1/(w - x)) ≈ 2·(-0.6667) ≈ -1.333" in text
    assert "∂(1/(w - x))/∂(w - x) = -1/(w - x)² = -1/(-1.5)² ≈ -0.4444" in text
    raised = explain(exp(w) ** 2 * exp(exp(w)), w).markdown
    assert r"{\left(e^{w}\right)}^{2}" in raised
    assert r"{1.649}^{2}" in raised


def test_what_is_beside_the_values_is_not_put_in_as_a_number() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-0.75)
    assert "∂y/∂(tanh(w)) = x + b = 2 + (-0.75) = 1.25" in said(tanh(w) * (x + b), w)


def test_names_of_ours_avoid_those_that_are_taken() -> None:
    y, z1, x = variables(y=1.0, z1=0.5, x=0.25)
    unnamed = exp(exp(y * z1 * x * 1.125 + z1) * 1.0625 + 0.5) * 2.0
    text = said(unnamed * unnamed, y)
    assert "∂f/∂y" in text
    assert "z2 = " in text
    inner = Value(1.0)
    assert "∂y/∂t" in said(Value(2.0, "x") * exp(inner), inner)


def test_a_node_that_is_used_twice_is_shown_though_it_only_adds() -> None:
    x = Value(2.0, "x")
    s = x - 1.0
    text = said(s * exp(s), x)
    assert "∂y/∂(x - 1) · ∂(x - 1)/∂x" in text
    h = exp(x)
    h.label = "h"
    assert "∂y/∂h · ∂h/∂x" in said(tanh(h - 1.0), x)
    twice = h - 1.0
    assert "∂y/∂(h - 1) · ∂(h - 1)/∂h · ∂h/∂x" in said(twice * exp(twice), x)


def costs(*scopes: str) -> tuple[Value, list[Value]]:
    """The sum of exp(w) over as many w, each of its scope."""
    ws = [Value(float(i), "w") for i in range(len(scopes))]
    powers = [exp(w) for w in ws]
    for w, power, scope in zip(ws, powers, scopes, strict=True):
        w.scope, power.label = scope, "cost"
    return ad.sum(powers), ws


def test_numbers_of_equal_labels_are_no_labels() -> None:
    taken, one, other = Value(1.0, "w⁽²⁾"), Value(2.0, "w"), Value(3.0, "w")
    text = said(taken * one * other, taken)
    assert "y = w⁽²⁾·w⁽¹⁾·w⁽³⁾ = 2·3 = 6" in text


def test_equal_labels_are_numbered() -> None:
    y, (_, w) = costs("", "")
    assert "∂y/∂w⁽²⁾ = ∂y/∂cost⁽²⁾ · ∂cost⁽²⁾/∂w⁽²⁾" in said(y, w)
    assert "w⁽²⁾, cost⁽²⁾, cost⁽¹⁾: equal labels, numbered in the order of the graph." in said(y, w)
    assert r"\text{cost}^{(2)}" in explain(y, w).markdown
    assert explain(y, w).data["scopes"] == {}


def test_equal_labels_of_several_scopes_have_the_numbers_of_their_scopes() -> None:
    y, (w, _) = costs("layer2/neuron1", "layer1/neuron13")
    assert "∂y/∂w⁽²,¹⁾ = ∂y/∂cost⁽¹⁾ · ∂cost⁽¹⁾/∂w⁽²,¹⁾" in said(y, w)
    assert "⁽²,¹⁾: of layer2/neuron1. cost⁽¹⁾, cost⁽²⁾: equal labels, numbered" in said(y, w)
    assert "w^{(2,1)}" in explain(y, w).markdown
    assert "<mo>(</mo><mrow><mn>2</mn><mo>,</mo><mn>1</mn></mrow><mo>)</mo></mrow></msup>" in explain(y, w).html
    assert explain(y, w).data["scopes"] == {"w⁽²,¹⁾": "layer2/neuron1"}
    assert "∂w⁽¹,¹³⁾" in said(y, y.parents[1].parents[0])


@pytest.mark.parametrize("scopes", [
    ("encoder1", "decoder1"), ("left", "right"), ("layer1", ""), ("layer1", "layer1"), ("a1b2c3d4e5f6", "layer1")])
def test_scopes_that_do_not_tell_labels_apart_by_numbers_are_said(scopes: tuple[str, str]) -> None:
    y, (w, _) = costs(*scopes)
    assert "∂y/∂cost⁽¹⁾ · ∂cost⁽¹⁾/∂w⁽¹⁾" in said(y, w)
    assert f"w⁽¹⁾: of {scopes[0]}. w⁽¹⁾, cost⁽¹⁾, cost⁽²⁾: equal labels" in said(y, w)
    assert explain(y, w).data["scopes"] == {"w⁽¹⁾": scopes[0]}


def test_one_superscript_of_two_scopes_is_said_of_each_name() -> None:
    w = [Value(0.5, "w"), Value(1.5, "w"), Value(2.0, "v"), Value(3.0, "v")]
    for leaf, scope in zip(w, ["encoder1", "encoder2", "decoder1", "decoder2"], strict=True):
        leaf.scope = scope
    assert "w⁽¹⁾: of encoder1, v⁽¹⁾: of decoder1, w⁽²⁾: of encoder2, v⁽²⁾: of decoder2." in said(
        w[0] * w[2] + w[1] * w[3], w[0])


def test_the_weights_of_a_network_have_the_numbers_of_layer_and_neuron() -> None:
    net = MLP(2, [3, 1], rng=random.Random(1))
    for p in net.parameters():
        p.data = 0.5
    loss = sum((net(x) - 2.0) ** 2 for x in ([1.0, 2.0], [3.0, 1.0]))
    p = {f"{p.label} of {p.scope}": p for p in net.parameters()}
    text = said(loss, p["w2 of layer1/neuron3"])
    assert "z1 = w1⁽¹,³⁾ + 2·w2⁽¹,³⁾ + b⁽¹,³⁾ = 0.5 + 2·0.5 + 0.5 = 2" in text
    assert "w3⁽²,¹⁾·z2 + b⁽²,¹⁾ = 0.5·2 + 0.5·2 + 0.5·2 + 0.5 = 3.5" in text  # w3 is the only one, and has its mark too
    assert text.count("⁽¹,³⁾: of layer1/neuron3, ⁽²,¹⁾: of layer2/neuron1.") == 1
    assert "equal labels" not in text
    out = net([1.0, 2.0])
    out.label = "out"
    assert "∂y/∂out · ∂out/∂z2" in said(tanh(out), p["w2 of layer1/neuron3"])  # there is one
    for name, weight in p.items():
        found = explain(loss, weight)
        assert found.data["in"] == name[:2].strip() + {"1": "⁽¹,", "2": "⁽²,"}[name[-9]] + name[-1].translate(RAISED) + "⁾"
        assert found.data["scopes"][found.data["in"]] == weight.scope


def test_a_legend_of_many_scopes_is_cut() -> None:
    y, (w, *_) = costs(*(f"layer{i}" for i in range(20)))
    net = ad.sum([p.parents[0] for p in y.parents]) * w
    text = said(net, w)
    assert "⁽⁰⁾: of layer0, ⁽¹⁾: of layer1, ⁽²⁾: of layer2, ⁽³⁾: of layer3, ⁽¹⁹⁾: of layer19." in text


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_in_every_form(label: str) -> None:
    x = Value(2.0, label)
    h = exp(x)
    h.label = label
    y = x * h
    y.label, x.scope = label, label
    for paths in (0, 8):
        found = explain(y, x, paths=paths)
        check(found)
        assert cleaned(label) in str(found)
        assert not set("<`&") & set(re.sub(r" &|\n&", "", found.markdown))


@settings(max_examples=25)
@given(st.lists(labels, min_size=6, max_size=12))
def test_any_labels_are_text(given_labels: list[str]) -> None:
    y = labelled_graph(given_labels)
    for x in [node for node in ad.graph.sweeps.topological(y) if node.op is None][:3]:
        check(explain(y, x))

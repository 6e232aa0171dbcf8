"""explain(y, x): products and sums that are the gradient, in each form, for whatever graph; and what is said in words."""

import math
import random
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, clip, dot, exp, exp_difference, explain, gradients, maximum, relu, tanh, variables, where
from autodiff.explaining.explanation import Explanation
from autodiff.explaining.labels import RAISED, cleaned
from autodiff.graph import derivatives, path_sizes
from autodiff.testing.program import Program
from autodiff.testing.strategies import programs
from nn import MLP
from tests.explaining.outputs import check
from tests.explaining.reading import evaluate
from tests.hostile.labels import HOSTILE, labelled_graph, labels


def product_and_sum(found: Explanation) -> float:
    """The derivative, out of the factors in the data alone."""
    sums = []
    for path in found.data["paths"]:
        product = 1.0
        for factor in path["factors"]:
            product *= factor["value"]
        sums.append(product if path["passes"] else 0.0)
    return math.fsum(sums)


def swept(found: Explanation) -> float:
    """The derivative, out of the δ in the data alone: each is the sum of its terms, and the last is that of x."""
    nodes = found.data["nodes"]
    for node in nodes[1:]:
        total = math.fsum(term["delta"] * term["value"] for term in node["terms"])
        assert node["delta"] == pytest.approx(total, rel=1e-9, abs=1e-12, nan_ok=True) or not math.isfinite(node["delta"])
    return float(nodes[-1]["delta"])


# --- Numbers ---


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
    lines = re.findall(r"^ *(\S.*?) +[=≈] (.*)$", re.sub(r"\n {8,}", " ", text), re.MULTILINE)
    for left, right in lines:
        if "∂" in right or "…" in right:
            continue
        *sides, number = re.split(" [=≈] ", re.sub(r" +\((nothing passes|as |at a kink).*$", "", right))
        names |= {left: evaluate(number, names)} if left.isidentifier() else {}
        if math.isfinite(evaluate(number, names)) and not left.startswith("d"):
            for side in sides:
                assert evaluate(side, names) == pytest.approx(evaluate(number, names), rel=1e-6, abs=1e-6)


@given(programs(inputs=2, steps=6), st.data())
def test_both_forms_and_intermediates_agree(program: Program, data: st.DataObject) -> None:
    y, _ = program.values()
    x = data.draw(st.sampled_from([node for node in ad.graph.topological(y) if node is not y] or [y]))
    forms = {explain(y, x, paths=paths).data["derivative"] for paths in (0, 1000)}
    assert forms == {derivatives(y, [x])[0]}


# --- Words ---


def said(y: Value, x: Value, **options: Any) -> str:
    found = explain(y, x, **options)
    check(found)
    return " ".join(str(found).split())


def test_the_chain_of_a_neuron() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-1.0)
    z = w * x + b
    y = tanh(z)
    z.label, y.label = "z", "y"
    assert str(explain(y, w)) == """\
The chain rule:
  ∂y/∂w = ∂y/∂z · ∂z/∂w

The values along the way:
  z = w·x + b = 0.5·2 + (-1) = 0
  y = tanh(z) = tanh(0) = 0

The factors:
  ∂y/∂z = sech²(z) = 1 - y² = 1 - 0² = 1
  ∂z/∂w = x = 2

The product of the factors:
  ∂y/∂w = (1 - y²) · x = 1 · 2 = 2"""


def test_a_list_gives_the_formula_of_its_element() -> None:
    w, x = variables(w1=0.5, w2=2.0, w3=-1.0), variables(x1=1.0, x2=4.0, x3=0.5)
    b = Value(0.25, "b")
    y = dot(w, x, b)
    assert "y = w1·x1 + w2·x2 + w3·x3 + b = 0.5·1 + 2·4 + (-1)·0.5 + 0.25 = 8.25" in said(y, w[1])
    assert "∂y/∂w2 = x2 = 4" in said(y, w[1])
    assert "∂y/∂x3 = w3 = -1" in said(y, x[2])
    assert "∂y/∂b = 1" in said(y, b)
    assert "∂y/∂w2 = 1" in said(ad.sum(w), w[1])
    assert "∂y/∂w2 = w1·w3 = 0.5·(-1) = -0.5" in said(ad.prod(w), w[1])
    assert "∂y/∂w2 = exp(w2 - y)" in said(ad.logsumexp(w), w[1])


def test_the_values_have_the_numbers_put_in() -> None:
    """As document 000 writes them: 60·0.1 + 80·0.1 + 5·0.1 + (-15)."""
    w, x = variables(w=-0.5, x=-2.0)
    z = w * x + w - 3 * x
    z.label = "z"
    assert "z = w·x + w - 3·x = -0.5·(-2) + (-0.5) - 3·(-2) = 6.5" in said(tanh(z), w)
    assert "y = w·w - x = -0.5·(-0.5) - (-2) = 2.25" in said(w * w - x, w)
    assert "y = w³ = (-0.5)³ = -0.125" in said(w**3, w)
    assert "y = -w - x = -(-0.5) - (-2) = 2.5" in said(-w - x, w)
    assert "z1 = w = -0.5" in said(exp(same := w + 0.0) * same, w)  # not w = -0.5 = -0.5
    assert "y = 0.5·w - x + b = 0.5·(-0.5) - (-2) + 0 = 1.75" in said(dot([w, x], [0.5, -1.0], Value(0.0, "b")), w)


def test_what_is_too_deep_to_be_spelled_out_has_its_number() -> None:
    w, v = variables(w=0.5, v=3.0)
    wide = dot(variables(**{f"quite_a_long_name_{i}": -1.0 for i in range(5)}), [1.0] * 5)
    assert "y = w + …·v = 0.5 + (-5)·3 = -14.5" in said(w + wide * v, w)
    assert "y = w - … = 0.5 - (-5) = 5.5" in said(w - wide, w)


def test_long_lists_are_cut() -> None:
    w = variables(**{f"w{i}": float(i) for i in range(1000)})
    y = dot(w, w)
    text = said(y, w[7])
    assert "y = w0·w0 + w1·w1 + w2·w2 + w3·w3 + … + w999·w999 = 0·0 + 1·1 + 2·2 + 3·3 + … + 999·999 ≈ 3.328e+08" in text
    assert "∂y/∂w7 = w7 + w7 = 7 + 7 = 14" in text
    assert len(text) < 300


def test_paths_that_meet_are_added() -> None:
    x = Value(2.0, "x")
    a, b = exp(x), x**3
    a.label, b.label = "a", "b"
    y = a * b
    text = said(y, x, digits=3)
    assert "∂y/∂x = ∂y/∂a · ∂a/∂x + ∂y/∂b · ∂b/∂x" in text
    assert "The sum over the 2 paths:" in text
    assert "∂b/∂x = 3·x² = 3·2² = 12" in text
    assert "∂y/∂x = b · a + a · 3·x²" in text


def test_a_path_straight_to_x_beside_others_is_told_apart_by_d() -> None:
    x = Value(2.0, "x")
    h = exp(x)
    h.label = "h"
    text = said(x * h, x)
    assert "dy/dx = ∂y/∂x + ∂y/∂h · ∂h/∂x" in text
    assert "dy/dx is over all paths, ∂y/∂x straight from y to x alone" in text
    assert r"\frac{\mathrm{d} y}{\mathrm{d} x}" in explain(x * h, x).markdown


def test_an_operand_that_stands_twice() -> None:
    x = Value(3.0, "x")
    assert "∂y/∂x = x + x = 3 + 3 = 6" in said(x * x, x)
    assert "∂y/∂x = 2·x = 2·3 = 6" in said(x.square(), x)
    assert "∂y/∂x = 1 + 1 = 2" in said(x + x, x)


def test_with_many_paths_it_is_told_node_by_node() -> None:
    y = x = Value(1.5, "x")
    for i in range(4):
        y = tanh(y) * ad.sin(y)
        y.label = f"h{i}"
    assert explain(y, x, paths=16).data["form"] == "paths"
    assert explain(y, x).data["form"] == "nodes"
    text = said(y, x)
    assert "More than 8 paths lead from h3 to x, node by node" in text
    assert "δ(h3) = 1" in text
    assert text.endswith(f"δ(x) ≈ {derivatives(y, [x])[0]:#.4g} {ROUNDED}")
    assert "More than one path leads from h3 to x" in said(y, x, paths=1)


def test_branches_not_taken_and_kinks_are_named() -> None:
    x, z = variables(x=-1.0, z=2.0)
    assert "∂y/∂x = 0 (nothing passes: the branch was not taken, as x ≤ 0)" in said(relu(x), x)
    assert "∂y/∂z = 1 (as z > 0)" in said(relu(z), z)
    assert "∂y/∂x = 0 (nothing passes: the branch was not taken, as x < z)" in said(maximum(x, z), x)
    assert "∂y/∂z = 1 (as z > x)" in said(maximum(x, z), z)
    assert "nothing passes: the branch was not taken, as x ≤ 0" in said(where(x > 0, exp(x), z), x)
    assert "∂y/∂z = 1 (as x ≤ 0)" in said(where(x > 0, exp(x), z), z)
    assert "nothing passes: the branch was not taken, as x < 0" in said(clip(x, 0.0, 1.0), x)
    assert "∂y/∂x = 0 (at the kink x = 0 it is 0 by convention)" in said(relu(kink := Value(0.0, "x")), kink)
    a, b = variables(a=1.0, b=1.0)
    assert "∂y/∂a = 0.5 (at the kink a = b it is 0.5 by convention)" in said(maximum(a, b), a)
    assert "(at the kink a - 1 = 0 it is 0 by convention)" in said(relu(a - 1.0), a)


def test_a_path_behind_a_branch_not_taken_adds_nothing() -> None:
    x = Value(-1.0, "x")
    r, s = relu(x), exp(x)
    r.label, s.label = "r", "s"
    found = explain(r + s, x)
    assert [path["passes"] for path in found.data["paths"]] == [False, True]
    assert found.data["derivative"] == product_and_sum(found) == math.exp(-1)
    dead = explain(ad.log(relu(x)), x)  # 1/0 times a branch not taken is 0, and not nan
    assert dead.data["derivative"] == product_and_sum(dead) == dead.data["paths"][0]["product"] == 0.0
    check(dead)


def test_of_a_value_in_itself_and_in_what_it_does_not_depend_on() -> None:
    x, z = variables(x=1.0, z=2.0)
    assert str(explain(x, x)) == "The derivative of a Value in itself is 1:\n  ∂x/∂x = 1"
    assert str(explain(x * 2, z)) == "y does not depend on z, which was not used to compute it:\n  ∂y/∂z = 0"
    y = where(x > 0, 3 * z, z)
    assert said(y, x) == ("y does not depend on x, which only decides which branches are taken, and no gradient passes "
                          "through a condition: ∂y/∂x = 0")
    for found in (explain(x, x), explain(x * 2, z), explain(y, x)):
        check(found)
    assert [explain(x, x).data["derivative"], explain(y, x).data["derivative"]] == [1.0, 0.0]


def test_arguments_that_were_turned_round_are_said() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=-0.75)
    assert said(w, tanh(w * x + b)) == (
        "w does not depend on y. It is the other way round: y was computed from w, and explain(y, w) says how. ∂w/∂y = 0")
    assert explain(w, tanh(w * x + b)).data["derivative"] == 0.0
    inner = w * x
    assert "t does not depend on y. It is the other way round: y was computed from t," in said(inner, exp(inner))
    assert said(w, where(w > 0, x, b)).startswith("w does not depend on y. It is the other way round")


def test_a_letter_of_ours_is_no_label_of_either_graph() -> None:
    w, x, y, t = variables(w=0.5, x=2.0, y=1.0, t=3.0)
    assert said(w, w * x * y).startswith("w does not depend on f. It is the other way round: f was computed from w")
    assert said(w * y, exp(x * t)) == "f does not depend on v, which was not used to compute it: ∂f/∂v = 0"


def test_infinities_and_nan_are_said() -> None:
    x = Value(0.0, "x")
    assert said(ad.log(x), x).endswith("∂y/∂x = 1/x = 1/0 = ∞")
    assert said(ad.sqrt(x), x).endswith("∂y/∂x = 1/(2·y) = 1/(2·0) = ∞")
    assert said(1 / x, x).endswith("∂y/∂x = -1/x² = -1/0² = -∞")
    assert said(ad.sqrt(x * x), x).endswith("= ∞ · 0 = nan")
    x.data = -1.0
    assert said(ad.log(x), x).endswith("∂y/∂x = nan")  # where 1/x is a number, but the logarithm is none


# --- Rounding ---

ROUNDED = "≈: shown to 4 digits, computed with all of them."


def test_what_is_rounded_says_to_how_many_digits() -> None:
    x = Value(2.0, "x")
    assert said(tanh(x), x).endswith(f"∂y/∂x = sech²(x) = 1 - y² ≈ 1 - 0.9640² ≈ 0.07065 {ROUNDED}")
    assert "≈" not in said(x * x, x)
    tiny = exp(Value(-20.0, "x"))
    assert "y = exp(x) = exp(-20) ≈ 2.061e-09" in said(tiny, tiny.parents[0])
    assert "y = exp(x) = exp(-20) ≈ 2e-09" in said(tiny, tiny.parents[0], digits=1)
    assert "y = 2000.1·x ≈ 2000·2 ≈ 4000 " in said(x * 2000.1, x, digits=1)
    assert ROUNDED.replace("4", "12") in said(tanh(x), x, digits=12)


def test_a_zero_is_exact_though_it_is_multiplied_by_what_is_rounded() -> None:
    w, x = variables(w=-1 / 3, x=1 / 3)
    z = relu(w)
    z.label = "z"
    assert "z = ReLU(w) ≈ ReLU(-0.3333) = 0" in said(z * x, w)
    assert "y = z·x ≈ 0·0.3333 = 0" in said(z * x, w)
    assert "∂y/∂w = x · 0 ≈ 0.3333 · 0 = 0" in said(z * x, w)
    text = said(w * z + w * z, w)
    assert "y = w·z + w·z ≈ -0.3333·0 + (-0.3333)·0 = 0" in text
    assert "dy/dw = z + z + (w + w) · 0 ≈ 0 + (-0.6667) · 0 = 0 + 0 = 0" in text


def test_a_zero_that_is_no_product_with_one_may_be_rounded() -> None:
    x, t = variables(x=1 / 3, t=1 / 3 + 1e-9)
    assert "y = x - t ≈ 0.3333 - 0.3333 ≈ -1.000e-09" in said(x - t, x)
    assert "y = x - x ≈ 0.3333 - 0.3333 ≈ 0" in said(x - x, x)
    zero = relu(-x)
    zero.label = "zero"
    assert "≈ 0·0.3333 + 0.3333 - 0.3333 ≈ 0" in said(zero * x + x - x, x)
    assert "y = exp(w) ≈ exp(-3000) ≈ 0" in said(exp(w := Value(-3000.3, "w")), w)
    low, lower = x * 1e-200, t * 1e-200
    low.label, lower.label = "low", "lower"
    assert "y = low·lower ≈ 3.333e-201·3.333e-201 ≈ 0" in said(low * lower, x)  # it underflows: the product is no 0


# --- Names ---


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
    for x in [node for node in ad.graph.topological(y) if node.op is None][:3]:
        check(explain(y, x))


# --- Options, refusals, size ---


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
    with pytest.raises(ValueError, match=r"explain\(\) would mix old numbers with new ones: exp\(x\) was computed before"):
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
    assert "… (2,981 nodes more)" in said(chain, v)  # 3,000 are computed, of which 19 are shown


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


def test_what_jupyter_is_given() -> None:
    x = Value(0.5, "x")
    found = explain(exp(x), x)
    assert found._repr_mimebundle_() == {"text/plain": str(found), "text/markdown": found.markdown, "text/html": found.html}
    assert (found._repr_html_(), found._repr_markdown_()) == (found.html, found.markdown)


def test_it_touches_no_gradient_and_sees_graphs_of_gradients() -> None:
    x = Value(0.5, "x")
    x.grad = 7.0
    y = exp(x) * x
    (slope,) = gradients(y, [x])
    found = explain(slope, x)
    check(found)
    assert found.data["derivative"] == pytest.approx(math.exp(0.5) * 2.5)
    assert (x.grad, y.grad) == (7.0, 0.0)

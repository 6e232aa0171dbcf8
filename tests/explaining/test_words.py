"""What an explanation says: paths, branches, kinks, infinities, and what is rounded."""

import math

import autodiff as ad
from autodiff import (
    Value,
    clip,
    dot,
    exp,
    explain,
    maximum,
    relu,
    tanh,
    variables,
    where,
)
from autodiff.graph.sweeps import derivatives
from tests.explaining.outputs import check, product_and_sum, said


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


def test_a_bias_that_is_0_now_changes_no_chain() -> None:
    w, x, b = variables(w=0.5, x=2.0, b=0.0)
    assert "∂y/∂w = ∂y/∂(w·x + b) · ∂(w·x + b)/∂w" in said(tanh(w * x + b), w)
    assert said(tanh(1 * w), w).startswith("y = tanh(w) = tanh(0.5)")  # but 1 is always 1


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
    assert "∂y/∂x = 0 (no gradient passes: the branch was not taken, as x ≤ 0)" in said(relu(x), x)
    assert "∂y/∂z = 1 (as z > 0)" in said(relu(z), z)
    assert "∂y/∂x = 0 (no gradient passes: the branch was not taken, as x < z)" in said(maximum(x, z), x)
    assert "∂y/∂z = 1 (as z > x)" in said(maximum(x, z), z)
    assert "no gradient passes: the branch was not taken, as x ≤ 0" in said(where(x > 0, exp(x), z), x)
    assert "∂y/∂z = 1 (as x ≤ 0)" in said(where(x > 0, exp(x), z), z)
    assert "no gradient passes: the branch was not taken, as x < 0" in said(clip(x, 0.0, 1.0), x)
    assert "∂y/∂x = 0 (at the kink x = 0 it is 0 by convention)" in said(relu(kink := Value(0.0, "x")), kink)
    a, b = variables(a=1.0, b=1.0)
    assert "∂y/∂a = 0.5 (at the kink a = b it is 0.5 by convention)" in said(maximum(a, b), a)
    assert "(at the kink a - 1 = 0 it is 0 by convention)" in said(relu(a - 1.0), a)
    assert said(maximum(a, a), a).endswith("∂y/∂a = 0.5 + 0.5 = 1 (as a = a)")  # which has no kink


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
    assert str(explain(x, x)) == "The derivative of a Value with respect to itself is 1:\n  ∂x/∂x = 1"
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

"""Gradients as graphs."""

import math

import pytest

import autodiff as ad
from autodiff import Value, gradients, variables
from autodiff.graph import sweeps as graph
from autodiff.transforms.gradients import pushforward


def test_gradients_touch_no_grad_and_take_any_node() -> None:
    a, b = variables(a=2.0, b=3.0)
    e = a * b
    y = e**2
    ga, ge, gy, other = gradients(y, [a, e, y, Value(1.0)])
    assert (ga.data, ge.data, gy.data, other.data) == (36.0, 12.0, 1.0, 0.0)
    assert (a.grad, e.grad, y.grad) == (0.0, 0.0, 0.0)


def test_gradients_of_gradients() -> None:
    x = Value(0.4)
    g = ad.tanh(x)
    exact = [1 - g.data**2, -2 * g.data * (1 - g.data**2), (1 - g.data**2) * (6 * g.data**2 - 2)]
    for expected in exact:
        (g,) = gradients(g, [x])
        assert g.data == pytest.approx(expected, rel=1e-14)


def test_only_what_leads_to_the_targets_is_built() -> None:
    x, w = variables(x=1.0, w=2.0)
    y = ad.exp(w) * x
    (g,) = gradients(y, [x])
    assert g.op is not None
    assert g.op.name == "exp"


def test_gradients_wants_values() -> None:
    with pytest.raises(TypeError, match="gradients\\(\\) needs Values, not float"):
        gradients(Value(1.0), [2.0])  # type: ignore[list-item]


def test_a_gradient_graph_is_drawn_and_recomputed() -> None:
    x = Value(3.0, label="x")
    (g,) = gradients(x**3, [x])
    assert g.expression() == "3*x**2"
    x.data = 4.0
    assert g.recompute().data == 48.0


def test_pushforward_through_choices_and_lists() -> None:
    x, y = variables(x=2.0, y=-1.0)
    roots = [ad.relu(x) + ad.relu(y), ad.max([x, y]), ad.dot([x, 2.0], [y, x]), Value(1.0), ad.step(x)]
    moved = pushforward(roots, {x: 1.0, y: 10.0})
    data = [m.data if isinstance(m, Value) else m for m in moved]
    assert data == [1.0, 1.0, 21.0, 0.0, 0.0]


def test_a_power_with_exponent_0_moves_with_it() -> None:
    """The slope of x**y in x is 0 at y = 0, but not beside it: its derivative in y is 1/x."""
    second = ad.hessian(lambda x, y: x**y, argnums=(0, 1))(2.0, 0.0)
    assert second == ((0.0, 0.5), (0.5, pytest.approx(math.log(2) ** 2, rel=1e-15)))
    assert ad.hessian(lambda x, y: x**y, argnums=(0, 1))(0.0, 0.0)[0] == (0.0, 0.0)
    assert ad.grad(ad.grad(lambda x: x**0))(0.0) == 0.0


def test_what_is_not_up_to_date_is_named() -> None:
    x = Value(2.0, label="x")
    y = x**2 + 1
    x.data = 3.0
    with pytest.raises(ValueError) as refused:  # noqa: PT011
        gradients(y, [x])
    assert str(refused.value) == ("gradients() would mix old numbers with new ones: the data of a leaf has changed since "
                                  "x**2 was computed: call recompute() of the result first")


def test_the_wrong_kind_of_list_is_named() -> None:
    x = Value(2.0, label="x")
    for xs, what in ((x, r"Value \(Value\(.*\)\)"), ({x}, r"set \(\{.*\}\)"), (3.0, r"float \(3\.0\)")):
        message = rf"^gradients\(\) needs a list of Values, not {what}: gradients\(y, \[x, \.\.\.\]\)$"
        with pytest.raises(TypeError, match=message):
            gradients(x * x, xs)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^gradients\(\) needs Values, not float \(3\.0\): gradients\(y, \[x, \.\.\.\]\)$"):
        gradients(x * x, [3.0])  # type: ignore[list-item]


@pytest.mark.parametrize("moved", [(1.0, 1.0), (-1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)])
def test_choices_behind_choices_follow_their_leaves(moved: tuple[float, float]) -> None:
    """A gradient as a graph, made on one side of two kinks, is right on every other, and guards what is infinite there."""
    x, y = variables(x=0.5, y=0.25)
    inner = ad.where(y > 0, ad.sqrt(y) * x, 3.0 * x)
    z = ad.where(x > 0, inner * inner, inner) + inner
    slopes = gradients(z, [x, y])
    x.data, y.data = moved
    a, b = moved
    root, slope = (math.sqrt(b), 0.5 / math.sqrt(b)) if b > 0 else (3.0, 0.0)
    outer = 2 * root * a + 1 if a > 0 else 2.0
    assert [s.recompute().data for s in slopes] == [outer * root, outer * a * slope]


def test_factors_of_1_make_no_node() -> None:
    x, y = variables(x=2.0, y=3.0)
    assert gradients(x + y, [x])[0].op is None
    assert gradients(x - y, [y])[0].op is None
    (slope,) = gradients((x - y) * x, [y])
    assert slope.expression() == "-x"
    (slope,) = gradients((x + y) * x, [y])
    assert slope is x


def test_a_condition_receives_nothing_not_0_times_infinity() -> None:
    (x,) = variables(x=2.0)
    y = ad.sqrt(ad.where(x - 1, 3 * x, 1.0) - 6.0)  # the slope of the root is infinite here
    assert gradients(y, [x])[0].data == math.inf
    z = ad.where(ad.sqrt(x - 2.0), 1.0, 7 * x)  # the condition moves infinitely fast
    (speed,) = pushforward([z], {x: Value(1.0)})
    assert speed.data == 7.0


def names(y: Value) -> list[str]:
    return [node.op.name for node in graph.topological(y) if node.op is not None]


def test_a_choice_guards_what_it_did_not_take_however_infinite() -> None:
    u, outer, inner = variables(u=0.0, outer=-1.0, inner=1.0)
    y = ad.where(outer > 0, ad.where(inner > 0, ad.sqrt(u), 0.0), 3 * u)
    assert gradients(y, [u])[0].data == 3.0
    v = ad.sqrt(u)  # reached on two ways, none of which is taken
    y = ad.where(outer > 0, v * v + 3 * v, 5 * u)
    assert gradients(y, [u])[0].data == 5.0
    y = ad.where(outer > 0, v, 0.0) + ad.where(inner > 0, v, 0.0)  # and here one is
    assert gradients(y, [u])[0].data == math.inf


def test_behind_a_choice_only_what_is_no_number_is_guarded() -> None:
    x, c = variables(x=2.0, c=1.0)
    (slope,) = gradients(ad.where(c > 0, (x + 1) * 3, 1.0), [x])
    assert names(slope).count("where") == 2  # the choice of 1 or 0, and its guard
    (slope,) = gradients(ad.where(c > 0, ad.sin(x), 1.0), [x])
    assert names(slope).count("where") == 3


def test_what_does_not_lead_to_the_targets_may_be_out_of_date() -> None:
    x, w = variables(x=1.0, w=2.0)
    y = ad.exp(w) * x
    w.data = 5.0
    assert gradients(y, [x])[0].data == math.exp(2.0)


def test_forward_mode_passes_what_a_choice_leaves_at_rest() -> None:
    x = Value(-1.0)
    chosen = ad.where(x, 5.0, 7.0)
    assert pushforward([chosen, chosen * 2, (chosen + x) * 2], {x: 1.0}) == [0.0, 0.0, 2.0]


def test_forward_mode_takes_the_given_speed_of_an_intermediate() -> None:
    x = Value(2.0)
    e = x * x
    assert pushforward([3 * e, e + x], {x: 1.0, e: 10.0}) == [30.0, 11.0]


def test_forward_mode_at_a_slope_of_0_has_a_slope_of_its_own() -> None:
    x = Value(0.0)
    (moved,) = pushforward([x * x], {x: 1.0})
    assert moved.data == 0.0
    assert gradients(moved, [x])[0].data == 2.0

"""The hard points: where a derivative does not exist, where a result leaves the range, where nan goes."""

from itertools import product
from math import inf, isnan, nan, pi
from typing import Any

import pytest

import autodiff as ad
from autodiff import Value, gradients


def at(f: Any, *points: float) -> tuple[float, list[float]]:
    """The value of f and its gradient, by both reverse sweeps, which must agree."""
    xs = [Value(p) for p in points]
    y = f(*xs)
    y.backward()
    swept = [x.grad for x in xs]
    graphs = [g.data for g in gradients(y, xs)]
    assert all(same(a, b) for a, b in zip(swept, graphs, strict=True)), (swept, graphs)
    return y.data, swept


def same(a: float, b: float) -> bool:
    return a == b or (isnan(a) and isnan(b)) or abs(a - b) <= 4e-16 * abs(b)


def p(x: Any, y: Any) -> Any:
    return x**y


POINTS: list[tuple[str, Any, tuple[float, ...], float, tuple[float, ...]]] = [
    ("relu at 0", ad.relu, (0.0,), 0, (0,)),
    ("relu at -0", ad.relu, (-0.0,), 0, (0,)),
    ("relu of nan", ad.relu, (nan,), nan, (nan,)),
    ("abs at 0", abs, (0.0,), 0, (0,)),
    ("abs of nan", abs, (nan,), nan, (nan,)),
    ("hypot at 0", ad.hypot, (0.0, 0.0), 0, (0, 0)),
    ("maximum at a tie", ad.maximum, (1.0, 1.0), 1, (0.5, 0.5)),
    ("minimum at a tie", ad.minimum, (1.0, 1.0), 1, (0.5, 0.5)),
    ("maximum of one node twice", lambda x: ad.maximum(x, x), (1.0,), 1, (1,)),
    ("max of three, two tied", lambda x, y, z: ad.max([x, y, z]), (1.0, 2.0, 2.0), 2, (0, 0.5, 0.5)),
    ("maximum with nan", ad.maximum, (nan, 1.0), nan, (nan, nan)),
    ("clip at its lower bound", lambda x: ad.clip(x, 0, 1), (0.0,), 0, (1,)),
    ("clip at its upper bound", lambda x: ad.clip(x, 0, 1), (1.0,), 1, (1,)),
    ("clip outside", lambda x: ad.clip(x, 0, 1), (2.0,), 1, (0,)),
    ("sqrt at 0", ad.sqrt, (0.0,), 0, (inf,)),
    ("sqrt below 0", ad.sqrt, (-1.0,), nan, (nan,)),
    ("x**0.5 at 0", lambda x: x**0.5, (0.0,), 0, (inf,)),
    ("log at 0", ad.log, (0.0,), -inf, (inf,)),
    ("log below 0", ad.log, (-1.0,), nan, (nan,)),
    ("sqrt(x*x) at 0", lambda x: ad.sqrt(x * x), (0.0,), 0, (nan,)),
    ("x log x at 0", lambda x: x * ad.log(x), (0.0,), nan, (nan,)),
    ("xlogy at 0", lambda x: ad.xlogy(x, 2.0), (0.0,), 0, (0.6931471805599453,)),
    ("xlogy at 0 and 0", ad.xlogy, (0.0, 0.0), 0, (-inf, 0)),
    ("1/x at 0", lambda x: 1 / x, (0.0,), inf, (-inf,)),
    ("1/x at -0", lambda x: 1 / x, (-0.0,), -inf, (-inf,)),
    ("reciprocal at 0", ad.reciprocal, (0.0,), inf, (-inf,)),
    ("x/x at 0", lambda x: x / x, (0.0,), nan, (nan,)),
    ("x**0 at 0", lambda x: x**0, (0.0,), 1, (0,)),
    ("x**1 at 0", lambda x: x**1, (0.0,), 0, (1,)),
    ("x**2 at 0", lambda x: x**2, (0.0,), 0, (0,)),
    ("x**1.5 at 0", lambda x: x**1.5, (0.0,), 0, (0,)),
    ("x**2 at inf", lambda x: x**2, (inf,), inf, (inf,)),
    ("x**0.5 at inf", lambda x: x**0.5, (inf,), inf, (0,)),
    ("x**-1 at inf", lambda x: x**-1, (inf,), 0, (0,)),
    ("x**-1 at 0", lambda x: x**-1, (0.0,), inf, (-inf,)),
    ("x**-1 at -0", lambda x: x**-1, (-0.0,), -inf, (-inf,)),
    ("x**3 at -2", lambda x: x**3, (-2.0,), -8, (12,)),
    ("x**0.5 at -1", lambda x: x**0.5, (-1.0,), nan, (nan,)),
    ("x**(1/3) at -8", lambda x: x ** (1 / 3), (-8.0,), nan, (nan,)),
    ("0**0", p, (0.0, 0.0), 1, (0, nan)),
    ("0**1", p, (0.0, 1.0), 0, (1, 0)),
    ("0**2", p, (0.0, 2.0), 0, (0, 0)),
    ("0**0.5", p, (0.0, 0.5), 0, (inf, 0)),
    ("0**-1", p, (0.0, -1.0), inf, (-inf, nan)),
    ("(-2)**2", p, (-2.0, 2.0), 4, (-4, nan)),
    ("(-2)**3", p, (-2.0, 3.0), -8, (12, nan)),
    ("(-2)**0.5", p, (-2.0, 0.5), nan, (nan, nan)),
    ("1**inf", p, (1.0, inf), 1, (inf, 0)),
    ("0**y at 2", lambda y: 0**y, (2.0,), 0, (0,)),
    ("(-2)**y at 2", lambda y: (-2) ** y, (2.0,), 4, (nan,)),
    ("1e200**2", lambda x: x**2, (1e200,), inf, (2e200,)),
    ("(-1e200)**3", lambda x: x**3, (-1e200,), -inf, (inf,)),
    ("exp overflows", ad.exp, (710.0,), inf, (inf,)),
    ("exp underflows", ad.exp, (-800.0,), 0, (0,)),
    ("sinh overflows", ad.sinh, (-711.0,), -inf, (inf,)),
    ("expm1 near 0", ad.expm1, (1e-20,), 1e-20, (1,)),
    ("log1p at -1", ad.log1p, (-1.0,), -inf, (inf,)),
    ("tanh far out", ad.tanh, (400.0,), 1, (0,)),
    ("tanh at 20", ad.tanh, (20.0,), 1, (1.6993417021166355e-17,)),
    ("sigmoid at 1000", ad.sigmoid, (1000.0,), 1, (0,)),
    ("sigmoid at -1000", ad.sigmoid, (-1000.0,), 0, (0,)),
    ("sigmoid at 37", ad.sigmoid, (37.0,), 1, (8.533047625744066e-17,)),
    ("sigmoid of doc. 000, saturated", ad.sigmoid, (-11573.5,), 0, (0,)),
    ("softplus at 1000", ad.softplus, (1000.0,), 1000, (1,)),
    ("softplus at -1000", ad.softplus, (-1000.0,), 0, (0,)),
    ("logsumexp of large", lambda x, y: ad.logsumexp([x, y]), (1000.0, 1000.0), 1000.6931471805599, (0.5, 0.5)),
    ("logsumexp of inf", lambda x, y: ad.logsumexp([x, y]), (inf, 0.0), inf, (1, 0)),
    ("BCE at z=1000, y=0", lambda z: ad.bce_with_logits(z, 0), (1000.0,), 1000, (1,)),
    ("BCE at z=-1000, y=1", lambda z: ad.bce_with_logits(z, 1), (-1000.0,), 1000, (-1,)),
    ("BCE at z=0, y=1", lambda z: ad.bce_with_logits(z, 1), (0.0,), 0.6931471805599453, (-0.5,)),
    ("where guards log", lambda x: ad.where(x > 0, ad.log(x), 0), (0.0,), 0, (0,)),
    ("where guards sqrt", lambda x: ad.where(x > 0, ad.sqrt(x), 0), (0.0,), 0, (0,)),
    ("where guards sqrt below 0", lambda x: ad.where(x > 0, ad.sqrt(x), 0), (-1.0,), 0, (0,)),
    ("where guards exp", lambda x: ad.where(x < 0, ad.exp(x), 1), (1000.0,), 1, (0,)),
    ("relu guards sqrt", lambda x: ad.relu(ad.sqrt(x) - 1), (0.0,), 0, (0,)),
    ("maximum guards", lambda x: ad.maximum(ad.log(x), 0), (0.0,), 0, (0,)),
    ("x*inf at 0", lambda x: x * inf, (0.0,), nan, (inf,)),
    ("x-x at inf", lambda x: x - x, (inf,), nan, (0,)),
    ("tan at pi/2", ad.tan, (pi / 2,), 1.633123935319537e16, (2.667093788113571e32,)),
    ("sin of inf", ad.sin, (inf,), nan, (nan,)),
    ("asin at 1", ad.asin, (1.0,), pi / 2, (inf,)),
    ("asin outside", ad.asin, (2.0,), nan, (nan,)),
    ("acosh at 1", ad.acosh, (1.0,), 0, (inf,)),
    ("acosh below 1", ad.acosh, (0.5,), nan, (nan,)),
    ("atanh at 1", ad.atanh, (1.0,), inf, (inf,)),
    ("atanh outside", ad.atanh, (2.0,), nan, None),
    ("cbrt at 0", ad.cbrt, (0.0,), 0, (inf,)),
    ("atan2 at 0", ad.atan2, (0.0, 0.0), 0, (nan, nan)),
    ("leaky_relu at 0", ad.leaky_relu, (0.0,), 0, (0.01,)),
    ("elu at 0", ad.elu, (0.0,), 0, (1,)),
    ("elu at 0, alpha 2", lambda x: ad.elu(x, 2), (0.0,), 0, (1,)),
    ("gelu at 0", ad.gelu, (0.0,), 0, (0.5,)),
    ("silu at 0", ad.silu, (0.0,), 0, (0.5,)),
    ("step at 0", ad.step, (0.0,), 1, (0,)),
    ("step at 0 with value 0", lambda x: ad.step(x, 0), (0.0,), 0, (0,)),
    ("sign at 0", ad.sign, (0.0,), 0, (0,)),
    ("1e-200/1e-200", lambda x, y: x / y, (1e-200, 1e-200), 1, (1e200, -1e200)),
    ("1e200/1e200", lambda x, y: x / y, (1e200, 1e200), 1, (1e-200, -1e-200)),
    ("prod with a zero", lambda x, y, z: ad.prod([x, y, z]), (0.0, 3.0, 4.0), 0, (12, 0, 0)),
    ("sum passes the range and comes back", lambda x: ad.sum([x, x, -x]), (1.5e308,), 1.5e308, (1,)),
]


@pytest.mark.parametrize(("f", "points", "value", "gradient"), [case[1:] for case in POINTS], ids=[c[0] for c in POINTS])
def test_a_hard_point(f: Any, points: tuple[float, ...], value: float, gradient: tuple[float, ...] | None) -> None:
    if gradient is None:  # outside the domain the sweep in floats says nan, the graph need not
        xs = [Value(p) for p in points]
        y = f(*xs)
        y.backward()
        assert isnan(y.data)
        assert isnan(xs[0].grad)
        return
    data, grads = at(f, *points)
    assert same(data, value), data
    assert all(same(g, expected) for g, expected in zip(grads, gradient, strict=True)), grads


@pytest.mark.parametrize(("f", "point", "expected"), [
    (lambda v: ad.leaky_relu(v[0], v[1]), [-2.0, 0.0], [[0, 1], [1, 0]]),
    (lambda v: ad.elu(v[0], v[1]), [-2.0, 0.0], [[0, 0.1353352832366127], [0.1353352832366127, 0]]),
    (lambda v: ad.logaddexp(v[0], v[1]), [0.0, 800.0], [[0, 0], [0, 0]]),
    (lambda v: ad.xlogy(v[0], v[1]), [0.0, 2.0], [[0, 0.5], [0.5, 0]]),
    (lambda v: ad.relu(v[0]) * v[1], [-1.0, 3.0], [[0, 0], [0, 0]]),
])
def test_second_derivatives_at_hard_points(f: Any, point: list[float], expected: list[list[float]]) -> None:
    for row, exact in zip(ad.hessian(f)(point), expected, strict=True):
        assert row == pytest.approx(exact, rel=1e-15)


def test_a_mask_is_recorded() -> None:
    p = Value(2.0)
    q = p * (p > 1) + (p < 0) * (p + 5.0)
    assert q.data == 2.0
    p.data = -1.0
    assert q.recompute().data == 4.0
    assert (p > 1) * 3 == 0
    assert sum([p > 1, p < 0]) == 1


def test_softmax_follows_its_logits() -> None:
    a, b = Value(0.0), Value(0.0)
    share = ad.softmax([a, b])[0]
    a.data = 1000.0
    assert share.recompute().data == 1.0


def test_third_derivatives_of_smooth_functions_at_0() -> None:
    for f, third in [(ad.tanh, -2.0), (ad.sigmoid, -0.125), (ad.softplus, 0.0), (ad.gelu, 0.0),
                     (ad.erf, -2.2567583341910251)]:
        assert ad.grad(ad.grad(ad.grad(f)))(0.0) == pytest.approx(third, abs=1e-15), f


def test_a_gradient_graph_follows_a_change_of_branch() -> None:
    x = Value(2.0)
    (slope,) = gradients(ad.relu(x * x - 1) + abs(x), [x])
    assert slope.data == 5.0
    x.data = -0.5
    assert slope.recompute().data == -1.0
    x.data = -3.0
    assert slope.recompute().data == -7.0


def test_a_guard_holds_in_a_gradient_graph_after_a_change() -> None:
    x = Value(4.0)
    (slope,) = gradients(ad.where(x > 0, ad.sqrt(x), 0), [x])
    assert slope.data == 0.25
    x.data = 0.0
    assert slope.recompute().data == 0.0


def test_clip_swallows_no_nan_and_an_upper_bound_below_the_lower_one_wins() -> None:
    for point in [(-1.0, 0.0, nan), (-1.0, nan, 1.0), (2.0, nan, 1.0), (nan, 0.0, 1.0)]:
        y = ad.clip(*map(Value, point))
        assert y.data != y.data
        assert y.partials[0] != y.partials[0]
    y = ad.clip(*map(Value, (5.0, 3.0, 2.0)))
    assert (y.data, y.partials) == (2.0, (0.0, 0.0, 1.0))


@pytest.mark.parametrize("f", [ad.max, ad.min])
def test_beside_nan_no_element_has_a_slope(f: Any) -> None:
    assert all(map(isnan, f([Value(nan), Value(1.0)]).partials + f([Value(1.0), Value(nan)]).partials))


HARD = (0.0, -1.0, 0.5, 1e308, -2000.0, inf, nan)


SEVERAL = [op for op in ad.OPS.values() if len(op.args) > 1 and not op.variadic]


@pytest.mark.parametrize("op", SEVERAL, ids=lambda op: op.name)
def test_a_constant_has_the_partial_0_however_hard_the_point(op: ad.Op) -> None:
    for point in product(HARD[: 7 if len(op.args) == 2 else 5], repeat=len(op.args)):
        for kinds in product((Value, float), repeat=len(op.args)):
            node = getattr(ad, op.name)(*[kind(x) for kind, x in zip(kinds, point, strict=True)])
            assert isinstance(node, Value) == (Value in kinds)
            if Value in kinds:
                assert all(d == 0.0 for kind, d in zip(kinds, node.partials, strict=True) if kind is float), (point, kinds)

"""What mathematics says holds for every number: identities between rows, and the rules of the calculus.

No tolerance is picked by hand. Both sides of an identity are computed as graphs, and so is their difference, which would be
0 without rounding. Every row promises 4 ulp (or an error that as much in its operands explains), so the difference may be
off by what comes of moving every node of its graph, leaves included, by 4 ulp: see `rounding`. An identity that holds
everywhere may be differentiated, so that each one tests the partials of its rows too, and theirs.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import OPS, Op, Value, gradients, graph
from autodiff.graph import path_sizes
from autodiff.higher import pushforward
from autodiff.scalar import LOG2E, LOG10E
from autodiff.testing import numbers, points
from autodiff.testing.building import inside
from tests.strategies import programs, run, values

ULPS = 4  # what a row promises: the column `ulp` of the table
MANY = settings(max_examples=settings().max_examples // 3)  # a third of the profile's, for tests of which there are many
Program = tuple[list[tuple[str, int, int]], list[float]]
Function = Callable[..., Any]


def rounding(y: Value) -> float:
    """How far y may be from its exact value when every node it was made of is off by ULPS."""
    return ULPS * math.fsum(math.ulp(node.data) * size for node, size in path_sizes(y).items() if size)


def assert_zero(difference: Value, variables: Sequence[Value] = (), orders: int = 0) -> None:
    """That a difference is 0 but for rounding, and its derivatives up to an order."""
    assert abs(difference.data) <= rounding(difference), f"{difference!r}, with {rounding(difference):.3g} of rounding"
    if orders:
        for slope in gradients(difference, variables):
            assert_zero(slope, variables, orders - 1)


def assert_near(number: float, y: Value) -> None:
    """That a float computed another way is y: both may be off."""
    assert abs(number - y.data) <= 2 * rounding(y), f"{number!r} is not {y!r}, with {rounding(y):.3g} of rounding"


# --- Between rows: what is 0 everywhere, and with it its first and second derivatives ---

REAL, POSITIVE, UNIT = numbers(), numbers(0.0625, 3), numbers(-0.9375, 0.9375)
NOT_0 = st.one_of(POSITIVE, POSITIVE.map(lambda x: -x))  # off the kinks
HALF_PI = math.pi / 2

OF_ONE: dict[str, tuple[st.SearchStrategy[float], Function]] = {
    "sigmoid(x) + sigmoid(-x) = 1": (REAL, lambda x: ad.sigmoid(x) + ad.sigmoid(-x) - 1),
    "softplus(x) - softplus(-x) = x": (REAL, lambda x: ad.softplus(x) - ad.softplus(-x) - x),
    "softplus(x) = -log_sigmoid(-x)": (REAL, lambda x: ad.softplus(x) + ad.log_sigmoid(-x)),
    "log_sigmoid = ln sigmoid": (REAL, lambda x: ad.log_sigmoid(x) - ad.log(ad.sigmoid(x))),
    "sigmoid(x) = (1 + tanh(x/2))/2": (REAL, lambda x: ad.sigmoid(x) - (1 + ad.tanh(x / 2)) / 2),
    "sigmoid_slope = s(1 - s)": (REAL, lambda x: ad.sigmoid_slope(x) - ad.sigmoid(x) * (1 - ad.sigmoid(x))),
    "sech2 = 1 - tanh²": (REAL, lambda x: ad.sech2(x) - (1 - ad.tanh(x) ** 2)),
    "sech2 = 1/cosh²": (REAL, lambda x: ad.sech2(x) - 1 / ad.square(ad.cosh(x))),
    "erf + erfc = 1": (REAL, lambda x: ad.erf(x) + ad.erfc(x) - 1),
    "asin + acos = π/2": (UNIT, lambda x: ad.asin(x) + ad.acos(x) - Value(HALF_PI)),
    "atan(x) + atan(1/x) = π/2": (POSITIVE, lambda x: ad.atan(x) + ad.atan(1 / x) - Value(HALF_PI)),
    "cosh² - sinh² = 1": (REAL, lambda x: ad.cosh(x) ** 2 - ad.sinh(x) ** 2 - 1),
    "cosh + sinh = exp": (REAL, lambda x: ad.cosh(x) + ad.sinh(x) - ad.exp(x)),
    "tanh = sinh/cosh": (REAL, lambda x: ad.tanh(x) - ad.sinh(x) / ad.cosh(x)),
    "sin² + cos² = 1": (REAL, lambda x: ad.sin(x) ** 2 + ad.cos(x) ** 2 - 1),
    "tan = sin/cos": (UNIT, lambda x: ad.tan(x) - ad.sin(x) / ad.cos(x)),
    "sin(2x) = 2 sin cos": (REAL, lambda x: ad.sin(2 * x) - 2 * ad.sin(x) * ad.cos(x)),
    "exp(ln x) = x": (POSITIVE, lambda x: ad.exp(ad.log(x)) - x),
    "ln(exp x) = x": (REAL, lambda x: ad.log(ad.exp(x)) - x),
    "expm1(log1p x) = x": (POSITIVE, lambda x: ad.expm1(ad.log1p(x)) - x),
    "log1p(expm1 x) = x": (REAL, lambda x: ad.log1p(ad.expm1(x)) - x),
    "expm1 = exp - 1": (REAL, lambda x: ad.expm1(x) - (ad.exp(x) - 1)),
    "log1p = ln(1 + x)": (POSITIVE, lambda x: ad.log1p(x) - ad.log(1 + x)),
    "log2 = ln/ln 2": (POSITIVE, lambda x: ad.log2(x) - ad.log(x) * Value(LOG2E)),
    "log10 = ln/ln 10": (POSITIVE, lambda x: ad.log10(x) - ad.log(x) * Value(LOG10E)),
    "sin(asin x) = x": (UNIT, lambda x: ad.sin(ad.asin(x)) - x),
    "cos(acos x) = x": (UNIT, lambda x: ad.cos(ad.acos(x)) - x),
    "tan(atan x) = x": (REAL, lambda x: ad.tan(ad.atan(x)) - x),
    "asinh(sinh x) = x": (REAL, lambda x: ad.asinh(ad.sinh(x)) - x),
    "acosh(cosh x) = x": (POSITIVE, lambda x: ad.acosh(ad.cosh(x)) - x),
    "tanh(atanh x) = x": (UNIT, lambda x: ad.tanh(ad.atanh(x)) - x),
    "atanh(tanh x) = x": (REAL, lambda x: ad.atanh(ad.tanh(x)) - x),
    "cbrt(x)³ = x": (POSITIVE, lambda x: ad.cbrt(x) ** 3 - x),
    "sqrt(x)² = x": (POSITIVE, lambda x: ad.square(ad.sqrt(x)) - x),
    "sqrt(x²) = |x|": (NOT_0, lambda x: ad.sqrt(x * x) - ad.abs(x)),
    "square = x·x": (REAL, lambda x: ad.square(x) - x * x),
    "square = x**2": (REAL, lambda x: ad.square(x) - x**2),
    "reciprocal = x**-1": (NOT_0, lambda x: ad.reciprocal(x) - x**-1),
    "gaussian(x) = exp(-x²)": (REAL, lambda x: ad.gaussian(x) - ad.exp(-(x * x))),
    "|x| = x·sign(x)": (NOT_0, lambda x: ad.abs(x) - x * ad.sign(x)),
    "relu(x) - relu(-x) = x": (NOT_0, lambda x: ad.relu(x) - ad.relu(-x) - x),
    "relu(x) = x·step(x)": (NOT_0, lambda x: ad.relu(x) - x * ad.step(x)),
    "elu = relu + min(expm1, 0)": (NOT_0, lambda x: ad.elu(x) - ad.relu(x) - ad.minimum(ad.expm1(x), 0)),
    "silu = x·sigmoid": (REAL, lambda x: ad.silu(x) - x * ad.sigmoid(x)),
    "gelu = x·(1 + erf(x/√2))/2": (REAL, lambda x: ad.gelu(x) - x * (1 + ad.erf(x / Value(math.sqrt(2)))) / 2),
    "clip = min(max)": (NOT_0, lambda x: ad.clip(x, -1.03, 1.03) - ad.minimum(ad.maximum(x, -1.03), 1.03)),
}
OF_TWO: dict[str, tuple[st.SearchStrategy[float], Function]] = {
    "max + min = x + y": (REAL, lambda x, y: ad.maximum(x, y) + ad.minimum(x, y) - (x + y)),
    "max([x, y]) = maximum(x, y)": (REAL, lambda x, y: ad.max([x, y]) - ad.maximum(x, y)),
    "min(x, y) = -max(-x, -y)": (REAL, lambda x, y: ad.minimum(x, y) + ad.maximum(-x, -y)),
    "logaddexp = logsumexp": (REAL, lambda x, y: ad.logaddexp(x, y) - ad.logsumexp([x, y])),
    "logaddexp = ln(exp + exp)": (REAL, lambda x, y: ad.logaddexp(x, y) - ad.log(ad.exp(x) + ad.exp(y))),
    "logaddexp(x, y) = y + softplus(x - y)": (REAL, lambda x, y: ad.logaddexp(x, y) - (y + ad.softplus(x - y))),
    "exp_difference = exp/exp": (REAL, lambda x, y: ad.exp_difference(x, y) - ad.exp(x) / ad.exp(y)),
    "exp(x + y) = exp·exp": (REAL, lambda x, y: ad.exp(x + y) - ad.exp(x) * ad.exp(y)),
    "sin(x + y)": (REAL, lambda x, y: ad.sin(x + y) - (ad.sin(x) * ad.cos(y) + ad.cos(x) * ad.sin(y))),
    "ln(x·y) = ln x + ln y": (POSITIVE, lambda x, y: ad.log(x * y) - (ad.log(x) + ad.log(y))),
    "xlogy = x·ln y": (POSITIVE, lambda x, y: ad.xlogy(x, y) - x * ad.log(y)),
    "x**y = exp(y·ln x)": (POSITIVE, lambda x, y: x**y - ad.exp(y * ad.log(x))),
    "x**(y - 1), also at y = 1": (POSITIVE, lambda x, y: x**(y - 1) - ad.exp((y - 1) * ad.log(x))),
    "hypot² = x² + y²": (POSITIVE, lambda x, y: ad.hypot(x, y) ** 2 - (x * x + y * y)),
    "atan2(y, x) = atan(y/x)": (POSITIVE, lambda x, y: ad.atan2(y, x) - ad.atan(y / x)),
    "x/y = x·(1/y)": (POSITIVE, lambda x, y: x / y - x * ad.reciprocal(y)),
    "(x + y)(x - y) = x² - y²": (REAL, lambda x, y: (x + y) * (x - y) - (x**2 - y**2)),
    "leaky_relu = where": (NOT_0, lambda x, y: ad.leaky_relu(x, y) - ad.where(x > 0, x, y * x)),
    "bce = softplus(x) - x·y": (UNIT, lambda x, y: ad.bce_with_logits(x, y) - (ad.softplus(x) - x * y)),
    "prod = x·y": (REAL, lambda x, y: ad.prod([x, y]) - x * y),
    "prod = exp(sum of ln)": (POSITIVE, lambda x, y: ad.prod([x, y, x]) - ad.exp(ad.sum([ad.log(x), ad.log(y), ad.log(x)]))),
    "dot = sum of products": (REAL, lambda x, y: ad.dot([x, y, 0.5], [y, y, x], x) - ad.sum([x * y, y * y, 0.5 * x, x])),
}


@pytest.mark.parametrize("name", OF_ONE)
@MANY
@given(data=st.data())
def test_identities_of_one_variable(name: str, data: st.DataObject) -> None:
    numbers, difference = OF_ONE[name]
    x = Value(data.draw(numbers))
    assert_zero(difference(x), [x], orders=2)


@pytest.mark.parametrize("name", OF_TWO)
@MANY
@given(data=st.data())
def test_identities_of_two_variables(name: str, data: st.DataObject) -> None:
    numbers, difference = OF_TWO[name]
    x, y = Value(data.draw(numbers)), Value(data.draw(numbers))
    assert_zero(difference(x, y), [x, y], orders=2)


# --- Symmetry ---

ODD = ("neg", "identity", "sin", "tan", "asin", "atan", "sinh", "tanh", "asinh", "atanh", "erf", "cbrt")
EVEN = ("abs", "square", "cos", "cosh", "gaussian", "sech2", "sigmoid_slope")


@pytest.mark.parametrize("name", [*ODD, *EVEN])
@MANY
@given(data=st.data())
def test_odd_and_even_functions(name: str, data: st.DataObject) -> None:
    """What is even has an odd derivative, what is odd an even one."""
    f: Any = getattr(ad, name)
    low, high = OPS[name].domain[0]
    x = Value(data.draw(numbers(*inside((max(low, -high), high))).filter(bool)))
    assert_zero(f(x) + f(-x) if name in ODD else f(x) - f(-x), [x], orders=2)


lists = st.lists(REAL, min_size=1, max_size=6)


@pytest.mark.parametrize("name", ["sum", "logsumexp", "max", "min"])
@given(lists, st.randoms(use_true_random=False))
def test_a_list_in_another_order_gives_the_same_bits(name: str, numbers: list[float], rng: Any) -> None:
    """These promise it: sums are correctly rounded."""
    xs = [Value(x) for x in numbers]
    mixed = rng.sample(xs, len(xs))
    y, again = getattr(ad, name)(xs), getattr(ad, name)(mixed)
    assert y.data == again.data
    assert dict(zip(xs, y.partials, strict=True)) == dict(zip(mixed, again.partials, strict=True))


@given(lists, st.randoms(use_true_random=False))
def test_products_and_weighted_sums_in_another_order(numbers: list[float], rng: Any) -> None:
    xs = [Value(x) for x in numbers]
    places = rng.sample(range(len(xs)), len(xs))
    mixed, weights = [xs[i] for i in places], xs[::-1]
    assert ad.dot(xs, weights).data == ad.dot(mixed, [weights[i] for i in places]).data
    assert_zero(ad.prod(xs) - ad.prod(mixed), xs, orders=2)


# --- Homogeneous functions: Euler's theorem, for them and (it is differentiated) for their partials ---

HOMOGENEOUS: dict[str, tuple[float, int, Function]] = {  # the degree, the number of arguments, and the function
    "identity": (1, 1, ad.identity), "neg": (1, 1, ad.neg), "square": (2, 1, ad.square), "sqrt": (1 / 2, 1, ad.sqrt),
    "reciprocal": (-1, 1, ad.reciprocal), "cbrt": (1 / 3, 1, ad.cbrt), "abs": (1, 1, ad.abs), "sign": (0, 1, ad.sign),
    "relu": (1, 1, ad.relu), "leaky_relu": (1, 1, lambda x: ad.leaky_relu(x, 0.1)),
    "add": (1, 2, lambda x, y: x + y), "sub": (1, 2, lambda x, y: x - y), "mul": (2, 2, lambda x, y: x * y),
    "div": (0, 2, lambda x, y: x / y), "hypot": (1, 2, ad.hypot), "atan2": (0, 2, ad.atan2),
    "maximum": (1, 2, ad.maximum), "minimum": (1, 2, ad.minimum), "clip": (1, 3, ad.clip), "where": (1, 3, ad.where),
    "x**a y**b": (0.75, 2, lambda x, y: x**2.5 * y**-1.75), "step": (0, 1, ad.step),
    "sum": (1, 4, lambda *x: ad.sum(x)), "max": (1, 4, lambda *x: ad.max(x)), "min": (1, 4, lambda *x: ad.min(x)),
    "dot": (2, 4, lambda *x: ad.dot(x[:2], x[2:])), "prod": (4, 4, lambda *x: ad.prod(x)),
    "mean of squares": (1, 4, lambda *x: ad.sqrt(ad.sum([v * v for v in x]) / 4)),
    "softmax of logarithms": (0, 3, lambda *x: ad.softmax(map(ad.log, x))[1]),
}
OF_BOTH_SIGNS = ("identity", "neg", "square", "abs", "sign", "relu", "leaky_relu", "add", "sub", "mul", "maximum",
                 "minimum", "where", "step", "sum", "max", "min", "dot", "prod")


@pytest.mark.parametrize("name", HOMOGENEOUS)
@MANY
@given(data=st.data())
def test_euler(name: str, data: st.DataObject) -> None:
    """Σ x·df/dx = k·f for a function with f(λx) = λ^k·f(x)."""
    degree, arguments, f = HOMOGENEOUS[name]
    numbers = NOT_0 if name in OF_BOTH_SIGNS else POSITIVE
    xs = [Value(data.draw(numbers)) for _ in range(arguments)]
    y = f(*xs)
    assert_zero(ad.dot(xs, gradients(y, xs)) - y * Value(degree), xs, orders=1)


# --- Shifts: what a constant added to all arguments does ---


SHIFTED: dict[str, Function] = {"logsumexp": lambda *x: ad.logsumexp(x), "logaddexp": ad.logaddexp,
                                "max": lambda *x: ad.max(x), "maximum": ad.maximum}
GRID = st.integers(-(2**22), 2**22).map(lambda n: n * 2.0**-20)  # whose sums are exact: a shift makes no tie


@pytest.mark.parametrize("name", SHIFTED)
@given(GRID, GRID, GRID)
def test_a_shift_of_the_arguments_shifts_the_result(name: str, one: float, other: float, by: float) -> None:
    f, (x, y, shift) = SHIFTED[name], values([one, other, by])
    assert_zero(f(x + shift, y + shift) - (f(x, y) + shift), [x, y, shift], orders=2)
    assert_zero(ad.sum(gradients(f(x, y), [x, y])) - 1)


@given(st.lists(st.floats(-40, 40), min_size=1, max_size=5), st.floats(-20, 20))
def test_softmax(logits: list[float], by: float) -> None:
    """Its sum is 1, so that its gradients sum to 0; a shift changes nothing; log_softmax is its logarithm."""
    xs, shift = [Value(x) for x in logits], Value(by)
    p, moved = ad.softmax(xs), ad.softmax([x + shift for x in xs])
    assert_zero(ad.sum(p) - 1, xs, orders=1)
    for i, logarithm in enumerate(ad.log_softmax(xs)):
        assert_zero(moved[i] - p[i], [*xs, shift], orders=1)
        assert_zero(ad.sum(gradients(p[i], xs)))
        assert_zero(ad.log(p[i]) - logarithm, xs, orders=1)


# --- The sweeps against one another, for every row ---


def flat(arguments: list[Any]) -> list[Value]:
    return [x for a in arguments for x in (a if isinstance(a, list) else [a])]


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
@MANY
@given(data=st.data())
def test_the_partials_of_a_row_are_the_same_as_numbers_and_as_graphs(op: Op, data: st.DataObject) -> None:
    arguments = values(data.draw(points(op)))
    y, leaves = getattr(ad, op.name)(*arguments), flat(arguments)
    for stored, leaf, slope in zip(y.partials, leaves, gradients(y, leaves), strict=True):
        assert_near(stored, slope)
        (forwards,) = pushforward([y], {leaf: Value(1.0)})
        assert_near(float(forwards.data if isinstance(forwards, Value) else forwards), slope)


# --- The rules of the calculus, for random programs ---

directions = st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=3, max_size=3)


@given(programs(), directions)
def test_forward_mode_is_reverse_mode(program: Program, direction: list[float]) -> None:
    steps, point = program
    xs, v = values(point), values(direction)
    y = run(steps, xs)
    reverse = ad.dot(gradients(y, xs), v)
    (forward,) = pushforward([y], dict(zip(xs, v, strict=True)))
    assert_zero(forward - reverse)
    assert_near(graph.tangents([y], dict(zip(xs, direction, strict=True)))[0], forward)
    y.backward()
    assert_near(math.fsum(x.grad * d for x, d in zip(xs, direction, strict=True)), reverse)


@given(programs())
def test_gradients_as_graphs_are_the_gradients(program: Program) -> None:
    steps, point = program
    xs = values(point)
    y = run(steps, xs)
    y.backward()
    for x, slope, derivative in zip(xs, gradients(y, xs), graph.derivatives(y, xs), strict=True):
        assert_near(x.grad, slope)
        assert derivative == x.grad


@given(programs(steps=8), programs(steps=8), directions)
def test_sums_products_and_quotients(one: Program, other: Program, numbers: list[float]) -> None:
    xs, (a, b, _) = values(one[1]), values(numbers)
    f, g = run(one[0], xs), run(other[0], xs)
    df, dg = gradients(f, xs), gradients(g, xs)
    below = 1 + g * g
    for i, x in enumerate(xs):
        assert_zero(gradients(a * f + b * g, xs)[i] - (a * df[i] + b * dg[i]))
        assert_zero(gradients(f * g, [x])[0] - (df[i] * g + f * dg[i]))
        assert_zero(gradients(f / below, [x])[0] - (df[i] * below - f * 2 * g * dg[i]) / below**2)


@given(programs(steps=8), programs(steps=8))
def test_losses_one_by_one_or_together(one: Program, other: Program) -> None:
    xs = values(one[1])
    losses = [run(steps, xs) for steps, _ in (one, other)]
    for loss in losses:
        loss.backward()
    for x, slope in zip(xs, gradients(ad.sum(losses), xs), strict=True):
        assert_near(x.grad, slope)


@given(programs(steps=6), st.lists(directions, min_size=3, max_size=3))
def test_the_chain_rule_for_a_linear_change_of_variables(program: Program, rows: list[list[float]]) -> None:
    """The gradient of f(A·u) in u is Aᵀ·f'(A·u)."""
    steps, point = program
    us, matrix = values(point), [values(row) for row in rows]
    xs = [ad.dot(row, us) for row in matrix]
    y = run(steps, xs)
    inner, outer = gradients(y, xs), gradients(y, us)
    for j, slope in enumerate(outer):
        assert_zero(slope - ad.dot([row[j] for row in matrix], inner))


@given(programs(steps=5), st.sampled_from(["tanh", "sin", "sigmoid", "softplus", "atan", "gelu"]))
def test_the_chain_rule(program: Program, name: str) -> None:
    steps, point = program
    xs, f = values(point), getattr(ad, name)
    inner = run(steps, xs)
    for whole, part in zip(gradients(f(inner), xs), gradients(inner, xs), strict=True):
        assert_zero(whole - ad.grad(f)(inner) * part)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(programs(steps=6), directions)
def test_hessians(program: Program, direction: list[float]) -> None:
    """They are symmetric, the jacobian of the gradient, the gradients of gradients, and hvp is their product."""
    steps, point = program
    xs, v = values(point), values(direction)

    def f(x: Any) -> Any:
        return run(steps, x)

    second = ad.hessian(f)(xs)
    slopes = gradients(f(xs), xs)
    for i, row in enumerate(second):
        for j, derivative in enumerate(gradients(slopes[i], xs)):
            assert_zero(row[j] - derivative)
            assert_zero(row[j] - second[j][i])
            assert_near(ad.hessian(f)(point)[i][j], derivative)
    for row, product in zip(second, ad.hvp(f, (xs,), (v,)), strict=True):
        assert_zero(ad.dot(row, v) - product)


@given(programs(steps=6), directions)
def test_jvp_is_jacobian_times_vector(program: Program, direction: list[float]) -> None:
    steps, point = program
    xs, v = values(point), values(direction)

    def f(x: Any) -> list[Any]:
        return [run(steps, x), run(steps[:3], x), x[0] * x[1]]

    for row, moved in zip(ad.jacobian(f)(xs), ad.jvp(f, (xs,), (v,))[1], strict=True):
        assert_zero(ad.dot(row, v) - moved)


@given(programs(steps=3))
def test_third_derivatives_do_not_depend_on_the_order(program: Program) -> None:
    steps, point = program
    x, y, z = xs = values(point)
    result = run(steps, xs)

    def derivative(*order: Value) -> Value:
        slope = result
        for variable in order:
            (slope,) = gradients(slope, [variable])
        return slope

    for one, other in [((x, y, z), (z, y, x)), ((x, x, y), (y, x, x)), ((y, z, y), (z, y, y))]:
        assert_zero(derivative(*one) - derivative(*other))


@given(programs(), st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=3, max_size=3))
def test_recompute_is_the_same_program_on_new_numbers(program: Program, moved: list[float]) -> None:
    steps, point = program
    xs, fresh = values(point), values(moved)
    y, again = run(steps, xs), run(steps, fresh)
    for x, m in zip(xs, moved, strict=True):
        x.data = m
    assert y.recompute().data == again.data
    y.backward()
    again.backward()
    assert [x.grad for x in xs] == [x.grad for x in fresh]

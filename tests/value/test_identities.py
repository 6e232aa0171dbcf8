"""What mathematics says holds for every number: identities within rows and between them.

How far both sides may differ is a matter of `rounding`. An identity that holds everywhere may be differentiated, so that
each one tests the partials of its rows too, and theirs.
"""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff as ad
from autodiff import OPS, Op, Value, gradients
from autodiff.table.scalar import LOG2E, LOG10E
from autodiff.testing import numbers, points
from autodiff.testing.building import inside
from autodiff.transforms.gradients import pushforward
from tests.rounding import assert_near, assert_zero
from tests.strategies import MANY, values

Function = Callable[..., Any]

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
@MANY
@given(GRID, GRID, GRID)
def test_a_shift_of_the_arguments_shifts_the_result(name: str, one: float, other: float, by: float) -> None:
    f, (x, y, shift) = SHIFTED[name], values([one, other, by])
    assert_zero(f(x + shift, y + shift) - (f(x, y) + shift), [x, y, shift], orders=2)
    assert_zero(ad.sum(gradients(f(x, y), [x, y])) - 1)


@MANY
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

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
from autodiff.check import _path_sizes
from autodiff.scalar import LOG2E, LOG10E
from tests.strategies import ROWS, inside, points, programs, run, values

ULPS = 4  # what a row promises: the column `ulp` of the table
Program = tuple[list[tuple[str, int, int]], list[float]]
Function = Callable[..., Any]


def rounding(y: Value) -> float:
    """How far y may be from its exact value when every node it was made of is off by ULPS."""
    return ULPS * math.fsum(math.ulp(node.data) * size for node, size in _path_sizes(y).items() if size)


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

REAL, POSITIVE, UNIT = inside(-math.inf, math.inf), inside(0, math.inf), inside(-1, 1)
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
@given(data=st.data())
def test_identities_of_one_variable(name: str, data: st.DataObject) -> None:
    numbers, difference = OF_ONE[name]
    x = Value(data.draw(numbers))
    assert_zero(difference(x), [x], orders=2)


@pytest.mark.parametrize("name", OF_TWO)
@given(data=st.data())
def test_identities_of_two_variables(name: str, data: st.DataObject) -> None:
    numbers, difference = OF_TWO[name]
    x, y = Value(data.draw(numbers)), Value(data.draw(numbers))
    assert_zero(difference(x, y), [x, y], orders=2)

"""The partials of every operation on Values, so that a gradient is again a graph.

Generated from the table in `table/rows.py` by `python -m autodiff.table.codegen`: edit the table, not this file.
"""

# ruff: noqa
from collections.abc import Callable
from typing import Any

from autodiff.table import scalar
from autodiff.value import value as f
from autodiff.value.operands import choose, others
def identity_x(x, z):  # type: ignore[no-untyped-def]
    return 1.0


def add_x(x, y, z):  # type: ignore[no-untyped-def]
    return 1.0


def add_y(x, y, z):  # type: ignore[no-untyped-def]
    return 1.0


def sub_x(x, y, z):  # type: ignore[no-untyped-def]
    return 1.0


def sub_y(x, y, z):  # type: ignore[no-untyped-def]
    return -1.0


def mul_x(x, y, z):  # type: ignore[no-untyped-def]
    return y


def mul_y(x, y, z):  # type: ignore[no-untyped-def]
    return x


def div_x(x, y, z):  # type: ignore[no-untyped-def]
    return f.div(1.0, y)


def div_y(x, y, z):  # type: ignore[no-untyped-def]
    return f.div(-z, y)


def neg_x(x, z):  # type: ignore[no-untyped-def]
    return -1.0


def pow_x(x, y, z):  # type: ignore[no-untyped-def]
    plain = choose(f.greater(1e-12, f.abs(y)), 0.0, choose(f.greater(9000000000000000.0, f.abs(y)), 1.0, 0.0))
    return choose(f.equal(y, 0.0), choose(f.greater(f.abs(x), 0.0), f.div(y * z, x), 0.0), choose(f.equal(plain, 1.0), y * f.pow(x, y - 1.0), choose(f.equal(x, f.div(f.abs(x), 2.0)), y * f.pow(x, y - 1.0), f.div(y * z, x))))


def pow_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x, 0.0), choose(f.greater(y, 0.0), 0.0, scalar.nan), z * f.log(x))


def square_x(x, z):  # type: ignore[no-untyped-def]
    return 2.0 * x


def one_minus_square_x(x, z):  # type: ignore[no-untyped-def]
    return -2.0 * x


def reciprocal_x(x, z):  # type: ignore[no-untyped-def]
    return -(z * z)


def sqrt_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x, 0.0), scalar.inf, f.div(0.5, z))


def cbrt_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(1.0, 3.0 * z * z)


def abs_x(x, z):  # type: ignore[no-untyped-def]
    return f.sign(x)


def sign_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x, x), 0.0, scalar.nan)


def exp_x(x, z):  # type: ignore[no-untyped-def]
    return z


def expm1_x(x, z):  # type: ignore[no-untyped-def]
    return f.exp(x)


def exp_difference_x(x, y, z):  # type: ignore[no-untyped-def]
    return z


def exp_difference_y(x, y, z):  # type: ignore[no-untyped-def]
    return -z


def log_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), f.div(1.0, x), choose(f.equal(x, 0.0), scalar.inf, scalar.nan))


def log1p_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, -1.0), f.div(1.0, 1.0 + x), choose(f.equal(x, -1.0), scalar.inf, scalar.nan))


def log2_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), f.div(scalar.LOG2E, x), choose(f.equal(x, 0.0), scalar.inf, scalar.nan))


def log10_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), f.div(scalar.LOG10E, x), choose(f.equal(x, 0.0), scalar.inf, scalar.nan))


def xlogy_x(x, y, z):  # type: ignore[no-untyped-def]
    return f.log(y)


def xlogy_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(y, 0.0), choose(f.equal(x, 0.0), 0.0, f.div(x, y)), f.div(x, y))


def logaddexp_x(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x - y, x - y), f.sigmoid(x - y), choose(f.equal(x, y), 0.5, scalar.nan))


def logaddexp_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(y - x, y - x), f.sigmoid(y - x), choose(f.equal(x, y), 0.5, scalar.nan))


def sin_x(x, z):  # type: ignore[no-untyped-def]
    return f.cos(x)


def cos_x(x, z):  # type: ignore[no-untyped-def]
    return -f.sin(x)


def tan_x(x, z):  # type: ignore[no-untyped-def]
    return 1.0 + z * z


def asin_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(1.0, f.sqrt(f.one_minus_square(x)))


def acos_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(-1.0, f.sqrt(f.one_minus_square(x)))


def atan_x(x, z):  # type: ignore[no-untyped-def]
    h = f.hypot(1.0, x)
    return f.div(f.div(1.0, h), h)


def atan2_y(y, x, z):  # type: ignore[no-untyped-def]
    h = f.hypot(x, y)
    return f.div(f.div(x, h), h)


def atan2_x(y, x, z):  # type: ignore[no-untyped-def]
    h = f.hypot(x, y)
    return f.div(f.div(-y, h), h)


def sinh_x(x, z):  # type: ignore[no-untyped-def]
    return f.cosh(x)


def cosh_x(x, z):  # type: ignore[no-untyped-def]
    return f.sinh(x)


def tanh_x(x, z):  # type: ignore[no-untyped-def]
    return f.sech2(x)


def asinh_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(1.0, f.hypot(1.0, x))


def acosh_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(1.0, f.sqrt(x - 1.0) * f.sqrt(x + 1.0))


def atanh_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(z, z), f.div(1.0, f.one_minus_square(x)), scalar.nan)


def hypot_x(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(z, 0.0), f.sqrt(z), choose(f.greater_equal(f.abs(y), f.abs(x)), f.div(f.div(x, y) * f.sign(y), f.hypot(1.0, f.div(x, y))), f.div(f.sign(x), f.hypot(1.0, f.div(y, x)))))


def hypot_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(z, 0.0), f.sqrt(z), choose(f.greater_equal(f.abs(x), f.abs(y)), f.div(f.div(y, x) * f.sign(x), f.hypot(1.0, f.div(y, x))), f.div(f.sign(y), f.hypot(1.0, f.div(x, y)))))


def gaussian_x(x, z):  # type: ignore[no-untyped-def]
    return -2.0 * f.clip(x, -40.0, 40.0) * z


def erf_x(x, z):  # type: ignore[no-untyped-def]
    return scalar.TWO_OVER_SQRT_PI * f.gaussian(x)


def erfc_x(x, z):  # type: ignore[no-untyped-def]
    return -scalar.TWO_OVER_SQRT_PI * f.gaussian(x)


def sigmoid_x(x, z):  # type: ignore[no-untyped-def]
    return f.sigmoid_slope(x)


def sigmoid_slope_x(x, z):  # type: ignore[no-untyped-def]
    return -z * f.tanh(f.div(x, 2.0))


def sech2_x(x, z):  # type: ignore[no-untyped-def]
    return -2.0 * z * f.tanh(x)


def softplus_x(x, z):  # type: ignore[no-untyped-def]
    return f.sigmoid(x)


def log_sigmoid_x(x, z):  # type: ignore[no-untyped-def]
    return f.sigmoid(-x)


def relu_x(x, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), 1.0, choose(f.greater_equal(0.0, x), 0.0, scalar.nan))


def leaky_relu_x(x, slope, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), 1.0, choose(f.greater_equal(0.0, x), slope, scalar.nan))


def leaky_relu_slope(x, slope, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), 0.0, x)


def elu_x(x, alpha, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), 1.0, choose(f.equal(x, 0.0), choose(f.greater(alpha, 1.0), 1.0, alpha), alpha * f.exp(f.div(x, 2.0)) * f.exp(f.div(x, 2.0))))


def elu_alpha(x, alpha, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, 0.0), 0.0, f.expm1(x))


def gelu_x(x, z):  # type: ignore[no-untyped-def]
    return f.div(f.erfc(-x * scalar.SQRT_HALF), 2.0) + f.clip(x, -40.0, 40.0) * scalar.INV_SQRT_TWO_PI * f.gaussian(x * scalar.SQRT_HALF)


def silu_x(x, z):  # type: ignore[no-untyped-def]
    return f.sigmoid(x) + x * f.sigmoid_slope(x)


def step_x(x, at_zero, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x, x), 0.0, scalar.nan)


def step_at_zero(x, at_zero, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(x, 0.0), 1.0, 0.0)


def bce_with_logits_x(x, y, z):  # type: ignore[no-untyped-def]
    return (1.0 - y) * f.sigmoid(x) - y * f.sigmoid(-x)


def bce_with_logits_y(x, y, z):  # type: ignore[no-untyped-def]
    return -x


def maximum_x(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, y), 1.0, choose(f.equal(x, y), 0.5, choose(f.greater(y, x), 0.0, scalar.nan)))


def maximum_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(y, x), 1.0, choose(f.equal(x, y), 0.5, choose(f.greater(x, y), 0.0, scalar.nan)))


def minimum_x(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(y, x), 1.0, choose(f.equal(x, y), 0.5, choose(f.greater(x, y), 0.0, scalar.nan)))


def minimum_y(x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(x, y), 1.0, choose(f.equal(x, y), 0.5, choose(f.greater(y, x), 0.0, scalar.nan)))


def clip_x(x, low, high, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(low, high), 0.0, choose(f.greater_equal(high, low), choose(f.greater(low, x), 0.0, choose(f.greater(x, high), 0.0, choose(f.equal(x, x), 1.0, scalar.nan))), scalar.nan))


def clip_low(x, low, high, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(low, high), 0.0, choose(f.greater_equal(high, low), choose(f.greater(low, x), 1.0, 0.0), scalar.nan))


def clip_high(x, low, high, z):  # type: ignore[no-untyped-def]
    return choose(f.greater(low, high), 1.0, choose(f.greater_equal(high, low), choose(f.greater(low, x), 0.0, choose(f.greater(x, high), 1.0, 0.0)), scalar.nan))


def where_condition(condition, x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def where_x(condition, x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(condition, 0.0), 0.0, 1.0)


def where_y(condition, x, y, z):  # type: ignore[no-untyped-def]
    return choose(f.equal(condition, 0.0), 1.0, 0.0)


def greater_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def greater_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def greater_equal_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def greater_equal_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def equal_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def equal_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_and_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_and_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_or_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_or_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_xor_x(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_xor_y(x, y, z):  # type: ignore[no-untyped-def]
    return 0.0


def logical_not_x(x, z):  # type: ignore[no-untyped-def]
    return 0.0


def sum_x(x, z):  # type: ignore[no-untyped-def]
    return [1.0] * len(x)


def dot_w(w, x, b, z):  # type: ignore[no-untyped-def]
    return x


def dot_x(w, x, b, z):  # type: ignore[no-untyped-def]
    return w


def dot_b(w, x, b, z):  # type: ignore[no-untyped-def]
    return 1.0


def prod_x(x, z):  # type: ignore[no-untyped-def]
    return others(x)


def logsumexp_x(x, z):  # type: ignore[no-untyped-def]
    m = f.max(x)
    s = f.sum([f.exp_difference(x_i, m) for x_i in x])
    return [f.div(f.exp_difference(x_i, m), s) for x_i in x]


def max_x(x, z):  # type: ignore[no-untyped-def]
    k = f.sum([choose(f.equal(x_i, z), 1.0, 0.0) for x_i in x])
    return [choose(f.equal(x_i, z), f.div(1.0, k), choose(f.equal(z, z), 0.0, scalar.nan)) for x_i in x]


def min_x(x, z):  # type: ignore[no-untyped-def]
    k = f.sum([choose(f.equal(x_i, z), 1.0, 0.0) for x_i in x])
    return [choose(f.equal(x_i, z), f.div(1.0, k), choose(f.equal(z, z), 0.0, scalar.nan)) for x_i in x]


PARTIALS: dict[str, tuple[Callable[..., Any], ...]] = {
    "identity": (identity_x,),
    "add": (add_x, add_y,),
    "sub": (sub_x, sub_y,),
    "mul": (mul_x, mul_y,),
    "div": (div_x, div_y,),
    "neg": (neg_x,),
    "pow": (pow_x, pow_y,),
    "square": (square_x,),
    "one_minus_square": (one_minus_square_x,),
    "reciprocal": (reciprocal_x,),
    "sqrt": (sqrt_x,),
    "cbrt": (cbrt_x,),
    "abs": (abs_x,),
    "sign": (sign_x,),
    "exp": (exp_x,),
    "expm1": (expm1_x,),
    "exp_difference": (exp_difference_x, exp_difference_y,),
    "log": (log_x,),
    "log1p": (log1p_x,),
    "log2": (log2_x,),
    "log10": (log10_x,),
    "xlogy": (xlogy_x, xlogy_y,),
    "logaddexp": (logaddexp_x, logaddexp_y,),
    "sin": (sin_x,),
    "cos": (cos_x,),
    "tan": (tan_x,),
    "asin": (asin_x,),
    "acos": (acos_x,),
    "atan": (atan_x,),
    "atan2": (atan2_y, atan2_x,),
    "sinh": (sinh_x,),
    "cosh": (cosh_x,),
    "tanh": (tanh_x,),
    "asinh": (asinh_x,),
    "acosh": (acosh_x,),
    "atanh": (atanh_x,),
    "hypot": (hypot_x, hypot_y,),
    "gaussian": (gaussian_x,),
    "erf": (erf_x,),
    "erfc": (erfc_x,),
    "sigmoid": (sigmoid_x,),
    "sigmoid_slope": (sigmoid_slope_x,),
    "sech2": (sech2_x,),
    "softplus": (softplus_x,),
    "log_sigmoid": (log_sigmoid_x,),
    "relu": (relu_x,),
    "leaky_relu": (leaky_relu_x, leaky_relu_slope,),
    "elu": (elu_x, elu_alpha,),
    "gelu": (gelu_x,),
    "silu": (silu_x,),
    "step": (step_x, step_at_zero,),
    "bce_with_logits": (bce_with_logits_x, bce_with_logits_y,),
    "maximum": (maximum_x, maximum_y,),
    "minimum": (minimum_x, minimum_y,),
    "clip": (clip_x, clip_low, clip_high,),
    "where": (where_condition, where_x, where_y,),
    "greater": (greater_x, greater_y,),
    "greater_equal": (greater_equal_x, greater_equal_y,),
    "equal": (equal_x, equal_y,),
    "logical_and": (logical_and_x, logical_and_y,),
    "logical_or": (logical_or_x, logical_or_y,),
    "logical_xor": (logical_xor_x, logical_xor_y,),
    "logical_not": (logical_not_x,),
    "sum": (sum_x,),
    "dot": (dot_w, dot_x, dot_b,),
    "prod": (prod_x,),
    "logsumexp": (logsumexp_x,),
    "max": (max_x,),
    "min": (min_x,),
}

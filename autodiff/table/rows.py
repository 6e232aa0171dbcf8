"""The table: one row per primitive operation. Derivatives are written here and nowhere else.

Formulas are Python expressions of the arguments, the result `z`, the constants and helpers of `scalar`, and other rows.
A starred argument is a list. Its name then stands for one element, and `sum(...)`, `prod(...)`, `max(...)`, `min(...)`
run over all elements. `value` and `partials` are the mathematics. Where they lose digits in floats, `stable` and
`stable_partials` compute the same more accurately; `lets` are their shared intermediate results.
"""

from typing import Any

from autodiff.table.op import INF, OPS, POSITIVE, REAL, Op


def _row(name: str, args: str, value: str, *partials: str, **columns: Any) -> None:
    """Add a row to the table."""
    OPS[name] = Op(name, tuple(args.split()), value, partials, **columns)


# --- Arithmetic ---------------------------------------------------------------------------------------------------

_row("identity", "x", "x", "1", template="{x}", latex="{x}", symbol="id", note="The same number, as a new node")
_row("add", "x y", "x + y", "1", "1", symbol="+", template="{x} + {y}", latex="{x} + {y}", precedence=1, operator="add",
     note="Sum of two numbers")
_row("sub", "x y", "x - y", "1", "-1", symbol="-", template="{x} - {y}", latex="{x} - {y}", precedence=1, operator="sub",
     aliases=("subtract",), note="Difference of two numbers")
_row("mul", "x y", "x * y", "y", "x", symbol="*", template="{x}*{y}", latex=r"{x} \cdot {y}", precedence=2,
     operator="mul", aliases=("multiply",), note="Product of two numbers")
_row("div", "x y", "x / y", "1/y", "-z/y", symbol="/", template="{x}/{y}", latex=r"\frac{{x}}{{y}}", precedence=2,
     operator="truediv", aliases=("divide",), domain=(REAL, POSITIVE),
     textbook=("1/y", "-x/(y*y)"),
     # a quotient below the normal range has lost digits that its partial still needs
     stable_partials=("1/y", "-z/y if abs(z) >= TINY else -z/y if x == 0 else -x/(y*y)"), note="Quotient of two numbers")
_row("neg", "x", "-x", "-1", symbol="-", template="-{x}", latex="-{x}", precedence=3, operator="neg", aliases=("negative",),
     note="The number with the other sign")
_row("pow", "x y", "pow(x, y)",
     # at y = 0 it is 0, but depends on y: the second derivative there is 1/x
     # where y - 1 is inexact or pow(x, y - 1) overflows it is y*z/x, which would be nan at 0 and inf
     "(y*z/x if abs(x) > 0 else 0) if y == 0 else y*pow(x, y - 1) if plain == 1 else "
     "y*pow(x, y - 1) if x == abs(x)/2 else y*z/x",
     "(0 if y > 0 else nan) if x == 0 else z*log(x)", textbook=("0 if y == 0 else y*pow(x, y - 1)", "z*log(x)"),
     symbol="**", template="{x}**{y}", latex="{{x}}^{{y}}", precedence=4, operator="pow", aliases=("power",),
     domain=(POSITIVE, REAL),
     # y - 1 is exact from 1/2 to 2^53; elsewhere z/x is better. A result outside the normal range is split into two halves.
     lets={"normal": "1 if TINY <= abs(z) <= HUGE else 0",
           "plain": "0 if abs(y) < 1e-12 else 1 if abs(y) < 9e15 else 0"},
     stable_partials=(
         "0 if y == 0 else "
         "(y*pow(x, y - 1) if x == 0 or 1e-12 <= abs(y) < 2.0**53 else y*(z/x)) if x <= 0 else "
         "y*pow(x, y - 1) if x - x != 0 else "
         "(y*pow(x, y - 1) if 0.5 <= y < 2.0**53 else y*z/x) if normal else y*pow(x, y/2)/x*pow(x, y/2)",
         "(0 if y > 0 else nan) if x == 0 else "
         "z*log(x) if normal or x < 0 or x == inf else pow(x, y/2)*log(x)*pow(x, y/2)"), note="x to the power of y")
_row("square", "x", "x*x", "2*x", symbol="²", template="{x}**2", latex="{{x}}^2", precedence=4, note="Square")
_row("one_minus_square", "x", "1 - x*x", "-2*x", stable="(1 - x)*(1 + x)", symbol="1-x²",
     note="1 - x², accurate near x = 1", total=True)
_row("reciprocal", "x", "1/x", "-(z*z)", symbol="1/x", template="1/{x}", latex=r"\frac{1}{{x}}", precedence=2,
     textbook=("-1/(x*x)",), domain=(POSITIVE,), note="Reciprocal")
_row("sqrt", "x", "sqrt(x)", "0.5/z if x != 0 else inf", symbol="√", latex=r"\sqrt{{x}}", textbook=("1/(2*z)",),
     domain=(POSITIVE,), note="Square root")
_row("cbrt", "x", "cbrt(x)", "1/(3*z*z)", symbol="∛", latex=r"\sqrt[3]{{x}}", domain=(POSITIVE,),
     lets={"c": "cbrt(x)"},  # a step of Newton's: the libraries' own errs by up to 4 ulp
     stable="c if x == 0 or x - x != 0 else c - (c - x/(c*c))/3",
     stable_partials=("1/(3*z*z) if x == 0 or x - x != 0 else z/x/3",), note="Cube root")
_row("abs", "x", "x if x > 0 else -x if x < 0 else 0 if x == 0 else nan", "sign(x)", stable="abs(x)", symbol="|x|",
     latex=r"\left|{x}\right|", kinks=("x",), operator="abs", aliases=("absolute",), note="Absolute value")
_row("sign", "x", "1 if x > 0 else -1 if x < 0 else 0 if x == 0 else nan", "0 if x == x else nan", kinks=("x",),
     selects=True, note="Sign: 1, -1, or 0 at 0")

# --- Exponentials and logarithms ----------------------------------------------------------------------------------

_row("exp", "x", "exp(x)", "z", latex="e^{{x}}", note="Exponential function")
_row("expm1", "x", "expm1(x)", "exp(x)", note="exp(x) - 1, accurate near 0")
_row("exp_difference", "x y", "exp(x - y)", "z", "-z", latex="e^{{x} - {y}}",
     symbol="exp(x-y)", stable="exp_difference(x, y)", note="exp(x - y), without the rounding error of x - y")
_row("log", "x", "log(x)", "1/x if x > 0 else inf if x == 0 else nan", textbook=("1/x",), domain=(POSITIVE,), symbol="ln",
     latex=r"\ln\left({x}\right)", note="Natural logarithm")
_row("log1p", "x", "log1p(x)", "1/(1 + x) if x > -1 else inf if x == -1 else nan", textbook=("1/(1 + x)",),
     domain=((-1.0, INF),), note="log(1 + x), accurate near 0")
_row("log2", "x", "log2(x)", "LOG2E/x if x > 0 else inf if x == 0 else nan", textbook=("1/(x*log(2))",),
     domain=(POSITIVE,), latex=r"\log_2\left({x}\right)", note="Logarithm to base 2")
_row("log10", "x", "log10(x)", "LOG10E/x if x > 0 else inf if x == 0 else nan", textbook=("1/(x*log(10))",),
     domain=(POSITIVE,), latex=r"\log_{10}\left({x}\right)", note="Logarithm to base 10")
_row("xlogy", "x y", "0 if x == 0 else x*log(y)", "log(y)", "x/y if y != 0 else 0 if x == 0 else x/y",
     domain=(REAL, POSITIVE), latex=r"{x} \ln\left({y}\right)", note="x*log(y), which is 0 at x = 0")
_row("logaddexp", "x y", "log(exp(x) + exp(y))",
     "sigmoid(x - y) if x - y == x - y else 0.5 if x == y else nan",  # both may be the same infinity
     "sigmoid(y - x) if y - x == y - x else 0.5 if x == y else nan", textbook=("sigmoid(x - y)", "sigmoid(y - x)"),
     lets={"e": "exp_difference(x, y) if x < y else exp_difference(y, x)"},
     stable="(x if x > y else y if y > x else x if x == y else nan) + log1p(e)",
     stable_partials=("e/(1 + e) if x < y else 1/(1 + e)", "1/(1 + e) if x < y else e/(1 + e)"),
     latex=r"\ln\left(e^{{x}} + e^{{y}}\right)", scale=("abs(x if x > y else y)",), total=True,
     note="log(exp(x) + exp(y)) without overflow")

# --- Trigonometry and hyperbolic functions ------------------------------------------------------------------------

_row("sin", "x", "sin(x)", "cos(x)", stable="sin(x) if -2.0**53 < x < 2.0**53 else sin_far(x)",
     stable_partials=("cos(x) if -2.0**53 < x < 2.0**53 else cos_far(x)",), latex=r"\sin\left({x}\right)", total=True,
     note="Sine")
_row("cos", "x", "cos(x)", "-sin(x)", stable="cos(x) if -2.0**53 < x < 2.0**53 else cos_far(x)",
     stable_partials=("-sin(x) if -2.0**53 < x < 2.0**53 else -sin_far(x)",), latex=r"\cos\left({x}\right)",
     total=True, note="Cosine")
_row("tan", "x", "tan(x)", "1 + z*z", stable="tan(x) if -2.0**53 < x < 2.0**53 else tan_far(x)",
     stable_partials=("1 + z*z if -2.0**53 < x < 2.0**53 else 1/(cos_far(x)*cos_far(x))",),
     latex=r"\tan\left({x}\right)", domain=((-1.5, 1.5),), total=True, note="Tangent")
_row("asin", "x", "asin(x)", "1/sqrt(one_minus_square(x))", aliases=("arcsin",), textbook=("1/sqrt(1 - x*x)",),
     stable_partials=("1/sqrt((1 - x)*(1 + x))",),
     latex=r"\arcsin\left({x}\right)", domain=((-1.0, 1.0),), note="Arcsine")
_row("acos", "x", "acos(x)", "-1/sqrt(one_minus_square(x))", aliases=("arccos",), textbook=("-1/sqrt(1 - x*x)",),
     stable_partials=("-1/sqrt((1 - x)*(1 + x))",),
     latex=r"\arccos\left({x}\right)", domain=((-1.0, 1.0),), note="Arccosine")
_row("atan", "x", "atan(x)", "1/h/h", lets={"h": "hypot(1, x)"}, textbook=("1/(1 + x*x)",),
     stable_partials=("1/(1 + x*x) if abs(x) < 1e150 else 1/x/x",), aliases=("arctan",),
     latex=r"\arctan\left({x}\right)", total=True, note="Arctangent")
_row("atan2", "y x", "atan2(y, x)", "x/h/h", "-y/h/h", aliases=("arctan2",),
     latex=r"\operatorname{atan2}\left({y}, {x}\right)", domain=(POSITIVE, POSITIVE),
     lets={"h": "hypot(x, y)"}, textbook=("x/(x*x + y*y)", "-y/(x*x + y*y)"),
     stable_partials=("x/(h*h) if 1e-150 < h < 1e150 else x/h/h", "-y/(h*h) if 1e-150 < h < 1e150 else -y/h/h"),
     note="Angle of the point (x, y) with the x axis")
_row("sinh", "x", "sinh(x)", "cosh(x)", latex=r"\sinh\left({x}\right)", note="Hyperbolic sine")
_row("cosh", "x", "cosh(x)", "sinh(x)", latex=r"\cosh\left({x}\right)", note="Hyperbolic cosine")
_row("tanh", "x", "tanh(x)", "sech2(x)", textbook=("1 - z*z",), latex=r"\tanh\left({x}\right)", total=True,
     note="Hyperbolic tangent")
_row("asinh", "x", "asinh(x)", "1/hypot(1, x)", textbook=("1/sqrt(x*x + 1)",), aliases=("arcsinh",), total=True,
     note="Inverse hyperbolic sine")
_row("acosh", "x", "acosh(x)", "1/(sqrt(x - 1)*sqrt(x + 1))", textbook=("1/sqrt(x*x - 1)",), aliases=("arccosh",),
     domain=((1.0, INF),), note="Inverse hyperbolic cosine")
_row("atanh", "x", "atanh(x)", "1/one_minus_square(x) if z == z else nan", textbook=("1/(1 - x*x)",),
     stable_partials=("1/((1 - x)*(1 + x)) if z == z else nan",),
     aliases=("arctanh",), domain=((-1.0, 1.0),), note="Inverse hyperbolic tangent")
_row("hypot", "x y", "sqrt(x*x + y*y)",
     # x/z, in forms whose own derivatives do not cancel where one argument is much larger. At (0, 0) it is sqrt(z),
     # which is 0 and, like x/z, has no derivative
     "sqrt(z) if z == 0 else x/y*sign(y)/hypot(1, x/y) if abs(x) <= abs(y) else sign(x)/hypot(1, y/x)",
     "sqrt(z) if z == 0 else y/x*sign(x)/hypot(1, y/x) if abs(y) <= abs(x) else sign(y)/hypot(1, x/y)", stable="hypot(x, y)",
     lets={"s": "1 if 1e-290 < z < 1e300 else 2.0**600 if z < 1 else 2.0**-600"},  # keeps quotients in range
     stable_partials=(
         "0 if z == 0 else x*s/hypot(x*s, y*s) if abs(x) != inf else (1 if x > 0 else -1) + (y - y)",
         "0 if z == 0 else y*s/hypot(x*s, y*s) if abs(y) != inf else (1 if y > 0 else -1) + (x - x)"),
     textbook=("x/z if z != 0 else 0", "y/z if z != 0 else 0"), latex=r"\sqrt{{{x}}^2 + {{y}}^2}",
     domain=(POSITIVE, REAL), total=True, note="Length of the vector (x, y); the derivatives at (0, 0) are 0")

# --- The normal distribution --------------------------------------------------------------------------------------

_row("gaussian", "x", "exp(-(x*x))",
     "-2*clip(x, -40, 40)*z", textbook=("-2*x*z",),  # z is 0 beyond 40, where powers of x would be infinite
     # x is split so that h*h is exact: otherwise its rounding is multiplied by 700 in the tail
     lets={"t": "134217729*x", "h": "t - (t - x)"},
     stable="exp(-(h*h))*exp(-((x - h)*(x + h))) if abs(x) < 40 else 0 if x == x else nan",
     stable_partials=("-2*x*z if z >= TINY else -2*x*exp(-(h*h)/2)*exp(-((x - h)*(x + h)))*exp(-(h*h)/2) "
                      "if abs(x) < 40 else 0 if x == x else nan",),
     latex=r"e^{-{{x}}^2}", note="exp(-x²), proportional to the derivative of erf", total=True)
_row("erf", "x", "erf(x)", "TWO_OVER_SQRT_PI*gaussian(x)", total=True, note="Error function")
_row("erfc", "x", "erfc(x)", "-TWO_OVER_SQRT_PI*gaussian(x)", total=True, note="1 - erf(x), accurate for large x")

# --- Activations --------------------------------------------------------------------------------------------------

_row("sigmoid", "x", "1/(1 + exp(-x))", "sigmoid_slope(x)", textbook=("z*(1 - z)",), lets={"e": "exp(-abs(x))"},
     stable="1/(1 + e) if x >= 0 else e/(1 + e)", symbol="σ", latex=r"\sigma\left({x}\right)", total=True,
     note="Logistic sigmoid")
_row("sigmoid_slope", "x", "1/((1 + exp(-x))*(1 + exp(x)))", "-z*tanh(x/2)", lets={"e": "exp(-abs(x))"},
     stable="e/((1 + e)*(1 + e))", symbol="σ'", latex=r"\sigma'\left({x}\right)", note="Derivative of sigmoid",
     total=True)
_row("sech2", "x", "1/(cosh(x)*cosh(x))", "-2*z*tanh(x)", lets={"e": "exp(-2*abs(x))"},
     stable="4*e/((1 + e)*(1 + e))", symbol="sech²", latex=r"\operatorname{sech}^2\left({x}\right)",
     note="1/cosh(x)², the derivative of tanh", total=True)
_row("softplus", "x", "log(1 + exp(x))", "sigmoid(x)", stable="log1p(exp(-abs(x))) + (x if x > 0 else 0)", total=True,
     note="Softplus: a smooth relu")
_row("log_sigmoid", "x", "-log(1 + exp(-x))", "sigmoid(-x)", stable="(x if x < 0 else 0) - log1p(exp(-abs(x)))",
     symbol="ln σ", latex=r"\ln \sigma\left({x}\right)", total=True, note="Logarithm of the sigmoid, without underflow")
_row("relu", "x", "0 if x <= 0 else x", "1 if x > 0 else 0 if x <= 0 else nan", symbol="ReLU", kinks=("x",), selects=True,
     note="Rectified linear unit: max(x, 0); the derivative at 0 is 0")
_row("leaky_relu", "x slope=0.01", "x if x > 0 else slope*x", "1 if x > 0 else slope if x <= 0 else nan",
     "0 if x > 0 else x", aliases=("prelu",), kinks=("x",), selects="slope", note="Leaky relu: slope*x below 0")
_row("elu", "x alpha=1", "x if x > 0 else alpha*expm1(x)",
     "1 if x > 0 else alpha*exp(x/2)*exp(x/2) if x != 0 else 1 if alpha > 1 else alpha", "0 if x > 0 else expm1(x)",
     textbook=("1 if x > 0 else alpha*exp(x) if x != 0 else 1 if alpha > 1 else alpha", "0 if x > 0 else expm1(x)"),
     stable_partials=("1 if x > 0 else (alpha*exp(x) if x > -700 else alpha*exp(x/2)*exp(x/2)) if x != 0 else "
                      "1 if alpha > 1 else alpha", "0 if x > 0 else expm1(x)"),
     symbol="ELU", kinks=("x",), selects="alpha", total=True, note="Exponential linear unit")
_row("gelu", "x", "x*(1 + erf(x/sqrt(2)))/2",
     "erfc(-x*SQRT_HALF)/2 + clip(x, -40, 40)*INV_SQRT_TWO_PI*gaussian(x*SQRT_HALF)",
     textbook=("erfc(-x*SQRT_HALF)/2 + x*INV_SQRT_TWO_PI*gaussian(x*SQRT_HALF)",),
     # a is -x/sqrt(2) and d its rounding error, which the tail multiplies by x²; x is split as for `gaussian`
     lets={"t": "134217729*x", "h": "t - (t - x)", "a": "-x*SQRT_HALF",
           "d": "-(h*SQRT_HALF_HIGH) - a - (x - h)*SQRT_HALF_HIGH - x*SQRT_HALF_LOW",
           "cdf": "erfc(a)/2*(1 - 2*a*d) if -40 < x < 0 else erfc(a)/2", "e": "exp(-(h*h)/4)"},
     stable="x/2*erfc(a)*(1 - 2*a*d) if -40 < x < 0 else x/2*erfc(a)",
     stable_partials=("cdf + x*INV_SQRT_TWO_PI*e*exp(-((x - h)*(x + h))/2)*e if abs(x) < 40 else "
                      "1 if x > 0 else 0 if x < 0 else nan",),
     # erfc falls below the normal range before x*erfc does; the derivative's two terms cancel at -0.75
     symbol="GELU", scale=("2.0**-1020 if x < -37 else 0", "erfc(-x/sqrt(2))/2 + 0.4*abs(x)*exp(-x*x/2)"), total=True,
     note="Gaussian error linear unit")
_row("silu", "x", "x/(1 + exp(-x))", "sigmoid(x) + x*sigmoid_slope(x)", textbook=("sigmoid(x)*(1 + x*sigmoid(-x))",),
     aliases=("swish",), symbol="SiLU", lets={"e": "exp(-abs(x))", "t": "1 + e", "h": "exp(-abs(x)/2)"},
     stable="x/t if x >= 0 else x*e/t if x > -700 else x*h*h",
     stable_partials=("(t + x*e)/(t*t) if x >= 0 else e*(t + x)/(t*t) if x > -700 else (1 + x)*h*h",),
     scale=("", "1/(1 + exp(-x))"), total=True,  # the derivative is 0 at -1.278
     note="Sigmoid linear unit: x*sigmoid(x)")
_row("step", "x at_zero=1", "1 if x > 0 else 0 if x < 0 else at_zero if x == 0 else nan", "0 if x == x else nan",
     "1 if x == 0 else 0", kinks=("x",), selects=True,
     note="Binary step with value at_zero at 0 (not `steps`: the steps of the reverse pass)")
_row("bce_with_logits", "x y", "-(y*log(1/(1 + exp(-x))) + (1 - y)*log(1/(1 + exp(x))))",
     "(1 - y)*sigmoid(x) - y*sigmoid(-x)", "-x",
     stable="softplus(x) if y == 0 else softplus(-x) if y == 1 else y*softplus(-x) + (1 - y)*softplus(x)",
     stable_partials=("sigmoid(x) if y == 0 else -sigmoid(-x) if y == 1 else (1 - y)*sigmoid(x) - y*sigmoid(-x)", "-x"),
     textbook=("sigmoid(x) - y", "-x"),
     symbol="BCE", domain=(REAL, (0.0, 1.0)), aliases=("binary_cross_entropy_with_logits",),
     note="Binary cross-entropy of a target y in [0, 1] and a logit x",
     scale=("", "(1 - y)/(1 + exp(-x)) + y/(1 + exp(x))"), total=True)

# --- Choices: no gradient flows to what is not chosen -------------------------------------------------------------

_row("maximum", "x y", "x if x > y else y if y > x else x if x == y else nan",
     "1 if x > y else 0.5 if x == y else 0 if x < y else nan", "1 if y > x else 0.5 if x == y else 0 if y < x else nan",
     symbol="max", template="maximum({x}, {y})", latex=r"\max\left({x}, {y}\right)", kinks=("x - y",), selects=True,
     note="The larger of two numbers; at a tie each has derivative 1/2")
_row("minimum", "x y", "x if x < y else y if y < x else x if x == y else nan",
     "1 if x < y else 0.5 if x == y else 0 if x > y else nan", "1 if y < x else 0.5 if x == y else 0 if y > x else nan",
     symbol="min", template="minimum({x}, {y})", latex=r"\min\left({x}, {y}\right)", kinks=("x - y",), selects=True,
     note="The smaller of two numbers; at a tie each has derivative 1/2")
_row("clip", "x low=-inf high=inf",
     "high if low > high else (low if x < low else high if x > high else x) if low <= high else nan",
     "0 if low > high else (0 if x < low else 0 if x > high else 1 if x == x else nan) if low <= high else nan",
     "0 if low > high else (1 if x < low else 0) if low <= high else nan",
     "1 if low > high else (0 if x < low else 1 if x > high else 0) if low <= high else nan",
     aliases=("clamp",), kinks=("x - low", "x - high", "low - high"), selects=True,
     note="x, but at least low and at most high")
_row("where", "condition x y", "y if condition == 0 else x if condition == condition else nan",
     "0", "0 if condition == 0 else 1", "1 if condition == 0 else 0", kinks=("condition",), selects=True,
     note="x where the condition is true, y where it is 0")
_row("greater", "x y", "1 if x > y else 0", "0", "0", symbol=">", template="{x} > {y}", latex="{x} > {y}", precedence=0,
     kinks=("x - y",), selects=True, note="1 if x > y, else 0; `x > y` records it for `where`")
_row("greater_equal", "x y", "1 if x >= y else 0", "0", "0", symbol="≥", template="{x} >= {y}", latex=r"{x} \ge {y}",
     precedence=0, kinks=("x - y",), selects=True, note="1 if x >= y, else 0; `x >= y` records it for `where`")
_row("equal", "x y", "1 if x == y else 0", "0", "0", symbol="=", template="{x} == {y}", latex="{x} = {y}", precedence=0,
     kinks=("x - y",), selects=True, note="1 if x equals y, else 0")
_row("logical_and", "x y", "(1 if y != 0 else 0) if x != 0 else 0", "0", "0", symbol="∧", kinks=("x", "y"), selects=True,
     latex=r"\left({x} \land {y}\right)", note="1 if neither is 0, else 0; `(a > b) & (c > d)` records it for `where`")
_row("logical_or", "x y", "1 if x != 0 else 1 if y != 0 else 0", "0", "0", symbol="∨", kinks=("x", "y"), selects=True,
     latex=r"\left({x} \lor {y}\right)", note="1 if x or y is not 0, else 0; `(a > b) | (c > d)` records it for `where`")
_row("logical_xor", "x y", "(0 if y != 0 else 1) if x != 0 else 1 if y != 0 else 0", "0", "0", symbol="⊕", kinks=("x", "y"),
     selects=True, latex=r"\left({x} \oplus {y}\right)",
     note="1 if exactly one of x and y is not 0, else 0; `(a > b) ^ (c > d)` records it for `where`")
_row("logical_not", "x", "1 if x == 0 else 0", "0", symbol="¬", kinks=("x",), selects=True, latex=r"\lnot\left({x}\right)",
     note="1 if x is 0, else 0; `~(a > b)` records it for `where`")

# --- Variadic: one node with any number of parents ----------------------------------------------------------------

_row("sum", "*x", "sum(x)", "1", symbol="Σ", latex=r"\sum\left({x}\right)", note="Correctly rounded sum of a list")
_row("dot", "*w *x b=0", "sum(w*x, b)", "x", "w", "1", symbol="w·x + b", template="dot({w}, {x}, {b})",
     latex=r"\sum\left({w} \cdot {x}\right) + {b}",
     ulp=2, scale=("sum(abs(w*x)) + abs(b)",),  # each product is rounded, and then the exact sum
     note="Dot product of two lists, plus b")
_row("prod", "*x", "prod(x)", "others(x)", symbol="Π", latex=r"\prod\left({x}\right)", note="Product of a list")
_row("logsumexp", "*x", "log(sum(exp(x)))", "exp_difference(x, m)/s",
     # log1p adds the 1 of the largest; the others are summed without it, so that small ones are not lost
     lets={"m": "max(x)", "s": "sum(exp_difference(x, m))", "k": "sum(1 if x == m else 0)",
          "t": "sum(0 if x == m else exp_difference(x, m), k - 1)"},
     stable="m + log1p(t)", stable_partials=("exp_difference(x, m)/(1 + t)",), textbook=("exp_difference(x, z)",),
     symbol="ln Σ exp", latex=r"\ln \sum \exp\left({x}\right)", total=True, scale=("abs(max(x))",),
     note="log of the sum of exp over a list, without overflow")
_row("max", "*x", "max(x)", "1/k if x == z else 0 if z == z else nan", lets={"k": "sum(1 if x == z else 0)"},
     latex=r"\max\left({x}\right)", selects=True, total=True, note="Largest of a list; ties share the derivative")
_row("min", "*x", "min(x)", "1/k if x == z else 0 if z == z else nan", lets={"k": "sum(1 if x == z else 0)"},
     latex=r"\min\left({x}\right)", selects=True, total=True, note="Smallest of a list; ties share the derivative")

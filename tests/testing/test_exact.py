"""The oracle's own functions, against constants and identities that nothing here has computed."""

import math

import pytest
from mpmath import mp

from autodiff import OPS, register, unregister
from autodiff.table import scalar
from autodiff.testing.exact import (
    ALL_DIGITS,
    DIGITS,
    EXACT,
    compiled,
    computed,
    exact_partial,
    exact_scale,
    exact_value,
    places,
    rough_partial,
    ulps,
)

KNOWN = [  # from tables of constants
    ("exp", [1.0], "2.71828182845904523536028747135266249775724709369996"),
    ("log", [2.0], "0.69314718055994530941723212145817656807550013436026"),
    ("sqrt", [2.0], "1.41421356237309504880168872420969807856967187537695"),
    ("atan", [1.0], "0.78539816339744830961566084581987572104929234984378"),
    ("cbrt", [-2.0], "-1.25992104989487316476721060727822835057025146470151"),
    ("erf", [1.0], "0.84270079294971486934122063508260925929606699796631"),
    ("hypot", [1.0, 2.0], "2.23606797749978969640917366873127623544061835961153"),
    ("sigmoid", [0.0], "0.5"),
    ("dot", [[0.5, 2.0], [4.0, 0.25], 1.0], "3.5"),
    ("logsumexp", [[0.0, 0.0]], "0.69314718055994530941723212145817656807550013436026"),
    ("maximum", [0.25, 0.5], "0.5"),
    ("min", [[0.25, 0.5, -1.0]], "-1.0"),
]


@pytest.mark.parametrize(("name", "arguments", "digits"), KNOWN, ids=[k[0] for k in KNOWN])
def test_values_have_fifty_digits(name: str, arguments: list[object], digits: str) -> None:
    with mp.workdps(DIGITS):
        assert abs(exact_value(OPS[name], arguments) - mp.mpf(digits)) < mp.mpf(10) ** -49


def test_partials_have_thirty_digits_and_rough_ones_fifteen() -> None:
    with mp.workdps(DIGITS):
        for op, arguments, i, exact in [("exp", [mp.mpf(1)], 0, mp.e), ("pow", [mp.mpf(3), mp.mpf(2)], 0, 6),
                                        ("pow", [mp.mpf(3), mp.mpf(2)], 1, 9 * mp.log(3)), ("sin", [mp.mpf(0)], 0, 1)]:
            assert abs(exact_partial(OPS[op], arguments, i) - exact) < mp.mpf(10) ** -30
            here = exact_value(OPS[op], arguments)
            assert abs(rough_partial(OPS[op], arguments, i, None, here) - exact) < mp.mpf(10) ** -15
        assert abs(exact_partial(OPS["prod"], [[mp.mpf(2), mp.mpf(3), mp.mpf(5)]], 0, 1) - 10) < mp.mpf(10) ** -30


def test_the_digits_for_all_floats_serve_the_smallest_and_the_largest() -> None:
    with mp.workdps(ALL_DIGITS):
        assert ulps(5e-324, exact_value(OPS["log1p"], [5e-324])) < 1
        assert ulps(-1 / 5e-300, exact_partial(OPS["log"], [-5e-300 * -1], 0) * -1) < 4
        assert abs(exact_value(OPS["sin"], [1e308]) ** 2 + exact_value(OPS["cos"], [1e308]) ** 2 - 1) < mp.mpf(10) ** -700
        assert exact_value(OPS["erfc"], [1e300]) == 0


def test_complex_numbers_go_through_every_analytic_row_as_through_reals() -> None:
    """The real part of a value a tiny imaginary step away is the value."""
    with mp.workdps(DIGITS):
        h = mp.mpf(10) ** -20
        for op in OPS.values():
            at = [0.3 + 0.4 * i if low <= 0 else low + 0.3 + 0.1 * i for i, (low, _) in enumerate(op.domain)]
            given = [[mp.mpf(x), x + mp.mpf(2)] if a[0] == "*" else mp.mpf(x) for a, x in zip(op.args, at, strict=True)]
            moved = [[mp.mpc(v, h) for v in g] if isinstance(g, list) else mp.mpc(g, h) for g in given]
            assert abs(mp.re(exact_value(op, moved)) - exact_value(op, given)) < mp.mpf(10) ** -35, op.name


def test_the_scale_of_a_bound_is_its_formula() -> None:
    with mp.workdps(DIGITS):
        assert exact_scale(OPS["dot"], 0, [[2.0, -3.0], [5.0, 1.0], -0.5]) == 13.5
        assert exact_scale(OPS["tanh"], 1, [0.5]) == 0


def test_constants_of_formulas_are_those_of_floats() -> None:
    for name in scalar.CONSTANTS:
        exact = getattr(EXACT, name)
        assert math.isnan(exact) if name == "nan" else float(exact) == getattr(scalar, name), name


def test_an_unknown_name_in_a_formula_is_named() -> None:
    with pytest.raises(AttributeError, match="a formula uses 'nonsense', which is neither"):
        compiled(OPS["tanh"], "nonsense(x)")(EXACT, mp.mpf(1))


@pytest.mark.parametrize(("got", "exact", "scale", "expected"), [
    (1.0, 1, 0, 0.0), (1 + 2**-52, 1, 0, 1.0), (1 - 2**-53, 1, 0, 0.5), (5e-324, 0, 0, 1.0), (0.0, 0, 0, 0.0),
    (2**-52, 0, 1, 1.0), (math.inf, "inf", 0, 0.0), (-math.inf, "-inf", 0, 0.0), (1.7976931348623157e308, "1e400", 0, 1.0),
    (math.inf, "1e400", 0, 0.0), (-math.inf, "-1e400", 0, 0.0), (math.nan, "nan", 0, 0.0), (0.0, "nan", 0, math.inf),
])
def test_ulps(got: float, exact: object, scale: float, expected: float) -> None:
    assert ulps(got, mp.mpf(exact), scale) == expected


def test_the_nearest_float_is_off_all_the_same_and_the_unit_is_that_of_the_exact_number() -> None:
    with mp.workdps(30):
        assert ulps(1 / 3, mp.mpf(1) / 3) == pytest.approx(1 / 3)
        assert ulps(1e-300, mp.mpf("1.5e-300")) > 1e15


def test_partials_are_in_the_order_of_the_places() -> None:
    point = [[2.0, 3.0], [5.0, 7.0], 0.5]
    y = computed(OPS["dot"], point)
    assert y.data == 31.5
    assert places(point) == [(0, 0), (0, 1), (1, 0), (1, 1), (2, None)]
    assert y.partials == (5.0, 7.0, 2.0, 3.0, 1.0)


def test_a_row_of_ones_own_may_call_others() -> None:
    register("swoosh", "x", "x*sigmoid(x)", "z/x + z*sigmoid(-x)")
    try:
        with mp.workdps(DIGITS):
            assert abs(exact_value(OPS["swoosh"], [2.0]) - 2 / (1 + mp.exp(-2))) < mp.mpf(10) ** -49
    finally:
        unregister("swoosh")

"""gradcheck: it finds what is wrong, and only that."""

import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, gradcheck
from autodiff.op import Op
from autodiff.ops import OPS
from autodiff.testing import calls


def test_a_right_gradient_has_a_report_per_entry() -> None:
    report = gradcheck(lambda w, x: ad.tanh(w[0] * x + w[1]), [0.5, -1.0], 2.0)
    assert report
    assert [e.name for e in report.entries] == ["argument 0[0]", "argument 0[1]", "argument 1"]
    assert {e.verdict for e in report.entries} == {"ok"}
    assert "all right" in str(report)


def test_a_wrong_gradient_is_found() -> None:
    def broken(x: Any) -> Any:
        y = ad.sin(x)
        y._da *= 1.00001
        return y

    report = gradcheck(broken, 0.7)
    assert not report.ok
    assert report.entries[0].verdict == "wrong"
    assert "WRONG" in str(report)


def test_a_lost_dependence_is_found() -> None:
    assert not gradcheck(lambda x: x * x.data, 3.0)


@pytest.mark.parametrize(("f", "point", "left", "right"), [
    (ad.relu, 0.0, 0.0, 1.0), (abs, 0.0, -1.0, 1.0), (lambda x: ad.maximum(x, 2.0), 2.0, 0.0, 1.0),
    (lambda x: ad.clip(x, 0, 1) * 5, 1.0, 5.0, 0.0), (lambda x: ad.leaky_relu(x), 0.0, 0.01, 1.0),
])
def test_a_kink_is_said_to_be_one_with_both_slopes(f: Any, point: float, left: float, right: float) -> None:
    report = gradcheck(f, point)
    (entry,) = report.entries
    assert (entry.verdict, report.ok) == ("kink", True)
    assert (entry.left, entry.right) == pytest.approx((left, right), abs=1e-9)
    assert "left" in str(report)


def test_a_kink_beside_curvature_is_still_a_kink() -> None:
    assert gradcheck(lambda x: x.relu() + x**3, 0.0).entries[0].verdict == "kink"
    assert gradcheck(lambda x: abs(x - 1) * 1e-3 + x**2 * 50, 1.0).entries[0].verdict == "kink"


def test_a_slope_that_no_side_has_is_wrong_at_a_kink_too() -> None:
    def broken(x: Any) -> Any:
        y = ad.relu(x)
        y._da = 3.0
        return y

    assert gradcheck(broken, 0.0).entries[0].verdict == "wrong"


@pytest.mark.parametrize(("f", "point"), [
    (lambda x: x**3, 1e6), (lambda x: x**3, 1e-6), (ad.exp, 30.0), (lambda x: ad.sin(50 * x), 0.3),
    (lambda x: x * 1e-8, 5.0), (lambda x: 1e8 + x, 1.0), (lambda x: ad.log(x), 1e-2), (lambda x: x * 0, 1.0),
])
def test_smooth_functions_of_every_scale_pass(f: Any, point: float) -> None:
    report = gradcheck(f, point)
    assert report.entries[0].verdict == "ok", str(report)


@pytest.mark.parametrize(("f", "point"), [
    (ad.sin, 1e6), (lambda x: ad.tanh(1e4 * x), 0.0), (abs, 1e-6), (ad.sqrt, 1e-6), (ad.log, 1e-10), (ad.relu, -1e-8),
])
def test_the_step_becomes_as_small_as_it_must(f: Any, point: float) -> None:
    report = gradcheck(f, point)
    assert report.entries[0].verdict == "ok", str(report)


def test_a_slightly_wrong_gradient_is_not_excused_by_a_small_step() -> None:
    def broken(x: Any) -> Any:
        y = ad.tanh(1e4 * x)
        y._da *= 1.0001
        return y

    assert gradcheck(broken, 0.0).entries[0].verdict == "wrong"


def test_what_is_not_finite_is_said_so() -> None:
    report = gradcheck(ad.sqrt, 0.0)
    assert (report.ok, report.entries[0].verdict) == (False, "not finite")
    assert math.isinf(report.entries[0].exact)


def test_one_number_is_needed() -> None:
    with pytest.raises(TypeError, match="gives one number"):
        gradcheck(lambda x: [x, x], 1.0)


def test_values_are_taken_as_points() -> None:
    assert gradcheck(ad.exp, Value(1.0)).ok


def test_the_table_is_untouched() -> None:
    assert OPS["relu"].partials == ("1 if x > 0 else 0 if x <= 0 else nan",)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
@settings(max_examples=40)
@given(data=st.data())
def test_every_row_agrees_with_differences_as_users_take_them(op: Op, data: st.DataObject) -> None:
    program = data.draw(calls(op))
    report = gradcheck(lambda *xs: program(xs), *program.point)
    assert report.ok, str(report)

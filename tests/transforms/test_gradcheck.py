"""gradcheck: it finds what is wrong, and only that."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, gradcheck
from autodiff.table.op import OPS, Op
from autodiff.testing import calls
from autodiff.transforms import gradcheck as check
from autodiff.transforms.gradcheck import EPSILON, PartialCheck, Report, _best_slopes, _entry, _slopes, _step
from tests.strategies import MANY


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
@MANY
@given(data=st.data())
def test_every_row_agrees_with_differences_as_users_take_them(op: Op, data: st.DataObject) -> None:
    program = data.draw(calls(op))
    report = gradcheck(lambda *xs: program(xs), *program.point)
    assert report.ok, str(report)


def test_the_slopes_of_a_cubic_are_what_they_are_on_paper() -> None:
    """f = x³ at 1 with h = 1/8: central slopes 3 + h² and 3 + h²/4; beside the point 3 ∓ 3k + k², k = h/16."""
    h, k = 0.125, 0.125 / 16
    s = _slopes(lambda step: (1 + step) ** 3, 1.0, h, 0.0)
    assert s.numeric == pytest.approx(3, abs=1e-14)
    assert (s.left, s.right) == pytest.approx((3 - 3 * k + k * k, 3 + 3 * k + k * k), abs=1e-12)
    assert s.noise == 4 * EPSILON * (1 + h) ** 3 / h
    assert s.error == pytest.approx((h * h - h * h / 4) / 3 + s.noise, rel=1e-12, abs=0)
    assert s.kink is False
    assert _slopes(lambda step: (1 + step) ** 3, 1.0, h, 1e-3).noise == 4e-3 / h


@pytest.mark.parametrize(("difference", "kink"), [(0.26, True), (0.24, False)])
def test_a_kink_is_a_jump_of_more_than_a_quarter_of_the_bend(difference: float, kink: bool) -> None:
    def f(step: float) -> float:  # slopes on the sides of the point: -d/2 and d/2; those of whole steps: -1/2 and 1/2
        return abs(step) / 2 * (difference if abs(step) < 0.1 else 1.0)

    assert _slopes(f, 0.0, 1.0, 0.0).kink is kink


@pytest.mark.parametrize(("noise", "kink"), [(0.9 / 256, True), (1.1 / 256, False)])
def test_a_kink_stands_out_from_noise(noise: float, kink: bool) -> None:
    assert _slopes(lambda step: abs(step) / 2, 0.0, 1.0, noise).kink is kink  # a jump of 1 against 64*4 times it


@pytest.mark.parametrize(("jump", "kink"), [(1.1e-7, True), (0.9e-7, False)])
def test_a_kink_stands_out_from_the_slope(jump: float, kink: bool) -> None:
    assert _slopes(lambda step: step + abs(step) * jump / 2, 0.0, 1.0, 0.0).kink is kink


def test_steps() -> None:
    steps = [_step(x) for x in (0.0, 1e-9, 0.5, -0.999, 1.0, -3.0, 1e308, math.inf)]
    assert steps[:6] == [2.0**-17] * 4 + [2.0**-16, 2.0**-15]
    assert steps[6] == 2.0**1006
    assert all(steps)


@pytest.mark.parametrize(("exact", "verdict"), [
    (0.5, "kink"), (-0.999, "kink"), (1.01, "kink"), (1.03, "wrong"), (-1.03, "wrong"), (-1.01, "kink"),
    (math.inf, "not finite")])
def test_at_a_kink_the_gradient_lies_between_the_sides(exact: float, verdict: str) -> None:
    """With a hundredth of the jump, here of 2, to spare."""
    assert _entry("x", 0.0, exact, 0.0, abs, 1e-6, 0.0, 0.0).verdict == verdict


@pytest.mark.parametrize(("exact", "sweep", "verdict"), [
    (2 + 1.9e-6, 0.0, "ok"), (2 + 2.1e-6, 0.0, "wrong"), (2 - 2.1e-6, 0.0, "wrong"), (2 + 2.1e-6, 1e-6, "ok")])
def test_elsewhere_it_is_right_within_what_is_allowed(exact: float, sweep: float, verdict: str) -> None:
    found = _entry("x", 0.0, exact, 0.0, lambda step: 2 * step, 1e-6, 0.0, sweep)
    assert found.verdict == verdict
    assert (found.name, found.point, found.exact) == ("x", 0.0, exact)
    assert (found.numeric, found.left, found.right) == (2.0, 2.0, 2.0)


def test_what_is_not_finite_beside_the_point_is_said() -> None:
    assert _entry("x", 0.0, 1.0, 0.0, lambda step: math.nan, 1e-6, 0.0, 0.0).verdict == "not finite"


def test_smaller_steps_are_tried_until_one_is_good_enough() -> None:
    tried: list[float] = []

    def f(step: float) -> float:
        tried.append(abs(step))
        return math.sin(step * 1e5)

    s = _best_slopes(f, 0.0, 2.0**-17, 1e-18, 1e-6)
    assert s.numeric == pytest.approx(1e5, rel=1e-6)
    assert max(tried) == 2.0**-17
    assert min(tried) == 2.0**-17 / 16 / 8 ** (len(tried) // 6 - 1)
    tried.clear()
    _best_slopes(lambda step: tried.append(step) or 3 * step, 0.0, 0.125, 0.0, 1e-6)  # type: ignore[func-returns-value]
    assert len(tried) == 6  # the first was good enough
    tried.clear()
    _best_slopes(lambda step: tried.append(step) or math.nan, 0.0, 0.125, 0.0, 1e-6)  # type: ignore[func-returns-value]
    assert len(tried) == 9 * 6  # none is


def test_mistakes_are_named_word_by_word() -> None:
    with pytest.raises(TypeError, match=r"^gradcheck\(\) needs a function, not float \(3\.0\): write gradcheck\(f, x\), not "
                                        r"gradcheck\(f\(x\)\)$"):
        gradcheck(3.0, 1.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^gradcheck\(\) needs a point at which to check tanh\(\): write "
                                         r"gradcheck\(f, x\)$"):
        gradcheck(ad.tanh)
    with pytest.raises(TypeError, match=r"^gradcheck\(\) needs a function that gives one number, <lambda>\(\) gave 2: "
                                        r"check them one by one$"):
        gradcheck(lambda x: [x, x], 1.0)
    with pytest.raises(TypeError, match=r"^rtol of gradcheck\(\) must be a real number, not str"):
        gradcheck(ad.tanh, 1.0, rtol="small")  # type: ignore[arg-type]


def test_the_sweep_is_allowed_eight_roundings_of_all_its_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = []
    monkeypatch.setattr(check, "_entry", lambda *given: allowed.append(given[-1]) or _entry(*given))
    gradcheck(lambda x, y: 3 * x - 2 * x + y, 1.0, 2.0)
    assert allowed == [8 * 5 * EPSILON, 8 * EPSILON]


def test_the_report_carries_the_name_of_the_function() -> None:
    def cube(x: Any) -> Any:
        return x**3

    assert gradcheck(cube, 2.0).function == "cube()"


def test_a_function_that_forgets_values_beside_the_point() -> None:
    """It gives numbers rather than Values where it is moved."""
    report = gradcheck(lambda x: x * 3 if x.data == 2.0 else x.data * 3, 2.0)
    assert report.ok
    with pytest.raises(TypeError, match=r"^the result of <lambda>\(\) must be a real number, not str \('no'\)"):
        gradcheck(lambda x: x * 3 if x.data == 2.0 else "no", 2.0)


def test_the_report_as_written_by_hand() -> None:
    entries = (PartialCheck("argument 0", 1.5, 2.0, 1.75, 1.0, 2.5, "wrong"),
               PartialCheck("argument 1", 0.0, 0.5, 0.5, 0.0, 1.0, "kink"))
    assert str(Report("f()", entries)) == repr(Report("f()", entries)) == (
        "gradcheck of f(): WRONG\n"
        "entry               point                  exact      differences     error  verdict\n"
        "argument 0            1.5                      2             1.75   2.5e-01  wrong\n"
        "argument 1              0                    0.5              0.5   0.0e+00  kink (left 0, right 1)")
    assert str(Report("f()", entries[1:])).startswith("gradcheck of f(): all right\n")

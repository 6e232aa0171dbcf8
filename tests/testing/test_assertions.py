"""assert_gradients and its sisters: right functions pass, each method finds what is wrong, messages show the program."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import autodiff as ad
from autodiff import OPS, Value
from autodiff.testing import Program, Step, assert_gradients, assert_operation, assert_program, programs
from autodiff.testing.assertions import METHODS
from autodiff.transforms import gradients as higher
from tests.testing.test_oracle import fault, scale_partial


@settings(max_examples=30)
@given(programs())
def test_every_method_finds_random_programs_right(program: Program) -> None:
    verdicts = assert_gradients(lambda *xs: program(xs), *program.point)
    assert verdicts.ok
    assert [v.method for v in verdicts.verdicts] == list(METHODS)


@given(programs())
def test_programs_are_right_by_every_mode_and_in_the_second_derivative(program: Program) -> None:
    assert_program(program)


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
def test_every_row_is_right(op: Any) -> None:
    assert_operation(op, examples=settings().max_examples // 6)


@pytest.mark.parametrize("method", METHODS)
def test_each_method_alone_finds_a_wrong_partial(method: str) -> None:
    with fault("tanh", scale_partial(1.001)), pytest.raises(AssertionError, match=rf"{method} +WRONG"):
        assert_gradients(lambda x: ad.tanh(x) * 3, 0.5, against=[method])


@pytest.mark.parametrize("method", METHODS)
def test_a_branch_of_python_is_no_obstacle_off_its_border(method: str) -> None:
    assert assert_gradients(lambda x: x * x if x > 0 else -x, 2.0, against=[method])


def test_a_recorded_program_that_is_not_the_function_is_seen_by_differences_and_taylor() -> None:
    """`.data` cuts the graph: what was recorded is differentiated rightly, but it is not the function."""
    def cut(x: Any) -> Any:
        return x * x.data

    for method in ("differences", "taylor"):
        with pytest.raises(AssertionError, match="WRONG"):
            assert_gradients(cut, 3.0, against=[method])
    assert assert_gradients(cut, 3.0, against=["exact", "complex step"])


def test_nested_arguments_arrays_and_several_outputs() -> None:
    verdicts = assert_gradients(lambda w, p: [w[0] * p["a"], ad.sin(w[1])], [1.0, 2.0], {"a": 0.5})
    assert len(verdicts.verdicts) == 2 * len(METHODS)
    assert assert_gradients(lambda x: (x * x).sum(), np.array([1.0, -2.0]))
    with fault("sin", scale_partial(1.001)), pytest.raises(AssertionError, match="output 1 was recorded as"):
        assert_gradients(lambda w: [w[0] * 2, ad.sin(w[1])], [1.0, 2.0])


def test_a_kink_is_no_error_and_the_slope_methods_stand_aside() -> None:
    verdicts = assert_gradients(lambda x: ad.relu(x) + x, 0.0)
    assert [v.detail for v in verdicts.verdicts if v.method in ("taylor", "complex step")] == [
        "not asked: there is a kink at this point, or very near"] * 2
    assert assert_gradients(lambda x: ad.maximum(x, 0.0), 0.0, against="exact").ok  # 0.5, between the slopes of the sides


def test_differences_tell_their_largest_error_kinks_apart() -> None:
    (smooth,) = assert_gradients(ad.exp, 0.5, against="differences").verdicts
    assert 0.0 < float(smooth.detail.removeprefix("largest error ")) < 1e-6
    (kinked,) = assert_gradients(lambda x, y: ad.relu(x) + y, 0.0, 2.0, against="differences").verdicts
    assert float(kinked.detail.removeprefix("largest error ")) < 1e-6


def test_where_nothing_is_finite_it_fails() -> None:
    with pytest.raises(AssertionError) as caught:
        assert_gradients(ad.log, -1.0, against="exact")
    said = "  exact         WRONG  no verdict: the value, the gradient or a slope beside the point is not a finite number"
    assert str(caught.value).splitlines()[1] == said


def test_the_failure_shows_the_program_cut_if_it_is_long() -> None:
    def long(x: Any) -> Any:
        for _ in range(20):
            x = ad.sin(x) * 0.1 + x
        return x

    with fault("sin", scale_partial(1.01)), pytest.raises(AssertionError) as caught:
        assert_gradients(long, 0.5, against=["exact"])
    assert "v3 = ad.add(v2, x0)" in str(caught.value)
    assert str(caught.value).endswith("... (23 more lines)")


@pytest.mark.parametrize(("steps", "end"), [(37, "v37.backward()"), (38, "... (1 more lines)")])
def test_forty_lines_are_shown_whole(steps: int, end: str) -> None:
    program = Program((0.5,), tuple(Step(OPS["sin"], (k,)) for k in range(steps)))
    with fault("sin", scale_partial(1.01)), pytest.raises(AssertionError) as caught:
        assert_program(program)
    assert str(caught.value).endswith(end)


def test_what_is_found_carries_the_name_of_the_function_and_what_was_seen() -> None:
    def cube(x: Any) -> Any:
        return x**3

    right = assert_gradients(cube, 2.0, against="differences")
    assert str(right).splitlines()[0] == "gradients of cube(): all right"
    assert right.verdicts[0].detail.startswith("largest error ")
    with fault("pow", scale_partial(1.01)), pytest.raises(AssertionError) as caught:
        assert_gradients(cube, 2.0, against="differences")
    assert "12.12" in str(caught.value)  # gradcheck's table: the slope of the engine, which should be 12


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match="against: 'finite' is no method: choose from 'differences', 'taylor'"):
        assert_gradients(ad.tanh, 0.5, against=["finite"])


def test_assert_program_sees_the_sweep_forward_mode_and_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program((0.5, 2.0), (Step(OPS["mul"], (0, 1)), Step(OPS["sin"], (2,))))
    with fault("sin", scale_partial(1.01)), pytest.raises(AssertionError, match="by the sweep, is wrong"):
        assert_program(program)
    with monkeypatch.context() as patch:
        patch.setattr(ad.graph.sweeps, "tangents", lambda ys, seeds: [1.0])
        with pytest.raises(AssertionError, match="forward mode is wrong"):
            assert_program(program)
    with monkeypatch.context() as patch:
        patch.setitem(higher.PARTIALS, "sin", (lambda x, z: ad.cos(x) * 1.0001,))
        with pytest.raises(AssertionError, match="the formula of the gradient is wrong"):
            assert_program(program)
    with fault("cos", scale_partial(1.0001)), pytest.raises(AssertionError) as caught:
        assert_program(program)
    assert str(caught.value).startswith("dy/dx0 as a graph, or a second derivative, is wrong\n")
    assert str(caught.value).endswith(f"\nin\n{program.code()}".rstrip())


def test_assert_operation_finds_a_wrong_row() -> None:
    textbook = fault("tanh", lambda node: setattr(node, "_da", 1 - node.data**2))  # loses digits in the tail
    with textbook, pytest.raises(AssertionError, match="by the sweep, is wrong"):
        assert_operation(OPS["tanh"])
    assert Value(0.5).tanh().partials[0] == pytest.approx(0.7864477329659274)


SMOOTH_ALL_THE_SAME = {
    "a threefold zero": (lambda x: x**3, 0.0),
    "a threefold zero elsewhere": (lambda x: (x - 1) ** 3, 1.0),
    "a bend": (lambda x: x * abs(x), 0.0),
    "a bend of relu": (lambda x: ad.relu(x) ** 2, 0.0),
    "a bend of Python": (lambda x: x * x if x > 0 else x * 0, 0.0),
    "a formula with a case for 0": (lambda x: ad.xlogy(x, 0.65), 0.0),
    "the same Value twice": (lambda v: ad.atan2(v, v), 1.0),
    "an extremum": (lambda x: x * x, 1e-300),
    "a kink not far": (lambda x: ad.max([x, 2.86]), 2.92),
    "a gradient far below what can be resolved": (lambda x: ad.exp(-150 * x) * x, 1.0),
}


@pytest.mark.parametrize("name", SMOOTH_ALL_THE_SAME)
def test_right_gradients_at_peculiar_points_are_found_right(name: str) -> None:
    assert_gradients(*SMOOTH_ALL_THE_SAME[name])


@pytest.mark.parametrize(("f", "point"), [
    (lambda x: 1 / ad.sqrt(x), [0.0]), (lambda x: ad.exp(-1 / x), [0.0]), (lambda x, y: ad.log(x - y), [0.0, 0.0]),
    (ad.log, [-1.0]), (ad.sqrt, [0.0]), (ad.asin, [2.0]), (lambda x: x * x, [1e200]), (lambda x: x, [math.nan]),
    (lambda x: ad.where(x > 0, 3 * x + 1, x), [0.0]), (lambda x: ad.step(x) * 3 + x, [0.0])])
def test_poles_jumps_and_what_is_outside_the_domain_get_no_verdict(f: Any, point: list[float]) -> None:
    with pytest.raises(AssertionError, match="no verdict: the value, the gradient or a slope"):
        assert_gradients(f, *point)


def test_very_near_a_kink_the_slope_methods_stand_aside() -> None:
    for x in (2.2e-16, -1e-13, 1e-9):
        assert assert_gradients(lambda x: ad.relu(2 * x) * 3 + x, x).ok


def test_a_part_that_left_the_graph_is_pointed_out() -> None:
    with pytest.raises(AssertionError, match="is not the function: a part left the graph"):
        assert_gradients(lambda x: x * math.exp(x.data), 0.5)


def test_outputs_are_told_apart() -> None:
    assert "  output 1: exact         ok" in str(assert_gradients(lambda x: {"a": x * 2, "b": x * x}, 0.5))


def test_nothing_to_check_is_no_success() -> None:
    with pytest.raises(ValueError, match="gave no number, so there is nothing to check"):
        assert_gradients(lambda x: [], 1.0)
    with pytest.raises(ValueError, match="against: no method is given"):
        assert_gradients(ad.tanh, 1.0, against=[])
    with pytest.raises(TypeError, match=r"^assert_gradients\(\) needs a function, not float \(3\.0\): "
                                        r"write assert_gradients\(f, x\), not assert_gradients\(f\(x\)\)$"):
        assert_gradients(3.0, 1.0)  # type: ignore[arg-type]


NAIVE = [("x if x < 50 else 50", "1"), ("exp(x)/(1 + exp(x))", "1/((1 + exp(x))*(1 + exp(-x)))")]


@pytest.mark.parametrize(("formula", "partial"), NAIVE)
def test_the_whole_range_finds_what_ordinary_points_do_not(formula: str, partial: str) -> None:
    ad.register("naive", "x", formula, partial)
    try:
        assert_operation("naive", examples=30)
        with pytest.raises(AssertionError, match="ulp off, where the row allows 4"):
            assert_operation("naive", whole_range=True)
    finally:
        ad.unregister("naive")


@pytest.mark.parametrize("name", ["tanh", "pow", "logsumexp", "clip", "gelu", "sigmoid"])
def test_rows_of_the_table_hold_over_the_whole_range(name: str) -> None:
    assert_operation(name, examples=10, whole_range=True)

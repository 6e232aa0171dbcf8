"""assert_gradients and its sisters: right functions pass, each method finds what is wrong, messages show the program."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

import autodiff as ad
from autodiff import OPS, Value, higher
from autodiff.testing import Program, Step, assert_gradients, assert_operation, assert_program, programs
from autodiff.testing.assertions import METHODS
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
    assert_operation(op, examples=15)


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


def test_where_nothing_is_finite_it_fails() -> None:
    with pytest.raises(AssertionError, match="no verdict: the value, the gradient or a slope"):
        assert_gradients(ad.log, -1.0)


def test_the_failure_shows_the_program_cut_if_it_is_long() -> None:
    def long(x: Any) -> Any:
        for _ in range(60):
            x = ad.sin(x) * 0.1 + x
        return x

    with fault("sin", scale_partial(1.01)), pytest.raises(AssertionError) as caught:
        assert_gradients(long, 0.5, against=["exact"])
    assert "v3 = ad.add(v2, x0)" in str(caught.value)
    assert str(caught.value).endswith("... (143 more lines)")


def test_an_unknown_method_is_named() -> None:
    with pytest.raises(ValueError, match="against: 'finite' is no method: choose from 'differences', 'taylor'"):
        assert_gradients(ad.tanh, 0.5, against=["finite"])


def test_assert_program_sees_the_sweep_forward_mode_and_the_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    program = Program((0.5, 2.0), (Step(OPS["mul"], (0, 1)), Step(OPS["sin"], (2,))))
    with fault("sin", scale_partial(1.01)), pytest.raises(AssertionError, match="by the sweep, is wrong"):
        assert_program(program)
    with monkeypatch.context() as patch:
        patch.setattr(ad.graph, "tangents", lambda ys, seeds: [1.0])
        with pytest.raises(AssertionError, match="forward mode is wrong"):
            assert_program(program)
    with monkeypatch.context() as patch:
        patch.setitem(higher.PARTIALS, "sin", (lambda x, z: ad.cos(x) * 1.0001,))
        with pytest.raises(AssertionError, match="the formula of the gradient is wrong"):
            assert_program(program)


def test_assert_operation_finds_a_wrong_row() -> None:
    textbook = fault("tanh", lambda node: setattr(node, "_da", 1 - node.data**2))  # loses digits in the tail
    with textbook, pytest.raises(AssertionError, match="by the sweep, is wrong"):
        assert_operation(OPS["tanh"])
    assert Value(0.5).tanh().partials[0] == pytest.approx(0.7864477329659274)

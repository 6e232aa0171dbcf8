"""Programs: what they print runs and gives the same bits; graphs become programs and stay what they were."""

from typing import Any

import pytest
from hypothesis import given, settings

import autodiff as ad
from autodiff import OPS, Value, gradients, variables
from autodiff.testing import Program, Step, programs

X = Step(OPS["mul"], (0, 2.0), "operator")


@given(programs())
def test_what_a_program_prints_builds_the_same_graph(program: Program) -> None:
    y, xs = program.values()
    y.backward()
    names: dict[str, Any] = {}
    exec(program.code(), names)  # noqa: S102
    last = names[program.name(len(program.point) + len(program.steps) - 1)]
    assert repr((last.data, *(names[f"x{i}"].grad for i in range(len(xs))))) == repr((y.data, *(x.grad for x in xs)))
    assert last.op is y.op


@given(programs())
def test_a_graph_becomes_a_program_that_gives_the_same_bits(program: Program) -> None:
    y, xs = program.values()
    again = Program.of(y, xs)
    z, fresh = again.values()
    y.backward()
    z.backward()
    assert again.point == program.point
    assert (z.data, [x.grad for x in fresh]) == (y.data, [x.grad for x in xs])
    assert z.op is y.op


@settings(max_examples=20)
@given(programs(steps=4))
def test_gradients_become_programs_too(program: Program) -> None:
    y, xs = program.values()
    for slope in gradients(y, xs):
        assert repr(Program.of(slope, xs).values()[0].data) == repr(slope.data)


def test_a_result_that_is_no_last_step_becomes_one() -> None:
    x, = variables(x=3.0)
    assert Program.of(x, [x]).steps == (Step(OPS["identity"], (0,)),)
    assert Program.of(Value(7.0), [x])((1.0,)) == 7.0
    assert Program.of(x * 2, [])([]) == 6.0  # a leaf that is no input is a constant


def test_it_runs_on_floats_and_on_values() -> None:
    program = Program((1.5,), (X, Step(OPS["tanh"], (1,), "method"), Step(OPS["sum"], ((1, 2, 0.5),))))
    assert program([1.5]) == ad.sum([3.0, ad.tanh(3.0), 0.5])
    assert program([Value(1.5)]).data == program([1.5])
    assert [type(r) for r in program.run([1.5])] == [float] * 4
    assert [(i, j, o) for i, j, o in program.steps[2].operands()] == [(0, 0, 1), (0, 1, 2), (0, 2, 0.5)]


def test_negative_and_infinite_constants_are_written_so_that_they_are_read_back() -> None:
    program = Program((0.5,), (Step(OPS["pow"], (0, -2.0), "operator"), Step(OPS["clip"], (1, float("-inf"), 3.0))))
    assert "v1 = x0**(-2.0)" in program.code()
    assert "v2 = ad.clip(v1, (float('-inf')), 3.0)" in program.code()


def test_it_draws_and_prints() -> None:
    program = Program((1.5,), (X,))
    assert "x0" in program.draw().svg
    lines = ["import autodiff as ad", "x0 = ad.Value(1.5, label='x0')", "v1 = x0*2.0", "v1.backward()"]
    assert repr(program).splitlines() == program.code().splitlines() == lines


def test_another_number_of_inputs_is_refused() -> None:
    with pytest.raises(ValueError, match="the program has 1 inputs, got 2 numbers"):
        Program((1.5,), (X,))([1.0, 2.0])
    with pytest.raises(TypeError, match=r"Program.of\(\) needs the Value that was computed, not float \(3.0\)"):
        Program.of(3.0, [])  # type: ignore[arg-type]

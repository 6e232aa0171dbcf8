"""The strategies shrink to the smallest wrong program, and take rows that users add."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from autodiff import OPS, register, unregister
from autodiff.graph import sweeps as graph
from autodiff.testing import Program, anywhere, calls, judge, numbers, points, programs
from tests.testing.test_oracle import fault, scale_partial

SETTINGS = settings(max_examples=2000, database=None, derandomize=True, suppress_health_check=list(HealthCheck),
                    phases=[Phase.generate, Phase.shrink])


def wrong(program: Program) -> bool:
    y, xs = program.values()
    return not judge(program, y.data, graph.derivatives(y, xs))


@pytest.mark.parametrize("name", ["tanh", "logsumexp"])
def test_a_failure_shrinks_to_the_operation_that_is_wrong(name: str) -> None:
    with fault(name, scale_partial(1 + 1e-9)):
        smallest = find(programs(), wrong, settings=SETTINGS)
    assert [step.op.name for step in smallest.steps] == [name]
    assert len(smallest.point) == 1


@given(numbers())
def test_numbers_are_moderate(x: float) -> None:
    assert -3 <= x <= 3


@given(numbers(low=0.5), numbers(high=-1.0), numbers(0.0, 0.25))
def test_numbers_keep_to_their_ends(a: float, b: float, c: float) -> None:
    assert 0.5 <= a <= 3.5
    assert -4 <= b <= -1
    assert 0 <= c <= 0.25


@pytest.mark.parametrize("op", OPS.values(), ids=lambda op: op.name)
@settings(max_examples=10)
@given(data=st.data())
def test_points_are_inside_the_domain(op: Any, data: st.DataObject) -> None:
    point = data.draw(points(op))
    lists = {len(p) for p in point if isinstance(p, list)}
    assert len(point) == len(op.args)
    assert len(lists) == (1 if op.variadic else 0)
    for (low, high), p in zip(op.domain, point, strict=True):
        assert all(low < x < high for x in (p if isinstance(p, list) else [p]))


@settings(max_examples=20)
@given(programs(operations=[OPS["tanh"], OPS["mul"]], inputs=2, steps=3))
def test_the_choice_of_operations_is_kept(program: Program) -> None:
    names = [step.op.name for step in program.steps]
    assert set(names) <= {"tanh", "mul", "add", "sin", "sum"}
    assert len(program.point) <= 2


def test_registered_rows_take_part() -> None:
    softsign = register("softsign", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))")
    try:
        program = find(programs(), lambda p: any(s.op.name == "softsign" for s in p.steps), settings=SETTINGS)
        assert softsign(program.point[0]) == program(program.point)
    finally:
        unregister("softsign")


def test_a_call_may_have_constants_but_not_only() -> None:
    program = find(calls(OPS["sub"]), lambda p: isinstance(p.steps[-1].arguments[0], float), settings=SETTINGS)
    assert isinstance(program.steps[-1].arguments[1], int)


@pytest.mark.parametrize(("name", "most"), [("tanh", 2), ("sub", 2), ("where", 3)])
def test_a_call_has_no_more_leaves_than_arguments_but_perhaps_one_beside(name: str, most: int) -> None:
    sizes = set()

    @settings(SETTINGS, max_examples=100)
    @given(calls(name))
    def collect(program: Program) -> None:
        sizes.add(len(program.point))

    collect()
    assert max(sizes) == most


def at(strategy: Callable[[], Any]) -> Any:
    return find(strategy(), lambda _: True, settings=SETTINGS)


def test_the_simplest_program_is_simple() -> None:
    assert at(programs).code().count("\n") == 3
    assert math.isfinite(at(programs).point[0])


@settings(max_examples=20)
@given(data=st.data())
def test_rows_may_be_given_by_name(data: st.DataObject) -> None:
    assert data.draw(calls("tanh")).steps[-1].op is OPS["tanh"]
    assert len(data.draw(points("atan2"))) == 2
    assert data.draw(programs(["exp"])).steps[0].op.name in ("exp", "mul", "add", "sin", "sum")
    for nothing in ("tan_h", 3, math.sin):
        with pytest.raises(ValueError, match="is no row of the table: give its name, such as 'tanh', or OPS"):
            data.draw(calls(nothing))  # type: ignore[arg-type]


@pytest.mark.parametrize(("low", "high", "left", "right"), [
    (-math.inf, math.inf, -3.0, 3.0), (0.5, math.inf, 0.5, 3.5), (-math.inf, -1.0, -4.0, -1.0), (0.0, 0.25, 0.0, 0.25)])
def test_both_ends_of_the_numbers_are_drawn(low: float, high: float, left: float, right: float) -> None:
    for end in (left, right):
        found = find(numbers(low, high), lambda x, end=end: abs(x - end) < 0.05, settings=SETTINGS)
        assert found == pytest.approx(end, abs=0.05)
    strategy = numbers(low, high)
    assert strategy.wrapped_strategy.__class__ is st.floats(left, right, allow_subnormal=False).wrapped_strategy.__class__
    assert repr(strategy) == repr(st.floats(left, right, allow_subnormal=False))


def test_lists_have_one_to_four_elements() -> None:
    lengths = set()

    @settings(SETTINGS, max_examples=200)
    @given(points(OPS["dot"]))
    def collect(point: list[Any]) -> None:
        lengths.add(len(point[0]))

    collect()
    assert lengths == {1, 2, 3, 4}


@pytest.mark.parametrize(("inputs", "steps"), [(1, 1), (2, 5)])
def test_so_many_inputs_and_steps_and_not_more(inputs: int, steps: int) -> None:
    sizes = set()

    @settings(SETTINGS, max_examples=200)
    @given(programs([OPS["tanh"]] * 19, inputs=inputs, steps=steps))  # of few rows, many stop early
    def collect(program: Program) -> None:
        sizes.add((len(program.point), sum(step.op.name == "tanh" for step in program.steps)))

    collect()
    assert max(n for n, _ in sizes) == inputs
    assert max(n for _, n in sizes) == steps


def test_anywhere_is_inside_the_domain_and_of_any_size() -> None:
    sizes = []

    @settings(SETTINGS, max_examples=300)
    @given(anywhere("add"), anywhere("log"))
    def collect(two: list[float], one: list[float]) -> None:
        assert all(map(math.isfinite, two + one))
        assert one[0] > 0.0
        sizes.append(abs(two[0]))

    collect()
    assert max(sizes) > 1e300
    assert 0.0 < min(filter(None, sizes)) < 1e-300

"""Random programs: inside every domain and off every kink, by looking at each step; and of every kind, by counting."""

import math
from collections import Counter
from functools import cache
from random import Random
from types import SimpleNamespace

import pytest
from hypothesis import given

from autodiff import OPS, register, unregister
from autodiff.testing import Program, RandomChoices, Step, assert_operation, build, calls, programs, survey
from autodiff.testing.building import APART, MARGIN, inside, kinks
from autodiff.testing.survey import Survey, depth

ROWS = list(OPS.values())


@cache
def steps() -> list[Step]:
    """Those of many random programs."""
    return [step for seed in range(500) for step in build(RandomChoices(Random(seed)), ROWS).steps]


def operands(program: Program, k: int) -> list[list[float]]:
    """The numbers that step k is given, each argument as a list."""
    given = program.steps[k].read(program.run(program.point))
    return [g if isinstance(g, list) else [g] for g in given]


def assert_well_placed(program: Program) -> None:
    numbers = program.run(program.point)
    assert all(math.isfinite(x) for x in numbers)
    for k, step in enumerate(program.steps):
        given = operands(program, k)
        for (low, high), listed in zip(step.op.domain, given, strict=False):
            assert all(low + MARGIN <= x <= high - MARGIN for x in listed), step
        known = dict(zip(step.op.names, [g[0] for g in given], strict=False)) | {
            n: step.op.defaults[n] for n in step.op.names[len(given):]}
        for kink in step.op.kinks:
            assert abs(eval(kink, {}, known)) >= APART, (kink, known)  # noqa: S307
        if step.op.variadic and step.op.selected:
            assert all(abs(a - b) >= APART for i, a in enumerate(given[0]) for b in given[0][:i])


@given(programs())
def test_every_step_is_inside_its_domain_and_off_its_kinks(program: Program) -> None:
    assert_well_placed(program)


def test_so_it_is_with_the_choices_of_random() -> None:
    for seed in range(300):
        assert_well_placed(build(RandomChoices(Random(seed)), ROWS))


def test_the_same_seed_gives_the_same_program() -> None:
    assert build(RandomChoices(Random(5)), ROWS) == build(RandomChoices(Random(5)), ROWS)
    assert len({build(RandomChoices(Random(seed)), ROWS).code() for seed in range(50)}) == 50


def test_the_programs_are_of_every_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asserted of random programs would say little if they were few of a kind, flat, or without sharing."""
    monkeypatch.setattr(survey, "judge", lambda *_: SimpleNamespace(share=0.0))  # which takes long, and is not asked here
    found = Survey.of_seeds(range(600))
    assert set(found.rows) == set(OPS)
    assert min(found.rows.values()) > 600 * 0.05
    depths = sorted(found.depths.elements())
    assert depths[300] >= 5
    assert depths[-1] >= 12
    assert found.shared > 600 * 0.75  # programs in which a result is used twice
    assert found.whole > 600 * 0.7  # programs in which no gradient is 0


def test_every_way_to_call_is_taken() -> None:
    ways = Counter((step.op.name, step.way) for step in steps())
    for op in ROWS:
        assert ways[op.name, "function"], op.name
        assert ways[op.name, "operator"] or not op.operator, op.name
        assert ways[op.name, "method"] or op.operator or op.variadic, op.name


def test_constants_come_first_and_last_and_defaults_are_left_out() -> None:
    seen = {(step.op.name, tuple(isinstance(a, float) for a in step.arguments)) for step in steps()}
    assert {("sub", (True, False)), ("sub", (False, True)), ("clip", (False,)), ("clip", (False, False, False))} <= seen
    assert all(not all(constant) for name, constant in seen if not OPS[name].variadic)


@given(calls(OPS["clip"]))
def test_a_call_ends_with_the_operation(program: Program) -> None:
    assert program.steps[-1].op is OPS["clip"]


def test_domains_are_tried_at_a_distance_from_their_ends() -> None:
    assert inside((-math.inf, 0.0)) == (-3.0, -MARGIN)
    assert inside((1.0, math.inf)) == (1.0 + MARGIN, 4.0)
    assert inside((-math.inf, -5.0)) == (-8.0, -5.0 - MARGIN)


def test_a_kink_moves_the_arguments_that_it_names() -> None:
    assert kinks(OPS["clip"]) == [("x - low", [0, 1]), ("x - high", [0, 2]), ("low - high", [1, 2])]


def test_kinks_that_cannot_be_left_are_named_and_others_are_left_by_any_argument() -> None:
    register("product", "x y", "abs(x*y)", "sign(x*y)*y", "sign(x*y)*x", kinks=["x*y"])
    register("flat", "x", "x", "1", kinks=["exp(-x*x*x*x)"], domain=[(2.0, 3.0)])
    try:
        assert_operation("product", examples=20)
        with pytest.raises(ValueError, match="no operands of 'flat' were found that are"):
            assert_operation("flat", examples=20)
    finally:
        unregister("product")
        unregister("flat")


def test_depth_counts_operations_one_upon_another() -> None:
    x, y = Step(OPS["tanh"], (0,)), Step(OPS["sum"], ((0, 1),))
    assert depth(Program((1.0,), (x, y))) == 2
    assert depth(Program((1.0,), (x,))) == 1


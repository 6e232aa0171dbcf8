"""The oracle: right programs pass, wrong ones do not. Faults are put into the table's generated functions to see it fail."""

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

import autodiff as ad
from autodiff import OPS, Op, Value
from autodiff.graph import sweeps as graph
from autodiff.testing import Program, RandomChoices, Step, build, judge, programs
from autodiff.testing.oracle import KINK, NOT_FINITE, OK, WRONG, _decides, complex_steps, evaluate
from autodiff.value import value

ROWS = list(OPS.values())


def judged(program: Program) -> Any:
    y, xs = program.values()
    return judge(program, y.data, graph.derivatives(y, xs))


@given(programs())
def test_the_engine_is_right(program: Program) -> None:
    judgement = judged(program)
    assert judgement, f"{judgement}\n{program}"


@given(programs())
def test_complex_steps_agree_with_differences(program: Program) -> None:
    judgement = judged(program)
    exact = [e.exact for e in judgement.entries[1:]]
    assert complex_steps(program) == pytest.approx(exact, rel=1e-15, abs=1e-25)
    assert judgement.instead(exact)


@given(programs())
def test_it_is_severe(program: Program) -> None:
    """What is allowed is a matter of ulps: of the largest numbers on the way, in the longest of programs."""
    y, xs = program.values()
    sizes = graph.path_sizes(y)
    size = 1 + sum(sizes.get(x, 0.0) for x in xs) + sum(abs(v.data) * s for v, s in sizes.items())
    for entry in judged(program).entries:
        assert entry.allowed < 1e-12 * size * max(1.0, *(abs(v.data) for v in sizes))


@pytest.mark.parametrize("x", [0.1, 0.3, 0.7])
def test_what_the_rounding_of_a_result_does_to_the_gradient_is_no_error(x: float) -> None:
    """sin(1e8 x): the product is off by some 1e-9, and with it the cosine there, by far more than an ulp."""
    program = Program((x,), (Step(OPS["mul"], (0, 1e8)), Step(OPS["sin"], (1,))))
    y, xs = program.values()
    (slope,) = graph.derivatives(y, xs)
    judgement = judge(program, y.data, [slope])
    assert judgement
    assert judgement.entries[1].error > 1e-12 * abs(slope)
    assert not judge(program, y.data, [slope + 1e8 * 1e-7])


def test_one_result_is_displaced_and_what_follows_from_it() -> None:
    program = Program((2.0,), (Step(OPS["mul"], (0, 0)), Step(OPS["add"], (1, 3.0)), Step(OPS["mul"], (1, 0)),
                               Step(OPS["sub"], (2, 3))))
    assert evaluate(program, [2.0]) == [2.0, 4.0, 7.0, 8.0, -1.0]
    assert evaluate(program, [2.0], moved=2, by=0.5) == [2.0, 4.0, 7.5, 8.0, -0.5]
    known = evaluate(program, [2.0])
    assert evaluate(program, [2.0], known, 1, 0.5) == [2.0, 4.5, 7.5, 9.0, -1.5]


def test_what_is_not_finite_is_said_in_the_table() -> None:
    judgement = judge(Program((0.0,), (Step(OPS["sqrt"], (0,)),)), 0.0, [math.inf])
    assert not judgement
    assert str(judgement).splitlines()[-1].split()[0] == "dy/dx0"
    assert str(judgement).splitlines()[-1].endswith("not finite")
    assert all(type(e.exact) is type(e.error) is type(e.allowed) is float for e in judgement.entries)


def test_what_no_computer_holds_is_not_finite() -> None:
    """Its logarithm, taken three times, is 1000: too large for mpmath as well."""
    exp = OPS["exp"]
    judgement = judge(Program((1000.0,), (Step(exp, (0,)), Step(exp, (1,)), Step(exp, (2,)))), math.inf, [math.inf])
    assert [(e.name, e.verdict) for e in judgement.entries] == [("value", NOT_FINITE), ("dy/dx0", NOT_FINITE)]
    untaken = Program((1000.0,), (Step(exp, (0,)), Step(exp, (1,)), Step(exp, (2,)), Step(OPS["where"], (0.0, 3, 0))))
    assert judge(untaken, 1000.0, [1.0])


def test_a_comparison_is_told_from_what_moves() -> None:
    program = Program((1.0,), (Step(OPS["greater"], (0, 0.5)), Step(OPS["where"], (1, 0, 2.0))))
    assert [_decides(program, k) for k in range(3)] == [False, True, False]


@settings(max_examples=30)
@given(programs())
def test_a_gradient_off_in_the_tenth_digit_is_wrong(program: Program) -> None:
    y, xs = program.values()
    gradient = graph.derivatives(y, xs)
    for i, g in enumerate(gradient):
        if abs(g) > 1e-9 and abs(g) > 1e-3 * graph.path_sizes(y).get(xs[i], math.inf):  # the oracle's own step is 1e-20
            wrong = [g * (1 + 1e-9) if j == i else d for j, d in enumerate(gradient)]
            assert not judge(program, y.data, wrong)
    assert not judge(program, y.data + 1e-9 * max(1.0, abs(y.data)), gradient)


@contextmanager
def fault(name: str, change: Callable[..., None]) -> Iterator[None]:
    """The function, method and operator of a row, with something changed in every node they make."""

    def faulty(original: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any) -> Any:
            node = original(*args)
            if isinstance(node, Value):
                change(node)
            return node
        return wrapped

    with pytest.MonkeyPatch.context() as patch:
        op = OPS[name]
        names = [name, f"__{op.operator}__", f"__r{op.operator}__"] if op.operator else [name]
        for place, attribute in [(value, name), *((Value, n) for n in names)]:
            if hasattr(place, attribute):
                patch.setattr(place, attribute, faulty(getattr(place, attribute)))
        yield


def scale_partial(factor: float) -> Callable[[Any], None]:
    def change(node: Any) -> None:
        if type(node._a) is tuple:
            node._db = (node._db[0] if node._db[0] is None else node._db[0] * factor, *node._db[1:])
        elif node._da is not None:
            node._da *= factor
        elif node._db is not None:
            node._db *= factor
    return change


def scale_value(node: Any) -> None:
    node._data = node._data * (1 + 1e-11) + 1e-11


@cache
def random_programs() -> list[Program]:
    """The first ones. They are built of floats, which a fault in the nodes does not change."""
    return [build(RandomChoices(Random(seed)), ROWS) for seed in range(400)]


def found(op: Op | None = None) -> bool:
    """Whether the oracle objects to one of the random programs, of those with this row if one is given."""
    return any(not judged(program) for program in random_programs()
               if op is None or any(step.op is op for step in program.steps))


STILL = {"sign", "step", "greater", "greater_equal", "equal", "logical_and", "logical_or", "logical_xor",
         "logical_not"}  # their partials are 0, whatever they are multiplied with


def test_it_finds_nothing_where_nothing_is_wrong() -> None:
    assert not found()


@pytest.mark.parametrize("op", [op for op in ROWS if op.name not in STILL], ids=lambda op: op.name)
def test_a_wrong_partial_of_any_row_is_found(op: Op) -> None:
    """Off by one in 10^11, which no finite difference of floats could see."""
    with fault(op.name, scale_partial(1 + 1e-11)):
        assert found(op)


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
def test_a_wrong_value_of_any_row_is_found(op: Op) -> None:
    with fault(op.name, scale_value):
        assert found(op)


def overwrite_instead_of_adding(root: Any, xs: list[Any]) -> list[float]:
    gradient: dict[Any, float] = {root: 1.0}
    for node in reversed(graph.topological(root)):
        for p, d in zip(node.parents, node.partials, strict=True):
            gradient[p] = gradient.get(node, 0.0) * d
    return [gradient.get(x, 0.0) for x in xs]


def by_depth_first_without_order(root: Any, xs: list[Any]) -> list[float]:
    gradient: dict[Any, float] = {root: 1.0}
    done = set()

    def visit(node: Any) -> None:
        if node in done or not isinstance(node, Value):
            return
        done.add(node)  # before all that uses it has been seen
        for p, d in zip(node.parents, node.partials, strict=True):
            gradient[p] = gradient.get(p, 0.0) + gradient[node] * d
            visit(p)

    visit(root)
    return [gradient.get(x, 0.0) for x in xs]


@pytest.mark.parametrize("sweep", [overwrite_instead_of_adding, by_depth_first_without_order])
def test_the_classic_wrong_sweeps_are_found(sweep: Callable[..., list[float]]) -> None:
    wrong = 0
    for program in random_programs()[:40]:
        y, xs = program.values()
        wrong += not judge(program, y.data, sweep(y, xs))
    assert wrong > 10


def verdict(y: Callable[..., Any], x: float, gradient: float | None = None) -> str:
    leaf = Value(x)
    result = y(leaf)
    exact = graph.derivatives(result, [leaf])
    return judge(Program.of(result, [leaf]), result.data, exact if gradient is None else [gradient]).entries[-1].verdict


def test_at_a_kink_the_gradient_need_only_lie_between_the_sides() -> None:
    assert verdict(lambda x: abs(x) + x, 0.0) == KINK
    assert verdict(lambda x: abs(x) + x, 0.0, 2.0) == KINK
    assert verdict(lambda x: abs(x) + x, 0.0, 2.001) == WRONG
    assert verdict(lambda x: abs(x) + x, 0.0, -0.001) == WRONG
    assert verdict(lambda x: abs(x) + x, 1e-9) == OK


@pytest.mark.parametrize(("f", "x"), [(lambda x: x * x, 0.0), (ad.cos, 0.0), (lambda x: (x - 0.5) ** 2 * 1e9, 0.5),
                                      (lambda x: x**4, 0.0), (lambda x: 0 * x, 1.0), (lambda x: x * x + x * 1e-9, 0.0)])
def test_an_extremum_is_no_kink(f: Callable[..., Any], x: float) -> None:
    assert verdict(f, x) == OK


@pytest.mark.parametrize(("f", "x"), [(ad.log, -1.0), (ad.sqrt, 0.0), (lambda x: 1 / x, 0.0), (lambda x: x * math.nan, 1.0),
                                      (lambda x: x * math.inf, 1.0), (ad.asin, 2.0)])
def test_outside_the_domain_it_says_so(f: Callable[..., Any], x: float) -> None:
    assert verdict(f, x) == NOT_FINITE
    assert verdict(f, x, 1.0) != OK


def test_a_number_that_is_not_finite_is_never_right() -> None:
    for got in (math.nan, math.inf, -math.inf):
        assert verdict(ad.tanh, 0.5, got) == NOT_FINITE


def test_it_prints_as_a_table() -> None:
    program = Program((0.5,), (Step(OPS["square"], (0,)),))
    lines = str(judge(program, 0.25, [1.5])).splitlines()
    assert lines[0].split() == ["engine", "exact", "error", "allowed", "verdict"]
    assert lines[1].split()[:4] == ["value", "0.25", "0.25", "0.0e+00"]
    assert lines[2].split()[:4] == ["dy/dx0", "1.5", "1.0", "5.0e-01"]
    assert lines[2].endswith("wrong")
    assert judge(program, 0.25, [1.0]).share == 0.0
    assert judge(program, 0.25, [1.5]).share > 1e14
    assert not judge(program, 0.25, [1.0]).kink


def test_what_rounding_a_result_does_to_a_slope_is_allowed_for() -> None:
    """The slope of sin(acos(x)) at 0 is 0 but for the rounding of pi/2: no partial explains it, only a result on the way."""
    assert verdict(lambda x: ad.sin(ad.acos(x)), 0.0) == OK
    assert verdict(lambda x: ad.sin(ad.acos(x)), 0.0, 1e-14) == WRONG


FAR_FROM_1 = {
    "tiny and wrong": (lambda x: ad.exp(-x), 80.0, 0.0, WRONG), "tiny": (lambda x: ad.exp(-x), 80.0, None, OK),
    "a tiny input": (ad.log, 1e-25, None, OK), "a huge input": (lambda x: x / 3, 1e45, None, OK),
    "huge on the way": (lambda x: ad.sin(x) * 1e50 * 1.1 * 1e-50, 0.3, None, OK),
    "the tail of gelu": (ad.gelu, -20.0, None, OK),
    "near overflow": (lambda x: ad.exp(x) / 1e300, 709.0, None, OK), "a flat log": (ad.log, 1e30, None, OK),
}


@pytest.mark.parametrize("name", FAR_FROM_1)
def test_numbers_of_any_size_are_judged(name: str) -> None:
    f, x, gradient, expected = FAR_FROM_1[name]
    assert verdict(f, x, gradient) == expected

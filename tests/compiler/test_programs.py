"""Programs as machine code are what the eager engine gives: values and gradients, of any number of rows, in every mode."""

from collections.abc import Callable
from math import inf, nan
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, compile
from autodiff.testing import programs
from autodiff.testing.program import Program
from tests.compiler.kernels import ENGINES, Graph, assert_compiled, assert_near, assert_same_bits, using

COUNTS = (1, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 100)
FEW, FEWER = (settings(max_examples=max(1, settings.default.max_examples // n)) for n in (5, 12))
WRITTEN = pytest.mark.parametrize("engine", ENGINES[1:])
ANY = pytest.mark.parametrize("engine", ENGINES)
INFINITIES = pytest.mark.filterwarnings("error")  # NumPy must not warn of what IEEE says


def beside(point: tuple[float, ...], count: int) -> Any:
    """Rows near a point: about as far from kinks and the ends of domains as it is itself."""
    steps = np.arange(count * len(point)).reshape(count, len(point)) * 2.0**-20
    return np.array(point) * (1 + steps / max(count, 1))


# --- Random programs ---


@WRITTEN
@FEW
@given(program=programs(), count=st.sampled_from(COUNTS), data=st.data())
def test_a_random_program(engine: str, program: Program, count: int, data: st.DataObject) -> None:
    y, xs = program.values()
    inputs = data.draw(st.permutations(xs))[: data.draw(st.integers(0, len(xs)))]
    wrt = data.draw(st.permutations(xs))[: data.draw(st.integers(0, len(xs)))]
    rows = beside(tuple(x.data for x in inputs), count)
    with using(engine):
        assert_compiled([y], inputs, wrt, rows)


@WRITTEN
@FEWER
@given(first=programs(inputs=3, steps=4), second=programs(inputs=3, steps=4), count=st.sampled_from(COUNTS))
def test_several_outputs_some_twice_and_some_leaves(engine: str, first: Program, second: Program, count: int) -> None:
    (y, xs), (z, zs) = first.values(), second.values()
    one = Value(1.5)
    rows = beside(first.point, count)
    with using(engine):
        assert_compiled([y, xs[0], y, one, y * z], xs, [*zs, xs[-1], one], rows)


@WRITTEN
@FEWER
@given(program=programs(inputs=3, steps=5), data=st.data())
def test_a_random_program_far_from_its_domains(engine: str, program: Program, data: st.DataObject) -> None:
    """nan and infinities as in the eager engine, and what is finite near, where the bound is finite."""
    y, xs = program.values()
    hard = st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e-310, 1e200, -1e200, inf, -inf, nan, -3.0])
    row = st.tuples(*[st.one_of(st.just(x), hard) for x in program.point])
    rows = np.array(data.draw(st.lists(row, min_size=11, max_size=11)))
    graph = Graph([y], xs, xs)
    with using(engine):
        found = compile([y], xs, xs)(rows)
    for part, seen, eager, allowed in zip(("value", "gradient"), found, graph.at(rows), graph.allowed(rows), strict=True):
        unbounded = np.isfinite(seen) & np.isfinite(eager) & ~np.isfinite(allowed)
        assert_near(seen, eager, np.where(unbounded, inf, allowed), part)


# --- Shapes of programs ---


def leaves(n: int, first: float = 0.25) -> list[Value]:
    return [Value(first + 0.375 * i) for i in range(n)]


Made = tuple[list[Value], list[Value], list[Value]]  # outputs, inputs, wrt


def no_inputs() -> Made:
    a, b = leaves(2)
    return [ad.tanh(a) * b], [], [b, a]


def nothing_to_differentiate_by() -> Made:
    a, b = leaves(2)
    return [a * b, ad.exp(a)], [a], []


def does_not_depend() -> Made:
    a, b, c = leaves(3)
    return [ad.exp(a)], [a, b], [c, b]


def leaves_alone() -> Made:
    a, b = leaves(2)
    return [b, a, b], [a], [a, b]


def a_constant() -> Made:
    a, b = leaves(2)
    return [Value(3.5), a * 1.0, b**0], [a], [a, b]


def one_leaf_everywhere() -> Made:
    (a,) = leaves(1)
    return [ad.dot([a, a, 2.0], [a, 3.0, a], a) + a * a + a / a + ad.maximum(a, a) + a**a], [a], [a]


def small_powers() -> Made:
    xs = leaves(4)
    return [ad.sum([x**n for x in xs for n in (1, 2, 3, -1, -2, 0.5, 4, 0)])], xs[:2], xs


def products() -> Made:
    a, b, c = leaves(3)
    return [ad.prod([a]), ad.prod([c]) * 2, ad.prod([a, b, c, 2.0]), ad.sum([ad.prod([a]), ad.prod([c]), b])], [a, b], [a, b, c]


def a_product_that_is_needed_twice() -> Made:
    a, b, c, d = leaves(4)
    p = a * b
    return [p + c * d + ad.exp(p), p + c * d, p], [a, c], [b, d, a]


def mixed_lists() -> Made:
    a, b, c = leaves(3)
    return [ad.sum([a, b, 1.5, c, ad.exp(a)] * 3), ad.dot([a, b, 2.0, c], [b, 0.5, a, ad.sin(c)], 1.0),
            ad.max([a, b, 0.3]), ad.logsumexp([c, -1.0, a])], [a], [c, a, b]


def additions() -> Made:
    xs = leaves(9)
    left, right = xs[0], xs[0]
    for x in xs[1:]:
        left, right = left + x, ad.sin(x) + right
    return [left * right, sum(x * y for x, y in zip(xs, xs[1:], strict=False)), left], xs[:4], xs


def a_rolled_sum(*, shared: bool = False, used: bool = False, wrt_parts: bool = False) -> Made:
    p, q = leaves(2)
    xs = leaves(7, -1.0)
    common = ad.exp(p) if shared else p
    terms = [ad.tanh(common * x + (q if shared else 0.5)) for x in xs]
    y = ad.sum(terms) / 7.0
    return ([y * y + q, terms[0], y, terms[3]] if used else [y]), xs, [q, p, *xs[2 * (not wrt_parts) : 2]]


def two_rolled_sums() -> Made:
    p, q = leaves(2)
    xs = leaves(6)
    return [ad.sum([ad.tanh(p * x) for x in xs]) * ad.sum([ad.sin(q * x) * p for x in xs])], xs, [p, q]


def a_rolled_sum_of_constants() -> Made:
    p, q = leaves(2)
    return [ad.sum([ad.sigmoid(p * float(i) - q) for i in range(9)])], [q], [p, q]


def a_rolled_sum_of_equal_terms() -> Made:
    p, x = leaves(2)
    return [ad.sum([ad.tanh(p * x)] * 6)], [x], [p]


def a_rolled_sum_over_parameters() -> Made:
    ps, x = leaves(6), Value(0.3)
    return [ad.sum([ad.tanh(p * x) for p in ps])], [x], [*ps, x]


MADE: list[Callable[[], Made]] = [
    no_inputs, nothing_to_differentiate_by, does_not_depend, leaves_alone, a_constant, one_leaf_everywhere, small_powers, products,
    a_product_that_is_needed_twice, mixed_lists, additions, a_rolled_sum, two_rolled_sums, a_rolled_sum_of_constants,
    a_rolled_sum_of_equal_terms, a_rolled_sum_over_parameters]


@pytest.mark.parametrize(("made", "engine"), [(made, engine) for made in MADE for engine in ENGINES
                                              if engine != "as is" or "rolled" in made.__name__])
def test_a_program_of_some_shape(made: Callable[[], Made], engine: str) -> None:
    outputs, inputs, wrt = made()
    with using(engine):
        assert_compiled(outputs, inputs, wrt, beside(tuple(x.data for x in inputs), 9))


@pytest.mark.parametrize("options", [{"shared": True}, {"used": True}, {"wrt_parts": True}, {"shared": True, "used": True}],
                         ids=lambda options: "-".join(options))
def test_a_rolled_sum(options: dict[str, bool]) -> None:
    outputs, inputs, wrt = a_rolled_sum(**options)
    assert_compiled(outputs, inputs, wrt, beside(tuple(x.data for x in inputs), 5))


# --- Branches that are not taken ---


def guarded(x: Value, p: Value) -> list[Value]:
    """Functions with a branch whose slope is infinite, or nan, where it is not taken."""
    q = p * 2.0
    return [ad.where(x > 0, ad.sqrt(x) * q, q), ad.where(x > 0, ad.sqrt(p * 0) + x, p + x), ad.relu(ad.sqrt(x) - 1) * p,
            ad.maximum(ad.log(x), p), ad.minimum(1 / x, p), ad.clip(ad.log(x) * p, -1.0, 1.0), ad.where(x < 0, ad.exp(x * 1e6), q),
            ad.where(x > 0, x * ad.log(x), 0.0) + q, ad.where(ad.equal(x, 0.0), p, ad.sqrt(abs(x)) * ad.log(abs(x))),
            ad.max([ad.log(x), ad.sqrt(x) - 2, p]), ad.step(x) * ad.sqrt(p - p), ad.where(p > 1e9, ad.sqrt(x), x) * p]


HARD = np.array([[0.0], [1.0], [-1.0], [4.0], [-0.0], [nan], [inf], [-inf], [1e-310], [0.5], [0.0]])


@WRITTEN
@INFINITIES
@pytest.mark.parametrize("which", range(12))
def test_a_branch_not_taken_receives_nothing(which: int, engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    y = guarded(x, p)[which]
    graph = Graph([y], [x], [p, x])
    with using(engine):
        kernel = compile(y, [x], [p, x])
        for rows in (HARD, HARD[:3], np.resize(HARD, (37, 1))):
            (values, slopes), (found, gradient) = graph.at(rows), kernel(rows)
            assert_near(found, values[:, 0], 1e-15, "value")
            assert_near(gradient, slopes[:, 0], 1e-12 * np.abs(slopes[:, 0]), "gradient")
        with np.errstate(all="ignore"):
            slope = slopes[:, 0].sum(axis=0)
            assert_near(kernel(rows, reduce="sum")[1], slope, 1e-12 * np.abs(slope), "sum of gradients")


@ANY
@INFINITIES
def test_a_rolled_sum_in_a_branch_not_taken_receives_nothing(engine: str) -> None:
    p, c = Value(0.0), Value(-1.0)
    xs = leaves(6)
    y = ad.where(c > 0, ad.sum([ad.sqrt(p * x) for x in xs]), p * 2)
    with using(engine):
        kernel = compile(y, [c, *xs], [p])
        assert kernel([-1.0, 1, 2, 3, 4, 5, 6])[1].tolist() == [2.0]
        assert kernel([1.0, 1, 2, 3, 4, 5, 6])[1].tolist() == [inf]
        rows = [[-1.0, 1, 2, 3, 4, 5, 6]] * 3
        assert kernel(rows, reduce="sum")[1].tolist() == [6.0]


@WRITTEN
@INFINITIES
def test_a_row_with_nan_does_not_spoil_the_others(engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    with using(engine):
        kernel = compile([ad.relu(ad.sqrt(x) * p), ad.log(x) * p], [x], [x, p])
        rows = np.linspace(0.5, 2.0, 33).reshape(-1, 1)
        whole = kernel(rows)
        for bad in (nan, inf, -1.0, 0.0):
            rows[[0, 13, 31, 32]] = bad
            for found, before in zip(kernel(rows), whole, strict=True):
                assert_same_bits(np.delete(found, [0, 13, 31, 32], axis=0), np.delete(before, [0, 13, 31, 32], axis=0))


@WRITTEN
@INFINITIES
def test_lanes_beyond_the_last_row_add_nothing(engine: str) -> None:
    """They repeat the last row: if its slope is infinite, 0 of them would be nan."""
    x, p = Value(1.0), Value(0.5)
    with using(engine):
        kernel = compile(ad.sqrt(x) * p, [x], [x, p])
        for count in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 31, 33, 34):
            rows = np.arange(1.0, count + 1).reshape(-1, 1)
            rows[-1] = 0.0
            assert kernel(rows, reduce="sum")[1].tolist() == [inf, pytest.approx(np.sqrt(rows).sum())], count
            assert kernel(rows)[1][-1].tolist() == [inf, 0.0], count


@WRITTEN
@INFINITIES
def test_infinities_of_both_signs_add_up_to_nan(engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    with using(engine):
        value, gradient = compile(x * p, [x], [p])([[inf], [-inf], [1.0]], reduce="sum")
    assert np.isnan([value, *gradient]).all()

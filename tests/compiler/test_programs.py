"""Programs as machine code are what the eager engine gives: values and gradients, of any number of rows, in every mode."""

from collections.abc import Callable
from itertools import pairwise
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
from tests.compiler.kernels import ENGINES, Graph, assert_compiled, assert_near, using

COUNTS = (1, 3, 4, 5, 7, 8, 9, 31, 32, 33, 64, 100)
FEW, FEWER = (settings(max_examples=max(1, settings.default.max_examples // n)) for n in (6, 12))
WRITTEN = pytest.mark.parametrize("engine", ENGINES[1:])


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
    single = ad.sum([ad.prod([a]), ad.prod([c]), b])
    return [ad.prod([a]), ad.prod([c]) * 2, ad.prod([a, b, c, 2.0]), single], [a, b], [a, b, c]


def a_product_that_is_needed_twice() -> Made:
    a, b, c, d = leaves(4)
    p = a * b
    return [p + c * d + ad.exp(p), p + c * d, p], [a, c], [b, d, a]


def mixed_lists() -> Made:
    a, b, c = leaves(3)
    return [ad.sum([a, b, 1.5, c, ad.exp(a)] * 3), ad.dot([a, b, 2.0, c], [b, 0.5, a, ad.sin(c)], 1.0),
            ad.max([a, b, 0.3]), ad.logsumexp([c, -1.0, a])], [a], [c, a, b]


def a_long_list_and_its_elements() -> Made:
    xs = leaves(11)
    ys = [ad.sin(x * xs[0]) for x in xs[1:]]
    long, m = ad.logsumexp(ys), ad.max([ad.cos(y) for y in ys])
    return [long * ys[0] + ys[9] * m, ys[3] * long, long], xs[:5], xs


def a_chain_and_a_list_of_all_its_results() -> Made:
    x, p = leaves(2)
    chain = [x * p]
    for f in (ad.square, ad.sqrt, ad.neg, ad.exp, abs, ad.relu, ad.reciprocal, ad.square, ad.neg, ad.identity, ad.square):
        chain.append(f(chain[-1]))
    return [ad.logsumexp(chain) * chain[3], ad.max(chain[1:])], [x], [p, x]


def additions() -> Made:
    xs = leaves(9)
    left, right = xs[0], xs[0]
    for x in xs[1:]:
        left, right = left + x, ad.sin(x) + right
    return [left * right, sum(x * y for x, y in pairwise(xs)), left], xs[:4], xs


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
    no_inputs, nothing_to_differentiate_by, does_not_depend, leaves_alone, a_constant, one_leaf_everywhere, small_powers,
    products, a_product_that_is_needed_twice, mixed_lists, a_long_list_and_its_elements,
    a_chain_and_a_list_of_all_its_results, additions, a_rolled_sum,
    two_rolled_sums, a_rolled_sum_of_constants, a_rolled_sum_of_equal_terms, a_rolled_sum_over_parameters]


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

"""Sums over parts that are alike: what is rolled up, and that it gives what the graph gives."""

import builtins
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autodiff import Value, compile, exp, logsumexp, sqrt, sum, tanh, where
from autodiff.compiler.engines.rolled import RolledEngine
from autodiff.compiler.programs.program import trace
from autodiff.compiler.programs.rewrites import rewrite
from autodiff.compiler.programs.rolling import Rolled, roll
from autodiff.graph.sweeps import derivatives, path_sizes
from nn import MLP, cross_entropy, hinge, l2, mse


def rolled(y: Value, wrt: list[Value], inputs: list[Value] | None = None) -> Rolled | None:
    program, _ = trace([y], inputs or [], wrt)
    return roll(rewrite(program))


def check(y: Value, wrt: list[Value], inputs: list[Value] | None = None, is_rolled: bool = True) -> None:
    """The kernel of a graph gives its value and gradient, and it was rolled up, or not."""
    given = inputs or []
    kernel = compile(y, given, wrt)
    assert isinstance(kernel._engine, RolledEngine) is is_rolled
    value, gradient = kernel([v.data for v in given]) if given else kernel()
    size = path_sizes(y)
    assert value == pytest.approx(y.data, rel=1e-13, abs=1e-13)
    for found, exact, v in zip(gradient, derivatives(y, wrt), wrt, strict=True):
        assert found == pytest.approx(exact, rel=1e-12, abs=1e-13 * size.get(v, 1.0))
    assert (kernel.value([v.data for v in given]) if given else kernel.value()) == pytest.approx(value, rel=1e-13)


@pytest.fixture
def model() -> MLP:
    return MLP(2, [4, 3, 1], activation="tanh", rng=0)


def samples(count: int, width: int = 2) -> list[list[float]]:
    rng = random.Random(0)
    return [[rng.uniform(-1, 1) for _ in range(width)] for _ in range(count)]


def test_losses_of_nn(model: MLP) -> None:
    rows = samples(9)
    check(mse(model(rows), [x for x, _ in rows]), model.parameters())
    check(hinge(model(rows), [1, -1, 1] * 3) + l2(model, 0.01), model.parameters())
    many = MLP(2, [4, 3], activation="tanh", rng=0)
    shares = [[1.0, 0.0, 0.0], [0.25, 0.25, 0.5], [0.0, 1.0, 0.0]] * 3
    check(cross_entropy(many(rows), shares), many.parameters())
    check(mse(many(rows), shares), many.parameters())


def test_a_loss_as_micrograd_s_lesson_writes_it(model: MLP) -> None:
    rows, y = samples(8), [1, -1] * 4
    losses = [(1 + -yi * model(x)).relu() for x, yi in zip(rows, y, strict=True)]
    penalty = 1e-4 * builtins.sum(p * p for p in model.parameters())
    check(builtins.sum(losses) * (1.0 / len(losses)) + penalty, model.parameters())


def test_data_in_inputs_and_in_leaves(model: MLP) -> None:
    rows = [[Value(x) for x in row] for row in samples(8)]
    targets = [Value(0.5 * i) for i in range(8)]
    leaves = [v for row, t in zip(rows, targets, strict=True) for v in (*row, t)]
    check(mse(model(rows), targets), model.parameters(), leaves)  # in one stretch
    check(mse(model(rows), targets), model.parameters(), leaves[::-1])
    check(mse(model(rows), targets), model.parameters())  # parameters that are not asked for


def test_several_rows_of_data() -> None:
    w, xs = Value(0.5), [Value(0.0) for _ in range(6)]
    kernel = compile(sum([tanh(w * x) for x in xs]), xs, [w])
    rows = np.linspace(-1, 1, 18).reshape(3, 6)
    values, gradients = kernel(rows)
    assert values == pytest.approx(np.tanh(0.5 * rows).sum(axis=1))
    assert gradients[:, 0] == pytest.approx((rows / np.cosh(0.5 * rows) ** 2).sum(axis=1))
    value, gradient = kernel(rows, reduce="sum")
    assert (value, gradient[0]) == (pytest.approx(values.sum()), pytest.approx(gradients.sum()))


def test_equal_samples_are_still_parts(model: MLP) -> None:
    check(mse(model([[0.0, 0.0], [1.0, 0.0]] * 4), [0, 1] * 4), model.parameters())


def test_terms_that_are_not_like_the_others_stay_beside(model: MLP) -> None:
    rows, y = samples(8), [1, -1] * 4
    losses = [(1 + -yi * model(x)).relu() for x, yi in zip(rows, y, strict=True)]
    penalty = 1e-4 * builtins.sum(p * p for p in model.parameters())
    check(builtins.sum(losses) + penalty, model.parameters())
    a = Value(0.5)
    check(sum([tanh(a * 0.1), tanh(a * 0.2), exp(a * 0.3), tanh(a * 0.4), tanh(a * 0.5)]), [a])


def test_what_all_parts_share_is_computed_once() -> None:
    s, x = Value(0.3), Value(0.7)
    scale = exp(s * x)
    y = sum([tanh(scale * k) for k in (0.1, 0.2, 0.3, 0.4, 0.5)]) / 5 + scale
    check(y, [s], [x])
    check(y, [s, x])
    found = rolled(y, [s])
    assert found is not None
    assert len(found.common.outputs) == 1


def test_parts_of_the_same_numbers() -> None:
    p, x = Value(0.5), Value(0.3)
    shared = p * x
    check(sum([tanh(shared)] * 6), [p], [x])
    check(sum([tanh(p * x) for _ in range(6)]), [p], [x], is_rolled=False)  # the input would have to be a parameter


def test_a_sum_of_products_of_results() -> None:
    a = Value(0.5)
    check(sum([tanh(a * k) * exp(a - k) for k in (0.1, 0.2, 0.3, 0.4)]), [a])
    check(builtins.sum([tanh(a * k) * exp(a - k) for k in (0.1, 0.2, 0.3, 0.4)], Value(2.0)), [a])


def test_parts_that_are_not_alike_stay(model: MLP) -> None:
    a = Value(0.5)
    check(sum([tanh(a * 0.1), tanh(a * 0.2), exp(a * 0.3), exp(a * 0.4)]), [a], is_rolled=False)
    check(logsumexp([tanh(a * k) for k in (0.1, 0.2, 0.3, 0.4)]), [a], is_rolled=False)
    chain = [tanh(a)]
    for _ in range(5):
        chain.append(tanh(chain[-1]))
    check(sum(chain), [a], is_rolled=False)


def test_a_gradient_for_each_part_is_not_rolled_up() -> None:
    a, xs = Value(0.5), [Value(0.1 * i) for i in range(6)]
    check(sum([tanh(a * x) for x in xs]), [a, *xs], is_rolled=False)


def test_nothing_passes_to_a_sum_in_a_branch_not_taken() -> None:
    p, c, xs = Value(0.0), Value(-1.0), [Value(i + 1.0) for i in range(6)]
    kernel = compile(where(c > 0, sum([sqrt(p * x) for x in xs]), p * 2), [c, *xs], [p])
    assert isinstance(kernel._engine, RolledEngine)
    values, gradients = kernel([[-1.0, 1, 2, 3, 4, 5, 6], [1.0, 1, 2, 3, 4, 5, 6]])
    assert (values.tolist(), gradients[:, 0].tolist()) == ([0.0, 0.0], [2.0, np.inf])


@settings(max_examples=10)  # each compiles
@given(st.integers(4, 20), st.integers(1, 3), st.integers(0, 10**6))
def test_any_number_of_parts(count: int, width: int, seed: int) -> None:
    model = MLP(width, [2, 2], activation="tanh", rng=seed)
    rng = random.Random(seed)
    rows = [[rng.choice([0.0, 1.0, rng.uniform(-1, 1)]) for _ in range(width)] for _ in range(count)]
    y = mse(model(rows), [[rng.choice([0.0, rng.random()]) for _ in range(2)] for _ in rows]) + l2(model, 0.1)
    check(y, model.parameters())

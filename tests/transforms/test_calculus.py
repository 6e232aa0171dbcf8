"""The rules of the calculus, for random programs: sums, products, chains, every sweep beside every other."""

import math
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, gradients
from autodiff.graph import sweeps as graph
from autodiff.transforms.gradients import pushforward
from tests.rounding import assert_near, assert_zero
from tests.strategies import programs, run, values

Program = tuple[list[tuple[str, int, int]], list[float]]

directions = st.lists(st.floats(-1, 1, allow_subnormal=False), min_size=3, max_size=3)


@given(programs(), directions)
def test_forward_mode_is_reverse_mode(program: Program, direction: list[float]) -> None:
    steps, point = program
    xs, v = values(point), values(direction)
    y = run(steps, xs)
    reverse = ad.dot(gradients(y, xs), v)
    (forward,) = pushforward([y], dict(zip(xs, v, strict=True)))
    assert_zero(forward - reverse)
    assert_near(graph.tangents([y], dict(zip(xs, direction, strict=True)))[0], forward)
    y.backward()
    assert_near(math.fsum(x.grad * d for x, d in zip(xs, direction, strict=True)), reverse)


@given(programs())
def test_gradients_as_graphs_are_the_gradients(program: Program) -> None:
    steps, point = program
    xs = values(point)
    y = run(steps, xs)
    y.backward()
    for x, slope, derivative in zip(xs, gradients(y, xs), graph.derivatives(y, xs), strict=True):
        assert_near(x.grad, slope)
        assert derivative == x.grad


@given(programs(steps=8), programs(steps=8), directions)
def test_sums_products_and_quotients(one: Program, other: Program, numbers: list[float]) -> None:
    xs, (a, b, _) = values(one[1]), values(numbers)
    f, g = run(one[0], xs), run(other[0], xs)
    df, dg = gradients(f, xs), gradients(g, xs)
    below = 1 + g * g
    for i, x in enumerate(xs):
        assert_zero(gradients(a * f + b * g, xs)[i] - (a * df[i] + b * dg[i]))
        assert_zero(gradients(f * g, [x])[0] - (df[i] * g + f * dg[i]))
        assert_zero(gradients(f / below, [x])[0] - (df[i] * below - f * 2 * g * dg[i]) / below**2)


@given(programs(steps=8), programs(steps=8))
def test_losses_one_by_one_or_together(one: Program, other: Program) -> None:
    xs = values(one[1])
    losses = [run(steps, xs) for steps, _ in (one, other)]
    for loss in losses:
        loss.backward()
    for x, slope in zip(xs, gradients(ad.sum(losses), xs), strict=True):
        assert_near(x.grad, slope)


@given(programs(steps=6), st.lists(directions, min_size=3, max_size=3))
def test_the_chain_rule_for_a_linear_change_of_variables(program: Program, rows: list[list[float]]) -> None:
    """The gradient of f(A·u) in u is Aᵀ·f'(A·u)."""
    steps, point = program
    us, matrix = values(point), [values(row) for row in rows]
    xs = [ad.dot(row, us) for row in matrix]
    y = run(steps, xs)
    inner, outer = gradients(y, xs), gradients(y, us)
    for j, slope in enumerate(outer):
        assert_zero(slope - ad.dot([row[j] for row in matrix], inner))


@given(programs(steps=5), st.sampled_from(["tanh", "sin", "sigmoid", "softplus", "atan", "gelu"]))
def test_the_chain_rule(program: Program, name: str) -> None:
    steps, point = program
    xs, f = values(point), getattr(ad, name)
    inner = run(steps, xs)
    for whole, part in zip(gradients(f(inner), xs), gradients(inner, xs), strict=True):
        assert_zero(whole - ad.grad(f)(inner) * part)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(programs(steps=6), directions)
def test_hessians(program: Program, direction: list[float]) -> None:
    """They are symmetric, the jacobian of the gradient, the gradients of gradients, and hvp is their product."""
    steps, point = program
    xs, v = values(point), values(direction)

    def f(x: Any) -> Any:
        return run(steps, x)

    second = ad.hessian(f)(xs)
    slopes = gradients(f(xs), xs)
    for i, row in enumerate(second):
        for j, derivative in enumerate(gradients(slopes[i], xs)):
            assert_zero(row[j] - derivative)
            assert_zero(row[j] - second[j][i])
            assert_near(ad.hessian(f)(point)[i][j], derivative)
    for row, product in zip(second, ad.hvp(f, (xs,), (v,)), strict=True):
        assert_zero(ad.dot(row, v) - product)


@given(programs(steps=6), directions)
def test_jvp_is_jacobian_times_vector(program: Program, direction: list[float]) -> None:
    steps, point = program
    xs, v = values(point), values(direction)

    def f(x: Any) -> list[Any]:
        return [run(steps, x), run(steps[:3], x), x[0] * x[1]]

    for row, moved in zip(ad.jacobian(f)(xs), ad.jvp(f, (xs,), (v,))[1], strict=True):
        assert_zero(ad.dot(row, v) - moved)


@given(programs(steps=3))
def test_third_derivatives_do_not_depend_on_the_order(program: Program) -> None:
    steps, point = program
    x, y, z = xs = values(point)
    result = run(steps, xs)

    def derivative(*order: Value) -> Value:
        slope = result
        for variable in order:
            (slope,) = gradients(slope, [variable])
        return slope

    for one, other in [((x, y, z), (z, y, x)), ((x, x, y), (y, x, x)), ((y, z, y), (z, y, y))]:
        assert_zero(derivative(*one) - derivative(*other))


@given(programs(), st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=3, max_size=3))
def test_recompute_is_the_same_program_on_new_numbers(program: Program, moved: list[float]) -> None:
    steps, point = program
    xs, fresh = values(point), values(moved)
    y, again = run(steps, xs), run(steps, fresh)
    for x, m in zip(xs, moved, strict=True):
        x.data = m
    assert y.recompute().data == again.data
    y.backward()
    again.backward()
    assert [x.grad for x in xs] == [x.grad for x in fresh]

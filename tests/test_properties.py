"""What holds for all points and all expressions: every row and random programs against independent derivatives."""

import cmath
import math
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import OPS, Op, formula
from tests.strategies import ROWS, off_kinks, points, programs, run, values

COMPLEX: dict[str, Any] = {name: getattr(cmath, name) for name in (
    "exp", "log", "sqrt", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh",
    "log10")} | {
    "expm1": lambda x: complex(math.expm1(x.real), math.exp(x.real) * math.sin(x.imag)),
    "log1p": lambda x: cmath.log(1 + x), "log2": lambda x: cmath.log(x) / math.log(2),
    "cbrt": lambda x: cmath.exp(cmath.log(x) / 3), "pow": lambda x, y: cmath.exp(y * cmath.log(x)),
}
STEP = 1e-100


def analytic(op: Op) -> bool:
    """Whether a row's formula can be evaluated at a complex point: no choice, no list, only functions that cmath has."""
    tree = formula.parse(op.value)
    calls = {formula.function_name(n) for n in formula.ast.walk(tree) if isinstance(n, formula.ast.Call)}
    choices = any(isinstance(n, formula.ast.IfExp | formula.ast.Compare) for n in formula.ast.walk(tree))
    return not op.variadic and not choices and calls <= set(COMPLEX)


ANALYTIC = [op for op in ROWS if analytic(op)]


def complex_step(op: Op, point: list[float], i: int) -> float:
    """The partial in argument i, exact to rounding: the imaginary part of the formula a tiny imaginary step away."""
    moved = {n: complex(x, STEP if j == i else 0.0) for j, (n, x) in enumerate(zip(op.names, point, strict=True))}
    return eval(op.value, COMPLEX, moved).imag / STEP  # type: ignore[no-any-return]  # noqa: S307


def test_most_rows_are_analytic() -> None:
    assert len(ANALYTIC) > 35


@pytest.mark.parametrize("op", ANALYTIC, ids=lambda op: op.name)
@given(data=st.data())
def test_partials_are_those_of_a_complex_step(op: Op, data: st.DataObject) -> None:
    point = data.draw(points(op))
    y = getattr(ad, op.name)(*values(point))
    for i, d in enumerate(y.partials):
        exact = complex_step(op, point, i)
        assert d == pytest.approx(exact, rel=4e-14, abs=1e-15 * max(1.0, abs(y.data)))


@pytest.mark.parametrize("op", ROWS, ids=lambda op: op.name)
@settings(max_examples=40)
@given(data=st.data())
def test_partials_agree_with_finite_differences_as_users_take_them(op: Op, data: st.DataObject) -> None:
    point = data.draw(points(op))
    assume(off_kinks(op, point))
    report = ad.gradcheck(lambda *args: getattr(ad, op.name)(*args), *point)
    assert report.ok, str(report)


@given(programs())
def test_random_expressions_agree_with_finite_differences(program: tuple[Any, list[float]]) -> None:
    steps, point = program
    report = ad.gradcheck(lambda xs: run(steps, xs), point, rtol=1e-5)
    assert report.ok, str(report)
    assert all(e.verdict == "ok" for e in report.entries), str(report)


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(programs(steps=8))
def test_gradients_of_gradients_agree_with_differences_of_gradients(program: tuple[Any, list[float]]) -> None:
    steps, point = program
    slope = ad.grad(lambda xs: run(steps, xs))
    second = ad.hessian(lambda xs: run(steps, xs))(point)
    h = 2.0**-17
    for j in range(len(point)):
        up, down = ([x + s * h * (i == j) for i, x in enumerate(point)] for s in (1, -1))
        for i, (a, b) in enumerate(zip(slope(up), slope(down), strict=True)):
            assert second[i][j] == pytest.approx((a - b) / (2 * h), rel=1e-5, abs=1e-5)


@given(programs())
def test_floats_go_through_the_same_functions(program: tuple[Any, list[float]]) -> None:
    steps, point = program
    assert run(steps, point) == run(steps, values(point)).data


def test_every_row_takes_part() -> None:
    assert {op.name for op in ROWS} == set(OPS)

"""Scaler, beside exact fractions and NumPy."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nn.data import Dataset, Scaler

columns = st.lists(st.floats(-1e300, 1e300), min_size=2, max_size=20).filter(lambda xs: max(xs) > min(xs))


@given(columns)
@example([0.0, 5e-324])
@example([1e-200, 3e-200, -1e-200])
@example([-1e300, 1e300, 0.0])
@example([1e6 + i / 8 for i in range(8)])
def test_mean_and_deviation_are_those_of_exact_arithmetic(xs: list[float]) -> None:
    scaler = Scaler.of([[x] for x in xs])
    exact = [Fraction(x) for x in xs]
    mean = sum(exact) / len(exact)
    unit = max(abs(x - mean) for x in exact)
    variance = float(sum((x - mean) ** 2 for x in exact) / unit**2 / len(exact))
    assert abs(Fraction(scaler.means[0]) - mean) <= Fraction(math.ulp(float(mean)))
    rounding = math.ulp(float(mean)) + math.ulp(float(unit))  # of the mean, and of the differences from it
    assert scaler.deviations[0] == pytest.approx(float(unit) * math.sqrt(variance), rel=1e-14, abs=2 * rounding)


def test_beside_numpy() -> None:
    rows = np.random.default_rng(0).normal([1.0, -50.0, 1e6], [1.0, 1e-3, 1e4], (200, 3))
    data, scaler = Dataset(rows, np.zeros(200)).standardized()
    assert scaler.means == pytest.approx(rows.mean(0), rel=1e-12)
    assert scaler.deviations == pytest.approx(rows.std(0), rel=1e-12)
    assert np.array(data.inputs) == pytest.approx((rows - rows.mean(0)) / rows.std(0), abs=1e-10)
    assert np.mean(data.inputs, 0) == pytest.approx([0, 0, 0], abs=1e-10)
    assert np.std(data.inputs, 0) == pytest.approx([1, 1, 1], rel=1e-10)


@given(st.floats(-1e300, 1e300), st.integers(1, 60))
@example(0.1, 7)
@example(1.1, 49)
def test_what_never_changes_becomes_exactly_0(x: float, n: int) -> None:
    scaler = Scaler.of([[x]] * n)
    assert (scaler.means, scaler.deviations, scaler([x])) == ((x,), (1.0,), [0.0])


def test_a_deviation_below_the_floats_is_no_division_by_zero() -> None:
    assert Scaler.of([[0.0]] * 1000 + [[5e-324]])([5e-324]) == [5e-324]


def test_later_inputs_are_scaled_by_the_means_of_the_first() -> None:
    train, scaler = Dataset([[1, 10], [3, 30]], [0, 1], name="train").standardized()
    later = Dataset([[5, 0]], [1], name="later").scaled(scaler)
    assert (train.inputs, train.targets, train.name) == ([[-1.0, -1.0], [1.0, 1.0]], [0, 1], "train")
    assert (later.inputs, later.targets, later.name) == ([[3.0, -2.0]], [1], "later")
    assert scaler((5, 0)) == scaler(np.array([5, 0])) == [3.0, -2.0]
    assert scaler([(5, 0)]) == scaler(np.array([[5, 0]])) == [[3.0, -2.0]]


def test_it_is_made_again_of_its_numbers() -> None:
    scaler = Scaler.of([[1, 10], [3, 30]])
    assert Scaler(list(scaler.means), list(scaler.deviations)) == scaler  # type: ignore[arg-type]


@pytest.mark.parametrize("column", [[1e308, 1e308, -1e308, -1e308], [1e308, -1e308, 1e308, -1e308]])
def test_the_order_of_large_inputs_does_not_matter(column: list[float]) -> None:
    assert Scaler.of([[x] for x in column]) == Scaler((0.0,), (1e308,))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Scaler((1.0,), (1.0, 2.0)), "a Scaler needs a mean and a deviation per input, got 1 and 2"),
    (lambda: Scaler((), ()), "a Scaler needs a mean and a deviation per input, got 0 and 0"),
    (lambda: Scaler((1.0,), (0.0,)), "deviations must be positive, got 0.0: give 1 for a constant input"),
    (lambda: Scaler((float("inf"),), (1.0,)), r"means\[0\] must be a finite number, got inf"),
    (lambda: Scaler((0.0,), (1.0,))([1.0, 2.0]), r"this Scaler is for 1 inputs, got 2: \[1.0, 2.0\]"),
    (lambda: Scaler((0.0,), (1.0,))([]), r"this Scaler is for 1 inputs, got 0: \[\]"),
    (lambda: Scaler((0.0,), (1.0,))([float("nan")]), r"inputs\[0\] must be a finite number, got nan"),
    (lambda: Scaler.of([[0, y] for y in (1.7e308, -1.7e308, -1.7e308)]), "input 1 is too large, from -1.7e"),
    (lambda: Scaler.of([[1.7e308], [1.6e308]]), r"input 0 is too large, from 1.6e\+308 to 1.7e\+308: divide it by 1e100"),
])
def test_what_is_refused_is_named(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        make()

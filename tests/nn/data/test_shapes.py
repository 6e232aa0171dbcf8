"""Generators: their points lie where the formulas say, in exact numbers per class, from their own draws."""

import random
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, tau
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import Dataset, blobs, circles, linear, moons, spirals

SHAPES: dict[str, Callable[..., Dataset]] = {
    "moons": moons, "circles": circles, "spirals": spirals, "blobs": blobs, "linear": linear,
    "three arms": lambda *a, **k: spirals(*a, arms=3, **k),
}
sizes, seeds = st.integers(1, 80), st.integers(0, 1000)


def of_class(data: Dataset, k: int) -> list[list[float]]:
    return [row for row, y in zip(*data, strict=True) if y == k]


@given(sizes, seeds)
def test_moons_lie_on_two_half_circles(n: int, seed: int) -> None:
    data = moons(n, rng=seed)
    assert all(hypot(x, y) == pytest.approx(1) and y >= 0 for x, y in of_class(data, 0))
    assert all(hypot(x - 1, y - 0.5) == pytest.approx(1) and y <= 0.5 for x, y in of_class(data, 1))


@given(sizes, seeds, st.floats(0.01, 0.99))
def test_circles_have_radius_1_and_factor(n: int, seed: int, factor: float) -> None:
    data = circles(n, rng=seed, factor=factor)
    for k, radius in enumerate((1.0, factor)):
        assert [hypot(*row) for row in of_class(data, k)] == pytest.approx([radius] * len(of_class(data, k)))


@given(sizes, seeds, st.integers(2, 5), st.floats(-3, 3))
def test_the_radius_of_an_arm_grows_evenly_with_its_angle(n: int, seed: int, arms: int, turns: float) -> None:
    data = spirals(n, rng=seed, arms=arms, turns=turns)
    for (x, y), k in zip(*data, strict=True):
        radius = hypot(x, y)
        assert 0.1 < radius < 1
        angle = tau * k / arms + tau * turns * (radius - 0.1) / 0.9
        assert hypot(x - radius * cos(angle), y - radius * sin(angle)) < 1e-12


@given(sizes, seeds, st.integers(2, 6))
def test_blobs_without_noise_are_their_centres(n: int, seed: int, count: int) -> None:
    for k in range(count):
        expected = [cos(tau * k / count), sin(tau * k / count)]
        assert all(row == pytest.approx(expected, abs=1e-15) for row in of_class(blobs(n, 0, seed, centers=count), k))


def test_blobs_around_given_centres() -> None:
    data = blobs(5, noise=0, centers=np.array([[1, 2, 3], [4, 5, 6]]))
    assert data.inputs == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]] * 2 + [[1.0, 2.0, 3.0]]


@given(sizes, seeds, st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=4), st.floats(-1e3, 1e3))
def test_linear_targets_are_the_truth_to_rounding(n: int, seed: int, weights: list[float], bias: float) -> None:
    for x, y in zip(*linear(n, rng=seed, weights=weights, bias=bias), strict=True):
        terms = [Fraction(w) * Fraction(a) for w, a in zip(weights, x, strict=True)] + [Fraction(bias)]
        assert all(-1 <= a <= 1 for a in x)
        assert abs(Fraction(y) - sum(terms)) <= 1e-15 * float(sum(map(abs, terms)))


def test_linear_regression_finds_the_truth_again() -> None:
    inputs, targets = linear(5000, noise=0.1, weights=[2.0, -3.0, 0.0], bias=0.5)
    found = np.linalg.lstsq(np.column_stack([inputs, np.ones(5000)]), np.array(targets), rcond=None)[0]
    assert found == pytest.approx([2.0, -3.0, 0.0, 0.5], abs=5 * 0.1 * (3 / 5000) ** 0.5)


@pytest.mark.parametrize("make", [moons, lambda n: circles(n, 0.3), lambda n: spirals(n, arms=5), blobs])
def test_classes_take_turns_so_that_every_slice_is_balanced(make: Callable[[int], Dataset]) -> None:
    for n in (1, 2, 3, 10, 33):
        data = make(n)
        k = len(data.classes)
        assert len(data) == n
        assert [data.targets.count(c) for c in range(k)] == [n // k + (c < n % k) for c in range(k)]
        assert [type(y) for y in data.targets] == [int] * n
        for start in range(0, n, 3):
            counts = [data[start:start + 2 * k].targets.count(c) for c in range(k)]
            assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("data", [moons(100, rng=3), circles(101, rng=3)])
def test_points_are_evenly_spread_over_their_curve_in_random_order(data: Dataset) -> None:
    for k, (cx, cy) in enumerate([(0.0, 0.0), (1.0, 0.5) if data.name == "moons" else (0.0, 0.0)]):
        angles = [atan2(y - cy, x - cx) for x, y in of_class(data, k)]
        gaps = [b - a for a, b in pairwise(sorted(angles))]
        assert angles != sorted(angles)
        assert gaps == pytest.approx([pi / len(angles) * (1 if data.name == "moons" else 2)] * len(gaps))


def test_points_of_an_arm_are_about_as_close_outside_as_inside() -> None:
    arm = sorted(of_class(spirals(200), 0), key=lambda row: hypot(*row))
    gaps = [hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(arm)]
    assert max(gaps) < 1.8 * min(gaps)


@pytest.mark.parametrize("name", ["moons", "circles", "spirals", "blobs"])
def test_noise_is_gaussian_around_the_same_points(name: str) -> None:
    n = 2000
    clean, noisy = SHAPES[name](n, 0.0, 5), SHAPES[name](n, 0.25, 5)
    assert clean.targets == noisy.targets
    errors = (np.array(noisy.inputs) - np.array(clean.inputs)) / 0.25
    assert abs(errors.mean(0)).max() < 5 / n**0.5
    assert abs(errors.var(0) - 1).max() < 5 * (2 / n) ** 0.5
    assert abs((errors**4).mean(0) - 3).max() < 5 * (96 / n) ** 0.5
    assert abs(np.corrcoef(errors.T)[0, 1]) < 5 / n**0.5


def test_linear_noise_is_in_the_target() -> None:
    clean, noisy = linear(2000), linear(2000, noise=0.25)
    errors = (np.array(noisy.targets) - np.array(clean.targets)) / 0.25
    assert clean.inputs == noisy.inputs
    assert abs(errors.mean()) < 5 / 2000**0.5
    assert abs(errors.var() - 1) < 5 * (2 / 2000) ** 0.5


@pytest.mark.parametrize("name", SHAPES)
def test_a_seed_is_all_that_decides_and_nothing_else_is_drawn(name: str) -> None:
    random.seed(11)
    following = random.random()
    random.seed(11)
    make = SHAPES[name]
    first = make(30, 0.1, 4)
    random.Random(4).random()  # a draw of another
    assert make(30, 0.1, 4) == first == make(30, 0.1, random.Random(4)) != make(30, 0.1, 5)
    assert make(30) == make(30, rng=0) != make(30, rng=1)
    assert random.random() == following
    rng = random.Random(4)
    assert make(30, 0.1, rng) == first != make(30, 0.1, rng)


@pytest.mark.parametrize(("call", "message"), [
    (lambda: moons(0), "n, the number of samples, must be a positive int, got 0"),
    (lambda: moons(10.0), "n, the number of samples, must be a positive int, got 10.0"),  # type: ignore[arg-type]
    (lambda: circles(noise=-1), "noise must be 0 or more, got -1.0"),
    (lambda: circles(noise=float("nan")), "noise must be finite, got nan"),
    (lambda: circles(factor=1), "factor, the radius of the inner circle, must be between 0 and 1, got 1.0"),
    (lambda: circles(factor=0), "factor, the radius of the inner circle, must be between 0 and 1, got 0.0"),
    (lambda: spirals(arms=1), "arms must be 2 or more, got 1"),
    (lambda: spirals(turns=float("inf")), "turns must be a finite number, got inf"),
    (lambda: spirals(turns=1e308), r"2\*pi\*turns must be a finite number, got inf"),
    (lambda: blobs(centers=1), "centers must be 2 or more"),
    (lambda: blobs(centers=[[0, 1]]), "centers must be 2 or more"),
    (lambda: blobs(centers=[[0, 1], [2]]), r"centers\[1\] must have 2 numbers as the first row has, got 1"),
    (lambda: linear(weights=[]), "weights must be a list of at least one number, got none"),
    (lambda: linear(weights=["a"]), r"weights\[0\] must be a real number, not str"),
    (lambda: linear(weights=[1e308], bias=1.7e308, rng=2), r"targets\[\d+\] must be a finite number, got inf"),
    (lambda: linear(rng=None), "rng must be a random.Random or an int, its seed, not NoneType"),
])
def test_what_is_refused_is_named(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        call()

"""The vector functions against mpmath, at the edges against the eager engine's own, and one width against another."""

import math
import random
import struct
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

from autodiff import OPS
from autodiff.compiler.llvm.elementary import BINARY, FUNCTIONS, definitions
from autodiff.table import scalar
from autodiff.table.scalar import TINY
from autodiff.testing.exact import ALL_DIGITS, exact_value, ulps
from benchmarks.accuracy.points import HARDEST, sweep
from tests.compiler.llvm.vectorised import vectorised

FAR = {"sin_far", "cos_far", "tan_far"}
NAMES = sorted(FUNCTIONS - FAR)
EDGES = [0.0, 1.0, 0.5, 2.0, 3.0, 5e-324, 1e-310, TINY, 1e-8, 710.0, 745.2, 1e16, 1.7976931348623157e308, math.inf]
EDGES = [*EDGES, *(-x for x in EDGES), math.nan]
BOUND = {  # in ulp, as their docstrings say
    "exp": 0.6, "expm1": 1.1, "exp_difference": 0.7, "tanh": 0.9, "sinh": 0.9, "cosh": 0.7, "log": 0.8, "log1p": 0.9,
    "log2": 0.7, "log10": 0.7, "asinh": 0.9, "acosh": 0.8, "atanh": 0.9, "sin": 0.9, "cos": 0.9, "tan": 1, "asin": 0.7,
    "acos": 0.7, "atan": 0.7, "atan2": 1, "erf": 1.2, "erfc": 1.3, "sqrt": 0.5, "cbrt": 0.6, "hypot": 0.6,
    "pow": 1,  # the C library's
}
LN2 = math.log(2)
SWITCHES = {  # where the reduction takes another whole number, or an argument is clipped
    "exp": [LN2 / 2, -LN2 / 2, 1.5 * LN2, 709.78, -708.4, -745.1],
    "expm1": [LN2 / 2, -LN2 / 2, 1.5 * LN2, 37.4, -37.4, 709.7],
    "tanh": [LN2 / 4, -LN2 / 4, 0.75 * LN2, 18.3, 19.06, 20.0],
    "sinh": [0.3466, -0.3466, 1.5 * LN2, 22.5, 710.47], "asinh": [2.0**-28, 2.0**30, 0.35],
    "log": [math.sqrt(0.5), math.sqrt(2), 1.0, TINY], "log2": [math.sqrt(0.5), math.sqrt(2), 1.0],
    "log10": [math.sqrt(0.5), math.sqrt(2), 1.0, 1000.0],
    "log1p": [math.sqrt(0.5) - 1, math.sqrt(2) - 1, 0.0, 2.0**53, 2.0**60, 1.0],
    "atan": [math.sqrt(2) - 1, math.sqrt(2) + 1, 2.0**60, 0.0], "asin": [math.sin(math.pi / 8), 0.0],
    "cbrt": [math.sqrt(0.5), math.sqrt(2), math.sqrt(8), TINY], "erf": [0.5, -0.5, 5.9],
}
BOTH = pytest.mark.parametrize("fma", [True, False])
EACH = pytest.mark.parametrize("name", NAMES)


def columns(name: str, points: list[tuple[float, ...]]) -> list[list[float]]:
    """Points as the arrays that a function takes."""
    return [list(column) for column in zip(*points, strict=True)][: 1 + (name in BINARY)]


def bits(x: float) -> bytes:
    """What makes two answers the same: every bit, but for what a nan carries."""
    return b"nan" if math.isnan(x) else struct.pack("<d", x)


def eager(name: str) -> Callable[..., float]:
    """The eager engine's function of floats."""
    found: Callable[..., float] = getattr(scalar, name)
    return found


@BOTH
@EACH
def test_at_the_edges_the_answers_are_the_eager_engines(name: str, fma: bool) -> None:
    points = list(product(EDGES, repeat=1 + (name in BINARY)))
    for point, got in zip(points, vectorised(name, 4, fma)(*columns(name, points)), strict=True):
        expected = eager(name)(*point)
        assert ulps(float(got), mp.mpf(expected)) <= 4, (point, got, expected)
        assert math.isnan(got) or math.copysign(1, got) == math.copysign(1, expected), (point, got, expected)


@BOTH
@EACH
def test_within_its_bound_of_the_exact_result(name: str, fma: bool) -> None:
    rng = random.Random(name)
    points: Any = rng.sample(sweep(OPS[name]), 100)
    points += [tuple(rng.choice([-1, 1]) * 2 ** rng.uniform(-30, 10) for _ in points[0]) for _ in range(300)]
    points += [(x * rng.uniform(0.99, 1.01),) for x in SWITCHES.get(name, ()) for _ in range(50)]
    for point, got in zip(points, vectorised(name, 4, fma)(*columns(name, points)), strict=True):
        exact = exactly(name, point)
        if exact is not None:
            assert ulps(float(got), exact) <= BOUND[name] + 0.7 * (abs(exact) < TINY), (point, got)


def exactly(name: str, point: Any) -> Any:
    """The exact value where it is a real number, else None: that is a matter of edges."""
    with mp.workdps(ALL_DIGITS if max(map(abs, point)) > 1e15 or min(map(abs, point)) < 1e-15 else 80):
        try:
            exact = exact_value(OPS[name], point)
        except (ZeroDivisionError, OverflowError, ValueError):
            return None
        return exact if isinstance(exact, mp.mpf) and mp.isfinite(exact) else None


@pytest.mark.parametrize("name", sorted(FAR))
def test_sines_of_large_numbers(name: str) -> None:
    rng = random.Random(1)
    points = [HARDEST, -HARDEST, 2.0**53, 1e22, 1.7976931348623157e308]
    points += [rng.uniform(-1, 1) * 2.0 ** rng.randint(53, 1023) for _ in range(100)]
    points = [x for x in points if abs(x) >= 2.0**53]
    for x, far, near in zip(points, vectorised(name, 4)(points), vectorised(name[:3], 4)(points), strict=True):
        with mp.workdps(ALL_DIGITS):
            assert ulps(float(far), getattr(mp, name[:3])(mp.mpf(x))) <= 1, x
        assert bits(far) == bits(near)


@BOTH
@EACH
def test_a_result_does_not_depend_on_the_width(name: str, fma: bool) -> None:
    rng = random.Random(name)
    points: Any = [*sweep(OPS[name])[:200], *product(EDGES, repeat=1 + (name in BINARY))]
    rng.shuffle(points)
    results = [vectorised(name, width, fma)(*columns(name, points)) for width in (1, 2, 4, 8)]
    for point, *same in zip(points, *results, strict=True):
        assert len(set(map(bits, same))) == 1, (point, same)


@EACH
@given(x=st.floats(), y=st.floats())
def test_for_all_floats_it_is_near_the_eager_engines(name: str, x: float, y: float) -> None:
    point = (x, y)[: 1 + (name in BINARY)]
    got = float(vectorised(name, 1)(*([c] for c in point))[0])
    expected = eager(name)(*point)
    if abs(x) < 2.0**53 or name not in ("sin", "cos", "tan"):
        assert ulps(got, mp.mpf(expected)) <= 4
        assert math.isnan(got) or math.copysign(1, got) == math.copysign(1, expected)


def beside(x: float) -> Iterator[float]:
    """A run of neighbouring floats around x."""
    for _ in range(200):
        x = math.nextafter(x, -math.inf)
    for _ in range(400):
        yield x
        x = math.nextafter(x, math.inf)


@pytest.mark.parametrize(("name", "low", "high"), [
    ("tanh", -1, 1), ("sin", -1, 1), ("cos", -1, 1), ("erf", -1, 1), ("erfc", 0, 2), ("cosh", 1, math.inf),
    ("atan", -math.pi / 2, math.pi / 2), ("asin", -math.pi / 2, math.pi / 2), ("acos", 0, math.pi),
])
@BOTH
def test_a_result_stays_in_the_range_of_its_function(name: str, low: float, high: float, fma: bool) -> None:
    quarters = np.arange(-2000, 2000) * (math.pi / 2)
    points = np.concatenate([quarters, quarters / 1e3, quarters / 1e6, np.nextafter(1, 0) - np.arange(99) * 2.0**-53])
    got = vectorised(name, 4, fma)(points)
    inside = got[~np.isnan(got)]
    assert len(inside) > 1000
    assert low <= inside.min()
    assert inside.max() <= high


@pytest.mark.parametrize("name", ["sin", "cos", "tan"])
def test_a_far_lane_leaves_the_near_ones_as_they_are(name: str) -> None:
    near = [0.5, -1e-300, 700.0, -0.0, 2.0**20 - 1, math.inf, 5e-324]
    for far in (1e300, 2.0**20, math.inf):
        mixed = [x for n in near for x in (n, far, n, n)]
        alone = vectorised(name, 1)(near)
        assert [bits(x) for x in vectorised(name, 4)(mixed)[::4]] == [bits(x) for x in alone]


@BOTH
@pytest.mark.parametrize(("name", "switch"), [(name, x) for name, xs in SWITCHES.items() for x in xs])
def test_where_the_formula_changes_it_still_grows(name: str, switch: float, fma: bool) -> None:
    assert np.all(np.diff(vectorised(name, 4, fma)(list(beside(switch)))) >= 0)


@BOTH
def test_logarithms_of_powers_are_whole(fma: bool) -> None:
    tens = vectorised("log10", 4, fma)([10.0**k for k in range(23)])
    twos = vectorised("log2", 4, fma)([2.0**k for k in range(-1074, 1024)])
    assert tens.tolist() == list(range(23))
    assert twos.tolist() == list(range(-1074, 1024))


def test_each_function_is_defined_once_in_any_order() -> None:
    text = definitions((name, 4) for name in ("tanh", "sin", "exp", "sin"))
    assert text == definitions((name, 4) for name in ("exp", "sin", "tanh"))
    assert [text.count(f"@ad.{name}.v4(") for name in ("tanh", "sin", "exp")] == [1, 1, 1]


def test_two_widths_go_into_one_module() -> None:
    llvm.parse_assembly(definitions((name, width) for name in FUNCTIONS for width in (4, 1, 4))).verify()


def test_unknown_names_and_widths_are_refused() -> None:
    with pytest.raises(ValueError, match="no elementary function sine: known are acos, "):
        definitions([("exp", 4), ("sine", 4)])
    with pytest.raises(ValueError, match="no vectors of 3 lanes: give a width of 1, 2, 4 or 8"):
        definitions([("exp", 3)])

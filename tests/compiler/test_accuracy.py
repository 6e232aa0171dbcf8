"""Every row in every reader with an arithmetic of its own: within the row's `ulp` and `scale` of the exact result.

The points are those at which rows are measured and, for lists, where digits are lost: the largest is 0 or nearly so, several
are the largest, terms cancel. Compiled code adds plainly (docs/compiling.md): a row that is nothing but a sum is held there
to the size of its terms.
"""

import ctypes
import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import jax
import numpy as np
import pytest
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, Value, compile, to_jax
from autodiff.testing.exact import ALL_DIGITS, exact_formula
from benchmarks.accuracy.measure import Errors, Parts, Truth, compare, ours, truth
from benchmarks.accuracy.points import Point, sweep
from tests.compiler.exports.test_c import run_compiler
from tests.compiler.exports.test_jax import QUICK

ROWS = pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)
SOME = 8
LENGTH = 3
LISTS = [[-40.0, 0.0, -50.0], [0.0, -36.7, -700.0], [-1e-9, -38.0, 0.0], [0.0, 0.0, -40.0], [0.0, -0.0, 0.0],
         [-745.2, -2.0, -0.15], [-0.7, -0.69, -40.0], [1e300, -1e300, 1.0], [709.0, 708.9, -40.0], [1e-200, -1e-200, 2e-216],
         [1e16, 1.0, -1e16], [0.1, 0.2, -0.3], [-1e17, -1e17, 3.0], [3e-8, 1.0, -1.0], [7.0, 7.0, 7.0]]
ADDED = {"sum": "sum(abs(x))", "dot": "2*(sum(abs(w*x)) + abs(b))"}  # what is rounded as terms are added one by one
# what JAX's own functions err by, relative to their result: see JaxFunction
JAXS = {"log1p": 3e-14, "atanh": 3e-14, "erfc": 6e-14, "cosh": 1.1e-13, "sinh": 1.1e-13, "tanh": 1.5e-15}


def points(op: Op) -> list[Point]:
    """Points of a row. Lists have LENGTH elements; but for logsumexp nothing in them is out of range on the way."""
    if not op.variadic:
        return random.Random(op.name).sample(sweep(op), SOME)
    ties = op.name in ("max", "min")  # are kinks
    lists = [x for x in LISTS if (op.name == "logsumexp" or max(x) < 1e100) and (not ties or len({*x}) == LENGTH)]
    return [tuple({"*w": [1.0, 1.0, 1.0], "b": -x[0]}.get(arg.partition("=")[0], x) for arg in op.args) for x in lists]


@cache
def truths(op: Op, plain: bool) -> list[Truth]:
    """What is exact at the points. plain: where sums are added term by term."""
    found = [truth(op, point) for point in points(op)]
    if not plain or op.name not in ADDED:
        return found
    return [replace(at, scales=[[exact_formula(op, ADDED[op.name], at.point)], *at.scales[1:]]) for at in found]


def numbers(point: Point) -> list[float]:
    return [x for a in point for x in (a if isinstance(a, list) else [a])]


@cache
def on_leaves(op: Op) -> tuple[Value, list[Value]]:
    """A row applied to leaves."""
    given: list[Any] = [[Value(0.5) for _ in range(LENGTH)] if a[0] == "*" else Value(0.5) for a in op.args]
    return getattr(ad, op.name)(*given), numbers(tuple(given))  # type: ignore[return-value]


def parts(op: Op, value: float, slopes: Sequence[float]) -> Parts:
    """Value and partials as `compare` takes them."""
    rest = iter(slopes)
    return [[value], *([next(rest) for _ in range(LENGTH if a[0] == "*" else 1)] for a in op.args)]


# --- Readers ---

def eager(op: Op) -> Iterable[Parts]:
    return ours(op, points(op))


def machine_code(op: Op) -> Iterable[Parts]:
    """One kernel for a sample at a time."""
    y, leaves = on_leaves(op)
    kernel = compile(y, leaves, leaves)
    return [parts(op, *kernel(numbers(point))) for point in points(op)]


def vector_code(op: Op) -> Iterable[Parts]:
    """All points in one call, thrice: eight and more samples at a time."""
    y, leaves = on_leaves(op)
    values, slopes = compile(y, leaves, leaves)([numbers(point) for point in points(op)] * 3)
    return [parts(op, *each) for each in list(zip(values.tolist(), slopes.tolist(), strict=True))[:len(points(op))]]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """All rows in C."""
    folder = tmp_path_factory.mktemp("c")
    source, made = folder / "rows.c", folder / "rows.so"
    source.write_text("\n".join(compile(*on_leaves(op), on_leaves(op)[1]).to_c(f"row_{op.name}") for op in OPS.values()))
    run_compiler("-shared", "-fPIC", source, "-o", made)
    return ctypes.CDLL(str(made))


def of_c(library: Any, op: Op) -> Iterable[Parts]:
    for point in points(op):
        x = (ctypes.c_double * len(numbers(point)))(*numbers(point))
        y, g = (ctypes.c_double * 1)(), (ctypes.c_double * len(x))()
        library[f"row_{op.name}_gradient"](x, None, y, g)
        yield parts(op, y[0], list(g))


@pytest.fixture(scope="module")
def of_jax() -> dict[Op, list[Parts]]:
    """All rows in one function of JAX, which compiles slowly; points are repeated to be as many for each."""
    rows = list(OPS.values())
    count = max(len(points(op)) for op in rows)
    x = np.concatenate([np.resize([numbers(p) for p in points(op)], (count, len(on_leaves(op)[1]))) for op in rows], axis=1)
    f = to_jax([on_leaves(op)[0] for op in rows], [v for op in rows for v in on_leaves(op)[1]])
    values, slopes = map(np.asarray, jax.jit(jax.vmap(f), compiler_options=QUICK)(x))
    found, column = {}, 0
    for i, op in enumerate(rows):
        mine = slice(column, column := column + len(on_leaves(op)[1]))
        found[op] = [parts(op, values[k, i], slopes[k, i, mine].tolist()) for k in range(len(points(op)))]
    return found


# --- The bound ---

def worst(op: Op, found: Iterable[Parts], plain: bool, flushed: bool = False) -> list[Errors]:
    with mp.workdps(ALL_DIGITS):
        return compare(op, truths(op, plain), found, flushed=flushed)


@ROWS
@pytest.mark.parametrize("reader", [eager, machine_code, vector_code], ids=lambda reader: reader.__name__)
def test_a_row_is_within_its_bound(reader: Callable[[Op], Iterable[Parts]], op: Op) -> None:
    for part, seen in enumerate(worst(op, reader(op), plain=reader is not eager)):
        assert seen.worst <= op.ulp, (op.name, part, seen)


@ROWS
def test_a_row_in_c_is_within_its_bound(library: Any, op: Op) -> None:
    for part, seen in enumerate(worst(op, of_c(library, op), plain=True)):
        assert seen.worst <= op.ulp, (op.name, part, seen)


@ROWS
def test_a_row_in_jax_is_within_its_bound(of_jax: dict[Op, list[Parts]], op: Op) -> None:
    texts = " ".join((op.stable, *op.stable_partials, *op.lets.values()))
    allowed = op.ulp + max((JAXS.get(name, 0.0) for name in re.findall(r"\w+(?=\()", texts)), default=0.0) * 2.0**53
    for part, seen in enumerate(worst(op, of_jax[op], plain=True, flushed=True)):
        assert seen.worst <= allowed, (op.name, part, seen)

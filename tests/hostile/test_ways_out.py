"""Ways out of the graph, with NumPy and the standard library: tracked, or refused, or a choice among what was given."""

import copy
import json
import math
import operator
import pickle
import random
import statistics
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value
from autodiff.transforms.functional import holds_values
from autodiff.trees import flatten

# What only compares picks one of the things it was given, as Python's own max and min do: a Value, or the constant.
PICKS = {"maximum", "minimum", "fmax", "fmin", "sign", "logical_and", "logical_or"}
COMPARES = {"greater", "greater_equal", "less", "less_equal", "equal", "not_equal"}
UFUNCS = {name: u for name in dir(np) if isinstance(u := getattr(np, name), np.ufunc)}
TRACKED = {"add", "subtract", "multiply", "divide", "power", "negative", "tanh", "exp", "log", "sin", "sqrt", "square",
           "hypot", "arctan2", "absolute", "reciprocal", "log1p", "expm1", "cbrt", "arcsinh", "matmul"}


def arguments(count: int) -> list[tuple[Any, ...]]:
    """A Value in every place, beside numbers and arrays of all kinds."""
    v, w = Value(0.5), Value(0.25)
    if count == 1:
        return [(v,), (np.array([v, w]),), (np.array(v),)]
    others = [0.75, np.float64(0.75), np.float32(0.5), np.int64(2), np.bool_(True), np.array([0.75, 2.0]), np.array(0.75), w,
              np.array([w, 0.5], object)]
    pairs = [(x, y) for x in (v, np.array([v, w])) for y in others]
    return [pair if count == 2 else (*pair, *[v] * (count - 2)) for pair in [*pairs, *((y, x) for x, y in pairs)]]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", UFUNCS)
def test_a_ufunc_tracks_or_refuses(name: str) -> None:
    answered = 0
    for given in arguments(UFUNCS[name].nin):
        try:
            result = UFUNCS[name](*given)
        except (TypeError, ValueError, AttributeError):  # AttributeError: NumPy looks for a method on each element
            continue
        answered += 1
        if name in PICKS:
            allowed = {id(x) for g in given for x in (g.ravel().tolist() if isinstance(g, np.ndarray) else [g])}
            assert all(id(x) in allowed or isinstance(x, int | float) for x in flatten(result)[0])
        elif name in COMPARES:
            assert all(isinstance(x, bool | np.bool_) for x in flatten(result)[0])
        else:
            assert all(isinstance(x, Value) for x in flatten(result)[0]), (name, given, result)
    assert answered > 0 or name not in TRACKED


REDUCTIONS: dict[str, Callable[[Any], Any]] = {
    "sum": np.sum, "mean": np.mean, "prod": np.prod, "cumsum": np.cumsum, "diff": np.diff, "average": np.average,
    "dot": lambda a: np.dot(a, [1.0, 2.0]), "@": lambda a: a @ a, "outer": lambda a: np.outer(a, a), "norm": np.linalg.norm,
    "einsum": lambda a: np.einsum("i,i", a, a), "inner": lambda a: np.inner([1.0, 2.0], a),
    "convolve": lambda a: np.convolve(a, a), "median": np.median, "polyval": lambda a: np.polyval(a, 2.0), "ptp": np.ptp,
    "stack": lambda a: np.stack([a, [1.0, 2.0]])[0], "max": np.max, "min": np.min, "sort": np.sort,
    "add.reduce": np.add.reduce,
}


@pytest.mark.parametrize("name", REDUCTIONS)
def test_a_function_of_arrays_has_the_gradient_of_differences(name: str) -> None:
    def f(a: Any) -> Any:
        found = REDUCTIONS[name](a)
        return ad.sum(flatten(found)[0])

    assert ad.gradcheck(f, np.array([0.5, 1.25])).ok
    assert any(g != 0.0 for g in ad.grad(f)(np.array([0.5, 1.25])))


v, w = Value(0.5, "v"), Value(1.25, "w")
pair = np.array([v, w])
REFUSED: dict[str, Callable[[], Any]] = {
    "np.array float": lambda: np.array([v], float), "astype": lambda: pair.astype(float),
    "astype int": lambda: pair.astype(int),
    "astype bool": lambda: pair.astype(bool), "astype complex": lambda: pair.astype(complex),
    "float64": lambda: np.float64(v),
    "asarray": lambda: np.asarray(v, dtype="float32"), "fill": lambda: np.zeros(3).fill(v),
    "interp": lambda: np.interp(v, [0], [0]),
    "put": lambda: np.zeros(3).__setitem__(0, v), "+=": lambda: np.zeros(2).__iadd__(pair), "isnan": lambda: np.isnan(pair),
    "allclose": lambda: np.allclose(pair, pair), "inv": lambda: np.linalg.inv(np.array([[v, w], [w, v]])),
    "np.round": lambda: np.round(pair), "np.any": lambda: np.any(pair), "histogram": lambda: np.histogram(pair),
    "float": lambda: float(v), "int": lambda: int(v), "complex": lambda: complex(v), "bool": lambda: bool(v),
    "round": lambda: round(v), "math.exp": lambda: math.exp(v), "math.floor": lambda: math.floor(v),
    "math.isnan": lambda: math.isnan(v), "math.fsum": lambda: math.fsum([v]), "hypot": lambda: math.hypot(v, w),
    "fmean": lambda: statistics.fmean([v, w]), "stdev": lambda: statistics.stdev([v, w]),
    "mean": lambda: statistics.mean([v]),
    "%f": lambda: operator.mod("%f", v), "%d": lambda: operator.mod("%d", v),
    "Decimal": lambda: Decimal(v), "Fraction": lambda: Fraction(v),
    "range": lambda: range(v), "index": lambda: [1, 2][v], "repeat": lambda: [1.0] * v, "json": lambda: json.dumps(v),
    "== number": lambda: v == 0.5, "in numbers": lambda: 0.5 in [v], "== bool_": lambda: np.bool_(True) == v,
    "if": lambda: 1 if v else 0, "and": lambda: v and w, "any": lambda: any([v]), "iter": lambda: list(v),
    "len": lambda: len(v), "item": lambda: v[0], "call": lambda: v(), "pow3": lambda: pow(v, 2, 3),
    "copy": lambda: copy.copy(v * 2), "deepcopy": lambda: copy.deepcopy([v * 2]), "pickle": lambda: pickle.dumps(v * 2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_way_out_is_refused(name: str) -> None:
    with pytest.raises(TypeError):
        REFUSED[name]()


KEPT: dict[str, Callable[[], Any]] = {
    "sum": lambda: sum([v, w]), "math.prod": lambda: math.prod([v, w]), "median": lambda: statistics.median([v, w]),
    "uniform": lambda: random.Random(1).uniform(v, w), "abs": lambda: abs(v), "pow": lambda: pow(v, 2),
    "Fraction": lambda: Fraction(1, 2) * v, "float64": lambda: np.float64(2) ** v, "bool_": lambda: np.bool_(True) - v,
    "sorted": lambda: sorted([w, v]), "max": lambda: max(v, w), "min": lambda: min([v, w]),
    "leaf": lambda: copy.deepcopy([v]), "pickled leaf": lambda: pickle.loads(pickle.dumps(v)), "full": lambda: np.full(2, v),
}


@pytest.mark.parametrize("name", KEPT)
def test_what_is_not_refused_stays_in_the_graph(name: str) -> None:
    assert holds_values(KEPT[name]())
    assert all(isinstance(x, Value) for x in flatten(KEPT[name]())[0])


def test_a_text_is_a_text() -> None:
    assert (f"{v:.2f}", f"{v}", str(v)) == ("0.50", repr(v), repr(v))
    for spec in ("d", "x", "abc", ".3q"):
        with pytest.raises(ValueError, match=r"[Ff]ormat"):
            format(v, spec)

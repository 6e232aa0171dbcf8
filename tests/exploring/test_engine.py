"""JavaScript made from the rows beside Python: values and gradients, in a real browser."""

import json
import math
import random
from typing import Any

import mpmath
import pytest
from playwright.sync_api import Page

from autodiff import OPS, Value, register, unregister
from autodiff.exploring.engine import engine_source, graph_data
from autodiff.exploring.engine.rows import JavaScript
from autodiff.graph.sweeps import derivatives, topological
from autodiff.testing import RandomChoices, build
from autodiff.value import value as functions
from tests.sums import PASSING_OVERFLOW, rounded_sum

EDGES = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, math.inf, -math.inf, math.nan, 1e-300, -1e300, 5e-324]
EVALUATE = """graphs => JSON.stringify(JSON.parse(graphs).map(graph => {
  const engine = createEngine(graph), spell = x => Object.is(x, -0) ? "-0" : Number.isFinite(x) ? x : String(x);
  engine.forward();
  engine.backward();
  return [Array.from(engine.values, spell), Array.from(engine.gradients, spell)];
}))"""


def evaluate(page: Page, graphs: list[dict[str, Any]]) -> list[list[list[float]]]:
    """Values and gradients of all nodes of each graph, as the browser has them."""
    page.goto("about:blank")
    page.add_script_tag(content=engine_source({node["op"] for graph in graphs for node in graph["nodes"] if node["op"]})
                        + "\nwindow.createEngine = createEngine;")
    return [[[float(str(x).replace("Infinity", "inf")) for x in part] for part in found]
            for found in json.loads(page.evaluate(EVALUATE, json.dumps(graphs)))]


def agree(found: float, exact: float, size: float = 0.0) -> bool:
    return found == exact or (found != found and exact != exact) or abs(found - exact) <= 1e-12 * max(abs(exact), size)


def leaves_of(name: str, rng: random.Random, edge: bool) -> list[Any]:
    """Arguments for an operation: numbers anywhere, or at the edges."""
    def number() -> Value:
        wide = rng.choice([rng.uniform(-5, 5), rng.uniform(-1, 1), rng.uniform(0, 30), 10 ** rng.uniform(-9, 9)])
        return Value(rng.choice(EDGES) if edge else wide)
    return [[number() for _ in range(3)] if argument.startswith("*") else number() for argument in OPS[name].args]


def test_every_row(page: Page) -> None:
    rng = random.Random(0)
    results = [getattr(functions, name)(*leaves_of(name, rng, edge)) for name in OPS for edge in [False] * 100 + [True] * 60]
    found = evaluate(page, [graph_data(topological(y)) for y in results])
    for y, (values, gradients) in zip(results, found, strict=True):
        nodes = topological(y)
        where = f"{y.op} at {[v.data for v in nodes[:-1]]}"
        assert agree(values[-1], y.data), where
        for slope, exact in zip(gradients, derivatives(y, nodes), strict=True):
            assert agree(slope, exact), where


def test_random_graphs(page: Page) -> None:
    rows = list(OPS.values())
    results = [build(RandomChoices(random.Random(seed)), rows).values()[0] for seed in range(200)]
    for y, (values, gradients) in zip(results, evaluate(page, [graph_data(topological(y)) for y in results]), strict=True):
        nodes = topological(y)
        assert all(agree(a, v.data, 1e-3) for a, v in zip(values, nodes, strict=True))
        scale = max([abs(g) for g in derivatives(y, nodes) if math.isfinite(g)], default=0.0)
        assert all(agree(a, g, scale) for a, g in zip(gradients, derivatives(y, nodes), strict=True))


@pytest.mark.parametrize(("a", "b"), [("var", "this"), ("t1", "a1"), ("fn", "Math"), ("function", "default"), ("i", "rows")])
def test_a_row_of_ones_own_may_call_its_arguments_as_it_likes(page: Page, a: str, b: str) -> None:
    row = register("own_row", f"{a} {b}", f"pow({a}, {b}) + exp({a}*{b})",
                   f"{b}*pow({a}, {b} - 1) + exp({a}*{b})*{b}", f"pow({a}, {b})*log({a}) + exp({a}*{b})*{a}")
    try:
        y = row(Value(1.5), Value(0.75))
        ((values, gradients),) = evaluate(page, [graph_data(topological(y))])
        assert agree(values[-1], y.data)
        assert all(map(agree, gradients, derivatives(y, topological(y))))
    finally:
        unregister("own_row")


def test_what_is_added_to_a_sum_is_rounded_with_it(page: Page) -> None:
    w, x, b = Value(0.1), Value(0.2), Value(-0.3)
    results = [functions.dot([w, x], [1.0, 1.0], b),
               *(functions.logsumexp([*map(Value, row)]) for row in ([-20.0, 0.0], [0.0, -40.0, -700.0], [-40.0, 0.0, 0.0]))]
    for y, (values, gradients) in zip(results, evaluate(page, [graph_data(topological(y)) for y in results]), strict=True):
        assert agree(values[-1], y.data)  # 2.8e-17 and 2.1e-9, that cancel if the sum is rounded before
        assert all(map(agree, gradients, derivatives(y, topological(y))))


@pytest.mark.parametrize("numbers", [
    [1e300, 1e300, 1e-300, -3.0, 1e-300], [1e-200, 1e-200, 1e300, 7.0], [5e-324, 5e-324, 1.7e308, 1.7e308],
    [1e-300, 1e-20, 5.9], [-1e300, -1e300, math.inf, -0.0], [1e300, 1e300, 0.0], [1e300, 1e300, math.inf, -2.0],
    [1e300, 1e300, 1e300], [-5.0]])
def test_products_pass_through_nothing_too_large_or_small(page: Page, numbers: list[float]) -> None:
    y = functions.prod([Value(x) for x in numbers])
    ((values, gradients),) = evaluate(page, [graph_data(topological(y))])
    assert agree(values[-1], y.data)
    assert all(map(agree, gradients, derivatives(y, topological(y))))


SUMS = [*PASSING_OVERFLOW, [2.0**53, 1.0, 2.0**-60], [2.0**53, 1.0], [-(2.0**53), -1.0, -5e-324], [2.0**53, 1.0, -1e-300],
        [1e16, 1.0, -1e16], [0.1] * 10, [5e-324, -1e-323], [2.0**-1022, -5e-324], []]


def test_sums_are_rounded_once(page: Page) -> None:
    """Beside rational numbers, also where the sum of the first terms is too large."""
    rng = random.Random(3)
    drawn = [[rng.uniform(-1, 1) * 2.0 ** rng.choice((1023, 1023, 960, 0, -1070)) for _ in range(6)] for _ in range(300)]
    lists = [terms[k:] + terms[:k] for terms in [*SUMS, *drawn] for k in range(max(len(terms), 1))]
    page.goto("about:blank")
    page.add_script_tag(content=engine_source(["sum"]) + "\nwindow.fn = fn;")
    found = page.evaluate("lists => JSON.parse(lists).map(fn.sum).map(String)", json.dumps(lists))
    for terms, text in zip(lists, found, strict=True):
        assert float(text.replace("Infinity", "inf")) == rounded_sum(terms), terms
    infinite = "[[1e308, 1e308, -Infinity], [1e308, 1e308, Infinity, -Infinity], [-1e308, NaN, -1e308]]"
    assert page.evaluate(f"{infinite}.map(fn.sum).map(String)") == ["-Infinity", "NaN", "NaN"]


def test_functions_that_javascript_lacks(page: Page) -> None:
    page.goto("about:blank")
    page.add_script_tag(content=engine_source(["erf"]) + "\nwindow.fn = fn;")
    points = [k / 16 for k in range(-100, 420)]
    found = page.evaluate("xs => xs.map(x => [fn.erf(x), fn.erfc(x)])", points)
    for x, (erf, erfc) in zip(points, found, strict=True):
        assert agree(erf, float(mpmath.erf(x)))
        assert agree(erfc, float(mpmath.erfc(x)))
    assert page.evaluate("[fn.sum([1e16, 1, -1e16]), fn.sum([0.1, 0.2, 0.3]), fn.sum([1e308, 1e308]), "
                         "fn.sum([1e308, 1e308, -1e308]), fn.sum([1, -Infinity])].map(String)") == [
        "1", "0.6", "Infinity", "1e+308", "-Infinity"]


def test_only_the_rows_that_are_needed() -> None:
    assert "tanh: {" not in engine_source(["mul"])
    assert len(engine_source(OPS)) < 40_000


def test_a_function_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="JavaScript has no function for 'lgamma'"):
        JavaScript().function("lgamma")


def test_numbers_that_json_does_not_know() -> None:
    data = graph_data(topological(Value(math.inf) * math.nan + -0.0))
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert data["nodes"][0]["data"] == "Infinity"
    assert data["nodes"][1]["args"] == [0, {"constant": "NaN"}]

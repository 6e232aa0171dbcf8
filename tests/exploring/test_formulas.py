"""The formulas that the page shows are read as Python and give the numbers of the engine."""

import math
import random
import re
from typing import Any

import pytest

from autodiff import OPS, Value, register, unregister, variables
from autodiff.exploring.data import page_data
from autodiff.exploring.formulas import formulas, simplified
from autodiff.table import scalar
from autodiff.value import value as functions
from nn import MLP

KNOWN: dict[str, Any] = {name: getattr(functions, name) for name in OPS} | {
    name: value for name, value in vars(scalar).items() if name.isupper()}
NAMES = ["a", "b", "c", "d"]


def number(formula: str, leaves: dict[str, float]) -> float:
    found = eval(formula, {"__builtins__": {}}, KNOWN | {"nan": math.nan, "inf": math.inf} | leaves)  # noqa: S307
    return float(getattr(found, "data", found))


def read_cases(formula: str) -> str:
    """Cases, `1 if a > 0, 0 otherwise`, as Python."""
    parts = [part.removesuffix(" otherwise") for part in re.split(r", (?![^(]*\))", formula)]
    return " else ".join(parts) + (" else nan" if " if " in parts[-1] else "")


def node_of(name: str, rng: random.Random, constant: int) -> tuple[Any, list[str]]:
    """An operation at leaves a, b, c; the one at that place is a number instead. And what its operands are called."""
    least = 1.1 if name == "acosh" else 0.1
    given: list[Any] = [Value(rng.uniform(least, least + 0.8), label=label) for label in NAMES[:len(OPS[name].args)]]
    if 0 <= constant < len(given):
        given[constant] = rng.choice([2.0, 3.0, 0.5, 1.0])
    return getattr(functions, name)(*given), [p.label if isinstance(p, Value) else f"{p:g}" for p in given]


@pytest.mark.parametrize("name", [name for name, op in OPS.items() if not op.variadic])
def test_formulas_of_every_row(name: str) -> None:
    rng = random.Random(name)
    for constant in (-1, 0, 1, 2):
        y, names = node_of(name, rng, constant)
        if not isinstance(y, Value):
            continue  # of numbers only
        leaves = {p.label: p.data for p in y.parents if isinstance(p, Value)}
        found = formulas(y, "result", names)
        assert math.isclose(number(found["value"], leaves), y.data, rel_tol=1e-12), found
        for operand, formula, exact in zip(y.parents, found["partials"], y.partials, strict=True):
            if isinstance(operand, Value):
                slope = number(read_cases(formula), leaves | {"result": y.data})
                assert math.isclose(slope, exact or 0.0, rel_tol=1e-9, abs_tol=1e-12), found


def test_brackets() -> None:
    a, b = Value(1.0, "a"), Value(2.0, "b")
    y = (a - b) ** 2
    assert formulas(y, "y", ["a - b", "2"])["value"] == "(a - b)**2"
    assert formulas(y, "y", ["a - b", "2"])["partials"][0] == "2*(a - b)"
    assert formulas(a - (b - a), "y", ["a", "b - a"])["value"] == "a - (b - a)"
    assert formulas(a * b + a, "y", ["a*b", "a"])["value"] == "a*b + a"


def test_a_label_that_reads_like_a_formula_has_brackets() -> None:
    def value(y: Value) -> str:
        return str(page_data(y)["graph"]["nodes"][-1]["formula"]["value"])

    a, b = variables(a=1.0, b=2.0)
    s = a + b
    s.label = "a + b"  # as lessons write them
    assert value(s * 2) == "(a + b)*2"
    assert value(Value(-0.5, "-0.5") ** 2) == "(-0.5)**2"
    inside = MLP(2, [1, 1], rng=0).layers[0]([a, b]).parents[0]
    assert value(1 - inside) == "1 - (layer1/neuron1 w·x + b)"
    assert value(inside.parents[0] * 2) == "layer1/neuron1.w1*2"


def test_each_element_of_a_list_has_its_own() -> None:
    a, b = Value(1.0, "a"), Value(2.0, "b")
    found = formulas(functions.dot([a, b], [b, 3.0], a), "y", ["a", "b", "b", "3", "a"])
    assert found["value"] == "dot([a, b], [b, 3], a)"
    assert found["partials"] == ["b", "3", "a", "b", "1"]
    others = formulas(functions.prod([a, b]), "y", ["a", "b"])
    assert others["notes"] == ["where others(x) = the product of all elements but x"]


def test_what_a_constant_decides() -> None:
    assert simplified("pow(x, y)", {"y": 1.0}) == "x"
    assert simplified("1 if x > 0 else 0", {"y": 1.0}) == "1 if x > 0 else 0"  # x may move
    assert simplified("x*y + y", {"x": -2.0, "y": 3.0}) == "-3"
    assert simplified("y", {"y": math.inf}) == "inf"
    assert [simplified(formula, {"x": -2.0}) for formula in ("-x", "y*-x", "-x - y")] == ["2", "y*2", "2 - y"]


def test_a_row_of_ones_own_may_call_its_arguments_as_it_likes() -> None:
    row = register("own_row", "x1 Y_2", "x1*x1*Y_2*Y_2", "2*k*Y_2", "2*k*x1", lets={"k": "x1*Y_2", "Unused": "x1"})
    try:
        found = formulas(row(Value(2.0, "a"), Value(3.0, "b")), "y", ["a", "b"])
    finally:
        unregister("own_row")
    assert found["partials"] == ["2*k*b", "2*k*a"]
    assert found["notes"] == ["where k = a*b"]

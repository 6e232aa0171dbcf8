"""The formulas that the page shows give the numbers of the engine when somebody else, Python, reads them."""

import math
import random
import re
from typing import Any
from xml.etree import ElementTree

import pytest

from autodiff import OPS, Value, maximum, register, unregister, variables, where
from autodiff.explaining.writer import PlainText
from autodiff.exploring import formulas as module
from autodiff.exploring.formulas import formulas, names_of
from autodiff.graph.sweeps import topological
from autodiff.value import value as functions
from nn import MLP
from tests.explaining.outputs import arities
from tests.explaining.reading import evaluate


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formulas as text rather than MathML."""
    monkeypatch.setattr(module, "MathML", PlainText)


def read(y: Value) -> dict[str, Any]:
    """The formulas of the result."""
    nodes = topological(y)
    return formulas(y, names_of(nodes).of, {node: i for i, node in enumerate(nodes)})


def read_cases(formula: str, names: dict[str, float]) -> float:
    """Cases, `1 if a > 0, 0 otherwise`: the first whose test holds, nan if none does."""
    for case in re.split(r", (?![^(]*\))", formula):
        value, _, test = case.removesuffix(" otherwise").partition(" if ")
        if not test or evaluate(test, names):
            return evaluate(value, names)
    return math.nan


def result_of(name: str, rng: random.Random, constant: int) -> Any:
    """An operation at leaves a, b, c; the one at that place is a number instead."""
    least = 1.1 if name == "acosh" else 0.1
    given: list[Any] = [Value(rng.uniform(least, least + 0.8), label) for label in "abcd"[:len(OPS[name].args)]]
    if 0 <= constant < len(given):
        given[constant] = rng.choice([2.0, 3.0, 0.5, 1.0])
    return getattr(functions, name)(*given)


SCALAR = [name for name, op in OPS.items() if not op.variadic]


@pytest.mark.usefixtures("plain")
@pytest.mark.parametrize("name", SCALAR)
def test_formulas_of_every_row(name: str) -> None:
    rng = random.Random(name)
    for constant in (-1, 0, 1, 2):
        y = result_of(name, rng, constant)
        if not isinstance(y, Value):
            continue  # of numbers only
        found = read(y)
        names = {p.label: p.data for p in y.parents if isinstance(p, Value)}
        assert math.isclose(evaluate(found["value"].removeprefix("y = "), names), y.data, rel_tol=1e-12), found
        for operand, formula, exact in zip(y.parents, found["partials"], y.partials, strict=True):
            assert (formula is not None) == isinstance(operand, Value)
            if formula is not None:
                slope = read_cases(formula, names | {"y": y.data})
                assert math.isclose(slope, exact or 0.0, rel_tol=1e-9, abs_tol=1e-12), found


@pytest.mark.parametrize("name", SCALAR)
def test_mathml_of_every_row_is_well_formed(name: str) -> None:
    found = read(result_of(name, random.Random(name), -1))
    for formula in (found["value"], found["shape"], *found["partials"], *(note[1] for note in found["notes"])):
        ElementTree.fromstring(f"<math>{formula}</math>")  # noqa: S314
        arities(f"<math>{formula}</math>")


@pytest.mark.usefixtures("plain")
def test_brackets() -> None:
    a, b = variables(a=1.0, b=2.0)
    square = read((a - b) ** 2)
    assert (square["value"], square["partials"][0], square["loose"]) == ("y = (a - b)²", "2·(a - b)", [])
    assert read(a - (b - a))["value"] == "y = a - (b - a)"
    assert read(a * b + a)["value"] == "y = a·b + a"
    assert (read(a - b)["partials"], read(a - b)["loose"]) == (["1", "-1"], [1])  # times -1 needs brackets


@pytest.mark.usefixtures("plain")
def test_a_label_that_reads_like_a_formula_has_brackets() -> None:
    a, b = variables(a=1.0, b=2.0)
    s = a + b
    s.label = "a + b"  # as lessons write them
    assert read(s * 2)["value"] == "y = 2·(a + b)"
    assert read(Value(-0.5, "-0.5") ** 2)["value"] == "y = (-0.5)²"
    inside = MLP(2, [1, 1], rng=0).layers[0]([a, b]).parents[0]
    assert read(1 - inside)["value"] == "y = 1 - (w1·a + w2·b⁽¹⁾ + b⁽²⁾)"


@pytest.mark.usefixtures("plain")
def test_each_element_of_a_list_has_its_own() -> None:
    a, b = variables(a=1.0, b=2.0)
    found = read(functions.dot([a, b], [b, 3.0], a))
    assert found["value"] == "y = a·b + 3·b + a"
    assert found["partials"] == ["b", "3", "a", None, "1"]
    assert read(functions.prod([a, b, a]))["partials"] == ["b·a", "a·a", "a·b"]
    largest = read(functions.max([a, b]))
    assert largest["partials"] == ["1/k if a = y, 0 otherwise", "1/k if b = y, 0 otherwise"]
    assert largest["notes"] == [["with ", "k = (1 if a = y, 0 otherwise) + (1 if b = y, 0 otherwise)", ""]]


@pytest.mark.usefixtures("plain")
def test_choices_stay_as_their_operands_may_move() -> None:
    a, b = variables(a=1.0, b=2.0)
    assert read(where(a > b, a, b))["partials"] == ["0", "1 if a > b, 0 otherwise", "0 if a > b, 1 otherwise"]
    found = read(maximum(a, b))
    assert found["partials"][0] == "1 if a > b, 0.5 if a = b, 0 if a < b"
    assert found["notes"] == [["The derivative jumps where ", "a = b", "; its value there is a convention."]]
    assert read(functions.clip(a, 0.0, 1.0))["partials"] == ["0 if a < 0, 0 if a > 1, 1 otherwise", None, None]


@pytest.mark.usefixtures("plain")
def test_what_a_constant_decides() -> None:
    [a] = variables(a=1.5)
    assert [read(a**n)["partials"][0] for n in (1.0, 2.0, 0.5, 0.0)] == ["1", "2·a", "0.5·a^(-0.5)", "0"]
    assert read(functions.leaky_relu(a, 0.25))["partials"][0] == "1 if a > 0, 0.25 if a ≤ 0"
    assert read(a * math.inf)["partials"][0] == "∞"


@pytest.mark.usefixtures("plain")
def test_less_known_functions_are_explained() -> None:
    [a] = variables(a=1.5)
    found = read(functions.silu(a))
    assert (found["partials"], found["notes"]) == (["σ(a)·(1 + a·σ(-a))"], [["with ", "σ(x) = 1/(1 + exp(-x))", ""]])
    assert read(functions.sin(a))["notes"] == []


def test_numbers_are_put_in_by_the_page() -> None:
    a, b = variables(a=-1.0, b=2.0)
    slots = re.findall(r'<mn data-node="(\d)"( data-brackets="")?>', read(functions.tanh(a) * b - b)["shape"])
    assert [place for place, _ in slots] == ["3", "1"]
    assert '<mn data-node="0"></mn>' in read(functions.tanh(a))["shape"]  # tanh(-1) needs no more brackets


@pytest.mark.usefixtures("plain")
def test_a_row_of_ones_own_may_call_its_arguments_as_it_likes() -> None:
    row = register("own_row", "x1 Y_2", "x1*x1*Y_2*Y_2", "2*k*Y_2", "2*k*x1", lets={"k": "x1*Y_2", "Unused": "x1"})
    try:
        found = read(row(*variables(a=2.0, b=3.0)))
    finally:
        unregister("own_row")
    assert found["partials"] == ["2·k·b", "2·k·a"]
    assert found["notes"] == [["with ", "k = a·b", ""]]

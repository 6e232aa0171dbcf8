"""DOT for further styling."""

import graphviz
import pytest

from autodiff import Value, draw, variables
from autodiff.drawing import engine
from tests.drawing.graphs import network
from tests.drawing.test_svg import HOSTILE


def test_values_and_operations_are_nodes() -> None:
    a, b = variables(a=2.0, b=3.0)
    dot = draw(a - b).digraph()
    assert isinstance(dot, graphviz.Digraph)
    assert dot.source.count("value0 -> operation2") == 1
    assert 'headlabel="1 "' in dot.source
    assert draw(a * a).source.count("value0 -> operation1") == 2


def test_options_reach_it() -> None:
    a, b = variables(a=2.0, b=0.25)
    assert "rankdir=TB" in draw(a * b, rankdir="TB").source
    assert "∂ 0.25" in draw(a * b, partials=True).source
    assert "peripheries=2" in draw(network(), fold="layers").source
    assert "×16" in draw(network(), fold="layers").source


@pytest.mark.parametrize("label", HOSTILE)
def test_hostile_labels_are_text(label: str) -> None:
    made = draw(Value(1.0, label) * 2).source
    svg = engine.run(made, "svg").decode()
    assert svg.count("<g ") == engine.run(draw(Value(1.0, "x") * 2).source, "svg").decode().count("<g ")
    assert "<script" not in svg

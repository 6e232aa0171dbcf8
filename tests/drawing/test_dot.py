"""DOT for further styling."""

import graphviz

from autodiff import draw, variables
from tests.drawing.graphs import network


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

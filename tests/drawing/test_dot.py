"""DOT for further styling."""

import graphviz

from autodiff import draw, variables
from autodiff.drawing.dot import digraph
from autodiff.drawing.picture import Arrow, Box, Picture
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


def test_the_text_as_written_by_hand() -> None:
    boxes = [Box("input", "a&b", "2", "0.5", ""), Box("constant", "3\n", "", "", ""), Box("again", "a", "", "", ""),
             Box("parameter", "w", "1", "0", ""), Box("result", "y", "7", "1", "", symbol="/&", operands=2, ordered=True),
             Box("folded", "", "8", "0", "", folded=True)]
    arrows = [Arrow(0, 4, 0, "", partial="0.5"), Arrow(1, 4, 1, ""), Arrow(2, 5, None, "", values=2), Arrow(3, 5, 0, "")]
    assert digraph(Picture(boxes, arrows), sideways=True, partials=True).source == '''digraph {
	graph [ordering=in rankdir=LR]
	node [fontname=monospace shape=box style=filled]
	edge [fontname=monospace fontsize=10]
	value0 [label="a&amp;b
data 2
grad 0.5" color="#1268c4" fillcolor="#d8ecff" penwidth=1 style="filled,rounded"]
	value1 [label="3␊" color="#6b7580" fillcolor="#eaedf0" penwidth=1 style="filled,rounded"]
	value2 [label=a color="#1268c4" fillcolor="#d8ecff" penwidth=1 style="filled,rounded"]
	value3 [label="w
data 1
grad 0" color="#1c7c3a" fillcolor="#d7f5dd" penwidth=1 style="filled,rounded"]
	value4 [label="y
data 7
grad 1" color="#a05f00" fillcolor="#ffe9ad" penwidth=2]
	operation4 [label="/&amp;" shape=ellipse]
	operation4 -> value4
	value5 [label="folded
data 8
grad 0" color="#7d4cd0" fillcolor="#f0e4ff" penwidth=1 peripheries=2]
	value0 -> operation4 [label="∂ 0.5" headlabel="1 "]
	value1 -> operation4 [label="" headlabel="2 "]
	value2 -> value5 [label="×2"]
	value3 -> value5 [label=""]
}
'''

"""The shapes of a picture whose places are given: where each is, by sums that can be done on paper.

A box has a header of 24 and rows of 17 points, numbers stand 9 from its sides; the legend begins 16 below the picture,
has lines of 24, and gives each entry 30 for its sample, the width of its text (0.61 of 11 a character) and 12 behind it.
"""

import pytest

from autodiff.drawing.layout import Curve, PlacedBox, PlacedPicture
from autodiff.drawing.measure import Size
from autodiff.drawing.picture import Arrow, Box, Picture
from autodiff.drawing.scene import Polygon, Rect, Scene, Shape, Spline, TextLine, scene

INPUT = Box("input", "a", "2.5", "-1", "what a is")
CONSTANT = Box("constant", "3", "", "", "what 3 is")
AGAIN = Box("again", "a", "", "", "a, again")
QUOTIENT = Box("result", "y", "7", "1", "what y is", symbol="/", operands=2, ordered=True)
FOLDED = Box("folded", "", "8", "0", "what is folded", symbol="neuron", folded=True)


def made(boxes: list[tuple[Box, PlacedBox]], arrows: list[tuple[Arrow, Curve]] | None = None, wide: float = 100,
         high: float = 50, sideways: bool = True, partials: bool = False) -> Scene:
    """The scene of boxes and arrows in places of our choice."""
    arrows = arrows or []
    picture = Picture([box for box, _ in boxes], [arrow for arrow, _ in arrows], "said of it")
    placed = PlacedPicture(wide, high, [place for _, place in boxes], [curve for _, curve in arrows])
    return scene(picture, placed, sideways, partials)


def shapes(box: Box, size: Size, sideways: bool = True) -> list[Shape]:
    """The shapes of a box at (1000, 500)."""
    (item, _) = made([(box, PlacedBox(1000, 500, size))], sideways=sideways).groups
    assert (item.kind, item.title) == ("box", box.title)
    return item.shapes


def legend(boxes: list[Box], arrows: list[Arrow] | None = None, wide: float = 1000, partials: bool = False) -> list[Shape]:
    curve = Curve(((0, 0), (1, 0), (2, 0), (3, 0)), (9, 0), None)
    places = [(box, PlacedBox(0, 0, Size(10, 10))) for box in boxes]
    last = made(places, [(arrow, curve) for arrow in arrows or []], wide, partials=partials).groups[-1]
    assert (last.kind, last.title) == ("legend", "Legend")
    return last.shapes


def test_a_leaf_has_a_header_and_two_rows() -> None:
    round_ = (14.0,) * 4
    assert shapes(INPUT, Size(96, 62)) == [
        Rect("surface", 1000, 500, 96, 62, round_),
        Rect("input-fill", 1000, 500, 96, 24, (14.0, 14.0, 0.0, 0.0)),
        Polygon("input-rule", ((1000, 524), (1096, 524))),
        TextLine("name", 1048, 512, "a", "middle"),
        TextLine("field", 1009, 532.5, "data"), TextLine("number", 1087, 532.5, "2.5", "end"),
        TextLine("field", 1009, 549.5, "grad"), TextLine("number", 1087, 549.5, "-1", "end"),
        Rect("input-border", 1000, 500, 96, 62, round_),
    ]


@pytest.mark.parametrize(("box", "radius", "role"), [(CONSTANT, 12.0, "number"), (AGAIN, 12.0, "expression")])
def test_a_small_box_shows_its_label_in_its_middle(box: Box, radius: float, role: str) -> None:
    assert shapes(box, Size(30, 24)) == [
        Rect(f"{box.kind}-fill", 1000, 500, 30, 24, (radius,) * 4),
        Rect(f"{box.kind}-border", 1000, 500, 30, 24, (radius,) * 4),
        TextLine(role, 1015, 512, box.label, "middle"),
    ]


def test_sideways_an_operation_stands_at_the_left_with_its_operands_numbered_downwards() -> None:
    assert shapes(QUOTIENT, Size(140, 62, 40)) == [
        Rect("surface", 1000, 500, 140, 62, (3.0,) * 4),
        Rect("result-fill", 1040, 500, 100, 24, (0.0, 3.0, 0.0, 0.0)),
        Polygon("result-rule", ((1040, 524), (1140, 524))),
        TextLine("name", 1090, 512, "y", "middle"),
        TextLine("field", 1049, 532.5, "data"), TextLine("number", 1131, 532.5, "7", "end"),
        TextLine("field", 1049, 549.5, "grad"), TextLine("number", 1131, 549.5, "1", "end"),
        Rect("tab", 1000, 500, 40, 62, (3.0, 0.0, 0.0, 3.0)),
        TextLine("symbol", 1025, 531, "/", "middle"),
        TextLine("order", 1009, 515.5, "1", "middle"), TextLine("order", 1009, 546.5, "2", "middle"),
        Rect("result-border", 1000, 500, 140, 62, (3.0,) * 4),
    ]


def test_downwards_an_operation_stands_at_the_top_with_its_operands_numbered_to_the_right() -> None:
    assert shapes(QUOTIENT, Size(100, 82, 20), sideways=False) == [
        Rect("surface", 1000, 500, 100, 82, (3.0,) * 4),
        Rect("result-fill", 1000, 520, 100, 24, (0.0, 0.0, 0.0, 0.0)),
        Polygon("result-rule", ((1000, 544), (1100, 544))),
        TextLine("name", 1050, 532, "y", "middle"),
        TextLine("field", 1009, 552.5, "data"), TextLine("number", 1091, 552.5, "7", "end"),
        TextLine("field", 1009, 569.5, "grad"), TextLine("number", 1091, 569.5, "1", "end"),
        Rect("tab", 1000, 500, 100, 20, (3.0, 3.0, 0.0, 0.0)),
        TextLine("symbol", 1050, 510, "/", "middle"),
        TextLine("order", 1016, 510, "1", "middle"), TextLine("order", 1066, 510, "2", "middle"),
        Rect("result-border", 1000, 500, 100, 82, (3.0,) * 4),
    ]


def test_a_folded_box_is_a_stack_and_without_a_label_says_its_kind() -> None:
    found = shapes(FOLDED, Size(140, 62, 40))
    assert found[:2] == [Rect("folded-stack", 1004, 504, 140, 62, (3.0,) * 4),
                         Rect("surface", 1000, 500, 140, 62, (3.0,) * 4)]
    assert TextLine("unnamed", 1090, 512, "folded", "middle") in found
    assert TextLine("symbol", 1020, 531, "neuron", "middle") in found  # in the middle: no numbers beside it
    assert not any(isinstance(s, TextLine) and s.role == "order" for s in found)


def test_a_label_that_is_no_name_is_an_expression() -> None:
    box = Box("intermediate", "a*b", "1", "1", "", named=False)
    assert TextLine("expression", 1050, 512, "a*b", "middle") in shapes(box, Size(100, 62))


def test_an_arrow_is_a_curve_with_a_head_and_a_mark_on_its_ground() -> None:
    curve = Curve(((0, 0), (1, 1), (2, 2), (10, 20)), (20, 30), (5, 8))
    arrow = Arrow(0, 1, 0, "what passes", values=16)
    boxes = [(INPUT, PlacedBox(0, 0, Size(96, 62))), (QUOTIENT, PlacedBox(200, 0, Size(140, 62, 40)))]
    found = made(boxes, [(arrow, curve), (Arrow(0, 1, 1, "plain"), curve)])
    first, second, *_ = found.groups
    assert [item.kind for item in found.groups] == ["arrow", "arrow", "box", "box", "legend"]
    assert (first.title, second.title) == ("what passes", "plain")
    # the end of the curve, moved by 0.45 of the way to the tip, (4.5, 4.5), turned to the left and to the right
    line = [Spline("arrow", curve.points), Polygon("head", ((5.5, 24.5), (20, 30), (14.5, 15.5)))]
    assert second.shapes == line
    wide = 18.3 + 4  # "×16" in 10 points, and a margin
    assert first.shapes == [*line, Rect("mark-ground", 5 - wide / 2, 1, wide, 14, (3.0,) * 4),
                            TextLine("mark", 5, 8, "×16", "middle")]


def test_the_head_of_an_arrow_that_bends() -> None:
    curve = Curve(((0, 0), (1, 1), (2, 2), (10, 20)), (14, 30), None)
    found = made([(INPUT, PlacedBox(0, 0, Size(96, 62)))], [(Arrow(0, 0, 0, "", values=2), curve)]).groups[0]
    assert found.shapes[1:] == [Polygon("head", ((5.5, 21.8), (14, 30), (14.5, 18.2)))]  # and no mark without a place


def test_many_arrows_are_thin() -> None:
    curve = Curve(((0, 0), (1, 1), (2, 2), (10, 20)), (20, 30), None)
    for count, role in ((3, "arrow"), (4, "thin-arrow")):
        found = made([(INPUT, PlacedBox(0, 0, Size(96, 62)))], [(Arrow(0, 0, 0, ""), curve)] * count)
        assert {item.shapes[0].role for item in found.groups if item.kind == "arrow"} == {role}


def test_the_scene_has_room_for_the_picture_its_margins_and_the_legend() -> None:
    found = made([(INPUT, PlacedBox(0, 0, Size(96, 62)))], wide=400, high=100)
    assert (found.width, found.height, found.description) == (400 + 32, 100 + 16 + 24 + 32, "said of it")
    assert made([(INPUT, PlacedBox(0, 0, Size(96, 62)))], wide=100).width == 260 + 32  # the narrowest


def test_the_legend_in_lines_of_the_width_of_the_picture() -> None:
    found = legend([INPUT, CONSTANT, QUOTIENT], wide=300.5, partials=True)
    texts = [(s.x, s.y, s.text) for s in found if isinstance(s, TextLine) and s.role == "legend"]
    second = 30 + 80.5 + 12  # "input (leaf)": 12 characters of 6.71, to a tenth
    third = second + 30 + 53.7 + 12
    assert texts == [
        (30, 78, "input (leaf)"), (second + 30, 78, "constant"), (third + 30, 78, "result"),  # up to 300.5
        (30, 102, "operation"), (102.4 + 30, 102, "order of operands"), (30, 126, "local derivative"),
    ]
    narrower = legend([INPUT, CONSTANT, QUOTIENT], wide=300.4)
    assert [(s.x, s.y) for s in narrower if isinstance(s, TextLine) and s.text == "result"] == [(30, 102)]


def test_the_samples_of_the_legend() -> None:
    found = legend([INPUT, FOLDED, QUOTIENT], [Arrow(0, 1, None, "", values=2)], wide=1000, partials=True)
    starts = [s.x - 30 for s in found if isinstance(s, TextLine) and s.role == "legend"]
    samples = [s for s in found if s.role != "legend"]
    assert samples == [
        Rect("input-fill", 0, 71, 22, 14, (7.0,) * 4), Rect("input-border", 0, 71, 22, 14, (7.0,) * 4),
        Rect("folded-stack", starts[1] + 3, 74, 22, 14, (3.0,) * 4),
        Rect("folded-fill", starts[1], 71, 22, 14, (3.0,) * 4), Rect("folded-border", starts[1], 71, 22, 14, (3.0,) * 4),
        Rect("result-fill", starts[2], 71, 22, 14, (3.0,) * 4), Rect("result-border", starts[2], 71, 22, 14, (3.0,) * 4),
        Rect("tab", starts[3], 71, 22, 14, (2.0,) * 4), TextLine("order", starts[3] + 11, 78, "ƒ", "middle"),
        Rect("tab", starts[4], 71, 22, 14, (2.0,) * 4), TextLine("order", starts[4] + 11, 78, "1 2", "middle"),
        TextLine("mark", starts[5] + 11, 78, "×n", "middle"), TextLine("mark", starts[6] + 11, 78, "∂", "middle"),
    ]
    assert [s.text for s in found if isinstance(s, TextLine) and s.role == "legend"] == [
        "input (leaf)", "folded neuron or layer", "result", "operation", "order of operands", "an arrow for n values",
        "local derivative"]
    assert len(legend([INPUT], [Arrow(0, 0, 0, "", values=1)])) == 3

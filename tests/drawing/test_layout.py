"""Positions."""

import random
from itertools import combinations

import pytest

from autodiff import DrawingError, Value, draw, variables
from autodiff.drawing import engine
from autodiff.drawing.layout import Curve, PlacedBox, PlacedPicture, layout, mark, request
from autodiff.drawing.measure import Size, size_of, width
from autodiff.drawing.picture import Arrow, Box, Picture
from autodiff.value import value as functions
from tests.drawing.graphs import network, pictured

a, b = variables(a=2.0, b=-3.0)


def overlaps(made: PlacedPicture) -> bool:
    sides = [(p.x, p.x + p.size.width, p.y, p.y + p.size.height) for p in made.boxes]
    return any(p[0] < q[1] and q[0] < p[1] and p[2] < q[3] and q[2] < p[3] for p, q in combinations(sides, 2))


@pytest.mark.parametrize("sideways", [True, False])
@pytest.mark.parametrize("fold", ["neurons", "layers"])
def test_boxes_lie_side_by_side_within_the_picture(sideways: bool, fold: str) -> None:
    made = layout(pictured(network(), fold), sideways, partials=True)
    assert not overlaps(made)
    assert all(p.x >= 0 and p.x + p.size.width <= made.width + 0.1 for p in made.boxes)
    assert all(p.y >= 0 and p.y + p.size.height <= made.height + 0.1 for p in made.boxes)


def test_arrows_end_at_the_operation_in_the_order_of_the_operands() -> None:
    made = layout(pictured((a - b) * a), sideways=True, partials=False)
    for box, first, second in [(2, 0, 1), (3, 2, 3)]:
        place, (one, two) = made.boxes[box], (made.curves[first].tip, made.curves[second].tip)
        assert one[0] == pytest.approx(place.x, abs=1)
        assert place.y < one[1] < two[1] < place.y + place.size.height
    downwards = layout(pictured(a - b), sideways=False, partials=False)
    assert downwards.curves[0].tip[0] < downwards.curves[1].tip[0]


def test_two_arrows_of_a_square_are_two_curves() -> None:
    first, second = layout(pictured(a * a), sideways=True, partials=False).curves
    assert first.tip != second.tip


def test_arrows_run_forwards() -> None:
    made = layout(pictured(a * b + a), sideways=True, partials=False)
    assert all(curve.points[0][0] < curve.tip[0] for curve in made.curves)


def test_the_engine_is_given_no_label() -> None:
    made = pictured(Value(1.0, "secret") * Value(2.0, "hidden"))
    asked = request(made, [size_of(box, True) for box in made.boxes], sideways=True, partials=True)
    assert "secret" not in asked
    assert "hidden" not in asked


def test_wide_characters_are_given_room() -> None:
    assert width("漢字", 10) > width("ab", 10)
    assert width("a\u0301", 10) == width("a", 10)
    narrow, wide = (size_of(pictured(Value(1.0, label)).boxes[0], True) for label in ("ab" * 6, "漢字" * 6))
    assert wide.width > narrow.width


def test_a_large_graph_is_laid_out_in_time(capfd: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(0)
    values = [Value(rng.random(), f"x{i}") for i in range(300)]
    for i in range(900):
        values.append(rng.choice(values[-200:]) * rng.choice(values[-200:]))
        values[-1].label = f"y{i}"
    made = layout(pictured(values[300:]), sideways=True, partials=False)
    assert len(made.boxes) > 1_000


BOXES = [Box("input", "a", "", "", ""), Box("input", "b", "", "", ""), Box("result", "y", "", "", "", "-", operands=2)]
ARROWS = [Arrow(0, 2, 0, "", partial="1"), Arrow(1, 2, 1, "", values=3), Arrow(0, 1, None, "")]
SIZES = [Size(30, 24), Size(31, 25), Size(141, 63, 40)]
CELL = '<TD FIXEDSIZE="TRUE" WIDTH="{}" HEIGHT="{}"{}></TD>'.format
TABLE = '<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0">{}</TABLE>'.format


def single(wide: int, high: int) -> str:
    return TABLE(f"<TR>{CELL(wide, high, '')}</TR>")


@pytest.mark.parametrize("sideways", [True, False])
def test_the_question_as_written_by_hand(sideways: bool) -> None:
    if sideways:  # the side of 63, in two
        first, second, body = CELL(40, 32, ' PORT="p0"'), CELL(40, 31, ' PORT="p1"'), CELL(101, 63, ' ROWSPAN="2"')
        operation = TABLE(f"<TR>{first}{body}</TR><TR>{second}</TR>")
    else:  # the side of 141
        first, second, body = CELL(70, 40, ' PORT="p0"'), CELL(71, 40, ' PORT="p1"'), CELL(141, 23, ' COLSPAN="2"')
        operation = TABLE(f"<TR>{first}{second}</TR><TR>{body}</TR>")
    leave, enter = ("e", "w") if sideways else ("s", "n")
    # a mark is 6.1 a character wide (∂ takes 1.2) and 10 more, and as high as a number and 4
    derivative, many = (f" label=<{single(wide, 16)}>" for wide in (29, 22))
    assert request(Picture(BOXES, ARROWS), SIZES, sideways, partials=True).split("\n") == [
        f'digraph {{ rankdir="{"LR" if sideways else "TB"}" nodesep="0.25" ranksep="0.60"',
        'pad="0" margin="0" node [shape="plain"] edge [arrowsize="0.7"]',
        f"b0 [label=<{single(30, 24)}>]", f"b1 [label=<{single(31, 25)}>]", f"b2 [label=<{operation}>]",
        f"b0:{leave} -> b2:p0:{enter} [id=a0{derivative}]", f"b1:{leave} -> b2:p1:{enter} [id=a1{many}]",
        f"b0:{leave} -> b1:{enter} [id=a2]", "}"]


@pytest.mark.parametrize(("count", "apart", "dense"), [(1, "0.60", False), (9, "0.75", False), (10, "0.83", True),
                                                       (36, "3.00", True), (60, "3.00", True)])
def test_the_more_arrows_the_more_room_between_ranks(count: int, apart: str, dense: bool) -> None:
    lines = request(Picture(BOXES, [ARROWS[0]] * count), SIZES, True, partials=False).split("\n")
    assert f'ranksep="{apart}"' in lines[0]
    assert (lines[2] == 'mclimit="0.1" splines="polyline" edge [arrowsize="0.45"]') is dense


@pytest.mark.parametrize(("count", "limited"), [(1000, False), (1001, True)])
def test_the_search_in_a_large_picture_is_limited(count: int, limited: bool) -> None:
    asked = request(Picture(BOXES[:1] * count, []), SIZES[:1] * count, True, partials=False)
    assert ('\nnslimit="0.1" nslimit1="0.1" mclimit="0.1" splines="line"\n' in asked) is limited


def test_operands_too_many_to_tell_apart_share_a_side() -> None:
    for count, ports in ((31, 31), (32, 0)):  # two points each at least, of 63
        crowded = Box("result", "y", "", "", "", "Σ", operands=count)
        assert request(Picture([crowded]), [SIZES[2]], True, False).count("PORT") == ports


def test_marks() -> None:
    assert mark(Arrow(0, 1, None, "", values=1, partial="0.5"), partials=True) == "∂ 0.5"
    assert mark(Arrow(0, 1, None, "", values=2, partial="0.5"), partials=False) == "×2"
    assert mark(Arrow(0, 1, None, "", partial="0.5"), partials=False) == mark(Arrow(0, 1, None, ""), partials=True) == ""


ANSWER = """{"bb": "0,0,300.5,200", "objects": [{"name": "b1", "pos": "250,40.129"}, {"name": "b0", "pos": "15,150"},
    {"name": "b2", "pos": "100.5,31.5"}], "edges": [
    {"id": "a1", "pos": "e,9,8 7,6 5,4 3,2 1,0"}, {"id": "a0", "pos": "e,1,2 3,4 5,6 7,8 9,10", "lp": "11.126,12"},
    {"id": "a2", "pos": "e,0,200 1,199 2,198 3,197 4,196"}]}"""


def test_the_answer_is_read_with_y_downwards(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(engine, "run", lambda dot, output: asked.append((dot, output)) or ANSWER.encode())
    picture = Picture(BOXES, ARROWS)
    made = layout(picture, True, partials=True)
    sizes = [size_of(box, True) for box in BOXES]
    assert asked == [(request(picture, sizes, True, True), "json0")]
    centres = [(15, 50), (250, 159.87), (100.5, 168.5)]
    assert made.boxes == [PlacedBox(x - size.width / 2, pytest.approx(y - size.height / 2), size)
                          for (x, y), size in zip(centres, sizes, strict=True)]
    assert (made.width, made.height) == (300.5, 200)
    assert made.curves == [Curve(((3, 196), (5, 194), (7, 192), (9, 190)), (1, 198), (11.13, 188)),
                           Curve(((7, 194), (5, 196), (3, 198), (1, 200)), (9, 192), None),
                           Curve(((1, 1), (2, 2), (3, 3), (4, 4)), (0, 0), None)]


def test_a_picture_of_nothing_is_not_asked_for() -> None:
    assert layout(Picture(), True, False) == PlacedPicture(0, 0, [], [])


@pytest.mark.parametrize("answer", [b"no", b"{}", b'{"bb": "0,0", "objects": []}', b'{"bb": 3}', b"[]"])
def test_an_answer_that_cannot_be_read_is_an_error_of_drawing(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "run", lambda dot, output: answer)
    with pytest.raises(DrawingError, match=r"^Graphviz gave an answer that cannot be read: \w+\("):
        layout(Picture(BOXES, ARROWS), True, False)


def test_an_operation_of_very_many_operands_is_laid_out_in_silence(capfd: pytest.CaptureFixture[str]) -> None:
    assert len(draw(functions.sum([Value(float(i)) for i in range(200)])).svg) > 1000
    assert capfd.readouterr() == ("", "")  # a box has no room for 200 places where arrows enter

"""PNG and PDF."""

import re
import struct

import pytest

from autodiff import draw, variables
from autodiff.drawing.draw import Drawing
from autodiff.drawing.image import image, source
from autodiff.drawing.scene import Polygon, Rect, Scene, Shape, ShapeGroup, Spline, TextLine
from tests.drawing.graphs import network


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    a, b = variables(a=2.0, b=0.25)
    return draw(a / b)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_magic_bytes(drawing: Drawing, theme: str) -> None:
    assert image(drawing._scene, "png", theme).startswith(b"\x89PNG\r\n\x1a\n")
    assert image(drawing._scene, "pdf", theme).startswith(b"%PDF-")


def test_the_same_bytes_each_time(drawing: Drawing) -> None:
    for output in ("png", "pdf"):
        assert image(drawing._scene, output, "light") == image(drawing._scene, output, "light")
    assert b"CreationDate" not in image(drawing._scene, "pdf", "light")


def test_a_png_has_two_dots_for_each_point(drawing: Drawing) -> None:
    wide, high = struct.unpack(">II", image(drawing._scene, "png", "light")[16:24])
    assert wide == pytest.approx(2 * drawing._scene.width, abs=3)
    assert high == pytest.approx(2 * drawing._scene.height, abs=3)


def test_a_pdf_has_the_size_of_the_drawing(drawing: Drawing) -> None:
    box = re.search(rb"/MediaBox \[ *0 0 ([\d.]+) ([\d.]+)", image(drawing._scene, "pdf", "light"))
    assert box is not None
    assert [float(n) for n in box.groups()] == pytest.approx([drawing._scene.width, drawing._scene.height], abs=3)


def test_a_large_picture_is_painted_too() -> None:
    assert len(image(draw(network())._scene, "png", "light")) > 50_000


def painted(*shapes: Shape, output: str = "png", theme: str = "light") -> list[str]:
    """The lines of DOT for a scene of our choice, 200 wide and 100 high: (x, y) of a drawing is (x + 16, 84 - y) there."""
    return source(Scene(200, 100, "", [ShapeGroup("box", "", list(shapes))]), output, theme).split("\n")


def test_the_frame_of_a_picture() -> None:
    assert painted() == [
        'digraph { dpi="144" pad="0" margin="0" bgcolor="#ffffff"', '_background=""',
        'node [shape="plaintext" margin="0" width="0.01" height="0.01"]',
        'corner0 [pos="0,0" label="" shape="point" style="invis"]',
        'corner1 [pos="200.00,100.00" label="" shape="point" style="invis"]', "}"]
    assert painted(output="pdf", theme="dark")[0] == 'digraph { dpi="72" pad="0" margin="0" bgcolor="#11161d"'


@pytest.mark.parametrize(("shape", "expected"), [
    (Spline("arrow", ((0, 1), (2, 3), (4, 5), (6, 7.125))),  # nothing filled; a line of 1.3
     "C 9 -#00000000 c 7 -#6b7580 S 17 -setlinewidth(1.3) B 4 16.00 83.00 18.00 81.00 20.00 79.00 22.00 76.88 "),
    (Polygon("head", ((0, 1), (2, 3), (-4, 5))),
     "C 7 -#6b7580 c 7 -#6b7580 S 15 -setlinewidth(0) P 3 16.00 83.00 18.00 81.00 12.00 79.00 "),
    (Polygon("input-rule", ((0, 1), (2, 1))),
     "C 9 -#00000000 c 7 -#1268c4 S 15 -setlinewidth(1) L 2 16.00 83.00 18.00 83.00 "),
])
def test_lines_as_written_by_hand(shape: Shape, expected: str) -> None:
    assert painted(shape)[1] == f'_background="{expected}"'


def test_a_rectangle_is_a_closed_spline_clockwise() -> None:
    """From the top left, each corner of its own radius r between handles that stand out by 0.5523 r."""
    head, points = painted(Rect("result-stack", 0, 0, 100, 50, (10, 20, 8, 5)))[1].removesuffix(' "').split("b 25 ")
    assert head == '_background="C 7 -#ffe9ad c 7 -#a05f00 S 15 -setlinewidth(1) '
    numbers = [float(n) for n in points.split()]
    found = [(round(x - 16, 2), round(84 - y, 2)) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    corners = [(0, 10), (0, 4.48), (4.48, 0), (10, 0)], [(80, 0), (91.05, 0), (100, 8.95), (100, 20)], [
        (100, 42), (100, 46.42), (96.42, 50), (92, 50)], [
        (5, 50), (2.24, 50), (0, 47.76), (0, 45)]
    sides = [[(10, 0), (80, 0)], [(100, 20), (100, 42)], [(92, 50), (5, 50)], [(0, 45), (0, 10), (0, 10)]]
    assert found == [point for corner, side in zip(corners, sides, strict=True) for point in (*corner, *side)]


@pytest.mark.parametrize(("anchor", "end"), [("start", "\\l"), ("middle", ""), ("end", "\\r")])
def test_text_is_a_node_with_its_anchor_in_its_place(anchor: str, end: str) -> None:
    """Three characters of 7.8333 make 23.8, 0.3306 inches; the node is moved by half of that."""
    *_, first, second, last = painted(TextLine("name", 20, 10, 'a"b', anchor),
                                      Rect("surface", 0, 0, 1, 1), TextLine("mark", 0, 0, "x"))
    half = {"start": 11.9, "middle": 0.0, "end": -11.9}[anchor]
    assert first == (f't0 [pos="{36 + half:.2f},74.00" width="0.3306" label="a\\"b{end}" fontname="monospace bold" '
                     'fontsize="13" fontcolor="#1c2128"]')
    assert second.startswith('t1 [pos="19.05,84.00" width="0.0847" label="x\\l" fontname="monospace" fontsize="10" ')
    assert last == "}"


def test_a_long_background_is_joined_of_short_strings() -> None:
    line = Polygon("input-rule", ((0, 1), (2, 1)))
    parts = painted(*[line] * 300)[1].removeprefix('_background="').removesuffix('"').split('" + "')
    assert {len(part) for part in parts[:-1]} == {8000}
    assert "".join(parts) == painted(line)[1].removeprefix('_background="').removesuffix('"') * 300

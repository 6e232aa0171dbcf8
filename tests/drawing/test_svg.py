"""The SVG: well-formed and true. (That labels are text and nothing else: tests/hostile.)"""

import xml.etree.ElementTree as ET

import pytest

from autodiff import Value, draw, variables
from autodiff.drawing.scene import Polygon, Rect, Scene, Shape, ShapeGroup, Spline, TextLine
from autodiff.drawing.svg import svg
from tests.drawing.graphs import network

SVG = "{http://www.w3.org/2000/svg}"


def parsed(y: Value, **options: object) -> ET.Element:
    return ET.fromstring(draw(y, **options).svg)  # noqa: S314


def groups(root: ET.Element, kind: str) -> list[ET.Element]:
    return [g for g in root.iter(f"{SVG}g") if g.get("class") == f"ad-{kind}"]


def texts(root: ET.Element) -> list[str]:
    return [t.text or "" for t in root.iter(f"{SVG}text")]


def test_two_arrows_for_a_square() -> None:
    x = Value(3.0, "x")
    assert len(groups(parsed(x * x), "arrow")) == 2


def test_a_box_shows_label_data_grad_and_symbol() -> None:
    a, b = variables(a=2.0, b=0.5)
    y = a / b
    y.backward()
    shown = texts(parsed(y))
    for text in ("a", "b", "a/b", "2", "0.5", "4", "-8", "/", "data", "grad", "1"):
        assert text in shown


def test_local_derivatives_are_shown_on_request() -> None:
    a, b = variables(a=2.0, b=0.25)
    assert "∂ 0.25" in texts(parsed(a * b, partials=True))
    assert not any("∂" in text for text in texts(parsed(a * b)))


def test_the_legend_names_what_occurs_and_nothing_else() -> None:
    a, b = variables(a=2.0, b=0.25)
    (legend,) = groups(parsed(a - b), "legend")
    assert texts(legend) == ["input (leaf)", "result", "ƒ", "operation", "1 2", "order of operands"]
    (legend,) = groups(parsed(network(), fold="layers"), "legend")
    assert "folded neuron or layer" in texts(legend)
    assert "an arrow for n values" in texts(legend)
    (legend,) = groups(parsed(network(sizes=(2, 1)), partials=True), "legend")
    assert {"parameter (leaf)", "intermediate", "constant", "local derivative"} <= set(texts(legend))


def test_light_and_dark() -> None:
    y = Value(2.0) * 3
    auto, light, dark = (draw(y, theme=theme).svg for theme in ("auto", "light", "dark"))
    assert "prefers-color-scheme: dark" in auto
    assert "<style>" not in light + dark
    assert "#11161d" in dark
    assert "#11161d" not in light


def test_rules_hold_within_the_drawing_only() -> None:
    (style,) = parsed(Value(2.0) * 3).iter(f"{SVG}style")
    rules = [line.strip() for line in (style.text or "").splitlines() if "{ " in line]
    assert rules
    assert all(rule.startswith(".autodiff-graph .ad-") for rule in rules)


def test_it_can_be_read_aloud() -> None:
    x = Value(0.1, "x")
    root = parsed(x * 3)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert "3 boxes" in (root[1].text or "")
    titles = [g[0].text or "" for g in groups(root, "box")]
    assert any("x" in title and "data = 0.1" in title and "grad = 0.0" in title for title in titles)


def test_it_refers_to_nothing_and_runs_nothing() -> None:
    svg = draw(Value(1.0, "x") * 2).svg
    for word in ("href", "url(", "@import", "<script", "onload", "<foreignObject"):
        assert word not in svg


def test_a_label_is_shown_as_it_is() -> None:
    for label in ("<b>&amp;", "a  b", "שלום", "{x|y}", "\\N"):
        assert label in texts(parsed(Value(1.0, label)))
    assert "a␊b" in texts(parsed(Value(1.0, "a\nb")))


def test_text_of_another_direction_stays_within_its_line() -> None:
    for text in parsed(Value(1.0, "שלום") * 2).iter(f"{SVG}text"):
        assert text.get("style") == "unicode-bidi: isolate"


def test_text_stays_within_its_box() -> None:
    """Texts of a box, at the estimated width, lie between its left and right border."""
    from autodiff.drawing.measure import width
    from autodiff.drawing.scene import Rect, TextLine
    from autodiff.drawing.style import STYLES

    drawing = draw(Value(-1.2345e-100, "a fairly long label of 漢字").tanh() / Value(-3.0, "i"))
    for item in drawing._scene.groups:
        if item.kind == "box":
            border = next(s for s in item.shapes if isinstance(s, Rect) and s.role.endswith("border"))
            for text in (s for s in item.shapes if isinstance(s, TextLine)):
                wide = width(text.text, STYLES[text.role].size)
                left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
                assert border.x <= left
                assert left + wide <= border.x + border.width


def by_hand(kind: str, shape: Shape, theme: str = "light") -> str:
    """What a scene of one shape has between its ground and its end."""
    text = svg(Scene(100, 50, "<said>", [ShapeGroup(kind, "a\n<b>", [shape])]), theme)
    (group,) = [line for line in text.splitlines() if line.startswith(("<g ", "&lt;b"))][1:]
    return group.removeprefix("&lt;b&gt;</title>").removesuffix("</g>")


@pytest.mark.parametrize(("shape", "expected"), [
    (Rect("surface", 10, 20, 30, 40), '<path d="M10,20L40,20L40,60L10,60L10,20Z" fill="#ffffff"/>'),
    (Rect("input-border", 10, 20, 30, 40, (1, 2, 3, 4)),
     '<path d="M11,20L38,20A2,2 0 0 1 40,22L40,57A3,3 0 0 1 37,60L14,60A4,4 0 0 1 10,56L10,21A1,1 0 0 1 11,20Z"'
     ' fill="none" stroke="#1268c4" stroke-width="1.5"/>'),
    (Spline("arrow", ((0, 1), (2.25, 3), (4, 5), (6, 7.128))),
     '<path d="M0,1C2.25,3 4,5 6,7.13" fill="none" stroke="#6b7580" stroke-width="1.3"/>'),
    (Polygon("head", ((0, 1), (2, 3), (-4, 5))), '<path d="M0,1L2,3 -4,5Z" fill="#6b7580"/>'),
    (Polygon("input-rule", ((0, 1), (2, 1))), '<path d="M0,1L2,1" fill="none" stroke="#1268c4" stroke-width="1"/>'),
    (Rect("result-stack", 100000, 99999.5, 1, 1),
     '<path d="M100000,99999.5L100001,99999.5L100001,100000L100000,100000L100000,99999.5Z"'
     ' fill="#ffe9ad" stroke="#a05f00" stroke-width="1"/>'),
    (TextLine("name", 1, 2, "a < b\n", "end"),
     '<text x="1" y="2" text-anchor="end" dy="0.35em" fill="#1c2128" font-size="13"'
     ' font-weight="bold" style="unicode-bidi: isolate">a &lt; b␊</text>'),
    (TextLine("field", 1, 2, '"'), '<text x="1" y="2" text-anchor="start" dy="0.35em" fill="#57606a" font-size="12"'
     ' style="unicode-bidi: isolate">&quot;</text>'),
])
def test_each_shape_as_written_by_hand(shape: Shape, expected: str) -> None:
    assert by_hand("box", shape) == expected
    coloured = by_hand("box", shape, "auto")
    assert coloured == expected.replace(' fill=', f' class="ad-{shape.role}" fill=', 1)


def test_the_frame_as_written_by_hand() -> None:
    text = svg(Scene(100, 50.25, "<said>\n", [ShapeGroup("legend", "a\n<b>", [])]), "dark")
    assert text == (
        '<svg xmlns="http://www.w3.org/2000/svg" class="autodiff-graph" role="img" width="100" height="50.25" '
        'viewBox="-16 -16 100 50.25" font-family="ui-monospace, \'DejaVu Sans Mono\', Menlo, Consolas, monospace" '
        'style="max-width: none" xml:space="preserve">\n'
        "<title>Computation graph</title><desc>&lt;said&gt;␊</desc>\n"
        '<path d="M-8,-16L76,-16A8,8 0 0 1 84,-8L84,26.25A8,8 0 0 1 76,34.25L-8,34.25A8,8 0 0 1 -16,26.25L-16,-8'
        'A8,8 0 0 1 -8,-16Z" fill="#11161d"/>\n'
        '<g class="ad-legend"><title>a\n&lt;b&gt;</title></g>\n</svg>\n')


def test_the_rules_for_the_dark() -> None:
    text = svg(Scene(100, 50, "", []), "auto")
    assert "\n<style>@media (prefers-color-scheme: dark) {\n" in text
    for rule in (".ad-canvas { fill: #11161d; }", ".ad-arrow { stroke: #8b96a3; }",
                 ".ad-result-stack { fill: #4a3508; stroke: #e0a02e; }"):
        assert f"\n  .autodiff-graph {rule}\n" in text
    assert "\n}</style>\n" in text
    assert '" class="ad-canvas" fill="#ffffff"/>\n</svg>\n' in text

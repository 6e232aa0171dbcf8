"""The SVG: well-formed and true. (That labels are text and nothing else: tests/hostile.)"""

import xml.etree.ElementTree as ET

from autodiff import Value, draw, variables
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
    from autodiff.drawing.scene import Rect, Text
    from autodiff.drawing.style import STYLES

    drawing = draw(Value(-1.2345e-100, "a fairly long label of 漢字").tanh() / Value(-3.0, "i"))
    for item in drawing._scene.items:
        if item.kind == "box":
            border = next(s for s in item.shapes if isinstance(s, Rect) and s.role.endswith("border"))
            for text in (s for s in item.shapes if isinstance(s, Text)):
                wide = width(text.text, STYLES[text.role].size)
                left = text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor]
                assert border.x <= left
                assert left + wide <= border.x + border.width

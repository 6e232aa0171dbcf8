"""The page in a real browser: each thing that can be done with it, beside what Python says."""

import json
import math
import random
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, ViewportSize, expect

from autodiff import OPS, Value, explore, register, tanh, unregister, variables
from autodiff.errors import DrawingError
from autodiff.exploring.data import as_json, page_data
from autodiff.graph import sweeps
from autodiff.testing import RandomChoices, build
from nn import MLP
from tests.explaining.outputs import ELEMENTS
from tests.exploring.pages import near, network, opened, read, shown
from tests.hostile.labels import HOSTILE

VIEWER: ViewportSize = {"width": 360, "height": 740}


def test_all_values_and_gradients(tanh_page: Page) -> None:
    cost, v = network()
    for name in [*v, "E"]:
        data, grad = shown(tanh_page, name)
        node = cost if name == "E" else v[name]
        assert near(data, node.data)
        assert near(grad, node.grad)


def test_a_box_and_an_arrow_are_explained(tanh_page: Page) -> None:
    box = tanh_page.locator('g.ad-box[aria-label^="h1: "]')
    box.focus()
    box.press("Enter")
    detail = read(tanh_page, "#detail p")
    assert detail[:3] == ["h1 = tanh(w1·x1 + w2·x2)", "= tanh(0.8)", "≈ 0.664037"]
    assert "∂E/∂h1 = ∂E/∂(w5·h1)·∂(w5·h1)/∂h1" in detail
    assert "≈ -0.0474717" in detail
    tanh_page.locator("g.ad-arrow").first.click(force=True)
    assert tanh_page.locator("g.ad-arrow.chosen").count() == 1


def test_by_keyboard_alone(tanh_page: Page) -> None:
    def focused() -> str:
        return str(tanh_page.evaluate("document.activeElement.getAttribute('aria-label')")).split(":")[0]

    assert tanh_page.locator('g.ad-box[tabindex="0"]').count() == 1  # Tab passes the graph in one stop
    assert tanh_page.locator("#graph svg").get_attribute("role") == "group"
    tanh_page.locator('g.ad-box[aria-label^="h1: "]').focus()
    tanh_page.keyboard.press("ArrowRight")
    assert focused() == "w5·h1"
    tanh_page.keyboard.press("ArrowDown")
    assert focused() == "w6·h2"
    tanh_page.keyboard.press(" ")
    expect(tanh_page.locator("#detail-title")).to_have_text("w6·h2")
    assert tanh_page.locator('g.ad-box[tabindex="0"]').count() == 1
    tanh_page.locator("#detail").get_by_role("button", name="h2", exact=True).press("Enter")
    expect(tanh_page.locator("#detail-title")).to_have_text("h2")
    assert "1 - h2²" in read(tanh_page, "#detail td")


def test_what_a_screen_reader_hears(tanh_page: Page) -> None:
    slider = tanh_page.get_by_label("w1", exact=True)
    slider.press("ArrowRight")
    expect(tanh_page.locator("#news")).to_contain_text("w1 = 0.102: E = 0.004")
    box = tanh_page.locator('g.ad-box[aria-label^="w1: "]')
    expect(box).to_have_attribute("aria-label", f"w1: data 0.102, grad {shown(tanh_page, 'w1')[1]}")
    tanh_page.get_by_role("button", name="Play").click()
    expect(tanh_page.locator("#step")).to_have_attribute("aria-live", "off")
    tanh_page.get_by_role("button", name="Pause").click()
    expect(tanh_page.locator("#step")).to_have_attribute("aria-live", "polite")


def test_a_phone(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size(VIEWER)
    opened(page, network()[0], tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= VIEWER["width"]
    page.evaluate("scrollTo(0, 600)")
    title = page.locator("h1").bounding_box()
    assert title is not None
    assert title["y"] == 0  # the result and the graph stay in sight of the sliders
    assert page.locator("#graph").bounding_box()["y"] == title["height"]  # type: ignore[index]
    result = page.locator('g.ad-box[aria-label^="E: "]')
    result.press("Enter")
    place = result.bounding_box()
    assert place is not None
    assert 0 <= place["x"] <= place["x"] + place["width"] <= VIEWER["width"]  # what has the focus is seen


EVERYTHING = """() => {
  const pressed = () => new MouseEvent("click", {bubbles: true});
  const click = what => document.querySelectorAll(what).forEach(element => element.dispatchEvent(pressed()));
  const all = "g.ad-box, g.ad-arrow";
  click(all); click("#first"); for (let i = 0; i < 40; i++) click("#next");
  click("#descend"); click("#descend-ten"); click("#guess"); click(all); click("#guess-check"); click("#guess");
  click(all); document.querySelector("#compare").open = true;
  document.querySelectorAll("#leaves input[type=range]").forEach(e => { e.value = 1; e.dispatchEvent(new Event("input")); });
  click("#reset"); click(all);
}"""


@pytest.mark.parametrize("seed", [-4, -3, -2, -1, 0, 1, 2, 3])
def test_everything_is_clicked_on_any_graph(page: Page, tmp_path: Path, seed: int) -> None:
    odd = {-4: lambda: Value(2.0), -3: lambda: Value(math.nan) * 2, -2: lambda: Value(math.inf, "x") - 1,
           -1: lambda: Value(1e-300) * Value(1e300)}
    y = odd[seed]() if seed in odd else build(RandomChoices(random.Random(seed)), list(OPS.values())).values()[0]
    opened(page, y, tmp_path)
    page.evaluate(EVERYTHING)
    page.wait_for_timeout(20)  # the console must stay silent
    result = (page.locator("#summary").text_content() or "").removeprefix("= ")
    assert result == str(y.data) if not math.isfinite(y.data) else near(result, y.data)


@pytest.mark.parametrize("label", ["</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "{data}",
                                   "\u2028'\"`${1}"])
def test_hostile_labels_stay_text(page: Page, tmp_path: Path, label: str) -> None:
    x = Value(2.0, label=label)
    y = x * 3
    y.label = label
    opened(page, y, tmp_path)
    assert page.locator("img").count() == 0
    assert near(shown(page, "")[0] if not label else page.locator("g.ad-box .ad-number").first.text_content() or "", 2.0)


@pytest.mark.parametrize("label", HOSTILE)
def test_any_label_gives_a_page_that_a_file_can_hold(label: str) -> None:
    x = Value(2.0, label=label)
    y = x * 3
    x.scope = y.label = y.scope = label
    assert len(explore(y).html.encode()) < 100_000
    first, last = json.loads(as_json(page_data(y)))["graph"]["nodes"]
    assert first["scope"]
    for formula in (first["math"], last["math"], last["formula"]["value"], *last["formula"]["partials"][:1]):
        found = ElementTree.fromstring(f"<math>{formula}</math>")  # noqa: S314
        assert {element.tag for element in found.iter()} <= ELEMENTS


def test_a_graph_is_sorted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_graphs: list[object] = []
    sort = sweeps._sort
    monkeypatch.setattr(sweeps, "_sort", lambda roots, zero: (sorted_graphs.append(roots), sort(roots, zero))[1])
    y = (1 - MLP(2, [2, 1], rng=0)(variables(a=1.0, b=2.0))) ** 2
    assert explore(y).html
    assert len(sorted_graphs) == 1


def test_nothing_can_leave_the_page(tanh_page: Page) -> None:
    policy = tanh_page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "base-uri 'none'; form-action 'none'" in policy


def test_a_graph_of_a_hundred_nodes_is_small() -> None:
    x = Value(0.5, label="x")
    y = x
    for i in range(50):
        y = tanh(y * (1 + i / 100))
    assert len(explore(y).html.encode()) < 500_000
    net = (1 - MLP(3, [6, 4, 1], rng=0)(variables(a=1.0, b=2.0, c=3.0))) ** 2
    assert len(explore(net).html.encode()) < 500_000


@given(st.text(alphabet="</!-script>&\u2028\u2029\\\"", max_size=30))
def test_json_does_not_end_its_element(text: str) -> None:
    written = as_json([text])
    assert json.loads(written) == [text]
    assert not re.search(r"</|<!|[\u2028\u2029]", written)


def test_every_node_has_a_name_and_a_formula() -> None:
    data = page_data(network()[0])
    assert all(node["name"] for node in data["graph"]["nodes"])
    x1, w1 = (f"<msub><mi>{letter}</mi><mn>1</mn></msub>" for letter in "xw")
    assert [node["formula"]["partials"] for node in data["graph"]["nodes"] if node["name"] == "w1·x1"] == [[x1, w1]]


def test_a_row_that_is_gone_is_named() -> None:
    y = register("twice", "x", "2*x", "2")(Value(1.0, "x"))
    unregister("twice")
    with pytest.raises(ValueError, match=r"the operation 'twice' of this graph was removed by unregister"):
        explore(y)


def test_what_cannot_be_explored(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"explore\(\) needs a Value"):
        explore(2.0)
    with pytest.raises(ValueError, match=r"must end in \.html, got 'page.txt'"):
        explore(Value(1.0) * 2, "page.txt")
    with pytest.raises(TypeError, match="must be a str or a Path"):
        explore(Value(1.0) * 2).save(3)  # type: ignore[arg-type]


def test_a_graph_that_is_too_large_is_refused_at_once_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("autodiff.exploring.data.formulas")  # of 100,000 nodes they took half a minute
    y = b = Value(1.0, "b")
    for _ in range(1500):
        y = y + b * 0.01
    with pytest.raises(DrawingError, match=r"graph of 3,001 nodes is too large to be shown, even folded: explore a part"):
        explore(y)


@pytest.mark.parametrize(("x", "text"), [
    (0.0, "0"), (-0.0, "0"), (0.000123456, "0.0001235"), (9.99e-5, "9.99e-5"), (123456.7, "123500"), (1.5e6, "1.5e6"),
    (-2e300, "-2e300"), (math.inf, "inf"), (math.nan, "nan")])
def test_numbers_are_short(page: Page, tmp_path: Path, x: float, text: str) -> None:
    opened(page, Value(x, "x") * 1.0, tmp_path)
    assert shown(page, "x")[0] == text


def test_on_a_phone_a_long_name_leaves_room_for_the_number(page: Page, tmp_path: Path) -> None:
    a, b = variables(a=1.5, b=-2.0)
    page.set_viewport_size(VIEWER)
    opened(page, tanh(a * b) + a / (b**2 + 1.25) - tanh(a * b * 0.5), tmp_path)
    number = page.locator("#summary").bounding_box()
    assert number is not None
    assert number["x"] + number["width"] <= VIEWER["width"]
    assert number["y"] + number["height"] <= 34

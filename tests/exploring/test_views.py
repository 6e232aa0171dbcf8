"""The drawings of one graph: open, folded, and with one layer or neuron open."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autodiff import Value, variables
from autodiff.exploring.data import page_data
from autodiff.exploring.views import GLANCE, PageView, all_views, whole_views
from autodiff.graph.sweeps import topological
from nn import MLP
from tests.exploring.pages import opened


def loss(*sizes: int) -> Value:
    y: Value = (1 - MLP(2, [*sizes, 1], rng=0)(variables(a=1.0, b=2.0))) ** 2
    return y


def views(y: Value) -> list[PageView]:
    nodes = topological(y)
    names = {node: known["name"] for node, known in zip(nodes, page_data(y)["graph"]["nodes"], strict=True)}
    return all_views(nodes, whole_views(nodes), names)


def kinds(found: list[PageView]) -> list[tuple[str, str]]:
    return [(view.fold, view.opened) for view in found]


def test_a_graph_without_a_network_has_one_drawing() -> None:
    a, b = variables(a=1.0, b=2.0)
    assert kinds(views(a * b)) == [("none", "")]


def test_layers_and_neurons_can_be_opened_one_by_one() -> None:
    found = views(loss(2, 2))
    assert kinds(found) == [("none", ""), ("neurons", ""), ("layers", ""), ("layers", "layer1"), ("layers", "layer2")] + [
        ("neurons", f"layer{i}/neuron{j}") for i in (1, 2) for j in (1, 2)]  # for layer3/neuron1 the page has no room
    assert {scope for scope in found[3].folded() if scope} == {"layer1/neuron1", "layer1/neuron2", "layer2", "layer3"}
    assert {scope for scope in found[5].folded() if scope} == {"layer1/neuron2", "layer2/neuron1", "layer2/neuron2",
                                                              "layer3/neuron1"}


def test_the_first_is_the_most_open_one_that_can_be_read() -> None:
    found = views(loss(16, 16))
    assert kinds(found)[:3] == [("neurons", ""), ("none", ""), ("layers", "")]
    assert found[0].drawing.boxes <= GLANCE < found[1].drawing.boxes
    assert kinds(views(loss(64, 64)))[:2] == [("layers", ""), ("neurons", "")]  # every value is not drawn


@pytest.mark.parametrize("sizes", [(2,), (3, 2)])
def test_boxes_hold_what_is_folded_in_them(sizes: tuple[int, ...]) -> None:
    for view in views(loss(*sizes)):
        boxes = view.drawing._picture.boxes
        for box, scope in zip(boxes, view.folded(), strict=True):
            assert bool(scope) == box.folded
            assert all(f"{node.scope}/".startswith(f"{scope}/") for node in box.holds if node.scope)


def test_a_box_is_opened_and_folded_again(page: Page, tmp_path: Path) -> None:
    opened(page, loss(2, 2), tmp_path)
    page.locator("#view").select_option("2")
    page.locator('g.ad-box[aria-label^="layer2: "]').dispatch_event("click")
    page.get_by_role("button", name="Open layer2").click()
    expect(page.locator("#view option:checked")).to_contain_text("layer2 open")
    box = page.locator('g.ad-box[aria-label^="layer2/neuron2"]')
    box.dispatch_event("click")
    assert "chosen" in (box.get_attribute("class") or "")
    expect(page.get_by_role("button", name="Open layer2/neuron2")).to_be_visible()
    page.get_by_role("button", name="Fold layer2", exact=True).click()
    expect(page.locator("#view option:checked")).to_contain_text("layers folded")
    page.locator('g.ad-box[aria-label^="a: "]').dispatch_event("click")
    expect(page.get_by_role("button", name="Fold")).to_have_count(0)


def test_where_one_cannot_be_opened_alone_all_are(page: Page, tmp_path: Path) -> None:
    opened(page, loss(4), tmp_path)
    page.locator("#view").select_option("2")
    page.locator('g.ad-box[aria-label^="layer1: "]').dispatch_event("click")
    page.get_by_role("button", name="Open all").click()
    expect(page.locator("#view option:checked")).to_contain_text("neurons folded")


def test_the_same_neuron_of_several_samples_is_numbered(page: Page, tmp_path: Path) -> None:
    model = MLP(1, [2, 1], rng=0)
    y = model(variables(a=1.0)) + model(variables(b=2.0))
    labels = {box.label for view in views(y) for box in view.drawing._picture.boxes}
    assert {"layer1/neuron2⁽¹⁾", "layer1/neuron2⁽²⁾", "layer2⁽²⁾"} <= labels


def test_a_box_of_several_results_leads_to_each(page: Page, tmp_path: Path) -> None:
    opened(page, loss(4), tmp_path)
    page.locator("#view").select_option(label="layers folded (8 boxes)")
    page.locator('g.ad-box[aria-label^="layer1: "]').dispatch_event("click")
    expect(page.locator("#detail")).to_contain_text("The box has several results: z2 (layer1/neuron1), z4 (layer1/neuron2)")
    page.get_by_role("button", name="z6", exact=True).click()
    expect(page.locator("#detail-title")).to_have_text("z6")
    expect(page.locator("#detail")).to_contain_text("in layer1/neuron3")


OVERLAPS = """() => [...document.querySelectorAll("g.ad-box")].filter(box => {
  const place = text => text.getBBox(), numbers = [...box.querySelectorAll(".ad-number")];
  numbers.forEach(number => { number.textContent = "-0.0001234"; });
  const meet = (a, b) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height - 3 && b.y < a.y + a.height - 3;
  const words = [...box.querySelectorAll("text:not(.ad-number)")].map(place);
  return numbers.map(place).some(number => words.some(word => meet(number, word)));
}).length"""


def test_every_drawing_has_room_for_any_number(page: Page, tmp_path: Path) -> None:
    opened(page, loss(2, 2), tmp_path)
    for index in range(page.locator("#view option").count()):
        page.locator("#view").select_option(str(index))
        assert page.evaluate(OVERLAPS) == 0

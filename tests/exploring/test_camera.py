"""What part of the drawing is seen: views, zoom, drag, fingers."""

import math
from pathlib import Path

from playwright.sync_api import Page, expect

from autodiff import Value, relu, variables
from nn import MLP
from tests.exploring.pages import opened, shown


def test_a_drag_moves_and_chooses_nothing(tanh_page: Page) -> None:
    box = tanh_page.locator('g.ad-box[aria-label^="h1: "]')
    before = box.bounding_box()
    assert before is not None
    tanh_page.mouse.move(before["x"] + 30, before["y"] + 20)
    tanh_page.mouse.down()
    tanh_page.mouse.move(before["x"] + 90, before["y"] + 40)
    tanh_page.mouse.up()
    after = box.bounding_box()
    assert after is not None
    assert math.isclose(after["x"] - before["x"], 60, abs_tol=1)
    expect(tanh_page.locator("#detail-title")).to_have_text("Choose a box")
    box.click()
    expect(tanh_page.locator("#detail-title")).to_have_text("h1")


def test_views_zoom_and_themes(page: Page, tmp_path: Path) -> None:
    model = MLP(2, [3, 1], rng=0)
    y = relu(1 - model(variables(a=1.0, b=2.0)))
    opened(page, y, tmp_path)
    options = page.locator("#view option").all_text_contents()
    assert [option.split(" (")[0] for option in options][:3] == ["every value", "neurons folded", "layers folded"]
    whole = page.locator("g.ad-box").count()
    page.locator("#view").select_option("2")
    assert page.locator("g.ad-box").count() < whole
    box = page.locator("#graph svg").get_attribute("viewBox")
    page.get_by_label("Zoom in").click()
    page.locator("#graph").press("ArrowRight")
    assert page.locator("#graph svg").get_attribute("viewBox") != box
    page.get_by_role("button", name="Fit").click()
    assert page.locator("#graph svg").get_attribute("viewBox") == box
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_role("button", name="Dark").click()
    assert page.evaluate(ground) == "rgb(17, 22, 29)"


def test_a_large_graph_opens_where_there_is_something_to_see(page: Page, tmp_path: Path) -> None:
    xs = [Value(i / 100, f"w{i}") for i in range(60)]
    y = xs[0] * xs[0]
    for x in xs[1:]:
        y = y + x * x
    opened(page, y, tmp_path)
    seen = page.evaluate("""() => {
      const frame = document.querySelector("#graph").getBoundingClientRect();
      return [...document.querySelectorAll("g.ad-box")].filter(box => {
        const {left, right, top, bottom} = box.getBoundingClientRect();
        return left >= frame.left && right <= frame.right && top >= frame.top && bottom <= frame.bottom;
      }).length;
    }""")
    assert seen >= 3


def test_the_graph_cannot_be_lost(tanh_page: Page) -> None:
    graph = tanh_page.locator("#graph")
    for _ in range(60):
        graph.press("ArrowRight")
    whole = tanh_page.evaluate("document.querySelector('#graph svg').viewBox.baseVal.x")
    assert whole < 1800  # its middle stays inside of the drawing
    for _ in range(40):
        graph.press("-")
    box = tanh_page.locator("g.ad-box").first.bounding_box()
    assert box is not None
    assert box["width"] > 30
    tanh_page.get_by_role("button", name="Fit").click()
    before = tanh_page.locator("#graph svg").get_attribute("viewBox")
    tanh_page.set_viewport_size({"width": 1000, "height": 700})
    expect(tanh_page.locator("#graph svg")).not_to_have_attribute("viewBox", before or "")  # it fits the new size
    first = tanh_page.locator('g.ad-box[aria-label^="w1: "]').bounding_box()
    last = tanh_page.locator('g.ad-box[aria-label^="E: "]').bounding_box()
    assert first is not None
    assert last is not None
    assert 0 <= first["x"] < last["x"] + last["width"] <= 1000


def test_the_place_under_the_pointer_stays_when_it_zooms(tanh_page: Page) -> None:
    box = tanh_page.locator('g.ad-box[aria-label^="w1: "]')
    before = box.bounding_box()
    assert before is not None
    x, y = before["x"] + before["width"] / 2, before["y"] + before["height"] / 2
    tanh_page.mouse.move(x, y)
    tanh_page.mouse.wheel(0, -100)
    after = box.bounding_box()
    assert after is not None
    assert after["width"] > before["width"]
    assert math.isclose(after["x"] + after["width"] / 2, x, abs_tol=1)
    assert math.isclose(after["y"] + after["height"] / 2, y, abs_tol=1)


FINGER = """([type, id, x, y]) => document.querySelector("#graph").dispatchEvent(new PointerEvent(type,
  {pointerId: id, pointerType: "touch", clientX: x, clientY: y, buttons: 1, bubbles: true}))"""


def test_two_fingers_zoom(tanh_page: Page) -> None:
    box = tanh_page.locator('g.ad-box[aria-label^="h1: "]')
    before = box.bounding_box()
    for event in (("pointerdown", 1, 300, 300), ("pointerdown", 2, 400, 300), ("pointermove", 2, 500, 300)):
        tanh_page.evaluate(FINGER, event)
    after = box.bounding_box()
    assert before is not None
    assert after is not None
    assert math.isclose(after["width"], 2 * before["width"], rel_tol=0.01)


def test_a_drag_whose_end_was_not_seen_is_over(tanh_page: Page) -> None:
    begin = "graph => graph.dispatchEvent(new PointerEvent('pointerdown', {pointerId: 1, buttons: 2, bubbles: true}))"
    tanh_page.locator("#graph").evaluate(begin)  # a menu opens, and takes the release of the button
    seen = tanh_page.locator("#graph svg").get_attribute("viewBox")
    tanh_page.mouse.move(300, 300)
    tanh_page.mouse.move(350, 350)
    assert tanh_page.locator("#graph svg").get_attribute("viewBox") == seen


def test_it_is_dark_when_the_system_becomes_dark(tanh_page: Page) -> None:
    expect(tanh_page.locator("html")).to_have_attribute("data-theme", "light")
    tanh_page.emulate_media(color_scheme="dark")
    expect(tanh_page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(tanh_page.locator("#theme")).to_have_attribute("aria-pressed", "true")
    tanh_page.emulate_media(color_scheme="light")
    expect(tanh_page.locator("html")).to_have_attribute("data-theme", "light")


def test_numbers_that_come_into_sight_are_those_of_now(page: Page, tmp_path: Path) -> None:
    y = x = Value(1.0, "x")
    for i in range(40):
        y = y * 1.0
        y.label = f"h{i}"
    opened(page, y, tmp_path)
    page.locator("#graph").press("+")
    page.get_by_label("x, number").fill("7")
    assert shown(page, "x")[0] == "7"
    last = page.locator('g.ad-box[aria-label^="h39: data 7,"] .ad-number').first  # what is said of it is up to date
    expect(last).not_to_have_text("7")  # out of sight
    page.get_by_role("button", name="Fit").click()
    expect(last).to_have_text("7")
    assert x.data == 1.0

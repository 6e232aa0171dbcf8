"""Leaves that are moved and typed, and descent."""

import math
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autodiff import Value, log, variables
from nn import Neuron
from tests.exploring.pages import near, network, opened, shown


def classes(page: Page, name: str) -> list[str]:
    return (page.locator(f'g.ad-box[aria-label^="{name}: "]').get_attribute("class") or "").split()


def test_a_leaf_is_moved_and_typed(tanh_page: Page) -> None:
    tanh_page.get_by_label("w1, number").fill("0.75")
    cost, v = network(w1=0.75)
    assert near(shown(tanh_page, "E")[0], cost.data)
    assert near(shown(tanh_page, "w5")[1], v["w5"].grad)
    assert {"new-data", "new-grad"} <= {*classes(tanh_page, "h1")}
    assert not {"new-data"} & {*classes(tanh_page, "h2")}  # whose gradient is another, its value not
    slider = tanh_page.get_by_label("x2", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    moved = float(tanh_page.get_by_label("x2, number").input_value())
    assert moved > 3.0
    assert near(shown(tanh_page, "E")[0], network(w1=0.75, x2=moved)[0].data)
    tanh_page.get_by_role("button", name="Reset").click()
    assert near(shown(tanh_page, "E")[0], network()[0].data)


def test_of_a_folded_neuron_only_new_numbers_are_marked(page: Page, tmp_path: Path) -> None:
    [x] = variables(x=1.0)
    dead = Neuron(1, weights=[-2.0], bias=-1.0, scope="layer1/neuron1")
    opened(page, dead([x]) * 2.0 + x, tmp_path)
    page.locator("#view").select_option(label="neurons folded (5 boxes)")
    weight = page.get_by_label("w1, number")
    weight.fill("-3")
    assert page.locator("g.ad-box.new-data, g.ad-box.new-grad").count() == 0  # its ReLU is 0 as before
    weight.fill("3")
    assert page.locator("g.ad-box.new-data").count() == 3


@pytest.mark.parametrize(("typed", "read"), [
    ("1,5", 1.5), ("1/3", 1 / 3), ("-.5", -0.5), ("1e-3", 0.001), ("−2", -2.0), (" +4. ", 4.0), ("1/-4", -0.25),
    ("inf", math.inf), ("-∞", -math.inf), ("NaN", math.nan)])
def test_numbers_as_people_write_them(page: Page, tmp_path: Path, typed: str, read: float) -> None:
    opened(page, variables(x=1.0)[0] * 1.0, tmp_path)
    field = page.get_by_label("x, number")
    field.fill(typed)
    expect(field).to_have_attribute("aria-invalid", "false")
    assert math.isclose(float(shown(page, "x")[0]), read, rel_tol=1e-3) or not math.isfinite(read)
    assert math.isfinite(read) or shown(page, "x")[0] == str(read)


@pytest.mark.parametrize("typed", ["", "abc", "1e400", "0x10", "1/0", "1/2/3", "1.5.2", "--1", "1 2", "2*pi"])
def test_what_is_no_number_is_marked_and_changes_nothing(tanh_page: Page, typed: str) -> None:
    field = tanh_page.get_by_label("w1, number")
    field.fill(typed)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(tanh_page.locator("#leaves")).to_contain_text("not a number: write 0.5, 1/3, 1e-3, inf or nan")
    assert near(shown(tanh_page, "w1")[0], 0.1)
    field.blur()
    expect(field).to_have_value("0.1")
    expect(tanh_page.locator("#leaves")).not_to_contain_text("no number")
    expect(field).to_have_attribute("aria-invalid", "false")


def test_a_slider_reaches_to_what_was_typed(tanh_page: Page) -> None:
    tanh_page.get_by_label("w1, number").fill("50")
    slider = tanh_page.get_by_label("w1", exact=True)
    slider.focus()
    slider.press("ArrowLeft")
    assert 49 < float(tanh_page.get_by_label("w1, number").input_value()) < 50
    for typed, low, high in (("1e9", 0.9e9, 1e9), ("0.5", 0.4, 0.5)):  # far out, and back
        tanh_page.get_by_label("w1, number").fill(typed)
        slider.press("ArrowLeft")
        assert low < float(tanh_page.get_by_label("w1, number").input_value()) < high


def test_descent(tanh_page: Page) -> None:
    before = network()[0].data
    tanh_page.get_by_role("button", name="Step", exact=True).click()
    _, v = network()
    after = network(**{name: v[name].data - 0.1 * v[name].grad for name in v if name.startswith("w")})[0]
    assert near(shown(tanh_page, "E")[0], after.data)
    tanh_page.get_by_role("button", name="10 steps").click()
    assert float(shown(tanh_page, "E")[0]) < before / 2
    expect(tanh_page.locator("#curve-text")).to_contain_text("E after 11 steps")
    assert tanh_page.locator("#curve polyline").count() == 1
    tanh_page.get_by_label("w1 is updated by descent").uncheck()
    kept = shown(tanh_page, "w1")[0]
    tanh_page.get_by_role("button", name="Step", exact=True).click()
    assert shown(tanh_page, "w1")[0] == kept
    tanh_page.get_by_label("w1, number").fill("0.5")  # who moves a leaf begins anew
    expect(tanh_page.locator("#curve")).to_be_hidden()
    expect(tanh_page.locator("#curve-text")).to_have_text("")


def test_reset_brings_the_sliders_back_from_where_descent_has_led(page: Page, tmp_path: Path) -> None:
    [w] = variables(w=0.5)
    opened(page, (w - 1.0) ** 4, tmp_path)
    slider, number = page.get_by_label("w", exact=True), page.get_by_label("w, number")
    page.get_by_label("learning rate").fill("100")
    page.get_by_role("button", name="10 steps").click()
    expect(page.locator("#curve-text")).to_contain_text("Stopped: a gradient is not finite.")
    number.fill("1e308")  # beyond which no slider reaches
    page.get_by_role("button", name="Reset").click()
    slider.press("ArrowRight")
    assert 0.5 < float(number.input_value()) < 0.51


def test_a_run_of_descent(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Run").click()
    expect(tanh_page.locator("#curve-text")).to_contain_text(re.compile(r"after \d\d+ steps"))
    tanh_page.get_by_role("button", name="Stop").click()
    said = tanh_page.locator("#curve-text").text_content()
    tanh_page.wait_for_timeout(200)
    expect(tanh_page.locator("#curve-text")).to_have_text(said or "?")
    expect(tanh_page.get_by_role("button", name="Run")).to_have_attribute("aria-pressed", "false")


def test_a_run_leaves_what_is_touched_in_the_detail_and_stops_for_a_step(tanh_page: Page) -> None:
    running = tanh_page.get_by_role("button", name="Run")
    tanh_page.locator('g.ad-box[aria-label^="h1: "]').click()
    running.click()
    link = tanh_page.locator("#detail .link").first
    name = link.text_content() or "?"
    link.hover()
    tanh_page.mouse.down()
    tanh_page.wait_for_timeout(150)
    tanh_page.mouse.up()
    expect(tanh_page.locator("#detail-title")).to_have_text(name)
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    running.click()
    guess = tanh_page.locator("#guess-input")
    guess.fill("0.5")
    tanh_page.wait_for_timeout(150)
    expect(guess).to_have_value("0.5")
    running.click()
    tanh_page.get_by_label("Step back").click()
    tanh_page.wait_for_timeout(150)
    expect(tanh_page.locator("#where")).to_have_text("backward 14 of 14")


def test_descent_says_why_it_does_not(tanh_page: Page) -> None:
    rate, says = tanh_page.get_by_label("learning rate"), tanh_page.locator("#curve-text")
    ten = tanh_page.get_by_role("button", name="10 steps")
    for wrong in ("", "abc", "0", "-1", "inf"):
        rate.fill(wrong)
        ten.click()
        expect(says).to_have_text("The learning rate must be a number above 0, such as 0.1.")
    rate.fill("1e3")
    ten.click()
    expect(says).to_contain_text("It has risen: try a smaller learning rate.")
    tanh_page.get_by_role("button", name="Reset").click()
    expect(rate).to_have_value("0.1")
    for i in range(1, 7):
        tanh_page.get_by_label(f"w{i} is updated by descent").uncheck()
    ten.click()
    expect(says).to_have_text("Tick the leaves to update.")


def test_descent_stops_where_a_gradient_is_not_finite(page: Page, tmp_path: Path) -> None:
    opened(page, log(Value(0.0, "x")), tmp_path)
    page.get_by_role("button", name="Run").click()
    stopped = "y after 0 steps: -inf (at first -inf). Stopped: a gradient is not finite."
    expect(page.locator("#curve-text")).to_have_text(stopped)
    expect(page.get_by_role("button", name="Run")).to_have_attribute("aria-pressed", "false")


def test_a_number_may_be_typed_with_all_its_digits(tanh_page: Page) -> None:
    field = tanh_page.get_by_label("w1, number")
    field.fill("")
    field.press_sequentially("0.7123456789018765")
    assert field.input_value() == "0.7123456789018765"
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').click()
    tanh_page.get_by_text("Compare with a finite difference").click()  # where eight digits of the gradient are shown
    expect(tanh_page.locator("#difference")).to_contain_text("exact")  # it opens a moment later
    exact = (tanh_page.locator("#difference").text_content() or "").split("exact ")[1].split("error")[0]
    assert math.isclose(float(exact), network(w1=0.7123456789018765)[1]["w1"].grad, rel_tol=1e-7)


def test_among_many_leaves_one_is_found(page: Page, tmp_path: Path) -> None:
    y = Value(0.0)
    for i in range(30):
        y = y + Value(float(i), label=f"w{i}")
    opened(page, y, tmp_path)
    page.get_by_label("Find a leaf").fill("W12")
    assert page.locator("#leaves .leaf:visible .name").all_text_contents() == ["w12"]
    page.get_by_label("Find a leaf").fill("")
    assert page.locator("#leaves .leaf:visible").count() == 31


def test_descent_ends_where_no_gradient_is_finite(page: Page, tmp_path: Path) -> None:
    w = Value(2.0, "w")
    opened(page, w**4, tmp_path)
    page.locator("#rate").fill("1e200")
    page.get_by_role("button", name="10 steps").click()
    expect(page.locator("#curve-text")).to_contain_text("after 1 step: inf")  # and w is still a number
    assert float(page.get_by_label("w, number").input_value()) < 0
    page.get_by_label("w, number").fill("1")
    expect(page.locator("#curve-text")).to_be_empty()  # a curve is of one descent

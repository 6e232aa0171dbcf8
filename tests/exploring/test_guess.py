"""Gradients that are guessed."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autodiff import Value, sqrt, tanh
from tests.exploring.pages import near, network, opened, read, shown


def test_guesses_are_judged(tanh_page: Page) -> None:
    _, v = network()
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    assert shown(tanh_page, "w1")[1] == "?"
    tanh_page.locator('g.ad-box[aria-label^="w5: "]').click()

    def guess(x: float) -> str:
        tanh_page.locator("#guess-input").fill(repr(x))
        tanh_page.locator("#guess-check").click()
        return tanh_page.locator("#guess-answer").text_content() or ""

    assert "the sign is not" in guess(-v["w5"].grad)
    assert "local derivative of w5·h1" in guess(0.664037)
    assert "the gradient of w5·h1: multiply it" in guess(-0.0949433)
    assert "Not yet" in guess(123.0)
    guess(v["w5"].grad)
    assert near(shown(tanh_page, "w5")[1], v["w5"].grad)
    tanh_page.locator('g.ad-box[aria-label^="x1: "]').click()
    assert "alone: the other paths" in guess(0.1 * -0.02654)
    assert shown(tanh_page, "x1")[1] == "?"
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').click()
    assert guess(v["w1"].grad / 0.5) == "You forgot a factor: ∂(w5·h1)/∂h1."
    assert guess(-123.0) == "Not yet: the gradient is smaller in size."
    assert guess(1e-9) == "Not yet: the gradient is larger in size, and of the other sign."
    for _ in range(2):  # off, and on again
        tanh_page.get_by_role("button", name="Guess the gradients").click()
    assert shown(tanh_page, "w5")[1] == "?"


def test_nothing_gives_a_guess_away(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    expect(tanh_page.locator("#detail-title")).to_have_text("(ŷ - y)²")  # it begins at the result
    assert not any("∂E/∂((ŷ - y)²) =" in text for text in read(tanh_page, "#detail p"))
    tanh_page.get_by_label("To the beginning").click()
    for _ in range(16):
        tanh_page.get_by_label("Step forward").click()
    expect(tanh_page.locator("#step")).to_contain_text("has the gradient ?")
    assert "?" in tanh_page.locator("text.flow").all_text_contents()
    tanh_page.get_by_label("To the end").click()
    tanh_page.get_by_label("y, number").fill("2")
    assert "new-data" in (tanh_page.locator('g.ad-box[aria-label^="E: "]').get_attribute("class") or "")
    assert "new-grad" not in (tanh_page.locator('g.ad-box[aria-label^="w5: "]').get_attribute("class") or "")
    tanh_page.get_by_role("button", name="Show").click()
    expect(tanh_page.locator("#guess-answer")).to_have_text("Shown. 0 of 22 guessed.")
    tanh_page.locator("#guess-next").press("Enter")
    expect(tanh_page.locator("#detail-title")).to_have_text("ŷ - y")


def test_enter_shows_the_answer_and_a_second_one_goes_on(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    field = tanh_page.locator("#guess-input")
    field.fill("0.5")
    field.press("Enter")
    expect(tanh_page.locator("#guess-answer")).to_have_text("Right: it is 0.5. 1 of 22 guessed.")
    expect(tanh_page.locator("#guess-next")).to_be_focused()
    tanh_page.keyboard.press("Enter")
    expect(tanh_page.locator("#detail-title")).to_have_text("ŷ - y")
    expect(field).to_be_focused()
    tanh_page.keyboard.type("2")
    tanh_page.keyboard.press("Enter")
    expect(tanh_page.locator("#guess-answer")).to_contain_text("Not yet")
    for nonsense in ("", "abc", "1e400"):
        field.fill(nonsense)
        field.press("Enter")
        expect(tanh_page.locator("#guess-answer")).to_have_text("That is not a number: write 0.5, 1/3, 1e-3, inf or nan.")
    expect(tanh_page.locator("#detail")).to_contain_text("Within 1 % is right.")


@pytest.mark.parametrize(("graph", "gradient"), [(sqrt, "inf"), (lambda x: 1 / x, "-inf"), (lambda x: x * (1 / x), "nan")])
def test_gradients_that_are_not_finite(page: Page, tmp_path: Path, graph: Callable[[Value], Value], gradient: str) -> None:
    opened(page, graph(Value(0.0, "x")), tmp_path)
    page.get_by_role("button", name="Guess the gradients").click()
    page.locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    page.locator("#guess-input").fill("7")
    page.locator("#guess-input").press("Enter")
    expect(page.locator("#guess-answer")).to_contain_text("Not yet")
    page.locator("#guess-input").fill(gradient)
    page.locator("#guess-input").press("Enter")
    expect(page.locator("#guess-answer")).to_contain_text(f"Right: it is {gradient}.")


def test_a_path_that_a_guess_forgets(page: Page, tmp_path: Path) -> None:
    x = Value(0.5, "x")
    y = tanh(x) + 3 * x + x**2
    y.label = "y"
    opened(page, y, tmp_path)
    page.get_by_role("button", name="Guess the gradients").click()
    page.locator('g.ad-box[aria-label^="x: "]').click()
    page.locator("#guess-input").fill(str(1 - math.tanh(0.5) ** 2 + 2 * 0.5))
    page.locator("#guess-check").click()
    expect(page.locator("#guess-answer")).to_have_text("You forgot a path: the one through 3·x.")


def test_an_answer_is_of_the_numbers_it_was_given_for(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    tanh_page.locator("#guess-input").fill("0.5")
    tanh_page.locator("#guess-check").click()
    expect(tanh_page.locator("#guess-answer")).to_contain_text("Right")
    tanh_page.get_by_label("w1, number").fill("0.7")
    expect(tanh_page.locator("#guess-answer")).to_have_count(0)


def test_by_keyboard_the_question_has_the_focus(tanh_page: Page) -> None:
    tanh_page.locator("#guess").press("Enter")
    expect(tanh_page.locator("#guess-input")).to_be_focused()
    tanh_page.keyboard.type("nan")
    tanh_page.keyboard.press("Enter")
    expect(tanh_page.locator("#guess-answer")).to_have_text("Not yet: the gradient is a number.")


def test_the_last_answer_says_so(page: Page, tmp_path: Path) -> None:
    opened(page, Value(2.0, "x") * 3.0, tmp_path)
    page.locator("#guess").press("Enter")
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    expect(page.locator("#detail")).to_contain_text("Right: it is 3. 1 of 1 guessed.")
    expect(page.locator("#detail")).to_contain_text("That was the last one.")

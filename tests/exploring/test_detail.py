"""What is said of a node: the whole chain, the finite difference."""

import math
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from autodiff import Value, log, maximum, sqrt, tanh, variables, where
from tests.exploring.pages import near, network, opened, read, shown


def factors(page: Page) -> list[list[list[str]]]:
    """The rows of the whole chain: factor, formula and number, path by path."""
    page.locator("#chain tbody").first.wait_for(state="attached")  # what is opened is filled a moment later
    bodies = range(1, page.locator("#chain tbody").count() + 1)
    cells = "#chain tbody:nth-of-type({}) tr td:nth-child({})"
    return [[[*row] for row in zip(*(read(page, cells.format(body, column)) for column in (1, 2, 3)), strict=True)]
            for body in bodies]


def test_the_whole_chain_path_by_path(tanh_page: Page) -> None:
    v = network()[1]
    tanh_page.locator('g.ad-box[aria-label^="x1: "]').dispatch_event("click")
    tanh_page.get_by_text("The chain rule from E to x1").click()
    paths = factors(tanh_page)
    assert [[row[0] for row in path] for path in paths] == [
        ["∂E/∂((ŷ - y)²)", "∂((ŷ - y)²)/∂(ŷ - y)", "∂(ŷ - y)/∂ŷ", f"∂ŷ/∂({w}·{h})", f"∂({w}·{h})/∂{h}",
         f"∂{h}/∂({a}·x1 + {b}·x2)", f"∂({a}·x1 + {b}·x2)/∂({a}·x1)", f"∂({a}·x1)/∂x1"]
        for w, h, a, b in (("w5", "h1", "w1", "w2"), ("w6", "h2", "w3", "w4"))]
    assert [row[1] for row in paths[0]] == ["0.5", "2·(ŷ - y)", "1", "1", "w5", "1 - h1²", "1", "w1"]
    assert math.isclose(sum(math.prod(float(row[2]) for row in path) for path in paths), v["x1"].grad, rel_tol=1e-3)
    assert near(tanh_page.locator("#chain b").inner_text().removeprefix("≈ "), v["x1"].grad)
    tanh_page.get_by_label("w5, number").fill("0")  # it follows, and stays open
    assert [row[2] for row in factors(tanh_page)[0]][4:] == ["0", "0.5591", "1", "0.1"]
    tanh_page.locator('g.ad-box[aria-label^="(ŷ - y)²: "]').dispatch_event("click")
    expect(tanh_page.locator("#chain")).to_have_count(0)  # one link: that has been told
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').dispatch_event("click")
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    expect(tanh_page.locator("#chain")).to_have_count(0)


@pytest.mark.parametrize("links", [4, 60])
def test_a_chain_that_cannot_be_told(page: Page, tmp_path: Path, links: int) -> None:
    y = x = Value(0.5, "x")
    for _ in range(links):
        y = tanh(y) * y if links == 4 else tanh(y)  # 16 paths, or one of 60 factors
    opened(page, y, tmp_path).locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    page.locator("#chain summary").click()
    expect(page.locator("#chain")).to_contain_text("More than 8 paths, or more than 40 factors: go back node by node.")
    assert x.data == 0.5


def test_the_difference_follows_its_step(tanh_page: Page) -> None:
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').click()
    assert tanh_page.locator("#error-plot polyline").count() == 0  # closed, it costs nothing
    tanh_page.get_by_text("Compare with a finite difference").click()
    expect(tanh_page.locator("#difference")).to_contain_text("exact")  # it opens a moment later
    errors = []
    for exponent in ("-1", "-5", "-14"):
        tanh_page.locator("#step-size").fill(exponent)
        errors.append(float((tanh_page.locator("#difference").text_content() or "").split("error ")[1]))
    assert errors[1] < 1e-9
    assert errors[0] > 1e-5  # truncation
    assert errors[2] > 1e-6  # rounding
    assert tanh_page.locator("#error-plot polyline").count() == 1
    tanh_page.locator("#step-size").fill("-5")
    tanh_page.locator('g.ad-box[aria-label^="h1: "]').click()  # of what is computed too, which then stays where it is put
    expect(tanh_page.locator("#difference")).to_contain_text("exact -0.04747")
    assert float((tanh_page.locator("#difference").text_content() or "").split("error ")[1]) < 1e-8


def test_a_difference_that_there_is_not(page: Page, tmp_path: Path) -> None:
    opened(page, sqrt(Value(0.0, "x")), tmp_path).locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    page.get_by_text("Compare with a finite difference").click()
    expect(page.locator("#difference")).to_contain_text("there is no difference here: the function is not defined")
    assert read(page, "#difference")[0].startswith("(y(x + h) - y(x - h))/2h with h = ")


def test_what_is_used_twice_by_one_operation(page: Page, tmp_path: Path) -> None:
    [x] = variables(x=3.0)
    opened(page, x * x, tmp_path).locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    assert read(page, "#detail p.formula")[:2] == ["∂y/∂x = ∂y/∂y·∂y/∂x", "= 1·6"]
    opened(page, tanh(x * x), tmp_path).locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    page.locator("#chain summary").click()
    assert factors(page)[0][1] == ["∂(x·x)/∂x", "x + x", "6"]


def test_signs_in_the_chain_have_brackets(page: Page, tmp_path: Path) -> None:
    a, b = variables(a=2.0, b=3.0)
    opened(page, (a + b) * 2.0 - a * b + a / a * 5.0, tmp_path)
    page.locator('g.ad-box[aria-label^="a: "]').click()
    page.locator("#chain summary").click()
    sums = read(page, "#chain p")
    assert "(-1)·3" in sums[0]
    assert "+ -" not in sums[0]
    assert [row[1] for path in factors(page) for row in path if row[0] == "∂a/a/∂a"] == ["1/a + (-a/a²)"]


def test_kinks_and_results_without_a_name(page: Page, tmp_path: Path) -> None:
    p, q = variables(p=2.0, q=3.0)
    opened(page, log(p) + maximum(p, q), tmp_path)
    expect(page.locator("h1")).to_have_text("y = ln(p) + max(p, q) = 3.69315")
    page.locator('g.ad-box[aria-label^="max(p, q): "]').dispatch_event("click")
    detail = read(page, "#detail td, #detail p")
    assert "1 if p > q, 0.5 if p = q, 0 if p < q" in detail
    assert "The derivative jumps where p = q; its value there is a convention." in detail
    assert "∂y/∂(max(p, q)) = ∂y/∂y·∂y/∂(max(p, q))" in detail


def test_what_a_branch_not_taken_uses_plays_no_part(page: Page, tmp_path: Path) -> None:
    x = Value(-1.0, "x")
    taken, not_taken = 2 * x, sqrt(0 * x)
    taken.label, not_taken.label = "taken", "idle"
    y = where(x > 0, not_taken, taken)
    y.label = "y"
    opened(page, y, tmp_path)
    page.locator('g.ad-box[aria-label^="x: "]').click()
    assert "∂y/∂x = ∂y/∂taken·∂taken/∂x" in read(page, "#detail p")
    expect(page.locator("#detail")).not_to_contain_text("idle")
    assert shown(page, "idle")[1] == "0"
    page.get_by_label("Step back").click()
    assert "nan" not in page.locator("g.ad-box .ad-number").all_text_contents()  # as 0 times the slope of idle is
    page.locator('g.ad-box[aria-label^="idle: "]').click()
    assert "∂y/∂idle = 0: nothing that reaches y uses it now." in read(page, "#detail p")
    page.get_by_role("button", name="Guess the gradients").click()
    page.locator('g.ad-box[aria-label^="idle: "]').click()
    page.locator("#guess-input").fill("0.5")
    page.locator("#guess-check").click()
    expect(page.locator("#guess-answer")).to_have_text("It is 0: the result does not depend on it here.")


def test_an_arrow_tells_of_its_own_operand(page: Page, tmp_path: Path) -> None:
    a, b = variables(a=2.0, b=3.0)
    opened(page, a / b, tmp_path)
    arrow = page.locator("g.ad-arrow").filter(has_text="a → ").locator("path.wide")
    arrow.dispatch_event("click")
    assert page.locator("#detail tbody tr").count() == 1
    assert "1/b" in read(page, "#detail tbody td")
    expect(page.locator("#detail")).to_contain_text("Back along the arrow to a flows")
    assert "∂y/∂y·∂y/∂a ≈ 1·0.3333 ≈ 0.3333" in read(page, "#detail p")
    page.locator('g.ad-box[aria-label^="y: "]').click()
    assert page.locator("#detail tbody tr").count() == 2

"""Both passes, node by node."""

from pathlib import Path

from playwright.sync_api import Page, expect

from autodiff import Value, relu, variables
from nn import MLP
from tests.exploring.pages import near, network, opened, read, shown


def test_both_passes_node_by_node(tanh_page: Page) -> None:
    tanh_page.get_by_label("To the beginning").click()
    assert shown(tanh_page, "E") == ("…", "…")
    forward = tanh_page.get_by_label("Step forward")
    forward.click()
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")
    assert tanh_page.locator("g.ad-box.current").count() == 1
    assert tanh_page.locator("text.flow").count() == 2
    for _ in range(13):
        forward.click()
    assert shown(tanh_page, "E")[1] == shown(tanh_page, "w1")[1] == "…"  # of gradients nothing is known yet
    forward.click()
    expect(tanh_page.locator("#step")).to_contain_text("E has the gradient 1, and passes on:")
    assert (shown(tanh_page, "E")[1], shown(tanh_page, "w1")[1]) == ("1", "…")
    tanh_page.get_by_label("Step back").click()
    expect(tanh_page.locator("#where")).to_have_text("forward 14 of 14")


def test_every_step_is_told_the_last_one_too(tanh_page: Page) -> None:
    tanh_page.get_by_label("To the beginning").click()
    expect(tanh_page.get_by_label("Step back")).to_have_attribute("aria-disabled", "true")
    told = []
    for _ in range(28):
        tanh_page.get_by_label("Step forward").click()
        told.append(read(tanh_page, "#step p"))
    assert told[2] == ["w1·x1 + w2·x2", "= 0.2 + 0.6", "= 0.8"]
    assert told[3] == ["h1 = tanh(w1·x1 + w2·x2)", "= tanh(0.8)", "≈ 0.664037"]
    expect(tanh_page.locator("#where")).to_have_text("backward 14 of 14")
    assert told[27] == [
        "w1·x1 has the gradient -0.02654, and passes on:", "to w1: gradient · x1 ≈ -0.02654·2 ≈ -0.05308",
        "to x1: gradient · w1 ≈ -0.02654·0.1 ≈ -0.002654"]
    assert tanh_page.locator("text.flow").all_text_contents() == ["-0.0531", "-0.00265"]
    assert near(shown(tanh_page, "w1")[1], network()[1]["w1"].grad)
    tanh_page.get_by_label("Step forward").click()
    expect(tanh_page.locator("#where")).to_have_text("both done")
    expect(tanh_page.get_by_label("Step forward")).to_have_attribute("aria-disabled", "true")
    tanh_page.get_by_label("To the beginning").click()
    tanh_page.get_by_label("To the end").click()
    assert near(shown(tanh_page, "w1")[1], network()[1]["w1"].grad)


def test_a_step_is_no_change(tanh_page: Page) -> None:
    tanh_page.get_by_label("w1, number").fill("0.75")
    assert tanh_page.locator("g.ad-box.new-data").count() == 9
    tanh_page.get_by_label("Step back").click()
    assert tanh_page.locator("g.ad-box.new-data, g.ad-box.new-grad").count() == 0


def test_in_a_folded_neuron_its_box_is_the_place(page: Page, tmp_path: Path) -> None:
    y = MLP(2, [2, 1], rng=0)(variables(a=1.0, b=2.0))
    opened(page, y, tmp_path)
    page.locator("#view").select_option("1")  # neurons folded
    page.get_by_label("To the beginning").click()
    places = []
    for _ in range(3):
        page.get_by_label("Step forward").click()
        assert page.locator("g.ad-box.current:not(.waiting)").count() == 1
        places.append((page.locator("g.ad-box.current").get_attribute("aria-label") or "").split(":")[0])
        assert page.locator("g.ad-arrow.current").count() > 0
    assert len({*places}) == 2  # a neuron has two operations


def test_play_and_pause(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Play").click()
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")
    tanh_page.get_by_role("button", name="Pause").click()
    tanh_page.wait_for_timeout(1100)
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")


def test_a_leaf_that_is_moved_stops_the_play(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Play").click()
    tanh_page.get_by_label("w1, number").fill("0.75")
    expect(tanh_page.get_by_role("button", name="Play")).to_have_attribute("aria-pressed", "false")
    expect(tanh_page.locator("#where")).to_have_text("both done")
    tanh_page.wait_for_timeout(1100)
    assert near(shown(tanh_page, "E")[0], network(w1=0.75)[0].data)


def test_what_is_typed_stays_while_it_plays(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    tanh_page.get_by_role("button", name="Play").click()
    tanh_page.locator("#guess-input").press_sequentially("0.25")
    tanh_page.wait_for_timeout(1100)
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")
    assert tanh_page.locator("#guess-input").input_value() == "0.25"
    assert tanh_page.evaluate("document.activeElement.id") == "guess-input"


def test_a_sum_that_is_not_complete_says_so(tanh_page: Page) -> None:
    for _ in range(6):
        tanh_page.get_by_label("Step back").click()
    assert shown(tanh_page, "x1")[1] == "-0.0111 …"  # of two paths one has been walked
    tanh_page.get_by_label("To the end").click()
    assert shown(tanh_page, "x1")[1] == "-0.01375"


def test_why_nothing_is_passed_on(page: Page, tmp_path: Path) -> None:
    x = Value(-1.0, "x")
    idle = x * 2.0
    idle.label = "idle"
    opened(page, relu(idle) + Value(1.0, "b"), tmp_path)
    told = []
    for _ in range(3):
        page.get_by_label("Step back").click()
        told.append(page.locator("#step").inner_text().replace("\n", " "))
    assert told[0] == "idle passes on nothing: no gradient arrives here, as its users pass none on."
    assert told[1] == "ReLU(idle) passes on nothing: at these numbers it does not change with any of its operands."

"""The page in a real browser: each thing that can be done with it, beside what Python says."""

import json
import math
import random
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from autodiff import OPS, Value, explore, relu, tanh, variables
from autodiff.exploring.data import as_json, page_data
from autodiff.testing import RandomChoices, build
from nn import MLP
from tests.hostile.labels import HOSTILE

VIEWER: ViewportSize = {"width": 360, "height": 740}


def network(**changed: float) -> tuple[Value, dict[str, Value]]:
    """The tanh network of document 001."""
    numbers = {"w1": 0.1, "w2": 0.2, "w3": 0.3, "w4": 0.1, "w5": 0.5, "w6": 0.8, "x1": 2.0, "x2": 3.0, "y": 1.0}
    v = {name: Value(x, label=name) for name, x in (numbers | changed).items()}
    h1, h2 = tanh(v["w1"] * v["x1"] + v["w2"] * v["x2"]), tanh(v["w3"] * v["x1"] + v["w4"] * v["x2"])
    h1.label, h2.label = "h1", "h2"
    out = v["w5"] * h1 + v["w6"] * h2
    out.label = "ŷ"
    cost = 0.5 * (out - v["y"]) ** 2
    cost.label = "E"
    cost.backward()
    return cost, v


def shown(page: Page, name: str) -> tuple[str, str]:
    """The data and grad that a box shows."""
    box = page.locator(f'g.ad-box[aria-label^="{name}: "]').first
    data, grad = box.locator(".ad-number").all_text_contents()
    return data, grad


def near(text: str, x: float) -> bool:
    return math.isclose(float(text), x, rel_tol=1e-3, abs_tol=1e-12)


def opened(page: Page, y: Value, tmp_path: Path) -> Page:
    explore(y, tmp_path / "graph.html")
    page.goto((tmp_path / "graph.html").as_uri())
    return page


@pytest.fixture(scope="module")
def tanh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "tanh.html"
    explore(network()[0], path)
    return path


@pytest.fixture
def tanh_page(page: Page, tanh_file: Path) -> Page:
    page.goto(tanh_file.as_uri())
    return page


def test_all_values_and_gradients(tanh_page: Page) -> None:
    cost, v = network()
    for name in [*v, "E"]:
        data, grad = shown(tanh_page, name)
        node = cost if name == "E" else v[name]
        assert near(data, node.data)
        assert near(grad, node.grad)


def test_a_leaf_is_moved_and_typed(tanh_page: Page) -> None:
    tanh_page.get_by_label("w1, number").fill("0.75")
    cost, v = network(w1=0.75)
    assert near(shown(tanh_page, "E")[0], cost.data)
    assert near(shown(tanh_page, "w5")[1], v["w5"].grad)
    assert "changed" in (tanh_page.locator('g.ad-box[aria-label^="h1: "]').get_attribute("class") or "")
    assert "changed" not in (tanh_page.locator('g.ad-box[aria-label^="h2: "] .outline').first.get_attribute("class") or "")
    slider = tanh_page.get_by_label("x2", exact=True)
    slider.focus()
    slider.press("ArrowRight")
    moved = float(tanh_page.get_by_label("x2, number").input_value())
    assert moved > 3.0
    assert near(shown(tanh_page, "E")[0], network(w1=0.75, x2=moved)[0].data)
    tanh_page.get_by_label("w1, number").fill("")
    assert near(shown(tanh_page, "w1")[0], 0.75)  # what is no number changes nothing
    tanh_page.get_by_role("button", name="Reset").click()
    assert near(shown(tanh_page, "E")[0], network()[0].data)


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
    assert shown(tanh_page, "E")[1] == "1"
    assert shown(tanh_page, "w1")[1] == "0"
    forward.click()
    expect(tanh_page.locator("#step")).to_contain_text("E has the gradient 1, and hands on:")
    tanh_page.get_by_label("Step back").click()
    expect(tanh_page.locator("#where")).to_have_text("forward 14 of 14")
    tanh_page.get_by_label("To the end").click()
    assert near(shown(tanh_page, "w1")[1], network()[1]["w1"].grad)


def test_play_and_pause(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Play").click()
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")
    tanh_page.get_by_role("button", name="Pause").click()
    tanh_page.wait_for_timeout(1100)
    expect(tanh_page.locator("#where")).to_have_text("forward 1 of 14")


def test_a_box_and_an_arrow_are_explained(tanh_page: Page) -> None:
    box = tanh_page.locator('g.ad-box[aria-label^="h1: "]')
    box.focus()
    box.press("Enter")
    detail = tanh_page.locator("#detail")
    expect(detail).to_contain_text("h1 = tanh(w1*x1 + w2*x2) = 0.664037")
    expect(detail).to_contain_text("∂E/∂h1 = ∂E/∂(w5*h1) · ∂(w5*h1)/∂h1")
    expect(detail).to_contain_text("= -0.04747")
    tanh_page.locator("g.ad-arrow").first.click(force=True)
    assert tanh_page.locator("g.ad-arrow.chosen").count() == 1


def factors(page: Page) -> list[list[list[str]]]:
    """The rows of the whole chain: factor, formula and number, path by path."""
    rows = "bodies => bodies.map(body => [...body.rows].map(row => [...row.cells].map(cell => cell.textContent)))"
    return page.locator("#chain tbody").evaluate_all(rows)  # type: ignore[no-any-return]


def test_the_whole_chain_path_by_path(tanh_page: Page) -> None:
    v = network()[1]
    tanh_page.locator('g.ad-box[aria-label^="x1: "]').dispatch_event("click")
    tanh_page.get_by_text("The whole chain from E to x1").click()
    paths = factors(tanh_page)
    assert [[row[0] for row in path] for path in paths] == [
        ["∂E/∂((ŷ - y)**2)", "∂((ŷ - y)**2)/∂(ŷ - y)", "∂(ŷ - y)/∂ŷ", f"∂ŷ/∂({w}*{h})", f"∂({w}*{h})/∂{h}",
         f"∂{h}/∂({a}*x1 + {b}*x2)", f"∂({a}*x1 + {b}*x2)/∂({a}*x1)", f"∂({a}*x1)/∂x1"]
        for w, h, a, b in (("w5", "h1", "w1", "w2"), ("w6", "h2", "w3", "w4"))]
    assert [row[1] for row in paths[0]] == ["0.5", "2*(ŷ - y)", "1", "1", "w5", "1 - h1*h1", "1", "w1"]
    assert math.isclose(sum(math.prod(float(row[2]) for row in path) for path in paths), v["x1"].grad, rel_tol=1e-3)
    assert near(tanh_page.locator("#chain b").inner_text().removeprefix("= "), v["x1"].grad)
    tanh_page.get_by_label("w5, number").fill("0")  # it follows, and stays open
    assert [row[2] for row in factors(tanh_page)[0]][4:] == ["0", "0.5591", "1", "0.1"]
    tanh_page.locator('g.ad-box[aria-label^="(ŷ - y)**2: "]').dispatch_event("click")
    expect(tanh_page.locator("#chain")).to_have_count(0)  # one link: that has been told
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').dispatch_event("click")
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    expect(tanh_page.locator("#chain")).to_have_count(0)


@pytest.mark.parametrize("links", [4, 60])
def test_a_chain_that_cannot_be_told(page: Page, tmp_path: Path, links: int) -> None:
    y = x = Value(0.5, "x")
    for _ in range(links):
        y = y * y if links == 4 else tanh(y)  # 16 paths, or one of 60 factors
    opened(page, y, tmp_path).locator('g.ad-box[aria-label^="x: "]').dispatch_event("click")
    page.locator("#chain summary").click()
    expect(page.locator("#chain")).to_contain_text("More than 8 paths, or more than 40 factors: go back node by node.")
    assert x.data == 0.5


def test_by_keyboard_alone(tanh_page: Page) -> None:
    def focused() -> str:
        return str(tanh_page.evaluate("document.activeElement.getAttribute('aria-label')")).split(":")[0]

    assert tanh_page.locator('g.ad-box[tabindex="0"]').count() == 1  # Tab passes the graph in one stop
    assert tanh_page.locator("#graph svg").get_attribute("role") == "group"
    tanh_page.locator('g.ad-box[aria-label^="h1: "]').focus()
    tanh_page.keyboard.press("ArrowRight")
    assert focused() == "w5*h1"
    tanh_page.keyboard.press("ArrowDown")
    assert focused() == "w6*h2"
    tanh_page.keyboard.press(" ")
    expect(tanh_page.locator("#detail-title")).to_have_text("w6*h2")
    assert tanh_page.locator('g.ad-box[tabindex="0"]').count() == 1
    tanh_page.locator("#detail").get_by_role("button", name="h2", exact=True).press("Enter")
    expect(tanh_page.locator("#detail-title")).to_have_text("h2")
    expect(tanh_page.locator("#detail")).to_contain_text("1 - h2*h2")


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


def test_the_difference_follows_its_step(tanh_page: Page) -> None:
    tanh_page.locator('g.ad-box[aria-label^="w1: "]').click()
    assert tanh_page.locator("#error-plot polyline").count() == 0  # closed, it costs nothing
    tanh_page.get_by_text("Compare with a finite difference").click()
    errors = []
    for exponent in ("-1", "-5", "-14"):
        tanh_page.locator("#step-size").fill(exponent)
        errors.append(float((tanh_page.locator("#difference").text_content() or "").split("error ")[1]))
    assert errors[1] < 1e-9
    assert errors[0] > 1e-5  # truncation
    assert errors[2] > 1e-6  # rounding
    assert tanh_page.locator("#error-plot polyline").count() == 1


def test_descent(tanh_page: Page) -> None:
    before = network()[0].data
    tanh_page.get_by_role("button", name="Step down").click()
    _, v = network()
    after = network(**{name: v[name].data - 0.1 * v[name].grad for name in v if name.startswith("w")})[0]
    assert near(shown(tanh_page, "E")[0], after.data)
    tanh_page.get_by_role("button", name="10 steps").click()
    assert float(shown(tanh_page, "E")[0]) < before / 2
    expect(tanh_page.locator("#curve-text")).to_contain_text("after 11 steps")
    assert tanh_page.locator("#curve polyline").count() == 1
    tanh_page.get_by_label("w1 takes part in descent").uncheck()
    kept = shown(tanh_page, "w1")[0]
    tanh_page.get_by_role("button", name="Step down").click()
    assert shown(tanh_page, "w1")[0] == kept


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
    assert "local derivative of w5*h1" in guess(0.664037)
    assert "what arrives at w5*h1" in guess(-0.0949433)
    assert "Not yet" in guess(123.0)
    guess(v["w5"].grad)
    assert near(shown(tanh_page, "w5")[1], v["w5"].grad)
    tanh_page.locator('g.ad-box[aria-label^="x1: "]').click()
    assert "alone: other paths" in guess(0.1 * -0.02654)
    assert shown(tanh_page, "x1")[1] == "?"


def test_nothing_gives_a_guess_away(tanh_page: Page) -> None:
    tanh_page.get_by_role("button", name="Guess the gradients").click()
    expect(tanh_page.locator("#detail-title")).to_have_text("(ŷ - y)**2")  # it begins at the result
    assert "∂E/∂((ŷ - y)**2) =" not in (tanh_page.locator("#detail").text_content() or "")
    tanh_page.get_by_label("To the beginning").click()
    for _ in range(16):
        tanh_page.get_by_label("Step forward").click()
    expect(tanh_page.locator("#step")).to_contain_text("has the gradient ?")
    assert "?" in tanh_page.locator("text.flow").all_text_contents()
    tanh_page.get_by_label("To the end").click()
    tanh_page.get_by_role("button", name="Show").click()
    expect(tanh_page.locator("#guess-answer")).to_have_text("Shown. 0 of 22 guessed.")
    tanh_page.locator("#guess-next").press("Enter")
    expect(tanh_page.locator("#detail-title")).to_have_text("ŷ - y")


def test_views_zoom_and_themes(page: Page, tmp_path: Path) -> None:
    model = MLP(2, [3, 1], rng=0)
    y = relu(1 - model(variables(a=1.0, b=2.0)))
    opened(page, y, tmp_path)
    options = page.locator("#view option").all_text_contents()
    assert [option.split(" (")[0] for option in options] == ["every value", "neurons folded", "layers folded"]
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


def test_a_phone(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size(VIEWER)
    opened(page, network()[0], tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= VIEWER["width"]
    page.evaluate("scrollTo(0, 600)")
    assert page.locator("#graph").bounding_box()["y"] == 0  # type: ignore[index]  # it stays in sight of the sliders
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
    assert json.loads(as_json(page_data(y)))["graph"]["nodes"][0]["scope"]


def test_nothing_can_leave_the_page(tanh_page: Page) -> None:
    policy = tanh_page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content") or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy


def test_a_graph_of_a_hundred_nodes_is_small() -> None:
    x = Value(0.5, label="x")
    y = x
    for i in range(50):
        y = tanh(y * (1 + i / 100))
    assert len(explore(y).html.encode()) < 500_000


def test_json_does_not_end_its_element() -> None:
    assert json.loads(as_json(["</script>", "&\u2028"])) == ["</script>", "&\u2028"]
    assert "<" not in as_json("</script>")


def test_every_node_has_a_name_and_a_formula() -> None:
    data = page_data(network()[0])
    assert all(node["name"] for node in data["graph"]["nodes"])
    assert [node["formula"]["partials"] for node in data["graph"]["nodes"] if node["name"] == "w1*x1"] == [["x1", "w1"]]


def test_what_cannot_be_explored(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match=r"explore\(\) needs a Value"):
        explore(2.0)
    with pytest.raises(ValueError, match=r"must end in \.html, got 'page.txt'"):
        explore(Value(1.0) * 2, "page.txt")
    with pytest.raises(TypeError, match="must be a str or a Path"):
        explore(Value(1.0) * 2).save(3)  # type: ignore[arg-type]


def test_in_a_notebook_it_is_a_frame_that_can_reach_nothing() -> None:
    frame = explore(network()[0])._repr_html_()
    assert frame.startswith('<iframe sandbox="allow-scripts" ')
    assert "<script" not in frame

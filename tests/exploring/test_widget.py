"""The widget without a browser: what the page would send, and what it would receive."""

import importlib
import json
import math
import sys

import pytest
from playwright.sync_api import Page, expect

from autodiff import Value, variables
from autodiff.exploring.widget import Explorer
from autodiff.graph.sweeps import topological


def graph() -> tuple[Value, Value, Value]:
    w, x = variables(w=2.0, x=3.0)
    y = w * x + 1
    y.label = "y"
    return w, x, y


def test_what_is_moved_on_the_page_is_moved_in_python() -> None:
    w, x, y = graph()
    w.grad = 7.0
    explorer = Explorer(y)
    assert explorer.values == {"0": 2.0, "1": 3.0}
    explorer.values = {"0": 2.5, "1": 3.0}  # as the page does, by the model
    assert (w.data, x.data, y.data, w.grad) == (2.5, 3.0, 8.5, 7.0)


def test_the_page_takes_over_what_python_set() -> None:
    w, _, y = graph()
    explorer = Explorer(y)
    sent: list[dict[str, float]] = []
    explorer.observe(lambda change: sent.append(change["new"]), "values")
    w.data = -1.0
    explorer.refresh()
    assert sent == [{"0": -1.0, "1": 3.0}]
    assert y.data == -2.0


def test_what_was_moved_elsewhere_stays_as_it_is() -> None:
    w, x, y = graph()
    first, second = Explorer(y), Explorer(y)
    first.values = {"0": 5.0, "1": 3.0}
    second.values = {"0": 2.0, "1": 4.0}  # its page knows nothing of the 5, and has moved x alone
    assert (w.data, x.data, y.data) == (5.0, 4.0, 21.0)
    assert second.values == {"0": 5.0, "1": 4.0}  # its page is told
    w.data = -1.0
    second.values = {"0": 5.0, "1": 1.0}
    assert (w.data, x.data, y.data) == (-1.0, 1.0, 0.0)


def test_the_first_message_has_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[dict[str, object]] = []
    monkeypatch.setattr(Explorer, "open", lambda explorer: opened.append(explorer.get_state()))
    explorer = Explorer(graph()[2])
    assert [state["page"] for state in opened] == [explorer.page]
    assert explorer.page.startswith("<!doctype html>")


def test_where_it_cannot_be_shown_it_is_a_short_text() -> None:
    assert repr(Explorer(graph()[2])) == "<Explorer of 4 nodes>"


def test_numbers_that_json_does_not_know() -> None:
    w, _, y = graph()
    w.data = math.inf
    explorer = Explorer(y)
    assert json.loads(json.dumps(explorer.values, allow_nan=False)) == {"0": "Infinity", "1": 3.0}
    explorer.values = {"0": "NaN", "1": 3.0}
    assert math.isnan(w.data)
    explorer.values = {"0": "-Infinity", "1": 3.0}
    assert w.data == -math.inf


def test_what_the_page_cannot_mean_is_left_out() -> None:
    w, x, y = graph()
    explorer = Explorer(y)
    explorer.values = {"0": "2; import os", "1": None, "2": 5.0, "99": 1.0}
    explorer.values = {"0": 10**400, "1": -(10**400)}
    assert (w.data, x.data, y.data) == (2.0, 3.0, 7.0)
    assert topological(y)[2].op is not None


NOTEBOOK = """async ([code, page, values]) => {
  const {default: widget} = await import(URL.createObjectURL(new Blob([code], {type: "text/javascript"})));
  const known = {page, values}, watching = [];
  window.sent = [];
  window.known = known;
  window.model = {get: name => known[name], set: (name, x) => { known[name] = x; },
    save_changes: () => sent.push(known.values),
    on: (_, act) => watching.push(act), off: (_, act) => watching.splice(watching.indexOf(act), 1)};
  window.fromPython = values => { known.values = values; watching.forEach(act => act()); };
  window.close_ = widget.render({model, el: document.body});
  window.watching = watching;
}"""


def test_the_frame_and_the_model_in_a_browser(tab: Page) -> None:
    tab.goto("about:blank")
    explorer = Explorer(graph()[2])
    tab.evaluate(NOTEBOOK, [explorer._esm, explorer.page, explorer.values])
    frame = tab.frame_locator("iframe")
    frame.get_by_label("w, number").fill("2.5")
    tab.wait_for_function("sent.length > 0")
    assert tab.evaluate("sent.at(-1)") == {"0": 2.5, "1": 3}
    tab.evaluate("fromPython({0: -1, 1: 'Infinity'})")
    expect(frame.get_by_label("w, number")).to_have_value("-1")
    expect(frame.locator("#summary")).to_have_text("= -inf")
    tab.wait_for_timeout(100)
    assert tab.evaluate("sent.at(-1)") == {"0": 2.5, "1": 3}  # what came from Python is not said again
    tab.evaluate("known.values = {0: 7, 1: 2}")  # Python has moved both, and the page has not heard of it yet
    frame.get_by_label("x, number").fill("0.5")
    tab.wait_for_function("sent.at(-1)[1] === 0.5")
    assert tab.evaluate("sent.at(-1)") == {"0": 7, "1": 0.5}  # what was moved on the page, and no more
    tab.evaluate("close_()")
    assert tab.evaluate("watching.length") == 0


def test_messages_of_others_are_nothing_to_it(tab: Page) -> None:
    tab.goto("about:blank")
    explorer = Explorer(graph()[2])
    tab.evaluate(NOTEBOOK, [explorer._esm, explorer.page, explorer.values])
    frame = tab.frame_locator("iframe")
    expect(frame.locator("#summary")).to_have_text("= 7")
    tab.evaluate("postMessage({leaves: {0: 9}}, '*')")  # from the notebook itself, not from the frame
    frame.locator("body").evaluate("() => postMessage({leaves: {0: 9}}, '*')")  # and in the frame, not from the notebook
    tab.wait_for_timeout(100)
    assert tab.evaluate("sent") == []
    expect(frame.locator("#summary")).to_have_text("= 7")
    tab.evaluate("close_()")


def test_it_needs_a_value() -> None:
    with pytest.raises(TypeError, match=r"Explorer\(\) needs a Value, the result of a graph, got float \(2.0\)"):
        Explorer(2.0)  # type: ignore[arg-type]


def test_the_page_is_the_same_and_tied() -> None:
    explorer = Explorer(graph()[2])
    assert '"tied":true' in explorer.page
    assert "default-src 'none'" in explorer.page
    assert 'setAttribute("sandbox", "allow-scripts")' in explorer._esm


def test_without_anywidget_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "anywidget", None)
    monkeypatch.delitem(sys.modules, "autodiff.exploring.widget")
    with pytest.raises(ModuleNotFoundError, match=r'pip install "autodiff-scalar\[widget\]"'):
        importlib.import_module("autodiff.exploring.widget")

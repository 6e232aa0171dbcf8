"""The page of document 001's tanh network, and what a page shows."""

import math
from pathlib import Path

from playwright.sync_api import Page

from autodiff import Value, explore, tanh


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

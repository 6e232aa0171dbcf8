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


# The text of elements, with their MathML on one line as a person would type it: a/b, x², √(a), w1
READ = """elements => {
  const raised = {"0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "(": "⁽", ",": ",", ")": "⁾"};
  const bare = (s) => { const t = s.replace(/\\([^()]*\\)/g, ""); return t === s ? s : bare(t); };
  const open = (s) => /[·+\\- ]/.test(bare(s).replace(/^-/, ""));
  const group = (s) => (open(s) && !s.startsWith("∂") ? `(${s})` : s);
  function read(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replaceAll("−", "-").replaceAll("\\u00a0", " ");
    const parts = [...node.childNodes].map(read);
    switch (node.localName) {
      case "mfrac": return parts.map(group).join("/");
      case "msqrt": return `√(${parts.join("")})`;
      case "msub": return parts.join("");
      case "msup": return parts[0] + [...parts[1]].map((c) => raised[c] ?? `^${c}`).join("");
      case "msubsup": return parts[0] + parts[1] + [...parts[2]].map((c) => raised[c] ?? c).join("");
      case "mtable": return parts.join(", ");
      case "mtr": return parts.join(" ");
      case "mo": return operator(node, parts.join(""));
      default: return parts.join("");
    }
  }
  function operator(node, sign) {
    if (sign === "{") return "";
    if (sign === ",") return node.closest("msup, msubsup") ? "," : ", ";
    return /^[+\\-=<>≤≥≠∧∨]$/.test(sign) && node.previousElementSibling ? ` ${sign} ` : sign;
  }
  return elements.map(read);
}"""


def read(page: Page, selector: str) -> list[str]:
    """What elements say, their formulas on one line."""
    return [str(text) for text in page.locator(selector).evaluate_all(READ)]

"""How fast the page of `explore` follows a slider, and how large it is: `python -m benchmarks.explore` (extra `browser`).

The time is that of one frame: from the input event of a slider, as the browser hands it out at the beginning of a frame,
until script, style, layout and painting are done. What is left until the screen shows it is the same for every page.
"""

import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from autodiff import Value, explore, tanh, variables
from nn import MLP
from tests.exploring.conftest import CHROMIUM, SWITCHES

FRAMES = 60
MOVE = """async ([leaf, frames]) => {
  const slider = document.querySelector(`input[type="range"][aria-label="${leaf}"]`), times = [];
  const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
  const painted = () => new Promise(resolve => {
    const channel = new MessageChannel();
    channel.port1.onmessage = resolve;
    channel.port2.postMessage(0);
  });
  for (let i = 0; i < frames; i++) {
    await frame();
    const start = performance.now();
    slider.value = Number(slider.min) + (Number(slider.max) - Number(slider.min)) * (i + 1) / (frames + 2);
    slider.dispatchEvent(new Event("input"));
    const script = performance.now() - start;
    await painted();
    times.push([performance.now() - start, script]);
    await frame();
  }
  return times;
}"""


def hundred_nodes() -> Value:
    """A graph of 100 nodes of which a leaf, w, changes most."""
    w, y = variables(w=0.3, y=0.5)
    for i in range(16):
        x = Value(0.1 * i, label=f"x{i}")
        y = tanh(x * w + y) * y - x
    return y * w + 1


def network() -> Value:
    """An MLP 2-16-16-1 of one sample, with its loss."""
    y: Value = (1 - MLP(2, [16, 16, 1], activation="tanh", rng=0)(variables(w=1.0, x=2.0))) ** 2
    y.label = "L"
    return y


def main() -> None:
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        print(f"Chromium {browser.version}; {FRAMES} movements of a slider; milliseconds until painted\n")
        for name, y, view in (("100 nodes", hundred_nodes(), "every value"),
                              ("MLP 2-16-16-1, folded", network(), "neurons folded"),
                              ("MLP 2-16-16-1, unfolded", network(), "every value")):
            path = Path(folder) / "page.html"
            report(name, explore(y, path).html, measured(browser, path, view))
        browser.close()


def measured(browser: Browser, path: Path, view: str) -> Any:
    page: Page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(path.as_uri())
    chooser = page.locator("#view")
    if chooser.is_visible():
        chooser.select_option(label=next(t for t in chooser.locator("option").all_text_contents() if t.startswith(view)))
    times = page.evaluate(MOVE, ["w", FRAMES])
    boxes = page.locator("g.ad-box").count()
    page.close()
    return times, boxes


def report(name: str, html: str, found: Any) -> None:
    times, boxes = found
    whole, script = zip(*times, strict=True)
    print(f"{name:24} {boxes:4} boxes  {len(html.encode()) / 1000:6.0f} kB  median {statistics.median(whole):6.1f}  "
          f"best {min(whole):6.1f}  (script {statistics.median(script):5.1f})")


if __name__ == "__main__":
    main()

"""The JavaScript of the page as a reader of cases, in Chromium: many graphs in one page."""

import json
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from playwright.sync_api import Page, sync_playwright

from autodiff.exploring.engine import engine_source, graph_data
from autodiff.graph.sweeps import topological
from autodiff.table.op import OPS
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.samples import each_row
from autodiff.value.value import Value

SWITCHES = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
            "--disable-sync", "--no-first-run", "--disable-quic")
EVALUATE = """tasks => JSON.stringify(JSON.parse(tasks).map(({graph, leaves, rows, wrt}) => {
  const engine = createEngine(graph), spell = x => Number.isFinite(x) ? x : String(x);
  return rows.map(row => {
    row.forEach((x, i) => leaves[i] < 0 || engine.set(leaves[i], Number(x)));
    const value = engine.forward();
    engine.backward();
    return [value, ...wrt.map(i => i < 0 ? 0 : engine.gradients[i])].map(spell);
  });
}))"""


def read(cases: Sequence[Case]) -> Iterator[tuple[int, str, Case, Any]]:
    """Every case, each of its outputs as a graph of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=SWITCHES)
        yield from read_in(browser.new_page(), cases)
        browser.close()


def chromium() -> str:
    """Where the browser is; `RuntimeError` if there is none."""
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise RuntimeError("the page needs Chromium: apt-get install --no-install-recommends chromium")
    return found


def read_in(page: Page, cases: Sequence[Case]) -> Iterator[tuple[int, str, Case, Any]]:
    """The same in a page that is open."""
    seen = [each_row(case) for case in cases]
    page.goto("about:blank")
    page.add_script_tag(content=engine_source(OPS) + "\nwindow.createEngine = createEngine;")
    tasks = [[_task(case, y, leaves) for y in outputs] for case in seen for outputs, leaves in [case.graph()]]
    flat = json.loads(page.evaluate(EVALUATE, json.dumps([task for each in tasks for task in each])))
    for i, (case, each) in enumerate(zip(seen, tasks, strict=True)):
        found, flat = flat[: len(each)], flat[len(each) :]
        numbers = np.array([[[float(str(x).replace("Infinity", "inf")) for x in row] for row in rows] for rows in found])
        numbers = numbers.reshape(len(each), case.rows, 1 + len(case.wrt)).swapaxes(0, 1)  # of rows, outputs, leaves
        yield i, "page", case, (numbers[:, :, 0], numbers[:, :, 1:])


def _task(case: Case, y: Value, leaves: Sequence[Value]) -> dict[str, Any]:
    """The graph of an output, the numbers in it of inputs and of `wrt`, and the rows."""
    nodes = topological(y)
    numbers = {node: i for i, node in enumerate(nodes)}
    inputs, wrt = ([numbers.get(leaves[i], -1) for i in chosen] for chosen in (case.inputs, case.wrt))
    return {"graph": graph_data(nodes), "leaves": inputs, "wrt": wrt, "rows": case.table()}

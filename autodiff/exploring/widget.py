"""The page as a widget that is tied to its Values. Needs anywidget: `pip install "autodiff-scalar[widget]"`.

The page stays in its sandboxed frame; by messages it says what the leaves are now, and hears it.
"""

import sys
from collections.abc import Mapping
from typing import Any, ClassVar

try:
    import anywidget
    import traitlets
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(f'autodiff.exploring.widget needs {missing.name}: pip install "autodiff-scalar[widget]"',
                              name=missing.name) from None

from autodiff.exploring import Page, _read
from autodiff.exploring.data import page_data
from autodiff.exploring.engine import number
from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.value.value import Value


class Explorer(anywidget.AnyWidget):
    """The page of a graph, in a notebook. A leaf that is moved there gets its data in Python, and the graph is recomputed.

    `.grad` stays as it is: `backward()` is yours to call. `TypeError` for what is no Value, `DrawingError` for a graph too
    large to be drawn.

    >>> from autodiff import variables
    >>> w, x = variables(w=2.0, x=3.0)
    >>> explorer = Explorer(w * x)
    >>> explorer.values
    {'0': 2.0, '1': 3.0}
    """

    _esm: ClassVar[str] = _read("widget.mjs")
    _css: ClassVar[str] = _read("frame.css")
    page = traitlets.Unicode(read_only=True).tag(sync=True)
    values = traitlets.Dict().tag(sync=True)  # of the leaves, by number; what JSON does not know is text

    def __init__(self, y: Value) -> None:
        if not isinstance(y, Value):
            raise TypeError(f"Explorer() needs a Value, the result of a graph, got {type(y).__name__} ({shown(y)})")
        self._y = y
        self._leaves = {str(i): node for i, node in enumerate(topological(y)) if node.op is None}
        super().__init__(values=self._now())

    @traitlets.default("page")
    def _drawn(self) -> str:
        """A default, so that the first message has it: a notebook may show the widget before it gets a second one."""
        return Page({**page_data(self._y), "tied": True}).html

    def refresh(self) -> None:
        """Show on the page what the leaves are now in Python; the graph is recomputed."""
        self._y.recompute()
        self.values = self._now()

    def __repr__(self) -> str:
        return f"<Explorer of {len(topological(self._y))} nodes>"

    def _now(self) -> dict[str, float | str]:
        return {i: number(leaf.data) for i, leaf in self._leaves.items()}

    @traitlets.validate("values")
    def _known(self, proposal: Any) -> dict[str, Any]:
        """Only numbers, and only of leaves that there are."""
        given: Mapping[str, Any] = proposal["value"]
        return {i: x for i, x in given.items() if i in self._leaves and _is_number(x)}

    @traitlets.observe("values")
    def _take_over(self, change: Any) -> None:
        """What was moved on the page is moved here; what was moved here since, or by another widget, stays and is shown."""
        before = change["old"] or {}
        said = {i: float(x) for i, x in change["new"].items() if x != before.get(i)}
        moved = {i: x for i, x in said.items() if number(self._leaves[i].data) != number(x)}
        for i, x in moved.items():
            self._leaves[i].data = x
        if moved:
            self.refresh()


def _is_number(x: Any) -> bool:
    if isinstance(x, str):
        return x in ("Infinity", "-Infinity", "NaN")
    return isinstance(x, float) or (isinstance(x, int) and abs(x) <= sys.float_info.max)

"""The page as a widget tied to its Values. Needs anywidget: `pip install "autodiff-scalar[widget]"`.

The page stays in its sandboxed frame, and exchanges the data of the leaves by messages.
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
    """The page of a graph in a notebook. Moving a leaf on it sets the leaf's data in Python and recomputes the graph.

    `.grad` does not change: call `backward()` yourself. `TypeError` for anything but a Value, `DrawingError` for a graph
    too large to be drawn.

    >>> from autodiff import variables
    >>> w, x = variables(w=2.0, x=3.0)
    >>> explorer = Explorer(w * x)
    >>> explorer.values
    {'0': 2.0, '1': 3.0}
    """

    _esm: ClassVar[str] = _read("widget.mjs")
    _css: ClassVar[str] = _read("frame.css")
    page = traitlets.Unicode(read_only=True).tag(sync=True)
    values = traitlets.Dict().tag(sync=True)  # of the leaves, by place in the graph; inf and nan are text

    def __init__(self, y: Value) -> None:
        if not isinstance(y, Value):
            raise TypeError(f"Explorer() needs a Value, the result of a graph, got {type(y).__name__} ({shown(y)})")
        self._y = y
        self._leaves = {str(i): node for i, node in enumerate(topological(y)) if node.op is None}
        super().__init__(values=self._now())

    @traitlets.default("page")
    def _drawn(self) -> str:
        """A default, so that the first message holds it: a notebook may show the widget before a second one arrives."""
        return Page({**page_data(self._y), "tied": True}).html

    def refresh(self) -> None:
        """Recompute the graph, and show the present data of the leaves on the page."""
        self._y.recompute()
        self.values = self._now()

    def __repr__(self) -> str:
        return f"<Explorer of {len(topological(self._y))} nodes>"

    def _now(self) -> dict[str, float | str]:
        return {i: number(leaf.data) for i, leaf in self._leaves.items()}

    @traitlets.validate("values")
    def _known(self, proposal: Any) -> dict[str, Any]:
        """Accept only numbers of known leaves."""
        given: Mapping[str, Any] = proposal["value"]
        return {i: x for i, x in given.items() if i in self._leaves and _is_number(x)}

    @traitlets.observe("values")
    def _take_over(self, change: Any) -> None:
        """Move what was moved on the page. What was moved in Python since, or by another widget, stays and is shown."""
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

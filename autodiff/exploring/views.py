"""The drawings of a graph that the page can show: open, folded, and folded but for one layer or neuron."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from autodiff.draw import READABLE, Drawing, draw
from autodiff.drawing.folding import naming
from autodiff.drawing.picture import LIMIT
from autodiff.errors import DrawingError
from autodiff.exploring.names import scope_name
from autodiff.graph import topological

FOLDS = {"layers": "layers folded", "neurons": "neurons folded", "none": "every value"}
LARGE = 2_000  # boxes: to lay out more takes half a minute, which is done only if there is no smaller drawing
SPARE = 150_000  # characters of all drawings in which one layer or neuron is open
WIDEST = "-0.0000000"  # a number as long as any that the page will show: the boxes make room for it


class View(NamedTuple):
    """A drawing. fold: what is folded in it: "layers", "neurons" or "none"; opened: a scope that is open all the same."""

    drawing: Drawing
    fold: str
    opened: str = ""

    def data(self, numbers: dict[Any, int], names: dict[Any, str]) -> dict[str, Any]:
        """The drawing, which nodes its boxes show and hold, what folds into them, and what its arrows join."""
        picture = self.drawing._picture
        for box in picture.boxes:
            if not box.label and box.shows:
                box.label, box.named = names[box.shows[0]], True
            box.data = box.grad = WIDEST if len(box.shows) < 2 else f"[{WIDEST}, {WIDEST}, …]"
        opened = scope_name(self.opened)
        return {"title": f"{opened} open" if opened else FOLDS[self.fold], "fold": self.fold, "opened": opened,
                "svg": _bare(self.drawing.svg), "folded": [scope_name(scope) for scope in self.folded()],
                "boxes": [[numbers[v] for v in box.shows] for box in picture.boxes],
                "holds": [[numbers[v] for v in box.holds or box.shows] for box in picture.boxes],
                "arrows": [[a.source, a.target, -1 if a.port is None else a.port] for a in picture.arrows]}

    def folded(self) -> list[str]:
        """For each box the scope that is folded in it, if there is one."""
        name = naming(self.fold, [self.opened] if self.opened else [])
        return [(name(box.holds[0].scope) or "") if box.holds else "" for box in self.drawing._picture.boxes]


def views(y: Any) -> list[View]:
    """What the page can show, first the most open drawing that can be read. `DrawingError` if nothing can be drawn."""
    found = _whole(y)
    first = next((view for view in found if view.drawing.boxes <= READABLE), found[-1])
    return [first, *(view for view in found if view is not first), *_opened(y, found)]


def _whole(y: Any) -> list[View]:
    """Open, with neurons folded, with layers folded; those that differ."""
    found: list[View] = []
    for fold in FOLDS:
        try:
            view = View(draw(y, fold=fold), fold)
        except DrawingError:  # too large: it may have been drawn folded
            continue
        if found and view.drawing.boxes == found[0].drawing.boxes:
            found[0] = view
        elif view.drawing.boxes <= (LARGE if found else LIMIT):
            found.insert(0, view)
    if not found:
        raise DrawingError(f"a graph of {len(topological(y)):,} nodes is too large to be shown, folded too: explore a part "
                           "of it, as an intermediate Value, or fewer samples")
    return found


def _opened(y: Any, whole: list[View]) -> Iterator[View]:
    """With one layer, or one neuron, open and all others folded, as long as the page does not become too large."""
    spare, sizes = SPARE, {view.drawing.boxes for view in whole}
    for view in reversed(whole):
        for scope in dict.fromkeys(filter(None, view.folded())):
            opened = View(draw(y, fold=view.fold, unfold=[scope]), view.fold, scope)
            if opened.drawing.boxes in sizes:  # there is nothing else to open
                continue
            spare -= len(_bare(opened.drawing.svg))
            if spare < 0:
                return
            yield opened


def _bare(svg: str) -> str:
    """A drawing whose looks come from the page's own style sheet, as its policy asks for, and its words from its script."""
    svg = re.sub(r"<title>.*?</title>", "<title/>", svg, flags=re.DOTALL)
    more = r'<style>.*?</style>\n?|<desc>.*?</desc>\n?| (style="[^"]*"|(fill|stroke)="#\w*")'
    return re.sub(more, "", svg, flags=re.DOTALL)

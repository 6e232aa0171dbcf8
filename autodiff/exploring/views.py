"""The drawings of a graph that the page can show: open, folded, and folded but for one layer or neuron."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from autodiff.drawing.draw import HOPELESS, Drawing
from autodiff.drawing.folded import Folded
from autodiff.drawing.folding import naming
from autodiff.drawing.picture import LIMIT, picture
from autodiff.drawing.repeated_leaves import shortened
from autodiff.errors import DrawingError
from autodiff.explaining.labels import cleaned, superscript
from autodiff.explaining.writer import DIGITS
from autodiff.forks import cached_property

FOLDS = {"layers": "layers folded", "neurons": "neurons folded", "none": "every value"}
GLANCE = 60  # boxes that can be taken in at a glance: the page opens with no more if possible
LARGE = 2_000  # boxes: laying out more takes half a minute, and is done only if there is no smaller drawing
SPARE = 150_000  # characters of all drawings in which one layer or neuron is open
WIDEST = "-0.0000000"  # as long as any number on the page: the boxes have room for it


@dataclass(frozen=True)
class PageView:
    """A drawing. fold: what is folded in it, "layers", "neurons" or "none"; opened: a scope that is not."""

    drawing: Drawing
    fold: str
    opened: str = ""

    def data(self, numbers: dict[Any, int]) -> dict[str, Any]:
        """The drawing as JSON types: the nodes that its boxes show and hold, the folded scopes, the arrows."""
        picture, opened = self.drawing._picture, cleaned(self.opened)
        return {"title": f"{opened} open" if opened else FOLDS[self.fold], "fold": self.fold, "opened": opened,
                "svg": self.svg, "folded": [cleaned(scope) for scope in self.folded()],
                "boxes": [[numbers[v] for v in box.shows] for box in picture.boxes],
                "holds": [[numbers[v] for v in box.holds or box.shows] for box in picture.boxes],
                "arrows": [[a.source, a.target, -1 if a.port is None else a.port] for a in picture.arrows]}

    @cached_property
    def svg(self) -> str:
        """The drawing as the page has it. Read it after `named`."""
        return _bare(self.drawing.svg)

    def folded(self) -> list[str]:
        """For each box the scope that is folded in it, or ""."""
        name = naming(self.fold, [self.opened] if self.opened else [])
        return [(name(box.holds[0].scope) or "") if box.holds else "" for box in self.drawing._picture.boxes]

    def named(self, names: dict[Any, str]) -> "PageView":
        """The same with the names of the page, and room for any number."""
        boxes = self.drawing._picture.boxes
        together, met = Counter(box.label for box in boxes if box.folded), Counter[str]()
        for box in boxes:
            if box.folded and together[box.label] > 1:  # calls of one neuron, for several samples
                met[box.label] += 1
                box.label += superscript(met[box.label])
            elif not box.folded and box.shows:
                box.label, box.named = names[box.shows[0]], box.named or box.shows[0].op is None
            box.data = box.grad = WIDEST if len(box.shows) < 2 else f"[{WIDEST}, {WIDEST}, …]"
        return self


def whole_views(nodes: Sequence[Any]) -> list[PageView]:
    """The drawings that differ: open, with neurons folded, with layers folded. `DrawingError` if none can be drawn.

    nodes: the graph, operands first.
    """
    found: list[PageView] = []
    hopeless = sum(not node.scope for node in nodes) > HOPELESS * LIMIT
    for fold in () if hopeless else FOLDS:
        try:
            view = _view(nodes, fold)
        except DrawingError:  # too large: folded, it may be small enough
            continue
        if found and view.drawing.boxes == found[0].drawing.boxes:
            found[0] = view
        elif view.drawing.boxes <= (LARGE if found else LIMIT):
            found.insert(0, view)
    if not found:
        raise DrawingError(f"a graph of {len(nodes):,} nodes is too large to be shown, even folded: explore a part of it, "
                           "such as an intermediate Value, or fewer samples")
    return found


def _view(nodes: Sequence[Any], fold: str, opened: str = "") -> PageView:
    folded = Folded([*nodes], [nodes[-1]], naming(fold, [opened] if opened else []))
    return PageView(Drawing(shortened(picture(folded, DIGITS)), False, "LR", "auto"), fold, opened)


def all_views(nodes: Sequence[Any], whole: list[PageView], names: dict[Any, str]) -> list[PageView]:
    """All drawings of the page: first the most open one that can be taken in at a glance, last those with one scope open."""
    named = [view.named(names) for view in whole]
    first = next((view for view in named if view.drawing.boxes <= GLANCE), named[-1])
    return [first, *(view for view in named if view is not first), *_opened(nodes, named, names)]


def _opened(nodes: Sequence[Any], whole: list[PageView], names: dict[Any, str]) -> Iterator[PageView]:
    """With one layer or neuron open and the others folded, until the page would become too large."""
    spare, sizes = SPARE, {view.drawing.boxes for view in whole}
    for view in reversed(whole):
        for scope in dict.fromkeys(filter(None, view.folded())):
            opened = _view(nodes, view.fold, scope).named(names)
            if opened.drawing.boxes in sizes:  # there is nothing else to open
                continue
            spare -= len(opened.svg)
            if spare < 0:
                return
            yield opened


def _bare(svg: str) -> str:
    """A drawing without styles and titles: the page's own style sheet and script provide them, as its policy demands."""
    svg = re.sub(r"<title>.*?</title>", "<title/>", svg, flags=re.DOTALL)
    more = r'<style>.*?</style>\n?|<desc>.*?</desc>\n?| (style="[^"]*"|(fill|stroke)="#\w*")'
    return re.sub(more, "", svg, flags=re.DOTALL)

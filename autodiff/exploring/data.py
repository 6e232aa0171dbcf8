"""What the page knows of a graph: its nodes, what they are called and computed by, and its drawings."""

import json
import re
from collections.abc import Sequence
from typing import Any

from autodiff import text
from autodiff.draw import READABLE, Drawing, draw
from autodiff.drawing.picture import LIMIT
from autodiff.drawing.safe import visible
from autodiff.errors import DrawingError
from autodiff.exploring.engine import graph_data
from autodiff.exploring.formulas import formulas
from autodiff.exploring.names import NAME, names_of, operand_name, title_of
from autodiff.graph import topological

VIEWS = (("none", "every value"), ("neurons", "neurons folded"), ("layers", "layers folded"))
WIDEST = "-0.0000000"  # a number as long as any that the page will show: the boxes make room for it


def page_data(y: Any) -> dict[str, Any]:
    """Everything the page shows, as what JSON can hold."""
    nodes = topological(y)
    numbers: dict[Any, int] = {node: i for i, node in enumerate(nodes)}
    views = _views(y, numbers)  # first: it refuses a graph that is too large
    names = names_of(nodes)
    graph = graph_data(y)
    for node, known in zip(nodes, graph["nodes"], strict=True):
        known |= {"name": names[node], "label": visible(text.cut(node.label, 2 * NAME)),
                  "scope": visible(text.cut(node.scope, 2 * NAME))}
        if node.op is not None:
            known["formula"] = formulas(node, names[node], [operand_name(p, node.scope, names) for p in node.parents])
    return {"graph": graph, "title": title_of(nodes, names), "views": views}


def as_json(data: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    found = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        found = found.replace(character, f"\\u{ord(character):04x}")
    return found


# --- Drawings ---


def _views(y: Any, numbers: dict[Any, int]) -> list[dict[str, Any]]:
    """The drawings there can be: open, with neurons folded, with layers folded; those that differ. At least one."""
    views: list[dict[str, Any]] = []
    for fold, title in VIEWS:
        try:
            drawing = draw(y, fold=fold)
            if drawing.boxes <= LIMIT and (not views or drawing.boxes < len(views[-1]["boxes"])):
                views.append({"title": title, **_view(drawing, numbers)})
        except DrawingError:  # too large: it may be drawn folded
            continue
    if not views:
        raise DrawingError(f"a graph of {len(numbers):,} nodes is too large to be shown, folded too: explore a part of it, "
                           "as an intermediate Value, or fewer samples")
    readable = [i for i, view in enumerate(views) if len(view["boxes"]) <= READABLE]
    return sorted(views, key=lambda view: view is not views[readable[0] if readable else -1])


def _view(drawing: Drawing, numbers: dict[Any, int]) -> dict[str, Any]:
    """A drawing, and which nodes its boxes show and its arrows join."""
    picture = drawing._picture
    for box in picture.boxes:
        box.data = box.grad = WIDEST if len(box.shows) < 2 else f"[{WIDEST}, {WIDEST}, …]"
    boxes = [[numbers[v] for v in box.shows] for box in picture.boxes]
    holds = [[numbers[v] for v in box.holds or box.shows] for box in picture.boxes]
    arrows = [[arrow.source, arrow.target, -1 if arrow.port is None else arrow.port] for arrow in picture.arrows]
    return {"svg": _without_styles(drawing.svg), "boxes": boxes, "holds": holds, "arrows": arrows}


def _without_styles(svg: str) -> str:
    """A drawing whose looks come from the page's own style sheet, as its policy asks for."""
    return re.sub(r'<style>.*?</style>\n?| style="[^"]*"', "", svg, flags=re.DOTALL)


def roles(theme: str) -> Sequence[str]:
    """Rules for the roles of a drawing, in the colours of a theme."""
    from autodiff.drawing.style import STYLES

    return [f".ad-{role} {{ {_paint(style, theme)} }}" for role, style in STYLES.items()]


def _paint(style: Any, theme: str) -> str:
    from autodiff.drawing.style import colour

    properties = (("fill", style.fill), ("stroke", style.line))
    return "; ".join(f"{name}: {colour(paint, theme)}" for name, paint in properties if paint)

"""A picture as DOT for further styling: one node per Value and one per operation, with plain text."""

from typing import TYPE_CHECKING

from autodiff.drawing.layout import mark
from autodiff.drawing.picture import SMALL, Box, Picture
from autodiff.drawing.safe import visible
from autodiff.drawing.style import colour

if TYPE_CHECKING:
    import graphviz


def digraph(picture: Picture, sideways: bool, partials: bool) -> "graphviz.Digraph":
    """The picture as a `graphviz.Digraph`, in the light colours."""
    import graphviz

    dot = graphviz.Digraph(
        graph_attr={"rankdir": "LR" if sideways else "TB", "ordering": "in"},
        node_attr={"shape": "box", "style": "filled", "fontname": "monospace"},
        edge_attr={"fontname": "monospace", "fontsize": "10"},
    )
    for i, box in enumerate(picture.boxes):
        dot.node(f"value{i}", label=graphviz.escape(_label(box)), **_style(box))
        if box.symbol:
            dot.node(f"operation{i}", label=graphviz.escape(_plain(box.symbol)), shape="ellipse")
            dot.edge(f"operation{i}", f"value{i}")
    for arrow in picture.arrows:
        target = picture.boxes[arrow.target]
        head = {"headlabel": f"{arrow.port + 1} "} if target.ordered and arrow.port is not None else {}
        to = f"operation{arrow.target}" if target.symbol else f"value{arrow.target}"
        dot.edge(f"value{arrow.source}", to, label=mark(arrow, partials), **head)
    return dot


def _label(box: Box) -> str:
    rows = [box.label] if box.kind in SMALL else [box.label or box.kind, f"data {box.data}", f"grad {box.grad}"]
    return "\n".join(map(_plain, rows))


def _plain(text: str) -> str:
    """Text in which Graphviz reads no entities, such as &lt;."""
    return visible(text).replace("&", "&amp;")


def _style(box: Box) -> dict[str, str]:
    round_corners = box.kind in ("input", "parameter", *SMALL)
    return {
        "fillcolor": colour(box.kind, "light"),
        "color": colour(f"{box.kind} line", "light"),
        "penwidth": "2" if box.kind == "result" else "1",
        **({"style": "filled,rounded"} if round_corners else {}),
        **({"peripheries": "2"} if box.folded else {}),
    }

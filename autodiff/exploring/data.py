"""What the page knows of a graph: its nodes, what they are called and computed by, and its drawings."""

import json
from collections.abc import Sequence
from typing import Any

from autodiff.drawing.safe import visible
from autodiff.exploring.engine import graph_data
from autodiff.exploring.formulas import formulas
from autodiff.exploring.names import NAME, names_of, operand_name, scope_name, title_of
from autodiff.exploring.views import all_views, whole_views
from autodiff.graph.sweeps import topological
from autodiff.messages import cut


def page_data(y: Any) -> dict[str, Any]:
    """Everything the page shows, as what JSON can hold."""
    nodes = topological(y)
    numbers: dict[Any, int] = {node: i for i, node in enumerate(nodes)}
    whole = whole_views(y)  # first: it refuses a graph that is too large
    names = names_of(nodes)
    graph = graph_data(y)
    for node, known in zip(nodes, graph["nodes"], strict=True):
        known |= {"name": names[node], "label": visible(cut(node.label, 2 * NAME)), "scope": scope_name(node.scope)}
        if node.op is not None:
            known["formula"] = formulas(node, names[node], [operand_name(p, node.scope, names) for p in node.parents])
    views = [view.data(numbers) for view in all_views(y, whole, names)]
    return {"graph": graph, "title": title_of(nodes, names), "views": views}


def as_json(data: Any) -> str:
    """JSON that cannot end the script element it stands in, nor hide its end: `</script` and `<!--` have escapes.

    >>> as_json(["</script>", "<!--", "a < b"])
    '["<\\\\/script>","\\\\u003c!--","a < b"]'
    """
    found = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for begins, escape in (("</", "<\\/"), ("<!", "\\u003c!"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        found = found.replace(begins, escape)
    return found


# --- Looks ---


def roles(theme: str) -> Sequence[str]:
    """Rules for the roles of a drawing, in the colours of a theme."""
    from autodiff.drawing.style import STYLES

    return [f".ad-{role} {{ {_paint(style, theme)} }}" for role, style in STYLES.items()]


def _paint(style: Any, theme: str) -> str:
    from autodiff.drawing.style import colour

    properties = (("fill", style.fill), ("stroke", style.line))
    return "; ".join(f"{name}: {colour(paint, theme)}" for name, paint in properties if paint)

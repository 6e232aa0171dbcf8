"""The data of the page: the nodes of a graph with their names and formulas, and its drawings."""

import json
from typing import Any

from autodiff.explaining.labels import cleaned
from autodiff.explaining.writer import DIGITS, PlainText
from autodiff.exploring.engine import graph_data
from autodiff.exploring.formulas import formulas, in_derivative, names_of
from autodiff.exploring.views import all_views, whole_views
from autodiff.graph.sweeps import topological
from autodiff.value.strictness import lenient


def page_data(y: Any) -> dict[str, Any]:
    """Everything that the page shows, as JSON types."""
    nodes = topological(y)
    places = {node: i for i, node in enumerate(nodes)}
    whole = whole_views(nodes)  # first, as it refuses a graph that is too large
    graph = graph_data(nodes)
    with lenient():  # formulas contain branches that are not taken
        names = names_of(nodes)
        written = {node: PlainText(DIGITS).write(names.of(node)) for node in nodes}
        for node, known in zip(nodes, graph["nodes"], strict=True):
            known |= {"name": written[node], "math": in_derivative(names.of(node)), "label": cleaned(node.label),
                      "scope": cleaned(node.scope)}
            if node.op is not None:
                known["formula"] = formulas(node, names.of, places)
        title = f"{written[y]} = {PlainText(DIGITS).write(names.definition(y))}" if y in names.defined else written[y]
    return {"graph": graph, "title": title, "views": [view.data(places) for view in all_views(nodes, whole, written)]}


def as_json(data: Any) -> str:
    """JSON that is safe inside a script element: `</script` and `<!--` are escaped.

    >>> as_json(["</script>", "<!--", "a < b"])
    '["<\\\\/script>","\\\\u003c!--","a < b"]'
    """
    found = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for begins, escape in (("</", "<\\/"), ("<!", "\\u003c!"), ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):
        found = found.replace(begins, escape)
    return found

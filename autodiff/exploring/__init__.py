"""explore(y): an interactive page of a graph, as one self-contained HTML file with its own JavaScript."""

import base64
import hashlib
import os
from collections.abc import Iterable
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

from autodiff.files import replace
from autodiff.forks import cached_property
from autodiff.messages import shown

SCRIPTS = ("words.js", "camera.js", "view.js", "walk.js", "leaves.js", "descent.js", "chain.js", "detail.js", "guess.js",
           "tie.js", "main.js")
PAINTS = {  # the variables of page.css that are colours of the drawing
    "ground": "canvas", "ink": "ink", "muted": "muted", "accent": "input line", "right": "parameter line"}
TITLE = "Interactive computation graph"
UNTRUSTED = ("An interactive page is shown here once the notebook is trusted (in JupyterLab by the command Trust Notebook) "
             "or the cell is run.")


class Page:
    """An interactive page of a graph. Jupyter shows it in a sandboxed frame.

    >>> from autodiff import explore, variables
    >>> w, x = variables(w=2.0, x=3.0)
    >>> explore(w * x).html[:15]
    '<!doctype html>'
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    @cached_property
    def html(self) -> str:
        """The page as HTML text, with nothing from the network."""
        from autodiff.exploring.data import as_json
        from autodiff.exploring.engine import engine_source

        style = "\n".join([_read("page.css"), *_themes()])
        ops = [node["op"] for node in self._data["graph"]["nodes"] if node["op"]]
        script = "\n".join(['"use strict";', engine_source(ops), *map(_read, SCRIPTS)])
        parts = {"title": escape(self._data["title"]), "style": style, "style_hash": _hash(style), "script": script,
                 "script_hash": _hash(script), "data": as_json(self._data)}
        pieces = _read("page.html").split("{")
        return pieces[0] + "".join(parts[name] + rest for name, rest in (piece.split("}", 1) for piece in pieces[1:]))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the page to a file, atomically. `ValueError` if the path does not end in .html."""
        if not isinstance(path, str | os.PathLike):
            raise TypeError(f"the path of a page must be a str or a Path, not {type(path).__name__} ({shown(path)})")
        if Path(path).suffix.lower() not in (".html", ".htm"):
            raise ValueError(f"the path of a page must end in .html, got {shown(str(path))}")
        replace(Path(path), self.html.encode())

    def _repr_html_(self) -> str:
        return (f'<style>{_read("frame.css")}</style><iframe class="autodiff-page" sandbox="allow-scripts" title="{TITLE}" '
                f'width="100%" height="640" srcdoc="{escape(self.html)}"></iframe><noscript>{UNTRUSTED}</noscript>')

    def __repr__(self) -> str:
        return f"<Page of {len(self._data['graph']['nodes'])} nodes>"


def explore(y: Any, path: str | os.PathLike[str] | None = None) -> Page:
    """An interactive page of the graph of a Value: move its leaves, step through both passes, run gradient descent.

    path: an .html file to write the page to. Any browser opens it, without server or network.
    `DrawingError` for a graph that is too large even when folded.

    >>> from autodiff import tanh, variables
    >>> w, x = variables(w=0.5, x=2.0)
    >>> explore(tanh(w * x))
    <Page of 4 nodes>
    """
    from autodiff.exploring.data import page_data
    from autodiff.value.value import Value

    if not isinstance(y, Value):
        raise TypeError(f"explore() needs a Value, the result of a graph, got {type(y).__name__} ({shown(y)})")
    page = Page(page_data(y))
    if path is not None:
        page.save(path)
    return page


def _read(name: str) -> str:
    return (files("autodiff.exploring") / "page" / name).read_text(encoding="utf-8")


def _themes() -> Iterable[str]:
    """The colours of the page and of its drawing in each theme."""
    from autodiff.drawing.style import THEMES, colour
    from autodiff.drawing.svg import colour_rules

    for theme in THEMES:
        root = f':root[data-theme="{theme}"]'
        yield f"{root} {{ {' '.join(f'--{name}: {colour(paint, theme)};' for name, paint in PAINTS.items())} }}"
        yield from colour_rules(root, theme)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

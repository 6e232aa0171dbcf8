"""Drawing a graph: `draw(y)` gives SVG, DOT, PNG and PDF; Jupyter shows a Value with `notebook_bundle`.

The other modules of `drawing` are imported when a graph is drawn, to keep `import autodiff` quick.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autodiff.files import replace
from autodiff.forks import cached_property
from autodiff.graph.node import Node
from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.trees import is_array

if TYPE_CHECKING:
    import graphviz

    from autodiff.drawing.folded import Folded
    from autodiff.drawing.picture import Picture
    from autodiff.drawing.scene import Scene

READABLE = 150  # boxes; with more, fold="auto" folds, and a notebook shows text
HOPELESS = 20  # times the limit of boxes; no folding would help
FOLDS = ("auto", "none", "neurons", "layers")
SUFFIXES = (".svg", ".dot", ".gv", ".png", ".pdf")


class Drawing:
    """A drawing of a graph as it was when `draw` was called. Jupyter shows it.

    >>> from autodiff import variables, draw
    >>> a, b = variables(a=2.0, b=3.0)
    >>> drawing = draw(a * b)
    >>> drawing.svg[:4], drawing.source[:7]
    ('<svg', 'digraph')
    """

    def __init__(self, picture: "Picture", partials: bool, rankdir: str, theme: str) -> None:
        self._picture, self._partials, self._sideways, self._theme = picture, partials, rankdir == "LR", theme

    @property
    def boxes(self) -> int:
        """The number of boxes."""
        return len(self._picture.boxes)

    @cached_property
    def svg(self) -> str:
        """The drawing as SVG text, the same bytes each time. `DrawingError` if no layout engine is installed."""
        from autodiff.drawing.svg import svg

        return svg(self._scene, self._theme)

    @property
    def source(self) -> str:
        """The graph as DOT text, the source of `digraph()`."""
        return str(self.digraph().source)

    def digraph(self) -> "graphviz.Digraph":
        """The graph as a `graphviz.Digraph`, for further styling."""
        from autodiff.drawing.dot import digraph

        return digraph(self._picture, self._sideways, self._partials)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the drawing to a file: .svg, .dot or .gv, .png, .pdf. An existing file is replaced atomically.

        `ValueError` for another suffix, `OSError` if the file cannot be written, `DrawingError` without a layout engine.
        """
        if not isinstance(path, str | os.PathLike):
            given = f"{type(path).__name__} ({shown(path)})"
            raise TypeError(f"the path of a drawing must be a str or a Path, not {given}: write save('graph.svg')")
        path = Path(path)
        suffix = path.suffix.lower()
        if suffix not in SUFFIXES:
            raise ValueError(f"the path of a drawing must end in {', '.join(SUFFIXES)}, got {str(path)!r}")
        replace(path, self._content(suffix))

    def _content(self, suffix: str) -> bytes:
        if suffix == ".svg":
            return self.svg.encode()
        if suffix in (".dot", ".gv"):
            return self.source.encode()
        from autodiff.drawing.image import image

        return image(self._scene, suffix[1:], "dark" if self._theme == "dark" else "light")

    @cached_property
    def _scene(self) -> "Scene":
        from autodiff.drawing.layout import layout
        from autodiff.drawing.scene import scene

        placed = layout(self._picture, self._sideways, self._partials)
        return scene(self._picture, placed, self._sideways, self._partials)

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return f"<Drawing of {self.boxes} boxes>"


def draw(y: Node | Iterable[Node], *, fold: str | Collection[str] = "auto", unfold: Collection[str] = (),
         partials: bool = False, rankdir: str = "LR", digits: int = 4, theme: str = "auto") -> Drawing:
    """Draw the graph of a Value, or of several results.

    fold: what is drawn as one box: "none", "neurons", "layers", or scopes by name, as ["layer1"]. "auto" folds only if
        there would be more than 150 boxes.
    unfold: scopes that are not folded, as ["layer1/neuron2"].
    partials: whether arrows show local derivatives.
    rankdir: "LR" from left to right, "TB" from top to bottom.
    digits: significant digits of the numbers.
    theme: "light", "dark", or "auto" for the theme of the reader's system.

    `DrawingError` for more than 5,000 boxes, or for arrows that are too long. A leaf that is used far apart is drawn again.

    >>> from autodiff import variables
    >>> a, b = variables(a=2.0, b=3.0)
    >>> draw(a * b, partials=True)
    <Drawing of 3 boxes>
    """
    from autodiff.drawing.picture import picture
    from autodiff.drawing.repeated_leaves import shortened

    roots = _roots(y)
    _check_choice("theme", theme, ("auto", "light", "dark"))
    _check_choice("rankdir", rankdir, ("LR", "TB"))
    if type(digits) is not int or not 1 <= digits <= 17:
        raise ValueError(f"digits must be an int from 1 to 17, got {shown(digits)}")
    folded = _folded(roots, _check_fold(fold), _check_names("unfold", unfold))
    return Drawing(shortened(picture(folded, digits)), partials, rankdir, theme)


def notebook_bundle(y: Node) -> dict[str, str]:
    """What Jupyter shows for a Value: its text, and its drawing if that can be made and is small enough to read.

    >>> from autodiff import Value
    >>> sorted(notebook_bundle(Value(2.0) * 3))
    ['image/svg+xml', 'text/plain']
    """
    bundle = {"text/plain": repr(y)}
    try:
        drawing = draw(y)
        if drawing.boxes <= READABLE:
            bundle["image/svg+xml"] = drawing.svg
        else:
            bundle["text/plain"] += f"  (a graph of {drawing.boxes} boxes: draw(...) shows it)"
    except Exception:  # noqa: S110
        pass  # whatever fails (size, engine), showing a Value must not
    return bundle


# --- Folding ---


def _folded(roots: list[Node], fold: str | frozenset[str], unfold: frozenset[str]) -> "Folded":
    """The folded graph. "auto" takes the first way of folding that is readable, or else the smallest."""
    from autodiff.drawing.folded import Folded
    from autodiff.drawing.folding import naming, prefixes
    from autodiff.drawing.picture import LIMIT, check_size

    nodes = topological(*roots)
    alone = sum(not node.scope for node in nodes)
    check_size(alone if alone > HOPELESS * LIMIT else 0)
    _check_known(unfold | (frozenset() if isinstance(fold, str) else fold),
                 {prefix for scope in {node.scope for node in nodes} - {""} for prefix in prefixes(scope)})
    tried = []
    for way in ("none", "neurons", "layers") if fold == "auto" else (fold,):
        tried.append(Folded(nodes, roots, naming(way, unfold)))
        if tried[-1].boxes() <= READABLE or alone == len(nodes):
            return tried[-1]
    return min(tried, key=Folded.boxes)


# --- Arguments ---


def _roots(y: Any) -> list[Node]:
    """The results to draw, without repetition."""
    y = y.ravel().tolist() if is_array(y) else y
    roots = [y] if isinstance(y, Node) else list(y) if isinstance(y, Iterable) and not isinstance(y, str) else [y]
    for root in roots:
        if not isinstance(root, Node):
            raise TypeError(f"draw() needs a Value, or a list of Values, got {type(root).__name__} ({shown(root)}): "
                            "draw(y)")
    if not roots:
        raise ValueError("draw() needs at least one Value, got an empty list")
    return list(dict.fromkeys(roots))


def _check_choice(what: str, given: object, choices: tuple[str, ...]) -> None:
    if not isinstance(given, str) or given not in choices:
        raise ValueError(f"{what} must be one of {', '.join(map(repr, choices))}, got {shown(given)}")


def _check_fold(fold: Any) -> str | frozenset[str]:
    if isinstance(fold, str):
        if fold not in FOLDS:
            raise ValueError(f"fold must be one of {', '.join(map(repr, FOLDS))}, got {shown(fold)}: "
                             f"for the name of a scope, write fold=[{shown(fold)}]")
        return fold
    return _check_names("fold", fold)


def _check_names(what: str, names: Any) -> frozenset[str]:
    """Names of scopes; `TypeError` for anything but a collection of str."""
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise TypeError(f"{what} must be a list of names, as ['layer1/neuron2'], got {shown(names)}")
    listed = list(names)
    for name in listed:
        if not isinstance(name, str):
            raise TypeError(f"{what} must hold names of scopes, got {type(name).__name__} ({shown(name)}): "
                            "write them as text")
    return frozenset(listed)


def _check_known(names: frozenset[str], known: set[str]) -> None:
    """`ValueError` for scopes that are not in the graph."""
    for name in sorted(names - known):
        there = f"choose from {', '.join(sorted(known)[:8])}{' …' * (len(known) > 8)}" if known else "it has no scopes"
        raise ValueError(f"the graph has no scope {shown(name)}: {there}")

"""Colours and fonts. The role of a shape ("input-fill", "arrow", ...) determines its style.

Kinds of boxes differ in shape and border as well as in colour. Text has a contrast of at least 4.5 to its background.
"""

from dataclasses import dataclass

THEMES = ("light", "dark")
MONOSPACE = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

# name: (light, dark)
COLOURS = {
    "canvas": ("#ffffff", "#11161d"),
    "surface": ("#ffffff", "#1a212b"),
    "ink": ("#1c2128", "#eef2f6"),
    "muted": ("#57606a", "#a3adb9"),
    "line": ("#6b7580", "#8b96a3"),
    "operation": ("#3d4752", "#566373"),
    "symbol": ("#ffffff", "#ffffff"),
    "input": ("#d8ecff", "#123a63"), "input line": ("#1268c4", "#5aa9f8"),
    "parameter": ("#d7f5dd", "#12421f"), "parameter line": ("#1c7c3a", "#45b95d"),
    "again": ("#d8ecff", "#123a63"), "again line": ("#1268c4", "#5aa9f8"),
    "constant": ("#eaedf0", "#2a323c"), "constant line": ("#6b7580", "#8b96a3"),
    "intermediate": ("#f3f5f7", "#262f3a"), "intermediate line": ("#6b7580", "#8b96a3"),
    "folded": ("#f0e4ff", "#3a2166"), "folded line": ("#7d4cd0", "#b58cff"),
    "result": ("#ffe9ad", "#4a3508"), "result line": ("#a05f00", "#e0a02e"),
}

# kind of box: (corner radius, width of the border, text in the legend)
KINDS = {
    "input": (14.0, 1.5, "input (leaf)"),
    "parameter": (14.0, 2.5, "parameter (leaf)"),
    "constant": (12.0, 1.2, "constant"),
    "again": (12.0, 1.0, "leaf, drawn again"),
    "intermediate": (3.0, 1.2, "intermediate"),
    "folded": (3.0, 1.5, "folded neuron or layer"),
    "result": (3.0, 3.0, "result"),
}


@dataclass(frozen=True, slots=True)
class Style:
    """The look of a shape or a line of text: names of colours, line width, text size."""

    fill: str = ""
    line: str = ""
    width: float = 0.0
    size: float = 0.0
    bold: bool = False


STYLES = {
    "canvas": Style(fill="canvas"),
    "arrow": Style(line="line", width=1.3),
    "thin-arrow": Style(line="line", width=0.6),
    "head": Style(fill="line"),
    "mark-ground": Style(fill="canvas"),
    "mark": Style(fill="ink", size=10.0),
    "tab": Style(fill="operation"),
    "symbol": Style(fill="symbol", size=13.0, bold=True),
    "order": Style(fill="symbol", size=9.0),
    "name": Style(fill="ink", size=13.0, bold=True),
    "expression": Style(fill="ink", size=13.0),
    "unnamed": Style(fill="muted", size=13.0),
    "field": Style(fill="muted", size=12.0),
    "number": Style(fill="ink", size=12.0),
    "legend": Style(fill="muted", size=11.0),
    "surface": Style(fill="surface"),
    **{f"{kind}-fill": Style(fill=kind) for kind in KINDS},
    **{f"{kind}-border": Style(line=f"{kind} line", width=thickness) for kind, (_, thickness, _) in KINDS.items()},
    **{f"{kind}-rule": Style(line=f"{kind} line", width=1.0) for kind in KINDS},
    **{f"{kind}-stack": Style(fill=kind, line=f"{kind} line", width=1.0) for kind in ("folded", "result")},
}


def colour(name: str, theme: str) -> str:
    """A colour of the palette.

    >>> colour("canvas", "light"), colour("canvas", "dark")
    ('#ffffff', '#11161d')
    """
    return COLOURS[name][THEMES.index(theme)]

"""Colours and text of the pictures, readable with any colour vision.

The colours of ink, canvas and boxes are those of the drawn graphs. The others are Okabe and Ito's palette
(https://jfly.uni-koeln.de/color/). No colour carries meaning alone: lines differ in dashes too, points in shape.
"""

from collections.abc import Sequence
from typing import Any

from autodiff.drawing.safe import visible
from autodiff.drawing.style import colour
from autodiff.messages import cut
from nn.checks import checked_list, checked_text

CANVAS, INK, MUTED, LINE = (colour(name, "light") for name in ("canvas", "ink", "muted", "line"))
BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, "#332288", "#7A6A00", "#882255", "#8B5A2B")
DASHES = ("-", "--", "-.", ":")
MARKERS = ("o", "^", "s", "D", "v", "P", "X", "<", ">", "p")
NO_CLASS = "#C8CDD2"  # where a model gives no number
TINT = 0.28  # share of the colour of a class in its region
NO_PICTURES = dict.fromkeys(range(0x2400, 0x2422), "\ufffd")  # pictures of control characters, which the font lacks
LONGEST = 30  # most characters of a label

# Settings for making and writing our figures, on top of matplotlib's defaults
STYLE: dict[str, Any] = {
    "font.family": ["sans-serif"], "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"], "font.size": 11,
    "axes.labelsize": 11, "legend.fontsize": 10, "text.color": INK, "axes.labelcolor": INK, "xtick.color": INK,
    "ytick.color": INK, "axes.edgecolor": LINE, "figure.facecolor": CANVAS, "axes.facecolor": CANVAS,
    "axes.spines.top": False, "axes.spines.right": False, "axes.axisbelow": True, "grid.color": "#E3E7EB",
}
# The same bytes each time, and text as text, which can be searched, selected and read aloud
SVG = {"svg.hashsalt": "autodiff", "svg.fonttype": "none"}


def label(text: str) -> str:
    """A label as it is shown: on one line, shortened, without control characters.

    >>> label("price\\nin $")
    'price�in $'
    """
    return cut(visible(text).translate(NO_PICTURES), LONGEST)


def checked_labels(texts: Any, length: int, what: str) -> list[str]:
    """A list of `length` labels; `TypeError` if one is not text."""
    given = checked_list(texts, length, what)
    return [label(checked_text(text, what)) for text in given]


def legend(ax: Any, artists: Sequence[Any], **place: Any) -> None:
    """A legend with the label of each artist as it is."""
    # numbered first, as matplotlib leaves out labels that begin with an underscore
    made = ax.legend(artists, [str(i) for i in range(len(artists))], facecolor=CANVAS, edgecolor=LINE, labelcolor=INK,
                     **place)
    for text, artist in zip(made.get_texts(), artists, strict=True):
        text.set_text(artist.get_label())
        plain(text)


def plain(*texts: Any) -> None:
    """Show a `$` in matplotlib's texts as it is, rather than as the start of a formula."""
    for text in texts:
        text.set_parse_math(False)


def tint(colour: str) -> str:
    """A colour mixed with white, as a background for points of that colour.

    >>> tint("#000000")
    '#b8b8b8'
    """
    parts = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - TINT * (255 - part)):02x}" for part in parts)

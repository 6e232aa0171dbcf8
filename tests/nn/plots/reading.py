"""What is drawn in a figure, read from its artists, and the text of its SVG."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from nn.plots import save

SVG = "{http://www.w3.org/2000/svg}"


def axes_of(figure: Figure) -> Axes:
    """The only axes of a figure."""
    (ax,) = figure.axes
    return ax


def texts_of(figure: Figure) -> list[str]:
    """Every text that stands in a picture."""
    ax = axes_of(figure)
    legend = ax.get_legend()
    shown = [*ax.texts, ax.xaxis.label, ax.yaxis.label, *(legend.get_texts() if legend else [])]
    return [text.get_text() for text in shown if text.get_text()]


def texts_of_svg(figure: Figure, folder: Path) -> list[str]:
    """Every text of the saved SVG, which must be well-formed."""
    path = folder / "picture.svg"
    save(figure, path)
    root = ElementTree.fromstring(path.read_bytes())  # noqa: S314
    return ["".join(text.itertext()) for text in root.iter(f"{SVG}text")]


def labelled(artists: Any, name: str) -> Any:
    """The only artist with a label."""
    (found,) = [artist for artist in artists if artist.get_label() == name]
    return found

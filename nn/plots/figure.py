"""Figures that Jupyter shows, made without pyplot, independent of the user's settings of matplotlib."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from autodiff.files import replace
from autodiff.forks import freed_in_child
from autodiff.messages import shown
from nn.checks import checked_path, wrong_type
from nn.plots.style import CANVAS, STYLE, SVG

SHARPNESS = 2  # pixels of a PNG per pixel on a page
# Metadata left out of each format, so that the same picture has the same bytes
LEFT_OUT: dict[str, dict[str, Any]] = {
    ".svg": {"Date": None, "Creator": None}, ".png": {"Software": None},
    ".pdf": {"CreationDate": None, "Creator": None, "Producer": None},
}
# matplotlib's settings are global, so two threads would restore each other's
_one_at_a_time = freed_in_child(threading.RLock())


class DescribedFigure(Figure):
    """A matplotlib Figure that Jupyter shows, with a description in words, for screen readers.

    Jupyter shows no Figure that was made without pyplot, so this one makes its own PNG. The description is also the title
    of a saved SVG.
    """

    description = ""

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the figure to a file, .svg, .png or .pdf, as the function `save` does."""
        save(self, path)

    def _repr_png_(self) -> tuple[bytes, dict[str, int]]:
        width, height = (round(inches * self.dpi) for inches in self.get_size_inches())
        return content(self, ".png"), {"width": width, "height": height}

    def __repr__(self) -> str:
        return f"<Picture: {self.description}>"


@contextmanager
def axes(ax: Axes | None, size: tuple[float, float], description: str) -> Iterator[Axes]:
    """The axes to draw in: `ax`, or those of a new figure of this size in inches, in our own style."""
    if ax is not None:
        ax.set_facecolor(CANVAS)
        yield ax
        return
    with settings(STYLE):
        picture = DescribedFigure(figsize=size, layout="constrained")
        picture.description = description
        yield picture.add_subplot()


def checked_axes(ax: object) -> Axes | None:
    """`ax` if it is None or the axes of a figure; else `TypeError`."""
    if ax is not None and not isinstance(ax, Axes):
        raise wrong_type("ax must be the Axes of a matplotlib figure", ax, "leave it out for a new figure")
    return ax


def figure_of(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    figure = ax.get_figure(root=True)
    if figure is None:
        raise ValueError("ax must be the Axes of a figure, got Axes that were removed from it")
    return figure


@contextmanager
def settings(ours: dict[str, Any]) -> Iterator[None]:
    """A context in which matplotlib has its defaults and our settings. Afterwards it has the user's again."""
    with _one_at_a_time, style.context(["default", ours]):
        yield


def content(figure: Figure, suffix: str) -> bytes:
    """A figure as the bytes of a file: ".svg", ".png" or ".pdf"."""
    title = {"Title": figure.description} if isinstance(figure, DescribedFigure) else {}
    file = BytesIO()
    with settings(STYLE) if isinstance(figure, DescribedFigure) else _one_at_a_time, style.context(SVG):
        figure.savefig(file, format=suffix[1:], dpi=SHARPNESS * figure.dpi, metadata=LEFT_OUT[suffix] | title)
    return file.getvalue()


def save(figure: Figure, path: str | os.PathLike[str]) -> None:
    """Write a figure to a file, .svg, .png or .pdf, with the same bytes each time.

    matplotlib's `figure.savefig` has more formats and options, and writes dates into the files.

    `TypeError` for another kind of figure or path, `ValueError` for another suffix, `OSError` if the file cannot be written.

    >>> from nn import MLP
    >>> from nn.plots import plot_network, save
    >>> save(plot_network(MLP(2, [3, 1])), "network.jpg")
    Traceback (most recent call last):
        ...
    ValueError: the path of a picture must end in .svg, .png, .pdf, got 'network.jpg'
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"save() needs a matplotlib Figure, got {type(figure).__name__} ({shown(figure)}): "
                        "save(plot_network(model), 'network.svg')")
    place = Path(checked_path(path, "the path of a picture", "network.svg"))
    suffix = place.suffix.lower()
    if suffix not in LEFT_OUT:
        raise ValueError(f"the path of a picture must end in {', '.join(LEFT_OUT)}, got {shown(str(path), 80)}")
    replace(place, content(figure, suffix))

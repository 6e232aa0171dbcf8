"""plot_boundary: the decision regions of a classifier of two inputs, with the data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from nn.checks import checked_finite, checked_integer
from nn.data.dataset import Dataset
from nn.metrics import true_classes
from nn.plots.classes import Point, class_of, outputs_at, points_of, scores
from nn.plots.figure import axes, checked_axes, figure_of
from nn.plots.style import CANVAS, INK, MARKERS, NO_CLASS, PALETTE, checked_labels, legend, plain, tint

MARGIN = 0.12  # around the data, relative to their extent
FINEST = 1_000  # most points of the grid along a side
NARROWEST = 1e-9  # smallest extent of the data, relative to their size, that floats can divide into a grid
MANY = 300  # samples; more are drawn as smaller points
FLATTEST = 1e100  # limit of differences of scores, as matplotlib's arithmetic would overflow


def plot_boundary(model: Any, inputs: Any, targets: Any = None, *, threshold: float | None = None, resolution: int = 80,
                  classes: Sequence[str] | None = None, names: Sequence[str] | None = None,
                  ax: Axes | None = None) -> Figure:
    """The region of each class for a model of two inputs, and the data. Misclassified samples are circled.

    model: a Module, which is evaluated in evaluation mode, or any function of a list of two numbers. It returns one number,
    above `threshold` for class 1, or a score for each class, of which the largest decides. The default threshold is 0.5 if
    all outputs are Values made by `sigmoid`, else 0. Where an output is nan there is no class.
    inputs: samples of two numbers. targets: the class of each sample, as for `nn.metrics.accuracy`. A Dataset may be given
    instead of both. resolution: the points of the grid along each side. classes, names: the names of the classes and of the
    two inputs. ax: the axes to draw in, instead of a new figure.

    `ValueError` for samples that are not two finite numbers, another number of targets, unknown classes, or more than 10
    classes. The model raises its own error if it has another number of inputs.

    >>> plot_boundary(lambda x: x[0] + x[1] - 1.5, [[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1], resolution=20)
    <Picture: decision regions of 2 classes, and 4 samples of which 0 are misclassified>
    """
    inputs, targets, classes, names = _named(inputs, targets, classes, names)
    points = points_of(inputs)
    size = checked_integer(resolution, 2, FINEST, "resolution, the points of the grid along a side,")
    xs, ys = (_along(axis, size) for axis in zip(*points, strict=True))
    limit = None if threshold is None else checked_finite(threshold, "threshold")
    outputs, probabilities = outputs_at([*((x, y) for y in ys for x in xs), *points], model)
    limit = limit if limit is not None else 0.5 if probabilities else 0.0
    true = true_classes(targets, outputs[-len(points):])
    scored = np.array([scores(row, limit) for row in outputs])
    count = scored.shape[-1]
    given = [f"class {i}" for i in range(count)] if classes is None else classes
    known = checked_labels(given, count, "classes of a picture")
    called = checked_labels(names, 2, "names of the inputs")
    answers = map(class_of, scored[-len(points):])
    wrong = [point for point, answer, target in zip(points, answers, true, strict=True) if answer != target]
    description = f"decision regions of {count} classes, and {len(points)} samples of which {len(wrong)} are misclassified"
    with axes(checked_axes(ax), (6.4, 4.4), description) as drawn:
        table = scored[: -len(points)].reshape(len(ys), len(xs), count)
        _regions(drawn, xs, ys, table)
        _borders(drawn, xs, ys, table)
        artists = [*_samples(drawn, points, true, known), *_circles(drawn, wrong, len(points)), *_nowhere(table)]
        plain(drawn.set_xlabel(called[0]), drawn.set_ylabel(called[1]))
        legend(drawn, artists, loc="upper left", bbox_to_anchor=(1.0, 1.0))
        return figure_of(drawn)


# --- Arguments ---


def _named(inputs: Any, targets: Any, classes: Any, names: Any) -> tuple[Any, Any, Any, Any]:
    """Inputs, targets and names, from the Dataset if one is given."""
    if isinstance(inputs, Dataset) == (targets is not None):
        raise TypeError("plot_boundary() needs a Dataset, as plot_boundary(model, data), or inputs and targets, as "
                        f"plot_boundary(model, inputs, targets), got {type(inputs).__name__} and {type(targets).__name__}")
    if isinstance(inputs, Dataset):
        own = inputs.classes or None, inputs.input_names or None
        inputs, targets = inputs
        classes, names = (theirs if given is None else given for given, theirs in zip((classes, names), own, strict=True))
    return inputs, targets, classes, ("x1", "x2") if names is None else names


def _along(coordinates: Sequence[float], resolution: int) -> list[float]:
    """The grid along an axis: evenly over the data and a margin, a large one if the data are (nearly) one point."""
    low, high = min(coordinates), max(coordinates)
    size = max(abs(low), abs(high))
    free = MARGIN * (high - low) if high - low > NARROWEST * size else size or 1.0
    return [float(x) for x in np.linspace(low - free, high + free, resolution)]


# --- The drawing ---


def _regions(ax: Axes, xs: list[float], ys: list[float], table: Any) -> None:
    """The class at each point of the grid, as the colour of a cell around it."""
    found = [[class_of(scored) for scored in row] for row in table.tolist()]
    half_x, half_y = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
    colours = ListedColormap([NO_CLASS, *(tint(PALETTE[i]) for i in range(table.shape[-1]))])
    ax.imshow(found, cmap=colours, vmin=-1, vmax=table.shape[-1] - 1, origin="lower", aspect="auto", interpolation="nearest",
              extent=(xs[0] - half_x, xs[-1] + half_x, ys[0] - half_y, ys[-1] + half_y))


def _borders(ax: Axes, xs: list[float], ys: list[float], table: Any) -> None:
    """Lines where the score of a class equals the best other score, interpolated between the points of the grid."""
    for i in range(table.shape[-1] if table.shape[-1] > 2 else 1):
        with np.errstate(invalid="ignore", over="ignore"):  # inf - inf is nan, where no line is drawn
            lead = table[..., i] - np.delete(table, i, axis=-1).max(axis=-1)
        lead = np.ma.masked_invalid(np.clip(lead, -FLATTEST, FLATTEST))
        if lead.count() and lead.min() < 0 < lead.max():  # else matplotlib warns that there is no line
            ax.contour(xs, ys, lead, levels=[0.0], colors=[INK], linewidths=1.2)


def _samples(ax: Axes, points: list[Point], true: list[int], classes: list[str]) -> list[Artist]:
    """The data. Each class has its own colour and shape."""
    size, edge = (42, 0.8) if len(points) <= MANY else (20, 0.4)
    own = [[point for point, target in zip(points, true, strict=True) if target == i] for i in range(len(classes))]
    return [_scatter(ax, own[i], name, s=size, c=PALETTE[i], marker=MARKERS[i], edgecolors=CANVAS, linewidths=edge, zorder=3)
            for i, name in enumerate(classes)]


def _circles(ax: Axes, wrong: list[Point], samples: int) -> list[Artist]:
    """A ring around each misclassified sample."""
    return [_scatter(ax, wrong, f"misclassified: {len(wrong)}", s=130 if samples <= MANY else 60, facecolors="none",
                     edgecolors=INK, linewidths=1.2, zorder=4)] if wrong else []


def _scatter(ax: Axes, points: list[Point], name: str, **look: Any) -> Artist:
    return ax.scatter([x for x, _ in points], [y for _, y in points], label=name, **look)


def _nowhere(table: Any) -> list[Artist]:
    """The entry of the legend for points where the output is nan, if there are any."""
    return [Patch(facecolor=NO_CLASS, label="no class: nan")] if np.isnan(table).any() else []

"""plot_network: a column of circles for each layer, and a line for each weight."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, Rectangle

from autodiff.drawing.style import colour
from autodiff.messages import number_text
from nn.checks import checked_integer, checked_switch
from nn.modules.activation import ActivationLike
from nn.plots.curves import curve
from nn.plots.diagram import RADIUS, TEXT, Diagram, Line, Place, Spread, heaviest, spread
from nn.plots.figure import axes, checked_axes, figure_of
from nn.plots.layers import columns_of
from nn.plots.style import BLUE, CANVAS, INK, MUTED, VERMILLION, checked_labels, label, legend, plain

HAIR, HAIRS = 0.5, "#9AA4AF"  # width in points and colour of the line of a very small weight
ROOM = 0.7  # smallest size of a unit in inches with room for numbers
SMALL = 4  # most neurons of a layer with room for numbers at the lines
WHERE = 0.2  # position of a number along its line, chosen so that those of four neurons do not overlap
SIDE = 1.1 * RADIUS  # of the square of an input
CURVE = 0.6 * RADIUS  # half the size of the shape in a circle
LARGEST = 100  # most neurons of a layer that can be told apart


def plot_network(model: Any, *, inputs: Sequence[str] | None = None, outputs: Sequence[str] | None = None,
                 largest: int = 16, numbers: bool | None = None, ax: Axes | None = None) -> Figure:
    """A picture of a network: inputs are squares, neurons are circles with the shape of their activation.

    The width of a line is proportional to the size of its weight. It is blue if the weight is positive, orange if negative,
    and thin and grey if the width could not be seen. The short line below a circle is the bias. Biases have their own scale
    of widths.

    model: an MLP, a Layer, a Neuron, or a Module of layers that follow each other. inputs, outputs: their names. largest:
    the most neurons of a layer to draw; of a larger layer both ends are drawn, with an ellipsis. numbers: whether weights
    and biases are written at the lines; by default, if no layer has more than 4 neurons. ax: the axes to draw in, instead of
    a new figure.

    `TypeError` for a model without layers of neurons, `ValueError` for another number of names.

    >>> from nn import MLP
    >>> plot_network(MLP(2, [16, 16, 1]))
    <Picture: a network of 2 inputs and layers of 16, 16 and 1 neurons>
    """
    shown_most = checked_integer(largest, 1, LARGEST, "largest, the neurons of a layer that are drawn,")
    plan = _plan(model, inputs, outputs, shown_most)
    written = _checked_numbers(numbers, plan)
    with axes(checked_axes(ax), plan.inches, plan.description) as drawn:
        _draw(drawn, plan, written)
        return figure_of(drawn)


def _plan(model: Any, inputs: Any, outputs: Any, largest: int) -> Diagram:
    columns = columns_of(model)
    return Diagram(columns, [spread(column.size, largest) for column in columns],
                   _names(inputs, "x", columns[0].size, "inputs"), _names(outputs, "y", columns[-1].size, "outputs"))


# --- Arguments ---


def _checked_numbers(numbers: object, plan: Diagram) -> bool:
    if numbers is not None:
        return checked_switch(numbers, "numbers")
    return max(column.size for column in plan.columns) <= SMALL and plan.unit >= ROOM


def _names(given: Any, letter: str, count: int, what: str) -> list[str]:
    """The names given, or x1, x2, ... (x, if there is one)."""
    if given is not None:
        return checked_labels(given, count, f"{what} of a network")
    return [letter] if count == 1 else [f"{letter}{i}" for i in range(1, count + 1)]


# --- The drawing ---


def _draw(ax: Axes, plan: Diagram, written: bool) -> None:
    _prepare(ax, plan)
    _hairs(ax, plan)
    _lines(ax, plan.weights, "weights", plan.widest)
    _lines(ax, plan.biases, "biases", plan.widest)
    if written:
        _write_numbers(ax, plan)
    last = len(plan.columns) - 1
    for i in range(last + 1):
        _column(ax, i, plan)
    _labels(ax, plan.inputs, plan.spreads[0], plan.x(0) - 0.5, "right")
    _labels(ax, plan.outputs, plan.spreads[last], plan.x(last) + 0.5, "left")
    legend(ax, list(_meanings(plan)), loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=5, frameon=False, fontsize=9)


def _prepare(ax: Axes, plan: Diagram) -> None:
    ax.set_axis_off()
    ax.set_aspect("equal")
    ax.set_xlim(plan.left, plan.right)
    ax.set_ylim(plan.bottom, plan.top)


def _lines(ax: Axes, lines: list[Line], name: str, widest: float) -> None:
    """A line for each weight, thin ones first, so that they do not cover wide ones."""
    scale = heaviest(lines)
    drawn = sorted(((width(w, scale, widest), w, (start, end)) for start, end, w in lines), key=lambda line: line[0])
    ax.add_collection(LineCollection(
        [line for *_, line in drawn], label=name, zorder=1, clip_on=False, linewidths=[points for points, *_ in drawn],
        colors=[colour_of(w) for _, w, _ in drawn], linestyles=["-" if isfinite(w) else ":" for _, w, _ in drawn]))


def width(weight: float, scale: float, widest: float) -> float:
    """The width of a line, proportional to the size of its weight; half the widest for nan and infinities."""
    return (widest * (abs(weight) / scale) if scale else 0.0) if isfinite(weight) else widest / 2


def _hairs(ax: Axes, plan: Diagram) -> None:
    """Thin grey lines for very small weights."""
    scale = heaviest(plan.weights)
    thin = [(start, end) for start, end, w in plan.weights if width(w, scale, plan.widest) < HAIR]
    ax.add_collection(LineCollection(thin, label="hairs", linewidths=HAIR, colors=HAIRS, zorder=0.9, clip_on=False))


def colour_of(weight: float) -> str:
    """Blue for a positive weight, orange for a negative one, black for nan and infinities."""
    return (BLUE if weight >= 0 else VERMILLION) if isfinite(weight) else INK


def _write_numbers(ax: Axes, plan: Diagram) -> None:
    for (x, y), (x2, y2), w in plan.weights:
        ax.text(x + WHERE * (x2 - x), y + WHERE * (y2 - y), number_text(w, 3), fontsize=8.5, color=INK, ha="center",
                va="center", zorder=2, bbox={"facecolor": CANVAS, "edgecolor": "none", "pad": 0.8})
    for (x, y), _, b in plan.biases:
        ax.text(x + 0.08, y, number_text(b, 3), fontsize=8.5, color=INK, ha="left", va="bottom", zorder=2)


def _column(ax: Axes, i: int, plan: Diagram) -> None:
    """The neurons of a layer, or the inputs, with their heading."""
    column, where, x = plan.columns[i], plan.spreads[i], plan.x(i)
    kind = "input" if i == 0 else "result" if i == len(plan.columns) - 1 else "intermediate"
    look: dict[str, Any] = {"facecolor": colour(kind, "light"), "edgecolor": colour(f"{kind} line", "light"),
                            "linewidth": 1.4, "zorder": 3, "clip_on": False}
    for neuron, y in where.heights.items():
        ax.add_patch(Circle((x, y), RADIUS, **look) if i else Rectangle((x - SIDE / 2, y - SIDE / 2), SIDE, SIDE, **look))
        if i:
            _curve(ax, column.activations[neuron], (x, y))
    if where.ellipsis is not None:
        ax.text(x, where.ellipsis, "⋮", fontsize=16, color=MUTED, ha="center", va="center", zorder=3)
    _heading(ax, column.heading, x, plan)


def _heading(ax: Axes, heading: list[str], x: float, plan: Diagram) -> None:
    """Lines of text above a column, from the top down."""
    for i, text in enumerate(heading):
        plain(ax.text(x, plan.top - TEXT / plan.unit * (i + 0.5), label(text), ha="center", va="center", color=INK,
                      fontsize=10, fontweight="normal" if i else "bold"))


def _curve(ax: Axes, activation: ActivationLike, centre: Place) -> None:
    """The shape of the activation in a circle."""
    points = [(centre[0] + CURVE * x, centre[1] + CURVE * y) for x, y in curve(activation)]
    ax.plot([x for x, _ in points], [y for _, y in points], color=INK, linewidth=1.2, zorder=4, solid_capstyle="round",
            clip_on=False)


def _labels(ax: Axes, names: list[str], where: Spread, x: float, side: str) -> None:
    """The names beside a column. side: which side of the text is at x."""
    for neuron, y in where.heights.items():
        plain(ax.text(x, y, names[neuron], ha=side, va="center", color=INK, fontsize=11))


def _meanings(plan: Diagram) -> Iterator[Line2D]:
    """The entries of the legend."""
    wide, weight, bias = plan.widest, heaviest(plan.weights), heaviest(plan.biases)
    yield Line2D([], [], color=BLUE, linewidth=wide, label="positive")
    yield Line2D([], [], color=VERMILLION, linewidth=wide, label="negative")
    if weight:
        yield Line2D([], [], color=MUTED, linewidth=wide, label=f"weight of {number_text(weight, 3)}")
    if bias:
        yield Line2D([], [], color=MUTED, marker="|", markersize=10, markeredgewidth=wide, linestyle="",
                     label=f"bias of {number_text(bias, 3)}")
    if not all(isfinite(w) for *_, w in [*plan.weights, *plan.biases]):
        yield Line2D([], [], color=INK, linewidth=wide / 2, linestyle=":", label="nan or infinite")

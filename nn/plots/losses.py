"""plot_losses: the losses of a training over its epochs."""

from collections.abc import Iterable, Mapping
from itertools import cycle
from math import isnan, nan
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autodiff.messages import shown
from autodiff.reals import number
from nn.checks import checked_switch, wrong_type
from nn.plots.figure import axes, checked_axes, figure_of
from nn.plots.style import DASHES, INK, PALETTE, label, legend

FEW = 20  # epochs; up to this number each is marked by a point
LARGEST, SMALLEST = 1e100, 1e-100  # limits of matplotlib's arithmetic, the second on a logarithmic axis
FLAT = 1e-6  # relative difference of the losses, below which they are drawn as a flat line
Columns = dict[str, list[float]]


def plot_losses(history: Any, *, names: Iterable[str] | None = None, log: bool = False, ax: Axes | None = None) -> Figure:
    """The loss curves of a training: columns of its history over the epochs, counted from 1.

    history: the result of `fit`, or any dict of lists, {"loss": [...], "validation_loss": [...]}. names: the columns to
    draw; unless given, those whose name ends in "loss". log: whether the axis of the losses is logarithmic. ax: the axes
    to draw in, instead of a new figure.

    A loss that is nan or infinite (or, on a logarithmic axis, not above 0) leaves a gap. The first gap and the lowest
    validation loss are marked. `ValueError` for a history without epochs or without such columns, `TypeError` for what is
    not a history.

    >>> plot_losses({"loss": [0.9, 0.4, 0.2], "validation_loss": [1.0, 0.6, 0.7]})
    <Picture: loss and validation_loss over 3 epochs>
    """
    columns = chosen(history, names)
    epochs = max(map(len, columns.values()))
    description = f"{' and '.join(label(name) for name in columns)} over {epochs} epoch{'s' * (epochs > 1)}"
    checked_switch(log, "log")
    with axes(checked_axes(ax), (6.4, 4.0), description) as drawn:
        already = len(drawn.get_lines())  # in the user's own axes
        _prepare(drawn, columns, epochs, log)
        for (name, losses), colour, dashes in zip(columns.items(), cycle(PALETTE), cycle(DASHES), strict=False):
            _curve(drawn, name, _on_axis(losses, log), colour, dashes)
            _mark_gap(drawn, name, losses, _on_axis(losses, log), colour)
        _mark_lowest(drawn, _on_axis(columns.get("validation_loss", []), log))
        _leave_room(drawn, [x for losses in columns.values() for x in _on_axis(losses, log)])
        legend(drawn, drawn.get_lines()[already:], handlelength=3)
        return figure_of(drawn)


# --- Arguments ---


def chosen(history: Any, names: Iterable[str] | None) -> Columns:
    """The columns to draw, checked."""
    if not isinstance(history, Mapping):
        raise wrong_type("history must be the result of fit(), or a dict such as {'loss': [0.9, 0.4]}", history)
    there = [name for name in history if isinstance(name, str)]
    wanted = [name for name in there if name.endswith("loss")] if names is None else _checked_names(names, there)
    if not wanted:
        raise ValueError(f"there is no loss to draw: the history has {shown(there, 80)}; choose with names=[...]")
    found = {name: _column(history[name], name) for name in wanted}
    if not any(found.values()):
        raise ValueError("the history has no epoch yet: train for one first")
    return found


def _checked_names(names: Any, there: list[str]) -> list[str]:
    if isinstance(names, str) or not isinstance(names, Iterable):
        raise wrong_type("names must be a list of columns, as ['loss']", names)
    wanted = list(names)
    for name in wanted:
        if not isinstance(name, str) or name not in there:
            raise ValueError(f"the history has no column {shown(name)}; there are {shown(there, 80)}")
    return wanted


def _column(losses: Any, name: str) -> list[float]:
    if isinstance(losses, str | Mapping | set | frozenset) or not isinstance(losses, Iterable):
        raise wrong_type(f"column {shown(name)} of the history must be a list of numbers", losses)
    return [number(x, f"{label(name)} of epoch {epoch}") for epoch, x in enumerate(losses, 1)]


def _on_axis(losses: list[float], log: bool) -> list[float]:
    """The losses, with nan for those that cannot be drawn."""
    return [x if abs(x) <= LARGEST and (x >= SMALLEST or not log) else nan for x in losses]


# --- The drawing ---


def _prepare(ax: Axes, columns: Columns, epochs: int, log: bool) -> None:
    ax.set_xlabel("epoch")
    ax.set_ylabel("loss" if all(name.endswith("loss") for name in columns) else "")
    ax.xaxis.set_major_locator(MaxNLocator(steps=[1, 2, 5, 10], integer=True, min_n_ticks=1))
    free = 0.02 * (epochs - 1) or 0.5
    ax.set_xlim(1 - free, epochs + free)
    ax.set_yscale("log" if log else "linear")
    ax.grid(visible=True, axis="y")


def _curve(ax: Axes, name: str, losses: list[float], colour: str, dashes: str) -> None:
    """One column as a line, with points if it is short, or where there is no line: at a single epoch between gaps."""
    around = [nan, *losses, nan]
    points = [i for i in range(len(losses)) if len(losses) <= FEW or (isnan(around[i]) and isnan(around[i + 2]))]
    ax.plot(range(1, len(losses) + 1), losses, dashes, color=colour, linewidth=2, marker="o" if points else "", markersize=4,
            markevery=points or None, label=label(name))


def _mark_gap(ax: Axes, name: str, losses: list[float], drawn: list[float], colour: str) -> None:
    """A vertical line at the first loss that cannot be drawn."""
    gap = next((epoch for epoch, x in enumerate(drawn, 1) if isnan(x)), None)
    if gap is not None:
        ax.axvline(gap, color=colour, linewidth=1.5, linestyle=":",
                   label=f"{label(name)} is {losses[gap - 1]:.3g} at epoch {gap}")


def _mark_lowest(ax: Axes, losses: list[float]) -> None:
    """A ring around the lowest validation loss, where stopping would have been best."""
    there = {epoch: x for epoch, x in enumerate(losses, 1) if not isnan(x)}
    if there:
        best = min(there, key=lambda epoch: there[epoch])
        ax.plot([best], [there[best]], "o", markersize=10, markerfacecolor="none", markeredgecolor=INK,
                markeredgewidth=1.5, label=f"lowest: {there[best]:.4g} at epoch {best}")


def _leave_room(ax: Axes, losses: list[float]) -> None:
    """If the losses are equal up to rounding, enlarge the axis, so that they are a flat line."""
    there = [x for x in losses if not isnan(x)]
    size = max(map(abs, there), default=0.0)
    if there and max(there) - min(there) <= FLAT * size:
        ax.update_datalim([(1, min(there) - 0.1 * size), (1, max(there) + 0.1 * size)], updatex=False)

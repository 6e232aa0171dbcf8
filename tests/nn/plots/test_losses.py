"""Loss curves: what is drawn is the history."""

from math import inf, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from nn.plots import plot_losses
from tests.nn.plots.reading import axes_of, labelled, texts_of, texts_of_svg


def same(drawn: Any, given: list[float]) -> bool:
    return len(drawn) == len(given) and all(x == y or (isnan(x) and isnan(y)) for x, y in zip(drawn, given, strict=True))


def curve(figure: Figure, name: str) -> tuple[list[float], list[float]]:
    line = labelled(axes_of(figure).get_lines(), name)
    return [float(x) for x in line.get_xdata()], [float(y) for y in line.get_ydata()]


def test_each_loss_is_a_line_over_the_epochs_from_1_on() -> None:
    history = {"loss": [0.9, 0.4, 0.2], "validation_loss": [1.0, 0.5, 0.7], "accuracy": [0.5, 0.6, 0.9]}
    figure = plot_losses(history)
    assert curve(figure, "loss") == ([1, 2, 3], [0.9, 0.4, 0.2])
    assert curve(figure, "validation_loss") == ([1, 2, 3], [1.0, 0.5, 0.7])
    assert "accuracy" not in texts_of(figure)
    assert {"epoch", "loss", "validation_loss"} <= set(texts_of(figure))


def test_the_columns_may_be_chosen() -> None:
    figure = plot_losses({"loss": [0.9], "accuracy": [0.5]}, names=["accuracy"])
    assert curve(figure, "accuracy") == ([1], [0.5])
    assert texts_of(figure) == ["epoch", "accuracy"]  # and no axis is called loss


def test_lines_differ_in_more_than_colour() -> None:
    lines = axes_of(plot_losses({f"{i}loss": [1.0, 2.0] for i in range(4)})).get_lines()
    assert len({line.get_linestyle() for line in lines}) == len({line.get_color() for line in lines}) == 4


def test_the_lowest_validation_loss_is_marked() -> None:
    history = {"loss": [3.0, 2.0, 1.0, 0.5], "validation_loss": [3.0, nan, 0.25, 0.75]}
    assert curve(plot_losses(history), "lowest: 0.25 at epoch 3") == ([3], [0.25])
    assert not [text for text in texts_of(plot_losses({"loss": [1.0, 0.5]})) if "lowest" in text]


@pytest.mark.parametrize(("losses", "marked"), [
    ([0.5], [0]), ([nan, 0.5, nan, 0.25, 0.2], [0, 1, 2, 3, 4]), ([1.0] * 30, None), ([nan, 1.0, nan] * 10, None)])
def test_points_mark_what_no_line_would_show(losses: list[float], marked: list[int] | None) -> None:
    line = labelled(axes_of(plot_losses({"loss": losses})).get_lines(), "loss")
    expected = marked or [i for i in range(len(losses)) if len(losses) > 20 and losses.count(nan) and i % 3 == 1]
    assert line.get_marker() == ("o" if expected else "")
    if len(losses) > 20 and expected:
        assert set(expected) <= set(line.get_markevery())  # between gaps; a gap itself is no point


@pytest.mark.parametrize(("losses", "text", "epoch"), [
    ([1.0, inf, nan], "loss is inf at epoch 2", 2), ([nan], "loss is nan at epoch 1", 1),
    ([1.0, 2.0, -inf], "loss is -inf at epoch 3", 3), ([1.0, 1e305], "loss is 1e+305 at epoch 2", 2)])
def test_the_first_loss_that_is_no_finite_number_is_marked(losses: list[float], text: str, epoch: int,
                                                           tmp_path: Path) -> None:
    figure = plot_losses({"loss": losses})
    assert set(curve(figure, text)[0]) == {epoch}
    assert text in texts_of_svg(figure, tmp_path)


def test_a_logarithmic_axis() -> None:
    ax = axes_of(plot_losses({"loss": [1.0, 0.1, 0.0, -1.0]}, log=True))
    assert (ax.get_yscale(), ax.get_xscale()) == ("log", "linear")
    assert axes_of(plot_losses({"loss": [1.0]})).get_yscale() == "linear"


numbers = st.floats() | st.integers(-(10**308), 10**308) | st.booleans() | st.sampled_from([0.0, -0.0, 5e-324, 1e300, 1e301])


@settings(max_examples=20)
@given(st.dictionaries(st.text(max_size=9).map(lambda text: f"{text}loss"), st.lists(numbers, max_size=30), min_size=1,
                       max_size=3), st.booleans())
def test_any_history_is_drawn_as_it_is_or_refused(history: dict[str, list[float]], log: bool) -> None:
    if not any(history.values()):
        with pytest.raises(ValueError, match="no epoch yet"):
            plot_losses(history, log=log)
        return
    figure = plot_losses(history, log=log)
    for line, losses in zip([line for line in axes_of(figure).get_lines() if line.get_linewidth() == 2], history.values(),
                            strict=True):
        shows = [abs(x) <= 1e100 and (not log or x >= 1e-100) for x in losses]
        assert same(line.get_ydata(), [float(x) if there else nan for x, there in zip(losses, shows, strict=True)])


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("losses", [[1e-100, 1e100, -1e100], [1e16, 1e16 + 2], [nan, 0.0]])
def test_the_extremes_make_a_picture_without_a_warning(losses: list[float], log: bool, tmp_path: Path) -> None:
    figure = plot_losses({"loss": losses}, log=log)
    assert "loss" in texts_of_svg(figure, tmp_path)
    low, high = axes_of(figure).get_ylim()
    assert all(low < x < high for x in curve(figure, "loss")[1] if not isnan(x))


def test_what_differs_by_rounding_only_is_a_level_line() -> None:
    low, high = axes_of(plot_losses({"loss": [0.6931, 0.6931 + 1e-15]})).get_ylim()
    assert high - low > 0.1


def test_numpy_columns_are_as_good() -> None:
    assert curve(plot_losses({"loss": np.array([0.5, 0.25])}), "loss") == ([1, 2], [0.5, 0.25])


@pytest.mark.parametrize("name", ["_$\\frac{<b>&amp;]]>loss", "a\x00\n\ud800loss"])
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    shown = name.replace("\x00", "\ufffd").replace("\n", "\ufffd").replace("\ud800", "\ufffd")
    figure = plot_losses({name: [1.0, 0.5]})
    assert shown in texts_of(figure)
    assert shown in texts_of_svg(figure, tmp_path)


@pytest.mark.parametrize(("history", "options", "message"), [
    ({}, {}, r"there is no loss to draw: the history has \[\]; choose with names"),
    ({"accuracy": [1.0]}, {}, r"there is no loss to draw: the history has \['accuracy'\]"),
    ({"loss": []}, {}, "the history has no epoch yet"),
    ({"loss": [1.0]}, {"names": ["lost"]}, r"the history has no column 'lost'; there are \['loss'\]"),
    ({"loss": [1.0]}, {"names": []}, "there is no loss to draw"),
])
def test_a_history_without_losses_is_a_value_error(history: Any, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plot_losses(history, **options)


@pytest.mark.parametrize(("history", "options", "message"), [
    ([0.5], {}, r"history must be the result of fit\(\), or a dict .* not list"),
    ({"loss": 0.5}, {}, r"column 'loss' of the history must be a list of numbers, not float \(0.5\)"),
    ({"loss": [0.5, "a"]}, {}, "loss of epoch 2 must be a real number, not str"),
    ({"loss": [0.5]}, {"names": "loss"}, r"names must be a list of columns, as \['loss'\], not str"),
    ({"loss": [0.5]}, {"log": 1}, "log must be True or False, not int"),
    ({"loss": [0.5]}, {"ax": 1}, "ax must be the Axes of a matplotlib figure, not int"),
])
def test_what_is_no_history_is_a_type_error(history: Any, options: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        plot_losses(history, **options)


def test_axes_of_ones_own_keep_their_lines_which_the_legend_leaves_out() -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    left.plot([1, 2], [3, 4], label="mine")
    assert plot_losses({"loss": [0.5, 0.25]}, ax=left) is figure
    assert [line.get_label() for line in left.get_lines()] == ["mine", "loss"]
    legend = left.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["loss"]
    assert right.get_lines() == []  # type: ignore[comparison-overlap]

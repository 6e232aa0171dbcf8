"""Where the marks of a network's diagram stand, and how they look."""

import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Circle, Patch
from matplotlib.text import Text

from autodiff.drawing.style import colour
from nn import MLP
from nn.plots import plot_network
from tests.nn.plots.reading import axes_of
from tests.nn.plots.test_network import circles, squares


def text(figure: object, content: str) -> Text:
    (found,) = [t for t in axes_of(figure).texts if t.get_text() == content]  # type: ignore[arg-type]
    return found


def test_the_number_of_a_weight_stands_in_the_middle_of_its_height_on_its_line() -> None:
    figure = plot_network(MLP(2, [1], weights=[[[0.25], [-0.75]]]), numbers=True)
    ((end,),) = circles(figure)
    for start, number in zip(squares(figure), ("0.25", "-0.75"), strict=True):
        mark = text(figure, number)
        x, y = mark.get_position()
        along = (x - start[0]) / (end[0] - start[0])
        assert 0.2 < along < 0.8
        assert y == pytest.approx(start[1] + along * (end[1] - start[1]), abs=1e-6)
        assert (mark.get_ha(), mark.get_va()) == ("center", "center")


def test_a_heading_begins_in_bold() -> None:
    figure = plot_network(MLP(2, [2, 1]))
    weights = [t.get_fontweight() for t in axes_of(figure).texts if t.get_fontweight() == "bold"]
    assert len(weights) == 3  # one for each column
    headings = [t for t in axes_of(figure).texts if t.get_fontsize() == 10]
    tops = {round(x, 6): max(y for t in headings for x2, y in [t.get_position()] if round(x2, 6) == round(x, 6))
            for t in headings for x, _ in [t.get_position()]}
    for t in headings:
        x, y = t.get_position()
        assert (t.get_fontweight() == "bold") == (y == tops[round(x, 6)])


def test_inputs_hidden_neurons_and_outputs_have_colours_of_their_own() -> None:
    figure = plot_network(MLP(2, [3, 2, 1]))
    faces: dict[float, set[str]] = {}
    for patch in axes_of(figure).patches:
        assert isinstance(patch, Patch)
        x = patch.get_center()[0]  # type: ignore[attr-defined]
        faces.setdefault(round(float(x), 6), set()).add(to_hex(patch.get_facecolor()).upper())
    light = [to_hex(colour(kind, "light")).upper() for kind in ("input", "intermediate", "intermediate", "result")]
    assert [faces[x] for x in sorted(faces)] == [{face} for face in light]


def test_one_neuron_of_a_layer_may_be_enough_and_an_ellipsis_stands_for_the_rest() -> None:
    figure = plot_network(MLP(1, [9, 1]), largest=1)
    (column, _) = circles(figure)
    assert len(column) == 1
    mark = text(figure, "⋮")
    assert mark.get_position()[0] == pytest.approx(column[0][0], abs=1e-6)
    assert mark.get_ha() == "center"
    with pytest.raises(ValueError, match="from 1 to"):
        plot_network(MLP(1, [9, 1]), largest=0)


def test_nothing_is_cut_off_at_the_axes() -> None:
    figure = plot_network(MLP(2, [2, 1]))
    for artist in (*axes_of(figure).collections, *axes_of(figure).patches):
        assert not artist.get_clip_on()
    assert any(isinstance(patch, Circle) for patch in axes_of(figure).patches)

"""The diagram of a network: circles are neurons, lines are weights, as wide as these are large."""

from itertools import pairwise
from math import inf, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Rectangle

from autodiff import Value, strict
from nn import MLP, Activation, BatchNorm, Dropout, Layer, Module, Neuron, PReLU, Sequential
from nn.documents.systems import Mazur, StudyHours
from nn.plots import plot_network
from nn.plots.curves import curve
from nn.plots.style import BLUE, INK, VERMILLION
from tests.nn.plots.reading import axes_of, labelled, texts_of, texts_of_svg

Place = tuple[float, float]


def circles(figure: Figure) -> list[list[Place]]:
    """The centres of the circles, column by column, from the top down."""
    centres = [(round(float(x), 6), float(y)) for x, y in
               (patch.get_center() for patch in axes_of(figure).patches if isinstance(patch, Circle))]
    return [sorted((c for c in centres if c[0] == x), key=lambda c: -c[1]) for x in sorted({x for x, _ in centres})]


def squares(figure: Figure) -> list[Place]:
    found = [patch.get_center() for patch in axes_of(figure).patches if isinstance(patch, Rectangle)]
    return sorted(((round(float(x), 6), round(float(y), 6)) for x, y in found), key=lambda c: -c[1])


def lines(figure: Figure, name: str) -> dict[tuple[Place, Place], tuple[float, str]]:
    """Where each line goes from and to, its width and colour."""
    drawn = labelled(axes_of(figure).collections, name)
    ends = [tuple((round(float(x), 6), round(float(y), 6)) for x, y in segment) for segment in drawn.get_segments()]
    return {(a, b): (float(w), to_hex(c).upper()) for (a, b), w, c in
            zip(ends, drawn.get_linewidths(), drawn.get_colors(), strict=True)}


def weights_drawn(figure: Figure, model: Any) -> list[tuple[float, float, str]]:
    """Each weight of a model beside the width and colour of its line."""
    columns, drawn = [squares(figure), *circles(figure)], lines(figure, "weights")
    return [(w.data, *drawn[start, (end[0], round(end[1], 6))])
            for (before, after), layer in zip(pairwise(columns), model.layers, strict=True)
            for end, neuron in zip(after, layer.neurons, strict=True)
            for start, w in zip([(x, round(y, 6)) for x, y in before], neuron.w, strict=True)]


@pytest.mark.parametrize("sizes", [(1, 1), (3, 2, 1), (2, 16, 16, 1), (1, 1, 1, 1)])
def test_there_is_a_circle_for_each_neuron_and_a_line_for_each_weight(sizes: tuple[int, ...]) -> None:
    model = MLP(sizes[0], list(sizes[1:]), rng=1)
    figure = plot_network(model)
    assert len(squares(figure)) == sizes[0]
    assert [len(column) for column in circles(figure)] == list(sizes[1:])
    assert len(lines(figure, "weights")) == sum(a * b for a, b in pairwise(sizes))
    assert len(lines(figure, "biases")) == sum(sizes[1:])


finite = st.floats(-1e6, 1e6)


@settings(max_examples=15)
@given(st.data())
def test_widths_are_in_proportion_to_weights_and_colours_are_their_signs(data: st.DataObject) -> None:
    sizes = data.draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    model = MLP(sizes[0], sizes[1:], weights=[[[data.draw(finite) for _ in range(n)] for _ in range(m)]
                                              for m, n in pairwise(sizes)])
    drawn = weights_drawn(plot_network(model), model)
    largest = max(abs(w) for w, *_ in drawn)
    widest = max(width for _, width, _ in drawn)
    assert (widest > 1) == (largest > 0)
    for w, width, colour in drawn:
        assert width == pytest.approx(widest * (abs(w) / largest) if largest else 0.0)
        assert colour == (BLUE if w >= 0 else VERMILLION)


def test_biases_are_short_lines_below_on_a_scale_of_their_own() -> None:
    figure = plot_network(StudyHours().net)
    found = {(round(end[0] / 3.2), round(end[1], 2)): look for (_, end), look in lines(figure, "biases").items()}
    widest = found[2, -0.33][0]  # b3 = 20, below b1 = -15 and b2 = -17.5
    assert found == {(2, -0.33): (widest, BLUE), (1, 0.17): (pytest.approx(widest * 15 / 20), VERMILLION),
                     (1, -0.83): (pytest.approx(widest * 17.5 / 20), VERMILLION)}
    assert lines(plot_network(MLP(2, [2], bias=False)), "biases") == {}


def test_a_weight_too_small_to_be_seen_has_a_hair() -> None:
    figure = plot_network(MLP(3, [1], weights=[[[1.0], [0.0], [1e-9]]]))
    hairs = {(round(float(a[1])), b[0]) for a, b in labelled(axes_of(figure).collections, "hairs").get_segments()}
    assert {y for y, _ in hairs} == {0, -1}


@pytest.mark.parametrize("weight", [nan, -inf])
def test_a_weight_that_is_no_finite_number_stands_out(weight: float, tmp_path: Path) -> None:
    model = MLP(2, [1], weights=[[[weight], [2.0]]])
    figure = plot_network(model)
    assert [colour for *_, colour in weights_drawn(figure, model)] == [INK.upper(), BLUE]
    assert "nan or infinite" in texts_of_svg(figure, tmp_path)
    assert "nan or infinite" not in texts_of(plot_network(MLP(2, [1])))


def test_numbers_stand_at_the_lines_where_there_is_room() -> None:
    mazur = ["0.15", "0.2", "0.25", "0.3", "0.4", "0.45", "0.5", "0.55"]
    texts = texts_of(plot_network(Mazur().net))
    assert sorted(t for t in texts if t in mazur) == mazur
    assert (texts.count("0.35"), texts.count("0.6")) == (2, 2)
    assert "0.15" not in texts_of(plot_network(Mazur().net, numbers=False))
    large = MLP(1, [20], weights=[[[7.0] * 20]])
    assert ("7" in texts_of(plot_network(large)), "7" in texts_of(plot_network(large, numbers=True))) == (False, True)


@pytest.mark.parametrize("size", [2, 3, 4])
def test_numbers_at_the_lines_do_not_meet(size: int) -> None:
    figure = plot_network(MLP(size, [size, size], weights=[[[0.125] * size] * size] * 2))
    figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in axes_of(figure).texts if text.get_text() == "0.125"]
    assert len(boxes) == 2 * size**2
    assert not [1 for i, a in enumerate(boxes) for b in boxes[:i] if a.overlaps(b)]


def test_a_large_layer_is_cut_in_the_middle() -> None:
    model = MLP(100, [30, 2], rng=1)
    figure = plot_network(model, largest=5)
    assert [len(squares(figure)), *map(len, circles(figure))] == [5, 5, 2]
    texts = texts_of(figure)
    assert (texts.count("⋮"), "30 × relu" in texts, "100 inputs" in texts) == (2, True, True)
    assert {"x1", "x2", "x3", "x99", "x100"} <= set(texts)
    assert "x4" not in texts
    widths = sorted(width for width, _ in lines(figure, "weights").values())
    shown = sorted(abs(model.layers[i].neurons[k].w[m].data) for i, (ks, ms) in enumerate(
        [((0, 1, 2, 28, 29), (0, 1, 2, 98, 99)), ((0, 1), (0, 1, 2, 28, 29))]) for k in ks for m in ms)
    assert widths == pytest.approx([w * widths[-1] / shown[-1] for w in shown])


def test_names_and_activations_are_written(tmp_path: Path) -> None:
    figure = plot_network(StudyHours().net, inputs=["hours", "score", "sleep"], outputs=["grade"])
    assert {"hours", "score", "sleep", "grade", "3 inputs", "layer1", "2 × sigmoid", "layer2",
            "1 × identity"} <= set(texts_of_svg(figure, tmp_path))
    assert {"x1", "x2", "y1", "y2"} <= set(texts_of(plot_network(MLP(2, [2]))))
    assert {"x", "y", "1 input"} <= set(texts_of(plot_network(MLP(1, [1]))))


def test_what_a_network_may_be() -> None:
    class Own(Module):
        def __init__(self) -> None:
            self.first, self.second = Layer(2, 3, activation="tanh"), Layer(3, 1, activation=lambda z: z**3)

    assert repr(plot_network(Own())) == "<Picture: a network of 2 inputs and layers of 3 and 1 neurons>"
    assert "1 × <lambda>" in texts_of(plot_network(Own()))
    assert repr(plot_network(Layer(1, 4))) == "<Picture: a network of 1 input and a layer of 4 neurons>"
    assert repr(plot_network(Neuron(3))) == "<Picture: a network of 3 inputs and a layer of 1 neuron>"
    whole = Sequential(BatchNorm(2), Layer(2, 8, activation=PReLU()), Activation("relu"), Dropout(0.5), Neuron(8))
    assert repr(plot_network(whole)) == "<Picture: a network of 2 inputs and layers of 8 and 1 neurons>"
    assert {"BatchNorm(2)", "8 × PReLU", "Activation(ReLU)", "Dropout(0.5)"} <= set(texts_of(plot_network(whole)))


def test_neurons_of_one_layer_may_differ() -> None:
    layer = Layer(2, 2)
    layer.neurons[1] = Neuron(2, activation="tanh", bias=False)
    figure = plot_network(layer)
    assert "2 × relu | tanh" in texts_of(figure)
    assert len(lines(figure, "biases")) == 1


# --- The shape in a circle ---


@pytest.mark.parametrize(("name", "function"), [
    ("relu", lambda x: np.maximum(x, 0) / 1.5 - 1), ("identity", lambda x: x / 3),
    ("tanh", lambda x: np.tanh(x) / np.tanh(3)),
    ("sigmoid", lambda x: np.tanh(x / 2) / np.tanh(1.5)), ("step", lambda x: np.where(x > 0, 1.0, -1.0)),
])
def test_a_circle_shows_the_shape_of_its_activation(name: str, function: Any) -> None:
    xs, ys = np.array(curve(name)).T
    away = xs != 0  # where the step is
    assert (xs.min(), xs.max()) == (-1, 1)
    assert ys[away] == pytest.approx(function(3 * xs[away]), abs=1e-12)


def test_a_shape_without_numbers_is_left_out() -> None:
    assert curve(lambda z: z * nan) == []
    assert curve(lambda z: Value(2.0)) == [(x, 0.0) for x, _ in curve("relu")]
    assert max(x for x, _ in curve("log")) == 1
    assert min(x for x, _ in curve("log")) > 0  # log(0) is -inf, below it is nan
    with strict():
        assert curve("log") == []
        plot_network(Neuron(1, activation="log"))


# --- What is refused ---


@pytest.mark.parametrize("name", ["_$\\frac{<b>&amp;]]>", "a\x00\n\ud800"])
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    shown = "a\ufffd\ufffd\ufffd" if name[0] == "a" else name
    figure = plot_network(MLP(1, [1]), inputs=[name], outputs=[name])
    assert texts_of_svg(figure, tmp_path).count(shown) == 2


@pytest.mark.parametrize(("change", "message"), [
    ({"inputs": ["a"]}, r"inputs of a network must be a list of 2, got 1: \['a'\]"),
    ({"outputs": ["a", "b"]}, "outputs of a network must be a list of 1, got 2"),
    ({"largest": 0}, "largest, the neurons of a layer that are drawn, must be an int from 1 to 100, got 0"),
    ({"largest": 10**6}, "must be an int from 1 to 100"),
    ({"model": Sequential(Layer(2, 3), Layer(2, 1))}, "layer1 has 3 outputs, and layer2 takes 2: .* fit each other"),
])
def test_value_errors_say_what_is_wrong(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        plot_network(**{"model": MLP(2, [3, 1])} | change)


@pytest.mark.parametrize(("change", "message"), [
    ({"model": 3}, r"drawn from its layers of neurons, and int \(3\) has none: give an MLP"),
    ({"model": Dropout()}, r"Dropout \(Dropout\(0.5\)\) has none"),
    ({"inputs": [1, 2]}, "inputs of a network must be text, not int"),
    ({"numbers": 1}, "numbers must be True or False, not int"),
])
def test_type_errors_say_what_is_wrong(change: dict[str, Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        plot_network(**{"model": MLP(2, [3, 1])} | change)

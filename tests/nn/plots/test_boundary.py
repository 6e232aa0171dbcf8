"""Decision regions: the class of every cell is what the model says there."""

import math
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.contour import ContourSet
from matplotlib.figure import Figure

from autodiff import Value
from nn import MLP, BatchNorm, Dropout, Layer, Sequential
from nn.data import Dataset
from nn.plots import plot_boundary
from nn.plots.style import PALETTE
from tests.nn.plots.reading import axes_of, texts_of, texts_of_svg

SQUARE = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
nan = math.nan


def regions(figure: Figure) -> list[tuple[float, float, int]]:
    """x, y and class of each cell, from where the image says that it lies."""
    (image,) = axes_of(figure).images
    classes = np.asarray(image.get_array())
    left, right, bottom, top = image.get_extent()
    classes = classes if image.origin == "lower" else classes[::-1]
    rows, columns = classes.shape
    return [(left + (j + 0.5) * (right - left) / columns, bottom + (i + 0.5) * (top - bottom) / rows, int(classes[i, j]))
            for i in range(rows) for j in range(columns)]


def samples(figure: Figure) -> dict[str, list[list[float]]]:
    return {str(c.get_label()): np.asarray(c.get_offsets()).tolist() for c in axes_of(figure).collections
            if isinstance(c, PathCollection)}


def borders(figure: Figure) -> list[Any]:
    """The points of each line between two regions."""
    return [path.vertices for c in axes_of(figure).collections if isinstance(c, ContourSet) for path in c.get_paths()]


def argmax(outputs: list[float]) -> int:
    return -1 if any(map(math.isnan, outputs)) else outputs.index(max(outputs))


@pytest.mark.parametrize("threshold", [0.0, 0.5, -0.25])
def test_one_output_above_the_threshold_is_class_1(threshold: float) -> None:
    model = MLP(2, [4, 1], activation="tanh", rng=3)
    found = regions(plot_boundary(model, SQUARE, [0, 1, 1, 0], threshold=threshold, resolution=12))
    assert len(found) == 144
    assert {c for *_, c in found} == {0, 1}
    assert all(c == int(model([x, y]).data > threshold) for x, y, c in found)


def test_what_a_sigmoid_answers_is_parted_at_one_half() -> None:
    model = MLP(2, [4, 1], activation=["tanh", "sigmoid"], rng=3)
    found = regions(plot_boundary(model, SQUARE, [0, 1, 1, 0], resolution=12))
    assert {c for *_, c in found} == {0, 1}
    assert all(c == int(model([x, y]).data > 0.5) for x, y, c in found)
    as_numbers = regions(plot_boundary(lambda x: model(x).data, SQUARE, [0, 1, 1, 0], resolution=12))
    assert {c for *_, c in as_numbers} == {1}


def test_of_several_outputs_the_largest_decides() -> None:
    model = MLP(2, [6, 3], activation="tanh", rng=5)
    found = regions(plot_boundary(model, SQUARE, [0, 1, 2, 0], resolution=15))
    assert len({c for *_, c in found}) == 3
    assert all(c == argmax([o.data for o in model([x, y])]) for x, y, c in found)


scores = st.lists(st.floats() | st.sampled_from([0.0, 1.0, nan, math.inf]), min_size=1, max_size=4)


@settings(max_examples=15)
@given(scores, scores, st.integers(2, 6))
def test_any_answers_become_regions(a: list[float], b: list[float], resolution: int) -> None:
    """A model that says one thing on the left, another on the right, with nan, infinities and ties."""
    size = min(len(a), len(b))

    def model(x: list[float]) -> list[float]:
        return a[:size] if x[0] < 0 else b[:size]

    figure = plot_boundary(model, [[-1, -2], [1, 2]], [0, 0], resolution=resolution)
    for x, y, c in regions(figure):
        expected = model([x, y])
        assert c == argmax([0.0, *expected] if size == 1 else expected)
    assert ("no class: nan" in texts_of(figure)) == any(math.isnan(s) for s in [*a[:size], *b[:size]])


def test_the_border_is_where_the_output_is_the_threshold() -> None:
    (line,) = borders(plot_boundary(lambda x: x[0] * 2 + x[1], SQUARE, [0, 0, 1, 1], threshold=1.25, resolution=9))
    assert len(line) > 5
    assert [2 * x + y for x, y in line] == pytest.approx([1.25] * len(line))


def test_three_classes_are_parted_where_the_two_best_are_level() -> None:
    def model(x: list[float]) -> list[float]:
        return [x[0], x[1], 1 - x[0] - x[1]]

    figure = plot_boundary(model, SQUARE, [2, 1, 0, 0], resolution=41)
    for line in borders(figure):
        for x, y in line:
            best, second, _ = sorted(model([x, y]), reverse=True)
            assert best - second < 0.05  # a cell's width, where three regions meet


def test_where_one_class_has_it_all_there_is_no_border() -> None:
    assert borders(plot_boundary(lambda x: 1.0, SQUARE, [1] * 4, resolution=5)) == []


def test_the_samples_are_drawn_by_class_and_the_wrong_ones_circled(tmp_path: Path) -> None:
    figure = plot_boundary(lambda x: x[0] - 0.5, SQUARE, [0, 1, 1, 1], classes=["cat", "dog"], resolution=4)
    assert samples(figure) == {"cat": [[0, 0]], "dog": [[0, 1], [1, 0], [1, 1]], "misclassified: 1": [[0, 1]]}
    assert repr(figure) == "<Picture: decision regions of 2 classes, and 4 samples of which 1 are misclassified>"
    assert {"cat", "dog", "x1", "x2", "misclassified: 1"} <= set(texts_of_svg(figure, tmp_path))
    assert "misclassified" not in str(texts_of(plot_boundary(lambda x: x[0] - 0.5, SQUARE, [0, 0, 1, 1], resolution=4)))


def test_classes_differ_in_shape_too_and_points_stand_out_from_their_region() -> None:
    figure = plot_boundary(lambda x: [0.0] * 10, [[0, 0]], [0], resolution=2)
    drawn = [c for c in axes_of(figure).collections if isinstance(c, PathCollection)][:10]
    assert len({str(c.get_paths()[0].vertices) for c in drawn}) == len({str(c.get_facecolor()) for c in drawn}) == 10
    (image,) = axes_of(figure).images
    for i, colour in enumerate(PALETTE):
        assert contrast(to_rgb(colour), image.cmap(i + 1)[:3]) > 1.7  # beside their shapes and white rims


def contrast(a: Any, b: Any) -> float:
    """WCAG's contrast of two colours."""
    def luminance(rgb: Any) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("targets", [[0, 0, 1, 1], [-1, -1, 1, 1], [0.0, 0.0, 1.0, 1.0], [[0], [0], [1], [1]],
                                     np.array([0, 0, 1, 1]), (False, 0, True, 1)])
def test_a_class_is_given_in_any_of_the_usual_ways(targets: Any) -> None:
    figure = plot_boundary(lambda x: x[0] - 0.5, np.array(SQUARE), targets, resolution=3)
    assert samples(figure) == {"class 0": SQUARE[:2], "class 1": SQUARE[2:]}


def test_or_as_the_share_of_each_class() -> None:
    shares = [[1, 0], [0.9, 0.1], [0, 1], [0.2, 0.8]]
    figure = plot_boundary(lambda x: [0.5 - x[0], 0.0], SQUARE, shares, resolution=3)
    assert samples(figure) == {"class 0": SQUARE[:2], "class 1": SQUARE[2:]}


@pytest.mark.parametrize("answer", [2.0, Value(2.0), [2.0], [Value(-1.0), 3.0], np.array([0.0, 1.0]), np.float32(1), True])
def test_a_model_may_be_any_function(answer: Any) -> None:
    assert {c for *_, c in regions(plot_boundary(lambda x: answer, SQUARE, [1] * 4, resolution=3))} == {1}


def test_a_model_is_asked_as_in_use_and_left_as_it_was() -> None:
    model = Sequential(Layer(2, 8, rng=1), BatchNorm(8), Dropout(0.5, rng=1), Layer(8, 1, nonlin=False, rng=2))
    for x in ([[0.1, 0.2], [1.0, -1.0], [2.0, 0.5]],) * 3:
        model(x)
    model.blocks[1].training = False  # a mixture, as one has that keeps the statistics while the rest is trained
    before = model.state_dict(), [m.training for _, m in model.named_modules()], model.blocks[2].rng.getstate()
    figure = plot_boundary(model, SQUARE, [0, 1, 0, 1], resolution=6)
    assert (model.state_dict(), [m.training for _, m in model.named_modules()], model.blocks[2].rng.getstate()) == before
    model.eval()
    assert all(c == int(model([x, y]).data > 0) for x, y, c in regions(figure))


def test_a_model_that_fails_is_left_as_it_was_too() -> None:
    model = MLP(3, [1])
    with pytest.raises(ValueError, match="3 inputs"):
        plot_boundary(model, SQUARE, [0] * 4)
    assert all(m.training for _, m in model.named_modules())


@pytest.mark.parametrize("inputs", [[[2.0, 2.0]], [[1e16, 0], [1e16 + 2, 0]], [[1e100, -1e100], [0, 5e-324]]])
def test_the_data_may_lie_on_a_line_or_far_out(inputs: Any, tmp_path: Path) -> None:
    figure = plot_boundary(lambda x: x[0], inputs, [1] * len(inputs), resolution=5)
    assert "class 1" in texts_of_svg(figure, tmp_path)
    (left, right), (bottom, top) = axes_of(figure).get_xlim(), axes_of(figure).get_ylim()
    assert all(left < x < right and bottom < y < top for x, y in inputs)


@pytest.mark.parametrize("name", ["_$\\frac{<b>&amp;", "a\n\x00"])
def test_names_stay_text(name: str, tmp_path: Path) -> None:
    figure = plot_boundary(lambda x: x[0] - 0.5, SQUARE, [0, 0, 1, 1], classes=[name, "b"], names=[name, "y"], resolution=3)
    shown = name.replace("\n", "\ufffd").replace("\x00", "\ufffd")
    assert texts_of_svg(figure, tmp_path).count(shown) == 2


def test_a_dataset_brings_its_targets_and_names() -> None:
    data = Dataset(SQUARE, [0, 0, 1, 1], classes=["cat", "dog"], input_names=["weight", "length"])
    figure = plot_boundary(lambda x: x[0] - 0.5, data, resolution=3)
    assert samples(figure) == {"cat": SQUARE[:2], "dog": SQUARE[2:]}
    assert {"weight", "length", "cat", "dog"} <= set(texts_of(figure))
    renamed = plot_boundary(lambda x: x[0] - 0.5, data, classes=["a", "b"], names=["u", "v"], resolution=3)
    assert {"a", "b", "u", "v"} <= set(texts_of(renamed))
    plain = plot_boundary(lambda x: x[0] - 0.5, Dataset(SQUARE, [0, 0, 1, 1]), resolution=3)
    assert {"x1", "x2", "class 0", "class 1"} <= set(texts_of(plain))


@pytest.mark.parametrize(("given", "got"), [((SQUARE,), "list and NoneType"),
                                            ((Dataset([[0, 0]], [0]), [0]), "Dataset and list")])
def test_a_dataset_stands_for_both_or_neither(given: Any, got: str) -> None:
    with pytest.raises(TypeError, match=rf"needs a Dataset, as plot_boundary\(model, data\), or inputs and .*, got {got}"):
        plot_boundary(lambda x: x[0], *given)


@pytest.mark.parametrize(("change", "message"), [
    ({"inputs": [[0, 1, 2]] * 4}, "a picture of regions has two axes: inputs must be samples of 2 numbers, got 3"),
    ({"inputs": [*SQUARE[:3], [0]]}, r"inputs\[3\] must have 2 numbers as the first row has, got 1"),
    ({"inputs": [*SQUARE[:3], [0, nan]]}, r"inputs\[3\]\[1\] must be a finite number, got nan"),
    ({"inputs": [*SQUARE[:3], [0, 1e101]]}, r"inputs must be of size 1e\+100 at most: scale them first"),
    ({"inputs": []}, "at least one sample"),
    ({"targets": [0, 1]}, "targets must be as many as outputs, 4, got 2"),
    ({"targets": [0, 1, 2, 0]}, r"targets\[2\] must be the number of a class, from 0 to 1 .*, got 2"),
    ({"model": lambda x: [1.0] * 11}, "for at most 10 classes, the model has 11"),
    ({"model": lambda x: [1.0] * (3 if x[0] > 0.5 else 2)}, "as many outputs at each point, got 2 and 3"),
    ({"model": lambda x: []}, "as many outputs at each point, got 0"),
    ({"threshold": nan}, "threshold must be finite, got nan"),
    ({"resolution": 1}, "resolution, the points of the grid along a side, must be an int from 2 to 1,000, got 1"),
    ({"classes": ["a"]}, "classes of a picture must be a list of 2, got 1"),
    ({"names": ["a"] * 3}, "names of the inputs must be a list of 2, got 3"),
])
def test_value_errors_say_what_is_wrong(change: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"model": lambda x: x[0] - 0.5, "inputs": SQUARE, "targets": [0, 0, 1, 1], "resolution": 4}
    with pytest.raises(ValueError, match=message):
        plot_boundary(**given | change)


@pytest.mark.parametrize(("change", "message"), [
    ({"model": 3}, "the model must be a Module or a function of a list of two numbers, not int"),
    ({"model": lambda x: "a"}, "an output of the model must be a real number, not str"),
    ({"inputs": 3}, "inputs must be a list or an array, not int"),
    ({"targets": 3}, "targets must be a list or an array, not int"),
    ({"classes": ["a", 2]}, "classes of a picture must be text, not int"),
])
def test_type_errors_say_what_is_wrong(change: dict[str, Any], message: str) -> None:
    given: dict[str, Any] = {"model": lambda x: x[0] - 0.5, "inputs": SQUARE, "targets": [0, 0, 1, 1], "resolution": 4}
    with pytest.raises(TypeError, match=message):
        plot_boundary(**given | change)


def test_the_gradients_and_weights_of_a_model_are_untouched() -> None:
    model = MLP(2, [3, 1], rng=random.Random(1))
    for i, p in enumerate(model.parameters()):
        p.grad = float(i)
    before = [(p.data, p.grad) for p in model.parameters()]
    plot_boundary(model, SQUARE, [0, 1, 1, 0], resolution=5)
    assert [(p.data, p.grad) for p in model.parameters()] == before

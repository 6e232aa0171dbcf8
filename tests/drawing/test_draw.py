"""`draw`, `Drawing` and what a notebook shows."""

import errno
import os
import random
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autodiff import DrawingError, Value, draw, variables
from autodiff.drawing.draw import READABLE, SUFFIXES, notebook_bundle
from autodiff.graph import sweeps
from nn import MLP
from tests.drawing.graphs import network

PROGRAM = """
from autodiff import draw
from nn import MLP
import hashlib
loss = (MLP(2, [3, 2, 1], activation="tanh", rng=1)([0.5, 0.25]) - 1.0) ** 2
loss.backward()
for options in ({}, {"fold": "neurons"}, {"fold": "layers", "partials": True, "rankdir": "TB"}):
    drawing = draw(loss, **options)
    print(hashlib.sha256((drawing.svg + drawing.source).encode()).hexdigest())
"""


def chain(length: int) -> Value:
    y = Value(1.0)
    for _ in range(length):
        y = -y
    return y


def test_it_grows_to_the_right_or_downwards() -> None:
    sizes = {}
    for rankdir in ("LR", "TB"):
        svg = draw(chain(10), rankdir=rankdir).svg
        ((width, height),) = re.findall(r'<svg .* width="(\d+)" height="(\d+)" viewBox', svg)
        sizes[rankdir] = int(width) / int(height)
    assert sizes["LR"] > 3
    assert sizes["TB"] < 1 / 3
    assert draw(chain(2)).svg == draw(chain(2), rankdir="LR").svg


def test_the_same_bytes_in_each_process() -> None:
    outputs = {
        subprocess.run([sys.executable, "-c", PROGRAM], env={**os.environ, "PYTHONHASHSEED": seed}, text=True,
                       capture_output=True, check=True, cwd=Path(__file__).parents[2]).stdout
        for seed in ("0", "1", "2")
    }
    assert len(outputs) == 1


def test_importing_autodiff_imports_no_engine() -> None:
    code = "import sys, autodiff; print({'pygraphviz', 'graphviz', 'autodiff.drawing.layout'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout == "set()\n"


# --- Size ---


def test_small_graphs_are_not_folded_and_large_ones_no_more_than_needed() -> None:
    assert draw(network(sizes=(3, 1))).boxes == draw(network(sizes=(3, 1)), fold="none").boxes
    assert draw(network()).boxes == draw(network(), fold="neurons").boxes <= 69
    assert draw(network(samples=10)).boxes == draw(network(samples=10), fold="layers").boxes


def test_unfolding_within_auto() -> None:
    assert draw(network(), unfold=["layer1/neuron2"]).boxes == draw(network()).boxes - 1 + 2 + 3


@pytest.mark.parametrize("length", [5_000, 300_000])
def test_above_five_thousand_boxes_the_answer_is_no_before_anything_is_laid_out(
        length: int, monkeypatch: pytest.MonkeyPatch) -> None:
    y = chain(length)
    monkeypatch.setattr("autodiff.drawing.layout.layout", lambda *given: pytest.fail("laid out"))
    with pytest.raises(DrawingError, match="at most 5,000"):
        draw(y)
    assert set(notebook_bundle(y)) == {"text/plain"}


def test_a_notebook_shows_a_picture_when_it_can_be_read() -> None:
    small, large = chain(READABLE - 1), chain(READABLE)
    assert notebook_bundle(small)["image/svg+xml"] == draw(small).svg
    assert list(notebook_bundle(large)) == ["text/plain"]
    assert notebook_bundle(large)["text/plain"].startswith(repr(large))
    assert f"a graph of {READABLE + 1} boxes" in notebook_bundle(large)["text/plain"]
    assert set(small._repr_mimebundle_()) == {"text/plain", "image/svg+xml"}
    assert small.svg(theme="dark") == draw(small, theme="dark").svg
    assert draw(small)._repr_svg_() == draw(small).svg


def test_a_drawing_shows_what_was_when_it_was_made() -> None:
    x = Value(1.0, "x")
    y = x * 2
    drawing = draw(y)
    before = drawing.source
    x.data, x.label = 5.0, "z"
    assert drawing.source == before


# --- Arguments ---


@pytest.mark.parametrize(("options", "error", "words"), [
    ({"fold": "layer1"}, ValueError, r"fold must be one of 'auto', 'none', 'neurons', 'layers', got 'layer1'"),
    ({"fold": 3}, TypeError, "fold must be a list of names.*got 3"),
    ({"fold": [3]}, TypeError, "fold must hold names of scopes, got int"),
    ({"fold": ["layer9"]}, ValueError, "no scope 'layer9': choose from layer1, layer1/neuron1"),
    ({"unfold": "layer1"}, TypeError, "unfold must be a list of names.*got 'layer1'"),
    ({"unfold": ["layer1/neuron9"]}, ValueError, "no scope 'layer1/neuron9'"),
    ({"rankdir": "RL"}, ValueError, "rankdir must be one of 'LR', 'TB', got 'RL'"),
    ({"theme": "pink"}, ValueError, "theme must be one of 'auto', 'light', 'dark', got 'pink'"),
    ({"digits": 0}, ValueError, "digits must be an int from 1 to 17, got 0"),
    ({"digits": True}, ValueError, "digits must be an int from 1 to 17, got True"),
])
def test_wrong_options(options: dict[str, Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        draw(network(sizes=(2, 1)), **options)


@pytest.mark.parametrize("y", [3.0, "y", None, [Value(1.0), 2.0]])
def test_only_values_are_drawn(y: Any) -> None:
    with pytest.raises(TypeError, match="needs a Value, or a list of Values, got"):
        draw(y)


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="at least one Value"):
        draw([])


def test_several_results_in_one_drawing() -> None:
    a, b = variables(a=2.0, b=3.0)
    assert draw([a * b, a + b, a + b]).boxes == 5
    assert draw(v for v in (a, a)).boxes == 1


# --- Files ---


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".SVG"])
def test_saving(tmp_path: Path, suffix: str) -> None:
    drawing, path = draw(Value(1.0, "x") * 2), tmp_path / f"picture{suffix}"
    drawing.save(path)
    drawing.save(str(path))
    magic = {".svg": b"<svg", ".dot": b"digraph", ".gv": b"digraph", ".png": b"\x89PNG", ".pdf": b"%PDF-"}
    assert path.read_bytes().startswith(magic[suffix.lower()])
    assert os.listdir(tmp_path) == [path.name]


def test_an_unknown_suffix(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"must end in \.svg, .*got .*picture\.gif"):
        draw(Value(1.0)).save(tmp_path / "picture.gif")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        draw(Value(1.0)).save(tmp_path / "nowhere" / "picture.svg")


def test_a_failure_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "picture.svg"
    path.write_text("old")

    def fail(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no space"):
        draw(Value(1.0)).save(path)
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["picture.svg"]


def test_a_saved_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("")
    draw(Value(1.0)).save(tmp_path / "picture.svg")
    assert (tmp_path / "picture.svg").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_links_and_pipes_stay_what_they_are(tmp_path: Path) -> None:
    target, link, pipe = tmp_path / "target.svg", tmp_path / "link.svg", tmp_path / "pipe.svg"
    link.symlink_to(target)
    drawing = draw(Value(1.0) + 1)
    drawing.save(link)
    assert link.is_symlink()
    assert target.read_text() == drawing.svg
    os.mkfifo(pipe)
    received: list[str] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_text()))
    reader.start()
    drawing.save(pipe)
    reader.join()
    assert pipe.is_fifo()
    assert received == [drawing.svg]


def test_a_circle_of_links_is_an_oserror(tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    one.symlink_to(two)
    two.symlink_to(one)
    with pytest.raises(OSError, match=r"one\.svg") as caught:
        draw(Value(1.0)).save(one)
    assert caught.value.errno == errno.ELOOP
    assert sorted(os.listdir(tmp_path)) == ["one.svg", "two.svg"]


def message(error: type[Exception], call: Any) -> str:
    with pytest.raises(error) as caught:
        call()
    return str(caught.value)


def test_messages_word_by_word() -> None:
    y = network(sizes=(2, 1))
    said = "fold must be one of 'auto', 'none', 'neurons', 'layers', got 'x': for the name of a scope, write fold=['x']"
    assert message(ValueError, lambda: draw(y, fold="x")) == said
    said = "unfold must hold names of scopes, got int (3): write them as text"
    assert message(TypeError, lambda: draw(y, unfold=[3])) == said  # type: ignore[list-item]
    assert message(TypeError, lambda: draw(y, unfold=3)) == "unfold must be a list of names, as ['layer1/neuron2'], got 3"  # type: ignore[arg-type]
    assert message(ValueError, lambda: draw(y, digits=18)) == "digits must be an int from 1 to 17, got 18"
    assert message(ValueError, lambda: draw(y, theme=3)) == "theme must be one of 'auto', 'light', 'dark', got 3"  # type: ignore[arg-type]
    assert message(TypeError, lambda: draw(3.0)) == "draw() needs a Value, or a list of Values, got float (3.0): draw(y)"  # type: ignore[arg-type]
    assert message(TypeError, lambda: draw("ab")) == "draw() needs a Value, or a list of Values, got str ('ab'): draw(y)"  # type: ignore[arg-type]
    assert message(ValueError, lambda: draw([])) == "draw() needs at least one Value, got an empty list"
    said = "the path of a drawing must be a str or a Path, not int (3): write save('graph.svg')"
    assert message(TypeError, lambda: draw(y).save(3)) == said  # type: ignore[arg-type]
    said = "the path of a drawing must end in .svg, .dot, .gv, .png, .pdf, got 'a.b'"
    assert message(ValueError, lambda: draw(y).save("a.b")) == said
    said = "the graph has no scope 'q': choose from layer1, layer1/neuron1, layer1/neuron2, layer2, layer2/neuron1"
    assert message(ValueError, lambda: draw(y, fold=["layer1"], unfold=["q"])) == said
    assert message(ValueError, lambda: draw(Value(1.0), fold=["q"])) == "the graph has no scope 'q': it has no scopes"


@pytest.mark.parametrize(("neurons", "shown"), [(7, ""), (8, " …")])
def test_eight_scopes_are_named_and_no_more(neurons: int, shown: str) -> None:
    said = message(ValueError, lambda: draw(MLP(1, [neurons], rng=random.Random(0))([1.0]), fold=["q"]))
    names = ["layer1", *(f"layer1/neuron{i}" for i in range(1, neurons + 1))]
    assert said == f"the graph has no scope 'q': choose from {', '.join(names[:8])}{shown}"


def test_each_limit_of_digits_may_be_asked_for() -> None:
    third = Value(1 / 3) * 2
    assert ">0.7<" in draw(third, digits=1).svg
    assert ">0.66666666666666663<" in draw(third, digits=17).svg


def test_an_array_of_values_is_several_results() -> None:
    a, b = variables(a=2.0, b=3.0)
    assert draw(np.array([[a, b], [a * b, a]], dtype=object)).boxes == 3


@pytest.mark.parametrize(("boxes", "folded"), [(150, False), (151, True)])
def test_auto_folds_from_151_boxes_on(boxes: int, folded: bool) -> None:
    y = MLP(1, [1], rng=random.Random(0))([Value(1.0)])  # x, w, b and the neuron
    for _ in range(boxes - 4):
        y = -y
    assert draw(y, fold="none").boxes == boxes
    assert draw(y).boxes == (boxes - 2 if folded else boxes)


def test_a_graph_that_no_folding_makes_readable_is_folded_as_far_as_it_goes() -> None:
    loss = network(samples=40)
    assert draw(loss).boxes == draw(loss, fold="layers").boxes > READABLE


def test_the_theme_of_an_image(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr("autodiff.drawing.image.image", lambda _, *way: asked.append(way) or b"made")
    for theme in ("auto", "light", "dark"):
        assert draw(Value(1.0), theme=theme)._content(".png") == b"made"
    assert draw(Value(1.0))._content(".pdf") == b"made"
    assert asked == [("png", "light"), ("png", "light"), ("png", "dark"), ("pdf", "light")]


def test_names_of_any_length_are_saved_by_way_of_a_hidden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[list[str]] = []
    monkeypatch.setattr(os, "fsync", lambda _: seen.append(os.listdir(tmp_path)))
    name = "n" * 251 + ".svg"
    draw(Value(1.0)).save(tmp_path / name)
    assert os.listdir(tmp_path) == [name]
    (hidden,), _ = seen  # the second is when the folder is written
    assert re.fullmatch(r"\.n{40}\.[0-9a-f]{8}", hidden)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        draw(Value(1.0)).save(tmp_path / "nowhere" / "picture.svg")
    found = caught.value.errno, caught.value.strerror, caught.value.filename
    assert found == (errno.ENOENT, "there is no such directory", str(tmp_path / "nowhere"))


@pytest.mark.parametrize("fold", ["auto", "none", "neurons", "layers"])
def test_a_graph_is_sorted_once(fold: str, monkeypatch: pytest.MonkeyPatch) -> None:
    loss, sort, sorts = network(2, (3, 1)), sweeps._sort, []
    monkeypatch.setattr(sweeps, "_sort", lambda *given: sorts.append(given) or sort(*given))
    assert draw(loss, fold=fold).svg.startswith("<svg")
    assert len(sorts) == 1

"""Pictures as files and in notebooks; nothing else of matplotlib is touched."""

import importlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path
from struct import unpack
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import matplotlib
import pytest
from matplotlib.figure import Figure

from nn import MLP
from nn.plots import plot_boundary, plot_losses, plot_network, save

PICTURES: dict[str, Callable[..., Figure]] = {
    "losses": lambda **o: plot_losses({"loss": [0.9, 0.5], "validation_loss": [1.0, 0.7]}, **o),
    "boundary": lambda **o: plot_boundary(lambda x: x[0] - x[1], [[0, 1], [1, 0]], [0, 1], resolution=5, **o),
    "network": lambda **o: plot_network(MLP(2, [2, 1], rng=1), **o),
}
each = pytest.mark.parametrize("name", PICTURES)


def written(figure: Figure, path: Path) -> bytes:
    save(figure, path)
    return path.read_bytes()


@cache
def once(name: str) -> bytes:
    """A picture as SVG, which all others are compared with."""
    with TemporaryDirectory() as folder:
        return written(PICTURES[name](), Path(folder) / "a.svg")


@pytest.mark.parametrize(("name", "suffix", "start"), [
    *((name, ".svg", b"<?xml") for name in PICTURES), ("boundary", ".PNG", b"\x89PNG"), ("boundary", ".pdf", b"%PDF")])
def test_a_picture_is_the_same_bytes_each_time(name: str, suffix: str, start: bytes, tmp_path: Path) -> None:
    first, again = (written(PICTURES[name](), tmp_path / f"{i}{suffix}") for i in range(2))
    assert first[: len(start)] == start
    assert first == again


@each
def test_a_picture_saves_itself_as_the_function_does(name: str, tmp_path: Path) -> None:
    figure: Any = PICTURES[name]()
    figure.save(tmp_path / "own.svg")
    assert (tmp_path / "own.svg").read_bytes() == once(name)
    with pytest.raises(ValueError, match=r"must end in .svg, .png, .pdf, got 'a.jpg'"):
        figure.save("a.jpg")


@each
def test_an_svg_says_in_words_what_it_shows(name: str, tmp_path: Path) -> None:
    figure: Any = PICTURES[name]()
    root = ElementTree.fromstring(written(figure, tmp_path / "a.svg"))  # noqa: S314
    title = root.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert repr(figure) == f"<Picture: {title.text}>"
    assert len(figure.description) > 10


def test_a_notebook_shows_a_sharp_png_of_the_right_size() -> None:
    figure: Any = PICTURES["network"]()
    png, size = figure._repr_png_()
    assert unpack(">II", png[16:24]) == pytest.approx((2 * size["width"], 2 * size["height"]), abs=2)
    assert (size["width"], size["height"]) == pytest.approx(figure.get_size_inches() * 100, abs=1)


def test_ipython_takes_the_png_and_the_words() -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    data, size = formatters.DisplayFormatter().format(PICTURES["network"]())
    assert set(data) == {"text/plain", "image/png"}
    assert data["text/plain"].startswith("<Picture: a network of 2 inputs")
    assert set(size["image/png"]) == {"width", "height"}


@each
def test_no_setting_of_matplotlib_matters_or_changes(name: str, tmp_path: Path) -> None:
    plain = once(name)
    odd = {"axes.facecolor": "black", "font.size": 40, "lines.linewidth": 9, "svg.fonttype": "path", "savefig.dpi": 33,
           "figure.facecolor": "red", "text.color": "white", "axes.grid": True, "svg.hashsalt": "mine"}
    with matplotlib.rc_context(odd):
        before = dict(matplotlib.rcParams)
        assert written(PICTURES[name](), tmp_path / "odd.svg") == plain
        assert dict(matplotlib.rcParams) == before


def test_settings_survive_pictures_in_threads(tmp_path: Path) -> None:
    before = dict(matplotlib.rcParams)
    expected = once("network")
    found: list[bytes] = []

    def draw(i: int) -> None:
        found.extend(written(PICTURES["network"](), tmp_path / f"{i}.svg") for _ in range(2))

    threads = [threading.Thread(target=draw, args=(i,)) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4
    assert dict(matplotlib.rcParams) == before


@each
def test_axes_of_ones_own_are_drawn_in(name: str, tmp_path: Path) -> None:
    figure = Figure()
    top, _ = figure.subfigures(2).tolist()
    ax = top.add_subplot()
    assert PICTURES[name](ax=ax) is figure  # the whole figure, of which only a part was given
    assert (figure.axes, bool(ax.get_children())) == ([ax], True)
    first, again = (written(figure, tmp_path / f"{i}.svg") for i in range(2))
    assert first == again
    ax.remove()
    with pytest.raises(ValueError, match="ax must be the Axes of a figure, got Axes that were removed"):
        PICTURES[name](ax=ax)


def test_a_file_that_cannot_be_made_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    path.write_bytes(b"old")
    figure = PICTURES["losses"]()
    figure.axes[0].set_title("$\\frac{$")  # matplotlib cannot read this formula
    with pytest.raises(ValueError, match="frac"):
        save(figure, path)
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize(("figure", "path", "error", "message"), [
    (3, "a.svg", TypeError, r"save\(\) needs a matplotlib Figure, got int \(3\)"),
    (Figure(), 3, TypeError, "the path of a picture must be a str or a Path, not int"),
    (Figure(), "a", ValueError, "the path of a picture must end in .svg, .png, .pdf, got 'a'"),
    (Figure(), "a.jpg", ValueError, "must end in .svg, .png, .pdf, got 'a.jpg'"),
    (Figure(), "no/such/folder/a.svg", OSError, "no/such/folder"),
])
def test_what_cannot_be_saved_is_named(figure: Any, path: Any, error: type[Exception], message: str, tmp_path: Path,
                                       monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        save(figure, path)
    assert list(tmp_path.iterdir()) == []


def test_in_another_process_matplotlib_is_imported_when_used_pyplot_never_and_the_bytes_are_the_same(tmp_path: Path) -> None:
    program = """if True:
        import nn, sys
        assert "matplotlib" not in sys.modules
        from nn.plots import plot_network, save
        save(plot_network(nn.MLP(2, [2, 1], rng=1)), sys.argv[1])
        assert "matplotlib.pyplot" not in sys.modules"""
    other = tmp_path / "other.svg"
    subprocess.run([sys.executable, "-c", program, str(other)], check=True, env={**os.environ, "PYTHONHASHSEED": "7"})
    assert other.read_bytes() == once("network")


def test_a_missing_matplotlib_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("nn.plots")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ModuleNotFoundError) as caught:
        importlib.import_module("nn.plots")
    assert (str(caught.value), caught.value.name) == ('nn.plots needs matplotlib: pip install "autodiff-scalar[plot]"',
                                                      "matplotlib")

"""Graphviz, wherever it comes from."""

import shutil
import subprocess
from typing import Any

import pytest

from autodiff import DrawingError, Value
from autodiff.draw import draw, notebook_bundle
from autodiff.drawing import engine


@pytest.fixture
def without_pygraphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pygraphviz", None)


@pytest.mark.usefixtures("without_pygraphviz")
def test_without_any_engine_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    y = Value(1.0) * 2
    with pytest.raises(DrawingError, match="pip install pygraphviz"):
        _ = draw(y).svg
    assert notebook_bundle(y) == {"text/plain": repr(y)}
    assert draw(y).source.startswith("digraph")


@pytest.mark.usefixtures("without_pygraphviz")
def test_dot_on_the_path_serves_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def run(command: list[str], **options: Any) -> Any:
        asked.append((command, options["input"]))
        return subprocess.CompletedProcess(command, 0, stdout=b"made", stderr=b"")

    monkeypatch.setattr(shutil, "which", lambda _: "/somewhere/dot")
    monkeypatch.setattr(subprocess, "run", run)
    assert engine.run("digraph {}", "json0") == b"made"
    assert asked == [(["/somewhere/dot", "-Kdot", "-Tjson0"], b"digraph {}")]


@pytest.mark.usefixtures("without_pygraphviz")
def test_what_dot_complains_about_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout=b"", stderr=b"no such format")
    monkeypatch.setattr(shutil, "which", lambda _: "/somewhere/dot")
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(DrawingError, match="no such format"):
        engine.run("digraph {}", "json0")


def test_an_unknown_format_is_a_drawing_error() -> None:
    with pytest.raises(DrawingError, match="picture"):
        engine.run("digraph {}", "picture")


@pytest.mark.skipif(shutil.which("dot") is None, reason="no dot on the PATH")
@pytest.mark.usefixtures("without_pygraphviz")
def test_the_real_dot_draws() -> None:
    assert draw(Value(1.0) * 2).svg.startswith("<svg")

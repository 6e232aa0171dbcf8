"""Graphviz, wherever it comes from."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autodiff import DrawingError, Value
from autodiff.drawing import engine
from autodiff.drawing.draw import draw, notebook_bundle


@pytest.fixture
def without_pygraphviz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pygraphviz", None)


def test_pygraphviz_needs_no_dot_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert b'"bb"' in engine.run("digraph {a -> b}", "json0")


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


@pytest.mark.usefixtures("without_pygraphviz")
@pytest.mark.parametrize("program", [
    "#!/nowhere/interpreter\n", "not a program", "#!/bin/sh\necho broken >&2; exit 3\n", "#!/bin/sh\n",
    "#!/bin/sh\necho '{}'\n", "#!/bin/sh\necho '[]'\n", "#!/bin/sh\nprintf '\\377'\n",
    """#!/bin/sh\necho '{"bb": "0,0,1,1", "objects": [{}]}'\n""", """#!/bin/sh\necho '{"bb": 3}'\n""",
])
def test_a_broken_dot_is_a_drawing_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    (tmp_path / "dot").write_text(program)
    (tmp_path / "dot").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    y = Value(1.0) * 2
    with pytest.raises(DrawingError, match="Graphviz"):
        _ = draw(y).svg
    assert y._repr_mimebundle_() == {"text/plain": repr(y)}


def test_a_pygraphviz_without_its_libraries_is_as_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pygraphviz.py").write_text("raise OSError('libgvc.so.6: cannot open shared object file')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "pygraphviz", raising=False)
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(DrawingError, match="pip install pygraphviz"):
        engine.run("digraph {}", "json0")


def test_a_notebook_shows_text_whatever_goes_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise MemoryError

    monkeypatch.setattr(engine, "run", fail)
    assert notebook_bundle(Value(1.0)) == {"text/plain": repr(Value(1.0))}


def test_an_unknown_format_is_a_drawing_error() -> None:
    with pytest.raises(DrawingError, match="picture"):
        engine.run("digraph {}", "picture")


@pytest.mark.skipif(shutil.which("dot") is None, reason="no dot on the PATH")
@pytest.mark.usefixtures("without_pygraphviz")
def test_the_real_dot_draws() -> None:
    assert draw(Value(1.0) * 2).svg.startswith("<svg")


class Graphviz:
    """What `_in_process` needs of pygraphviz, and what it was asked."""

    class DotError(Exception):
        pass

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[Any] = []
        self.error = error

    def AGraph(self, string: str) -> "Graphviz":  # noqa: N802
        self.asked.append(string)
        return self

    def draw(self, **options: str) -> bytes:
        self.asked += [self.has_layout, options]
        if self.error:
            raise self.error
        return b"made"

    has_layout = False


@pytest.mark.parametrize(("program", "args"), [("dot", "-Kdot"), ("nop2", "")])
def test_pygraphviz_is_asked_for_a_layout_by_name_and_for_none_with_positions(program: str, args: str) -> None:
    module = Graphviz()
    assert engine._in_process(module, "digraph {}", "png", program) == b"made"
    assert module.asked == ["digraph {}", True, {"format": "png", "args": args}]


@pytest.mark.parametrize("error", [OSError("no"), ValueError("no"), TypeError("no"), Graphviz.DotError("no")])
def test_whatever_pygraphviz_raises_is_a_drawing_error(error: Exception) -> None:
    with pytest.raises(DrawingError, match=r"^Graphviz could not make png of the graph: no$") as caught:
        engine._in_process(Graphviz(error), "", "png", "dot")
    assert caught.value.__cause__ is error
    assert not engine._one_at_a_time.locked()


def test_what_dot_says_is_cut_and_may_be_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout=b"", stderr=b"\xff" * 300)
    monkeypatch.setattr(subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(DrawingError) as caught:
        engine._as_command("dot", "", "png", "dot")
    assert str(caught.value) == "Graphviz could not make png of the graph: " + "\ufffd" * 200

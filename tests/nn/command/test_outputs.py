"""The files of `autodiff train` are checked before anything is trained or printed."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

from autodiff.command.main import main

SHORT = ["--samples", "10", "--hidden", "2", "--epochs", "1", "--quiet"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the command does in an empty folder: its status, its output and what it complains of."""
    monkeypatch.chdir(tmp_path)

    def runner(*arguments: str) -> tuple[int, str, str]:
        status = main(["train", *arguments, *SHORT])
        return (status, *capsys.readouterr())

    return runner


@pytest.mark.parametrize("option", ["--out", "--checkpoint", "--plot", "--curve", "--network"])
def test_a_file_needs_a_folder(option: str, run: Any) -> None:
    if option not in ("--out", "--checkpoint"):
        pytest.importorskip("matplotlib")
    status, out, err = run("--data", "moons", option, "nowhere/a.svg")
    assert (status, out) == (2, "")
    assert f"{option} nowhere/a.svg: there is no folder 'nowhere'" in err
    assert f"{option} .: this is a folder" in run("--data", "moons", option, ".")[2]


def test_a_folder_must_be_writable(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # to a superuser every folder is writable
    status, out, err = run("--data", "moons", "--out", "model.json")
    assert (status, out) == (2, "")
    assert "--out model.json: this may not be written" in err


@pytest.mark.parametrize("option", ["--plot", "--curve", "--network"])
def test_the_name_of_a_picture_ends_in_what_can_be_drawn(option: str, run: Any) -> None:
    pytest.importorskip("matplotlib")
    status, out, err = run("--data", "moons", option, "a.jpg")
    assert (status, out) == (2, "")
    assert f"{option} a.jpg: the name of a picture must end in .svg, .png, .pdf" in err


def test_pictures_need_matplotlib(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("nn.plots")]:
        monkeypatch.delitem(sys.modules, name)
    missing: Any = None  # what sys.modules holds for a module that is not there
    monkeypatch.setitem(sys.modules, "matplotlib", missing)
    status, out, err = run("--data", "moons", "--curve", "a.svg")
    assert (status, out) == (2, "")
    assert '--curve a.svg: nn.plots needs matplotlib: pip install "autodiff-scalar[plot]"' in err


def test_no_file_is_written_twice(run: Any) -> None:
    pytest.importorskip("matplotlib")
    assert "--network ./a.svg: this is the file of --curve too" in run(
        "--data", "moons", "--curve", "a.svg", "--network", "./a.svg")[2]


def test_the_name_of_a_set_is_no_file(run: Any) -> None:
    assert run("--data", "moons", "--out", "moons")[0] == 0


def test_a_device_is_written_to_whatever_its_folder_is(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path(os.devnull).is_char_device():
        pytest.skip("needs a system whose devices are files")
    monkeypatch.setattr(os, "access", lambda path, mode: path == Path(os.devnull))
    assert run("--data", "moons", "--out", os.devnull)[0] == 0


def test_the_data_are_not_written_over(run: Any) -> None:
    Path("a.csv").write_text("x,y\n1,2\n3,4\n", encoding="utf-8")
    status, _, err = run("--data", "a.csv", "--out", "a.csv")
    assert (status, Path("a.csv").read_text(encoding="utf-8")) == (2, "x,y\n1,2\n3,4\n")
    assert "--out a.csv: this is the file of --data too" in err


@pytest.mark.parametrize(("columns", "message"), [
    ("a,b,c,kind\n1,2,3,yes\n4,5,6,no\n", "--plot needs data of two inputs, got 3"),
    ("a,b,price\n1,2,3\n4,5,6\n", "--plot needs classes, this is a regression"),
    ("a,b,kind\n" + "".join(f"1,2,class {k}\n" for k in range(11)), "--plot needs at most 10 classes, got 11"),
])
def test_where_a_model_decides_is_drawn_for_two_inputs_and_classes(columns: str, message: str, run: Any) -> None:
    pytest.importorskip("matplotlib")
    Path("a.csv").write_text(columns, encoding="utf-8")
    status, out, err = run("--data", "a.csv", "--plot", "x.svg")
    assert (status, out) == (2, "")
    assert message in err


@pytest.mark.parametrize(("rows", "said", "unsaid"), [
    ("1,2,oak\n4,5,elm\n", {"height", "width", "oak"}, "elm"),  # the one output is that of the second class
    ("1,2,oak\n4,5,elm\n6,9,fir\n", {"height", "width", "oak", "elm", "fir"}, "kind"),
    ("1,2,3\n4,5,6\n", {"height", "width"}, "kind"),
])
def test_a_network_is_drawn_with_the_names_of_the_data(rows: str, said: set[str], unsaid: str, run: Any) -> None:
    pytest.importorskip("matplotlib")
    Path("a.csv").write_text(f"height,width,kind\n{rows}", encoding="utf-8")
    assert run("--data", "a.csv", "--network", "network.svg")[0] == 0
    picture = Path("network.svg").read_text(encoding="utf-8")
    assert all(f">{name}<" in picture for name in said)
    assert f">{unsaid}<" not in picture


def test_a_boundary_is_drawn_with_the_names_of_the_data(run: Any) -> None:
    pytest.importorskip("matplotlib")
    Path("a.csv").write_text("height,width,kind\n1,2,oak\n4,5,elm\n", encoding="utf-8")
    assert run("--data", "a.csv", "--plot", "plot.svg")[0] == 0
    picture = Path("plot.svg").read_text(encoding="utf-8")
    assert all(f">{name}<" in picture for name in ("height", "width", "oak", "elm"))


def test_data_without_names_are_drawn_too(run: Any) -> None:
    pytest.importorskip("matplotlib")
    Path("a.csv").write_text("1,2,oak\n4,5,elm\n", encoding="utf-8")
    assert run("--data", "a.csv", "--no-header", "--plot", "plot.svg", "--network", "network.svg")[0] == 0
    assert ">x1<" in Path("plot.svg").read_text(encoding="utf-8")

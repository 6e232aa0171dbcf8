"""The CSV files that `autodiff train` reads, and its advice for those that it cannot."""

from pathlib import Path
from typing import Any

import pytest

from autodiff.command.main import main
from nn.command.options import read
from nn.command.task import ADVICE, dataset


def read_file(path: Path, content: str, *arguments: str) -> Any:
    path.write_text(content, encoding="utf-8")
    options = read(["--data", str(path), *arguments])
    assert options is not None
    return dataset(options)


@pytest.mark.parametrize(("content", "arguments"), [
    ("a;b\n1,5;2\n3;4,5\n", ["--delimiter", ";", "--decimal", ","]),
    ("a\tb\n1.5\t2\n3\t4.5\n", ["--delimiter", "tab"]),
    ("a\tb\n1.5\t2\n3\t4.5\n", ["--delimiter", "\\t"]),
    ("1.5,2\n3,4.5\n", ["--no-header"]),
    ("2,1.5\n4.5,3\n", ["--no-header", "--target", "0"]),
    ("x,1.5,2\ny,3,4.5\n", ["--no-header", "--inputs", "1"]),
    ("a,b,c\n1.5,9,2\n3,9,4.5\n", ["--inputs", "a"]),
])
def test_the_same_numbers_written_in_many_ways(content: str, arguments: list[str], tmp_path: Path) -> None:
    data = read_file(tmp_path / "a.csv", content, *arguments)
    assert (data.inputs, data.targets) == ([[1.5], [3.0]], [2.0, 4.5])


def test_a_file_may_have_another_suffix(tmp_path: Path) -> None:
    assert read_file(tmp_path / "a.tsv", "a\tb\n1\t2\n", "--delimiter", "tab").targets == [2]


def test_numbers_can_be_classes(tmp_path: Path) -> None:
    data = read_file(tmp_path / "a.csv", "x,kind\n5,1\n6,0\n", "--classes", "0,1")
    assert (data.targets, data.classes) == ([1, 0], ("0", "1"))


@pytest.mark.parametrize(("content", "arguments", "advice"), [
    ("a;b\n1;2\n", [], "give --delimiter ';'"),
    ("a\tb\n1\t2\n", [], "give --delimiter tab"),
    ("1,2\n3,4\n", [], "give --no-header"),
    ("a,b\none,2\n", [], "leave the column out with --inputs A,B"),
    ("a,b\n1,2\n1,two\n", [], "give --classes A,B if it is the name of a class"),
    ("a,b\n1,2\n", ["--decimal", ","], "try --delimiter ';'"),
    ("a,b\n1,2\n", ["--encoding", "utf-99"], "there is no encoding 'utf-99'"),
])
def test_advice_names_options(content: str, arguments: list[str], advice: str, tmp_path: Path,
                              capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, encoding="utf-8")
    assert main(["train", "--data", str(path), *arguments]) == 2
    error = capsys.readouterr().err
    assert advice in error
    assert not any(argument in error for argument in ADVICE)


def test_a_file_in_another_encoding_is_read_when_it_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("tamaño,precio\n1,2\n3,4\n".encode("latin-1"))
    assert main(["train", "--data", str(path)]) == 2
    assert "such as --encoding 'latin-1'" in capsys.readouterr().err
    assert main(["train", "--data", str(path), "--encoding", "latin-1", "--epochs", "1", "--hidden", "0", "--quiet"]) == 0
    assert "1 input (tamaño)" in capsys.readouterr().out


@pytest.mark.parametrize("option", ["--target", "--inputs", "--classes"])
def test_columns_are_those_of_a_file(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--data", "moons", option, "x"]) == 2
    assert f"{option} is for CSV files, and --data moons is none" in capsys.readouterr().err

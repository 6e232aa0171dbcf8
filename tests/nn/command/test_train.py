"""`autodiff train`: what it prints, the files it writes, and what it refuses in one line."""

import random
import sys
from pathlib import Path
from typing import Any

import pytest

import nn
from autodiff.command.main import main
from nn.command.options import OPTIONS, OTHER_WORDS, read
from nn.modules.activation import activation_function

SHORT = ["--samples", "20", "--hidden", "3", "--epochs", "3", "--quiet"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["train", *arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


@pytest.mark.parametrize("data", ["moons", "circles", "spirals", "blobs", "linear", "xor", "and"])
def test_every_kind_of_data_is_trained_on(data: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = run(capsys, "--data", data, *SHORT)
    assert (status, err) == (0, "")
    first, second, third = out.splitlines()[:3]
    assert first.startswith(f"{data}: ")
    assert "parameters" in second
    assert third.startswith("3 epochs: loss ")


def test_the_same_seed_prints_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    random.seed(0)
    first = run(capsys, "--data", "moons", *SHORT)
    random.seed(1)
    assert run(capsys, "--data", "moons", *SHORT) == first
    assert run(capsys, "--data", "moons", *SHORT, "--seed", "1") != first


def test_the_model_that_was_kept_is_the_one_that_was_trained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "model.json"
    status, out, _ = run(capsys, "--data", "xor", "--hidden", "4", "--activation", "tanh", "--lr", "0.1", "--batch", "0",
                         "--epochs", "100", "--quiet", "--out", str(path))
    assert (status, out.splitlines()[-1]) == (0, f"the model is in {path}")
    model = nn.load(path)
    assert [model([a, b]).data > 0 for a, b in ((0, 0), (0, 1), (1, 0), (1, 1))] == [False, True, True, False]


def test_pictures_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    paths = {option: tmp_path / f"{option[2:]}.svg" for option in ("--plot", "--curve", "--network")}
    status, _, err = run(capsys, "--data", "moons", *SHORT, *(str(word) for pair in paths.items() for word in pair))
    assert (status, err) == (0, "")
    assert all(path.read_text(encoding="utf-8").startswith("<?xml") for path in paths.values())


def test_a_csv_file_is_learnt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "homes.csv"
    path.write_text("metres,price\n50,300\n60,350\n80,450\n", encoding="utf-8")
    status, out, _ = run(capsys, "--data", str(path), "--hidden", "0", "--standardize", "--epochs", "5", "--quiet")
    assert status == 0
    assert "3 samples of 1 input (metres)" in out


@pytest.mark.parametrize(("arguments", "message"), [
    ([], "--data is missing: name what is to be learnt, as in autodiff train --data moons"),
    (["moons"], "'moons' is not an option; did you mean '--data moons'?"),
    (["homes.csv", "--epochs", "3"], "'homes.csv' is not an option; did you mean '--data homes.csv'?"),
    (["--dataset", "moons"], "unknown option '--dataset'; did you mean '--data'?"),
    (["--data", "moons", "--learning-rate", "0.1"], "unknown option '--learning-rate'; did you mean '--lr'?"),
    (["--data", "moons", "--batch_size=3"], "unknown option '--batch_size=3'; did you mean '--batch'?"),
    (["--data", "moon"], "there is no data 'moon'; did you mean 'moons'?"),
    (["--data", "none.csv"], "there is no data 'none.csv': give one of moons, "),
    (["--data", "moons", "--hidden", "3;4"], "--hidden: must be numbers of neurons separated by commas, as 16,16, or 0"),
    (["--data", "moons", "--hidden=-3"], "no hidden layer, got '-3'"),
    (["--data", "moons", "--hidden", "16,0"], "no hidden layer, got '16,0'"),
    (["--data", "moons", "--optimizer", "adamm"], "there is no optimizer 'adamm'; did you mean 'adam'"),
    (["--data", "moons", "--epocs", "3"], "unknown option '--epocs'; did you mean '--epochs'?"),
    (["--data", "moons", "--epochs", "many"], "argument --epochs: must be a whole number from 1 to 100,000,000, got many"),
    (["--data", "moons", "--epochs", "0"], "argument --epochs: must be a whole number from 1 to 100,000,000, got 0"),
    (["--data", "moons", "--batch", "-1"], "argument --batch: must be a whole number from 0 to 100,000,000, got -1"),
    (["--data", "moons", "--samples", "1.5"], "argument --samples: must be a whole number from 1 to 100,000,000, got 1.5"),
    (["--data", "moons", "--lr", "-1"], "argument --lr: must be a finite number of 0 or more, got -1"),
    (["--data", "moons", "--lr", "inf"], "argument --lr: must be a finite number of 0 or more, got inf"),
    (["--data", "moons", "--seed", "-1"], "argument --seed: must be a whole number of 0 or more, got -1"),
    (["--data", "moons", "--activation", "softmax"], "apply autodiff.softmax to the outputs"),
    (["--data", "moons", "--init", "big"], "init must be an initialiser or the name of one, got 'big'"),
    (["--data", "moons", "--resume"], "--resume continues what --checkpoint keeps: add --checkpoint FILE"),
    (["--data", "moons", "--out", "/no/such/folder/m.json"], "/no/such/folder"),
    (["--data", "moons", "--validation", "20"], "argument --validation: must be from 0 to below 1, got 20 (see autodiff tr"),
])
def test_what_cannot_be_used_is_said_in_one_line(
        arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    short = ["--samples", "10", "--epochs", "1", "--quiet"] if "--epochs" not in arguments else []
    status, out, err = run(capsys, *arguments, *short)
    assert (status, out) == (2, "")  # before anything is printed
    assert message in err
    assert "Traceback" not in err


def test_other_words_are_those_of_options() -> None:
    assert OTHER_WORDS.keys().isdisjoint(OPTIONS)
    assert set(OTHER_WORDS.values()) <= set(OPTIONS)


def test_the_name_of_an_optimizer_may_have_capitals(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--data", "xor", *SHORT, "--optimizer", "AdamW") == run(
        capsys, "--data", "xor", *SHORT, "--optimizer", "adamw")


@pytest.mark.parametrize(("word", "command"), [("trian", "train"), ("Train", "train"), ("document", "documents")])
def test_a_command_that_is_misspelt(word: str, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([word, "--data", "moons"]) == 2
    assert f"there is no command {word!r}; did you mean {command!r}?" in capsys.readouterr().err
    assert main([word, f"{word}=2"]) == 0  # a name like any other


def test_help_has_two_examples_and_the_activations(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "--help")
    examples = [line.split()[2:] for line in out.splitlines() if line.startswith("  autodiff train ")]
    assert len(examples) == 2
    assert all(read(example) is not None for example in examples)
    listed = str(OPTIONS["--activation"]["help"]).partition(": ")[2].rpartition(", or ")[0].split(", ")
    assert len(listed) == 10
    assert all(callable(activation_function(name)) for name in listed)
    assert all(name in out for name in listed)


def test_help_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "--help")
    assert status == 0
    assert all(option in out for option in OPTIONS)


def test_without_plots_nothing_of_matplotlib_is_needed(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    missing: Any = None  # what sys.modules holds for a module that is not there
    monkeypatch.setitem(sys.modules, "matplotlib", missing)
    assert run(capsys, "--data", "xor", *SHORT)[0] == 0

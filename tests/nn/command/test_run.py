"""A run of `autodiff train` that is continued, and one that is interrupted."""

import math
from argparse import Namespace
from pathlib import Path
from typing import Any

import pytest

import nn
from autodiff.command.main import main
from nn.command.options import read
from nn.command.run import fold, hints, prepared
from nn.command.task import dataset
from nn.training.history import History
from nn.training.training import Training

SHORT = ["--data", "moons", "--samples", "20", "--hidden", "3", "--batch", "10", "--quiet"]
KEPT = ["--checkpoint", "run.json", "--resume"]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """What the command does in an empty folder: its status, its lines and what it complains of."""
    monkeypatch.chdir(tmp_path)

    def runner(*arguments: str) -> tuple[int, list[str], str]:
        status = main(["train", *SHORT, *arguments])
        captured = capsys.readouterr()
        return status, captured.out.splitlines(), captured.err

    return runner


def test_a_run_is_continued(run: Any) -> None:
    whole = run("--epochs", "3", "--out", "whole.json")[1]
    assert run("--epochs", "1", *KEPT)[0] == 0
    status, lines, err = run("--epochs", "3", *KEPT, "--out", "parts.json")
    assert (status, err) == (0, "")
    assert lines[2] == "continues run.json after epoch 1"
    assert [*lines[:2], lines[3]] == whole[:3]
    assert Path("parts.json").read_bytes() == Path("whole.json").read_bytes()


def test_a_file_that_keeps_a_run_is_not_written_over(run: Any) -> None:
    run("--epochs", "1", "--checkpoint", "run.json")
    before = Path("run.json").read_bytes()
    status, lines, err = run("--epochs", "1", "--checkpoint", "run.json")
    assert (status, lines) == (2, [])
    assert "--checkpoint run.json: it holds a run: add --resume to continue it, or name another file" in err
    assert Path("run.json").read_bytes() == before


@pytest.mark.parametrize(("option", "given", "message"), [
    ("--lr", "0.5", "its run has lr 0.02, and this one 0.5: give --lr 0.02, or name another file"),
    ("--optimizer", "sgd", "the state is one of 'Adam', but this is SGD"),
    ("--batch", "5", "batch_size was 10, and is 5"),
])
def test_another_run_is_not_continued(option: str, given: str, message: str, run: Any) -> None:
    run("--epochs", "1", *KEPT)
    status, lines, err = run("--epochs", "2", *KEPT, option, given)
    assert (status, lines) == (2, [])
    assert "--checkpoint run.json: " in err
    assert message in err


def test_a_damaged_run_is_refused(run: Any) -> None:
    Path("run.json").write_text("{", encoding="utf-8")
    status, _, err = run("--epochs", "1", *KEPT)
    assert status == 2
    assert "run.json" in err


def test_a_run_that_is_over_says_so(run: Any) -> None:
    run("--epochs", "2", *KEPT)
    status, lines, _ = run("--epochs", "2", *KEPT)
    assert status == 0
    assert lines[2:4] == ["continues run.json after epoch 2",
                          "nothing is left to do: --epochs 2 counts those before too"]


def interrupt(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Ctrl-C, after so many steps."""
    step, taken = Training.step, [0]

    def interrupted(training: Training) -> float:
        if taken[0] == after:
            raise KeyboardInterrupt
        taken[0] += 1
        return step(training)

    monkeypatch.setattr(Training, "step", interrupted)


def test_an_interrupted_run_keeps_its_model_and_its_pictures(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    run("--epochs", "2", "--out", "two.json")
    interrupt(monkeypatch, after=4)  # two steps an epoch
    status, lines, err = run("--epochs", "9", "--out", "model.json", "--curve", "curve.svg", "--plot", "plot.svg")
    assert (status, err) == (130, "")
    assert lines[2] == "interrupted in epoch 3"
    assert lines[3].startswith("2 epochs: loss ")
    assert Path("model.json").read_bytes() == Path("two.json").read_bytes()
    assert Path("curve.svg").exists()
    assert Path("plot.svg").exists()


def test_a_run_interrupted_in_its_first_epoch_has_no_curve(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    interrupt(monkeypatch, after=1)
    status, lines, err = run("--epochs", "9", "--out", "model.json", "--curve", "curve.svg")
    assert (status, err) == (130, "")
    assert lines[2:] == ["interrupted in epoch 1", "0 epochs", "the model is in model.json",
                         "no epoch was finished: there is no curve to draw"]
    assert not Path("curve.svg").exists()
    assert not nn.load("model.json").training


def test_an_interrupted_run_is_continued(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run("--epochs", "3", "--out", "whole.json")
    with monkeypatch.context() as patch:
        interrupt(patch, after=3)
        assert run("--epochs", "3", *KEPT)[0] == 130
    assert run("--epochs", "3", *KEPT, "--out", "parts.json")[1][2] == "continues run.json after epoch 1"
    assert Path("parts.json").read_bytes() == Path("whole.json").read_bytes()


def test_scaling_is_folded_into_the_first_layer() -> None:
    layer = nn.Layer(2, 3, activation="tanh", rng=0)
    means, deviations, x = (5.0, -2.0), (2.0, 0.5), [3.0, 1.0]
    before = [y.data for y in layer([(v - m) / s for v, m, s in zip(x, means, deviations, strict=True)])]
    fold(means, deviations, layer)
    assert [y.data for y in layer(x)] == pytest.approx(before, rel=1e-12)


@pytest.mark.parametrize(("history", "message"), [
    (History(), ""), (History(loss=[0.5]), ""), (History(loss=[0.5, 0.4], r2=[0.1, 0.2]), ""),
    (History(loss=[0.5, 0.5], accuracy=[0.0, 0.0]), ""),
    (History(loss=[0.5, 0.6]), "the loss ended above where it began: try more epochs, another --lr, or --standardize"),
    (History(loss=[0.5, math.nan]), "the loss is not finite: try a smaller --lr, or --standardize"),
    (History(loss=[0.5, math.inf], r2=[0.1, -math.inf]), "the loss is not finite: try a smaller --lr, or --standardize"),
    (History(loss=[0.5, 0.4], r2=[-2.0, -1.0]),
     "this is no better than the mean of the targets: try more epochs, another --lr, or --standardize"),
])
def test_what_was_not_learnt_is_told(history: History, message: str) -> None:
    assert hints(history, Namespace(standardize=False)) == [message] * bool(message)
    assert hints(history, Namespace(standardize=True)) == [message.removesuffix(", or --standardize")] * bool(message)


def test_a_line_of_advice_follows_the_history(run: Any) -> None:
    Path("a.csv").write_text("metres,price\n50,300000\n60,350000\n80,450000\n", encoding="utf-8")
    status, lines, _ = run("--data", "a.csv", "--epochs", "2")
    assert status == 0
    assert lines[-1].startswith("this is no better than the mean of the targets")


def test_a_run_that_leaves_the_floats_says_where_and_what_to_try(run: Any) -> None:
    status, _, err = run("--optimizer", "sgd", "--lr", "1e200", "--epochs", "9")
    assert status == 2
    assert "(in epoch " in err
    assert err.endswith("try a smaller --lr, or --standardize\n")


def test_validation_data_are_scaled_as_the_training_data() -> None:
    options = read(["--data", "moons", "--samples", "20", "--validation", "0.25", "--standardize", "--seed", "3"])
    assert options is not None
    data = dataset(options)
    train, validation = data.split(0.75, 3)
    training, scaler = prepared(options, data)
    assert training.validation is not None
    assert scaler == nn.data.Scaler.of(train.inputs)
    assert training.validation.inputs == scaler(validation.inputs)

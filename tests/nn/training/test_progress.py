"""The progress bar: on a terminal or on request only, and tqdm is needed only then."""

import sys
from typing import Any

import pytest

from nn import SGD, Neuron, fit, mse


def train(progress: bool | None) -> None:
    model = Neuron(1, weights=[1.0])
    fit(model, ([[1.0], [2.0]], [1.0, 2.0]), mse, SGD(model, lr=0.01), 3, 1, progress=progress)


class Terminal:
    """Standard error as a terminal has it."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        """Nothing is held back."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("progress", [None, False])
def test_it_is_silent_when_not_on_a_terminal(progress: bool | None, capfd: pytest.CaptureFixture[str]) -> None:
    train(progress)
    assert capfd.readouterr() == ("", "")


def test_on_a_terminal_it_counts_steps_and_names_epoch_and_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tqdm")
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    train(None)
    assert "6/6" in terminal.text
    assert "epoch 3/3, loss " in terminal.text


def test_it_can_be_switched_off_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    train(False)
    assert terminal.text == ""


def test_without_tqdm_a_bar_that_was_asked_for_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    missing: Any = None
    monkeypatch.setitem(sys.modules, "tqdm", missing)
    monkeypatch.setitem(sys.modules, "tqdm.auto", missing)
    with pytest.raises(ModuleNotFoundError, match=r'a progress bar needs tqdm: pip install "autodiff-scalar\[train\]"'):
        train(True)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    train(None)
    assert terminal.text == ""

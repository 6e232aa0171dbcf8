"""Options of a training: by keyword, frozen, and checked when they are made."""

import inspect
from dataclasses import FrozenInstanceError, fields
from typing import Any

import pytest

from nn import SGD, Neuron, Training, accuracy, fit, mse
from nn.training.options import Options

DATA = ([[1.0], [2.0]], [1.0, 2.0])


def made(*given: Any, **options: Any) -> Training:
    model = Neuron(1, weights=[1.0])
    return Training(model, DATA, mse, SGD(model, lr=0.01), *given, **options)


def test_they_are_kept_as_they_were_checked() -> None:
    training = made(1, metrics=[accuracy], validation=DATA, shuffle=0, schedule=lambda epoch: 0.1)
    assert training.options.metrics == {"accuracy": accuracy}
    assert training.options.validation is training.validation
    assert len(training.validation) == 2
    assert training.options.shuffle is False
    assert training.options.batch_size == training.batch_size == made(batch_size=1).batch_size == 1
    with pytest.raises(FrozenInstanceError):
        training.options.engine = "eager"  # type: ignore[misc]


def test_one_that_there_is_not_is_named_with_the_nearest() -> None:
    with pytest.raises(TypeError, match=r"^there is no option 'shufle'; did you mean 'shuffle'\?: the options are batch"):
        made(shufle=False)
    with pytest.raises(TypeError, match=r"^there is no option 'lr': the options are batch"):
        made(lr=0.1)


def test_help_describes_each() -> None:
    described = inspect.getdoc(fit) or ""
    assert [field.name for field in fields(Options) if field.name not in described] == []
    assert "nn.training.options.Options" in (inspect.getdoc(Training) or "")

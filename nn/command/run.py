"""The run of `autodiff train`: it can be continued, and interrupted."""

import argparse
from collections.abc import Sequence
from math import isfinite
from pathlib import Path

from autodiff.command.output import show
from nn.command.task import OPTIMIZERS, task_of
from nn.data import Dataset, Scaler
from nn.modules.layers import Layer
from nn.modules.mlp import MLP
from nn.penalties import l2
from nn.training.history import History
from nn.training.training import Training


def prepared(options: argparse.Namespace, data: Dataset) -> tuple[Training, Scaler | None]:
    """The training that the options ask for, before its first step, and what scales its inputs."""
    task, scaler = task_of(data), None
    train, validation = data.split(1 - options.validation, options.seed) if options.validation else (data, None)
    if options.standardize:
        train, scaler = train.standardized()
        validation = validation and validation.scaled(scaler)
    model = MLP(len(data.inputs[0]), [*options.hidden, task.outputs], activation=options.activation, init=options.init,
                rng=options.seed)
    optimizer = OPTIMIZERS[options.optimizer](model, lr=options.lr)
    return Training(model, train, task.loss, optimizer, options.batch or None, rng=options.seed, validation=validation,
                    metrics=[task.metric], penalty=(lambda m: l2(m, options.l2)) if options.l2 else None), scaler


def resume(training: Training, options: argparse.Namespace) -> list[str]:
    """Continue the run that `--checkpoint` keeps, and tell it; `ValueError` if it is another than the options ask for."""
    path = options.checkpoint
    if not options.resume or not Path(path).exists():
        return []
    asked = training.optimizer.state_dict()["options"]
    try:
        training.resume(path)
    except ValueError as error:
        raise ValueError(f"--checkpoint {path}: {error}") from error
    for name, kept in training.optimizer.state_dict()["options"].items():
        if kept != asked[name]:
            raise ValueError(f"--checkpoint {path}: its run has {name} {kept}, and this one {asked[name]}: give "
                             f"--{name} {kept}, or name another file")
    over = training.epoch >= options.epochs
    return [f"continues {path} after epoch {training.epoch}",
            *[f"nothing is left to do: --epochs {options.epochs} counts those before too"] * over]


def finished(training: Training, options: argparse.Namespace) -> bool:
    """Train; whether that was not interrupted."""
    try:
        training.run(options.epochs, progress=False if options.quiet else None, checkpoint=options.checkpoint)
    except KeyboardInterrupt:
        training.model.eval()
        show(f"interrupted in epoch {training.epoch + 1}")
        return False
    except ValueError as error:
        where = ", ".join(getattr(error, "__notes__", ()))
        raise ValueError(f"{error} ({where}): try a smaller --lr{scaling(options)}" if where else str(error)) from error
    return True


def hints(history: History, options: argparse.Namespace) -> list[str]:
    """A line of what may help, where nothing was learnt."""
    losses, scores = history.get("loss", []), history.get("r2", [])
    if losses and not isfinite(losses[-1]):
        return [f"the loss is not finite: try a smaller --lr{scaling(options)}"]
    if scores and scores[-1] <= 0:
        return [f"this is no better than the mean of the targets: try more epochs, another --lr{scaling(options)}"]
    if losses and losses[-1] > losses[0]:
        return [f"the loss ended above where it began: try more epochs, another --lr{scaling(options)}"]
    return []


def scaling(options: argparse.Namespace) -> str:
    """The advice to scale the inputs, unless they are."""
    return "" if options.standardize else ", or --standardize"


def fold(means: Sequence[float], deviations: Sequence[float], layer: Layer) -> None:
    """Move the scaling of the inputs into the weights of a layer: w·(x - m)/s + b is (w/s)·x + (b - Σ w m/s)."""
    for neuron in layer.neurons:
        for w, mean, deviation in zip(neuron.w, means, deviations, strict=True):
            w.data /= deviation
            if neuron.b is not None:
                neuron.b.data -= w.data * mean

"""The run of `autodiff train`: it can be continued, and interrupted."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from autodiff.cli import show
from nn.data import Dataset
from nn.layers import Layer
from nn.mlp import MLP
from nn.penalties import l2
from nn.train.task import OPTIMIZERS, Task
from nn.training import Training


def training_of(options: argparse.Namespace, model: MLP, data: Dataset, validation: Dataset | None, task: Task) -> Training:
    """The training that the options ask for, before its first step."""
    optimizer = OPTIMIZERS[options.optimizer](model, lr=options.lr)
    return Training(model, data, task.loss, optimizer, options.batch or None, rng=options.seed, validation=validation,
                    metrics=[task.metric], penalty=(lambda m: l2(m, options.l2)) if options.l2 else None)


def resume(training: Training, options: argparse.Namespace) -> None:
    """Continue the run that `--checkpoint` keeps; `ValueError` if it is another one than the options ask for."""
    path = options.checkpoint
    if not options.resume or not Path(path).exists():
        return
    asked = training.optimizer.state_dict()["options"]
    try:
        training.resume(path)
    except ValueError as error:
        raise ValueError(f"--checkpoint {path}: {error}") from error
    for name, kept in training.optimizer.state_dict()["options"].items():
        if kept != asked[name]:
            raise ValueError(f"--checkpoint {path}: its run has {name} {kept}, and this one {asked[name]}: give "
                             f"--{name} {kept}, or name another file")
    show(f"continues {path} after epoch {training.epoch}")
    if training.epoch >= options.epochs:
        show(f"nothing is left to do: --epochs {options.epochs} counts those before too")


def finished(training: Training, options: argparse.Namespace) -> bool:
    """Train; whether that was not interrupted."""
    try:
        training.run(options.epochs, progress=False if options.quiet else None, checkpoint=options.checkpoint)
    except KeyboardInterrupt:
        training.model.eval()
        show(f"interrupted in epoch {training.epoch + 1}")
        return False
    return True


def fold(means: Sequence[float], deviations: Sequence[float], layer: Layer) -> None:
    """Move the scaling of the inputs into the weights of a layer: w·(x - m)/s + b is (w/s)·x + (b - Σ w m/s)."""
    for neuron in layer.neurons:
        for w, mean, deviation in zip(neuron.w, means, deviations, strict=True):
            w.data /= deviation
            if neuron.b is not None:
                neuron.b.data -= w.data * mean

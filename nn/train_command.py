"""`autodiff train`: a network is trained on generated data, a set of scikit-learn's, or a CSV file.

    autodiff train --data moons --hidden 16,16 --epochs 100 --out model.json --plot boundary.svg
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from autodiff.arguments import Parser
from autodiff.cli import show
from autodiff.errors import ExpressionError
from autodiff.expression import did_you_mean
from autodiff.text import cut
from nn.data import Dataset, blobs, circles, gate, linear, moons, read_csv, sklearn_set, spirals
from nn.data.gates import GATES
from nn.data.sklearn_sets import SETS
from nn.layers import Layer
from nn.losses import binary_cross_entropy_with_logits, cross_entropy, mse
from nn.metrics import accuracy, r2
from nn.mlp import MLP
from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from nn.penalties import l2
from nn.steps import Loss
from nn.training import fit

SHAPES: dict[str, Callable[..., Dataset]] = {f.__name__: f for f in (moons, circles, spirals, blobs, linear)}
OPTIMIZERS = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop, "adagrad": Adagrad}
KNOWN = (*SHAPES, *GATES, *SETS)

OPTIONS: dict[str, dict[str, Any]] = {
    "--data": {"metavar": "NAME", "required": True, "help": f"{', '.join(KNOWN)}, or a CSV file with a line of names"},
    "--target": {"metavar": "COLUMN", "help": "the column of a CSV file that is to be learnt; the last one by default"},
    "--samples": {"metavar": "N", "type": int, "default": 100, "help": "how many points of a generated shape (100)"},
    "--noise": {"metavar": "X", "type": float, "default": 0.1, "help": "their standard deviation (0.1)"},
    "--standardize": {"action": "store_true", "help": "train on inputs of mean 0 and deviation 1; the model takes raw ones"},
    "--validation": {"metavar": "X", "type": float, "default": 0.0, "help": "the part that is only evaluated (0)"},
    "--hidden": {"metavar": "N,N", "default": "16,16", "help": "the neurons of each hidden layer (16,16); 0 for none"},
    "--activation": {"metavar": "NAME", "default": "relu", "help": "of the hidden layers (relu)"},
    "--init": {"metavar": "NAME", "default": "he", "help": "how weights are drawn: uniform, xavier, he ... (he)"},
    "--optimizer": {"metavar": "NAME", "default": "adam", "help": f"{', '.join(OPTIMIZERS)} (adam)"},
    "--lr": {"metavar": "X", "type": float, "default": 0.02, "help": "the learning rate (0.02)"},
    "--l2": {"metavar": "X", "type": float, "default": 0.0, "help": "strength of a penalty on large weights (0)"},
    "--epochs": {"metavar": "N", "type": int, "default": 100, "help": "how often all samples are seen (100)"},
    "--batch": {"metavar": "N", "type": int, "default": 20, "help": "samples a step (20); 0 for all"},
    "--seed": {"metavar": "N", "type": int, "default": 0, "help": "of everything that is drawn by chance (0)"},
    "--out": {"metavar": "FILE", "help": "keep the model, for nn.load"},
    "--checkpoint": {"metavar": "FILE", "help": "keep the run after each epoch"},
    "--resume": {"action": "store_true", "help": "continue the run that --checkpoint keeps, if there is one"},
    "--plot": {"metavar": "FILE", "help": "draw where the model decides what, for two inputs (.svg, .png, .pdf)"},
    "--curve": {"metavar": "FILE", "help": "draw the losses"},
    "--network": {"metavar": "FILE", "help": "draw the network"},
    "--quiet": {"action": "store_true", "help": "no progress bar"},
}


@dataclass(frozen=True)
class Task:
    """What is to be learnt: how many outputs, how they are judged."""

    outputs: int
    loss: Loss
    metric: Callable[[Any, Any], float]


def main(arguments: Sequence[str]) -> None:
    """`autodiff train --data NAME [options]`: train, and print what came of it."""
    options = read(arguments)
    if options is None:
        return
    try:
        train(options)
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        raise ExpressionError(str(error)) from error


def read(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The options; None if help was asked for, and has been printed."""
    parser = Parser("autodiff train", usage="autodiff train --data NAME [options]", allow_abbrev=False,
                    description="Train a network of neurons.")
    for option, settings in OPTIONS.items():
        parser.add_argument(option, **settings)
    try:
        options, unknown = parser.parse_known_args(arguments)
    except SystemExit:
        return None
    for argument in unknown:
        hint = did_you_mean(argument, OPTIONS) or " (see autodiff train --help)"
        raise ExpressionError(f"unknown option {cut(argument, 40)!r}{hint}", argument)
    if options.resume and options.checkpoint is None:
        raise ExpressionError("--resume continues what --checkpoint keeps: add --checkpoint FILE")
    return options


def train(options: argparse.Namespace) -> None:
    """Train as the options say, print a summary, and write the files that were asked for."""
    data = dataset(options)
    show(f"{data}")
    train_data, validation = data.split(1 - options.validation, options.seed) if options.validation else (data, None)
    if options.plot and len(data.inputs[0]) != 2:
        raise ValueError(f"--plot needs data of two inputs, got {len(data.inputs[0])}: try --curve or --network")
    task = task_of(data)
    model = MLP(len(data.inputs[0]), [*sizes(options.hidden), task.outputs], activation=options.activation,
                init=options.init, rng=options.seed)
    show(f"{model}: {len(model.parameters())} parameters")
    scaled, scaler = train_data.standardized() if options.standardize else (train_data, None)
    history = fit(model, scaled, task.loss, optimizer(options, model), options.epochs, options.batch or None,
                  rng=options.seed, validation=validation.scaled(scaler) if validation and scaler else validation,
                  metrics=[task.metric], penalty=(lambda m: l2(m, options.l2)) if options.l2 else None,
                  progress=False if options.quiet else None, checkpoint=options.checkpoint, resume=options.resume)
    if scaler is not None:
        fold(scaler.means, scaler.deviations, model.layers[0])
    show(f"{history}")
    write(options, model, history, data)


def dataset(options: argparse.Namespace) -> Dataset:
    """The data of `--data`: a name of ours, or a file."""
    name = options.data
    if name in SHAPES:
        return SHAPES[name](options.samples, noise=options.noise, rng=options.seed)
    if name in GATES:
        return gate(name)
    if name in SETS:
        return sklearn_set(name)
    if not name.endswith(".csv"):
        raise ValueError(f"there is no data {cut(name, 40)!r}{did_you_mean(name, KNOWN)}: give one of {', '.join(KNOWN)}, "
                         "or a file that ends in .csv")
    return read_csv(name, target=-1 if options.target is None else options.target)


def task_of(data: Dataset) -> Task:
    """Two classes are told apart by one logit, more by one each; numbers are learnt by mean squared error."""
    if len(data.classes) == 2:
        return Task(1, binary_cross_entropy_with_logits, accuracy)
    if data.classes:
        return Task(len(data.classes), cross_entropy, accuracy)
    return Task(len(data.targets[0]) if isinstance(data.targets[0], list) else 1, mse, r2)


def sizes(hidden: str) -> list[int]:
    """"16,16" -> [16, 16]; "0" -> []."""
    try:
        return [int(part) for part in hidden.split(",") if int(part) != 0]
    except ValueError:
        raise ExpressionError(f"--hidden must be numbers of neurons separated by commas, as 16,16: got {cut(hidden, 40)!r}",
                              hidden) from None


def optimizer(options: argparse.Namespace, model: MLP) -> Any:
    """The optimiser of that name."""
    if options.optimizer not in OPTIMIZERS:
        hint = did_you_mean(options.optimizer, OPTIMIZERS) or f": there are {', '.join(OPTIMIZERS)}"
        raise ExpressionError(f"there is no optimizer {cut(options.optimizer, 40)!r}{hint}", options.optimizer)
    return OPTIMIZERS[options.optimizer](model, lr=options.lr)


def fold(means: Sequence[float], deviations: Sequence[float], layer: Layer) -> None:
    """Move the scaling of the inputs into the weights of a layer: w·(x - m)/s + b is (w/s)·x + (b - Σ w m/s)."""
    for neuron in layer.neurons:
        for w, mean, deviation in zip(neuron.w, means, deviations, strict=True):
            w.data /= deviation
            if neuron.b is not None:
                neuron.b.data -= w.data * mean


def write(options: argparse.Namespace, model: MLP, history: Any, data: Dataset) -> None:
    """The files that were asked for."""
    if options.out:
        from nn.checkpoint import save

        save(model, options.out)
        show(f"the model is in {options.out}")
    if options.plot or options.curve or options.network:
        from nn import plots

        drawn: dict[str | None, Callable[[], Any]] = {
            options.plot: lambda: plots.plot_boundary(model, data.inputs, data.targets, classes=data.classes or None),
            options.curve: lambda: plots.plot_losses(history), options.network: lambda: plots.plot_network(model)}
        for path, figure in drawn.items():
            if path:
                plots.save(figure(), path)
                show(f"a picture is in {path}")

"""`autodiff train`: a network is trained on generated data, a set of scikit-learn's, or a CSV file.

    autodiff train --data moons --hidden 16,16 --epochs 100 --out model.json --plot boundary.svg
"""

import argparse
from collections.abc import Sequence

from autodiff.cli import show
from autodiff.errors import ExpressionError
from nn.layers import Layer
from nn.mlp import MLP
from nn.penalties import l2
from nn.train.options import read
from nn.train.outputs import check_files, check_plot, write
from nn.train.task import OPTIMIZERS, dataset, task_of
from nn.training import fit


def main(arguments: Sequence[str]) -> None:
    """`autodiff train --data NAME [options]`: train, and print what came of it."""
    options = read(arguments)
    if options is None:
        return
    try:
        train(options)
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        raise ExpressionError(str(error)) from error


def train(options: argparse.Namespace) -> None:
    """Train as the options say, print a summary, and write the files that were asked for."""
    check_files(options)
    data = dataset(options)
    if options.plot is not None:
        check_plot(data)
    train_data, validation = data.split(1 - options.validation, options.seed) if options.validation else (data, None)
    task = task_of(data)
    model = MLP(len(data.inputs[0]), [*options.hidden, task.outputs], activation=options.activation, init=options.init,
                rng=options.seed)
    optimizer = OPTIMIZERS[options.optimizer](model, lr=options.lr)
    scaled, scaler = train_data.standardized() if options.standardize else (train_data, None)
    show(f"{data}")
    show(f"{model}: {len(model.parameters())} parameters")
    history = fit(model, scaled, task.loss, optimizer, options.epochs, options.batch or None,
                  rng=options.seed, validation=validation.scaled(scaler) if validation and scaler else validation,
                  metrics=[task.metric], penalty=(lambda m: l2(m, options.l2)) if options.l2 else None,
                  progress=False if options.quiet else None, checkpoint=options.checkpoint, resume=options.resume)
    if scaler is not None:
        fold(scaler.means, scaler.deviations, model.layers[0])
    show(f"{history}")
    write(options, model, history, data)


def fold(means: Sequence[float], deviations: Sequence[float], layer: Layer) -> None:
    """Move the scaling of the inputs into the weights of a layer: w·(x - m)/s + b is (w/s)·x + (b - Σ w m/s)."""
    for neuron in layer.neurons:
        for w, mean, deviation in zip(neuron.w, means, deviations, strict=True):
            w.data /= deviation
            if neuron.b is not None:
                neuron.b.data -= w.data * mean

"""`autodiff train`: a network is trained on generated data, a set of scikit-learn's, or a CSV file.

    autodiff train --data moons --hidden 16,16 --epochs 100 --out model.json --plot boundary.svg
"""

import argparse
from collections.abc import Sequence

from autodiff.cli import show
from autodiff.errors import ExpressionError
from nn.mlp import MLP
from nn.train.options import read
from nn.train.outputs import check_files, check_plot, write
from nn.train.run import finished, fold, resume, training_of
from nn.train.task import dataset, task_of


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
    scaled, scaler = train_data.standardized() if options.standardize else (train_data, None)
    training = training_of(options, model, scaled, validation.scaled(scaler) if validation and scaler else validation, task)
    show(f"{data}")
    show(f"{model}: {len(model.parameters())} parameters")
    resume(training, options)
    whole = finished(training, options)
    if scaler is not None:
        fold(scaler.means, scaler.deviations, model.layers[0])
    show(f"{training.history}")
    write(options, model, training.history, data)
    if not whole:
        raise KeyboardInterrupt  # for the exit status

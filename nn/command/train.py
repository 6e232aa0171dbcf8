"""`autodiff train`: a network is trained on generated data, a set of scikit-learn's, or a CSV file.

    autodiff train --data moons --hidden 16,16 --epochs 100 --out model.json --plot boundary.svg
"""

import argparse
from collections.abc import Sequence

from autodiff.command.output import show
from autodiff.errors import UsageError
from nn.command.options import read
from nn.command.outputs import check_files, check_plot, write
from nn.command.run import finished, fold, hints, prepared, resume
from nn.command.task import dataset


def main(arguments: Sequence[str]) -> None:
    """`autodiff train --data NAME [options]`: train, and print what came of it."""
    options = read(arguments)
    if options is None:
        return
    try:
        train(options)
    except (ValueError, TypeError, OSError, ModuleNotFoundError) as error:
        raise UsageError(str(error)) from error


def train(options: argparse.Namespace) -> None:
    """Train as the options say, print a summary, and write the files that were asked for."""
    check_files(options)
    data = dataset(options)
    if options.plot is not None:
        check_plot(data)
    training, scaler = prepared(options, data)
    continued = resume(training, options)
    for line in (f"{data}", f"{training.model}: {len(training.model.parameters())} parameters", *continued):
        show(line)
    whole = finished(training, options)
    if scaler is not None:
        fold(scaler.means, scaler.deviations, training.model.layers[0])
    for line in (f"{training.history}", *hints(training.history, options)):
        show(line)
    write(options, training.model, training.history, data)
    if not whole:
        raise KeyboardInterrupt  # for the exit status

"""What `autodiff train` learns: the data, how the outputs are judged, and what moves the weights."""

import argparse
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autodiff.language.expression import did_you_mean
from autodiff.messages import cut
from nn.data import Dataset, blobs, circles, gate, linear, moons, read_csv, sklearn_set, spirals
from nn.data.gates import GATES
from nn.data.sklearn_sets import SETS
from nn.losses import binary_cross_entropy_with_logits, cross_entropy, mse
from nn.metrics import accuracy, r2
from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from nn.training.options import Loss

SHAPES: dict[str, Callable[..., Dataset]] = {f.__name__: f for f in (moons, circles, spirals, blobs, linear)}
OPTIMIZERS: dict[str, Any] = {"sgd": SGD, "adam": Adam, "adamw": AdamW, "rmsprop": RMSprop, "adagrad": Adagrad}
KNOWN = (*SHAPES, *GATES, *SETS)
COLUMN = re.compile(r"[+-]?[0-9]+")
ADVICE = {  # what the errors of read_csv advise, and how it is typed here
    "header=False": "--no-header", "delimiter='\\t'": "--delimiter tab", "delimiter=": "--delimiter ",
    "encoding=": "--encoding ", "inputs=[...]": "--inputs A,B", "classes=[...]": "--classes A,B",
}


@dataclass(frozen=True)
class Task:
    """What is to be learnt: how many outputs, how they are judged."""

    outputs: int
    loss: Loss
    metric: Callable[[Any, Any], float]


def dataset(options: argparse.Namespace) -> Dataset:
    """The data of `--data`: a name of ours, or a file."""
    name = options.data
    if name not in KNOWN:
        return csv_file(options)
    check_for_files(options)
    if name in SHAPES:
        return SHAPES[name](options.samples, noise=options.noise, rng=options.seed)
    if name in GATES:
        return gate(name)
    return sklearn_set(name)


def check_for_files(options: argparse.Namespace) -> None:
    """`ValueError` for a column or classes that were named, where there is no file to have them."""
    for option in ("target", "inputs", "classes"):
        if getattr(options, option) is not None:
            raise ValueError(f"--{option} is for CSV files, and --data {cut(options.data, 40)} is none: leave it out")


def csv_file(options: argparse.Namespace) -> Dataset:
    """The data in a file, and advice in the words of the command line if it cannot be read."""
    if not Path(options.data).exists():
        hint = did_you_mean(options.data, KNOWN)
        raise ValueError(f"there is no data {cut(options.data, 40)!r}{hint}: give one of {', '.join(KNOWN)}, "
                         "or a CSV file that exists")

    def column(name: str) -> int | str:
        return int(name) if options.no_header and COLUMN.fullmatch(name) else name

    try:
        return read_csv(options.data, -1 if options.target is None else column(options.target), classes=options.classes,
                        inputs=None if options.inputs is None else [column(name) for name in options.inputs],
                        header=not options.no_header, delimiter=options.delimiter, decimal=options.decimal,
                        encoding=options.encoding)
    except ValueError as error:
        raise ValueError(advised(str(error))) from error


def advised(message: str) -> str:
    """A message of read_csv in the words of the command line.

    >>> advised("expected the names of the columns, got numbers: give header=False")
    'expected the names of the columns, got numbers: give --no-header'
    """
    for argument, option in ADVICE.items():
        message = message.replace(argument, option)
    return message


def task_of(data: Dataset) -> Task:
    """Two classes are told apart by one logit, more by one each; numbers are learnt by mean squared error."""
    if len(data.classes) == 2:
        return Task(1, binary_cross_entropy_with_logits, accuracy)
    if data.classes:
        return Task(len(data.classes), cross_entropy, accuracy)
    return Task(len(data.targets[0]) if isinstance(data.targets[0], list) else 1, mse, r2)

"""The options of `autodiff train`, each checked as it is read."""

import argparse
from collections.abc import Callable, Sequence
from math import inf, nan
from typing import Any, NoReturn

from autodiff.command.arguments import Parser
from autodiff.errors import UsageError
from autodiff.language.expression import did_you_mean
from autodiff.messages import cut
from nn.checks import LARGEST
from nn.command.task import KNOWN, OPTIMIZERS
from nn.init import initializer
from nn.modules.activation import activation_function

Reader = Callable[[str], Any]


def within(kind: type, expected: str, least: float, below: float = inf) -> Reader:
    """What reads an option that is a number of that kind, at least `least` and less than `below`.

    >>> within(int, "1 or more", 1)("20")
    20
    """
    def read(typed: str) -> Any:
        try:
            x = kind(typed)
        except ValueError:
            x = nan
        if not least <= x < below:
            raise argparse.ArgumentTypeError(f"must be {expected}, got {cut(typed, 40)}")
        return x

    return read


def accepted(check: Callable[[str], Any]) -> Reader:
    """What reads an option that is a name which `check` knows."""
    def read(typed: str) -> str:
        try:
            check(typed)
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return typed

    return read


def sizes(hidden: str) -> list[int]:
    """The neurons of each hidden layer.

    >>> sizes("16,8"), sizes("0")
    ([16, 8], [])
    """
    if hidden.strip() == "0":
        return []
    try:
        return [COUNT(part) for part in hidden.split(",")]
    except argparse.ArgumentTypeError:
        raise argparse.ArgumentTypeError("must be numbers of neurons separated by commas, as 16,16, or 0 for no hidden "
                                         f"layer, got {cut(hidden, 40)!r}") from None


def optimizer_name(typed: str) -> str:
    """The name of an optimiser, as it is in OPTIMIZERS.

    >>> optimizer_name("Adam")
    'adam'
    """
    if typed.lower() not in OPTIMIZERS:
        hint = did_you_mean(typed.lower(), OPTIMIZERS) or f": there are {', '.join(OPTIMIZERS)}"
        raise argparse.ArgumentTypeError(f"there is no optimizer {cut(typed, 40)!r}{hint}")
    return typed.lower()


def words(typed: str) -> list[str]:
    """A list of names.

    >>> words("width, height")
    ['width', 'height']
    """
    return [word.strip() for word in typed.split(",")]


def sign(typed: str) -> str:
    """A sign that parts columns; a tab, which shells make hard to type, has a name.

    >>> sign("tab"), sign(";")
    ('\\t', ';')
    """
    return "\t" if typed in ("tab", "\\t") else typed


COUNT = within(int, f"a whole number from 1 to {LARGEST:,}", 1, LARGEST + 1)
NOT_NEGATIVE = within(float, "a finite number of 0 or more", 0)

OPTIONS: dict[str, dict[str, Any]] = {
    "--data": {"metavar": "NAME", "help": f"{', '.join(KNOWN)}, or a CSV file"},
    "--target": {"metavar": "COLUMN", "help": "the column of a CSV file that is to be learnt; the last one by default"},
    "--inputs": {"metavar": "A,B", "type": words, "help": "its columns that are inputs; all others by default"},
    "--classes": {"metavar": "A,B", "type": words, "help": "the names of its classes, in their order; for numbers too"},
    "--delimiter": {"metavar": "SIGN", "type": sign, "default": ",", "help": "what parts its columns (,); tab for a tab"},
    "--decimal": {"metavar": "SIGN", "default": ".", "help": "what its numbers have before their fraction, . or , (.)"},
    "--no-header": {"action": "store_true", "help": "its first line has no names; columns are then 0, 1, 2 ... or -1"},
    "--encoding": {"metavar": "NAME", "default": "utf-8-sig", "help": "how its text is written (UTF-8)"},
    "--samples": {"metavar": "N", "type": COUNT, "default": 100, "help": "how many points of a generated shape (100)"},
    "--noise": {"metavar": "X", "type": NOT_NEGATIVE, "default": 0.1, "help": "their standard deviation (0.1)"},
    "--standardize": {"action": "store_true", "help": "train on inputs of mean 0 and deviation 1; the model takes raw ones"},
    "--validation": {"metavar": "X", "type": within(float, "from 0 to below 1", 0, 1), "default": 0.0,
                     "help": "the part that is only evaluated (0)"},
    "--hidden": {"metavar": "N,N", "type": sizes, "default": "16,16",
                 "help": "the neurons of each hidden layer (16,16); 0 for none"},
    "--activation": {"metavar": "NAME", "type": accepted(activation_function), "default": "relu",
                     "help": "of the hidden layers (relu): relu, leaky_relu, elu, gelu, silu, softplus, tanh, sigmoid, sin, "
                             "identity, or another operation of one argument"},
    "--init": {"metavar": "NAME", "type": accepted(initializer), "default": "he",
               "help": "how weights are drawn: uniform, xavier, he ... (he)"},
    "--optimizer": {"metavar": "NAME", "type": optimizer_name, "default": "adam", "help": f"{', '.join(OPTIMIZERS)} (adam)"},
    "--lr": {"metavar": "X", "type": NOT_NEGATIVE, "default": 0.02, "help": "the learning rate (0.02)"},
    "--l2": {"metavar": "X", "type": NOT_NEGATIVE, "default": 0.0, "help": "strength of a penalty on large weights (0)"},
    "--epochs": {"metavar": "N", "type": COUNT, "default": 100, "help": "how often all samples are seen (100)"},
    "--batch": {"metavar": "N", "type": within(int, f"a whole number from 0 to {LARGEST:,}", 0, LARGEST + 1), "default": 20,
                "help": "samples a step (20); 0 for all"},
    "--seed": {"metavar": "N", "type": within(int, "a whole number of 0 or more", 0), "default": 0,
               "help": "of everything that is drawn by chance (0)"},
    "--out": {"metavar": "FILE", "help": "keep the model, for nn.load"},
    "--checkpoint": {"metavar": "FILE", "help": "keep the run after each epoch"},
    "--resume": {"action": "store_true", "help": "continue the run that --checkpoint keeps, if there is one"},
    "--plot": {"metavar": "FILE", "help": "draw where the model decides what, for two inputs (.svg, .png, .pdf)"},
    "--curve": {"metavar": "FILE", "help": "draw the losses"},
    "--network": {"metavar": "FILE", "help": "draw the network"},
    "--quiet": {"action": "store_true", "help": "no progress bar"},
}


EPILOG = """\
examples:
  autodiff train --data moons --hidden 16,16 --epochs 100 --out model.json --plot boundary.svg
  autodiff train --data homes.csv --target price --standardize --validation 0.2 --curve losses.svg

After Ctrl-C the model is kept, and drawn, as it is by then. With --checkpoint run.json --resume the same command goes on \
where it was."""
OTHER_WORDS = {  # what the options are called elsewhere
    "--learning-rate": "--lr", "--eta": "--lr", "--batch-size": "--batch", "--optim": "--optimizer", "--output": "--out",
    "--save": "--out", "--model": "--out", "--layers": "--hidden", "--neurons": "--hidden", "--dataset": "--data",
    "--iterations": "--epochs", "--test": "--validation", "--weight-decay": "--l2", "--boundary": "--plot",
    "--loss": "--curve", "--continue": "--resume", "--normalize": "--standardize", "--sep": "--delimiter",
}


def read(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The options; None if help was asked for, and has been printed."""
    parser = Parser("autodiff train", usage="autodiff train --data NAME [options]", epilog=EPILOG,
                    description="Train a network of neurons.")
    for option, settings in OPTIONS.items():
        parser.add_argument(option, **settings)
    try:
        options, unknown = parser.parse_known_args(arguments)
    except SystemExit:
        return None
    if unknown:
        refuse(unknown[0])
    if options.data is None:
        raise UsageError("--data is missing: name what is to be learnt, as in autodiff train --data moons (see "
                              "autodiff train --help)")
    if options.resume and options.checkpoint is None:
        raise UsageError("--resume continues what --checkpoint keeps: add --checkpoint FILE")
    return options


def refuse(argument: str) -> NoReturn:
    """`UsageError` for what is not an option, with the one that was meant if that can be told."""
    shown, word = repr(cut(argument, 40)), argument.partition("=")[0].lower().replace("_", "-")
    if argument in KNOWN or argument.endswith(".csv"):
        raise UsageError(f"{shown} is not an option; did you mean '--data {cut(argument, 40)}'?", argument)
    other = OTHER_WORDS.get(word)
    hint = f"; did you mean {other!r}?" if other else did_you_mean(word, OPTIONS)
    raise UsageError(f"unknown option {shown}{hint or ' (see autodiff train --help)'}", argument)

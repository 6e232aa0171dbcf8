"""What was typed after the command: the options, the expression, the numbers and the names."""

import argparse
import sys
import textwrap
from collections.abc import Sequence
from typing import Any, NoReturn

from autodiff import __version__
from autodiff.errors import UsageError
from autodiff.language.expression import CONSTANTS, AssignStep, Expression, did_you_mean
from autodiff.language.parse import LENGTH, parse
from autodiff.language.tokens import normal
from autodiff.messages import cut

EXAMPLE = 'autodiff "tanh(w*x + b)" w=0.5 x=2 b=-1'

LISTED = 10  # names that a message lists
EPILOG = f"""\
examples:
  {EXAMPLE}
  {EXAMPLE} --check --svg neuron.svg
  {EXAMPLE} --explain w,b
  autodiff "a = w*x; h = tanh(a); (h - y)**2/2" w=0.5 x=2 y=1 --wrt w,h
  autodiff "x**2*y" x=2 y=1/3 --second
  autodiff "where(x > 0, x, x/10) + dot([a, b], [x, x], 1)" a=1 b=2 x=-3
  echo "sqrt(x)" | autodiff - x=2 --json

commands (each has its own --help):
  train        train a network of neurons, as in: autodiff train --data moons
  documents    check the numbers of lecture notes, as in: autodiff documents 001

An expression is written as in Python, with the operations of autodiff (sin, exp, log, sigmoid, relu, max, ...) and the \
constants pi, e, inf and nan. Statements are separated by ";" and named by "="; the last one is the result.

A number may be written 0.5, 1e-3, -1/3, 2*pi, inf or nan. In JSON, nan and the infinities are strings. The name \
of a command may also be the name of a number, if the number is given: autodiff documents documents=2."""

FLAG = {"action": "store_true"}
OPTIONS: dict[str, dict[str, Any]] = {
    "--wrt": {"metavar": "NAMES", "help": "print the gradient for these names only, separated by commas"},
    "--second": {**FLAG, "help": "print the second derivatives too (the Hessian)"},
    "--explain": {"metavar": "NAMES", "action": "append", "help": "write out the chain rule for these names, step by step"},
    "--digits": {"metavar": "N", "type": int, "choices": range(1, 18),
                 "help": "round the numbers of --explain to N significant digits, 1 to 17 (default: 4)"},
    "--check": {**FLAG, "help": "compare the gradient with finite differences"},
    "--json": {**FLAG, "help": "print everything as one JSON object"},
    "--svg": {"metavar": "FILE", "help": "draw the graph to FILE (.svg, .png, .pdf or .dot); - prints SVG, and no table"},
    "--html": {"metavar": "FILE", "help": "write an interactive page of the graph to FILE, with sliders for the numbers; "
                                          "- prints it, and no table"},
    "--partials": {**FLAG, "help": "write the local derivatives into the drawing of --svg"},
    "--version": {"action": "version", "version": f"autodiff {__version__}"},
}


class HelpText(argparse.HelpFormatter):
    """Help as wide as the terminal: paragraphs are wrapped, and lists of indented lines stay as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.split("\n\n")
        return "\n\n".join(part if "\n  " in part else textwrap.fill(part, width) for part in paragraphs)


class Parser(argparse.ArgumentParser):
    """An argument parser that says in one line what is wrong."""

    def __init__(self, name: str, **settings: Any) -> None:
        super().__init__(name, allow_abbrev=False, formatter_class=HelpText, **settings)

    def error(self, message: str) -> NoReturn:
        """Refuse the arguments."""
        raise UsageError(f"{message} (see {self.prog} --help)")


def read_options(arguments: Sequence[str]) -> argparse.Namespace | None:
    """The arguments, sorted; None if help or the version was asked for, and has been printed."""
    parser = Parser("autodiff", usage="autodiff EXPRESSION [NAME=NUMBER ...] [options]", epilog=EPILOG,
                    description="The value of an expression and its exact gradient.")
    parser.add_argument("expression", metavar="EXPRESSION", nargs="?", help="what to compute; - reads standard input")
    parser.add_argument("given", metavar="NAME=NUMBER", nargs="*", help="the numbers for its names")
    for option, settings in OPTIONS.items():
        parser.add_argument(option, **settings)
    try:
        options, unknown = parser.parse_known_intermixed_args([_protected(a) for a in arguments])
    except SystemExit:
        return None
    for argument in unknown:
        hint = did_you_mean(argument, OPTIONS) or "; an expression that begins with -- needs a space before it"
        raise UsageError(f"unknown option {cut(argument, 40)!r}{hint}", argument)
    for name in ("svg", "wrt", "html"):
        setattr(options, name, _unprotected(getattr(options, name), arguments))
    if options.partials and options.svg is None:
        raise UsageError("--partials is for drawings: add --svg FILE")
    if options.digits is not None and not options.explain:
        raise UsageError("--digits is for derivations: add --explain NAMES")
    _check_output(options)
    return options


def _check_output(options: argparse.Namespace) -> None:
    """Refuse what would mix two things in the standard output."""
    files = [name for name in ("svg", "html") if getattr(options, name) == "-"]
    texts = [f"--{name}" for name in ("json", "explain") if getattr(options, name)]
    first, second, *_ = [*texts, *(f"--{name} -" for name in files), "", ""]
    if files and second:
        raise UsageError(f"{first} and {second} both write to standard output: give --{files[-1]} a file")


def _protected(argument: str) -> str:
    """An expression such as -x**2 with a space before it, so that it is not taken for an option."""
    looks_like_option = argument.startswith("--") or argument in ("-", "-h")
    return f" {argument}" if argument.startswith("-") and not looks_like_option else argument


def _unprotected(value: str | None, arguments: Sequence[str]) -> str | None:
    """What was given to an option, as it was typed: `--svg -.svg` is no expression."""
    return value[1:] if value is not None and value not in arguments and value[1:] in arguments else value


def read_text(expression: str | None) -> str:
    """The text of the expression, from standard input if it is given as "-"."""
    if expression is None:
        raise UsageError(f"there is no expression: write one such as {EXAMPLE} (see autodiff --help)")
    if expression != "-":
        return expression.strip()
    if sys.stdin is None:
        raise UsageError(f"standard input is closed: write the expression itself, as in {EXAMPLE}")
    try:
        return sys.stdin.read(LENGTH + 2).rstrip()
    except (UnicodeDecodeError, OSError) as error:
        raise UsageError(f"standard input cannot be read as text: {error}") from None


def read_numbers(arguments: Sequence[str], expression: Expression) -> dict[str, float]:
    """The numbers given as `name=number`, each for a name that the expression uses, and one for each name."""
    given: dict[str, float] = {}
    for argument in arguments:
        name, number = read_number(argument.strip())
        shown = repr(cut(name, 40))
        if name in given:
            raise UsageError(f"{shown} is given twice, first as {given[name]!r}: leave one out", argument)
        if name in expression.assigned:
            raise UsageError(f"{shown} is computed by the expression: leave its number out", argument)
        if name not in expression.inputs:
            hint = did_you_mean(name, expression.inputs)
            raise UsageError(f"the expression has no name {shown}{hint}", argument)
        given[name] = number
    return given


def read_number(argument: str) -> tuple[str, float]:
    """The parts of `name=number`, where the number may be written with operations, as in 1/3 or 2*pi.

    >>> read_number("b=-1/4")
    ('b', -0.25)
    """
    if "=" not in argument:
        raise UsageError(f"{cut(argument, 40)!r} is not name=number: write x=0.5, without spaces", argument)
    read = parse(argument)
    if len(read.assigned) != 1 or read.steps[-1] != AssignStep(read.assigned[0]):
        raise UsageError(f"{cut(argument, 40)!r} is not name=number: write x=0.5", argument)
    unknown = [name for name in read.inputs if name not in CONSTANTS]
    if unknown:
        column = read.inputs[unknown[0]]
        raise UsageError(f"{cut(unknown[0], 40)!r} is not a number: write one such as 0.5", argument, column)
    return read.assigned[0], read.evaluate({})[0].data


def read_names(options: argparse.Namespace, names: list[str], values: dict[str, float]) -> list[str]:
    """The names to differentiate in: those of `--wrt`, or all."""
    if options.wrt is None:
        return names
    wanted = _listed("--wrt", options.wrt, names)
    for name, column in wanted.items():
        if options.second and name not in values:
            message = f"--second is for the given names, and {name!r} is computed: leave it out"
            raise UsageError(message, f"--wrt {options.wrt}", column)
    return [*wanted]


def read_explained(options: argparse.Namespace, names: list[str]) -> list[str]:
    """The names of all `--explain`."""
    given = options.explain or []
    return list(dict.fromkeys(name for text in given for name in _listed("--explain", text, names)))


def _listed(option: str, text: str, names: list[str]) -> dict[str, int]:
    """Names separated by commas, each with the column in which it stands after the option."""
    column = len(option) + 1
    wanted: dict[str, int] = {}
    for part in text.split(","):
        name = normal(part.strip())
        if not name:
            raise UsageError("a name is missing: write them as in w,b", f"{option} {text}", column)
        if name not in names:
            there = ", ".join([*names[:LISTED], *["…"] * (len(names) > LISTED)])
            known = f"; the variable is {there}" if len(names) == 1 else f"; the variables are {there}"
            hint = did_you_mean(name, names) or known if names else ""
            raise UsageError(f"no variable {cut(name, 40)!r}{hint}", f"{option} {text}", column)
        wanted.setdefault(name, column)
        column += len(part) + 1
    return wanted

"""The command line: an expression and numbers in, its value and gradient out.

    autodiff "tanh(w*x + b)" w=0.5 x=2 b=-1

Or a command of its own, such as `autodiff documents`: an entry point of the group `autodiff.commands`.

The exit status is 0, also if the result is nan or a check says "wrong"; 2 if something that was typed cannot be used,
with one line on standard error that says what, and a caret under it; 130 after Ctrl-C.
"""

import os
import shutil
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points
from typing import Any

from autodiff.command.answer import Answer, NamedGradient
from autodiff.command.arguments import read_explained, read_names, read_numbers, read_options, read_text
from autodiff.command.output import complain, show
from autodiff.drawing.draw import Drawing, draw
from autodiff.errors import DrawingError, UsageError
from autodiff.explaining import explain
from autodiff.exploring import Page, explore
from autodiff.graph import sweeps as graph
from autodiff.language.expression import Expression, did_you_mean
from autodiff.language.parse import parse
from autodiff.messages import cut
from autodiff.transforms.gradcheck import PartialCheck, gradcheck
from autodiff.transforms.gradients import gradients
from autodiff.value.value import Value

COMMANDS = "autodiff.commands"  # the group of entry points: by their first word commands of other packages, as `train`
WORK = {"--check": 250_000, "--second": 2_000_000}  # names times operations: some seconds


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, by default those of the process, and return its exit status.

    >>> main(["x**2 + y", "x=3", "y=1"])
    x**2 + y = 10.0
    <BLANKLINE>
      name  value  gradient
      x       3.0       6.0
      y       1.0       1.0
    0
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if (command := command_of(arguments)) is not None:
            command(arguments[1:])
        else:
            differentiate(arguments)
    except UsageError as error:
        complain(error)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def command_of(arguments: Sequence[str]) -> Callable[[Sequence[str]], Any] | None:
    """The command that the first word names; None if it is an expression.

    `UsageError` for a word that is almost a command's, and cannot be a name as it is given no number.
    """
    word, *others = arguments or [""]
    if not word.isidentifier() or any(other.partition("=")[0].strip() == word for other in others):
        return None
    commands = {point.name: point for point in entry_points(group=COMMANDS)}
    if word in commands:
        return commands[word].load()  # type: ignore[no-any-return]
    if hint := did_you_mean(word, commands):
        raise UsageError(f"there is no command {cut(word, 40)!r}{hint}", word)
    return None


def differentiate(arguments: Sequence[str]) -> None:
    """`autodiff EXPRESSION NAME=NUMBER ...`: print, and draw, the value and the derivatives of an expression."""
    options = read_options(arguments)
    if options is None:
        return
    expression = parse(read_text(options.expression))
    values = read_numbers(options.given, expression)
    y, named = expression.evaluate(values)
    y.backward()
    known = [n for n in named if n in values or named[n] is not y]
    names = read_names(options, known, values)
    if options.check:
        bounded("--check", len(names), len(expression.steps))
    checks = {name: check(expression, values, name, named[name].data) for name in names} if options.check else {}
    rows = [NamedGradient(name, named[name].data, named[name].grad, checks.get(name)) for name in names]
    hessian = second(y, {name: named[name] for name in names if name in values}) if options.second else {}
    explained = {name: explain(y, named[name], digits=options.digits or 4) for name in read_explained(options, known)}
    answer = Answer(expression.text, expression.result, y.data, rows, hessian, explained)
    drawing = save_to("--svg", options.svg, lambda: draw(y, partials=options.partials), "svg")
    page = save_to("--html", options.html, lambda: explore(y), "html")
    show(drawing or page or (answer.json() if options.json else answer.text(shutil.get_terminal_size().columns)))


# --- What was asked for ---


def check(expression: Expression, values: dict[str, float], name: str, at: float) -> PartialCheck:
    """The derivative in one name beside finite differences; a computed name is moved while the given ones stay."""
    return gradcheck(lambda x: expression.evaluate({**values, name: x})[0], at).entries[0]


def bounded(option: str, names: int, operations: int) -> None:
    """Refuse what would take minutes: each name goes through every operation again."""
    if names * max(names, operations) > WORK[option]:
        raise UsageError(f"{option} for {names:,} names in {operations:,} operations would take too long (at most "
                              f"{WORK[option]:,} together): choose a few with --wrt NAMES")


def second(y: Value, inputs: dict[str, Value]) -> dict[str, dict[str, float]]:
    """The second derivatives, by name and name."""
    leaves = list(inputs.values())
    slopes = gradients(y, leaves)
    bounded("--second", len(leaves), sum(len(node.parents) for node in graph.topological(*slopes)))
    found = [graph.derivatives(slope, leaves) for slope in slopes]
    return {name: dict(zip(inputs, row, strict=True)) for name, row in zip(inputs, found, strict=True)}


def save_to(option: str, path: str | None, make: Callable[[], Drawing | Page], form: str) -> str:
    """Make a drawing or a page and write it to a file; if the path is "-", return it as text instead. None: do nothing."""
    if path is None:
        return ""
    try:
        made = make()
        if path == "-":
            return str(getattr(made, form)).rstrip("\n")
        made.save(path)
    except (DrawingError, OSError, ValueError) as error:
        raise _cannot_write(option, path, error) from None
    return ""


def _cannot_write(option: str, path: str, error: Exception) -> UsageError:
    why = getattr(error, "strerror", None) or error
    if isinstance(error, FileNotFoundError):
        why = f"there is no directory {os.path.dirname(path)!r}"
    return UsageError(f"cannot draw to {path!r}: {why}", f"{option} {path}", len(option) + 1)

"""The command line: an expression and numbers in, its value and gradient out.

    autodiff "tanh(w*x + b)" w=0.5 x=2 b=-1

Or a command of its own, such as `autodiff documents`: the words in COMMANDS.

The exit status is 0, also if the result is nan or a check says "wrong"; 2 if something that was typed cannot be used,
with one line on standard error that says what, and a caret under it; 130 after Ctrl-C.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

from autodiff import graph
from autodiff.arguments import read_explained, read_names, read_numbers, read_options, read_text
from autodiff.check import Entry, gradcheck
from autodiff.draw import draw
from autodiff.errors import DrawingError, ExpressionError
from autodiff.explaining import explain
from autodiff.exploring import explore
from autodiff.expression import Expression, did_you_mean
from autodiff.higher import gradients
from autodiff.parse import parse
from autodiff.tables import Answer, Row, complaint
from autodiff.text import cut
from autodiff.value import Value

COMMANDS = {"train": "nn.train.command", "documents": "nn.documents.command"}  # first word -> the module of its `main`
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
    command = COMMANDS.get(arguments[0]) if arguments else None
    try:
        if command is None or _is_name(arguments):
            check_command(arguments)
            differentiate(arguments)
        else:
            import_module(command).main(arguments[1:])
    except ExpressionError as error:
        complain(error)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _is_name(arguments: Sequence[str]) -> bool:
    """Whether the word of a command is meant as an expression: it is a name, and is given its number."""
    word, *others = arguments
    return any(other.partition("=")[0].strip() == word for other in others)


def check_command(arguments: Sequence[str]) -> None:
    """`ExpressionError` for a word that is almost a command's, and cannot be a name as it is given no number."""
    word = arguments[0] if arguments else ""
    hint = did_you_mean(word, COMMANDS)
    if word.isidentifier() and hint and not _is_name(arguments):
        raise ExpressionError(f"there is no command {cut(word, 40)!r}{hint}", word)


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
    rows = [Row(name, named[name].data, named[name].grad, checks.get(name)) for name in names]
    hessian = second(y, {name: named[name] for name in names if name in values}) if options.second else {}
    explained = {name: explain(y, named[name], digits=options.digits or 4) for name in read_explained(options, known)}
    answer = Answer(expression.text, expression.result, y.data, rows, hessian, explained)
    drawing = draw_to(options.svg, y, options.partials) if options.svg is not None else ""
    page = page_to(options.html, y) if options.html is not None else ""
    show(drawing or page or (answer.json() if options.json else answer.text(shutil.get_terminal_size().columns)))


# --- What was asked for ---


def check(expression: Expression, values: dict[str, float], name: str, at: float) -> Entry:
    """The derivative in one name beside finite differences; a computed name is moved while the given ones stay."""
    return gradcheck(lambda x: expression.evaluate({**values, name: x})[0], at).entries[0]


def bounded(option: str, names: int, operations: int) -> None:
    """Refuse what would take minutes: each name goes through every operation again."""
    if names * max(names, operations) > WORK[option]:
        raise ExpressionError(f"{option} for {names:,} names in {operations:,} operations would take too long (at most "
                              f"{WORK[option]:,} together): choose a few with --wrt NAMES")


def second(y: Value, inputs: dict[str, Value]) -> dict[str, dict[str, float]]:
    """The second derivatives, by name and name."""
    leaves = list(inputs.values())
    slopes = gradients(y, leaves)
    bounded("--second", len(leaves), sum(len(node.parents) for node in graph.topological(*slopes)))
    found = [graph.derivatives(slope, leaves) for slope in slopes]
    return {name: dict(zip(inputs, row, strict=True)) for name, row in zip(inputs, found, strict=True)}


def draw_to(path: str, y: Value, partials: bool) -> str:
    """Draw to a file; if the path is "-", return the drawing instead."""
    try:
        drawing = draw(y, partials=partials)
        if path == "-":
            return drawing.svg.rstrip("\n")
        drawing.save(path)
    except (DrawingError, OSError, ValueError) as error:
        raise _cannot_write("--svg", path, error) from None
    return ""


def page_to(path: str, y: Value) -> str:
    """Write the page to play with; if the path is "-", return it instead."""
    try:
        page = explore(y)
        if path == "-":
            return page.html.rstrip("\n")
        page.save(path)
    except (DrawingError, OSError, ValueError) as error:
        raise _cannot_write("--html", path, error) from None
    return ""


def _cannot_write(option: str, path: str, error: Exception) -> ExpressionError:
    why = getattr(error, "strerror", None) or error
    if isinstance(error, FileNotFoundError):
        why = f"there is no directory {os.path.dirname(path)!r}"
    return ExpressionError(f"cannot draw to {path!r}: {why}", f"{option} {path}", len(option) + 1)


# --- Output ---


def show(text: str) -> None:
    """Print to standard output. A reader that has gone away (`| head`) is no mistake."""
    try:
        _write(text, sys.stdout)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter tries again at its end
        if not isinstance(error, BrokenPipeError):
            raise ExpressionError(f"standard output cannot be written: {error.strerror}") from None


def complain(error: ExpressionError) -> None:
    """Print what cannot be used, and a caret under it, to standard error."""
    width, encoding = shutil.get_terminal_size().columns, _encoding(sys.stderr)
    with contextlib.suppress(OSError):  # with nowhere to complain to, the exit status must do
        _write(complaint(str(error), error.text, error.column, width, encoding), sys.stderr)


def _write(text: str, stream: TextIO | None) -> None:
    """Write a text, with escapes for what the terminal cannot show; to nowhere if the stream is closed."""
    if stream is not None:
        encoding = _encoding(stream)
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()


def _encoding(stream: TextIO | None) -> str:
    return getattr(stream, "encoding", None) or "utf-8"

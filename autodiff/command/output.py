"""What the command line prints: to a terminal, a pipe or nowhere, in whatever encoding."""

import contextlib
import os
import shutil
import sys
from typing import TextIO

from autodiff.command.complaint import complaint
from autodiff.errors import UsageError


def show(text: str) -> None:
    """Print to standard output. A reader that has gone away (`| head`) is no mistake."""
    try:
        _write(text, sys.stdout)
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the interpreter tries again at its end
        if not isinstance(error, BrokenPipeError):
            raise UsageError(f"standard output cannot be written: {error.strerror}") from None


def complain(error: UsageError) -> None:
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

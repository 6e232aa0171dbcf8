"""Files of numbers: written atomically, and checked when they are read."""

import os
from pathlib import Path
from typing import Any

from autodiff.files import replace
from autodiff.messages import shown
from nn.checkpoint.text import decode, encode
from nn.checks import checked_path
from nn.errors import CheckpointError

LIMIT = 2**26  # default limit in bytes: about a million parameters

PathLike = str | os.PathLike[str]


def write(path: PathLike, kind: str, content: dict[str, Any]) -> None:
    """Save a dict of str, numbers, bool, None, lists and dicts in a file, with the kind of its content.

    An existing file is replaced atomically: after an error it is as it was. `OSError` if the file cannot be written,
    `TypeError` for what JSON cannot represent.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/run.json", "example", {"loss": float("inf")})
    ...     read(f"{folder}/run.json", "example")
    {'loss': inf}
    """
    replace(Path(checked_path(path)), encode(kind, content))


def read(path: PathLike, kind: str, limit: int = LIMIT) -> dict[str, Any]:
    """The dict in such a file, every float to the bit. No code is run. limit: the most bytes to read.

    `CheckpointError` for a file that is damaged, larger than the limit, or of another kind or version; `FileNotFoundError`.
    """
    return contents(path, (kind,), limit)[1]


def contents(path: PathLike, kinds: tuple[str, ...], limit: int = LIMIT) -> tuple[str, dict[str, Any]]:
    """The kind and the content of a file, which must be of one of these kinds."""
    try:
        kind, content = decode(read_bytes(path, limit))
    except ValueError as problem:
        raise CheckpointError(path, str(problem)) from None
    if kind not in kinds:
        raise CheckpointError(path, f"it is a file of the kind {shown(kind)}, not {' or '.join(map(repr, kinds))}: "
                                    "give another path, or read it with the function for its kind")
    return kind, content


def read_bytes(path: PathLike, limit: int) -> bytes:
    """The content of a file; `CheckpointError` if it is larger than the limit."""
    if type(limit) is not int or limit < 1:
        raise ValueError(f"limit must be a positive int, the most bytes to read, got {shown(limit)}: the default is {LIMIT}")
    with Path(checked_path(path)).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise CheckpointError(path, f"it has {size:,} bytes, more than {limit:,}: if that is right, give limit={size}")
        return file.read(size + 1)  # one more, to notice a file that grows

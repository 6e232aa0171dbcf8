"""Files of numbers: written whole or not at all, and read with distrust."""

import os
from typing import Any

from autodiff.files import replace
from autodiff.messages import shown
from nn.checkpoint.text import decode, encode
from nn.checks import checked_path
from nn.errors import CheckpointError

LIMIT = 2**26  # bytes that are read unless told otherwise: about a million parameters

PathLike = str | os.PathLike[str]


def write(path: PathLike, kind: str, content: dict[str, Any]) -> None:
    """Keep a dict of str, numbers, bool, None, lists and dicts in a file, beside what kind of thing it is.

    A file that is there is replaced at once, or stays as it was: `OSError` if the disk does not take it, `TypeError` for
    what JSON cannot keep.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(f"{folder}/run.json", "example", {"loss": float("inf")})
    ...     read(f"{folder}/run.json", "example")
    {'loss': inf}
    """
    replace(checked_path(path), encode(kind, content))


def read(path: PathLike, kind: str, limit: int = LIMIT) -> dict[str, Any]:
    """The same dict, every float to the bit; no code is run. limit: the most bytes that are read.

    `CheckpointError` for a file that is damaged, larger than the limit, of another kind or version; `FileNotFoundError`.
    """
    return contents(path, (kind,), limit)[1]


def contents(path: PathLike, kinds: tuple[str, ...], limit: int = LIMIT) -> tuple[str, dict[str, Any]]:
    """Kind and content of a file of one of several kinds."""
    try:
        kind, content = decode(read_bytes(path, limit))
    except ValueError as problem:
        raise CheckpointError(path, str(problem)) from None
    if kind not in kinds:
        raise CheckpointError(path, f"it is a file of the kind {shown(kind)}, not {' or '.join(map(repr, kinds))}: "
                                    "give another path, or read it with the function for its kind")
    return kind, content


def read_bytes(path: PathLike, limit: int) -> bytes:
    """What is in a file, if it is not too much; `CheckpointError` if it is."""
    if type(limit) is not int or limit < 1:
        raise ValueError(f"limit must be a positive int, the most bytes to read, got {shown(limit)}: the default is {LIMIT}")
    with checked_path(path).open("rb") as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise CheckpointError(path, f"it has {size:,} bytes, more than {limit:,}: if that is right, give limit={size}")
        return file.read(size + 1)  # one more, so that a file that is growing is not taken for whole

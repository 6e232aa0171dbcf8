"""Files that are written whole or not at all."""

import errno
import os
import secrets
import stat
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file: to a new one in the same folder, which takes its place once the disk has it.

    Whatever happens, even a loss of power, there is the old file or the new one, whole; after an error, the old one and
    nothing beside it. Links stay links, permissions stay as they were, a pipe is written to. `OSError` if it cannot be.
    """
    if not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no such directory", str(path.parent))
    path = _pointed_to(path)
    if path.exists() and not path.is_file():  # a pipe or a device stays one too
        path.write_bytes(content)
        return
    new = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}")
    try:
        _write(new, content, stat.S_IMODE(path.stat().st_mode) if path.exists() else None)
        os.replace(new, path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _write(new: Path, content: bytes, mode: int | None) -> None:
    """A new file, on the disk when this returns; mode: the permissions it must have, and never has more than."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if mode is None else mode)

    with open(new, "xb", opener=opener) as file:
        if mode is not None:
            new.chmod(mode)  # what the umask has taken away
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the disk knows the new name."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # of a folder that may not be read, and of every folder on Windows
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pointed_to(path: Path) -> Path:
    """Where a link leads: it stays a link, what it points to is replaced. `OSError` for a circle of links."""
    real = Path(os.path.realpath(path))  # path.resolve() raises RuntimeError for a circle, before Python 3.13
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return real

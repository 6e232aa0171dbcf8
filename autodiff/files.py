"""Atomic writing of files."""

import errno
import os
import secrets
import stat
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """Write a file atomically: a temporary file in the same folder takes its place once it is on the disk.

    Even after a loss of power the file is either the old one or the new one, complete. After an error it is the old one,
    and the temporary file is gone. Symbolic links and permissions are kept; pipes and devices are written to directly.
    `OSError` if the file cannot be written.
    """
    if not path.parent.exists():
        raise FileNotFoundError(errno.ENOENT, "there is no such directory", str(path.parent))
    path = _pointed_to(path)
    if path.exists() and not path.is_file():  # a pipe or a device is not replaced
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
    """Write a new file and wait until it is on the disk. mode: its permissions, which it never exceeds."""

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags, 0o666 if mode is None else mode)

    with open(new, "xb", opener=opener) as file:
        if mode is not None:
            new.chmod(mode)  # the umask may have removed some
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Wait until the new name is on the disk."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except PermissionError:  # an unreadable folder, and any folder on Windows
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _pointed_to(path: Path) -> Path:
    """The file that a symbolic link points to. `OSError` for a circle of links."""
    real = Path(os.path.realpath(path))  # path.resolve() raises RuntimeError for a circle, before Python 3.13
    if real.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    return real

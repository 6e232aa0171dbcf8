"""Memory for machine code: addresses, and arrays aligned to cache lines."""

import threading
from ctypes import addressof, c_char
from typing import Any

import numpy as np

LINE = 64  # bytes of a cache line; a load across two lines is slower
LARGEST = 1 << 22  # numbers that a thread keeps for its next call

_here = threading.local()


def address(array: Any) -> int:
    """The address of an array's numbers. The buffer is five times as fast, but not for read-only or empty arrays."""
    try:
        return addressof(c_char.from_buffer(array))
    except (TypeError, ValueError):
        return array.ctypes.data  # type: ignore[no-any-return]


def room(*shape: int) -> Any:
    """An array of float64 that starts at a cache line.

    >>> address(room(2, 3)) % LINE
    0
    """
    size = int(np.prod(shape))
    raw = np.empty(size + LINE // 8)
    first = -address(raw) % LINE // 8
    return raw[first:first + size].reshape(shape)


def aligned(numbers: Any) -> Any:
    """A copy of a vector that starts at a cache line."""
    copy = room(len(numbers))
    copy[:] = numbers
    return copy


def working_memory(size: int) -> Any:
    """Memory of this thread, reused by its next call unless it is large."""
    if size > LARGEST:
        return room(size)
    if getattr(_here, "memory", None) is None or len(_here.memory) < size:
        _here.memory = room(size)
    return _here.memory

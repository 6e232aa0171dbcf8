"""Memory for machine code: where it is, and that it begins where a cache line does."""

import threading
from ctypes import addressof, c_char
from typing import Any

import numpy as np

LINE = 64  # bytes of a cache line: what is loaded across two of them takes longer
LARGEST = 1 << 22  # numbers that a thread keeps for its next call

_here = threading.local()


def address(array: Any) -> int:
    """Where the numbers of an array are; by the buffer, which takes a fifth of the time, unless it is read-only or empty."""
    try:
        return addressof(c_char.from_buffer(array))
    except (TypeError, ValueError):
        return array.ctypes.data  # type: ignore[no-any-return]


def room(*shape: int) -> Any:
    """An array of float64 whose numbers begin where a cache line does.

    >>> address(room(2, 3)) % LINE
    0
    """
    size = int(np.prod(shape))
    raw = np.empty(size + LINE // 8)
    first = -address(raw) % LINE // 8
    return raw[first:first + size].reshape(shape)


def aligned(numbers: Any) -> Any:
    """A copy of a vector, as `room` has it."""
    copy = room(len(numbers))
    copy[:] = numbers
    return copy


def working_memory(size: int) -> Any:
    """Memory of this thread, which it keeps unless it is large."""
    if size > LARGEST:
        return room(size)
    if getattr(_here, "memory", None) is None or len(_here.memory) < size:
        _here.memory = room(size)
    return _here.memory

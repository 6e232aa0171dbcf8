"""What every peer makes of a work: something to run, and a way to read what came out."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]


class Engine(NamedTuple):
    """What is timed, in the engine's own types; and its result as one vector: losses first, then gradients (or weights)."""

    run: Callable[[], Any]
    read: Callable[[Any], Vector]


def vector(*parts: Any) -> Vector:
    """Numbers and arrays of any shape, one after the other."""
    return np.concatenate([np.ravel(np.asarray(part, dtype=np.float64)) for part in parts])

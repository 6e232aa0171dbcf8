"""Time and memory per node, from 10^3 to 10^7 operations."""

import gc
import resource
import time

from autodiff import Value


def chain(n: int) -> tuple[Value, Value]:
    """A leaf and the end of a chain of n operations on it."""
    x = y = Value(0.5)
    for _ in range(n // 2):
        y = (y * x).tanh()
    return x, y


def seconds_per_node(n: int, repeats: int) -> tuple[float, float]:
    """Building (and freeing) and backward, the best of some repeats, per node."""
    best_build = best_sweep = float("inf")
    for _ in range(repeats):
        gc.collect()
        start = time.perf_counter()
        _, y = chain(n)
        built = time.perf_counter()
        y.backward()
        swept = time.perf_counter()
        del y
        freed = time.perf_counter()
        best_build = min(best_build, built - start + freed - swept)
        best_sweep = min(best_sweep, swept - built)
    return best_build / n, best_sweep / n


def bytes_per_node(n: int) -> float:
    """The growth of the process's peak memory through building and backward, per node. Call it once per process."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _, y = chain(n)
    y.backward()
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 / n

"""Engines in alternating rounds, after a check that all of them find the same numbers."""

import gc
import sys
import time
from collections.abc import Callable

import numpy as np

from benchmarks.compiled.engine import Engine

SLOT = 0.03  # seconds that an engine runs in a round: as many times as fit, once at least
TOLERANCE = 1e-9

Times = dict[str, list[float]]  # seconds of one run, a number for each round


def measured(makers: dict[str, Callable[[], Engine]], rounds: int) -> Times:
    """The mean time of a run of each engine in each round."""
    engines = {name: make() for name, make in makers.items()}
    check_agreement(engines)
    repeats = {name: max(1, int(SLOT / seconds(engine, 1))) for name, engine in engines.items()}
    times: Times = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            times[name].append(seconds(engine, repeats[name]))
    return times


def seconds(engine: Engine, repeats: int) -> float:
    run = engine.run
    gc.collect()  # else one engine pays for the cyclic garbage of another
    start = time.perf_counter()
    for _ in range(repeats):
        run()
    return (time.perf_counter() - start) / repeats


def check_agreement(engines: dict[str, Engine]) -> None:
    """All engines must find the same numbers, or their times mean nothing."""
    expected, first = None, ""
    for name, engine in engines.items():
        found = engine.read(engine.run()).copy()
        if expected is None:
            expected, first = found, name
        if found.shape != expected.shape:
            sys.exit(f"{name} finds {found.size} numbers, {first} {expected.size}")
        error = float(np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected))))
        if not error <= TOLERANCE:
            sys.exit(f"{name} differs from {first} by {error}")

"""Engines in alternating rounds, after a check that all of them find the same numbers."""

import gc
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.compiled.engine import Engine

PIECE, PIECES = 0.0015, 20  # of a round: pieces of so many seconds, or of one run if that takes longer; and how many
SLOT = 1.0  # seconds: slow engines run fewer pieces, one at least
TOLERANCE = 1e-9

Clock = Callable[[], float]
Times = dict[str, list[float]]  # seconds of one run, a number for each round


def measured(makers: dict[str, Callable[[], Engine]], rounds: int, clock: Clock = time.perf_counter) -> Times:
    """The time of a run of each engine in each round: the best of some pieces, for other processes may interrupt any."""
    engines = {name: make() for name, make in makers.items()}
    check_agreement(engines)
    expected = {name: seconds(engine, 1, 1, clock) for name, engine in engines.items()}
    times: Times = {name: [] for name in engines}
    for _ in range(rounds):
        for name, engine in engines.items():
            runs, pieces = max(1, int(PIECE / expected[name])), min(PIECES, max(1, int(SLOT / expected[name])))
            times[name].append(seconds(engine, runs, pieces, clock))
    return times


def seconds(engine: Engine, runs: int, pieces: int, clock: Clock) -> float:
    """The time of a run in the best of some pieces of so many runs."""
    gc.collect()  # else one engine pays for the cyclic garbage of another
    return min(timed(engine.run, runs, clock) for _ in range(pieces))


def timed(run: Callable[[], Any], runs: int, clock: Clock) -> float:
    start = clock()
    for _ in range(runs):
        run()
    return (clock() - start) / runs


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

"""Hand-written C (step.c), compiled by the `cc` of this machine for this network, and called through ctypes.

-ffast-math lets the compiler reorder sums and take the vector forms of exp and tanh; the results stay within 1e-9, which
every run checks.
"""

import ctypes
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.works import BATCH, RATE, Network

CC = "cc"
SOURCE = Path(__file__).with_name("step.c")
FLAGS = ["-std=gnu11", "-O3", "-march=native", "-ffast-math", "-fPIC"]
BLOCKS = (104, 40, 32)  # samples at a time: of those that fit, the one that leaves least of the last block empty


def step(network: Network) -> Engine:
    function = compiled(network, len(network.points)).mlp_step
    function.restype = ctypes.c_double
    gradients = np.empty_like(network.weights)
    arguments, alive = call(network.points, network.targets, network.weights, gradients)
    return Engine(lambda: (function(*arguments), alive), lambda result: vector(result[0], gradients))


def epoch(network: Network) -> Engine:
    function = compiled(network, BATCH).mlp_epoch
    function.restype = ctypes.c_double
    weights, gradients = np.empty_like(network.weights), np.empty_like(network.weights)
    arguments, alive = call(network.points, network.targets, weights, gradients)

    def run() -> tuple[float, Any]:
        weights[:] = network.weights
        return function(*arguments, ctypes.c_int(BATCH), ctypes.c_double(RATE)), alive

    return Engine(run, lambda result: vector(result[0], weights))


def call(*arrays: Any) -> tuple[list[Any], list[Any]]:
    """The arguments for points, targets, weights and gradients; and the arrays that they point into."""
    alive = [np.ascontiguousarray(a, dtype=np.float64) for a in arrays]
    points, targets, weights, gradients = (ctypes.c_void_p(a.ctypes.data) for a in alive)
    counts = [ctypes.c_int(len(alive[0])), ctypes.c_int(len(alive[2]))]
    return [counts[0], points, targets, counts[1], weights, gradients], alive


def compiled(network: Network, samples: int) -> ctypes.CDLL:
    block = min(BLOCKS, key=lambda size: (-samples % size, -size))
    sizes = [f"-DWIDTHS={','.join(map(str, network.widths))}", f"-DWIDEST={max(network.widths)}", f"-DBLOCK={block}"]
    if network.classifies:
        sizes.append(f"-DCLASSES={network.widths[-1]}")
    with tempfile.TemporaryDirectory() as folder:
        machine_code, library = Path(folder) / "step.o", Path(folder) / "step.so"
        subprocess.run([CC, *FLAGS, *sizes, "-c", SOURCE, "-o", machine_code], check=True)
        # linked without -ffast-math: with it, loading the library makes the processor take subnormal numbers for 0
        subprocess.run([CC, "-shared", machine_code, "-o", library, "-lm"], check=True)
        return ctypes.CDLL(str(library))

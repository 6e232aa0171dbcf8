"""`python -m benchmarks.compiled [--rounds N] [--cpu] [--page] [WORK ...]`: see `benchmarks.compiled`.

The measuring is done in a process of its own, as libraries read how many threads they may use when they are loaded.
"""

import os
import subprocess
import sys

ONE_THREAD = {
    "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1",
    "JAX_PLATFORMS": "cpu", "JAX_ENABLE_X64": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
}


def run(arguments: list[str]) -> int:
    """Measure, and print; the status of the process."""
    command = [sys.executable, "-m", "benchmarks.compiled.measure", *arguments]
    return subprocess.run(command, env={**os.environ, **ONE_THREAD}, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

"""Work for the workers of an executor, and two programs that have it done by ranks of MPI, and by workers of Dask.

They print the bits of the result, so that they can be compared with those of a pool.
"""

import os
import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import numpy as np

import autodiff as ad
from autodiff import Value
from autodiff.compiler.calling.kernel import Kernel


def kernel() -> Kernel:
    """The squared error of a small network, by its weights."""
    x, y, target = ad.variables("x y target")
    ws = [Value(0.1 * i - 0.5) for i in range(13)]
    hidden = [ad.tanh(ws[3 * i] * x + ws[3 * i + 1] * y + ws[3 * i + 2]) for i in range(4)]
    return ad.compile((ad.sum(hidden) * ws[12] - target) ** 2, inputs=[x, y, target], wrt=ws)


def rows(n: int = 1003) -> Any:
    """Samples of which no two have the same loss."""
    return np.sin(np.arange(3.0 * n)).reshape(n, 3)


def bits(results: Any) -> str:
    """Numbers to the last bit, as text."""
    return " ".join(np.ravel(x).astype(np.float64).tobytes().hex() for x in results)


def work(executor: Executor) -> str:
    """Sums, and the gradients of each row."""
    made = kernel()
    return bits([*made.map(rows(), executor, "sum"), *made.map(rows(), executor, "mean", 3), *made.map(rows(50), executor)])


class Deadly(Executor):
    """Another executor, whose worker ends in the middle of the second shard: once if it can leave a mark."""

    def __init__(self, inner: Executor, mark: Path | None = None) -> None:
        self.inner, self.mark, self.submitted = inner, mark, 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.submitted += 1
        if self.submitted != 2:
            return self.inner.submit(fn, *args, **kwargs)
        return self.inner.submit(die, self.mark, fn, *args, **kwargs)


def die(mark: Path | None, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """End this process with a shard half done, unless one has already."""
    if mark is not None and mark.exists():
        return fn(*args, **kwargs)
    if mark is not None:
        mark.touch()
    fn(*args, **kwargs)
    os._exit(1)


def on_mpi() -> str:
    from mpi4py.futures import MPIPoolExecutor

    with MPIPoolExecutor() as executor:
        ranks = {executor.submit(rank).result() for _ in range(4)}
        assert 0 not in ranks
        return work(executor)


def rank() -> int:
    from mpi4py import MPI

    return MPI.COMM_WORLD.Get_rank()


def on_dask(mark: Path) -> str:
    import dask
    from distributed import Client, LocalCluster

    dask.config.set({"distributed.worker.multiprocessing-method": "forkserver"})  # a second worker then starts at once
    with (LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=0) as cluster,
          Client(cluster) as client):
        before = {*client.run(os.getpid).values()}
        found = work(Deadly(client.get_executor(), mark))
        assert mark.exists()
        assert {*client.run(os.getpid).values()} != before
        return found


if __name__ == "__main__":
    print(on_mpi() if sys.argv[1] == "mpi" else on_dask(Path(sys.argv[2])))

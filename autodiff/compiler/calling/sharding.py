"""`Kernel.map`: the rows of one call in shards, over any executor."""

import pickle
from collections.abc import Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from functools import lru_cache, partial
from functools import reduce as fold
from operator import add
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from autodiff.compiler.calling.evaluator import Evaluator
from autodiff.compiler.engines.engine import KEPT, kept, known
from autodiff.compiler.engines.rolled import RolledEngine
from autodiff.compiler.programs.own_rows import check_arrived
from autodiff.messages import shown

SHARDS = 8  # enough for several workers to finish at about the same time


def evaluate(kernel: Evaluator, rows: Any, executor: Executor, reduce: str | None, shards: int | None,
             parameters: Any) -> tuple[Any, Any]:
    """See `Kernel.map`."""
    shards = SHARDS if shards is None else shards
    _check(executor, shards)
    given, single = kernel._rows(rows)
    engine = kernel._engine
    if (single or len(given) == 1) and isinstance(engine, RolledEngine):
        return kernel._called(rows, reduce, parameters, sum_of_parts=partial(_sum_of_parts, engine, executor, shards))
    if single or not len(given):
        return kernel(rows, reduce=reduce, parameters=parameters)
    each = "sum" if reduce == "mean" else reduce
    kernel(given[:0], reduce=each, parameters=parameters)  # checks the arguments before anything is sent
    vector = kernel._vector(parameters).copy()  # a copy, as the caller may write to it while a thread still reads
    parts = _gathered(executor, kernel, np.array_split(given, min(shards, len(given))), each, vector)
    values, gradients = zip(*parts, strict=True)
    if reduce is None:
        return np.concatenate(values), np.concatenate(gradients)
    count = len(given) if reduce == "mean" else 1
    return fold(add, values) / count, fold(add, gradients) / count  # from left to right, in whatever order they finished


def _sum_of_parts(engine: RolledEngine, executor: Executor, shards: int, batch: Any, parameters: Any) -> tuple[Any, Any]:
    """The sum over the parts of a rolled sum, and its gradient."""
    part = Evaluator(engine.part.program, parameters, several=True, engine=engine.part)
    values, gradients = evaluate(part, batch, executor, "sum", shards, None)
    return values, gradients[0]


def _check(executor: Any, shards: Any) -> None:
    if not isinstance(executor, Executor):
        raise TypeError(f"executor must be a concurrent.futures.Executor, not {type(executor).__name__} "
                        f"({shown(executor)}): give a ProcessPoolExecutor, mpi4py's MPIPoolExecutor, or get_executor() of a "
                        "Dask client")
    if not isinstance(shards, int) or isinstance(shards, bool) or shards < 1:
        raise ValueError(f"shards must be an int of at least 1, got {shown(shards)}")


def _gathered(executor: Executor, kernel: Evaluator, shards: Sequence[Any], reduce: str | None,
              parameters: Any) -> list[tuple[Any, Any]]:
    """The results of the workers, in the order of the shards.

    If a worker is lost, its shard is not evaluated here: what ended the worker (mostly a lack of memory) would end this
    process too. Some executors, such as Dask's, send the work again by themselves.
    """
    futures: list[Future[Any]] = []
    found: list[tuple[Any, Any]] = []
    try:
        futures += [executor.submit(_shard, Sent(kernel), rows, reduce, parameters) for rows in shards]
        for future in futures:
            found.append(future.result())
    except BrokenExecutor as error:
        raise BrokenExecutor(f"a worker of {type(executor).__name__} ended with shard {len(found) + 1} of {len(shards)} "
                             "undone (killed, or out of memory?): make a new executor, and more shards if memory is short"
                             ) from error
    except Exception as error:
        error.add_note(f"in shard {len(found) + 1} of {len(shards)}, sent by Kernel.map to {type(executor).__name__}")
        raise
    finally:
        for future in futures:
            future.cancel()  # no effect on those that are done
    return found


_packed: WeakKeyDictionary[Any, tuple[str, bytes]] = WeakKeyDictionary()  # of an engine: fingerprint; program and rows


class Sent:
    """A kernel sent to workers. Its program is pickled once for all shards, as that takes milliseconds."""

    def __init__(self, kernel: Evaluator) -> None:
        self.kernel = kernel

    def __reduce__(self) -> tuple[Any, ...]:
        engine, program = self.kernel._engine, self.kernel.program
        if engine not in _packed:
            _packed[engine] = kept(program, engine), pickle.dumps((program, self.kernel._sent_rows()))
        return _arrived, (*_packed[engine], self.kernel.several)


@lru_cache(maxsize=KEPT)
def _arrived(fingerprint: str, packed: bytes, several: bool) -> Sent:
    """In a worker: the kernel, unpickled when it first arrives, and compiled when it is first called."""
    program, rows = pickle.loads(packed)  # noqa: S301  (what `Sent` packed; executors pickle what they send anyway)
    check_arrived(rows)
    return Sent(Evaluator(program, np.zeros(program.parameters), several, engine=known(fingerprint, program)))


def _shard(sent: Sent, rows: Any, reduce: str | None, parameters: Any) -> tuple[Any, Any]:
    """In a worker: evaluate one shard."""
    return sent.kernel(rows, reduce=reduce, parameters=parameters)

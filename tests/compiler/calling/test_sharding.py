"""Kernel.map: the same bits whoever works, and the sums that one process finds."""

import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn
from autodiff import compile, variables
from autodiff.compiler.engines import engine
from autodiff.compiler.llvm import machine
from tests.compiler.calling import sharded_work
from tests.compiler.calling.sharded_work import Deadly, bits, kernel, rows, work

ROOT = Path(__file__).parents[3]


class Here(Executor):
    """Evaluates at once, and keeps what it was given."""

    def __init__(self) -> None:
        self.given: list[Any] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.given.append(args)
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Posted(Here):
    """Sends everything by pickle."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        fn, args, kwargs = pickle.loads(pickle.dumps((fn, args, kwargs)))
        return super().submit(fn, *args, **kwargs)


@pytest.fixture(scope="module")
def threads() -> Iterator[Executor]:
    with ThreadPoolExecutor(3) as pool:
        yield pool


@pytest.fixture(scope="module")
def expected() -> str:
    return work(Here())


def losses() -> Any:
    """The loss of each row and its gradient by the last weight, in NumPy alone."""
    w = 0.1 * np.arange(13) - 0.5
    x, y, target = rows().T
    hidden = sum(np.tanh(w[3 * i] * x + w[3 * i + 1] * y + w[3 * i + 2]) for i in range(4))
    return (hidden * w[12] - target) ** 2, 2 * (hidden * w[12] - target) * hidden


# --- What comes out ---

@pytest.mark.parametrize("shards", [None, 1, 2, 7, 1003, 5000])
def test_sums_means_and_rows_are_those_of_the_mathematics(threads: Executor, shards: int | None) -> None:
    each, by_last = losses()
    value, gradient = kernel().map(rows(), threads, "sum", shards)
    assert value == pytest.approx(each.sum(), rel=1e-12)
    assert gradient[-1] == pytest.approx(by_last.sum(), rel=1e-11)
    value, gradient = kernel().map(rows(), threads, "mean", shards)
    assert value == pytest.approx(each.mean(), rel=1e-12)
    assert gradient[-1] == pytest.approx(by_last.mean(), rel=1e-11)
    values, gradients = kernel().map(rows(), threads, None, shards)
    assert values == pytest.approx(each, rel=1e-12)
    assert gradients[:, -1] == pytest.approx(by_last, rel=1e-12, abs=1e-14)
    assert gradients.shape == (1003, 13)


@pytest.mark.parametrize("reduce", [None, "sum", "mean"])
def test_one_shard_is_the_call_itself(reduce: str | None) -> None:
    made = kernel()
    assert bits(made.map(rows(), Here(), reduce, 1)) == bits(made(rows(), reduce=reduce))
    assert isinstance(made.map(rows(), Here(), "sum")[0], float)


def test_several_outputs(threads: Executor) -> None:
    x, w = variables(x=0.0, w=3.0)
    made = compile([w * x, w**2 * x], inputs=[x], wrt=[w, x])
    given = np.arange(20.0).reshape(20, 1)
    values, jacobian = made.map(given, threads, "sum")
    assert (values.tolist(), jacobian.tolist()) == ([570.0, 1710.0], [[190.0, 60.0], [1140.0, 180.0]])
    values, jacobian = made.map(given, threads)
    assert (values[19].tolist(), jacobian[19].tolist()) == ([57.0, 171.0], [[19.0, 3.0], [114.0, 9.0]])


def test_shards_are_alike_in_length_in_order_and_as_many_as_asked() -> None:
    for shards, n in ((None, 8), (3, 3), (2000, 1003)):
        here = Here()
        kernel().map(rows(), here, "sum", shards)
        sizes = [len(given[1]) for given in here.given]
        assert (len(sizes), sum(sizes)) == (n, 1003)
        assert max(sizes) - min(sizes) <= 1
        assert np.concatenate([given[1] for given in here.given]).tolist() == rows().tolist()


def test_one_row_and_none() -> None:
    made = kernel()
    assert bits(made.map(rows()[0], Here())) == bits(made(rows()[0]))
    value, gradient = made.map(rows()[:0], Here(), "sum")
    assert (value, gradient.tolist()) == (0.0, [0.0] * 13)
    assert [x.shape for x in made.map(rows()[:0], Here())] == [(0,), (0, 13)]
    with pytest.raises(ValueError, match="there is no mean of no rows"):
        made.map(rows()[:0], Here(), "mean")


# --- One row: a loss over a batch, as one graph ---

def whole() -> Any:
    """The loss of a line over 100 points as one graph with a penalty, by its two parameters; and what it is by hand."""
    w, b = variables(w=0.5, b=0.25)
    u = np.linspace(-1.0, 2.0, 100)
    v = np.sin(u)
    made = compile(sum([(w * p + b - q) ** 2 for p, q in zip(u.tolist(), v.tolist(), strict=True)]) / 2 + w**4, wrt=[w, b])
    r = 0.5 * u + 0.25 - v
    return made, (r**2).sum() / 2 + 0.5**4, [(r * u).sum() + 4 * 0.5**3, r.sum()]


def test_the_parts_of_a_graph_without_inputs_are_shared_out() -> None:
    made, value, slopes = whole()
    here = Posted()
    found = made.map(None, here, shards=7)
    assert found[0] == pytest.approx(value, rel=1e-13)
    assert found[1] == pytest.approx(slopes, rel=1e-12)
    assert [len(given[1]) for given in here.given] == [15, 15] + [14] * 5
    with ThreadPoolExecutor(2) as pool:
        assert bits(made.map(None, pool, shards=7)) == bits(found)
    assert bits(made.map(None, Here(), shards=1)) == bits(made())
    moved = made.map(None, Here(), parameters=[0.0, 0.0])
    assert moved[0] == pytest.approx((np.sin(np.linspace(-1.0, 2.0, 100)) ** 2).sum() / 2, rel=1e-13)


def test_several_outputs_of_one_row_with_parts() -> None:
    w, c = variables(w=0.5, c=2.0)
    made = compile([sum([(w * i - c) ** 2 for i in range(20)]), w * c], wrt=[w, c])
    here = Here()
    values, jacobian = made.map(None, here)
    r = 0.5 * np.arange(20) - 2.0
    assert values == pytest.approx([(r**2).sum(), 1.0])
    assert jacobian == pytest.approx(np.array([[2 * (r * np.arange(20)).sum(), -2 * r.sum()], [2.0, 0.5]]))
    assert len(here.given) == 16  # a sweep for each output


def test_a_training_is_the_same_to_the_bit_whoever_works() -> None:
    data = ([[0.1 * i, 0.01 * i * i] for i in range(40)], [0.5 - 0.02 * i for i in range(40)])

    def trained(executor: Executor | None) -> list[float]:
        model = nn.MLP(2, [3, 1], activation="tanh", rng=1)
        nn.fit(model, data, nn.mse, nn.SGD(model, 0.1), epochs=5, batch_size=16, rng=2, progress=False,
               penalty=lambda m: nn.l2(m, 0.01), engine="compiled", executor=executor)
        return [p.data for p in model.parameters()]

    posted = Posted()
    expected = trained(posted)
    assert len(posted.given) == 5 * 3 * 8
    for workers in (1, 3):
        with ThreadPoolExecutor(workers) as pool:
            assert trained(pool) == expected
    assert trained(None) == pytest.approx(expected, rel=1e-12)


# --- Who works, and who ends first, changes no bit ---

class Backwards(Here):
    """Evaluates the last shard first."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append((future, fn, args))
        if len(self.given) == 8:
            for waiting, work, its in reversed(self.given):
                threading.Timer(0.0, lambda w=waiting, f=work, a=its: w.set_result(f(*a))).start()
                time.sleep(0.005)
        return future


def test_the_order_of_the_sum_is_that_of_the_shards(threads: Executor) -> None:
    x, = variables(x=0.0)
    made = compile(x * 1.0, inputs=[x], wrt=[x])
    given = np.array([1e16, 1.0, -1e16, 1.0, 3.0, 1e16, -1e16, 0.5]).reshape(8, 1)
    in_order = 0.0
    for number in given[:, 0]:
        in_order += number
    assert in_order != given[::-1].cumsum()[-1]
    assert made.map(given, threads, "sum")[0] == made.map(given, Backwards(), "sum")[0] == in_order


def test_any_number_of_threads_gives_the_same_bits(expected: str) -> None:
    for workers in (1, 2, 5):
        with ThreadPoolExecutor(workers) as pool:
            assert work(pool) == expected


def test_other_processes_give_the_same_bits_and_a_lost_one_is_told(expected: str) -> None:
    """What is compiled in another process of this machine is the same to the bit."""
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        assert work(pool) == expected
        before = pool.submit(compiled).result()
        made = kernel()
        for _ in range(3):
            made.map(rows(), pool, "sum")
        assert pool.submit(compiled).result() <= max(before, 4)  # modes and widths, not tasks
        with pytest.raises(BrokenExecutor, match=r"^a worker of Deadly ended with shard [12] of 8 undone \(killed, or out "
                                                 r"of memory\?\): make a new executor") as caught:
            kernel().map(rows(), Deadly(pool), "sum")
        assert isinstance(caught.value.__cause__, BrokenExecutor)
        with pytest.raises(BrokenExecutor, match="a worker of ProcessPoolExecutor ended with shard 1 of 8"):
            kernel().map(rows(), pool, "sum")


def compiled() -> int:
    """In a worker: how many pieces of machine code its kernels have."""
    return sum(len(made._compiled) for made in engine._engines.values())


def test_a_kernel_that_comes_again_is_neither_unpickled_nor_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made, posted = kernel(), Posted()
    expected = bits(made.map(rows(), posted, "sum"))
    made.parameters = made.parameters + 1.0
    monkeypatch.setattr(machine.MachineCode, "__init__", None)
    changed = made.map(rows(), posted, "sum")
    assert bits(changed) == bits(made.map(rows(), Here(), "sum")) != expected
    assert len({id(given[0]) for given in posted.given}) == 1
    assert posted.given[0][0].kernel is not made


def run(*command: Any, **variables: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=ROOT, env=os.environ | variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_ranks_of_mpi_give_the_same_bits(expected: str) -> None:
    home = next(Path(str(f.locate())) for f in metadata.files("mpich") or () if f.name == "mpiexec").resolve().parent.parent
    command = ("-n", "3", sys.executable, "-m", "mpi4py.futures", "-m", sharded_work.__name__, "mpi")
    assert run(home / "bin" / "mpiexec", *command, LD_LIBRARY_PATH=str(home / "lib")) == expected


def test_a_worker_of_dask_that_is_lost_in_the_middle_changes_nothing(expected: str, tmp_path: Path) -> None:
    assert run(sys.executable, "-m", sharded_work.__name__, "dask", tmp_path / "died") == expected


# --- Parameters, and what is refused ---

def test_parameters_are_those_of_the_call() -> None:
    made, other = kernel(), np.linspace(-1.0, 1.0, 13)
    moved = kernel()
    moved.parameters = other
    assert bits(made.map(rows(), Here(), "sum", parameters=other)) == bits(moved.map(rows(), Here(), "sum"))
    assert bits(made.map(rows(), Here(), "sum")) != bits(moved.map(rows(), Here(), "sum"))


def test_what_is_written_to_parameters_meanwhile_comes_too_late() -> None:
    made = kernel()
    expected = bits(made.map(rows(), Here(), "sum"))

    class Late(Here):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            future = super().submit(fn, *args, **kwargs)
            made.parameters[:] = 7.0
            return future

    assert bits(made.map(rows(), Late(), "sum")) == expected


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ((rows(), object()), TypeError, r"must be a concurrent.futures.Executor, not object .* get_executor\(\) of a Dask"),
    ((rows(), Here(), "max"), ValueError, "reduce must be 'sum', 'mean' or None, got 'max'"),
    ((rows(), Here(), "sum", 0), ValueError, "shards must be an int of at least 1, got 0"),
    ((rows(), Here(), "sum", 2.0), ValueError, r"shards must be an int of at least 1, got 2\.0"),
    ((rows(), Here(), "sum", True), ValueError, "shards must be an int of at least 1, got True"),
    ((rows().reshape(-1, 1), Here()), ValueError, r"rows must have the shape \(any number, 3\)"),
    ((rows().astype(str), Here()), TypeError, "rows must be real numbers"),
])
def test_what_is_wrong_is_told_before_anything_is_sent(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        kernel().map(*arguments)
    assert not getattr(arguments[1], "given", None)
    with pytest.raises(ValueError, match="parameters must be 13 numbers"):
        kernel().map(rows(), Here(), parameters=[1.0])


def test_an_error_in_a_worker_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    class Failing(Here):
        cancelled = 0

        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            if len(self.given) != 2:
                return super().submit(fn, *args, **kwargs)
            return super().submit(self.fail)

        @staticmethod
        def fail() -> None:
            raise MemoryError("too little")

    with pytest.raises(MemoryError, match="too little") as caught:
        kernel().map(rows(), Failing(), "sum")
    assert caught.value.__notes__ == ["in shard 3 of 8, sent by Kernel.map to Failing"]


def test_what_waits_is_called_off_after_an_error() -> None:
    waiting: list[Future[Any]] = []

    class Stuck(Here):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
            waiting.append(Future())
            if len(waiting) == 1:
                waiting[0].set_exception(OSError("lost"))
            return waiting[-1]

    with pytest.raises(OSError, match="lost"):
        kernel().map(rows(), Stuck(), "sum")
    assert [future.cancelled() for future in waiting] == [False] + [True] * 7

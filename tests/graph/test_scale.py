"""Graphs of any size: no recursion, at most 200 bytes a node, and nothing left behind with the collector off.

Memory is counted by `tracemalloc`, to the byte; that of the ten million nodes of a `long` test by the operating system.
"""

import gc
import json
import os
import random
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

import autodiff as ad
from autodiff import NonFiniteError, Value
from autodiff.graph import sweeps as graph
from autodiff.transforms.gradients import pushforward
from nn import MLP

ROOT = Path(__file__).parents[2]
SIZE = 40_000
FRAMES = 40  # that a graph may take of the stack, whatever its size
NOTHING = 10_000  # bytes that Python itself keeps here and there
ONE_STEP = 2_000  # bytes: less than a float for each step, and than a tenth of what one step takes
FREE_LISTS = 300_000  # bytes of freed tuples that Python keeps to use again, up to 2,000 of each length


def chain(n: int) -> list[Value]:
    """Each operation on the one before."""
    x = y = Value(0.5)
    for _ in range(n // 2):
        y = (y * x).tanh()
    return [y]


def shared(n: int) -> list[Value]:
    """Each result is used twice: there are more paths than atoms in the universe."""
    a, b = Value(0.5), Value(0.25)
    for _ in range(n // 2):
        a, b = b, (a + b).sin()
    return [b]


def choices(n: int) -> list[Value]:
    """Comparisons, and branches that are taken or not."""
    x = y = Value(0.5)
    for _ in range(n // 4):
        y = ad.where(y > x, y - 0.25, ad.maximum(y, 0.25) + x)
    return [y]


def quotients(n: int) -> list[Value]:
    """The largest nodes: two partials that are numbers of their own."""
    x, y = Value(1.0000001), Value(0.5)
    for _ in range(n):
        y = y / x
    return [y]


def wide(n: int) -> list[Value]:
    """One operation on many leaves."""
    return [ad.sum([Value(0.5) for _ in range(n)])]


def dense(n: int) -> list[Value]:
    """Weighted sums of a hundred inputs, as in a network: counted are the weights."""
    x = [Value(0.01 * i) for i in range(100)]
    for _ in range(n // 10_000):
        x = [ad.dot([Value(0.0001 * i) for i in range(100)], x) for _ in range(100)]
    return [ad.logsumexp(x)]


def derivative(n: int) -> list[Value]:
    """The graph of a gradient, and what it was made from: seven nodes for each product with its tanh."""
    x = y = Value(0.5)
    for _ in range(n // 7):
        y = (y * x).tanh()
    return ad.gradients(y, [x])


KINDS = [chain, shared, choices, quotients, wide, dense, derivative]
OWN_PARTIALS = 8  # bytes over 200 of a node with two partials that are numbers of their own, as of x/y in x and in y
OPERAND = 24  # bytes of an operand of a list: in the tuples of operands, of the Values among them, of their partials


@contextmanager
def shallow() -> Iterator[None]:
    """A stack that a recursion over a graph would exceed."""
    frame, depth = sys._getframe(), 0
    while frame is not None:
        frame, depth = frame.f_back, depth + 1
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(depth + FRAMES)
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


@contextmanager
def collector_off() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def counted() -> Iterator[Callable[[], int]]:
    """A function that tells the bytes in use since now; the collector is off."""
    with collector_off():
        tracemalloc.start()
        before, _ = tracemalloc.get_traced_memory()
        try:
            yield lambda: tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()


def values_alive() -> int:
    return sum(type(thing) is Value for thing in gc.get_objects())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_graph_takes_200_bytes_a_node_and_leaves_nothing(kind: Callable[[int], list[Value]]) -> None:
    gc.collect()
    alive = values_alive()
    kind(2_000)[0].backward()
    with counted() as size, shallow():
        (y,) = kind(SIZE)
        y.backward()
        taken, nodes = size(), graph.topological(y)
        operands = sum(len(node.parents) for node in nodes if node.op and node.op.variadic)
        count = len(nodes)
        del y, nodes
        assert size() < FREE_LISTS
    assert taken <= (200 + OWN_PARTIALS * (kind is quotients)) * count + OPERAND * operands + NOTHING
    assert count >= SIZE / 2
    assert values_alive() == alive


def test_a_chain_of_a_million_operations() -> None:
    with shallow(), collector_off():
        (y,) = chain(10**6)
        y.backward()
        assert len(repr(y)) < 150
        del y


def test_no_walk_over_a_graph_recurses() -> None:
    x = y = Value(0.5)
    with shallow(), collector_off():
        for _ in range(SIZE):
            y = y * 1.0000001
        y.backward()
        assert x.grad == pytest.approx(y.data / 0.5, rel=1e-9)
        assert y.recompute() is y
        (g,) = ad.gradients(y, [x])
        assert g.data == x.grad
        assert graph.tangents([y], {x: 1.0}) == pushforward([y], {x: 1.0}) == [pytest.approx(x.grad, rel=1e-9)]
        before = sys.getrefcount(x)
        del y, g
        assert sys.getrefcount(x) < before


def loss_of(model: MLP) -> Any:
    rng = random.Random(1)
    samples = [([rng.uniform(-1, 1), rng.uniform(-1, 1)], rng.choice([-1, 1])) for _ in range(4)]
    return ad.sum([ad.softplus(-target * model(x)) for x, target in samples])


def training_step(model: MLP) -> None:
    loss = loss_of(model)
    model.zero_grad()
    loss.backward()
    model.gradient_step(0.01)


def strict_failure(model: MLP) -> None:
    with suppress(NonFiniteError), ad.strict():
        (loss_of(model) - 1e9).log()


def interrupted(model: MLP) -> None:
    """A sweep that breaks off in its middle: a partial cannot be multiplied."""
    node = model.parameters()[0] * 1.0
    loss = node * loss_of(model)
    node._da = "broken"
    with suppress(TypeError):
        loss.backward()


def slope(model: MLP) -> Callable[..., Any]:
    return lambda x: model([x[0], x[1]]) ** 2


USES: dict[str, Callable[[MLP], Any]] = {
    "training": training_step,
    "gradients of gradients": lambda m: ad.gradients(ad.sum(ad.gradients(loss_of(m), m.parameters())), m.parameters()),
    "hessian": lambda m: ad.hessian(slope(m))([0.5, 0.25]),
    "jvp": lambda m: ad.jvp(slope(m), ([0.5, 0.25],), ([1.0, 2.0],)),
    "hvp": lambda m: ad.hvp(slope(m), ([0.5, 0.25],), ([1.0, 2.0],)),
    "gradcheck": lambda m: str(ad.gradcheck(slope(m), [0.5, 0.25])),
    "recompute": lambda m: loss_of(m).recompute(),
    "text": lambda m: repr([loss_of(m), m]),
    "drawing": lambda m: ad.draw(loss_of(m), fold="neurons"),
    "strict": strict_failure,
    "interrupted": interrupted,
    "choices": lambda m: ad.where(loss_of(m) > 1, m.parameters()[0], 0.0) * (m.parameters()[1] > 0),
}


@pytest.mark.parametrize("use", USES)
def test_nothing_stays_of_what_is_no_longer_used(use: str) -> None:
    model, repeats = MLP(2, [4, 1], activation="tanh", rng=random.Random(2)), 40
    with collector_off():
        USES[use](model)
        alive = values_alive()
        for _ in range(repeats):
            USES[use](model)
        assert values_alive() == alive


def grown_by_training(steps: int) -> int:
    """The bytes by which memory grows in the second half of the steps of a training."""
    model = MLP(2, [4, 1], activation="tanh", rng=random.Random(2))
    with counted() as size:
        for _ in range(steps // 2):
            training_step(model)
        half = size()
        for _ in range(steps // 2):
            training_step(model)
        return size() - half


def test_training_does_not_grow() -> None:
    assert grown_by_training(300) < ONE_STEP


@pytest.mark.long
def test_ten_thousand_steps_of_training_do_not_grow() -> None:
    assert grown_by_training(10**4) < ONE_STEP


def resident() -> int:
    """The bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def weigh(kind: str, n: int) -> None:
    """Print what n operations took and left in memory. Run in a process of its own."""
    import resource

    gc.disable()
    sys.setrecursionlimit(FRAMES)
    before = resident()
    (y,) = globals()[kind](n)
    y.backward()
    at_most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    del y
    sys.setrecursionlimit(1000)
    print(json.dumps([(at_most - before) / n, resident() - before]))


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="this system has no /proc that tells a process's memory")
@pytest.mark.parametrize("kind", ["chain", "shared"])
def test_ten_million_operations(kind: str, record_property: Callable[[str, object], None]) -> None:
    n = 10**7
    program = f"from tests.graph.test_scale import weigh; weigh({kind!r}, {n})"
    printed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    per_node, left = json.loads(printed)
    record_property("bytes per node", per_node)
    assert per_node <= 200
    assert left < n

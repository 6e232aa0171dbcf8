"""The formulas of the benchmark of compiled code: NumPy's and C's by hand are those of our graphs, on tiny works."""

import shutil
from itertools import pairwise

import numpy as np
import pytest

from autodiff import Value, gradients
from autodiff import sum as total
from benchmarks.compiled import graphs, peer_c, peer_numpy
from benchmarks.compiled.engine import Engine, vector
from benchmarks.compiled.table import WORKS, Work
from benchmarks.compiled.works import Network

CHANCE = np.random.default_rng(5)
CLOSE = {"rtol": 1e-12, "atol": 1e-13}
needs_cc = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler")


def tiny(widths: tuple[int, ...], targets: list[float]) -> Network:
    """Random points, and weights and biases none of which is 0."""
    weights = CHANCE.normal(0, 0.5, size=sum(nout * (nin + 1) for nin, nout in pairwise(widths)))
    return Network(widths, CHANCE.normal(size=(len(targets), widths[0])), np.array(targets), weights)


HINGE = tiny((2, 6, 3, 1), [1.0, -1.0] * 20)
CLASSES = tiny((4, 6, 3), [0.0, 2.0, 1.0, 2.0, 2.0])


def answer(engine: Engine) -> np.ndarray:
    return engine.read(engine.run())


def eager(network: Network) -> np.ndarray:
    """The loss and its gradients by our own sweep."""
    if not network.classifies:
        loss, parameters = graphs.whole(network)
    else:
        neurons, parameters = graphs.layers(network)
        shares = np.eye(network.widths[-1])[network.targets.astype(int)].tolist()
        loss = total([graphs.cross_entropy(neurons, x, s) for x, s in zip(network.points.tolist(), shares, strict=True)])
        loss = loss / len(shares)
    loss.backward()
    return vector(loss.data, [p.grad for p in parameters])


@pytest.mark.parametrize("network", [HINGE, CLASSES], ids=["hinge", "classes"])
def test_numpys_step_is_ours(network: Network) -> None:
    np.testing.assert_allclose(answer(peer_numpy.step(network)), eager(network), **CLOSE)


@needs_cc
@pytest.mark.parametrize("network", [HINGE, CLASSES], ids=["hinge", "classes"])
def test_the_step_in_c_is_numpys(network: Network) -> None:
    np.testing.assert_allclose(answer(peer_c.step(network)), answer(peer_numpy.step(network)), **CLOSE)


@needs_cc
def test_loading_the_c_leaves_small_numbers_alone() -> None:
    peer_c.step(HINGE)
    assert float.fromhex("0x1p-1022") * 0.5 > 0


@needs_cc
def test_an_epoch_in_c_is_numpys(monkeypatch: pytest.MonkeyPatch) -> None:
    for peer in (peer_c, peer_numpy):
        monkeypatch.setattr(peer, "BATCH", 2)
    np.testing.assert_allclose(answer(peer_c.epoch(CLASSES)), answer(peer_numpy.epoch(CLASSES)), **CLOSE)


def test_an_epoch_changes_the_weights_by_the_gradients_of_each_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer_numpy, "BATCH", 3)
    weights, losses = CLASSES.weights, []
    for batch in (slice(0, 3), slice(3, 5)):
        loss, *slopes = eager(Network(CLASSES.widths, CLASSES.points[batch], CLASSES.targets[batch], weights))
        weights = weights - 0.1 * np.array(slopes)
        losses.append(loss)
    np.testing.assert_allclose(answer(peer_numpy.epoch(CLASSES)), vector(np.mean(losses), weights), **CLOSE)


def test_numpys_rosenbrock_is_ours() -> None:
    points = CHANCE.normal(size=(2, 6))
    found = answer(peer_numpy.rosenbrock(points))
    for row, value, slopes in zip(points.tolist(), found[:2], found[2:].reshape(2, 6), strict=True):
        x = [Value(v) for v in row]
        y = graphs.rosenbrock(x)
        np.testing.assert_allclose([value, *slopes], [y.data, *(g.data for g in gradients(y, x))], **CLOSE)


@pytest.mark.parametrize("work", WORKS.values(), ids=WORKS)
def test_goals_are_for_engines_that_take_part(work: Work) -> None:
    assert set(work.goals) <= set(work.engines)

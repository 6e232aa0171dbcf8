"""Document 001: XOR learned, epochs and batches, gradient descent against stochastic descent (rows 7, 17 and 18)."""

import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from autodiff import sum
from nn import MLP, Neuron
from nn.documents.numbers import Numbers, grads, under
from nn.documents.systems import StudyHours, Xor

XOR = {"00": 0.0, "01": 1.0, "10": 1.0, "11": 0.0}
OBSERVATIONS = [(i / 1000, 2 * i / 1000 + 1) for i in range(1000)]  # as many as the document has, on the line y = 2x + 1


# --- Row 7 ---


def row_7() -> Numbers:
    """XOR with the 2-2-1 layout of row 6, but weights that backpropagation has found: the outputs after 1000 steps."""
    net = learned_xor()
    return under("001.learned", {row: net(x).data for row, x in Xor.rows.items()})


def learned_xor(steps: int = 1000) -> MLP:
    """Random weights, and plain descent on the squared error of all four rows.

    tanh and not ReLU: of two ReLUs, one often ends where it is 0 for every row, and no gradient comes back.
    """
    net = MLP(2, [2, 1], activation="tanh", rng=random.Random(2))
    for _ in range(steps):
        loss = sum([(net(x) - XOR[row]) ** 2 for row, x in Xor.rows.items()])
        net.zero_grad()
        loss.backward()
        net.gradient_step(0.1)
    return net


# --- Row 17 ---


def row_17() -> Numbers:
    """1000 observations in batches of 100, for 5 epochs, counted while a linear neuron learns from them."""
    epochs = 5
    updates, seen, _ = train(batch_size=100, epochs=epochs)
    (times,) = set(seen.values())  # the same for every observation
    return under("001.batches", {"iters_per_epoch": updates / epochs, "updates_5_epochs": float(updates),
                                 "times_seen": float(times)})


def train(batch_size: int, epochs: int) -> tuple[int, "Counter[int]", Neuron]:
    """A linear neuron on OBSERVATIONS, one step per batch: the number of steps, how often each was seen, the neuron.

    All 1000 in one batch is gradient descent, a batch of one stochastic gradient descent.
    """
    neuron, rng = Neuron(1, activation="identity", weights=[0.0]), random.Random(0)
    order, updates, seen = list(range(len(OBSERVATIONS))), 0, Counter[int]()
    for _ in range(epochs):
        rng.shuffle(order)
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            mean_squared_error(neuron, [OBSERVATIONS[i] for i in batch]).backward()
            neuron.gradient_step(0.1)
            neuron.zero_grad()
            updates += 1
            seen.update(batch)
    return updates, seen, neuron


def mean_squared_error(neuron: Neuron, observations: Sequence[tuple[float, float]]) -> Any:
    return sum([(neuron([x]) - y) ** 2 for x, y in observations]) / len(observations)


# --- Row 18 ---


def row_18() -> Numbers:
    """What each kind of descent steps along: the gradient of one student, and the mean over all three."""
    one_by_one = [under(f"s{i}.grad", gradient(StudyHours.students[i - 1 : i])) for i in (1, 2, 3)]
    full_batch = under("mean.grad", gradient(StudyHours.students))
    return under("000.B", one_by_one[0] | one_by_one[1] | one_by_one[2] | full_batch)


def gradient(students: Sequence[tuple[Sequence[float], float]]) -> Numbers:
    """The gradient of the mean cost of these students, of one or of several."""
    net = StudyHours()
    (sum([net.forward(x, y_act).cost for x, y_act in students]) / len(students)).backward()
    return grads(net.p)

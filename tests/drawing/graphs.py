"""Graphs to draw, and what the tests ask of a drawing."""

import random
from typing import Any

from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, variables
from autodiff.drawing.folded import Folded
from autodiff.drawing.folding import naming
from autodiff.drawing.picture import Picture, picture
from autodiff.graph import sweeps as graph
from nn import MLP, Layer, Neuron


def pictured(y: Any, fold: Any = "none", unfold: Any = (), digits: int = 4) -> Picture:
    """The picture of a graph."""
    roots = y if isinstance(y, list) else [y]
    return picture(Folded(graph.topological(*roots), roots, naming(fold, unfold)), digits)


def labels(made: Picture) -> list[str]:
    """What the boxes are called."""
    return [box.label for box in made.boxes]


def arrows(made: Picture) -> list[tuple[str, str, int | None]]:
    """Arrows as (from, to, operand)."""
    return [(made.boxes[a.source].label, made.boxes[a.target].label, a.port) for a in made.arrows]


def labelled(y: Value, label: str) -> Value:
    """The same Value, named."""
    y.label = label
    return y


def network(samples: int = 1, sizes: tuple[int, ...] = (16, 16, 1)) -> Value:
    """The loss of an MLP of two inputs on some samples, with losses written by hand."""
    rng = random.Random(1)
    net = MLP(2, sizes, activation="tanh", rng=rng)
    points = [[Value(rng.random()), Value(rng.random())] for _ in range(samples)]
    loss = ad.sum([(net(x) - 1.0) ** 2 for x in points])
    loss.backward()
    return labelled(loss, "loss")


@st.composite
def modular(draw: st.DrawFn) -> list[Value]:
    """A random graph of calls of two neurons and a layer, fed back, mixed with others: its results."""
    rng = random.Random(draw(st.integers(0, 99)))
    own = draw(st.sampled_from(["tanh", "identity", lambda z: z * ad.sigmoid(z), lambda z: ad.sigmoid(z * 2) + 1]))
    neurons = [Neuron(2, activation=own, rng=rng, scope=f"n{i}") for i in range(2)]
    layer = Layer(2, 2, activation=own, rng=rng, scope="layer")
    values: list[Value] = list(variables(x=0.5, y=-1.0))
    for _ in range(draw(st.integers(1, 12))):
        a, b = (values[draw(st.integers(0, len(values) - 1))] for _ in range(2))
        what = draw(st.integers(0, 5))
        if what == 0:
            values += layer([a, b])
        else:
            values.append(neurons[what % 2]([a, b]) if what < 4 else a - b if what == 4 else a * 3)
    return values[-draw(st.integers(1, 3)):]


@st.composite
def anyhow(draw: st.DrawFn) -> list[Value]:
    """A random graph whose scopes make no sense: whatever a user wrote into them, the drawing must be true."""
    scopes = st.sampled_from(["", "", "a/b", "a/c", "d"])
    values: list[Value] = list(variables(x=0.5, y=-1.0, z=2.0))
    for leaf in values:
        leaf.scope = draw(scopes)
    for _ in range(draw(st.integers(1, 20))):
        a, b = (values[draw(st.integers(0, len(values) - 1))] for _ in range(2))
        made = a * b if draw(st.booleans()) else ad.dot([a, b], [1.0, b])
        made.scope = draw(scopes)
        values.append(made)
    return values[-draw(st.integers(1, 3)):]

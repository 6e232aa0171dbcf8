"""What a trained network must reach: the shapes learners start with, with fixed seeds."""

from typing import Any

import pytest

from nn import MLP, Adam, accuracy, binary_cross_entropy_with_logits, cross_entropy, fit
from nn.data import Dataset, circles, gate, moons, sklearn_set, spirals


def learnt(data: Dataset, hidden: list[int], activation: str, rate: float, epochs: int, batch_size: int | None) -> float:
    """The accuracy after training."""
    init = "he" if activation == "relu" else "xavier"
    model = MLP(len(data.inputs[0]), [*hidden, 1], activation=activation, init=init, rng=0)
    fit(model, data, binary_cross_entropy_with_logits, Adam(model, lr=rate), epochs, batch_size)
    return accuracy(model(data.inputs), data.targets)


@pytest.mark.parametrize("low", [0, -1])
def test_xor_is_learnt_by_backpropagation(low: int) -> None:
    """Doc. 001, lines 233 and 234: what one neuron cannot, two layers learn (row 7)."""
    assert learnt(gate("xor", low=low), [4], "tanh", 0.1, 40, None) == 1.0
    assert learnt(gate("xor", low=low), [], "tanh", 0.1, 40, None) < 1.0


@pytest.mark.parametrize(("data", "hidden", "activation", "rate", "epochs", "least"), [
    (moons(100, noise=0.1), [8, 8], "relu", 0.03, 25, 0.99),
    (circles(100, noise=0.05), [8], "tanh", 0.05, 20, 1.0),
    (spirals(150, noise=0.02), [16, 16], "relu", 0.02, 15, 0.97),
])
def test_shapes_are_learnt(data: Any, hidden: list[int], activation: str, rate: float, epochs: int, least: float) -> None:
    assert learnt(data, hidden, activation, rate, epochs, 20) >= least


def test_iris_is_learnt_as_well_as_by_scikit_learn() -> None:
    pytest.importorskip("sklearn")
    train, test = sklearn_set("iris").split(0.75, 0)
    train, scaler = train.standardized()
    model = MLP(4, [16, 3], init="xavier", rng=0)
    fit(model, train, cross_entropy, Adam(model, lr=0.01), 40, 32)
    from sklearn.neural_network import MLPClassifier

    peer = MLPClassifier((16,), solver="lbfgs", max_iter=300, random_state=0).fit(*train)
    assert accuracy(model(test.scaled(scaler).inputs), test.targets) >= peer.score(*test.scaled(scaler))

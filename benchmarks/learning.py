"""What the networks learn, and what scikit-learn's MLPClassifier learns of the same: `python -m benchmarks.learning`.

The same split, scaling, hidden layer, batch size, optimiser (Adam) and learning rate; each of its 5 seeds deals another
split and draws other weights. Needs the extra `data`.
"""

import warnings
from statistics import mean

from nn import MLP, Adam, accuracy, binary_cross_entropy_with_logits, cross_entropy, fit
from nn.data import Dataset, sklearn_set

HIDDEN, RATE, EPOCHS, BATCH, SEEDS = 16, 0.01, 40, 32, range(5)


def halves(name: str, seed: int) -> tuple[Dataset, Dataset]:
    """Three quarters to learn from and the rest to be judged by, both scaled by the first."""
    train, test = sklearn_set(name).split(0.75, seed)
    train, scaler = train.standardized()
    return train, test.scaled(scaler)


def ours(train: Dataset, test: Dataset, seed: int) -> float:
    """The accuracy of our network on the test half."""
    classes = len(train.classes)
    model = MLP(len(train.inputs[0]), [HIDDEN, 1 if classes == 2 else classes], init="xavier", rng=seed)
    loss = binary_cross_entropy_with_logits if classes == 2 else cross_entropy
    fit(model, train, loss, Adam(model, lr=RATE), EPOCHS, BATCH, rng=seed)
    return accuracy(model(test.inputs), test.targets)


def theirs(train: Dataset, test: Dataset, seed: int) -> float:
    """That of scikit-learn's."""
    from sklearn.neural_network import MLPClassifier

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that so few epochs are not enough for its own idea of convergence
        classifier = MLPClassifier((HIDDEN,), learning_rate_init=RATE, batch_size=BATCH, max_iter=EPOCHS, alpha=0.0,
                                   random_state=seed).fit(*train)
    return float(classifier.score(*test))


def main() -> None:
    print("| set | ours | MLPClassifier |\n|---|---|---|")
    for name in ("iris", "breast_cancer"):
        found = [(ours(*halves(name, seed), seed), theirs(*halves(name, seed), seed)) for seed in SEEDS]
        mine, peers = ([f"{100 * mean(column):.1f} % ({100 * min(column):.1f} to {100 * max(column):.1f})"
                        for column in zip(*found, strict=True)])
        print(f"| {name} | {mine} | {peers} |", flush=True)


if __name__ == "__main__":
    main()

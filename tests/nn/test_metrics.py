"""Metrics, beside scikit-learn's."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as theirs

from autodiff import Value, sigmoid
from nn import MLP, SGD, binary_cross_entropy, fit, metrics
from nn.metrics import accuracy, confusion, mae, predictions, r2, rmse

numbers = st.floats(-1e6, 1e6)
some = st.lists(st.tuples(numbers, numbers), min_size=2, max_size=20)
scored = st.integers(2, 5).flatmap(lambda k: st.lists(
    st.tuples(st.lists(numbers, min_size=k, max_size=k), st.integers(0, k - 1)), min_size=1, max_size=20))


def columns(pairs: list[tuple[Any, Any]]) -> tuple[list[Any], list[Any]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


# --- classes ---


@given(scored)
def test_of_several_outputs_the_largest_decides(pairs: list[tuple[list[float], int]]) -> None:
    outputs, targets = columns(pairs)
    predicted = [int(k) for k in np.argmax(outputs, axis=1)]
    assert predictions(outputs) == predicted
    assert accuracy(outputs, targets) == theirs.accuracy_score(targets, predicted)
    one_hot = [[float(k == target) for k in range(len(outputs[0]))] for target in targets]
    assert accuracy(outputs, one_hot) == accuracy(outputs, targets)


@given(st.lists(st.tuples(numbers, st.integers(0, 1)), min_size=1, max_size=20), numbers)
def test_a_single_output_is_class_1_above_the_threshold(pairs: list[tuple[float, int]], threshold: float) -> None:
    outputs, targets = columns(pairs)
    predicted = [int(x > threshold) for x in outputs]
    assert predictions(outputs, threshold) == predicted
    assert accuracy(outputs, targets, threshold=threshold) == theirs.accuracy_score(targets, predicted)
    signs = [2 * y - 1 for y in targets]
    assert accuracy(outputs, signs, threshold=threshold) == accuracy(outputs, targets, threshold=threshold)
    assert predictions([[x] for x in outputs], threshold) == predicted


def test_the_threshold_itself_is_class_0_and_of_equals_the_first_wins() -> None:
    assert predictions([0.0, -0.0, 5e-324]) == [0, 0, 1]
    assert predictions([0.5, 0.6], threshold=0.5) == [0, 1]
    assert predictions([[1.0, 1.0], [0.0, math.inf]]) == [0, 1]


@given(st.lists(st.tuples(st.floats(-30, 30), st.integers(0, 1)), min_size=1, max_size=20))
def test_what_sigmoid_made_is_a_probability_and_all_else_a_logit(pairs: list[tuple[float, int]]) -> None:
    logits, targets = columns(pairs)
    made = [sigmoid(Value(z)) for z in logits]
    predicted = [int(1 / (1 + math.exp(-z)) > 0.5) for z in logits]
    for outputs in (made, [[p] for p in made], np.array(made)):
        assert predictions(outputs) == predicted
        assert accuracy(outputs, targets) == theirs.accuracy_score(targets, predicted)
        assert confusion(outputs, targets).accuracy == theirs.accuracy_score(targets, predicted)
    assert predictions([p.data for p in made]) == [1] * len(made)  # of plain numbers nothing is known
    assert predictions(iter([0.1])) == [1]
    assert predictions([*made, Value(0.1)])[-1] == 1  # nor of a mixture
    assert predictions(made, threshold=0) == [1] * len(made)


def test_fit_judges_a_model_that_ends_in_a_sigmoid_by_its_probabilities() -> None:
    model = MLP(1, [1], activation=["sigmoid"], weights=[[[1.0]]], bias=False)
    data = [[-2.0], [-1.0], [1.0], [2.0]], [0, 0, 1, 1]
    history = fit(model, data, binary_cross_entropy, SGD(model, lr=0.1), epochs=1, metrics=[accuracy], progress=False)
    assert history.last("accuracy") == 1.0


def test_values_and_arrays_are_read_as_numbers() -> None:
    assert accuracy([Value(2.0), Value(-1.0)], [1, 1]) == 0.5
    assert accuracy([[Value(2.0), 1.0], [Value(0.0), 1.0]], np.array([0, 1])) == 1.0
    assert accuracy(np.array([[2.0, 1.0]]), np.array([[1.0, 0.0]])) == 1.0
    assert r2([Value(1.0), Value(2.0)], (1, 2)) == 1.0


@given(scored)
def test_a_confusion_table_counts_as_scikit_learn_does(pairs: list[tuple[list[float], int]]) -> None:
    outputs, targets = columns(pairs)
    k = len(outputs[0])
    found = confusion(outputs, targets)
    predicted = predictions(outputs)
    assert found.counts == theirs.confusion_matrix(targets, predicted, labels=range(k)).tolist()
    assert found.accuracy == accuracy(outputs, targets)
    options: Any = {"labels": range(k), "average": None, "zero_division": np.nan}
    assert found.precision == pytest.approx(theirs.precision_score(targets, predicted, **options), nan_ok=True)
    assert found.recall == pytest.approx(theirs.recall_score(targets, predicted, **options), nan_ok=True)


def test_a_confusion_table_prints_with_names_and_gaps() -> None:
    names = ("cat", "dog", "x" * 30)
    found = confusion([[2, 1, 0], [0, 1, 0], [1, 0, 0]], [0, 1, 1], names)
    assert str(found).splitlines() == [
        "  true \\ predicted         cat      dog  xxxxxxxxxxxxxxxxxxx…   recall",
        "  cat                        1        0                     0  100.0 %",
        "  dog                        1        1                     0   50.0 %",
        "  xxxxxxxxxxxxxxxxxxx…       0        0                     0        -",
        "  precision             50.0 %  100.0 %                     -   66.7 %",
    ]
    assert (found.classes, found.counts) == (names, [[1, 0, 0], [1, 1, 0], [0, 0, 0]])


# --- numbers ---


@given(some)
def test_errors_are_scikit_learns(pairs: list[tuple[float, float]]) -> None:
    outputs, targets = columns(pairs)
    assert mae(outputs, targets) == pytest.approx(theirs.mean_absolute_error(targets, outputs), rel=1e-12)
    assert rmse(outputs, targets) == pytest.approx(theirs.root_mean_squared_error(targets, outputs), rel=1e-12)


@given(some.filter(lambda pairs: max(b for _, b in pairs) - min(b for _, b in pairs) > 1e-3))
def test_r2_is_scikit_learns(pairs: list[tuple[float, float]]) -> None:
    outputs, targets = columns(pairs)
    assert r2(outputs, targets) == pytest.approx(theirs.r2_score(targets, outputs), rel=1e-6, abs=1e-6)


def test_r2_of_several_outputs_is_the_mean_of_theirs() -> None:
    rng = np.random.default_rng(0)
    outputs, targets = rng.normal(size=(20, 3)), rng.normal(size=(20, 3))
    assert r2(outputs, targets) == pytest.approx(theirs.r2_score(targets, outputs), rel=1e-12)
    assert mae(outputs, targets) == pytest.approx(abs(outputs - targets).mean(), rel=1e-12)
    assert rmse(outputs, targets) == pytest.approx(((outputs - targets) ** 2).mean() ** 0.5, rel=1e-12)


def test_r2_at_its_ends() -> None:
    assert r2([1, 2, 3], [1, 2, 3]) == 1.0
    assert r2([2, 2, 2], [1, 2, 3]) == 0.0
    assert r2([3, 2, 1], [1, 2, 3]) == -3.0
    assert r2([1e200, 2e200, 4e200], [1e200, 2e200, 3e200]) == pytest.approx(0.5)  # where squares overflow
    assert r2([0.1, 0.2], [0.1, 0.1]) == r2([0.1, 0.0], [0.1, 0.1]) == -math.inf
    assert math.isnan(r2([0.1] * 3, [0.1] * 3))


def test_what_is_nan_stays_nan_in_a_number_and_is_refused_as_a_class() -> None:
    assert all(map(math.isnan, (mae([math.nan, 1.0], [1, 1]), rmse([math.nan, 1.0], [1, 2]), r2([1.0, math.nan], [1, 2]),
                                r2([math.nan, 1.0], [1, 1]), r2([1.0, math.nan], [1, 1]))))
    with pytest.raises(ValueError, match=r"^outputs\[1\] must be comparable, with threshold 0.0: got \[nan\]"):
        accuracy([1.0, math.nan], [1, 0])


@pytest.mark.parametrize(("call", "message"), [
    (lambda: accuracy([], []), "outputs must hold at least one sample, got none"),
    (lambda: accuracy(Value(1.0), [1]), "outputs must be a list or an array, not Value"),
    (lambda: accuracy(["a"], [1]), r"outputs\[0\] must be a real number, not str \('a'\)"),
    (lambda: accuracy([[1, 2], [3]], [0, 1]), r"outputs\[1\] must have 2 numbers, got 1: \[3.0\]"),
    (lambda: accuracy([[]], [0]), r"outputs\[0\] must have one or more numbers, got 0"),
    (lambda: accuracy([1.0, 2.0], [1]), r"targets must be as many as outputs, 2, got 1: \[1\]"),
    (lambda: accuracy([1.0, 2.0], [0, 2]), r"targets\[1\] must be the number of a class, from 0 to 1 \(also -1 and 1\)"),
    (lambda: accuracy([1.0, 2.0], [0, -1]), r"targets\[1\] must be the number of a class, from 0 to 1"),
    (lambda: accuracy([[1, 2], [2, 1]], [1, -1]), r"targets\[1\] must be the number of a class, from 0 to 1 \(also rows"),
    (lambda: accuracy([[1, 2]], [0.5]), r"targets\[0\] must be the number of a class, from 0 to 1 \(also rows of 2"),
    (lambda: accuracy([[1, 2]], [[1, 0, 0]]), r"targets\[0\] must be the number of a class, .* got \[1.0, 0.0, 0.0\]"),
    (lambda: accuracy([1.0], [1], threshold="0"), "threshold must be a real number, not str"),  # type: ignore[arg-type]
    (lambda: confusion([1.0], [1], ["a"]), r"classes must be 2, one each, got 1: \('a',\)"),
    (lambda: r2([1, 2], [[1, 2], [3, 4]]), "targets must have as many numbers per sample as outputs, 1, got 2"),
    (lambda: mae([1, 2], [1, math.inf]), r"targets\[1\] must be a finite number, got inf"),
])
def test_what_is_refused_is_named(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        call()


def test_every_metric_is_public() -> None:
    assert all(hasattr(metrics, name) for name in metrics.__all__)

"""What losses are given: one number, lists, batches, arrays, Values; and what they refuse."""

import math
from typing import Any

import numpy as np
import pytest

import nn
from autodiff import Value, sigmoid

PAIRED = ("squared_error", "half_squared_error", "mse", "mae", "huber", "hinge", "binary_cross_entropy",
          "binary_cross_entropy_with_logits")


@pytest.mark.parametrize("name", PAIRED)
def test_one_number_a_list_a_batch_and_arrays_are_the_same(name: str) -> None:
    loss, targets = getattr(nn, name), [1, 1, 1, 1]
    outputs = [0.125, 0.25, 0.5, 0.875]
    flat_loss = loss(outputs, targets)
    assert loss([outputs[:2], outputs[2:]], [[1, 1], [1, 1]]) == flat_loss
    assert loss(np.array(outputs), np.array(targets)) == flat_loss
    assert loss(np.array(outputs).reshape(2, 2), np.array(targets).reshape(2, 2)) == flat_loss
    assert loss(tuple(outputs), targets) == flat_loss
    assert loss(outputs, [True] * 4) == loss(outputs, np.array([True] * 4)) == flat_loss
    assert loss(0.125, 1) == loss([0.125], [1]) == loss(outputs, targets, reduction="none")[0]
    assert isinstance(loss(Value(0.125), 1), Value)


@pytest.mark.parametrize("name", ["cross_entropy", "nll"])
def test_a_sample_of_classes_is_a_batch_of_one(name: str) -> None:
    loss, row = getattr(nn, name), [-0.5, -1.0, -0.25]
    assert loss(row, 2) == loss([row], [2]) == loss(np.array([row]), np.array([2])) == loss(row, True + 1)
    assert loss([row, row], [2, 0]) == pytest.approx((loss(row, 2) + loss(row, 0)) / 2)
    assert loss([row, row], [2, 0], reduction="none") == [loss(row, 2), loss(row, 0)]


def test_a_loss_of_one_number_is_its_term_without_a_sum_around_it() -> None:
    v = Value(2.0)
    assert {loss(v, 1.0).op.name for loss in (nn.squared_error, nn.mse)} == {"square"}
    assert nn.cross_entropy([v, 0.0], 1).op.name == "logsumexp"
    assert nn.mse([v, v], [1.0, 1.0], reduction="sum").op.name == "sum"


def test_a_target_may_be_a_value_and_collects_a_gradient() -> None:
    a, y, p = Value(2.0), Value(0.5), Value(0.25)
    nn.squared_error([a], [y]).backward()
    assert (a.grad, y.grad) == (3.0, -3.0)
    nn.binary_cross_entropy(p, Value(0.5, "y")).backward()
    assert p.grad == pytest.approx(-0.5 / 0.25 + 0.5 / 0.75)


def test_a_loss_of_a_comparison_stays_in_the_graph() -> None:
    x = Value(0.25)
    assert isinstance(nn.nll([x > 0, x > 1], 0), Value)


def test_logits_and_probabilities_agree() -> None:
    z = [0.5, -1.5]
    assert nn.binary_cross_entropy([sigmoid(x) for x in z], [1, 0]) == pytest.approx(
        nn.binary_cross_entropy_with_logits(z, [1, 0]), rel=1e-14)


# --- What is refused ---


@pytest.mark.parametrize(("make", "message"), [
    (lambda: nn.mse([1.0, 2.0], [1.0]), r"^targets must be 2 as the outputs are, list \(\[1.0, 2.0\]\), got 1: give"),
    (lambda: nn.mse([1.0], 2.0), r"targets must be 1 as the outputs are, list \(\[1.0\]\), got float \(2.0\)"),
    (lambda: nn.mse(1.0, [2.0]), r"targets must be one number as the output is, not list \(\[2.0\]\)"),
    (lambda: nn.mse([1.0, 2.0], [1.0, [2.0]]), r"targets\[1\] must be one number as the output is, not list"),
    (lambda: nn.mse([[1.0], [2.0]], [[1.0], 2.0]), r"targets\[1\] must be 1 as the outputs\[1\] are, list \(\[2.0\]\), got"),
    (lambda: nn.mse([], []), "^a loss needs at least one output, got none: an empty batch has no loss$"),
    (lambda: nn.mse([1.0], [1.0], reduction="avg"), "reduction must be 'mean', 'sum' or 'none', got 'avg'"),
    (lambda: nn.huber(1.0, 0.0, delta=0.0),
     r"^delta of huber\(\) must be above 0, got 0.0: the loss would be 0 everywhere$"),
    (lambda: nn.huber(1.0, 0.0, delta=-1.0), r"delta of huber\(\) must be 0 or more, got -1.0"),
    (lambda: nn.huber(1.0, 0.0, delta=math.nan), r"delta of huber\(\) must be finite, got nan"),
    (lambda: nn.hinge([0.5], [0]), r"a target of hinge must be -1 or 1, got 0.0: for classes 0 and 1, give 2\*y - 1"),
    (lambda: nn.binary_cross_entropy([1.5], [1]), "a probability must be from 0 to 1, got 1.5: for logits there is"),
    (lambda: nn.binary_cross_entropy([-0.5], [1]), "a probability must be from 0 to 1, got -0.5"),
    (lambda: nn.binary_cross_entropy([0.5], [-1]), r"must be from 0 to 1, got -1.0: for classes -1 and 1, give"),
    (lambda: nn.binary_cross_entropy([0.5], [1.5]), r"a target of a binary cross-entropy must be from 0 to 1, got 1.5"),
    (lambda: nn.binary_cross_entropy_with_logits([0.5], [2]), "of a binary cross-entropy must be from 0 to 1, got 2.0"),
    (lambda: nn.cross_entropy([0.0, 1.0], 2), "of cross_entropy must be the number of a class, an int from 0 to 1, got 2"),
    (lambda: nn.cross_entropy([0.0, 1.0], -1), "an int from 0 to 1, got -1"),
    (lambda: nn.cross_entropy([0.0, 1.0], 1.0), r"an int from 0 to 1, got 1.0: int\(y\) makes one of a float"),
    (lambda: nn.nll([0.0, 1.0], 2), "a target of nll must be the number of a class, an int from 0 to 1, got 2"),
    (lambda: nn.nll([0.0, 1.0], [0.5, 0.5]), r"a target of nll must be the number of a class, .* got \[0.5, 0.5\]"),
    (lambda: nn.cross_entropy([0.0, 1.0], [0.5, 0.4]),
     r"a class from 0 to 1, or 2 probabilities whose sum is 1, got \[0.5, 0.4\]"),
    (lambda: nn.cross_entropy([0.0, 1.0], [0.5, 0.6]), r"or 2 probabilities whose sum is 1, got \[0.5, 0.6\]"),
    (lambda: nn.cross_entropy([0.0, 1.0], [-0.5, 1.5]), r"or 2 probabilities whose sum is 1, got \[-0.5, 1.5\]"),
    (lambda: nn.cross_entropy([0.0, 1.0], [1.0]), r"or 2 probabilities whose sum is 1, got \[1.0\]"),
    (lambda: nn.cross_entropy([0.0, 1.0, 2.0], [0, 1, 1]), "a model of one output has binary_cross_entropy_with_logits"),
    (lambda: nn.cross_entropy([[0.0], [1.0]], [0, 0]), r"one per class, got \[0.0\]: a model of one output has binary_"),
    (lambda: nn.cross_entropy([[0.0, 1.0], 2.0], [0, 0]), "for a sample must be two or more, one per class, got 2.0"),
    (lambda: nn.cross_entropy([[0.0, 1.0]], [0, 1]), r"targets must be 1, one for each sample, got \[0, 1\]"),
    (lambda: nn.cross_entropy([[0.0, 1.0]], 0), "targets must be 1, one for each sample, got 0"),
    (lambda: nn.cross_entropy(0.5, 0), "must be a list with one number per class, .* got 0.5: a model of one output has"),
    (lambda: nn.cross_entropy([], 0), r"must be a list with one number per class, or a list of such lists, got \[\]"),
])
def test_value_errors_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize(("make", "message"), [
    (lambda: nn.mse([1.0], [None]), r"^a target must be a real number, not NoneType \(None\)"),
    (lambda: nn.mae(["a"], [1.0]), r"an output must be a real number, not str \('a'\)"),
    (lambda: nn.cross_entropy(["a", 1.0], 0), r"an output must be a real number, not str \('a'\)"),
    (lambda: nn.nll(["a", 1.0], 0), r"an output must be a real number, not str \('a'\)"),
    (lambda: nn.cross_entropy([0.0, 1.0], ["a", 1.0]), r"a target must be a real number, not str \('a'\)"),
    (lambda: nn.huber(1.0, 0.0, delta="1"), r"delta of huber\(\) must be a real number, not str"),
])
def test_type_errors_name_what_is_no_number(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()

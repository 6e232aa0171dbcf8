"""Dropout: the share it drops, and its own random generator."""

import math
import random

import numpy as np
import pytest

import autodiff
from autodiff import Value
from nn import Dropout, Layer, Sequential
from tests.nn.golden import GOLDEN


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_drops_its_share_and_keeps_the_mean(p: float) -> None:
    n = 20_000
    y = Dropout(p, rng=3)([1.5] * n)
    assert sorted({*y}) == pytest.approx([0.0, GOLDEN["dropout"][str(p)]], rel=1e-15)
    assert abs(y.count(0.0) - n * p) < 5 * math.sqrt(n * p * (1 - p))


def test_dropout_passes_the_gradient_of_what_it_keeps_and_keeps_values() -> None:
    x = [Value(math.inf if i % 2 else 1.0) for i in range(40)]
    y = Dropout(0.5, rng=1)(x)
    assert all(isinstance(out, Value) for out in y)  # so that there always is something to go backward from
    autodiff.sum(y).backward()
    assert [v.grad for v in x] == [2.0 if out.data else 0.0 for out in y]
    assert {v.grad for v in x} == {0.0, 2.0}


def test_dropout_does_nothing_in_evaluation_or_with_p_0() -> None:
    x = [Value(2.0), 3.0]
    assert Dropout(0.9).eval()(x) == x
    assert Dropout(0.0)([2.0, 3.0]) == [2.0, 3.0]
    drop = Dropout(0.5, rng=0)
    drop.eval()([1.0] * 5)
    assert drop.rng.random() == random.Random(0).random()  # nothing was drawn


def test_two_dropouts_do_not_drop_alike_and_each_has_a_generator_of_its_own() -> None:
    ones = [1.0] * 64
    random.seed(4)
    first, second = Dropout(), Dropout()
    masks = [first(ones), second(ones)]
    assert masks[0] != masks[1]
    random.seed(4)
    again = [Dropout(), Dropout()]
    random.random()  # an unrelated draw changes nothing
    assert [drop(ones) for drop in again] == masks
    assert [name for name, _ in Sequential(first, Layer(64, 1), second).named_generators()] == ["block1.rng", "block3.rng"]
    assert Dropout(rng=random.Random(7))(ones) == Dropout(rng=7)(ones) == Dropout(rng=np.int64(7))(ones)


@pytest.mark.parametrize("p", [1, 1.5, -0.1, math.nan])
def test_a_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match=rf"p of a Dropout must be a probability below 1, got {p}: give 0.5"):
        Dropout(p)

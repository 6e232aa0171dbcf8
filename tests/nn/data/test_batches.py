"""Batches: each sample once an epoch."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import batches


def test_1000_samples_in_batches_of_100_are_10_steps_an_epoch() -> None:
    """Doc. 001, line 432: 5 epochs are 50 steps and show each sample 5 times."""
    rng = random.Random(0)
    epochs = [batches(1000, 100, rng) for _ in range(5)]
    assert [len(epoch) for epoch in epochs] == [10] * 5
    assert set(Counter(i for epoch in epochs for batch in epoch for i in batch).values()) == {5}
    assert epochs[0] != epochs[1]


@given(n=st.integers(1, 200), size=st.integers(1, 250), seed=st.none() | st.integers(0, 99))
def test_each_number_comes_once_in_batches_of_one_size_but_the_last(n: int, size: int, seed: int | None) -> None:
    made = batches(n, size, seed)
    assert sorted(i for batch in made for i in batch) == list(range(n))
    assert {len(batch) for batch in made[:-1]} <= {size}
    assert 1 <= len(made[-1]) <= size


def test_without_a_generator_the_order_stays() -> None:
    assert batches(5, 2) == [[0, 1], [2, 3], [4]]
    assert batches(3) == [[0, 1, 2]]


def test_a_seed_deals_the_same_order_always_and_nothing_else_is_drawn() -> None:
    random.seed(9)
    following = random.random()
    random.seed(9)
    assert batches(100, 7, rng=3) == batches(100, 7, rng=random.Random(3)) != batches(100, 7, rng=4)
    assert random.random() == following


def test_every_order_comes_about_as_often() -> None:
    rng = random.Random(0)
    orders = Counter(tuple(batches(3, rng=rng)[0]) for _ in range(6000))
    assert len(orders) == 6
    assert all(abs(count - 1000) < 5 * 1000**0.5 for count in orders.values())


@pytest.mark.parametrize(("n", "size", "message"), [
    (0, 1, "n, the number of samples, must be a positive int, got 0"),
    (3, 0, "batch_size must be a positive int, got 0"),
    (3, 2.0, "batch_size must be a positive int, got 2.0"),
])
def test_sizes_are_positive_ints(n: int, size: int, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        batches(n, size)

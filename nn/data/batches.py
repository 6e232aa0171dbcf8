"""Samples in batches (doc. 001: lotes): 1000 samples in batches of 100 are 10 steps an epoch."""

from typing import Any

from nn.checks import checked_size, generator


def order(n: int, rng: Any = None) -> list[int]:
    """The numbers from 0 to n - 1, in an order that `rng` deals: a seed or a `random.Random`; None for as they are."""
    numbers = list(range(n))
    if rng is not None:
        generator(rng).shuffle(numbers)
    return numbers


def batches(n: int, batch_size: int | None = None, rng: Any = None) -> list[list[int]]:
    """The numbers of n samples in batches of `batch_size`, each number once; the last batch may be smaller.

    batch_size: None for a single batch of all. rng: a `random.Random` deals another order at each call, a seed always the
    same; None leaves them in order. `ValueError` for sizes that are no positive ints.

    >>> batches(7, 3)
    [[0, 1, 2], [3, 4, 5], [6]]
    >>> len(batches(1000, 100, rng=0))
    10
    """
    checked_size(n, "n, the number of samples,")
    size = n if batch_size is None else checked_size(batch_size, "batch_size")
    dealt = order(n, rng)
    return [dealt[start:start + size] for start in range(0, n, size)]

"""Samples in batches (lotes): 1000 samples in batches of 100 are 10 steps per epoch."""

from typing import Any

from nn.checks import checked_size, generator


def order(n: int, rng: Any = None) -> list[int]:
    """The numbers from 0 to n - 1, shuffled by `rng`, a seed or a `random.Random`; in order for None."""
    numbers = list(range(n))
    if rng is not None:
        generator(rng).shuffle(numbers)
    return numbers


def batches(n: int, batch_size: int | None = None, rng: Any = None) -> list[list[int]]:
    """The indices of n samples in batches of `batch_size`. The last batch may be smaller.

    batch_size: None for a single batch. rng: a `random.Random` gives another order at each call, a seed always the same
    one; None keeps the order. `ValueError` for sizes that are not positive integers.

    >>> batches(7, 3)
    [[0, 1, 2], [3, 4, 5], [6]]
    >>> len(batches(1000, 100, rng=0))
    10
    """
    checked_size(n, "n, the number of samples,")
    size = n if batch_size is None else checked_size(batch_size, "batch_size")
    shuffled = order(n, rng)
    return [shuffled[start:start + size] for start in range(0, n, size)]

"""Schedules: the learning rate of each epoch, counted from 0.

A schedule is any function of the epoch. It has no state, so that a training can be resumed:

>>> schedule = step_decay(0.5, every=10)
>>> for epoch in (0, 9, 10, 20):
...     print(epoch, round(schedule(epoch), 12))  # optimizer.lr = schedule(epoch)
0 0.5
9 0.5
10 0.05
20 0.005
"""

from collections.abc import Callable
from math import cos, pi

from autodiff.messages import shown
from nn.checks import checked_fraction, checked_not_negative, checked_size

Schedule = Callable[[int], float]


def step_decay(lr: float, every: int, factor: float = 0.1) -> Schedule:
    """lr * factor**k, where k grows by 1 every `every` epochs. PyTorch's StepLR (step_size, gamma). factor: from 0 to 1.

    >>> [step_decay(1.0, every=2, factor=0.5)(epoch) for epoch in range(5)]
    [1.0, 1.0, 0.5, 0.5, 0.25]
    """
    start, size, part = checked_not_negative(lr, "lr"), checked_size(every, "every"), checked_fraction(factor, "factor")
    return lambda epoch: start * part ** (_checked_epoch(epoch) // size)


def exponential_decay(lr: float, factor: float) -> Schedule:
    """lr * factor**epoch. PyTorch's ExponentialLR (gamma). factor: from 0 to 1.

    >>> [exponential_decay(1.0, 0.5)(epoch) for epoch in range(4)]
    [1.0, 0.5, 0.25, 0.125]
    """
    return step_decay(lr, 1, factor)


def linear_decay(lr: float, epochs: int, minimum: float = 0.0) -> Schedule:
    """A straight line from lr to `minimum` over `epochs` epochs, then `minimum`.

    PyTorch's LinearLR (start_factor=1, end_factor=minimum/lr). micrograd's demo is `linear_decay(1.0, 100, minimum=0.1)`.

    >>> [linear_decay(1.0, 4)(epoch) for epoch in range(6)]
    [1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    """
    start, end = checked_not_negative(lr, "lr"), checked_not_negative(minimum, "minimum")
    length = checked_size(epochs, "epochs")
    return lambda epoch: start + (end - start) * _part(epoch, length)


def cosine_decay(lr: float, epochs: int, minimum: float = 0.0) -> Schedule:
    """minimum + (lr - minimum) * (1 + cos(pi * epoch/epochs))/2, then `minimum`.

    PyTorch's CosineAnnealingLR (T_max, eta_min), which rises again after `epochs`. Loshchilov and Hutter,
    arXiv:1608.03983, equation 5.

    >>> [round(cosine_decay(1.0, 4)(epoch), 3) for epoch in range(6)]
    [1.0, 0.854, 0.5, 0.146, 0.0, 0.0]
    """
    start, end = checked_not_negative(lr, "lr"), checked_not_negative(minimum, "minimum")
    length = checked_size(epochs, "epochs")
    return lambda epoch: end + (start - end) * (1 + cos(pi * _part(epoch, length))) / 2


def linear_warmup(schedule: Schedule | float, epochs: int, start: float = 1 / 3) -> Schedule:
    """A schedule, or a constant rate, times a factor that rises linearly from `start` to 1 in `epochs` epochs.

    PyTorch's LinearLR (start_factor, total_iters) before another scheduler. start: from 0 to 1.

    >>> warm = linear_warmup(exponential_decay(1.0, 0.5), epochs=2, start=0.5)
    >>> [warm(epoch) for epoch in range(4)]
    [0.5, 0.375, 0.25, 0.125]
    """
    length, low = checked_size(epochs, "epochs"), checked_fraction(start, "start")
    after = schedule if callable(schedule) else step_decay(schedule, 1, 1.0)
    return lambda epoch: after(epoch) * (low + (1 - low) * _part(epoch, length))


def _part(epoch: int, length: int) -> float:
    """epoch/length, at most exactly 1, so that no rate falls below its minimum by rounding."""
    return min(_checked_epoch(epoch), length) / length


def _checked_epoch(epoch: int) -> int:
    if not isinstance(epoch, int) or epoch < 0:
        raise ValueError(f"epoch must be an int of 0 or more, got {shown(epoch)}: the first epoch is 0")
    return epoch

"""Dropout: numbers made 0 at random in training."""

import random
from typing import Any

from autodiff import where
from autodiff.reals import number
from nn.checks import checked_operand, generator
from nn.modules.block import Block, Row


class Dropout(Block):
    """In training, makes each number 0 with probability p (Srivastava and others, 2014); in evaluation, changes nothing.

    The other numbers are divided by 1 - p, which keeps the mean. rng: a `random.Random`, or an integer, its seed; unless
    given, a new one whose seed is drawn from the `random` module. `ValueError` for p outside 0 <= p < 1.

    >>> drop = Dropout(0.5, rng=0)
    >>> drop([1.0, 1.0, 1.0, 1.0])
    [2.0, 2.0, 0.0, 0.0]
    >>> drop.eval()([1.0, 1.0, 1.0, 1.0])
    [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(self, p: float = 0.5, rng: Any = random) -> None:
        self.p = number(p, "p of a Dropout")
        if not 0 <= self.p < 1:
            raise ValueError(f"p of a Dropout must be a probability below 1, got {p!r}: give 0.5 to drop every other number")
        self.rng = generator(rng.getrandbits(64) if rng is random else rng)  # one for each layer, so that no two drop alike

    def forward(self, rows: list[Row]) -> list[Row]:
        if not self.training:
            return rows
        self._check_not_traced()
        return [[self._dropped(checked_operand(x, "an input of a Dropout")) for x in row] for row in rows]

    def _dropped(self, x: Any) -> Any:
        return x / (1 - self.p) if self.rng.random() >= self.p else where(False, x, 0.0)  # a Value stays one

    def __repr__(self) -> str:
        return f"Dropout({self.p})"

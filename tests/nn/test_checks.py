"""Checks that several modules share."""

import random
from typing import Any

import numpy as np
import pytest

from nn.checks import generator


def test_a_generator_is_taken_as_it_is_and_a_seed_makes_one() -> None:
    rng = random.Random(3)
    assert generator(rng) is rng
    assert generator(3).getstate() == rng.getstate()
    assert generator(0).getstate() != rng.getstate()


@pytest.mark.parametrize("given", [None, True, 1.0, "1", np.random.default_rng(0)])
def test_no_generator(given: Any) -> None:
    with pytest.raises(TypeError, match=r"^rng must be a random.Random or an int, its seed, not .*: give random"):
        generator(given)


def test_a_negative_seed_is_refused_as_it_would_be_that_of_another() -> None:
    assert random.Random(-1).random() == random.Random(1).random()
    with pytest.raises(ValueError, match="rng must be a seed of 0 or more, got -1"):
        generator(-1)

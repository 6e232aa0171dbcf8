"""Views: read as NumPy does it."""

import itertools
from typing import Any

import jax
import numpy as np

from autodiff.compiler.exports.jax_views import ArrayView

jax.config.update("jax_enable_x64", True)


def test_views_read() -> None:
    bounds = np.array([0, 30, 32, 40, 41, 60])
    grid = np.add.outer
    places = [grid(5 * np.arange(4), np.arange(3)), grid(np.arange(3), 4 * np.arange(5)), grid(np.arange(6), np.arange(4)),
              grid(2 + 7 * np.arange(4), 2 * np.arange(3)), np.array([[29, 28, 27]]), np.array([[3, 3], [5, 5]]),
              np.array([[4, 6], [4, 6]]), 25 + np.arange(33)[:, None], np.array([[33, 2], [59, 2], [40, 33]]),
              np.full((20, 1), 7), (np.arange(57) * np.arange(57) % 60)[:, None], np.zeros((3, 0), dtype=np.int64),
              (np.arange(900) ** 2 % 7)[:, None]]
    views = [ArrayView(p, bounds) for p in places]
    assert sum(view.regular is None for view in views) == 6
    numbers = np.arange(60.0) + 1

    @jax.jit
    def run(numbers: Any) -> Any:
        vectors = [numbers[a:b] for a, b in itertools.pairwise(bounds.tolist())]
        return [view.read(vectors) for view in views]

    for got, p in zip(run(numbers), places, strict=True):
        assert (np.broadcast_to(got, p.shape) == numbers[p]).all()

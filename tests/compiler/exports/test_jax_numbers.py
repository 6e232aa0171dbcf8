"""Functions of JAX's arithmetic that are ours, beside mpmath."""

import jax
import numpy as np
import pytest
from mpmath import mp

jax.config.update("jax_enable_x64", True)

from autodiff.compiler.exports.jax_numbers import exp_difference, select  # noqa: E402  (of float64 from the start)


@pytest.mark.parametrize(("x", "y"), [
    (0.1, 0.3), (1e-17, 1.0), (-700.1, 1e-14), (300.3, -400.7), (1.0, 1e-17), (-1.0, -1e-16), (5.0, 5.0)])
def test_the_rounding_of_the_difference_is_put_back(x: float, y: float) -> None:
    with mp.workdps(40):
        exact = mp.exp(mp.mpf(x) - mp.mpf(y))
        assert abs(float(exp_difference(x, y)) - exact) <= 3 * np.finfo(float).eps * exact


def test_infinities_that_are_equal_differ_by_nothing() -> None:
    assert float(exp_difference(np.inf, np.inf)) == 1.0
    assert float(exp_difference(-np.inf, 0.0)) == float(exp_difference(-1e300, 0.0)) == 0.0


def test_a_choice_spreads_to_the_largest_shape() -> None:
    assert select(np.array([True, False]), 1.0, np.array([[2.0], [3.0]])).tolist() == [[1.0, 2.0], [1.0, 3.0]]

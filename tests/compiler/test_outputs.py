"""Several outputs: what one output alone depends on has no part in the gradients of the others."""

from math import inf

import numpy as np
import pytest

from autodiff import compile, log, relu, sqrt, variables


@pytest.mark.parametrize("samples", [1, 9])
def test_a_pole_of_one_output_is_not_in_the_gradient_of_another(samples: int) -> None:
    x, = variables(x=0.0)
    kernel = compile([x * x, log(x), relu(x) + sqrt(x)], inputs=[x], wrt=[x])
    values, gradients = kernel(np.zeros((samples, 1)))
    assert np.array_equal(values, [[0.0, -inf, 0.0]] * samples)
    assert np.array_equal(gradients[..., 0], [[0.0, inf, inf]] * samples)

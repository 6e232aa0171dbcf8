"""Arrays with a mask are refused wherever arrays come in: the mask would be lost."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autodiff import Value, compile, dot, grad, hvp, jit, logsumexp, maximum, prod, tanh, variables
from autodiff import sum as total
from nn import SGD, Neuron, accuracy, fit, mse
from nn.data import Dataset

MODEL = Neuron(1, rng=0)
X, Y, Z, W = variables(x=1.0, y=2.0, z=3.0, w=4.0)
KERNEL = compile(W * X * Y * Z, inputs=[X, Y, Z], wrt=[X, Y, Z])
ARRAYS = {"masked": np.ma.array([1.0, 2.0, 3.0], mask=[False, True, False]), "unmasked": np.ma.array([1.0, 2.0, 3.0])}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
@pytest.mark.parametrize("use", [
    lambda a: grad(lambda v: v[0] * v[2])(a), lambda a: grad(lambda v: v["x"][0][2])({"x": [a]}),
    lambda a: hvp(lambda v: v[0] * v[2], ([1.0] * 3,), (a,)),
    lambda a: jit(tanh)(a), lambda a: jit(grad(tanh))(a), lambda a: jit(lambda v: v[0])([a, a]),
    lambda a: KERNEL(a), lambda a: KERNEL.value(a), lambda a: KERNEL([a, a]),
    lambda a: KERNEL.value((a, a), parameters=[0.5]), lambda a: KERNEL([1.0] * 3, parameters=a[:1]),
    lambda a: KERNEL.bind(a), lambda a: KERNEL.fun_jac()[0](a), lambda a: setattr(KERNEL, "parameters", a[:1]),
    lambda a: Dataset([[1.0]] * 3, a), lambda a: Dataset([a, a], [1.0, 2.0]), lambda a: accuracy([Value(1.0)] * 3, a),
    lambda a: fit(MODEL, (a.reshape(-1, 1), [1.0] * 3), mse, SGD(MODEL, lr=0.1), epochs=1)])
def test_a_mask_is_not_lost(use: Callable[[Any], Any], array: Any) -> None:
    with pytest.raises(TypeError, match=r" must not be a masked array, as the mask would be lost, got MaskedArray .*x.comp"):
        use(array)


@pytest.mark.parametrize("use", [
    lambda m: total([m]), lambda m: total([X, m]), lambda m: prod([m, X]), lambda m: logsumexp([m]), lambda m: dot([X], [m]),
    lambda m: dot([X, Y], [1.0, m]), lambda m: dot([X], [Y], m), lambda m: MODEL([m]), lambda m: mse([X], [m]), Value, tanh,
    lambda m: X + Value(m), lambda m: maximum(X, m)])
def test_a_masked_number_is_none(use: Callable[[Any], Any]) -> None:
    """Where numbers are taken one by one. It has a `_data`, as a Value has, and so was taken for one in a list."""
    with pytest.raises(TypeError, match="must be a real number, not Masked"):
        use(np.ma.masked)

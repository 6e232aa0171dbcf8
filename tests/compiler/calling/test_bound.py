"""Calls that are ready: the same as calls of the kernel, in place."""

import copy
import pickle
from typing import Any

import numpy as np
import pytest

from autodiff import Value, compile, sqrt, sum, tanh, variables, where
from autodiff.compiler.calling.kernel import Kernel


@pytest.fixture
def kernel() -> Kernel:
    x, w, b = variables(x=0.5, w=1.5, b=-0.25)
    return compile(tanh(w * x + b), inputs=[x], wrt=[w, b])


@pytest.mark.parametrize("rows", [[[0.1]], [0.1], [[0.1]] * 3, np.linspace(-1, 1, 30).reshape(-1, 1)])
@pytest.mark.parametrize("reduce", [None, "sum", "mean"])
def test_the_same_as_a_call(kernel: Kernel, rows: object, reduce: str | None) -> None:
    step = kernel.bind(rows, reduce=reduce)
    for _ in range(2):
        values, gradients = step()
        expected, slopes = kernel(rows, reduce=reduce)
        assert type(values) is type(expected)
        assert values == pytest.approx(expected, rel=1e-15)
        assert gradients == pytest.approx(slopes, rel=1e-15)
        assert np.shape(gradients) == np.shape(slopes)
        kernel.parameters[:] += 0.5


def test_rows_may_be_written_to(kernel: Kernel) -> None:
    step = kernel.bind(np.zeros((9, 1)))
    step.rows[:, 0] = np.arange(9.0)
    values, gradients = step()
    assert values.tolist() == kernel(np.arange(9.0).reshape(-1, 1))[0].tolist()
    assert gradients is step()[1]


def test_what_is_not_finite() -> None:
    x = Value(0.0)
    kernel = compile(where(x > 0, sqrt(x), 0 * x), [x])
    step = kernel.bind([[0.0], [1.0]] * 5)
    assert step()[1][:, 0].tolist() == [0.0, 0.5] * 5
    total = kernel.bind([[0.0], [1.0]] * 5, reduce="sum")
    assert (total()[0], total()[1].tolist()) == (5.0, [2.5])


def test_kernels_that_are_not_one_function() -> None:
    a, b = Value(0.5), Value(2.0)
    rolled = compile(sum([tanh(a * k) for k in (0.1, 0.2, 0.3, 0.4)]))
    several = compile([a * b, a + b], wrt=[a, b])
    mixed = compile(a * b, inputs=[b], wrt=[b, a])
    for kernel, rows in ((rolled, None), (several, None), (mixed, [[1.0]] * 5)):
        for reduce in (None, "mean"):
            values, gradients = kernel.bind(rows, reduce=reduce)()
            expected, slopes = kernel(rows, reduce=reduce)
            assert np.array_equal(values, expected)
            assert np.array_equal(gradients, slopes)


def test_what_does_not_fit_is_told(kernel: Kernel) -> None:
    with pytest.raises(ValueError, match="rows must have the shape"):
        kernel.bind([[1.0, 2.0]])
    with pytest.raises(ValueError, match="reduce must be"):
        kernel.bind([[1.0]], reduce="max")


@pytest.mark.parametrize("reduce", [None, "sum", "mean"])
@pytest.mark.parametrize("name", ["rows", "values", "gradients"])
def test_what_machine_code_knows_the_place_of_is_not_replaced(kernel: Kernel, name: str, reduce: str | None) -> None:
    step = kernel.bind(np.full((9, 1), 0.5), reduce=reduce)
    with pytest.raises(AttributeError, match=rf"^{name} of a bound call cannot .* the array, step.rows\[...\] = new"):
        setattr(step, name, np.zeros((9, 1)))
    with pytest.raises(AttributeError):
        delattr(step, name)
    step.rows += 0.25
    slope = (9.0 if reduce == "sum" else 1.0) / np.cosh(1.5 * 0.75 - 0.25) ** 2
    assert step()[1].reshape(-1, 2)[0] == pytest.approx([0.75 * slope, slope], rel=1e-14)


@pytest.mark.parametrize("owner", [
    np.full((9, 1), 0.5), np.full((3, 6, 1), 0.5)[1:].reshape(-1, 1), np.full(9, 0.5)[:, None]])
def test_arrays_are_not_resized_either(kernel: Kernel, owner: Any) -> None:
    step = kernel.bind(owner, reduce="sum")
    expected = kernel(owner, reduce="sum")[0]
    while isinstance(owner.base, np.ndarray):
        owner = owner.base
    for array in (owner, step.rows, step.gradients, kernel.parameters, kernel.parameters.base):
        with pytest.raises(ValueError, match="cannot resize"):
            array.resize((10**6, 1), refcheck=False)
    step.rows.base.shape = -1
    assert step()[0] == expected


def test_new_parameters_are_copied_to_where_the_old_ones_were(kernel: Kernel) -> None:
    step = kernel.bind([[2.0]] * 9, reduce="mean")
    kernel.parameters = new = np.array([0.0, 1.0])
    new[:] = np.nan
    assert step()[0] == pytest.approx(np.tanh(1.0), rel=1e-15)
    del kernel
    assert step()[0] == pytest.approx(np.tanh(1.0), rel=1e-15)


@pytest.mark.parametrize("rows", [[[0.5]] * 9, [0.5], [[0.5]]])
@pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy, lambda step: pickle.loads(pickle.dumps(step))])
def test_a_copy_does_not_read_what_belonged_to_the_first(kernel: Kernel, rows: Any, copied: Any) -> None:
    expected = kernel(rows)
    step = copied(kernel.bind(rows))
    step.rows[...] = 0.5
    for found, right in zip(step(), expected, strict=True):
        assert np.array_equal(found, right)

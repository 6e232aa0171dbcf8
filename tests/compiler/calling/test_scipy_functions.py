"""fun and jac of a kernel, as SciPy's optimisers take them."""

import pickle
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from scipy.optimize import check_grad, least_squares, minimize

import autodiff as ad
from autodiff import Value, variables
from autodiff.compiler.calling.kernel import Kernel


def rosenbrock(n: int) -> Kernel:
    xs = [Value(0.0) for _ in range(n)]
    y = ad.sum([100.0 * (b - a**2) ** 2 + (1.0 - a) ** 2 for a, b in pairwise(xs)])
    return ad.compile(y, inputs=xs, wrt=xs)


T = np.linspace(0.0, 2.0, 9)
TRUTH = np.array([2.5, -1.25])
ROWS = np.column_stack([T, TRUTH[0] * np.exp(TRUTH[1] * T) + 0.5])


def decay(*wanted: str) -> Kernel:
    """The residual a exp(k t) + c - y of a sample (t, y)."""
    t, y, a, k, c = variables(t=0.0, y=0.0, a=1.0, k=-1.0, c=0.5)
    leaves = {"a": a, "k": k, "c": c, "t": t}
    return ad.compile(a * ad.exp(k * t) + c - y, inputs=[t, y], wrt=[leaves[name] for name in wanted])


def residuals(x: Any) -> tuple[Any, Any]:
    """Of `decay("a", "k")`, by hand."""
    power = np.exp(x[1] * T)
    return x[0] * power + 0.5 - ROWS[:, 1], np.column_stack([power, x[0] * T * power])


def test_minimize_finds_the_valley_of_rosenbrock() -> None:
    fun, jac = rosenbrock(6).fun_jac()
    start = np.full(6, -1.0)
    assert fun(np.ones(6)) == 0.0
    assert isinstance(fun(start), float)
    assert check_grad(fun, jac, start) < 1e-4
    found = minimize(fun, start, jac=jac, method="BFGS", options={"gtol": 1e-8})
    assert found.x == pytest.approx(np.ones(6), abs=1e-6)
    assert minimize(fun, start, jac=jac, method="L-BFGS-B").success


def test_several_outputs_are_a_vector_and_its_jacobian() -> None:
    x, y = variables("x y")
    fun, jac = ad.compile([x * y, x - y, x**2], inputs=[x, y], wrt=[x, y]).fun_jac()
    assert fun([2.0, 3.0]).tolist() == [6.0, -1.0, 4.0]
    assert jac([2.0, 3.0]).tolist() == [[3.0, 2.0], [1.0, -1.0], [4.0, 0.0]]
    x, y = variables("x y")
    fun, jac = ad.compile([10.0 * (y - x**2), 1.0 - x], inputs=[x, y], wrt=[x, y]).fun_jac()
    assert least_squares(fun, [-1.2, 1.0], jac=jac).x == pytest.approx([1.0, 1.0])


def test_residuals_of_rows() -> None:
    fun, jac = decay("a", "k").fun_jac(ROWS)
    for x in ([1.0, -1.0], [3.0, 0.5]):
        expected = residuals(np.array(x))
        assert fun(x) == pytest.approx(expected[0], rel=1e-13, abs=1e-14)
        assert jac(x) == pytest.approx(expected[1], rel=1e-13)
    assert least_squares(fun, [1.0, -0.5], jac=jac).x == pytest.approx(TRUTH, rel=1e-8)


@pytest.mark.parametrize("loss", ["soft_l1", "cauchy"])
def test_what_an_optimiser_writes_into_is_its_own(loss: str) -> None:
    """With such a loss SciPy scales residuals and Jacobian in place."""
    fun, jac = decay("a", "k").fun_jac(ROWS)
    found = least_squares(fun, [1.0, -0.5], jac=jac, loss=loss)
    assert found.x == pytest.approx(TRUTH, rel=1e-6)
    fun(TRUTH)[:] = 7.0
    jac(TRUTH)[:] = 7.0
    assert fun(TRUTH) == pytest.approx(np.zeros(9), abs=1e-14)
    assert jac(TRUTH) == pytest.approx(residuals(TRUTH)[1])


@pytest.mark.parametrize("reduce", ["sum", "mean"])
def test_a_loss_over_rows(reduce: str) -> None:
    t, y, a, k = variables(t=0.0, y=0.0, a=1.0, k=-1.0)
    kernel = ad.compile((a * ad.exp(k * t) + 0.5 - y) ** 2, inputs=[t, y], wrt=[a, k])
    fun, jac = kernel.fun_jac(ROWS, reduce)
    x = np.array([2.0, -0.5])
    f, j = residuals(x)
    share = 1.0 if reduce == "sum" else 1 / len(T)
    assert fun(x) == pytest.approx(share * (f**2).sum(), rel=1e-13)
    assert jac(x) == pytest.approx(share * 2 * f @ j, rel=1e-12)
    assert minimize(fun, x, jac=jac, options={"gtol": 1e-10}).x == pytest.approx(TRUTH, rel=1e-6)
    assert kernel.parameters.tolist() == [1.0, -1.0]


def test_several_residuals_in_a_row_stand_one_after_the_other() -> None:
    t, y, a = variables(t=0.0, y=0.0, a=1.0)
    fun, jac = ad.compile([a * t, a**2 - y], inputs=[t, y], wrt=[a]).fun_jac([[1.0, 2.0], [3.0, 4.0]])
    assert fun([5.0]).tolist() == [5.0, 23.0, 15.0, 21.0]
    assert jac([5.0]).tolist() == [[1.0], [10.0], [3.0], [10.0]]


def test_parameters_that_are_not_asked_for_stay_as_they_are_in_the_kernel() -> None:
    kernel = decay("k", "a")
    fun, jac = kernel.fun_jac(ROWS)
    before = fun([-1.0, 2.0])
    kernel.parameters = [9.0, 9.0, 1.5]
    assert fun([-1.0, 2.0]) == pytest.approx(before + 1.0)
    assert jac([-1.0, 2.0]) == pytest.approx(residuals([2.0, -1.0])[1][:, ::-1], rel=1e-13)
    assert kernel.parameters.tolist() == [9.0, 9.0, 1.5]


def test_a_kernel_without_inputs_is_of_its_parameters() -> None:
    a, b = variables(a=2.0, b=3.0)
    fun, jac = ad.compile((a - 1) ** 2 + b**4).fun_jac()
    assert (fun([3.0, 2.0]), jac([3.0, 2.0]).tolist()) == (20.0, [4.0, 32.0])
    fun, jac = ad.compile([a * b, a - b]).fun_jac()
    assert (fun([3.0, 2.0]).tolist(), jac([3.0, 2.0]).tolist()) == ([6.0, 1.0], [[2.0, 3.0], [1.0, -1.0]])


def test_both_at_one_point_evaluate_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Any] = []
    call = Kernel.__call__
    monkeypatch.setattr(Kernel, "__call__", lambda self, *args, **more: calls.append(args) or call(self, *args, **more))
    fun, jac = rosenbrock(3).fun_jac()
    x = np.zeros(3)
    assert fun(x) == 2.0
    assert jac(x).tolist() == [-2.0, -2.0, 0.0]
    assert fun([0.0] * 3) == 2.0
    assert len(calls) == 1
    x[0] = 1.0  # in place, as optimisers do
    assert fun(x) == 101.0
    x[:] = np.nan
    assert np.isnan([fun(x), fun(x)]).all()
    assert len(calls) == 3


def test_rows_are_those_that_were_given_and_both_pickle() -> None:
    rows = ROWS.copy()
    fun, jac = decay("a", "k").fun_jac(rows)
    rows[:] = 0.0
    fun, jac = pickle.loads(pickle.dumps((fun, jac)))
    assert fun([1.0, -1.0]) == pytest.approx(residuals([1.0, -1.0])[0], rel=1e-13, abs=1e-14)
    assert jac([1.0, -1.0]) == pytest.approx(residuals([1.0, -1.0])[1], rel=1e-13)


def test_what_fits_neither_is_refused() -> None:
    with pytest.raises(ValueError, match=r"without rows the functions are of the 2 inputs, but this kernel is not by "
                                         r"exactly those in order: compile\(y, inputs=xs, wrt=xs\), or give rows"):
        decay("a").fun_jac()
    with pytest.raises(ValueError, match="but this kernel is by inputs and parameters: compile"):
        decay("a", "t").fun_jac(ROWS)
    with pytest.raises(ValueError, match="but this kernel is by inputs: compile"):
        rosenbrock(2).fun_jac(ROWS)
    with pytest.raises(ValueError, match="reduce adds up rows, and there are none"):
        rosenbrock(2).fun_jac(reduce="sum")
    with pytest.raises(ValueError, match=r"rows must have the shape \(any number, 2\)"):
        decay("a").fun_jac(np.ones((3, 4)))
    for function in decay("a", "k").fun_jac(ROWS, "median"):
        with pytest.raises(ValueError, match="reduce must be 'sum', 'mean' or None, got 'median'"):
            function([1.0, 2.0])
    for function in rosenbrock(2).fun_jac():
        with pytest.raises(TypeError, match="x must be real numbers, got an array of <U1"):
            function(["1", "2"])
        with pytest.raises(ValueError, match=r"x must be 2 numbers, got an array of the shape \(3,\)"):
            function([1.0, 2.0, 3.0])

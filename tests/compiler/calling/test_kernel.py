"""Kernel: what may be given and what comes back, its parameters, copies, threads and processes."""

import copy
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from math import inf, nan
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, compile, gradients, register, unregister, variables
from tests.compiler.kernels import ENGINES, Graph, assert_near, assert_same_bits, using
from tests.threads import together

ANY = pytest.mark.parametrize("engine", ENGINES[1:])


@pytest.fixture(scope="module")
def kernel() -> Any:
    """x0*w + x1**2 + b by w and b, at w = 2, b = 0.5."""
    x, y, w, b = variables(x=1.0, y=3.0, w=2.0, b=0.5)
    return compile(x * w + y**2 + b, [x, y], [w, b])


# --- Rows ---


@pytest.mark.parametrize(("rows", "shape"), [
    ([[1.0, 2.0], [3.0, 4.0]], (2,)), ([1.0, 2.0], ()), (np.zeros((0, 2)), (0,)), (np.ones((33, 2)), (33,)),
    (((1, 2), (3, 4), (5, 6)), (3,)), (range(2), ()), ([np.float32(1), 2], ()),
])
def test_the_shape_of_what_comes_back(kernel: Any, rows: Any, shape: tuple[int, ...]) -> None:
    value, gradient = kernel(rows)
    assert np.shape(value) == np.shape(kernel.value(rows)) == shape
    assert gradient.shape == (*shape, 2)
    assert isinstance(value, float) is (shape == ())
    for reduce in ("sum", "mean")[: 1 + (len(gradient) > 0)]:
        value, gradient = kernel(rows, reduce=reduce)
        assert isinstance(value, float)
        assert gradient.shape == (2,)


def test_of_several_outputs_each_has_an_axis() -> None:
    x, w = variables(x=1.0, w=2.0)
    for outputs in ([x * w], [x * w, w, x + w]):
        kernel, n = compile(outputs, [x], [w, x]), len(outputs)
        for rows, shape in (([1.0], ()), ([[1.0]] * 3, (3,)), ([[1.0]] * 40, (40,)), (np.zeros((0, 1)), (0,))):
            value, gradient = kernel(rows)
            assert (value.shape, gradient.shape) == ((*shape, n), (*shape, n, 2))
            assert kernel.value(rows).shape == (*shape, n)
            value, gradient = kernel(rows, reduce="sum")
            assert (value.shape, gradient.shape) == ((n,), (n, 2))


def test_without_inputs_one_number_comes_back() -> None:
    w, b = variables(w=2.0, b=0.5)
    kernel = compile(w * b)
    assert kernel()[0] == kernel.value() == kernel(reduce="mean")[0] == 1.0
    assert kernel()[1].tolist() == [0.5, 2.0]
    assert kernel(np.empty((3, 0)))[1].tolist() == [[0.5, 2.0]] * 3


@pytest.mark.parametrize("kind", [int, np.float32, np.float16, np.int8, np.uint64, ">f8", np.longdouble, bool])
def test_numbers_of_any_kind(kernel: Any, kind: Any) -> None:
    rows = np.array([[1, 0], [0, 1], [1, 1]])
    assert_same_bits(kernel(rows.astype(kind))[0], kernel(rows.astype(float))[0])


def test_arrays_that_are_not_contiguous_or_not_writable(kernel: Any) -> None:
    big = np.arange(200.0).reshape(10, 20)
    plain = kernel(np.ascontiguousarray(big[::2, 3:17:7]))
    frozen = np.ascontiguousarray(big[::2, 3:17:7])
    frozen.flags.writeable = False
    for rows in (big[::2, 3:17:7], np.asfortranarray(big[::2, 3:17:7]), frozen, big[::2, 3:17:7].tolist()):
        for found, expected in zip(kernel(rows), plain, strict=True):
            assert_same_bits(found, expected)
    assert_same_bits(kernel(big[::-1, [3, 10]])[0], kernel(big[:, [3, 10]])[0][::-1])


def test_an_empty_array_sums_to_zero(kernel: Any) -> None:
    value, gradient = kernel(np.zeros((0, 2)), reduce="sum")
    assert (value, gradient.tolist()) == (0.0, [0.0, 0.0])
    with pytest.raises(ValueError, match="no mean of no rows"):
        kernel(np.zeros((0, 2)), reduce="mean")


def test_what_comes_back_is_the_caller_s(kernel: Any) -> None:
    rows = np.ones((5, 2))
    value, gradient = kernel(rows)
    kept = value.copy(), gradient.copy()
    kernel(rows * 7)
    assert_same_bits(value, kept[0])
    assert_same_bits(gradient, kept[1])
    gradient[:] = value[:] = nan
    assert_same_bits(kernel(rows)[1], kept[1])
    assert rows.tolist() == [[1.0, 1.0]] * 5


@pytest.mark.parametrize(("rows", "error", "message"), [
    (None, TypeError, r"has 2 inputs: call it with an array of rows of 2 numbers"),
    ([1.0], ValueError, r"shape \(any number, 2\), or \(2,\) for one, got \(1,\)"),
    ([[1.0, 2.0, 3.0]], ValueError, r"got \(1, 3\)"),
    (np.zeros((2, 2, 2)), ValueError, r"got \(2, 2, 2\)"),
    ([], ValueError, r"got \(0,\)"),
    (3.0, ValueError, "rows must have the shape"),
    ([[1.0, 2.0], [3.0]], ValueError, "rows of the same length"),
    ([1j, 2.0], TypeError, "real numbers, got an array of complex128"),
    (["1", "2"], TypeError, "rows must be real numbers"),
    ([None, 1.0], TypeError, "rows must be real numbers"),
    ([Value(1.0), Value(2.0)], TypeError, "rows must be real numbers"),
    ([10**400, 1], TypeError, "rows must be real numbers"),
])
def test_rows_that_are_none(kernel: Any, rows: Any, error: type[Exception], message: str) -> None:
    for call in (kernel, kernel.value):
        with pytest.raises(error, match=message):
            call(rows)


@pytest.mark.parametrize("reduce", ["max", 1, ["sum"], "SUM", True])
def test_reductions_that_are_none(kernel: Any, reduce: Any) -> None:
    with pytest.raises(ValueError, match="reduce must be 'sum', 'mean' or None, got"):
        kernel([1.0, 2.0], reduce=reduce)


# --- Parameters ---


def test_parameters_are_read_at_each_call() -> None:
    x, w, b, c = variables(x=1.0, w=2.0, b=0.5, c=0.25)
    kernel = compile(c * x * w + b, [x], [b, w])
    assert kernel.parameters.tolist() == [0.5, 2.0, 0.25]
    kernel.parameters[1] = 10.0
    assert kernel.value([2.0]) == 5.5
    kernel.parameters = [1, 2, 3]
    assert kernel([2.0])[0] == 13.0
    assert kernel([2.0], parameters=[0.0, 1.0, 1.0])[0] == kernel.value([2.0], parameters=[0.0, 1.0, 1.0]) == 2.0
    assert kernel.parameters.tolist() == [1.0, 2.0, 3.0]
    assert (w.data, b.data, c.data) == (2.0, 0.5, 0.25)


def test_parameters_from_and_to_the_graph() -> None:
    x, w, b = variables(x=1.0, w=2.0, b=0.5)
    y = w * x + b
    kernel = compile(y, [x], [w, b])
    w.data = -1.0
    assert kernel.value([1.0]) == 2.5
    kernel.from_values()
    assert kernel.value([1.0]) == -0.5
    kernel.parameters = [4.0, inf]
    kernel.to_values()
    assert (w.data, b.data, x.data, w.grad) == (4.0, inf, 1.0, 0.0)
    assert y.recompute().data == inf


@pytest.mark.parametrize(("numbers", "error"), [([1.0], ValueError), (3.0, ValueError), ([[1.0, 2.0]], ValueError),
                                                (["a", "b"], TypeError), ([1j, 2.0], TypeError), (None, TypeError)])
def test_parameters_that_are_none(kernel: Any, numbers: Any, error: type[Exception]) -> None:
    before = kernel.parameters.tolist()
    with pytest.raises(error, match="parameters must be"):
        kernel.parameters = numbers
    assert kernel.parameters.tolist() == before
    if numbers is not None:
        with pytest.raises(error, match="parameters must be"):
            kernel([1.0, 2.0], parameters=numbers)


# --- What is compiled ---


X, W, B = variables(x=1.0, w=2.0, b=0.5)


@pytest.mark.parametrize(("outputs", "inputs", "wrt", "error", "message"), [
    ([], [], None, ValueError, "nothing to compile"),
    (1.0, [], None, TypeError, r"must be a Value, or a list of them, not float \(1.0\)"),
    ([X * W, 2.0], [], None, TypeError, "not float"),
    ([[X * W]], [], None, TypeError, "not list"),
    ("xw", [], None, TypeError, "not str"),
    (X * W, [X * 1], None, ValueError, "inputs must be leaves"),
    (X * W, [X, X], None, ValueError, "inputs must be different Values"),
    (X * W, [X, 2.0], None, TypeError, "inputs must be Values, got float"),
    (X * W, None, None, TypeError, "inputs must be Values, got NoneType"),
    (X * W, [X], [X * W], ValueError, "wrt must be leaves"),
    (X * W, [X], [W, W], ValueError, "wrt must be different Values"),
    (X * W, [X], ["w"], TypeError, "wrt must be Values, got str"),
    (X * W, [X], 5, TypeError, "wrt must be Values, got int"),
])
def test_what_cannot_be_compiled(outputs: Any, inputs: Any, wrt: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        compile(outputs, inputs, wrt)


def test_what_is_differentiated_by() -> None:
    y = X * W + B
    assert compile(y, [X])([3.0])[1].tolist() == [3.0, 1.0]  # the parameters, as the graph has them
    assert compile(y, [X, W, B])([3.0, 5.0, 1.0])[1].tolist() == [5.0, 3.0, 1.0]  # without any, the inputs
    assert compile(y, X, W)([3.0])[1].tolist() == [3.0]  # a Value alone is a list of one
    assert compile(y, (v for v in [X]), (v for v in [B, X]))([3.0])[1].tolist() == [1.0, 2.0]
    assert compile(y, [X], [])([3.0])[1].shape == (0,)
    assert compile(y, [X], [Value(1.0)])([3.0])[1].tolist() == [0.0]


def test_a_kernel_shows_what_it_is() -> None:
    kernel = compile([X * W + B, W], [X], [B])
    assert repr(kernel) == "<kernel of 2 outputs, 1 inputs, 2 parameters, 5 instructions>"
    assert kernel.source.splitlines()[-1].startswith("return v")
    assert "mul(" in kernel.source
    assert "fmul" in kernel.ir()
    assert "fmul" in kernel.ir("sum", samples=1)


def test_the_graph_stays_as_it_is() -> None:
    x, w = variables(x=1.0, w=2.0)
    y = ad.tanh(x * w)
    before = y.data, y.grad, x.grad, w.grad
    compile(y, [x])(np.ones((9, 1)))
    assert (y.data, y.grad, x.grad, w.grad) == before


# --- Higher derivatives, Jacobians, rows of one's own ---


def test_second_derivatives_are_of_the_gradient() -> None:
    x, y = variables(x=0.5, y=-1.5)
    f = ad.exp(x * y) * ad.sin(x) + x / (1 + y * y)
    slopes = gradients(f, [x, y])
    rows = np.array([[0.5, -1.5], [1.0, 2.0], [-0.25, 0.75], [3.0, 0.1]])
    values, hessians = compile(slopes, [x, y], [x, y])(rows)
    for row, slope, hessian in zip(rows, values, hessians, strict=True):
        def again(v: Any) -> Any:
            return ad.exp(v[0] * v[1]) * ad.sin(v[0]) + v[0] / (1 + v[1] * v[1])
        assert slope == pytest.approx(np.array(ad.grad(again)(row.tolist())), rel=1e-13)
        assert hessian == pytest.approx(np.array(ad.hessian(again)(row.tolist())), rel=1e-12)


@pytest.fixture
def own_rows() -> Iterator[None]:
    register("wiggle", "x slope=2", "x + sin(slope*x)", "1 + slope*cos(slope*x)", "x*cos(slope*x)")
    register("softmin", "*x", "-log(sum(exp(-x)))", "exp(-x)/t", lets={"t": "sum(exp(-x))"})
    register("ramp", "x", "x if x > 0 else 0", "1 if x > 0 else 0", selects=True, kinks=("x",))
    yield
    for name in ("wiggle", "softmin", "ramp"):
        unregister(name)


@ANY
@pytest.mark.usefixtures("own_rows")
def test_rows_of_one_s_own(engine: str) -> None:
    own: Any = ad
    x, w = variables(x=0.5, w=0.75)
    xs = [x * k for k in (1.0, -0.5, 2.0)]
    many = [w * x * k for k in np.linspace(0.1, 1, 11).tolist()]
    outputs = [own.wiggle(x, w), own.wiggle(w * x), own.softmin(xs), own.softmin(many), own.ramp(ad.sqrt(x) - 1) * w]
    graph, rows = Graph(outputs, [x], [w, x]), np.linspace(0.0, 2.0, 9).reshape(-1, 1)
    with using(engine):
        for found, expected in zip(compile(outputs, [x], [w, x])(rows), graph.at(rows), strict=True):
            assert_near(found, expected, 1e-13 * np.maximum(1, np.abs(expected)), "own rows")


# --- Copies, threads, processes ---


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda k: pickle.loads(pickle.dumps(k))])
def test_a_copy_has_parameters_of_its_own_and_the_same_machine_code(again: Callable[[Any], Any]) -> None:
    x, w = variables(x=1.0, w=2.0)
    kernel = compile(ad.tanh(x * w), [x], [w])
    rows = np.linspace(-1, 1, 9).reshape(-1, 1)
    whole = kernel(rows)
    kernel.parameters[:] = 2.0
    other = again(kernel)
    kernel.parameters[:] = 5.0
    for found, expected in zip(other(rows), whole, strict=True):
        assert_same_bits(found, expected)
    assert other._engine is kernel._engine
    with pytest.raises(ValueError, match=r"without the graph it was made of: use kernel\.parameters"):
        other.to_values()
    with pytest.raises(ValueError, match=r"use kernel\.parameters"):
        other.from_values()


@ANY
def test_threads_at_once_give_the_same_bits(engine: str) -> None:
    x, *ws = variables(x=1.0, a=0.3, b=-0.7, c=1.1)
    y = ad.exp(ad.sin(x * ws[0]) * ws[1]) / (1 + ad.tanh(x * ws[2])**2)
    rows = np.linspace(-3, 3, 257).reshape(-1, 1)
    with using(engine):
        expected = [compile(y, [x], ws)(rows, reduce=reduce) for reduce in (None, "sum")]
        kernel = compile(y, [x], ws)  # not compiled yet: the threads do so

        def work() -> None:
            for reduce, whole in zip((None, "sum"), expected, strict=True):
                for found, same in zip(kernel(rows, reduce=reduce), whole, strict=True):
                    assert_same_bits(found, same)
        together(*[work] * 8)


def test_threads_with_parameters_of_their_own() -> None:
    x, w = variables(x=1.0, w=1.0)
    kernel = compile(ad.sum([x * w] * 3), [x], [w])
    rows = np.ones((100, 1))

    def work(p: float) -> Callable[[], None]:
        return lambda: np.testing.assert_array_equal(kernel(rows, parameters=[p])[0], 3 * p)
    together(*[work(float(p)) for p in range(8)])


PROCESS = """
import numpy as np
import autodiff as ad
from nn import MLP
x = ad.variables(a=0.1, b=0.2, c=0.3)
y = ad.sum([ad.tanh(v) * v for v in MLP(3, [9, 5, 2], activation="gelu", rng=0)(x)])
kernel = ad.compile(y, x)
rows = np.sin(np.arange(120.0)).reshape(40, 3)
print([part.tobytes().hex() for part in (*kernel(rows), kernel(rows, reduce="sum")[1])])
print(kernel.ir(), kernel.to_c())
"""


def test_another_process_gives_the_same_bits_and_the_same_code() -> None:
    runs = [subprocess.run([sys.executable, "-c", PROCESS], capture_output=True, text=True, check=True,
                           env={**os.environ, "PYTHONHASHSEED": seed}).stdout for seed in ("1", "2")]
    assert runs[0] == runs[1] != ""

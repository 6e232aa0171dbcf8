"""grad and its kin: JAX's names and meaning, on plain functions of numbers."""

from collections import namedtuple
from functools import partial
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, grad, hessian, hvp, jacobian, jvp, value_and_grad
from autodiff.transforms.functional import name_of

MICROGRAD = [[409.9958350687214, 1989.780924614744], [1989.780924614744, 9864.738442315702]]


def micrograd_example(a: Any, b: Any) -> Any:
    """The expression of micrograd's README."""
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return g


def test_micrograds_example() -> None:
    a, b = Value(-4.0), Value(2.0)
    g = micrograd_example(a, b)
    g.backward()
    assert (g.data, a.grad) == (24.70408163265306, 138.83381924198252)
    assert b.grad == pytest.approx(645.57725947521865889, rel=2e-16)  # the exact value lies between two floats
    assert grad(micrograd_example, argnums=(0, 1))(-4.0, 2.0) == pytest.approx((a.grad, b.grad), rel=1e-15)
    second = hessian(micrograd_example, argnums=(0, 1))(-4.0, 2.0)
    for row, expected in zip(second, MICROGRAD, strict=True):
        assert row == pytest.approx(expected, rel=1e-15)


def test_any_order() -> None:
    f = ad.sin
    for expected in (ad.cos(0.7), -ad.sin(0.7), -ad.cos(0.7), ad.sin(0.7), ad.cos(0.7)):
        f = grad(f)
        assert f(0.7) == pytest.approx(expected, rel=1e-14)
        assert isinstance(f(0.7), float)


def test_the_shapes_of_arguments() -> None:
    Point = namedtuple("Point", "x y")

    def f(v: Any) -> Any:
        return v["w"][0] * v["p"].x + v["w"][1] ** 2 * v["p"].y

    g = grad(f)({"w": [2.0, 3.0], "p": Point(5.0, 7.0)})
    assert g == {"w": [5.0, 42.0], "p": Point(2.0, 9.0)}
    assert isinstance(g["p"], Point)
    array = grad(lambda m: (m @ m).sum())(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert isinstance(array, np.ndarray)
    assert array.dtype == float
    assert array.tolist() == [[7.0, 11.0], [9.0, 13.0]]
    assert grad(lambda x: x * 2)(3) == 2.0
    assert value_and_grad(lambda x, k=1: x**k)(3.0, k=2) == (9.0, 6.0)


def test_argnums() -> None:
    def f(x: Any, y: Any) -> Any:
        return x * y**2

    assert grad(f)(2.0, 3.0) == 9.0
    assert grad(f, argnums=1)(2.0, 3.0) == 12.0
    assert grad(f, argnums=-1)(2.0, 3.0) == 12.0
    assert grad(f, argnums=(1, 0))(2.0, 3.0) == (12.0, 9.0)
    for bad in (2, (0, 5), (), (0, 0), (0, -2)):
        with pytest.raises(ValueError, match="argnums"):
            grad(f, argnums=bad)(2.0, 3.0)


def test_nested_transformations_keep_their_variables_apart() -> None:
    assert grad(lambda x: x * grad(lambda y: x * y)(2.0))(3.0) == 6.0  # perturbation confusion would give 7
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
    assert grad(lambda x: grad(lambda y: x * y)(x))(3.0) == 1.0  # y is at x, but is not x
    assert jvp(lambda x: x * jvp(lambda y: x * y, (2.0,), (1.0,))[1], (3.0,), (1.0,)) == (9.0, 6.0)


def test_a_closed_over_value_gives_floats_and_keeps_its_grad() -> None:
    w = Value(3.0)
    assert grad(lambda x: w * x)(2.0) == 3.0
    assert w.grad == 0.0


def test_values_in_values_out() -> None:
    x = Value(2.0)
    slope = grad(lambda v: v**3)(x)
    assert isinstance(slope, Value)
    slope.backward()
    assert (slope.data, x.grad) == (12.0, 12.0)


def test_jacobian_and_its_shapes() -> None:
    assert jacobian(lambda x: [x, x**2, 5.0])(3.0) == [1.0, 6.0, 0.0]
    j = jacobian(lambda v: {"sum": v[0] + v[1], "product": v[0] * v[1]})((2.0, 3.0))
    assert j == {"sum": (1.0, 1.0), "product": (3.0, 2.0)}
    p = ad.softmax([1.0, 2.0, 3.0])
    for i, row in enumerate(jacobian(ad.softmax)([1.0, 2.0, 3.0])):
        assert row == pytest.approx([p[i] * ((i == k) - p[k]) for k in range(3)], rel=1e-13)


def test_the_jacobian_and_hessian_of_arrays_are_arrays() -> None:
    second = hessian(lambda v: v[0] ** 2 * v[1])(np.array([2.0, 3.0]))
    assert second.dtype == float
    assert second.tolist() == [[6.0, 4.0], [4.0, 0.0]]
    assert jacobian(np.tanh)(np.array([0.0, 0.0, 0.0])).tolist() == np.eye(3).tolist()
    outer = jacobian(lambda m: m[:, :1] * m)(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert outer.shape == (2, 2, 2, 2)


def test_hvp_is_hessian_times_vector() -> None:
    def f(v: Any) -> Any:
        return ad.exp(v[0] * v[1]) + v[2] ** 3 * v[0]

    point, direction = [0.3, -0.7, 1.1], [1.0, 0.5, -2.0]
    product = [sum(h * d for h, d in zip(row, direction, strict=True)) for row in hessian(f)(point)]
    assert hvp(f, (point,), (direction,)) == pytest.approx(product, rel=1e-14)
    assert hvp(lambda x, y: x * y, (2.0, 3.0), (1.0, 10.0)) == (10.0, 1.0)


def test_jvp() -> None:
    y, dy = jvp(lambda v: [v[0] * v[1], v[0]], ([2.0, 3.0],), ([1.0, 10.0],))
    assert (y, dy) == ([6.0, 2.0], [23.0, 1.0])
    assert jvp(ad.relu, (-1.0,), (1.0,)) == (0.0, 0.0)
    with pytest.raises(ValueError, match="a tangent of the shape of each primal"):
        jvp(lambda x: x, (1.0,), (1.0, 2.0))
    with pytest.raises(ValueError, match="a tangent of the shape of each primal"):
        jvp(lambda v: v[0], ([1.0, 2.0],), (([1.0], [2.0]),))


def test_bad_input_is_named() -> None:
    with pytest.raises(TypeError, match=r"argument 0 of <lambda>\(\) must be a real number, not str \('a'\)"):
        grad(lambda x: x)("a")
    with pytest.raises(TypeError, match=r"needs one number as its result, got list of 2: use jacobian"):
        grad(lambda x: [x, x])(1.0)
    with pytest.raises(TypeError, match=r"result of <lambda>\(\) must be a real number, not NoneType"):
        grad(lambda x: None)(1.0)


def test_a_constant_function_has_gradient_0() -> None:
    assert value_and_grad(lambda x: 3.0)(1.0) == (3.0, 0.0)


def test_an_exception_in_the_function_leaves_nothing_behind() -> None:
    def fails(x: Any) -> Any:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        grad(fails)(1.0)
    assert isinstance(grad(lambda x: x * x)(1.0), float)


@pytest.mark.parametrize("call", [
    lambda v: grad(lambda x, w: x * w * w)(2.0, v), lambda v: grad(lambda x, *, w: x * w * w)(2.0, w=v),
    lambda v: grad(lambda x, w: x * w["w"][0] ** 2)(2.0, {"w": [v]}),
    lambda v: grad(lambda x, w: x * w[0] ** 2)(2.0, np.array([v])),
    lambda v: ad.value_and_grad(lambda x, w: x * w * w)(2.0, v)[1],
    lambda v: jacobian(lambda x, w: [x * w * w])(2.0, v)[0],
])
def test_a_value_in_any_argument_keeps_the_answer_in_the_graph(call: Any) -> None:
    v = Value(3.0)
    answer = call(v)
    assert answer.data == 9.0
    answer.backward()
    assert v.grad == 6.0


@pytest.mark.parametrize(("called", "message"), [
    (lambda f: grad(f), r"grad\(\) needs a function, not Value \(.*\): write grad\(f\)\(x\), not grad\(f\(x\)\)"),
    (lambda f: value_and_grad(f), r"value_and_grad\(\) needs a function, not Value \(.*\): write value_and_grad\(f\)\(x\)"),
    (lambda f: jacobian(f), r"jacobian\(\) needs a function, not Value \(.*\): write jacobian\(f\)\(x\)"),
    (lambda f: hessian(f), r"hessian\(\) needs a function, not Value \(.*\): write hessian\(f\)\(x\)"),
    (lambda f: jvp(f, (1.0,), (1.0,)),
     r"jvp\(\) needs a function, not Value \(.*\): write jvp\(f, \(x, \.\.\.\), \(direction, \.\.\.\)\)"),
    (lambda f: hvp(f, (1.0,), (1.0,)),
     r"hvp\(\) needs a function, not Value \(.*\): write hvp\(f, \(x, \.\.\.\), \(direction, \.\.\.\)\)"),
])
def test_a_result_in_the_place_of_the_function_is_named(called: Any, message: str) -> None:
    with pytest.raises(TypeError, match=f"^{message}$"):
        called(Value(2.0))


@pytest.mark.parametrize(("transform", "what"), [(jvp, "jvp"), (hvp, "hvp")])
def test_primals_and_tangents_are_tuples_of_numbers(transform: Any, what: str) -> None:
    for primals, tangents, which in ((2.0, (1.0,), "primals"), ((2.0,), 1.0, "tangents")):
        message = rf"^{which} of {what}\(\) must be a tuple with one entry per argument, not float \(.*\): write "
        with pytest.raises(TypeError, match=message):
            transform(lambda x: x * x, primals, tangents)
    with pytest.raises(TypeError, match=r"^a tangent of jvp\(\) must be a real number, not str \('a'\)"):
        transform(lambda x: x * x, (2.0,), ("a",))


def test_positions_are_refused_by_the_name_of_what_was_asked() -> None:
    advice = "but the function was called with 1 positional arguments: give a position counted from 0, or a list of them"
    with pytest.raises(ValueError, match=rf"^gradient of relu\(\): argnums is 1, {advice}$"):
        grad(ad.relu, argnums=1)(2.0)
    with pytest.raises(ValueError, match=rf"^jacobian of relu\(\): argnums is -2, {advice}$"):
        jacobian(ad.relu, argnums=-2)(2.0)
    with pytest.raises(ValueError, match=rf"^jacobian of relu\(\): argnums is 0\.5, {advice}$"):
        jacobian(ad.relu, argnums=0.5)(2.0)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"^gradient of mul\(\): argnums is \(0, -2\), which names an argument twice: name"):
        grad(ad.mul, argnums=(0, -2))(2.0, 3.0)


def test_keywords_reach_the_function() -> None:
    def power(x: Any, *, k: int = 1) -> Any:
        return x**k

    assert grad(power)(3.0, k=2) == 6.0
    assert jacobian(power)(3.0, k=3) == 27.0
    assert hessian(power)(3.0, k=3) == 18.0


def test_a_transformed_function_keeps_its_name() -> None:
    for transform in (grad, value_and_grad, jacobian, hessian):
        assert transform(micrograd_example).__name__ == "micrograd_example"


def test_tangents_that_are_values_keep_the_answer_in_the_graph() -> None:
    v = Value(3.0)
    value, speed = jvp(lambda x, y: x * y, (2.0, 5.0), (v, 1.0))
    speed.backward()
    assert (value.data, speed.data, v.grad) == (10.0, 17.0, 5.0)
    still = jvp(lambda x: 4.0, (2.0,), (v,))[1]
    assert isinstance(still, Value)
    assert still.data == 0.0


def test_the_shapes_of_jvp_are_counted_in_its_message() -> None:
    with pytest.raises(ValueError, match=r"^jvp\(\) needs a tangent of the shape of each primal: got 1 primals of 2 numbers "
                                         r"and 2 tangents of 3$"):
        jvp(lambda v: v[0], ([1.0, 2.0],), ([1.0, 2.0], 3.0))
    with pytest.raises(ValueError, match="of the shape"):
        jvp(lambda v, w: v[0] * w, ([1.0, 2.0], 3.0), (1.0, [2.0, 3.0]))  # as many numbers, placed otherwise


def test_a_function_without_a_name_is_called_by_its_kind() -> None:
    assert name_of(partial(ad.leaky_relu, slope=0.5)) == "partial()"
    assert name_of(ad.tanh) == "tanh()"

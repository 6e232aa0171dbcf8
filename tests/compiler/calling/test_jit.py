"""jit: a function of numbers is traced once for each structure, and then gives what it gave before, faster."""

import inspect
import math
import pickle
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value, grad, jit, where
from autodiff.compiler.calling import jit as module
from autodiff.graph import comparison
from autodiff.graph.comparison import Condition
from autodiff.trees import flatten
from tests.threads import together

TREES = st.recursive(st.floats(-2.0, 2.0), lambda inner: st.lists(inner, max_size=3) | st.tuples(inner, inner)
                     | st.dictionaries(st.text(max_size=2), inner, max_size=3), max_leaves=6)


@jit
def neuron(x: Any, w: Any, b: Any) -> Any:
    """A neuron."""
    return ad.tanh(w * x + b)


def truth(x: float, w: float, b: float) -> tuple[float, tuple[float, float, float]]:
    z = math.tanh(w * x + b)
    slope = 1 / math.cosh(w * x + b) ** 2
    return z, (slope * w, slope * x, slope)


# --- Numbers and structures ---

@pytest.mark.parametrize("point", [(0.5, 2.0, -1.0), (1.0, 0.25, 0.0), (3, -2, 1)])
def test_value_and_gradient_are_the_mathematics(point: tuple[float, float, float]) -> None:
    value, gradient = truth(*point)
    assert neuron(*point) == pytest.approx(value, rel=1e-14)
    assert type(neuron(*point)) is float
    found, slopes = neuron.value_and_grad(*point)
    assert found == neuron(*point)
    assert slopes == pytest.approx(gradient, rel=1e-13)


def test_arrays_are_samples_and_numbers_beside_them_the_same_in_each() -> None:
    xs, bs = np.linspace(-1.0, 1.0, 11), np.arange(11) % 3
    expected = [truth(x, 2.0, b) for x, b in zip(xs, bs, strict=True)]
    assert neuron(xs, 2.0, bs) == pytest.approx([value for value, _ in expected], rel=1e-13)
    value, gradient = neuron.value_and_grad(xs, 2, bs)
    assert value == pytest.approx([value for value, _ in expected], rel=1e-13)
    assert np.array(gradient) == pytest.approx(np.array([slopes for _, slopes in expected]).T, rel=1e-12)
    assert neuron(xs[:0], 2.0, 1.0).shape == (0,)
    assert neuron(np.array(0.5), 2.0, -1.0) == neuron(0.5, 2.0, -1.0)
    assert neuron(np.float32(0.5), np.int64(2), -1) == neuron(0.5, 2.0, -1.0)


@given(TREES)
@settings(max_examples=25)
def test_any_structure_comes_back_with_its_own_numbers(tree: Any) -> None:
    leaves, rebuild = flatten(tree)
    assert not leaves or jit(lambda t: t)(tree) == tree

    def weighted(t: Any) -> Any:
        return sum([(i + 1.0) * leaf for i, leaf in enumerate(flatten(t)[0])], start=0.0)

    value, gradient = jit(weighted).value_and_grad(tree)
    assert value == pytest.approx(weighted(tree), abs=1e-12)
    assert gradient == rebuild([i + 1.0 for i in range(len(leaves))])


class Pair(NamedTuple):
    first: Any
    second: Any


def test_named_tuples_dicts_and_arrays_in_the_result() -> None:
    @jit
    def f(pair: Any) -> Any:
        return {"pair": Pair(pair.second, 3), "array": np.array([pair.first, 2.0 * pair.first])}

    found = f(Pair(1.5, 2.5))
    assert found["pair"] == Pair(2.5, 3.0)
    assert found["array"].tolist() == [1.5, 3.0]
    assert found["array"].dtype == np.float64
    found = f(Pair(np.arange(3.0), 1.0))
    assert found["array"].tolist() == [[0.0, 1.0, 2.0], [0.0, 2.0, 4.0]]
    assert [*map(np.ndarray.tolist, found["pair"])] == [[1.0] * 3, [3.0] * 3]


def test_one_trace_for_each_structure() -> None:
    calls: list[Any] = []

    @jit
    def f(v: Any, power: Any = "two") -> Any:
        calls.append(power)
        return ad.sum(v) ** (2 if power == "two" else 3)

    assert [f([1.0, 2.0]), f([3.0, 4.0]), f([np.ones(2), 1]).tolist(), f.value_and_grad([1.0, 1.0])] == [
        9.0, 49.0, [4.0, 4.0], (4.0, [4.0, 4.0])]
    assert calls == ["two"]
    assert f([2.0]) == f((2.0,)) == 4.0
    assert f([2.0], power="three") == f([2.0], "three") == 8.0
    assert calls == ["two", "two", "two", "three"]


def test_structures_used_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", 2)
    traced: list[int] = []

    @jit
    def f(v: Any) -> Any:
        traced.append(len(v))
        return ad.sum(v)

    for n in (1, 2, 1, 3, 1, 2):
        assert f([1.0] * n) == n
    assert traced == [1, 2, 3, 2]


def test_what_is_no_number_is_part_of_the_structure() -> None:
    @jit
    def f(x: Any, double: Any, names: Any) -> Any:
        return (2.0 if double else 1.0) * x + len(names[0] or "")

    assert (f(1.0, True, ["ab"]), f(1.0, False, ["ab"]), f(1.0, np.True_, [None])) == (4.0, 3.0, 2.0)
    assert f(1, True, ["ab"]) == 4.0
    named = jit(lambda x, what: x + len(type(what).__name__))
    assert (named(0.0, True), named(0.0, Decimal(1))) == (4.0, 7.0)  # which are equal, and have one hash
    assert f.value_and_grad(5.0, True, ["ab"]) == (12.0, (2.0, None, [None]))
    with pytest.raises(TypeError, match=r"an argument of f\(\) is neither a number nor hashable.*set \(\{1.0\}\); give"):
        f(1.0, True, {1.0})


def test_keyword_arguments_stand_in_the_order_of_the_signature() -> None:
    @jit
    def f(x: Any, y: Any = 3.0, *, z: Any = 1.0, **more: Any) -> Any:
        return x**2 * y + 10.0 * z + sum(more.values())

    assert (f(2.0), f(2.0, y=5.0), f(y=5.0, x=2.0, z=2.0)) == (22.0, 30.0, 40.0)
    assert f.value_and_grad(z=2.0, y=5.0, x=2.0) == (40.0, (20.0, 4.0, 10.0))
    assert f.value_and_grad(2.0) == (22.0, 12.0)
    assert f.value_and_grad(2.0, more=1.0) == (23.0, (12.0, 1.0))
    with pytest.raises(TypeError, match=r"^f\(\): missing a required argument: 'x'$"):
        f(y=2.0)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        f()


def test_a_result_without_values_and_one_without_numbers() -> None:
    assert jit(lambda x: 3)(1.0) == 3.0
    assert jit(lambda x: [3, x, True])(np.arange(2.0))[0].tolist() == [3.0, 3.0]
    assert jit(lambda x: 3).value_and_grad(1.0) == (3.0, 0.0)
    assert jit(lambda: 3)() == 3.0
    with pytest.raises(TypeError, match=r"the result of nothing\(\) must be a real number, not NoneType"):
        jit(nothing)(1.0)
    with pytest.raises(ValueError, match=r"empty\(\) gives no number, but \{'a': \[\]\}: jit needs at least one"):
        jit(empty)(1.0)
    with pytest.raises(TypeError, match=r"gradient of listed\(\) needs one number as its result, got list of 1: use jaco"):
        jit(listed).value_and_grad(1.0)


def nothing(x: Any) -> None:
    return None


def listed(x: Any) -> Any:
    return [x]


def empty(x: Any) -> Any:
    return {"a": []}


# --- What tracing freezes ---

def piecewise(x: Any) -> Any:
    return where(x > 0, x**2, -3.0 * x)


def test_where_is_decided_for_each_sample() -> None:
    value, gradient = jit(piecewise).value_and_grad(np.array([-2.0, 3.0]))
    assert (value.tolist(), gradient.tolist()) == ([6.0, 9.0], [-3.0, 6.0])


@pytest.mark.parametrize("fun", [
    lambda x: x if x > 1 else -x, lambda x: 0 < x < 1, lambda x: not x < 1, lambda x: x > 0 and x, lambda x: max(x, 1.0),
    lambda x: sorted([x, 1.0])[0], lambda x: min(x, x * 2), lambda x: [x for _ in range(2) if x >= 1],
    lambda x: bool(x), lambda x: x or 1.0, lambda x: sum(x > t for t in (0, 1)) and x,
])
def test_a_python_decision_on_a_value_is_refused(fun: Any) -> None:
    with pytest.raises(TypeError, match=r"^jit traces a function once, so an `if` on a Value .* use where\(condition, a"):
        jit(fun)(2.0)
    assert not comparison.tracing.get()


@pytest.mark.parametrize("fun", [lambda x: [1.0] * x, lambda x: range(x), lambda x: [1.0, 2.0][x > 1], lambda x: int(x > 1),
                                 lambda x: float(x), lambda x: math.exp(x), lambda x: x // 1, lambda x: round(x)])
def test_other_ways_out_are_refused_without_advice_that_would_freeze(fun: Any) -> None:
    with pytest.raises(TypeError) as caught:
        jit(fun)(2.0)
    assert ".data" not in str(caught.value)


def test_a_comparison_is_recorded_wherever_it_stands() -> None:
    xs = np.array([-1.0, 2.0])
    for fun, expected in ((lambda x: x > 1, [0, 1]), (lambda x: 3.0 * (x > 1), [0, 3]), (lambda x: -(x >= 2), [0, -1]),
                          (lambda x: (x > 1) + (x < 5), [1, 2]), (lambda x: x * (x > 0), [0, 2])):
        f = jit(fun)
        assert f(2.0) == expected[1]
        assert f(-1.0) == expected[0]
        assert f(xs).tolist() == expected


def test_outside_of_tracing_a_comparison_has_a_truth_also_meanwhile_in_other_threads() -> None:
    f = jit(piecewise)

    def elsewhere() -> None:
        assert isinstance(Value(2.0) > 1, Condition)
        assert bool(Value(2.0) > 1)

    together(elsewhere, lambda: jit(piecewise)(3.0), lambda: f(3.0), rounds=20)
    assert isinstance(Value(2.0) > 1, Condition)


def test_what_is_read_as_data_is_frozen() -> None:
    """As the documentation says: nothing can tell."""
    f = jit(lambda x: x * x.data)
    assert (f(2.0), f(3.0)) == (4.0, 6.0)


# --- Together with the rest ---

def test_with_values_it_is_the_plain_function() -> None:
    x, w, b = ad.variables(x=0.5, w=2.0, b=-1.0)
    y = neuron(x, w, b)
    assert isinstance(y, Value)
    y.backward()
    assert (x.grad, w.grad, b.grad) == pytest.approx(truth(0.5, 2.0, -1.0)[1])
    value, gradient = neuron.value_and_grad(x, 2.0, b)
    assert [value.data, *(g.data for g in gradient)] == pytest.approx([math.tanh(0.0), 2.0, 0.5, 1.0])
    calls: list[Any] = []
    jit(lambda v: calls.append(v > 1) or v)(x)  # type: ignore[func-returns-value]
    assert isinstance(calls[0], Condition)
    with pytest.raises(TypeError, match="given Values and arrays of samples"):
        neuron.value_and_grad(x, np.ones(2), 1.0)


def test_it_composes_with_transformations_in_both_orders() -> None:
    cube = jit(lambda x: x**3)
    assert (grad(cube)(2.0), jit(grad(lambda x: x**3))(2.0)) == (12.0, 12.0)
    assert jit(grad(grad(cube)))(np.arange(3.0)).tolist() == [0.0, 6.0, 12.0]
    assert ad.hessian(jit(lambda v: v[0] ** 2 * v[1]))([2.0, 3.0]) == [[6.0, 4.0], [4.0, 0.0]]
    assert jit(lambda x: grad(lambda w: w**2 * x)(3.0))(np.array([1.0, 2.0])).tolist() == [6.0, 12.0]
    assert grad(lambda w: jit(lambda x: w * x)(2.0))(3.0) == 2.0
    assert grad(lambda w: cube.value_and_grad(w)[1])(2.0) == 12.0
    assert jit(lambda x: cube(x) + cube(2.0))(1.0) == 9.0


def test_values_from_outside_are_read_at_each_call() -> None:
    w = Value(3.0)
    squared = w**2
    f = jit(lambda x: squared * x)
    assert f(2.0) == 18.0
    w.data = 5.0
    assert (f(2.0), f(np.ones(2)).tolist(), f.value_and_grad(2.0)) == (50.0, [25.0, 25.0], (50.0, 25.0))
    assert w.grad == 0.0
    kernel = f.kernel(1.0)
    kernel.parameters = [1.0]
    assert (kernel.value([7.0]), f(2.0)) == (7.0, 50.0)


def test_the_kernel_has_the_numbers_as_inputs() -> None:
    values, gradients = neuron.kernel(0.0, 0.0, 0.0)([[0.5, 2.0, -1.0]])
    assert (values.tolist(), gradients.tolist()) == ([0.0], [[2.0, 0.5, 1.0]])
    assert neuron.kernel(Value(1.0), 0.0, 0.0) is neuron.kernel(0.0, 0.0, 1.0)
    assert jit(lambda x: [x, x]).kernel(1.0).several


def test_a_method_is_bound() -> None:
    class Model:
        k = 2.0

        @jit
        def double(self, x: Any) -> Any:
            return self.k * x

    assert Model().double(3.0) == 6.0
    assert Model.double(Model(), 3.0) == 6.0


def test_it_looks_like_the_function_and_pickles_by_name() -> None:
    assert (neuron.__name__, neuron.__doc__, repr(neuron)) == ("neuron", "A neuron.", "<jit of neuron()>")
    assert [*inspect.signature(neuron).parameters] == ["x", "w", "b"]
    assert pickle.loads(pickle.dumps(neuron)) is neuron
    with pytest.raises((pickle.PicklingError, AttributeError)):
        pickle.dumps(jit(lambda x: x))
    assert jit(partial(lambda n, x: x**n, 3))(2.0) == 8.0


@pytest.mark.parametrize(("arguments", "error", "message"), [
    ((np.ones(2), np.ones(3), 1.0), ValueError, "must have one length, the number of samples, got 2 and 3"),
    ((np.ones((2, 2)), 1.0, 1.0), ValueError, r"must have the shape \(samples,\), got \(2, 2\): give its columns as a list"),
    ((np.array(["a"]), 1.0, 1.0), TypeError, "must hold real numbers, not <U1"),
    ((10**400, 1.0, 1.0), OverflowError, "an int of 1329 bits is too large for a float"),
])
def test_arguments_that_are_no_samples(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        neuron(*arguments)


def test_threads_may_trace_at_once() -> None:
    f = jit(lambda v: ad.sum([ad.exp(x) for x in v]))

    def work() -> None:
        for n in (1, 2, 3):
            assert f([0.0] * n) == n
            assert f.value_and_grad([0.0] * n) == (n, [1.0] * n)

    together(*[work] * 4, rounds=3)
    assert len(f._specializations) == 3


def test_a_function_may_call_itself() -> None:
    @jit
    def f(v: Any) -> Any:
        return v[0] if len(v) == 1 else v[0] * f(v[1:]) + f([2.0])

    assert f([3.0, 4.0, 5.0]) == 3.0 * (4.0 * 5.0 + 2.0) + 2.0

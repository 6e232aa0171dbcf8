"""Value: what is let in, how it behaves, and what it refuses."""

import copy
import gc
import math
import pickle
import statistics
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import OPS, Op, Value, variables
from autodiff.value import value


@pytest.mark.parametrize("x", [2, 2.0, True, Fraction(1, 3), np.float64(2.5), np.float32(0.5), np.int64(7), np.bool_(True)])
def test_real_numbers_become_floats(x: Any) -> None:
    v = Value(x)
    assert type(v.data) is float
    assert v.data == float(x)
    assert type((v + x).data) is type((x * v).data) is float
    assert isinstance(x - v, Value)


@pytest.mark.parametrize("x", ["2", None, 1j, Decimal(1), np.array([1.0]), Value(1.0), [1.0], b"1"])
def test_everything_else_is_a_type_error_that_says_what_was_given(x: Any) -> None:
    with pytest.raises(TypeError, match=f"data of a Value must be a real number, not {type(x).__name__}"):
        Value(x)
    v = Value(1.0)
    with pytest.raises(TypeError, match="data of a Value"):
        v.data = x
    with pytest.raises(TypeError, match="grad of a Value"):
        v.grad = x
    assert v.data == 1.0


def test_a_number_beyond_the_floats_is_named() -> None:
    with pytest.raises(OverflowError, match=r"an int of 1329 bits is too large for a float"):
        Value(10**400)
    with pytest.raises(OverflowError, match=r"an int of \d+ bits"):
        Value(10**5000)
    with pytest.raises(OverflowError, match="too large"):
        Value(1.0) + 10**400


@pytest.mark.parametrize("x", ["2", None, 1j, Decimal(1)])
def test_operators_leave_other_operands_to_their_class(x: Any) -> None:
    for operate in (lambda v: v + x, lambda v: x * v, lambda v: v - x, lambda v: x / v, lambda v: v**x, lambda v: x**v):
        with pytest.raises(TypeError):
            operate(Value(1.0))


def test_labels_are_text() -> None:
    assert Value(1.0, label="w").label == Value(1.0, "w").label == "w"
    with pytest.raises(TypeError, match="label must be a str, not int"):
        Value(1.0, label=3)  # type: ignore[arg-type]


def test_operators_are_one_node_each_with_their_operands_in_order() -> None:
    a, b = variables(a=6.0, b=3.0)
    for y, name, data, parents in [
        (a + b, "add", 9, (a, b)), (a - b, "sub", 3, (a, b)), (a * b, "mul", 18, (a, b)), (a / b, "div", 2, (a, b)),
        (a**b, "pow", 216, (a, b)), (-a, "neg", -6, (a,)), (abs(-a).parents[0], "neg", -6, (a,)),
        (2 + a, "add", 8, (2.0, a)), (2 - a, "sub", -4, (2.0, a)), (a - 2, "sub", 4, (a, 2.0)),
        (12 / a, "div", 2, (12.0, a)), (2**b, "pow", 8, (2.0, b)), (a * a, "mul", 36, (a, a)),
    ]:
        assert (y.op.name, y.data) == (name, data)  # type: ignore[union-attr]
        assert len(y.parents) == len(parents)
        assert all(p is q or p == q for p, q in zip(y.parents, parents, strict=True))
    assert +a is a


def test_numpy_arrays_are_elementwise_and_stay_in_the_graph() -> None:
    v, x = Value(2.0), np.array([1.0, 2.0, 3.0])
    for product in (v * x, x * v):
        assert [p.data for p in product] == [2.0, 4.0, 6.0]
    w = np.array([[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]])
    y = (w @ np.array([5.0, 6.0])).sum()
    y.backward()
    assert (y.data, w[1, 0].grad) == (56.0, 5.0)
    for function, method in [(np.tanh, "tanh"), (np.exp, "exp"), (np.sqrt, "sqrt"), (np.arcsinh, "asinh"),
                             (np.log1p, "log1p"), (np.cbrt, "cbrt"), (np.arctan, "atan"), (np.absolute, "abs")]:
        assert function(v).op.name == method
        assert function(np.array([v]))[0].data == getattr(v, method)().data
    assert np.hypot(v, Value(1.0)).op.name == "hypot"
    assert isinstance(np.float64(3.0) * v, Value)


def test_identity_hash_and_equality() -> None:
    a, b = Value(1.0), Value(1.0)
    assert a == a
    assert a != b
    assert len({a, b, a}) == 2
    assert [a, b].index(b) == 1
    assert (a == "1") is False
    for other in (1, 1.0, np.float64(1.0)):
        with pytest.raises(TypeError, match=r"use v\.data =="):
            _ = a == other
        with pytest.raises(TypeError, match=r"use v\.data =="):
            _ = a != other
    with pytest.raises(TypeError, match=r"use v.data != 0, or `v is None`"):
        bool(a)


def test_order_compares_data_and_remembers_what_was_compared() -> None:
    a, b = variables(a=1.0, b=2.0)
    assert a < b
    assert b > a
    assert a <= 1
    assert a < 1.5
    assert not a >= b
    assert (a < b) == True  # noqa: E712
    assert repr(a < b) == "True"
    assert sum(v > 1.5 for v in (a, b)) == 1
    assert sorted([b, a], key=lambda v: v.data) == [a, b]
    assert max(a, b) is b
    with pytest.raises(TypeError):
        _ = a < "1"  # type: ignore[operator]
    y = ad.where(a > b, a, b)
    assert y.parents[0].op.name == "greater"  # type: ignore[union-attr]
    a.data = 3.0
    assert y.recompute().data == 3.0


@pytest.mark.parametrize("leave", [
    float, int, complex, round, math.exp, math.floor, math.ceil, math.trunc, range, abs and math.sqrt,
    lambda v: v % 2, lambda v: 7 % v, lambda v: v // 2, lambda v: divmod(v, 2), lambda v: math.fsum([v, v]),
    lambda v: statistics.fmean([v, v]), lambda v: np.array([v], float), lambda v: [1, 2][v],
])
def test_ways_out_of_the_graph_are_refused(leave: Any) -> None:
    with pytest.raises(TypeError):
        leave(Value(1.5))


def test_the_refusal_says_what_to_use() -> None:
    with pytest.raises(TypeError, match=r"lose its gradient: use v.data, or the method or function of autodiff"):
        math.exp(Value(1.0))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"for a list \[v \* x for x in xs\]"):
        [1, 2] * Value(1.0)  # type: ignore[operator]
    with pytest.raises(TypeError, match=r"use round\(v.data, n\)"):
        round(Value(1.0))  # type: ignore[call-overload]


def test_leaves_copy_and_pickle_but_graphs_do_not() -> None:
    v = Value(2.0, label="v")
    v.grad = 3.0
    for twin in (copy.copy(v), copy.deepcopy(v), pickle.loads(pickle.dumps(v))):
        assert (twin.data, twin.grad, twin.label) == (2.0, 3.0, "v")
        assert twin is not v
    for refuse in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="copy the leaves"):
            refuse(v * 2)


def test_subclasses_are_refused_clearly() -> None:
    with pytest.raises(TypeError, match="Weight cannot be a subclass of Value"):
        class Weight(Value):
            pass


def test_repr_is_short_and_useful() -> None:
    a, b = variables(a=2.0, b=-3.0)
    assert repr(a) == "Value(data=2.0, grad=0.0, label='a')"
    assert repr(Value(2)) == "Value(data=2.0, grad=0.0)"
    assert repr(a * b + 1) == "Value(data=-5.0, grad=0.0, a*b + 1)"
    long = a
    for _ in range(10_000):
        long = long * b + a
    assert len(repr(long)) < 120
    assert len(repr(Value(1.0, label="x" * 10_000))) < 120


def test_nothing_is_left_after_del_with_the_collector_off() -> None:
    gc.collect()
    gc.disable()
    try:
        a = Value(1.0)
        before = sys.getrefcount(a)
        y = a
        for _ in range(1000):
            y = ad.where(y > 0, (y * a).tanh() + ad.dot([y, a], [a, y], y), ad.max([y, a]))
        y.backward()
        ad.gradients(y, [a])
        del y
        assert sys.getrefcount(a) == before
        assert gc.collect() == 0
    finally:
        gc.enable()


def test_a_star_import_hides_no_builtin() -> None:
    names: dict[str, Any] = {}
    exec("from autodiff import *", names)  # noqa: S102
    assert names["tanh"](0.0) == 0.0
    assert not {"abs", "max", "min", "pow", "sum"} & set(names)


def test_micrograds_names() -> None:
    a = Value(2.0)
    y = (a * 3 + 1).relu()
    assert [p.data for p in y._prev] == [7.0]
    assert {p.data for p in next(iter(y._prev))._prev} == {6.0, 1.0}
    assert [p.data for p in (a**3)._prev] == [2.0]
    a.grad = 0.0
    square = a * a
    square.grad = 1.0
    square._backward()
    assert a.grad == 4.0
    assert (y._op, (a * 3)._op, (a**2)._op, a._op) == ("ReLU", "*", "**2", "")
    assert a._prev == set()


def refuse(*given: Any) -> Any:
    raise AssertionError(f"the general way is taken for {given}")


@pytest.mark.parametrize("op", [op for op in OPS.values() if not op.variadic], ids=lambda op: op.name)
def test_values_are_read_at_once_and_by_no_call(op: Op, monkeypatch: pytest.MonkeyPatch) -> None:
    """What most programs do most of the time takes the short way."""
    monkeypatch.setattr(value, "operand", refuse)
    monkeypatch.setattr(value, "constant", refuse)
    made = getattr(ad, op.name)(*[Value(0.5) for _ in op.args])
    assert made.op is op
    if op.operator and len(op.args) == 2:
        assert getattr(ad, op.name)(Value(0.5), 2.0).op is op
        assert getattr(ad, op.name)(2.0, Value(0.5)).op is op

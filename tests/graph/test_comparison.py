"""The answer of x > y: a number among numbers, an operation of the graph beside a Value."""

import copy
import functools
import math
import operator
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value
from autodiff.graph.comparison import Condition

OPERATORS = {"add": operator.add, "sub": operator.sub, "mul": operator.mul, "div": operator.truediv, "pow": operator.pow}


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("x", [2.0, 4.0])
def test_beside_a_value_it_is_recorded_on_its_side(name: str, x: float) -> None:
    operate = OPERATORS[name]
    v, w = Value(x), Value(3.0)
    for y, expected, side in ((operate(v > 1, w), operate(1.0, 3.0), 0), (operate(w, v > 1), operate(3.0, 1.0), 1)):
        assert y.op.name == name
        assert y.data == expected
        assert y.parents[1 - side] is w
        assert y.parents[side].op.name == "greater"
        assert y.parents[side].parents == (v, 1.0)
    follows = operate(v > 3, w + 1)
    v.data = 6.0 - x
    assert follows.recompute().data == operate(float(v.data > 3), 4.0)


@pytest.mark.parametrize("name", OPERATORS)
@pytest.mark.parametrize("number", [2, 2.5])
def test_beside_a_number_it_is_a_number(name: str, number: Any) -> None:
    operate = OPERATORS[name]
    answer = Value(2.0) > 1
    assert operate(answer, number) == operate(1, number)
    assert operate(number, answer) == operate(number, 1)
    assert not isinstance(operate(answer, number), Value)


def test_two_answers_are_numbers_and_show_as_bools() -> None:
    yes, no = Value(2.0) > 1, Value(2.0) < 1
    assert (yes + yes, yes * no, yes - no) == (2, 0, 1)
    assert (repr(yes), repr(no), str(yes)) == ("True", "False", "True")


def test_as_an_argument_it_is_an_operation_of_the_graph() -> None:
    v = Value(2.0)
    for y in (ad.where(v > 1, 5.0, 7.0), ad.sum([v > 1, 0.5]), ad.hypot(v > 1, 0.0), ad.dot([v > 1], [2.0])):
        assert isinstance(y, Value)
        first = y.data
        v.data = 0.0
        assert y.recompute().data != first
        v.data = 2.0
        assert y.recompute().data == first


NUMERIC = (*OPERATORS.values(), operator.floordiv, operator.mod, operator.lt, operator.ge, operator.eq, operator.ne)


@pytest.mark.filterwarnings("ignore:.*encountered:RuntimeWarning")
@pytest.mark.parametrize("other", [3, 0.5, Fraction(1, 4), True, np.float64(2.5), np.int64(3)])
def test_as_a_number_it_does_what_its_bool_does(other: Any) -> None:
    for answer in (Value(5.0) > 1, Value(5.0) < 1):
        number = int(answer)
        for operate in NUMERIC:
            for a, b, x, y in ((answer, other, number, other), (other, answer, other, number)):
                try:
                    expected = operate(x, y)
                except ZeroDivisionError:
                    with pytest.raises(ZeroDivisionError):
                        operate(a, b)
                else:
                    assert operate(a, b) == expected or expected != expected, operate


def test_as_a_number_it_has_what_integers_have() -> None:
    yes = Value(5.0) > 1
    assert isinstance(yes, Integral)
    assert (float(yes), int(yes), -yes, +yes, abs(yes), [3, 4][yes], math.floor(yes), round(yes), hash(yes)) == (
        1.0, 1, -1, 1, 1, 4, 1, 1, hash(1))
    assert (f"{yes}", f"{yes:d}", yes.numerator, yes.real, divmod(3, yes), {yes: 2}[1]) == ("True", "1", 1, 1, (3, 0), 2)
    assert copy.copy(yes) == yes
    with pytest.raises(AttributeError, match="a comparison has no '_hidden'"):
        yes._hidden  # noqa: B018


JOINED: dict[str, Any] = {
    "and": lambda x: (x > 0) & (x < 5), "or": lambda x: (x > 5) | (x <= -2), "xor": lambda x: (x > 0) ^ (x >= 5),
    "not": lambda x: ~(x > 0), "not and": lambda x: ~((x > 0) & (x < 5)),
    "all three": lambda x: (x > 0) & ~(x > 3) | (x > 7),
    "bool first": lambda x: True & (x > 0), "bool second": lambda x: (x > 0) ^ True, "false": lambda x: False | (x > 0),
    "1": lambda x: 1 & (x > 0), "0": lambda x: (x > 0) | 0,
    "numpy's first": lambda x: np.bool_(True) & (x > 0), "numpy's second": lambda x: (x > 0) ^ np.bool_(True),
    "logical_and": lambda x: np.logical_and(x > 0, x < 5), "logical_not": lambda x: np.logical_not(x > 0),
    "logical_or": lambda x: np.logical_or(np.bool_(False), x > 0), "bitwise_xor": lambda x: np.bitwise_xor(x > 0, x > 5),
    "invert": lambda x: np.invert(x > 0), "reduced": lambda x: functools.reduce(operator.and_, [x > 0, x < 5, x < 4], True),
}
POINTS = (-3.0, -1.0, 0.0, 2.0, 4.5, 6.0, 9.0)


@pytest.mark.parametrize("name", JOINED)
def test_joined_comparisons_are_recorded(name: str) -> None:
    """Wherever the graph was built, at every other point it is what Python says there, and so is its gradient."""
    condition = JOINED[name]
    for start in POINTS:
        x = Value(start)
        answer = condition(x)
        assert isinstance(answer, Condition)
        y = ad.where(answer, 2 * x, x * x)
        (slope,) = ad.gradients(y, [x])
        for point in POINTS:
            x.data = point
            holds = bool(condition(np.float64(point)))
            assert y.recompute().data == (2 * point if holds else point * point), point
            assert slope.recompute().data == (2.0 if holds else 2 * point)
            x.grad = 0.0
            y.backward()
            assert x.grad == slope.data
        x.data = start


@pytest.mark.parametrize("name", [name for name in JOINED if not name.startswith("logical_")])
def test_jit_traces_joined_comparisons(name: str) -> None:
    condition = JOINED[name]
    found = ad.jit(lambda x: ad.where(condition(x), 2 * x, x * x))(np.array(POINTS))
    assert found.tolist() == [2 * x if condition(np.float64(x)) else x * x for x in POINTS]


@pytest.mark.parametrize("frozen", [lambda x: (x > 0) and (x < 5), lambda x: (x > 0) or (x < 5), lambda x: not x > 0,
                                    lambda x: 0 < x < 5])
def test_what_python_decides_itself_is_frozen_and_refused_by_jit(frozen: Any) -> None:
    assert bool(frozen(Value(2.0))) is bool(frozen(2.0))
    with pytest.raises(TypeError, match="jit traces a function once"):
        ad.jit(lambda x: ad.where(frozen(x), x, 0.0))(2.0)


def test_answers_are_as_old_as_their_comparison() -> None:
    x = Value(1.0)
    answer = (x > 0) & (x < 5)
    x.data = -1.0
    y = ad.where(answer, 2.0, 3.0)
    assert (bool(answer), y.data, y.parents[0].data) == (True, 2.0, 1.0)
    assert y.recompute().data == 3.0


BESIDE_ARRAYS: list[tuple[Any, list[float], list[float]]] = [  # and what it is for x = 1, and for x = -1
    (lambda x: (x > 0) & np.array([True, False]), [1, 0], [0, 0]),
    (lambda x: np.array([True, False]) | (x > 0), [1, 1], [1, 0]),
    (lambda x: (x > 0) * np.array([2.0, 3.0]), [2, 3], [0, 0]),
    (lambda x: np.array([2.0, 3.0]) - (x > 0), [1, 2], [2, 3]),
    (lambda x: np.logical_and(np.array([True, False]), x > 0), [1, 0], [0, 0]),
    (lambda x: np.array([x > 0, x > 1]) ^ True, [0, 1], [1, 1]),
    (lambda x: ~np.array([x > 0, x > -2]), [0, 0], [1, 0]),
]


@pytest.mark.parametrize(("f", "here", "there"), BESIDE_ARRAYS)
def test_beside_an_array_each_element_is_recorded(f: Any, here: list[float], there: list[float]) -> None:
    x = Value(1.0)
    found = [ad.sum([element]) for element in f(x)]
    assert [y.data for y in found] == here
    x.data = -1.0
    assert [y.recompute().data for y in found] == there


def test_functions_of_numpy_that_join_nothing() -> None:
    x = Value(1.0)
    assert (np.array([0, 1]) == (x > 0)).tolist() == [False, True]
    assert np.sqrt(x > 0) == 1.0
    assert np.where(x > 0, 2.0, 3.0) == 2.0
    assert np.mean([x > 0, x > 2, x > 3, x > 4]) == 0.25


@pytest.mark.parametrize("wrong", [lambda x: (x > 0) & 3, lambda x: x & (x > 0), lambda x: 0 & x, lambda x: (x > 0) | x,
                                   lambda x: (x > 0) ^ 1.0, lambda x: ~x, lambda x: (x > 0) & (x * 2)])
def test_what_is_no_answer_is_not_joined(wrong: Any) -> None:
    message = r"^[&|^~] joins comparisons and bools, not (int|float|Value) \(.*\): write ~?\(a > b\)( . \(c > d\))?, each in"
    with pytest.raises(TypeError, match=message):
        wrong(Value(1.0))
    with pytest.raises(TypeError, match=message):
        ad.jit(lambda x: ad.where(wrong(x), x, 0.0))(1.0)


def test_brackets_that_were_forgotten_and_other_classes() -> None:
    x = Value(1.0)
    with pytest.raises(TypeError, match=r"& joins comparisons and bools, not Value"):
        _ = x > 0 & x < 5  # that is x > (0 & x) < 5
    with pytest.raises(TypeError, match="unsupported operand"):
        _ = (x > 0) & "a"  # type: ignore[operator]


def test_a_hundred_thousand_answers_are_joined_without_recursion() -> None:
    x = Value(1.0)
    answer = x > 0
    for i in range(100_000):
        answer = answer & (x < i + 2)
    y = ad.where(answer, 3 * x, 0.0)
    y.backward()
    assert x.grad == 3.0
    x.data = 2.0
    assert y.recompute().data == 0.0

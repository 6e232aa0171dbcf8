"""What is let in as data, and what the refusals say."""

from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from nn.data.conversion import finite, listed, matrix, names, numbers


@pytest.mark.parametrize("given", [[1, 2], (1, 2), range(1, 3), np.array([1, 2]), iter([1, 2])])
def test_lists_in_every_form(given: Any) -> None:
    assert listed(given, "it") == [1, 2]
    assert type(listed(given, "it")) is list


@pytest.mark.parametrize("given", ["12", b"12", {1: 2}, {1, 2}, 1, None, np.float64(1), np.array(1.0)])
def test_no_lists(given: Any) -> None:
    with pytest.raises(TypeError, match=f"^it must be a list or an array, not {type(given).__name__} "):
        listed(given, "it")


def test_a_number_in_any_form_is_the_float_it_is() -> None:
    for given in (1, True, 1.0, Fraction(1), np.float32(1), np.int8(1)):
        assert (finite(given, "x"), type(finite(given, "x"))) == (1.0, float)


@pytest.mark.parametrize(("given", "message"), [
    (float("nan"), r"x\[2\]\[0\] must be a finite number, got nan: leave the sample out, or fill in a number"),
    (-float("inf"), r"x\[2\]\[0\] must be a finite number, got -inf: leave"),
    ("1", r"x\[2\]\[0\] must be a real number, not str \('1'\): give an int or a float"),
    (Value(1.0), r"x\[2\]\[0\] must be a real number, not Value \(.*\): give its .data"),
])
def test_no_finite_number(given: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        finite(given, "x", 2, 0)


@pytest.mark.parametrize(("given", "message"), [
    ([], "inputs must hold at least one sample, got none"),
    ([[]], r"inputs\[0\] must have at least one number, got 0"),
    ([[1, 2], [3]], r"inputs\[1\] must have 2 numbers as the first row has, got 1: \[3\]"),
    ([[1], [3, 4]], r"inputs\[1\] must have 1 number as the first row has, got 2"),
    ([1, 2], r"inputs\[0\] must be a list or an array, not int \(1\): samples of one number are \[\[1\], \[2\]\]"),
    (np.zeros((2, 2, 2)), r"inputs\[0\]\[0\] must be a real number, not list"),
    ([[1, 2], [3, None]], r"inputs\[1\]\[1\] must be a real number, not NoneType"),
])
def test_no_matrix(given: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        matrix(given, "inputs")


def test_ints_stay_ints_only_among_ints() -> None:
    assert [type(x) for x in numbers([1, 0], "t")] == [int, int]
    assert [type(x) for x in numbers(np.array([1, 0]), "t")] == [int, int]
    assert [type(x) for x in numbers([True, False], "t")] == [int, int]
    assert [type(x) for x in numbers([1, 0.0], "t")] == [float, float]
    assert numbers([2**53 + 1], "t") == [2**53 + 1]


def test_names_are_text_and_differ() -> None:
    assert names(np.array(["a", "b"]), "classes", 2) == ("a", "b")
    assert names((), "classes", 2) == ()
    with pytest.raises(TypeError, match=r"classes must be text, not int \(1\)"):
        names(["a", 1], "classes")
    with pytest.raises(ValueError, match="classes must differ"):
        names(["a", "a"], "classes")
    with pytest.raises(ValueError, match="classes must be 3, one each, got 2"):
        names(["a", "b"], "classes", 3)

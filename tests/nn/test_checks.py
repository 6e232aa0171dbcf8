"""The checks of arguments that modules of nn share: what is let in, and what is said of the rest."""

import math
import random
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from nn.checks import (
    LARGEST,
    checked_finite,
    checked_list,
    checked_not_negative,
    checked_operand,
    checked_path,
    checked_size,
    checked_switch,
    checked_text,
    for_each,
    generator,
    is_row,
)


def test_what_a_list_of_something_is() -> None:
    assert all(map(is_row, ([], (1,), np.ones(2), np.ones((2, 2)), range(3), np.array([]), bytearray(b"a"))))
    assert not any(map(is_row, (1.0, "ab", b"ab", {1}, {1: 2}, frozenset(), None, Value(1.0), np.array(1.0), np.float64(1.0),
                                iter([1]))))


def test_a_list_is_copied_and_counted() -> None:
    given = [1, 2]
    assert checked_list(given, 2, "it") == given
    assert checked_list(given, 2, "it") is not given
    assert checked_list((x for x in given), 2, "it") == given
    with pytest.raises(ValueError, match=r"it must be a list of 3, got 2: \[1, 2\]"):
        checked_list(given, 3, "it")
    for thing in ("ab", {1: 2, 3: 4}, {1, 2}, frozenset({1, 2}), 3):
        with pytest.raises(TypeError, match=rf"it must be a list of 2, not {type(thing).__name__} \("):
            checked_list(thing, 2, "it")


def test_one_switch_or_one_for_each() -> None:
    assert for_each(True, 2, "it") == [True, True]
    assert for_each(None, 2, "it") == [None, None]
    assert for_each([True, 0.5], 2, "it") == [True, 0.5]
    for thing in (1, 0.0, "no"):  # a number is no switch
        with pytest.raises(TypeError, match="it must be a list of 2, not"):
            for_each(thing, 2, "it")


@pytest.mark.parametrize("size", [1, 7, LARGEST, np.int64(7), np.uint8(7)])
def test_sizes(size: Any) -> None:
    assert checked_size(size, "it") == size
    assert type(checked_size(size, "it")) is int


@pytest.mark.parametrize("size", [0, -1, LARGEST + 1, 10**400, True, np.bool_(True), 2.0, np.float64(2.0), "2", None,
                                  Fraction(2)])
def test_no_sizes(size: Any) -> None:
    with pytest.raises(ValueError, match=r"it must be a positive int, got .*: give one from 1 to 100,000,000"):
        checked_size(size, "it")


def test_finite_and_not_negative_numbers() -> None:
    assert (checked_finite(-2, "it"), checked_finite(Fraction(1, 2), "it")) == (-2.0, 0.5)
    assert (checked_not_negative(0, "it"), checked_not_negative(-0.0, "it")) == (0.0, 0.0)
    for check in (checked_finite, checked_not_negative):
        for x in (math.nan, math.inf, -math.inf):
            with pytest.raises(ValueError, match=rf"it must be finite, got {x}: give a number such as 0.1"):
                check(x, "it")
        with pytest.raises(TypeError, match="it must be a real number, not str"):
            check("1", "it")
    with pytest.raises(ValueError, match=r"it must be 0 or more, got -5e-324: give a number such as 0.1"):
        checked_not_negative(-5e-324, "it")


def test_texts_switches_and_paths() -> None:
    assert checked_text("a/b", "it") == "a/b"
    with pytest.raises(TypeError, match=r"^it must be text such as 'a', not bytes \(b'a'\)$"):
        checked_text(b"a", "it", "a")
    with pytest.raises(TypeError, match=r"^it must be text, not NoneType \(None\)$"):
        checked_text(None, "it")
    assert checked_switch(False, "it") is False
    with pytest.raises(TypeError, match=r"^it must be True or False, not int \(1\)$"):
        checked_switch(1, "it")
    assert checked_path("a.json") == checked_path(Path("a.json")) == "a.json"
    with pytest.raises(TypeError, match=r"^it must be a str or a Path, not int \(3\): write 'a.csv'$"):
        checked_path(3, "it", "a.csv")


def test_operands_and_generators() -> None:
    v = Value(2.0)
    assert checked_operand(v, "it") is v
    assert (checked_operand(True, "it"), type(checked_operand(3, "it"))) == (1.0, float)
    assert isinstance(checked_operand(v > 1, "it"), Value)
    rng = random.Random(1)
    assert generator(rng) is rng
    assert generator(random) is random
    assert generator(5).random() == generator(np.int64(5)).random() == random.Random(5).random()
    for thing in (True, "5", None, 5.0, np.random):
        with pytest.raises(TypeError, match=rf"a random.Random or an int, its seed, not {type(thing).__name__}") as caught:
            generator(thing)
        assert str(caught.value).endswith("give random.Random(0), or 0")


def test_a_negative_seed_is_refused_as_it_would_be_that_of_another() -> None:
    assert random.Random(-1).random() == random.Random(1).random()
    with pytest.raises(ValueError, match="rng must be a seed of 0 or more, got -1"):
        generator(-1)

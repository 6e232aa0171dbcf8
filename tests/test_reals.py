"""What is let in as a number, and what is said of the rest."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from autodiff import Value
from autodiff.reals import beside, number, real


@pytest.mark.parametrize("x", [1, 1.5, True, Fraction(3, 2), np.float32(1.5), np.int8(1), np.bool_(True), float("nan")])
def test_a_real_number_is_a_float(x: Any) -> None:
    assert type(real(x)) is type(number(x, "it")) is float
    assert real(x) == float(x) or x != x


@pytest.mark.parametrize("x", ["1", None, 1j, [1.0], np.array([1.0]), Value(1.0), object()])
def test_everything_else_is_none(x: Any) -> None:
    assert real(x) is None


def test_the_hint_says_what_to_give() -> None:
    hint = r"give an int or a float \(of a list or an array, one element at a time\)"
    with pytest.raises(TypeError, match=f"^it must be a real number, not str \\('1'\\): {hint}$"):
        number("1", "it")


@pytest.mark.parametrize(("x", "size"), [(10**400, "an int of 1329 bits"), (Fraction(10**400), "a Fraction")])
def test_what_no_float_can_hold_is_measured(x: Any, size: str) -> None:
    with pytest.raises(OverflowError, match=f"^{size} is too large"):
        real(x)


@pytest.mark.parametrize(("x", "kind", "advice"), [
    ([1.0], r"list \(\[1\.0\]\)", r"for a list \[v \* x for x in xs\], or a NumPy array, or dot\(\)"),
    ((1.0,), r"tuple \(\(1\.0,\)\)", r"for a list \[v \* x for x in xs\], or a NumPy array, or dot\(\)"),
    ("a", r"str \('a'\)", r"give an int or a float \(of a list or an array, one element at a time\)"),
    (None, r"NoneType \(None\)", r"give an int or a float \(of a list or an array, one element at a time\)"),
    (Decimal(1), r"Decimal \(Decimal\('1'\)\)", r"give an int or a float \(of a list or an array, one element at a time\)"),
])
def test_what_cannot_stand_beside_a_value_is_named(x: Any, kind: str, advice: str) -> None:
    with pytest.raises(TypeError, match=f"^an operand beside a Value must be a real number, not {kind}: {advice}$"):
        beside(x)


def test_classes_of_others_decide_for_themselves() -> None:
    assert beside(object.__new__(type("Own", (), {}))) is None
    assert beside(np.array([1.0])) is None
    assert beside(Fraction(1, 2)) == 0.5

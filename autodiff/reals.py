"""Arguments as floats: which types count as real numbers, and the errors for all others."""

import numbers
from typing import Any

from autodiff.messages import shown

NUMPY_BOOL = ("bool", "bool_")  # not registered as numbers.Real, unlike Python's bool
PYTHONS_OWN = ("builtins", "decimal")  # modules whose classes define no operators for Values


def real(x: Any) -> float | None:
    """`x` as a float if it is a real number (int, bool, Fraction, NumPy scalar), else None."""
    if type(x) is not int and not isinstance(x, numbers.Real) and type(x).__name__ not in NUMPY_BOOL:
        return None
    try:
        return float(x)
    except OverflowError:
        size = f"an int of {x.bit_length()} bits" if isinstance(x, int) else f"a {type(x).__name__}"
        raise OverflowError(f"{size} is too large for a float (about 1.8e308): scale it first") from None


def number(x: Any, what: str) -> float:
    """`x` as a float; `TypeError` naming `what` if it is not a real number."""
    data = x if type(x) is float else real(x)
    if data is None:
        raise TypeError(f"{what} must be a real number, not {type(x).__name__} ({shown(x)}): give an int or a float "
                        "(of a list or an array, one element at a time)")
    return data


def beside(x: Any) -> float | None:
    """The other operand of an operator of a Value, as a float; None if the operand's own class must answer.

    Arrays of NumPy answer themselves. For objects of Python's own classes that are not real numbers: `TypeError`.
    """
    data = real(x)
    if data is None and type(x) in (list, tuple):
        raise TypeError(f"an operand beside a Value must be a real number, not {type(x).__name__} ({shown(x)}): "
                        "for a list [v * x for x in xs], or a NumPy array, or dot()")
    if data is None and type(x).__module__ in PYTHONS_OWN:
        return number(x, "an operand beside a Value")
    return data

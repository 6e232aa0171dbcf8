"""Conversion of data: lists and arrays of finite numbers are checked and copied as lists of floats."""

from collections.abc import Iterable
from math import isfinite
from numbers import Integral
from typing import Any

from autodiff import Value
from autodiff.messages import shown
from autodiff.reals import real
from autodiff.trees import refuse_mask
from nn.checks import checked_text, wrong_type

NO_LISTS = (str, bytes, dict, set, frozenset)
ONE_NUMBER = "samples of one number are [[1], [2]]; of a DataFrame give .to_numpy()"


def listed(given: Any, what: str, hint: str = "give it as [1, 2, 3]") -> list[Any]:
    """A list, a NumPy array or any other ordered iterable as a list; `TypeError` for anything else.

    >>> listed(range(3), "indices")
    [0, 1, 2]
    """
    refuse_mask(given, what)
    items = given.tolist() if hasattr(given, "tolist") else given
    if isinstance(items, NO_LISTS) or not isinstance(items, Iterable):
        raise wrong_type(f"{what} must be a list or an array", given, f"{hint}")
    return list(items)


def finite(x: Any, what: str, *place: int) -> float:
    """`x` as a float. `place` is its position i, j, for messages about `what[i][j]`.

    `TypeError` if it is not a real number, `ValueError` if it is nan or infinite.
    """
    data = x if type(x) is float else real(x)
    if data is not None and isfinite(data):
        return data
    name = what + "".join(f"[{i}]" for i in place)
    if data is not None:
        raise ValueError(f"{name} must be a finite number, got {data!r}: leave the sample out, or fill in a number")
    hint = "give its .data" if isinstance(x, Value) else "give an int or a float"
    raise wrong_type(f"{name} must be a real number", x, f"{hint}")


def samples(given: Any, what: str) -> list[Any]:
    """`given` as a list; `ValueError` if it is empty."""
    items = listed(given, what)
    if not items:
        raise ValueError(f"{what} must hold at least one sample, got none: {shown(given)}")
    return items


def matrix(given: Any, what: str) -> list[list[float]]:
    """One row of finite numbers per sample. `ValueError` names the first row of another length.

    >>> matrix([(1, 2), (3, 4)], "inputs")
    [[1.0, 2.0], [3.0, 4.0]]
    """
    rows = [listed(row, f"{what}[{i}]", ONE_NUMBER) for i, row in enumerate(samples(given, what))]
    width = len(rows[0])
    for i, row in enumerate(rows):
        if len(row) != width or not row:
            raise ValueError(f"{what}[{i}] must have {width or 'at least one'} number{'s' * (width > 1)}"
                             f"{' as the first row has' if i else ''}, got {len(row)}: {shown(row)}")
    return [[finite(x, what, i, j) for j, x in enumerate(row)] for i, row in enumerate(rows)]


def numbers(given: Any, what: str) -> list[Any]:
    """One number per sample: integers if all of them are, as numbers of classes are, else floats.

    >>> numbers([1, 0], "targets"), numbers([1, 0.5], "targets")
    ([1, 0], [1.0, 0.5])
    """
    items = samples(given, what)
    floats = [finite(x, what, i) for i, x in enumerate(items)]
    return [int(x) for x in items] if all(isinstance(x, Integral) for x in items) else floats


def names(given: Any, what: str, length: int | None = None) -> tuple[str, ...]:
    """Different names as a tuple; `ValueError` unless there are `length` of them, or none."""
    items = tuple(checked_text(name, what) for name in listed(given, what))
    if len(set(items)) != len(items):
        raise ValueError(f"{what} must differ, got {shown(items)}")
    if length is not None and items and len(items) != length:
        raise ValueError(f"{what} must be {length}, one each, got {len(items)}: {shown(items)}")
    return items

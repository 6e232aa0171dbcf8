"""Checks of arguments. Each message names the argument, the value given and what is expected."""

import os
import random
from collections.abc import Callable, Iterable
from math import isfinite
from numbers import Integral
from typing import Any

from autodiff import Value
from autodiff.graph.comparison import Condition
from autodiff.messages import shown
from autodiff.reals import number

LARGEST = 10**8  # inputs of a neuron, or neurons of a layer


def wrong_type(what: str, x: object, hint: str = "") -> TypeError:
    """The error for an argument of the wrong type. what: which argument, and what it must be.

    >>> wrong_type("names must be a list", 3, "give ['a', 'b']")
    TypeError("names must be a list, not int (3): give ['a', 'b']")
    """
    return TypeError(f"{what}, not {type(x).__name__} ({shown(x)})" + (f": {hint}" if hint else ""))


def is_row(x: object) -> bool:
    """Whether `x` is a list, a tuple or an array, rather than text, a dict, a set or a number."""
    listed = hasattr(x, "__len__") and hasattr(x, "__iter__") and not isinstance(x, str | bytes | dict | set | frozenset)
    return listed and getattr(x, "ndim", 1) != 0  # an array without dimensions is a number


def checked_operand(x: Any, what: str) -> Any:
    """A Value as it is, a number as a float; `TypeError` for anything else."""
    if isinstance(x, Condition):
        return x.node()
    return x if isinstance(x, Value) else number(x, what)


def checked_list(given: Any, length: int, what: str) -> list[Any]:
    """`given` as a list; `TypeError` if it is not one, `ValueError` if its length is another."""
    if isinstance(given, str | dict | set | frozenset) or not isinstance(given, Iterable):
        raise wrong_type(f"{what} must be a list of {length}", given)
    items = list(given)
    if len(items) != length:
        raise ValueError(f"{what} must be a list of {length}, got {len(items)}: {shown(items)}")
    return items


def for_each(switch: Any, length: int, what: str) -> list[Any]:
    """A list with one entry each. One switch (True, False or None) stands for all."""
    return [switch] * length if switch is None or isinstance(switch, bool) else checked_list(switch, length, what)


def checked_size(size: object, what: str) -> int:
    """A count, such as that of inputs or samples; `ValueError` unless it is a positive integer of at most 10^8."""
    count = int(size) if isinstance(size, Integral) and not isinstance(size, bool) else 0
    if not 1 <= count <= LARGEST:
        raise ValueError(f"{what} must be a positive int, got {shown(size)}: give one from 1 to {LARGEST:,}")
    return count


def checked_integer(x: Any, low: int, high: int, what: str) -> int:
    """An int from low to high; `ValueError` for anything else."""
    if type(x) is not int or not low <= x <= high:
        raise ValueError(f"{what} must be an int from {low} to {high:,}, got {shown(x)}")
    return x


def checked_switch(x: Any, what: str) -> bool:
    """True or False; `TypeError` for anything else."""
    if not isinstance(x, bool):
        raise wrong_type(f"{what} must be True or False", x)
    return x


def checked_text(x: Any, what: str, example: str = "") -> str:
    """A str; `TypeError` for anything else."""
    if not isinstance(x, str):
        raise wrong_type(f"{what} must be text" + (f" such as {example!r}" if example else ""), x)
    return x


def checked_path(path: Any, what: str = "path", example: str = "model.json") -> str:
    """A path as a str; `TypeError` for what is neither a str nor a path."""
    if not isinstance(path, str | os.PathLike):
        raise wrong_type(f"{what} must be a str or a Path", path, f"write {example!r}")
    return os.fspath(path)


def checked_finite(x: Any, what: str) -> float:
    """A finite number, as a float; `ValueError` if it is nan or infinite, `TypeError` if it is not a number."""
    checked = number(x, what)
    if not isfinite(checked):
        raise ValueError(f"{what} must be finite, got {checked!r}: give a number such as 0.1")
    return checked


def checked_not_negative(x: Any, what: str) -> float:
    """A finite number of 0 or more."""
    return _in_range(x, what, lambda y: y >= 0, "0 or more", 0.1)


def checked_fraction(x: Any, what: str) -> float:
    """A number from 0 to 1."""
    return _in_range(x, what, lambda y: 0 <= y <= 1, "from 0 to 1", 0.1)


def checked_decay(x: Any, what: str) -> float:
    """The share of a running average that is kept at each step, at least 0 and less than 1."""
    return _in_range(x, what, lambda y: 0 <= y < 1, "at least 0 and less than 1", 0.9)


def _in_range(x: Any, what: str, fits: Callable[[float], bool], expected: str, example: float) -> float:
    checked = checked_finite(x, what)
    if not fits(checked):
        raise ValueError(f"{what} must be {expected}, got {checked!r}: give a number such as {example}")
    return checked


def generator(rng: Any) -> Any:
    """A random generator: a `random.Random` (or the `random` module) as it is, or a new one for an integer, its seed.

    `TypeError` for anything else, `ValueError` for a negative seed, whose sign Python would ignore.

    >>> generator(0).random() == random.Random(0).random()
    True
    """
    if isinstance(rng, Integral) and not isinstance(rng, bool):
        if rng < 0:
            raise ValueError(f"rng must be a seed of 0 or more, got {shown(rng)}: give random.Random(0), or 0")
        return random.Random(int(rng))
    if isinstance(rng, random.SystemRandom):
        raise TypeError("rng must be a generator whose state can be kept, not a SystemRandom: give random.Random(0), or 0")
    if not isinstance(rng, random.Random) and rng is not random:
        raise wrong_type("rng must be a random.Random or an int, its seed", rng, "give random.Random(0), or 0")
    return rng

"""Checks of arguments that several modules of `nn` share: each names the thing, what came and what was expected."""

import random
from collections.abc import Iterable
from math import isfinite
from numbers import Integral
from typing import Any

from autodiff import Value
from autodiff.graph.comparison import Comparison
from autodiff.messages import shown
from autodiff.reals import number

LARGEST = 10**8  # inputs of a neuron, or neurons of a layer


def is_row(x: object) -> bool:
    """Whether `x` is a list of something: a tuple and an array are, text, a dict, a set and a number are not."""
    listed = hasattr(x, "__len__") and hasattr(x, "__iter__") and not isinstance(x, str | bytes | dict | set | frozenset)
    return listed and getattr(x, "ndim", 1) != 0  # an array of no dimension is a number


def checked_operand(x: Any, what: str) -> Any:
    """A Value as it is, a number as a float; `TypeError` for anything else."""
    if isinstance(x, Comparison):
        return x.node()
    return x if isinstance(x, Value) else number(x, what)


def checked_list(given: Any, length: int, what: str) -> list[Any]:
    """`given` as a list; `TypeError` if it is none, `ValueError` if it has another length."""
    if isinstance(given, str | dict | set | frozenset) or not isinstance(given, Iterable):
        raise TypeError(f"{what} must be a list of {length}, not {type(given).__name__} ({shown(given)})")
    items = list(given)
    if len(items) != length:
        raise ValueError(f"{what} must be a list of {length}, got {len(items)}: {shown(items)}")
    return items


def for_each(switch: Any, length: int, what: str) -> list[Any]:
    """One switch (True, False or None) for all, or a list with one entry each."""
    return [switch] * length if switch is None or isinstance(switch, bool) else checked_list(switch, length, what)


def checked_size(size: object, what: str) -> int:
    """A number of inputs or neurons; `ValueError` unless it is a positive int (or NumPy's) that a memory has room for."""
    count = int(size) if isinstance(size, Integral) and not isinstance(size, bool) else 0
    if not 1 <= count <= LARGEST:
        raise ValueError(f"{what} must be a positive int, got {shown(size)}: give one from 1 to {LARGEST:,}")
    return count


def checked_finite(x: Any, what: str) -> float:
    """A number that is neither nan nor infinite, as a float; else `ValueError`, or `TypeError` for what is no number."""
    checked = number(x, what)
    if not isfinite(checked):
        raise ValueError(f"{what} must be finite, got {checked!r}: give a number such as 0.1")
    return checked


def checked_not_negative(x: Any, what: str) -> float:
    """The same, if it is 0 or more."""
    checked = checked_finite(x, what)
    if checked < 0:
        raise ValueError(f"{what} must be 0 or more, got {checked!r}: give a number such as 0.1")
    return checked


def checked_scope(scope: Any) -> str:
    """The name of a part of the network; `TypeError` unless it is a str."""
    if not isinstance(scope, str):
        raise TypeError(f"scope must be a str such as 'layer1/neuron2', not {type(scope).__name__} ({shown(scope)}): "
                        "give it as text")
    return scope


def generator(rng: Any) -> Any:
    """What numbers of chance are drawn from: a `random.Random` (or the `random` module), or a new one for an int, its seed.

    `TypeError` for anything else, `ValueError` for a negative seed, of which Python would drop the sign.

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
        raise TypeError(f"rng must be a random.Random or an int, its seed, not {type(rng).__name__} ({shown(rng)}): "
                        "give random.Random(0), or 0")
    return rng

"""Checks of the options of optimisers and schedules that are no plain numbers."""

from typing import Any

from autodiff.messages import shown
from nn.checks import checked_finite, checked_list


def checked_decay(x: Any, what: str) -> float:
    """How much of a running average is kept at each step; `ValueError` unless 0 <= x < 1."""
    checked = checked_finite(x, what)
    if not 0 <= checked < 1:
        raise ValueError(f"{what} must be at least 0 and less than 1, got {checked!r}: give a number such as 0.9")
    return checked


def checked_decays(pair: Any, what: str) -> tuple[float, float]:
    """Two of them, as Adam's betas; `TypeError` if it is no list, `ValueError` unless there are two."""
    first, second = checked_list(pair, 2, what)
    return checked_decay(first, f"the first of {what}"), checked_decay(second, f"the second of {what}")


def checked_fraction(x: Any, what: str) -> float:
    """A part of a whole; `ValueError` unless 0 <= x <= 1."""
    checked = checked_finite(x, what)
    if not 0 <= checked <= 1:
        raise ValueError(f"{what} must be from 0 to 1, got {checked!r}: give a number such as 0.1")
    return checked


def checked_switch(x: Any, what: str) -> bool:
    """True or False; `TypeError` for anything else."""
    if not isinstance(x, bool):
        raise TypeError(f"{what} must be True or False, not {type(x).__name__} ({shown(x)})")
    return x

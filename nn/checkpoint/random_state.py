"""The state of a random generator as plain data, which a file can keep."""

from typing import Any

from autodiff.messages import shown


def state_as_list(state: tuple[Any, ...]) -> list[Any]:
    """What `random.Random.getstate` gives, as lists.

    >>> state_as_list((3, (1, 2), None))
    [3, [1, 2], None]
    """
    return [list(part) if isinstance(part, tuple) else part for part in state]


def state_from_list(given: Any) -> tuple[Any, ...]:
    """The state for `setstate`: of the Mersenne Twister, 624 words of 32 bits and a place among them. Else `ValueError`."""
    version, state, following = given if type(given) is list and len(given) == 3 else (None, None, None)
    words = state if type(state) is list and all(type(x) is int and 0 <= x < 2**32 for x in state) else []
    if version != 3 or len(words) != 625 or words[-1] > 624 or type(following) not in (float, type(None)):
        raise ValueError("the state of a random generator must be [3, 624 words and a place, number or null], got "
                         f"{shown(given)}")
    return version, tuple(words), following

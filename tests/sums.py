"""Sums that pass through what is too large for a float, and their exact answers."""

from fractions import Fraction
from math import inf

LARGEST = 1.7976931348623157e308

PASSING_OVERFLOW = [
    [1.7e308, 1.7e308, -1.7e308, -1.7e308, 1e-310], [1e308, 1e308, -1e308], [-1e308, -1e308, 1e308, -5e-324],
    [1e308, 1e308, -1e308, -1e308, 5e-324], [1.5e308, 1.5e308, -1.5e308, -1.5e308, 0.1], [1e308, 1e308, -1e308, -1e308],
    [LARGEST, 2.0**969], [LARGEST, 2.0**970], [LARGEST, 2.0**970, -5e-324], [-LARGEST, -(2.0**970), 5e-324],
    [LARGEST, LARGEST, -LARGEST, 2.0**970], [1e308, 1e308], [-LARGEST, -LARGEST, 1.0],
    [LARGEST, 2.0**971, -(2.0**971), 2.0**918, 1.0],
]


def rounded_sum(terms: list[float]) -> float:
    """The sum in rational numbers, and then the nearest float."""
    exact = sum(map(Fraction, terms), Fraction())
    try:
        return float(exact)
    except OverflowError:
        return inf if exact > 0 else -inf

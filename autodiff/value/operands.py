"""Helpers of the generated functions: reading arguments, and choices between Values."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import frexp, isfinite
from operator import mul
from typing import Any, NoReturn

from autodiff.graph.comparison import Condition
from autodiff.graph.functions import FUNCTIONS
from autodiff.graph.node import Node
from autodiff.messages import shown
from autodiff.reals import beside, number
from autodiff.table.scalar import around


def constant(x: Any) -> Any:
    """The other operand of an operator as a float. None if its own class must answer: an array, or a comparison."""
    return None if type(x) is Condition else beside(x)


def operand(x: Any, where: str) -> tuple[Any, float, int]:
    """An argument of an operation: the parent to store, its number, and whether (1 or 0) it is a Value."""
    if isinstance(x, Node):
        return x, x._data, 1
    if isinstance(x, Condition):
        return x.node(), float(x), 1
    data = number(x, f"an argument of {where}()")
    return data, data, 0


def operands(values: Iterable[Any], where: str) -> tuple[tuple[Any, ...], list[float], int]:
    """A list of arguments: the parents to store, their numbers, and how many are Values."""
    parents = tuple(values) if type(values) in (list, tuple) else _listed(values, where)
    if parents and type(parents[0]) is float:
        if {*map(type, parents)} == {float}:
            return parents, list(parents), 0
    else:
        try:
            return parents, [p._number for p in parents], len(parents)
        except AttributeError:  # not all of them are Values
            pass
    split = [operand(p, where) for p in parents]
    return tuple(p for p, _, _ in split), [d for _, d, _ in split], sum(t for _, _, t in split)


def _listed(values: Any, where: str) -> tuple[Any, ...]:
    """Any other iterable as a tuple; `TypeError` for anything else, and for a dict or a set."""
    try:
        if isinstance(values, dict | set | frozenset):
            raise TypeError
        elements = iter(values)  # an error that a generator raises later passes through
    except TypeError:
        given = f"{type(values).__name__} ({shown(values)})"
        raise TypeError(f"{where}() needs a list of Values and numbers, not {given}: write [x, ...]") from None
    return tuple(elements)


def linked(*groups: tuple[Sequence[Any], Any, int]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The Values among the parents, and their partials. Sweeps ignore constants.

    A group holds the parents of one argument, their partials, and how many of them are Values.
    """
    values: list[Any] = []
    partials: list[Any] = []
    for parents, slopes, tracked in groups:
        if tracked == len(parents):
            values += parents
            partials += slopes
        elif tracked:
            kept = [(p, d) for p, d in zip(parents, slopes, strict=True) if type(p) is not float]
            values += [p for p, _ in kept]
            partials += [d for _, d in kept]
    return tuple(values), tuple(partials)


def different_lengths(where: str, first: list[float], second: list[float]) -> NoReturn:
    """Raise the `ValueError` for two lists of different lengths."""
    raise ValueError(f"{where}() needs two lists of the same length, got {len(first)} and {len(second)} elements: "
                     "give them in pairs")


IN_RANGE = 2.0**1000  # products between 1/IN_RANGE and IN_RANGE keep all their digits
FURTHEST = 2_200  # a number near 1 times 2**FURTHEST is infinite, and times 2**-FURTHEST it is 0


def others(items: Sequence[Any]) -> list[Any]:
    """For each Value or number of a list the product of all the others, by plain multiplications.

    If an intermediate product would overflow or underflow, each factor is first scaled near 1 by a power of 2.
    """
    data = [x._data if isinstance(x, Node) else x for x in items]
    sizes = [abs(x) if x and isfinite(x) else 1.0 for x in data]
    if all(1 / IN_RANGE < size < IN_RANGE for part in (sizes[:-1], sizes[:0:-1]) for size in accumulate(part, mul)):
        return around(items)
    powers = _powers(sizes)
    products = around([_scaled(x, -power) for x, power in zip(items, powers, strict=True)])
    total = sum(powers)
    return [_scaled(x, total - power) for x, power in zip(products, powers, strict=True)]


def _powers(sizes: list[float]) -> list[int]:
    """Powers of 2 by which to divide the sizes, so that the product of the first n is near 1 for every n."""
    found, product = [], 1.0
    for size in sizes:
        fraction, power = frexp(size)
        product, more = frexp(product * fraction)
        found.append(power + more)
    return found


def _scaled(x: Any, power: int) -> Any:
    """x times 2**power, in factors that a float can hold."""
    power = max(-FURTHEST, min(power, FURTHEST))
    while power:
        step = max(-1000, min(power, 1000))
        x, power = x * 2.0**step, power - step
    return x


def choose(test: Any, chosen: Any, other: Any) -> Any:
    """`chosen if test else other`; a `where` node if the test is a Value."""
    if isinstance(test, Node):
        return FUNCTIONS["where"](test, chosen, other)
    return chosen if test else other

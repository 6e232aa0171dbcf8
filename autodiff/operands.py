"""What the generated functions share: reading their arguments, and a choice between Values."""

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from autodiff.comparison import Comparison
from autodiff.node import Node
from autodiff.reals import beside, number
from autodiff.text import shown


def constant(x: Any) -> float | None:
    """The other operand of an operator as a float; None if it is no number, or must record itself."""
    return None if type(x) is Comparison else beside(x)


def operand(x: Any, where: str) -> tuple[Any, float, int]:
    """An argument of an operation: the parent to store, its number, and whether (1 or 0) it is a Value."""
    if isinstance(x, Node):
        return x, x._data, 1
    if isinstance(x, Comparison):
        return x.node(), float(x), 1
    data = number(x, f"an argument of {where}()")
    return data, data, 0


def operands(values: Iterable[Any], where: str) -> tuple[tuple[Any, ...], list[float], int]:
    """A list of arguments: the parents to store, their numbers, and how many of them are Values."""
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
    """Any other iterable as a tuple; `TypeError` for none, and for a dict, whose keys would be taken, or a set."""
    try:
        if isinstance(values, dict | set | frozenset):
            raise TypeError
        elements = iter(values)  # what a generator raises later is its own affair
    except TypeError:
        given = f"{type(values).__name__} ({shown(values)})"
        raise TypeError(f"{where}() needs a list of Values and numbers, not {given}: write [x, ...]") from None
    return tuple(elements)


def linked(*groups: tuple[Sequence[Any], Any, int]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """The Values among the parents, each with its partial: constants take no part in a sweep.

    A group is the parents of one argument, their partials, and how many of them are Values.
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
    """The `ValueError` for two lists of an operation that should have the same length."""
    raise ValueError(f"{where}() needs two lists of the same length, got {len(first)} and {len(second)} elements: "
                     "give them in pairs")


def choose(test: Any, chosen: Any, other: Any) -> Any:
    """`chosen if test else other` in a derivative: a `where` of the graph if the test is a Value."""
    if isinstance(test, Node):
        from autodiff import value

        return value.where(test, chosen, other)  # type: ignore[call-overload]
    return chosen if test else other

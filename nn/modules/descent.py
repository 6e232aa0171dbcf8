"""What every step of descent shares: it reads all gradients before it writes any weight, and writes all weights at once.

A gradient or a new weight that is not finite is refused by the name of its parameter, before anything is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

from autodiff import Value
from autodiff.graph.sweeps import at_once, writes


def each_once(named: Iterable[tuple[str, Value]]) -> dict[Value, str]:
    """Each parameter once, in order, with the first of its names: one that serves in two places moves once.

    >>> shared = Value(0.5)
    >>> list(each_once([("w1", shared), ("w2", shared)]).values())
    ['w1']
    """
    names: dict[Value, str] = {}
    for name, p in named:
        names.setdefault(p, name)
    return names


def finite_gradients(names: Mapping[Value, str]) -> list[float]:
    """The gradient of each parameter; `ValueError` naming the first whose gradient is nan or infinite."""
    gradients = [p.grad for p in names]
    for name, gradient in zip(names.values(), gradients, strict=True):
        if not isfinite(gradient):
            raise ValueError(f"the gradient of {name} is {gradient}: no weight was moved; "
                             "strict() finds where it comes from")
    return gradients


def move(names: Mapping[Value, str], weights: Sequence[float], *also: Iterator[None]) -> None:
    """Give each parameter its new weight, and carry out the assignments `also`: all of it or nothing.

    It is one call of C, which no interrupt can cut in two. `ValueError` naming the first weight that is not finite.
    """
    for (p, name), weight in zip(names.items(), weights, strict=True):
        if not isfinite(weight):
            raise ValueError(f"the step would move {name} from {p.data} to {weight}: no weight was moved; take a smaller "
                             "learning rate, clip the gradients, or give an eps where that is 0")
    at_once(writes("_data", names, weights), *also)

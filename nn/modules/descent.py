"""Updating the weights: all gradients are read before any weight is written, and all weights are written at once.

An error names the parameter whose gradient or new weight is not finite, before anything is written.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import isfinite

from autodiff import Value
from autodiff.graph.sweeps import at_once, writes


def each_once(named: Iterable[tuple[str, Value]]) -> dict[Value, str]:
    """Each parameter once, in order, with the first of its names. A shared one is updated once.

    >>> shared = Value(0.5)
    >>> list(each_once([("w1", shared), ("w2", shared)]).values())
    ['w1']
    """
    names: dict[Value, str] = {}
    for name, p in named:
        names.setdefault(p, name)
    return names


def finite_gradients(names: Mapping[Value, str]) -> list[float]:
    """The gradients of the parameters; `ValueError` naming the first that is nan or infinite."""
    gradients = [p.grad for p in names]
    for name, gradient in zip(names.values(), gradients, strict=True):
        if not isfinite(gradient):
            raise ValueError(f"the gradient of {name} is {gradient}: no weight was updated; "
                             "strict() finds where it comes from")
    return gradients


def update_weights(names: Mapping[Value, str], weights: Sequence[float], *also: Iterator[None]) -> None:
    """Assign the new weights, and run the assignments `also`, all or none; `ValueError` naming the first not finite.

    It is a single call of C, so that an interrupt cannot stop it half way.
    """
    for (p, name), weight in zip(names.items(), weights, strict=True):
        if not isfinite(weight):
            raise ValueError(f"the step would change {name} from {p.data} to {weight}: no weight was updated; take a "
                             "smaller learning rate, clip the gradients, or give an eps where that is 0")
    at_once(writes("_data", names, weights), *also)

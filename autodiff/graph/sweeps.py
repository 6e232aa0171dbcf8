"""Walks over a graph: topological order, the reverse pass, tangents (forward mode), and recomputing.

Nothing here recurses, so a chain of a million operations works. No derivative is written here: the local partials are
stored in the nodes.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import reduce
from itertools import chain
from operator import add
from typing import Any, TypeVar

from autodiff.forks import freed_in_child
from autodiff.graph.functions import apply
from autodiff.graph.node import Node

N = TypeVar("N", bound=Node)

watch: Callable[[list[Any]], None] | None = None  # set inside `strict()`


_lock = freed_in_child(threading.RLock())


def _sweeping() -> Any:
    """The lock to hold during a sweep: marks and adjoints are stored in the nodes, which threads may share.

    A sweep inside a sweep, as from a signal handler, would overwrite the marks of the outer one, and is refused. The lock
    is asked whether this thread holds it, because an interrupt could leave a separate flag wrong.
    """
    if _lock._is_owned():  # type: ignore[attr-defined, unused-ignore]
        raise RuntimeError("a sweep over a graph was interrupted by another one in the same thread (from a signal "
                           "handler or a finaliser): start it after the first has finished")
    return _lock


def _sort(roots: Sequence[Any], zero: float) -> tuple[list[Any], list[Any]]:
    """The operations and the leaves that `roots` were computed from, every node after its parents.

    An iterative depth-first search. A node waits on the stack while the search visits its parents, and is finished after
    the last of them. A finished node is marked by `_adjoint = zero`, a float object made for this sweep only, which is
    also the initial value of the adjoint. So marks left by earlier sweeps, even interrupted ones, have no effect.
    """
    kind = type(roots[0])  # operands of another type are constants
    order: list[Any] = []
    leaves: list[Any] = []
    stack = list(roots[::-1])
    push, pop, finish = stack.append, stack.pop, order.append
    again = len(stack) > 1  # whether the stack may hold nodes that are already finished
    node = pop()
    while True:  # visit the first or second parent, or one of a list of parents, that is not finished
        parent = node._a
        if node._da is not None or type(parent) is kind:
            if parent._adjoint is not zero:
                push(node)
                node = parent
                continue
            parent = node._b
        elif type(parent) is tuple:
            if waiting := [p for p in reversed(node._b) if p._adjoint is not zero]:
                again = True
                push(node)
                stack += waiting
                node = pop()
                continue
            parent = None
        else:
            parent = node._b
        if parent is not None and (node._db is not None or type(parent) is kind) and parent._adjoint is not zero:
            push(node)
            node = parent
            continue
        node._adjoint = zero
        if node.op is not None:
            finish(node)
        else:
            leaves.append(node)
        if not stack:
            return order, leaves
        node = pop()
        while again and node._adjoint is zero:
            if not stack:
                return order, leaves
            node = pop()


def _fresh_zero() -> float:
    """A float object equal to 0.0 that no other sweep has."""
    return float("0.0")


def topological(*roots: N) -> list[N]:
    """All Values that `roots` were computed from, leaves first, each after its parents. The order is always the same.

    >>> from autodiff import variables
    >>> a, b = variables(a=2.0, b=3.0)
    >>> [v.label or v.op.name for v in topological(a * b + a)]
    ['a', 'b', 'mul', 'add']
    """
    with _sweeping():
        order, leaves = _sort(roots, _fresh_zero())
    return leaves + order


CHUNK = 4096  # nodes that a sweep takes from the order at a time


def _sweep(root: Any, order: list[Any], zero: float, keep: bool) -> None:
    """The reverse pass: set every node's `_adjoint` to d root/d node. The caller holds the lock.

    order, zero: the operations from `_sort`, and its mark. The order is emptied on the way, so that its memory is freed
    while adjoints take more. keep: whether the adjoints become the `.grad` of the intermediates.
    """
    root._adjoint = 1.0
    while order:
        last = order[-CHUNK:]
        del order[-CHUNK:]
        for node in reversed(last):
            g = node._adjoint
            if keep:
                node._grad = g
            if g is zero:  # only through branches not taken: no gradient flows
                continue
            d = node._da
            if d is not None:
                node._a._adjoint += g * d
            elif type(node._a) is tuple:
                for p, d in zip(node._b, node._db):  # noqa: B905  (of one length; to check it takes time)
                    if d is not None:
                        p._adjoint += g * d
                continue
            d = node._db
            if d is not None:
                node._b._adjoint += g * d


def backward(root: Any) -> None:
    """The reverse pass of `Value.backward`. An interrupt leaves the leaves unchanged."""
    with _sweeping():
        zero = _fresh_zero()
        order, leaves = _sort((root,), zero)
        examine = watch
        examined = order.copy() if examine is not None else []
        _sweep(root, order, zero, keep=True)
        if examine is not None:
            examine([node for node in examined if node._adjoint is not zero])
        at_once(writes("_grad", leaves, [leaf._grad + leaf._adjoint for leaf in leaves]))


def derivatives(root: Any, xs: Sequence[Any]) -> list[float]:
    """d root/dx for each x as a float; `.grad` is not changed."""
    with _sweeping():
        zero = _fresh_zero()
        order, _ = _sort((root,), zero)
        reached = [x for x in xs if x._adjoint is zero]
        _sweep(root, order, zero, keep=False)
        found = {x: x._adjoint for x in reached}
        return [found.get(x, 0.0) for x in xs]


def writes(slot: str, nodes: Iterable[Any], contents: Iterable[Any]) -> Iterator[None]:
    """Assignments to one slot of many nodes, made when the iterator runs."""
    return map(getattr(Node, slot).__set__, nodes, contents)


def at_once(*writes: Iterator[None]) -> None:
    """Make assignments in one call of C, so that no interrupt or other thread comes between them."""
    deque(chain(*writes), maxlen=0)


def recompute(root: Any) -> None:
    """Evaluate a graph on the present data of its leaves (`Value.recompute`). An interrupt leaves it unchanged."""
    order = [node for node in topological(root) if node.op is not None]
    anew: dict[Any, Any] = {}
    for node in order:
        anew[node] = apply(node.op, [anew.get(p, p) for p in node.parents])
    slots = ("_da", "_db", "_data")
    at_once(*[writes(slot, order, [getattr(anew[node], slot) for node in order]) for slot in slots])


def tangents(roots: Sequence[Any], seeds: dict[Any, float]) -> list[float]:
    """Forward mode: the tangent of each root, given the tangents of the nodes in `seeds`."""
    moving = dict(seeds)
    for node in topological(*roots):
        if node.op is None or node in seeds:
            continue
        terms = [moving[p] * d for p, d in zip(node.parents, node._stored_partials(), strict=True)
                 if d is not None and p in moving]
        if terms:
            moving[node] = reduce(add, terms)  # from left to right; `sum` of floats has other bits since Python 3.12
    return [moving.get(root, 0.0) for root in roots]


def path_sizes(y: N) -> dict[N, float]:
    """For each node the sum over its paths to y of the product of |partials|. Rounding in the sweep is relative to it."""
    return path_sums(y, reversed(topological(y)), abs)


def path_sums(y: N, nodes: Iterable[N], size: Callable[[float], float] = float) -> dict[N, float]:
    """For each node the sum over its paths to y of the product of partials, or of their sizes.

    nodes: the nodes to pass through, each after all that use it. Partials of 0 are skipped, so that nothing behind a
    branch that was not taken has a sum.
    """
    sums: dict[Any, float] = {y: 1.0}
    for node in nodes:
        if found := sums.get(node):
            for p, d in zip(node.parents, node._stored_partials(), strict=True):
                if d:
                    sums[p] = sums.get(p, 0.0) + size(d) * found
    return sums

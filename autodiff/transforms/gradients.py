"""Gradients as graphs: the reverse pass in Values, which can be differentiated again, to any order."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.value.derivatives import PARTIALS
from autodiff.value.outdated import check_up_to_date
from autodiff.value.value import Value, where

Adjoint = tuple[Any, Any]  # the gradient so far, and the condition under which the node is reached (None: always)


def gradients(y: Value, xs: Iterable[Value]) -> list[Value]:
    """dy/dx for each x, as Values that can be differentiated again; `.grad` is not changed.

    `xs` may be leaves or intermediates. Where y does not depend on x, the result is Value(0.0). `ValueError` if the data of
    a leaf has changed since y was computed. (`grad` differentiates a function instead of a Value.)

    >>> x = Value(2.0, label="x")
    >>> (slope,) = gradients(x**3, [x])
    >>> gradients(slope, [x])[0].data
    12.0
    """
    if not isinstance(xs, Iterable) or isinstance(xs, dict | set | frozenset):
        raise TypeError(f"gradients() needs a list of Values, not {type(xs).__name__} ({shown(xs)}): gradients(y, [x, ...])")
    targets = list(xs)
    for x in (y, *targets):
        if not isinstance(x, Value):
            raise TypeError(f"gradients() needs Values, not {type(x).__name__} ({shown(x)}): gradients(y, [x, ...])")
    order = topological(y)
    needed = _dependents(order, set(targets))
    check_up_to_date("gradients", (node for node in order if node in needed))
    return _gradients(y, targets, order, needed)


def differentiate(y: Value, targets: list[Value]) -> list[Value]:
    """`gradients` without checks, for a graph that is known to be up to date."""
    order = topological(y)
    return _gradients(y, targets, order, _dependents(order, set(targets)))


def _gradients(y: Value, targets: list[Value], order: list[Value], needed: set[Value]) -> list[Value]:
    adjoints: dict[Value, Adjoint] = {y: (1.0, None)}
    for node in reversed(order):
        if node in needed and node.op is not None and node in adjoints:
            _spread(node, adjoints, needed)
    found = [adjoints.get(x, (0.0, None))[0] for x in targets]
    return [g if type(g) is Value else Value(g) for g in found]


def _dependents(order: list[Value], targets: set[Value]) -> set[Value]:
    """The nodes of `order` that are targets or depend on one."""
    needed = set()
    for node in order:
        if node in targets or any(type(p) is Value and p in needed for p in node.parents):
            needed.add(node)
    return needed


def _spread(node: Any, adjoints: dict[Value, Adjoint], needed: set[Value]) -> None:
    """Add a node's contributions to the adjoints of its parents.

    Contributions to a branch are wrapped in `where`. So no gradient flows to a branch that is not taken, even if partials
    are infinite there, and the graph of the gradient stays right when it is recomputed on other data.
    """
    g, reached = adjoints[node]
    for parent, d, selected in _local_partials(node, needed):
        fixed = type(d) is float
        if selected and fixed and d == 0.0:
            continue
        contribution, condition = _times(g, d), reached
        if selected and not fixed:
            condition = d if reached is None else where(reached, d, 0.0)
            contribution = where(condition, contribution, 0.0)
        elif reached is not None and not (fixed and isfinite(d)):  # 0 times a finite constant is 0 in any case
            contribution = where(reached, contribution, 0.0)
        if parent in adjoints:
            before, earlier = adjoints[parent]
            contribution = before + contribution
            condition = None if earlier is None or condition is None else where(earlier, 1.0, condition)
        adjoints[parent] = (contribution, condition)


def _times(g: Any, d: Any) -> Any:
    """g*d without a node for a factor 1 or -1."""
    if type(d) is float and abs(d) == 1.0:
        return g if d == 1.0 else -g
    return d if type(g) is float and g == 1.0 else g * d


def _local_partials(node: Any, needed: set[Value]) -> list[tuple[Value, Any, bool]]:
    """The needed parents of a node, each with its partial (a float or a Value), and whether the operation selects it."""
    op = node.op
    given = op.arguments(node.parents)
    found: list[tuple[Value, Any, bool]] = []
    for name, operand, partial in zip(op.names, given, PARTIALS[op.name], strict=True):
        selected = name in op.selected
        if name not in op.lists:
            if type(operand) is Value and operand in needed:
                found.append((operand, partial(*given, node), selected))
        elif any(type(p) is Value and p in needed for p in operand):
            values = partial(*given, node)
            found += [(p, d, selected) for p, d in zip(operand, values, strict=True) if type(p) is Value and p in needed]
    return found


def pushforward(roots: list[Value], seeds: dict[Value, Any]) -> list[Any]:
    """Forward mode in Values: the tangent of each root, given the tangents of the nodes in `seeds`."""
    order = topological(*roots)
    needed = _dependents(order, set(seeds))
    moving: dict[Value, Any] = dict(seeds)
    for node in order:
        if node.op is None or node in seeds or node not in needed:
            continue
        for parent, d, selected in _local_partials(node, needed):
            term = _times(moving[parent], d)
            if selected and type(d) is Value:
                term = where(d, term, 0.0)
            elif selected and d == 0.0:
                continue
            moving[node] = moving[node] + term if node in moving else term
        moving.setdefault(node, 0.0)
    return [moving.get(root, 0.0) for root in roots]

"""The backward pass step by step, for whoever wants to see it: explanations, the page, lessons."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.value.value import Value


class Contribution(NamedTuple):
    """What a node passes on to one of its operands: its adjoint times the local derivative."""

    parent: Value
    partial: float
    share: float


class Step(NamedTuple):
    """One step of the backward pass.

    node: the Value whose turn it is. adjoint: dy/d node, complete by now, as all that used the node had their turn before.
    partials: the local derivative in each operand, None where nothing passes (to a constant, or a branch not taken).
    contributions: what goes to the operands, in their order; `x * x` contributes twice to x. A leaf has none.
    """

    node: Value
    adjoint: float
    partials: tuple[float | None, ...]
    contributions: tuple[Contribution, ...]


def steps(y: Value) -> Iterator[Step]:
    """The backward pass from y, node by node in the order of `backward()`: operations, and at the end the leaves.

    Only nodes that are reached have a step: nothing passes to a branch that was not taken. The numbers are those of
    `backward()` to the bit, and no `.grad` is touched. `TypeError` if y is no Value.

    >>> from autodiff import variables
    >>> a, b = variables(a=2.0, b=3.0)
    >>> for step in steps(a * b + a):
    ...     print(step.node.expression(), step.adjoint, [(to.label, share) for to, _, share in step.contributions])
    a*b + a 1.0 [('', 1.0), ('a', 1.0)]
    a*b 1.0 [('a', 3.0), ('b', 2.0)]
    a 4.0 []
    b 2.0 []
    """
    if not isinstance(y, Value):
        raise TypeError(f"steps() needs the Value that was computed, not {type(y).__name__} ({shown(y)}): steps(y)")
    order = topological(y)
    leaves = [node for node in order if node.op is None]
    return in_order(y, [*(node for node in reversed(order) if node.op is not None), *leaves])


def in_order(y: Value, nodes: Iterable[Value]) -> Iterator[Step]:
    """The steps of these nodes, each of which comes after all that use it."""
    adjoints = {y: 1.0}
    for node in nodes:
        if node in adjoints:
            step = _step(node, adjoints[node])
            for parent, _, share in step.contributions:
                adjoints[parent] = adjoints.get(parent, 0.0) + share
            yield step


def _step(node: Value, adjoint: float) -> Step:
    partials = tuple(node._stored_partials())
    passing = zip(node.parents, partials, strict=True)
    return Step(node, adjoint, partials, tuple(
        Contribution(p, d, adjoint * d) for p, d in passing if isinstance(p, Value) and d is not None))

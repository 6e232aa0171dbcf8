"""The reverse pass step by step, for explanations and lessons."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from autodiff.graph.sweeps import topological
from autodiff.messages import shown
from autodiff.value.value import Value


class Contribution(NamedTuple):
    """What a node adds to the adjoint of one of its operands: its own adjoint times the local derivative."""

    parent: Value
    partial: float
    share: float


class ReverseStep(NamedTuple):
    """One step of the reverse pass.

    node: the Value of this step. adjoint: dy/d node, which is complete, as all users of the node came before.
    partials: the local derivative with respect to each operand; None for constants and for branches not taken.
    contributions: what is added to the operands, in their order; `x * x` contributes twice to x. A leaf has none.
    """

    node: Value
    adjoint: float
    partials: tuple[float | None, ...]
    contributions: tuple[Contribution, ...]


def steps(y: Value) -> Iterator[ReverseStep]:
    """The reverse pass from y, node by node in the order of `backward()`: operations first, leaves at the end.

    Branches that were not taken have no step. The numbers equal those of `backward()` to the bit; `.grad` is not changed.
    `TypeError` if y is not a Value. (The operation `step` is something else: the binary step function.)

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


def in_order(y: Value, nodes: Iterable[Value]) -> Iterator[ReverseStep]:
    """The steps of the given nodes, each of which must come after all its users."""
    adjoints = {y: 1.0}
    for node in nodes:
        if node in adjoints:
            step = _step(node, adjoints[node])
            for parent, _, share in step.contributions:
                adjoints[parent] = adjoints.get(parent, 0.0) + share
            yield step


def _step(node: Value, adjoint: float) -> ReverseStep:
    partials = tuple(node._stored_partials())
    passing = zip(node.parents, partials, strict=True)
    return ReverseStep(node, adjoint, partials, tuple(
        Contribution(p, d, adjoint * d) for p, d in passing if isinstance(p, Value) and d is not None))

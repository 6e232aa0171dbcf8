"""hypothesis strategies: leaf values, points inside the domain of a row, single operations, whole random programs.

Nothing is filtered: what is drawn is inside its domain and away from kinks and poles by construction, and shrinks to
the smallest program that still fails.
"""

import math
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from autodiff.op import Op
from autodiff.ops import rows
from autodiff.testing.building import Builder, build, inside
from autodiff.testing.program import Program


class Drawn:
    """Choices that hypothesis makes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def integer(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def number(self, low: float, high: float) -> float:
        return self.draw(numbers(low, high))


def numbers(low: float = -math.inf, high: float = math.inf) -> st.SearchStrategy[float]:
    """Leaf values: floats of moderate size, between `low` and `high` where these are given.

    >>> from hypothesis import find
    >>> find(numbers(), lambda x: x > 1)
    2.0
    """
    left, right = inside((low, high))
    ends = (left if math.isinf(low) else low, right if math.isinf(high) else high)
    return st.floats(*ends, allow_subnormal=False)


def points(op: Op) -> st.SearchStrategy[list[Any]]:
    """Arguments of a row as floats inside its domain; a list has one to four elements, lists of one row the same number."""

    def arguments(size: int) -> st.SearchStrategy[list[Any]]:
        one = [numbers(*inside(interval)) for interval in op.domain]
        lists = [st.lists(n, min_size=size, max_size=size) if a.startswith("*") else n
                 for a, n in zip(op.args, one, strict=True)]
        return st.tuples(*lists).map(list)

    return st.integers(1, 4).flatmap(arguments) if op.variadic else arguments(0)


@st.composite
def programs(draw: st.DrawFn, operations: Sequence[Op] | None = None, inputs: int = 4, steps: int = 12) -> Program:
    """Random expressions that share parts: of at most so many inputs, and of so many operations out of `operations`.

    operations: rows of the table, also registered ones; all of them if not given. Some steps of `add`, `mul`, `sin` and
    `sum` come in addition, which lead operands into domains and join loose ends.

    >>> from hypothesis import find
    >>> from autodiff import OPS
    >>> find(programs([OPS["tanh"]]), lambda program: abs(program(program.point)) > 0.5)
    import autodiff as ad
    x0 = ad.Value(1.0, label='x0')
    v1 = ad.tanh(x0)
    v1.backward()
    """
    return build(Drawn(draw), list(rows()) if operations is None else operations, inputs, steps)


@st.composite
def calls(draw: st.DrawFn, op: Op) -> Program:
    """A single operation on leaves of its own, and perhaps constants, inside its domain and off its kinks.

    >>> from hypothesis import find
    >>> from autodiff import OPS
    >>> find(calls(OPS["log"]), lambda program: True).steps[-1].op.name
    'log'
    """
    builder = Builder(Drawn(draw), draw(st.integers(1, max(2, len(op.args)))))
    builder.add(op)
    return Program(builder.point, tuple(builder.steps))

"""hypothesis strategies: leaf values, points inside the domain of a row, single operations, whole random programs.

Nothing is filtered: what is drawn is inside its domain and away from kinks and poles by construction, and shrinks to
the smallest program that still fails.
"""

import math
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from autodiff.table.op import Op, rows
from autodiff.testing.building import Builder, build, inside, row_of
from autodiff.testing.program import Program
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.forms import draw_case


class Drawn:
    """Choices that hypothesis makes."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw

    def integer(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def number(self, low: float, high: float) -> float:
        return self.draw(numbers(low, high))


def numbers(low: float = -math.inf, high: float = math.inf) -> st.SearchStrategy[float]:
    """Leaf values: floats of moderate size, from `low` to `high` (both included) where these are given, else to 3 or so.

    0 and numbers very near it are among them: of a function with kinks, keep off them with `low` and `high`.

    >>> from hypothesis import find
    >>> find(numbers(), lambda x: x > 1)
    2.0
    """
    left, right = inside((low, high))
    ends = (left if math.isinf(low) else low, right if math.isinf(high) else high)
    return st.floats(*ends, allow_subnormal=False)


def anywhere(op: Op | str) -> st.SearchStrategy[list[Any]]:
    """Arguments of a row as floats anywhere inside its domain, of any size a float can have, as `points`.

    >>> from hypothesis import find
    >>> find(anywhere("exp"), lambda point: point[0] > 1e300)[0] > 1e300
    True
    """
    return _arguments(row_of(op), [st.floats(*interval, exclude_min=math.isfinite(interval[0]),
                                             exclude_max=math.isfinite(interval[1]), allow_infinity=False)
                                   for interval in row_of(op).domain])


def points(op: Op | str) -> st.SearchStrategy[list[Any]]:
    """Arguments of a row as floats inside its domain; a list has one to four elements, lists of one row the same number."""

    return _arguments(row_of(op), [numbers(*inside(interval)) for interval in row_of(op).domain])


def _arguments(op: Op, each: Sequence[st.SearchStrategy[float]]) -> st.SearchStrategy[list[Any]]:
    """One of each strategy for each argument, or a list of them."""

    def sized(size: int) -> st.SearchStrategy[list[Any]]:
        lists = [st.lists(one, min_size=size, max_size=size) if name in op.lists else one
                 for name, one in zip(op.names, each, strict=True)]
        return st.tuples(*lists).map(list)

    return st.integers(1, 4).flatmap(sized) if op.variadic else sized(0)


@st.composite
def programs(draw: st.DrawFn, operations: Sequence[Op | str] | None = None, inputs: int = 4, steps: int = 12) -> Program:
    """Random expressions that share parts: of at most so many inputs, and of so many operations out of `operations`.

    operations: rows of the table or their names, also registered ones; all of them if not given. Some steps of `add`,
    `mul`, `sin` and `sum` come in addition, which lead operands into domains and join loose ends.

    >>> from hypothesis import find
    >>> from autodiff import OPS
    >>> find(programs([OPS["tanh"]]), lambda program: abs(program(program.point)) > 0.5)
    import autodiff as ad
    x0 = ad.Value(1.0, label='x0')
    v1 = ad.tanh(x0)
    v1.backward()
    """
    return build(Drawn(draw), list(map(row_of, operations or rows())), inputs, steps)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Whole programs drawn by structure: operands that change places or repeat, layers, equal parts, several outputs.

    A `Case` says moreover which leaves are inputs, what is differentiated by, and how the compiled program is called.

    >>> from hypothesis import find
    >>> find(cases(), lambda case: case.rows == 9).rows
    9
    """
    return draw_case(Drawn(draw))


@st.composite
def calls(draw: st.DrawFn, op: Op | str) -> Program:
    """A single operation on leaves of its own, and perhaps constants, inside its domain and off its kinks.

    >>> from hypothesis import find
    >>> from autodiff import OPS
    >>> find(calls(OPS["log"]), lambda program: True).steps[-1].op.name
    'log'
    """
    row = row_of(op)
    builder = Builder(Drawn(draw), draw(st.integers(1, max(2, len(row.args)))))
    builder.add(row)
    return Program(builder.point, tuple(builder.steps))

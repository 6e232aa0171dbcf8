"""A program in groups, each of which is one operation on arrays of JAX, forward and backward."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.compiler.exports.jax_numbers import ALL, JaxNumbers, is_constant, select
from autodiff.compiler.exports.jax_views import Sum, View, folded
from autodiff.compiler.lowering import Lowered
from autodiff.compiler.programs.groups import Group, Layout, Span
from autodiff.compiler.programs.program import Program
from autodiff.ops import OPS

LEAVES = 2  # the parts that are no group: parameters and inputs


class Operand(NamedTuple):
    """An argument of a group: where it lies, or the constants that it is. moves: whether it does with what is asked for."""

    view: View | None
    constant: Any
    moves: bool

    def read(self, vectors: Sequence[Any]) -> Any:
        return self.constant if self.view is None else self.view.read(vectors)

    @property
    def steady(self) -> bool:
        """Whether it consists of parameters alone, which are the same for all samples."""
        return self.view is None or self.view.parts == [0]


class Groups:
    """A program as a function of inputs and parameters."""

    def __init__(self, program: Program, layout: Layout) -> None:
        self.layout, self.first_row = layout, program.parameters
        sizes = [program.parameters, program.inputs, *[group.count for group in layout.groups]]
        self.bounds = np.cumsum([0, *sizes])
        self.moving = np.zeros(int(self.bounds[-1]), dtype=bool)
        asked = np.array([i + (self.first_row if kind == "input" else 0) for kind, i in program.wrt], dtype=np.int64)
        self.moving[asked] = True
        self.asked = View(asked.reshape(1, -1), self.bounds)
        self.outputs = View(np.array([layout.outputs]) + self.first_row, self.bounds)
        self.operands = [self._operands(group) for group in layout.groups]

    def _operands(self, group: Group) -> list[Operand]:
        found = [self._operand(span, group.count) for span in group.spans]
        first = group.base + self.first_row
        for operand in found:
            if operand.view is not None and operand.moves:
                self.moving[first:first + group.count] |= self.moving[operand.view.places].any(axis=1)
        return found

    def _operand(self, span: Span, count: int) -> Operand:
        if span.number is not None:
            return Operand(None, np.float64(span.number), False)
        places = np.array(span.places(count), dtype=np.int64).reshape(count, -1)
        if span.space == "constant":
            return Operand(None, np.array(self.layout.constants)[places], False)
        places += self.first_row if span.space == "value" else 0
        return Operand(View(places, self.bounds), None, bool(self.moving[places].any()))

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        """Values of the outputs, and a gradient for each."""
        return _Evaluation(self, x, parameters).values_and_gradients()


class _Evaluation:
    """The arrays of one evaluation."""

    def __init__(self, groups: Groups, x: Any, parameters: Any) -> None:
        self.groups, self.layout = groups, groups.layout
        self.vectors = [parameters, x]
        self.rows: list[Lowered] = []
        for group, operands in zip(groups.layout.groups, groups.operands, strict=True):
            self._compute(group, operands)

    def _compute(self, group: Group, operands: Sequence[Operand]) -> None:
        row, arrays = OPS[group.op], [operand.read(self.vectors) for operand in operands]
        given: dict[str, Callable[..., Any]] = {
            name: partial(_given, array) for name, array in zip(row.names, arrays, strict=True)}
        lowered = Lowered(row, JaxNumbers(), given, group.length)
        if group.op == "dot":
            lowered.known["z"] = _products(arrays[0], arrays[1], group.length) + arrays[2]
        value = jnp.asarray(lowered.known.get("z") if group.op == "dot" else lowered.value())
        self.vectors.append(jnp.broadcast_to(value, (group.count, 1)).ravel())
        self.rows.append(lowered)

    def values_and_gradients(self) -> tuple[Any, Any]:
        count = len(self.layout.outputs)
        values = jnp.broadcast_to(self.groups.outputs.read(self.vectors), (1, count)).ravel()
        if count == 1:
            return values, self._gradient(jnp.ones(1), None)[None]
        return values, jax.vmap(lambda seeds: self._gradient(seeds, seeds != 0.0))(jnp.eye(count))

    # --- Backward ---

    def _gradient(self, seeds: Any, reached: Any) -> Any:
        """The gradient of the outputs times seeds. reached: which outputs anything begins at; None for all."""
        bounds = self.groups.bounds
        self.sums = [Sum(int(b - a)) for a, b in pairwise(bounds)]
        self.marks = [Sum(s.size) for s in self.sums]
        self.surely = np.zeros(int(bounds[-1]), dtype=bool)  # the places that something passes to in any case
        self._hand_on(self.groups.outputs, seeds[None], None if reached is None else reached[None])
        for i in reversed(range(len(self.rows))):
            adjoint = self.sums[LEAVES + i].total()
            if adjoint is not None:
                self._backward(i, adjoint[:, None], self._reached(LEAVES + i))
        found = [jnp.zeros(s.size) if (total := s.total()) is None else total for s in self.sums[:LEAVES]]
        return self.groups.asked.read(found).ravel()

    def _reached(self, part: int) -> Any:
        """What anything has passed to among the results of a group; None if that is all of them."""
        here = slice(int(self.groups.bounds[part]), int(self.groups.bounds[part + 1]))
        surely = self.surely[here]
        if (surely | ~self.groups.moving[here]).all():
            return None
        marks = self.marks[part].total()
        return jnp.asarray(surely)[:, None] if marks is None else ((marks > 0.0) | surely)[:, None]

    def _backward(self, i: int, adjoint: Any, reached: Any) -> None:
        """Hand the adjoints of a group on to its operands."""
        group, lowered = self.layout.groups[i], self.rows[i]
        for position, (name, operand) in enumerate(zip(lowered.row.names, self.groups.operands[i], strict=True)):
            if operand.view is None or not operand.moves:
                continue
            slope = lowered.partial(position, ALL if name in lowered.lists else None)
            if name in lowered.row.selected:
                if is_constant(slope) and slope == 0.0:
                    continue
                self._hand_on(operand.view, *_passing(adjoint, slope, _both(reached, slope != 0.0)))
            elif group.op == "dot" and operand.view.shape[0] == 1 < group.count and group.length > 1 and position < 2:
                steady = self.groups.operands[i][1 - position].steady
                self._hand_on(operand.view, _sum_over_members(adjoint, slope, reached, steady), reached)
            else:
                self._hand_on(operand.view, *_passing(adjoint, slope, reached))

    def _hand_on(self, view: View, share: Any, passes: Any) -> None:
        view.hand_on(folded(share, view.shape), self.sums)
        if passes is None:
            self.surely[view.places] = True
        elif view.parts[-1:] >= [LEAVES]:
            view.hand_on(folded(jnp.asarray(passes, dtype=jnp.float64), view.shape), self.marks)


def _given(array: Any, index: Any = None) -> Any:
    return array


def _both(a: Any, b: Any) -> Any:
    return b if a is None else a & b


def _products(w: Any, x: Any, length: int) -> Any:
    """The sum over the elements of w*x for each member: as a matrix times a vector where members share one of them."""
    if length > 1 and len(w) != len(x):
        w, x = (jnp.broadcast_to(a, (len(a), length)) for a in (w, x))
        return w @ x.T if len(x) == 1 else x @ w.T
    return (w * x).sum(axis=1, keepdims=True) if max(w.shape[1], x.shape[1]) == length else w * x * length


def _passing(adjoint: Any, slope: Any, passes: Any) -> tuple[Any, Any]:
    """What is handed on, and where: adjoint * slope, and 0 where nothing passes."""
    if is_constant(slope) and slope == 1.0:
        return adjoint, passes
    if passes is None or (is_constant(slope) and np.isfinite(slope)):
        return adjoint * slope, passes
    return select(passes, adjoint * slope, 0.0), passes


def _sum_over_members(adjoint: Any, slope: Any, reached: Any, steady: bool) -> Any:
    """The sum of adjoint * slope: as a vector times a matrix, unless a number is not finite where nothing passes."""
    def plain() -> Any:
        return adjoint.T @ slope

    def careful() -> Any:
        return select(reached, adjoint * slope, 0.0).sum(axis=0, keepdims=True)

    if reached is None:
        return plain()
    return lax.cond(jnp.isfinite(slope).all(), plain, careful) if steady else careful()

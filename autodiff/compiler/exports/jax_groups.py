"""A program in groups, each of which is one operation on arrays of JAX: values, then those of the adjoint program."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.compiler.exports.jax_numbers import JaxNumbers, given_array, select
from autodiff.compiler.exports.jax_views import ArrayView
from autodiff.compiler.programs.groups import Group, Layout, Span
from autodiff.compiler.programs.operations import GUARDED, operation
from autodiff.compiler.programs.program import ScalarProgram

SEEDS = 1  # the index of their vector


class Operand(NamedTuple):
    """An argument of a group: a view of vectors, or constants."""

    view: ArrayView | None
    constant: Any

    def read(self, vectors: Sequence[Any]) -> Any:
        return self.constant if self.view is None else self.view.read(vectors)

    @property
    def steady(self) -> bool:
        """Whether it is only parameters or constants, which are the same for all samples."""
        return self.view is None or self.view.parts == [0]


class Groups:
    """A program with its gradient as a function of inputs and parameters."""

    def __init__(self, program: ScalarProgram, layout: Layout) -> None:
        self.layout, self.count = layout, len(program.outputs)
        self.first = {"parameter": 0, "seed": program.parameters, "value": program.parameters + self.count}
        sizes = [program.parameters, self.count, program.inputs, *[group.count for group in layout.groups]]
        self.bounds = np.cumsum([0, *sizes])
        self.outputs, self.gradient = (ArrayView(np.array([rows], dtype=np.int64) + self.first["value"], self.bounds)
                                       for rows in (layout.outputs, layout.gradient))
        self.operands = [[self._operand(group, span) for span in group.spans] for group in layout.groups]

    def _operand(self, group: Group, span: Span) -> Operand:
        """Members along the first axis, elements along the second; without lists the members of a line."""
        if span.number is not None:
            return Operand(None, np.float64(span.number))
        lines = group.count if group.length or group.line == 1 else group.count // group.line
        places = group.places(span).reshape(lines, -1)
        if span.space == "constant":
            return Operand(None, np.array(self.layout.constants)[places])
        return Operand(ArrayView(places + self.first[span.space], self.bounds), None)

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        """Values of the outputs, and a gradient for each."""
        vectors = self._computed([parameters, jnp.zeros(self.count), x], 0, self.layout.values)
        values = jnp.broadcast_to(self.outputs.read(vectors), (1, self.count)).ravel()
        gradient = partial(self._gradient, vectors)
        return values, gradient(jnp.ones(1))[None] if self.count == 1 else jax.vmap(gradient)(jnp.eye(self.count))

    def _gradient(self, vectors: Sequence[Any], seeds: Any) -> Any:
        """The gradient of the outputs times seeds."""
        given = [*vectors[:SEEDS], seeds, *vectors[SEEDS + 1:]]
        found = self.gradient.read(self._computed(given, self.layout.values, len(self.layout.groups)))
        return jnp.broadcast_to(found, (1, len(self.layout.gradient))).ravel() + 0.0  # turns -0 into 0, as a sum would

    def _computed(self, vectors: list[Any], first: int, end: int) -> list[Any]:
        """The vectors with those of some groups appended."""
        for group, operands in zip(self.layout.groups[first:end], self.operands[first:end], strict=True):
            vectors.append(_value(group, operands, vectors))
        return vectors


def _value(group: Group, operands: Sequence[Operand], vectors: Sequence[Any]) -> Any:
    """The values of a group."""
    arrays = [operand.read(vectors) for operand in operands]
    if group.op == "dot":
        found = _products(arrays[0], arrays[1], group.length) + arrays[2]
    elif group.op == GUARDED:
        found = _guarded(arrays, group.length, operands[1].steady)
    else:
        given: list[Callable[..., Any]] = [partial(given_array, array) for array in arrays]
        found = operation(group.op).evaluate(JaxNumbers(), given, group.length)
    line = 1 if group.length else group.line
    return jnp.broadcast_to(jnp.asarray(found), (group.count // line, line)).ravel()


def _products(w: Any, x: Any, length: int) -> Any:
    """The sum over the elements of w*x for each member: as a matrix times a vector where members share one of them."""
    if length > 1 and len(w) != len(x):
        w, x = (jnp.broadcast_to(a, (len(a), length)) for a in (w, x))
        return w @ x.T if len(x) == 1 else x @ w.T
    return (w * x).sum(axis=1, keepdims=True) if max(w.shape[1], x.shape[1]) == length else w * x * length


def _guarded(arrays: Sequence[Any], length: int, steady: bool) -> Any:
    """The same sum without the products whose mark is 0. There x is 0 too, so it only matters if w is not finite."""
    r, w, x, b = arrays

    def plain() -> Any:
        return _products(w, x, length) + b

    def careful() -> Any:
        product = jnp.broadcast_to(select(r != 0.0, w * x, 0.0), (max(len(w), len(x), len(r)), length))
        return product.sum(axis=1, keepdims=True) + b
    if not steady or len(x) > 1:
        return careful()
    shape = np.broadcast_shapes(np.shape(b), (max(len(w), len(x), len(r)), 1))
    return lax.cond(jnp.isfinite(w).all(), lambda: jnp.broadcast_to(plain(), shape), lambda: careful())

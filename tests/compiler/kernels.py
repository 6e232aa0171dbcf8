"""Kernels for tests: on every engine, what the eager engine gives instead, and how far rounding may carry the two apart."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from autodiff import Value, compile, gradients
from autodiff.compiler.engines import engine
from autodiff.graph import sweeps as graph
from autodiff.testing.structure import judging
from autodiff.testing.structure.judging import EPSILON
from autodiff.testing.structure.machine import WholePlan

ENGINES = ("as is", "blocks", "tape")


@contextmanager
def using(name: str) -> Iterator[None]:
    """Have programs run by an engine: rolled up or not as is best, or written out, or on the tape.

    The tape knows every operation at once, so that it is compiled once and not for every program.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "Plan", WholePlan)
        if name != "as is":
            patch.setattr(engine, "roll", lambda program: None)
            patch.setattr(engine, "MOST_GROUPS", 0 if name == "tape" else math.inf)
        yield


# --- What the eager engine gives ---


class Graph:
    """A graph to be compiled: at rows of inputs, its values and gradients, and how far rounding may carry them."""

    def __init__(self, outputs: Sequence[Value], inputs: Sequence[Value], wrt: Sequence[Value]) -> None:
        self.outputs, self.inputs, self.wrt = list(outputs), list(inputs), list(wrt)

    def at(self, rows: Any) -> tuple[Any, Any]:
        """Values of each row and output, and gradients of each row, output and leaf of `wrt`."""
        found = [([y.data for y in self.outputs], [graph.derivatives(y, self.wrt) for y in self.outputs])
                 for _ in self._each(rows, self.outputs)]
        return self._arrays(rows, found)

    def allowed(self, rows: Any) -> tuple[Any, Any]:
        """How far each of them may be from another engine's: both may be off."""
        slopes = [gradients(y, self.wrt) for y in self.outputs]
        found = [([2 * rounding(y) for y in self.outputs], [[2 * rounding(g) for g in each] for each in slopes])
                 for _ in self._each(rows, [*self.outputs, *(g for each in slopes for g in each)])]
        return self._arrays(rows, found)

    def _each(self, rows: Any, results: Sequence[Value]) -> Iterator[None]:
        """The graph, computed anew for each row."""
        for row in rows:
            for leaf, x in zip(self.inputs, row, strict=True):
                leaf.data = float(x)
            for y in results:
                if y.op is not None:
                    y.recompute()
            yield

    def _arrays(self, rows: Any, found: Any) -> tuple[Any, Any]:
        return (np.array([values for values, _ in found]).reshape(len(rows), len(self.outputs)),
                np.array([slopes for _, slopes in found]).reshape(len(rows), len(self.outputs), len(self.wrt)))


def rounding(y: Value) -> float:
    """How far a value may be from the exact one."""
    return judging.rounding(y, {})


# --- Comparing ---


def assert_near(found: Any, expected: Any, allowed: Any, what: str) -> None:
    """That numbers are as expected within what is allowed; nan and infinities the same."""
    found, allowed = np.asarray(found), np.broadcast_to(allowed, np.shape(expected))
    assert found.shape == expected.shape, (what, found.shape, expected.shape)
    with np.errstate(invalid="ignore"):
        near = (np.abs(found - expected) <= allowed) | (found == expected) | (np.isnan(found) & np.isnan(expected))
    if not near.all():
        at = tuple(np.argwhere(~near)[0].tolist())
        raise AssertionError(f"{what}{list(at)}: {found[at]!r}, eager {expected[at]!r}, {allowed[at]:.1e} allowed; "
                             f"{np.count_nonzero(~near)} of {near.size} are like that")


def assert_same_bits(a: Any, b: Any, what: str = "") -> None:
    """That two arrays are the same to the bit, but for what a nan holds."""
    a, b = np.asarray(a), np.asarray(b)
    assert np.array_equal(a, b, equal_nan=True), (what, a, b)
    assert np.array_equal(np.signbit(a[a == 0]), np.signbit(b[b == 0])), (what, a, b)


def assert_compiled(outputs: Sequence[Value], inputs: Sequence[Value], wrt: Sequence[Value], rows: Any) -> None:
    """That a graph, compiled, gives what the eager engine gives, in every mode, at rows that are near each other."""
    here, kernel = Graph(outputs, inputs, wrt), compile(list(outputs), inputs, wrt)
    values, slopes = here.at(rows)
    value_off, slope_off = (np.broadcast_to(2 * off.max(axis=0), each.shape)
                            for off, each in zip(here.allowed(rows[[0, -1]]), (values, slopes), strict=True))
    found, gradient = kernel(rows)
    assert_near(found, values, value_off, "value")
    assert_near(gradient, slopes, slope_off, "gradient")
    assert_same_bits(kernel.value(rows), found)
    total, slope = kernel(rows, reduce="sum")
    assert_near(total, values.sum(axis=0), summed(values, value_off), "sum of values")
    assert_near(slope, slopes.sum(axis=0), summed(slopes, slope_off), "sum of gradients")
    mean, slopes_mean = kernel(rows, reduce="mean")
    assert_same_bits(mean, total / len(rows))
    assert_same_bits(slopes_mean, slope / len(rows))


def summed(each: Any, off: Any) -> Any:
    """How far a sum over rows may be off: as its terms are, and by their addition."""
    return off.sum(axis=0) + 2 * len(each) * EPSILON * np.abs(each).sum(axis=0)

"""What a reader found, beside the eager engine: within what rounding explains, row by row."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from autodiff.graph import sweeps as graph
from autodiff.graph.sweeps import path_sizes
from autodiff.table.op import Op
from autodiff.testing.exact import exact_scale
from autodiff.testing.oracle import WRONG, judge
from autodiff.testing.structure.case import PERIOD, Case
from autodiff.transforms.gradients import gradients
from autodiff.value.value import Value

EPSILON = 2.0**-52
MOST_WORK = 100  # steps times leaves of a case that is held against the exact oracle
SCREEN = 4 * EPSILON  # of the sizes that are added: less than what is allowed to any number, without looking into it
Answer = tuple[Any, Any]  # values (of rows and outputs) and gradients (of rows, outputs and leaves); or None for one of them


class Truth:
    """What the eager engine gives for a case.

    loose: functions that the other engine has from elsewhere, and the relative error that is known of them.
    """

    def __init__(self, case: Case, loose: Mapping[str, float] = MappingProxyType({})) -> None:
        self.case, self.loose = case, loose
        self.rows = case.table(case.distinct())
        found = [self._at(row) for row in self.rows]
        shape = (len(self.rows), len(case.outputs))
        self.values = np.array([values for values, _ in found]).reshape(shape)
        self.slopes = np.array([slopes for _, slopes in found]).reshape(*shape, len(case.wrt))
        self._allowances: dict[int, GraphAllowance] = {}
        self.counts = np.bincount(np.arange(case.rows) % PERIOD) if case.inputs else np.array([case.rows])

    def _at(self, row: Sequence[float]) -> tuple[list[float], list[list[float]]]:
        outputs, leaves = self.case.graph(row)
        wrt = [leaves[i] for i in self.case.wrt]
        return [y.data for y in outputs], [graph.derivatives(y, wrt) for y in outputs]

    # --- What rounding explains ---

    def allowed(self, r: int, output: int, leaf: int | None = None) -> float:
        """How far another engine may be off in row r: with a value, or with a gradient. It and the eager one may both be."""
        if r not in self._allowances:
            outputs, leaves = self.case.graph(self.rows[r])
            self._allowances[r] = GraphAllowance(outputs, [leaves[i] for i in self.case.wrt], self.loose)
        off = self._allowances[r].value(output) if leaf is None else self._allowances[r].gradient(output, leaf)
        return math.inf if math.isnan(off) else 2 * off

    # --- Verdicts ---

    def complaint(self, found: Answer | str) -> str:
        """What is wrong with values and gradients of all rows, or with their sums; nothing if all is well.

        A part that the reader does not give is None; a text in the place of both says why there is no answer. The first
        number that is wrong is shown.
        """
        case = self.case
        if isinstance(found, str):
            return found
        with np.errstate(all="ignore"):
            for what, each, part in (("value", self.values, found[0]), ("gradient", self.slopes, found[1])):
                if part is None or not each.size:
                    continue
                if wrong := self._summed(each, part) if case.reduce else self._each(each, part):
                    return f"{what}{wrong}"
        return ""

    def _each(self, each: Any, found: Any) -> str:
        found = np.asarray(found)
        if found.shape != (self.case.rows, *each.shape[1:]):
            return f" has the shape {found.shape}, not {(self.case.rows, *each.shape[1:])}"
        expected = each[np.arange(len(found)) % len(each)]
        allowed = SCREEN * np.abs(expected)
        for r, *at in {(r % len(each), *at) for r, *at in np.argwhere(~_near(found, expected, allowed)).tolist()}:
            allowed[slice(r, None, len(each)), *at] = self.allowed(r, *at)
        return _first(found, expected, allowed)

    def _summed(self, each: Any, found: Any) -> str:
        counts = self.counts.reshape(-1, *[1] * (each.ndim - 1))
        share = 1.0 / self.case.rows if self.case.reduce == "mean" else 1.0
        expected = np.sum(counts * each, axis=0) * share
        sizes = np.sum(counts * np.abs(each), axis=0) * share
        found = np.asarray(found)
        if found.shape != expected.shape:
            return f" has the shape {found.shape}, not {expected.shape}"
        allowed = SCREEN * sizes
        for at in map(tuple, np.argwhere(~_near(found, expected, allowed)).tolist()):
            terms = [count * self.allowed(r, *at) for r, count in enumerate(self.counts)]
            allowed[at] = sum(terms) * share + 2 * self.case.rows * EPSILON * sizes[at]
        return _first(found, expected, allowed)

    def can_be_exact(self, found: Answer | str) -> bool:
        """Whether the oracle has something to say: rows each on its own, value and gradient, and all of them finite."""
        return (not isinstance(found, str) and found[1] is not None and not self.case.reduce
                and bool(np.isfinite(self.values[0]).all() and np.isfinite(self.slopes[0]).all())
                and len(self.case.program.steps) * len(self.case.wrt) <= MOST_WORK)

    def exactly(self, found: Answer, output: int = 0) -> str:
        """What the exact oracle says of an output at the first row; nothing if all is well, or if it cannot tell.

        It cannot where it allows nothing: between equal results that a choice meets, no path has a slope by differences.
        """
        values, slopes = map(np.asarray, found)
        judgement = judge(self.case.only(output), float(values[0, output]), slopes[0, output].tolist())
        return f"exactly\n{judgement}" if any(e.verdict == WRONG and e.allowed for e in judgement.entries) else ""


def _near(found: Any, expected: Any, allowed: Any) -> Any:
    """Where numbers are as expected within what is allowed; nan and infinities the same."""
    return (np.abs(found - expected) <= allowed) | (found == expected) | (np.isnan(found) & np.isnan(expected))


def _first(found: Any, expected: Any, allowed: Any) -> str:
    """The first number that is not."""
    wrong = np.argwhere(~_near(found, expected, allowed))
    if not len(wrong):
        return ""
    at = tuple(wrong[0].tolist())
    return (f"{list(at)} is {float(found[at])!r}, eager {float(expected[at])!r}, {float(allowed[at]):.1e} allowed; "
            f"{len(wrong)} of {found.size} are like that")


# --- How far a number may be from its exact value ---

class GraphAllowance:
    """How far the values of a graph and their gradients may be off by rounding; worked out for those that are asked for."""

    def __init__(self, outputs: Sequence[Value], wrt: Sequence[Value], loose: Mapping[str, float]) -> None:
        self.outputs, self.wrt, self.loose = outputs, wrt, loose
        self._of: dict[int, tuple[dict[Value, float], int, list[Value]]] = {}

    def value(self, output: int) -> float:
        return rounding(self.outputs[output], self.loose)

    def gradient(self, output: int, leaf: int) -> float:
        """Adjoints that are constant are not in the graph of the gradient: each was added up from the uses of its node."""
        y, x = self.outputs[output], self.wrt[leaf]
        if output not in self._of:
            sizes = path_sizes(y)
            uses = Counter(p for node in sizes for p in node.parents if isinstance(p, Value))
            self._of[output] = sizes, max(uses.values(), default=0), gradients(y, self.wrt)
        sizes, most_used, slopes = self._of[output]
        additions = most_used if slopes[leaf].op else len(sizes)
        return rounding(slopes[leaf], self.loose) + additions * EPSILON * sizes.get(x, 0.0)


def rounding(y: Value, loose: Mapping[str, float]) -> float:
    """Every node is off by its row's bound, and a sum moreover once a term, by its terms' size: it may be a plain one.

    What is no node is the partial of a row at constants: off by a row's bound too.
    """
    if y.op is None:
        return 4 * math.ulp(y.data)
    return math.fsum(off(node, loose) * size for node, size in path_sizes(y).items() if size)


def off(node: Value, loose: Mapping[str, float]) -> float:
    """How far the value of a node may be off, its operands being right."""
    op = node.op
    if op is None:
        return 0.0
    found = max(op.ulp, 4) * math.ulp(node.data) + _adding(node, op)
    found += sum(error * abs(node.data) for name, error in loose.items() if name in _functions(op))
    if op.scale[0] and not op.variadic:
        found += op.ulp * EPSILON * float(exact_scale(op, 0, [p if isinstance(p, float) else p.data for p in node.parents]))
    return found


@cache
def _functions(op: Op) -> set[str]:
    """The functions that a row is made of."""
    return {op.name, *re.findall(r"\w+(?=\()", f"{op.value} {op.stable} {op.lets}")}


def _adding(node: Value, op: Op) -> float:
    """What is rounded when a list is taken up term by term."""
    numbers = [abs(p if isinstance(p, float) else p.data) for p in node.parents]
    match op.name:
        case "add" | "sum":
            size = math.fsum(numbers)
        case "dot":
            weights, xs, b = op.arguments(numbers)
            size = math.fsum([*(a * x for a, x in zip(weights, xs, strict=True)), b])
        case "logsumexp":
            size = 1.0 + abs(node.data)
        case "prod":
            size = abs(node.data)
        case _:
            size = 0.0
    return len(numbers) * EPSILON * size

"""gradcheck: the gradient compared with central finite differences."""

import math
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from autodiff.graph import sweeps as graph
from autodiff.reals import number
from autodiff.table import scalar
from autodiff.transforms.functional import Trace, check_function, name_of
from autodiff.trees import flatten
from autodiff.value.value import Value

EPSILON = sys.float_info.epsilon
SMALLER = 8  # steps that are tried, each an eighth of the one before
STEP = 2.0**-17  # about the cube root of EPSILON, where truncation and rounding of a central difference meet


@dataclass(frozen=True)
class PartialCheck:
    """One partial derivative: `exact` from the graph, `numeric` from differences, and the slopes on both sides.

    verdict: "ok"; "wrong"; "kink" (the sides differ, and `exact` lies between them); "not finite".
    """

    name: str
    point: float
    exact: float
    numeric: float
    left: float
    right: float
    verdict: str


@dataclass(frozen=True, repr=False)
class Report:
    """The result of `gradcheck`: true if nothing is wrong; prints as a table."""

    function: str
    entries: tuple[PartialCheck, ...]

    @property
    def ok(self) -> bool:
        """Whether every entry is "ok" or a "kink"."""
        return all(e.verdict in ("ok", "kink") for e in self.entries)

    def __bool__(self) -> bool:
        return self.ok

    def __repr__(self) -> str:
        return str(self)

    def __str__(self) -> str:
        head = f"{'entry':<12} {'point':>12} {'exact':>22} {'differences':>16} {'error':>9}  verdict"
        lines = [f"gradcheck of {self.function}: {'all right' if self.ok else 'WRONG'}", head]
        for e in self.entries:
            sides = f" (left {e.left:.6g}, right {e.right:.6g})" if e.verdict == "kink" else ""
            numbers = f"{e.point:>12.6g} {e.exact:>22.16g} {e.numeric:>16.9g} {abs(e.exact - e.numeric):>9.1e}"
            lines.append(f"{e.name:<12} {numbers}  {e.verdict}{sides}")
        return "\n".join(lines)


def gradcheck(fun: Callable[..., Any], *points: Any, rtol: float = 1e-6) -> Report:
    """Compare the gradient of `fun`, which must return one number, with central differences at `points`.

    Steps are scaled to each coordinate, and the difference is extrapolated once (Richardson). A derivative is right if
    it agrees within `rtol` plus what rounding can explain. Where the slopes on the left and right of the point differ,
    the verdict is "kink", and both are reported.

    >>> report = gradcheck(lambda x, y: x * y + abs(y), 3.0, 0.0)
    >>> [(e.name, e.exact, e.left, e.right, e.verdict) for e in report.entries][1]
    ('argument 1', 3.0, 2.0, 4.0, 'kink')
    """
    check_function(fun, "gradcheck", "gradcheck(f, x), not gradcheck(f(x))")
    if not points:
        raise ValueError(f"gradcheck() needs a point at which to check {name_of(fun)}: write gradcheck(f, x)")
    rtol = number(rtol, "rtol of gradcheck()")
    trace = Trace(fun, points, tuple(range(len(points))))
    if len(trace.outputs) != 1:
        raise TypeError(f"gradcheck() needs a function that gives one number, {name_of(fun)} gave {len(trace.outputs)}: "
                        "check them one by one")
    exact = graph.derivatives(trace.outputs[0], trace.variables)
    at = [v.data for v in trace.variables]
    _, rebuild = flatten(points)

    def moved(i: int, step: float) -> float:
        shifted = [Value(x + step if j == i else x) for j, x in enumerate(at)]
        (result,), _ = flatten(fun(*rebuild(shifted)))
        return result.data if isinstance(result, Value) else number(result, f"the result of {name_of(fun)}")

    sizes = graph.path_sizes(trace.outputs[0])
    evaluation = EPSILON * scalar.fsum(abs(node.data) * size for node, size in sizes.items())
    names = [f"argument {i}" + (f"[{j}]" if count > 1 else "")
             for i, count in enumerate(len(flatten(p)[0]) for p in points) for j in range(count)]
    here = trace.outputs[0].data
    return Report(name_of(fun), tuple(
        _entry(names[i], v.data, exact[i], here, partial(moved, i), rtol, evaluation, 8 * EPSILON * sizes.get(v, 0.0))
        for i, v in enumerate(trace.variables)))


def _entry(name: str, x: float, exact: float, here: float, f: Callable[[float], float], rtol: float,
           evaluation: float, sweep: float) -> PartialCheck:
    """Judge one derivative by the values of the function around the point.

    evaluation, sweep: bounds of the rounding errors of a value of the function, and of the exact gradient.
    """
    s = _best_slopes(f, here, _step(x), evaluation, rtol)
    entry = partial(PartialCheck, name, x, exact, s.numeric, s.left, s.right)
    if not math.isfinite(exact) or not math.isfinite(s.numeric):
        return entry("not finite")
    if s.kink:
        slack = 64 * s.noise + 0.01 * abs(s.right - s.left)  # one-sided slopes are less accurate
        between = min(s.left, s.right) - slack <= exact <= max(s.left, s.right) + slack
        return entry("kink" if between else "wrong")
    allowed = rtol * max(abs(exact), abs(s.numeric)) + 4 * s.error + sweep  # the error of the difference near a bend
    return entry("ok" if abs(exact - s.numeric) <= allowed else "wrong")


@dataclass(frozen=True)
class Differences:
    """Finite differences with one step: the central slope, those on both sides, the expected noise and error."""

    numeric: float
    left: float
    right: float
    noise: float
    error: float
    kink: bool


def _best_slopes(f: Callable[[float], float], here: float, h: float, evaluation: float, rtol: float) -> Differences:
    """The differences with the least error (Ridders): smaller steps are tried until one is good enough."""
    best = _slopes(f, here, h, evaluation)
    for _ in range(SMALLER):
        if best.error <= 0.1 * rtol * abs(best.numeric) + best.noise:
            break
        h /= 8
        best = min(best, _slopes(f, here, h, evaluation), key=lambda s: s.error)
    return best


def _slopes(f: Callable[[float], float], here: float, h: float, evaluation: float) -> Differences:
    """Differences with the step h, half of it (extrapolated: Richardson) and a sixteenth (for the sides)."""
    values = {k: f(k * h) for k in (-1.0, -0.5, -0.0625, 0.0625, 0.5, 1.0)}
    coarse, fine = (values[1.0] - values[-1.0]) / (2 * h), (values[0.5] - values[-0.5]) / h
    left, right = (here - values[-0.0625]) / (0.0625 * h), (values[0.0625] - here) / (0.0625 * h)
    noise = 4 * max(evaluation, EPSILON * max(map(abs, values.values()))) / h
    bend = abs((values[1.0] - here) - (here - values[-1.0])) / h  # of a smooth function, 16 times that of the sides
    kink = abs(right - left) > max(0.25 * bend, 64 * noise, 1e-7 * max(abs(left), abs(right)))
    error = abs(fine - coarse) / 3 + noise
    return Differences(fine + (fine - coarse) / 3, left, right, noise, error if math.isfinite(error) else math.inf, kink)


def _step(x: float) -> float:
    """A power of two near STEP * max(|x|, 1), so that x + h is almost exact."""
    return STEP * 2.0 ** min(max(math.frexp(x)[1], 0), 1023)

"""Assertions for tests of gradients: a function at a point, a program, an operation of one's own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import given, settings

from autodiff import graph
from autodiff.check import gradcheck
from autodiff.higher import gradients
from autodiff.op import Op
from autodiff.testing.oracle import KINK, Judgement, complex_steps, exact_results, judge
from autodiff.testing.program import Program
from autodiff.testing.strategies import calls
from autodiff.testing.taylor import remainder_slope
from autodiff.transforms import Trace, name_of
from autodiff.trees import flatten

SHOWN = 40  # lines of a program that a failure shows
METHODS = ("differences", "taylor", "complex step", "exact")


@dataclass(frozen=True)
class Verdict:
    """What one method found about the gradient of one output."""

    method: str
    ok: bool
    detail: str


@dataclass(frozen=True, repr=False)
class Verdicts:
    """What all methods found; prints as a table."""

    function: str
    verdicts: tuple[Verdict, ...]

    @property
    def ok(self) -> bool:
        """Whether no method objects."""
        return all(v.ok for v in self.verdicts)

    def __repr__(self) -> str:
        lines = [f"  {v.method:<13} {'ok' if v.ok else 'WRONG':<6} {v.detail}" for v in self.verdicts]
        return "\n".join([f"gradients of {self.function}: {'all right' if self.ok else 'WRONG'}", *lines])


def assert_gradients(fun: Callable[..., Any], *point: Any, against: Sequence[str] = METHODS) -> Verdicts:
    """Assert that the gradient of `fun` at `point` is right, by independent methods; `AssertionError` with their findings.

    fun: any function of numbers, nested lists or arrays, as for `grad`; of several outputs each is looked at.
    against, in the order of what they cost: "differences" (`gradcheck`), "taylor" (|f(x + hd) - f(x) - h g·d| falls as h²:
    a verdict by slope), "complex step" and "exact" (central differences; both of the program that was recorded, with 60
    digits, and within what rounding explains). At a kink the gradient must lie between the slopes of the sides.

    >>> from autodiff import tanh
    >>> assert_gradients(lambda w, x: tanh(w * x), 0.5, 2.0, against=["differences", "exact"])
    gradients of <lambda>(): all right
      differences   ok     largest error 7.6e-12
      exact         ok     largest error 5% of what rounding explains
    """
    for method in against:
        if method not in METHODS:
            raise ValueError(f"against: {method!r} is no method: choose from {', '.join(map(repr, METHODS))}")
    trace = Trace(fun, point, tuple(range(len(point))))
    found: list[Verdict] = []
    for k, y in enumerate(trace.outputs):
        program = Program.of(y, trace.variables)
        found += _verdicts(partial(_output, fun, k), point, program, against)
        if not all(v.ok for v in found):
            raise AssertionError(f"{Verdicts(name_of(fun), tuple(found))}\n\noutput {k} was recorded as\n{_cut(program)}")
    return Verdicts(name_of(fun), tuple(found))


def _output(fun: Callable[..., Any], k: int, *args: Any) -> Any:
    """Only output k of `fun`."""
    return flatten(fun(*args))[0][k]


def _cut(program: Program) -> str:
    lines = program.code().splitlines()
    return "\n".join(lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"... ({len(lines) - SHOWN} more lines)"])


def _verdicts(fun: Callable[..., Any], point: Sequence[Any], program: Program, against: Sequence[str]) -> Iterator[Verdict]:
    y, xs = program.values()
    exact = judge(program, y.data, graph.derivatives(y, xs))
    for method in against:
        if method == "differences":
            yield _differences(fun, point)
        elif method == "exact":
            yield Verdict(method, bool(exact), _detail(exact))
        elif exact.kink:
            yield Verdict(method, True, "not asked: there is a kink at this point")
        elif method == "taylor":
            yield Verdict(method, *remainder_slope(fun, point))
        else:
            steps = exact.instead(complex_steps(program))
            yield Verdict(method, bool(steps), _detail(steps))


def _differences(fun: Callable[..., Any], point: Sequence[Any]) -> Verdict:
    report = gradcheck(fun, *point)
    error = max((abs(e.exact - e.numeric) for e in report.entries if e.verdict != KINK), default=0.0)
    return Verdict("differences", report.ok, f"largest error {error:.1e}" if report.ok else f"\n{report}")


def _detail(judgement: Judgement) -> str:
    return f"largest error {judgement.share:.0%} of what rounding explains" if judgement else f"\n{judgement}"


def assert_program(program: Program) -> None:
    """Assert that the engine's value and gradient of a program are the exact ones, to what rounding explains.

    The gradient is taken by the sweep, by forward mode and as a graph; and the graph, evaluated exactly, must be the
    exact gradient: so the plain formulas of the partials are judged too. `AssertionError` shows the program.

    >>> from autodiff import OPS
    >>> from autodiff.testing import Step
    >>> assert_program(Program((0.5, 2.0), (Step(OPS["hypot"], (0, 1)),)))
    """
    y, xs = program.values()
    y.backward()
    _assert(judge(program, y.data, [x.grad for x in xs]), "the sweep", program)
    _assert(judge(program, y.data, [graph.tangents([y], {x: 1.0})[0] for x in xs]), "forward mode", program)
    slopes = [Program.of(slope, xs) for slope in gradients(y, xs)]
    formulas = [float(exact_results(slope)[-1]) for slope in slopes]
    _assert(judge(program, y.data, formulas), "the formula of the gradient", program)
    for i, slope in enumerate(slopes):
        g, leaves = slope.values()
        _assert(judge(slope, g.data, graph.derivatives(g, leaves)), f"dy/dx{i} as a graph, or a second derivative,", program)


def _assert(judgement: Judgement, what: str, program: Program) -> None:
    if not judgement:
        raise AssertionError(f"{what} is wrong\n{judgement}\nin\n{_cut(program)}")


def assert_operation(op: Op, examples: int = 100) -> None:
    """Assert that a row of the table is right at `examples` points of its domain, as `assert_program` does.

    For rows of your own: see `autodiff.register`. hypothesis chooses the points and shrinks a failure.

    >>> from autodiff import OPS
    >>> assert_operation(OPS["sigmoid"], examples=10)
    """
    check = settings(max_examples=examples, deadline=None, database=None, derandomize=True)(given(calls(op))(assert_program))
    try:
        check()
    except AssertionError as wrong:  # without what hypothesis adds, which is about its own run
        raise AssertionError(str(wrong)) from None

"""Assertions for tests of gradients: a function at a point, a program, an operation of one's own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import Phase, given, settings
from mpmath import mp

from autodiff.graph import sweeps as graph
from autodiff.table.op import Op
from autodiff.testing.building import row_of
from autodiff.testing.exact import (
    ALL_DIGITS,
    computed,
    exact_formula,
    exact_partial,
    exact_scale,
    exact_value,
    places,
    rounded,
    ulps,
)
from autodiff.testing.oracle import KINK, Judgement, complex_steps, exact_results, judge
from autodiff.testing.program import Program
from autodiff.testing.strategies import anywhere, calls
from autodiff.testing.taylor import remainder_slope
from autodiff.transforms.functional import Trace, check_function, name_of
from autodiff.transforms.gradcheck import Report, gradcheck
from autodiff.transforms.gradients import gradients
from autodiff.trees import flatten

SHOWN = 40  # lines of a program that a failure shows
METHODS = ("differences", "taylor", "complex step", "exact")
PHASES = [Phase.generate, Phase.shrink]  # without hypothesis's explanation, which takes long and would not be shown


@dataclass(frozen=True)
class Verdict:
    """What one method found about the gradient of one output (counted from 0)."""

    output: int
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
        several = any(v.output for v in self.verdicts)
        lines = [f"  {f'output {v.output}: ' if several else ''}{v.method:<13} {'ok' if v.ok else 'WRONG':<6} {v.detail}"
                 for v in self.verdicts]
        return "\n".join([f"gradients of {self.function}: {'all right' if self.ok else 'WRONG'}", *lines])


def assert_gradients(fun: Callable[..., Any], *point: Any, against: str | Sequence[str] = METHODS) -> Verdicts:
    """Assert that the gradient of `fun` at `point` is right, by independent methods; `AssertionError` with their findings.

    fun: any function of numbers, nested lists or arrays, as for `grad`; of several outputs each is looked at.
    against, in the order of what they cost: "differences" (`gradcheck`), "taylor" (|f(x + hd) - f(x) - h g·d| falls as h²:
    a verdict by slope), "complex step" and "exact" (central differences; both of the program that was recorded, with 60
    digits, and within what rounding explains). At a kink the gradient must lie between the slopes of the sides.

    >>> assert_gradients(lambda w, x: w * x * x, 0.25, 3.0, against=["differences", "exact"])
    gradients of <lambda>(): all right
      differences   ok     largest error 0.0e+00
      exact         ok     largest error 0% of what rounding explains
    """
    __tracebackhide__ = True  # of pytest: the message is what matters
    check_function(fun, "assert_gradients", "assert_gradients(f, x), not assert_gradients(f(x))")
    against = [against] if isinstance(against, str) else list(against)
    _check_methods(against)
    trace = Trace(fun, point, tuple(range(len(point))))
    if not trace.outputs:
        raise ValueError(f"assert_gradients: {name_of(fun)} gave no number, so there is nothing to check")
    found: list[Verdict] = []
    for k, y in enumerate(trace.outputs):
        program = Program.of(y, trace.variables)
        recorded = y.data, graph.derivatives(y, trace.variables)
        found += [Verdict(k, *seen) for seen in _findings(_output(fun, k), point, program, recorded, against)]
        if not all(v.ok for v in found):
            raise AssertionError("\n".join(_failure(Verdicts(name_of(fun), tuple(found)), program)))
    return Verdicts(name_of(fun), tuple(found))


def _check_methods(against: Sequence[str]) -> None:
    for method in against:
        if method not in METHODS:
            raise ValueError(f"against: {method!r} is no method: choose from {', '.join(map(repr, METHODS))}")
    if not against:
        raise ValueError(f"against: no method is given: choose from {', '.join(map(repr, METHODS))}")


def _output(fun: Callable[..., Any], k: int) -> Callable[..., Any]:
    """Only output k of `fun`, under its name."""

    def output(*args: Any) -> Any:
        return flatten(fun(*args))[0][k]

    output.__name__ = name_of(fun).removesuffix("()")
    return output


def _failure(verdicts: Verdicts, program: Program) -> Iterator[str]:
    """The table, what it may mean, and the program that was recorded."""
    yield str(verdicts)
    last = {v.method: v.ok for v in verdicts.verdicts if v.output == verdicts.verdicts[-1].output}
    if last.get("exact") and not all(last.values()):
        yield "What was recorded is differentiated rightly, but is not the function: a part left the graph (.data, float)."
    yield f"\noutput {verdicts.verdicts[-1].output} was recorded as\n{_cut(program)}"


def _cut(program: Program) -> str:
    lines = program.code().splitlines()
    return "\n".join(lines if len(lines) <= SHOWN else [*lines[:SHOWN], f"... ({len(lines) - SHOWN} more lines)"])


Finding = tuple[str, bool, str]  # a method, whether it finds the gradient right, and what it saw


def _findings(fun: Callable[..., Any], point: Sequence[Any], program: Program, recorded: tuple[float, list[float]],
              against: Sequence[str]) -> Iterator[Finding]:
    """What each method says. recorded: value and gradient of the graph that was recorded."""
    report = gradcheck(fun, *point) if {"differences", "taylor"} & {*against} else None
    exact = judge(program, *recorded) if {"complex step", "exact"} & {*against} else None
    kink = (exact is not None and exact.kink) or (report is not None and any(e.verdict == KINK for e in report.entries))
    for method in against:
        if exact is not None and not exact.finite:
            yield method, False, "no verdict: the value, the gradient or a slope beside the point is not a finite number"
        elif method in ("taylor", "complex step") and kink:
            yield method, True, "not asked: there is a kink at this point, or very near"
        elif method == "taylor":
            yield method, *remainder_slope(fun, point)
        elif method == "differences" and report is not None:
            yield method, report.ok, _differences(report)
        elif exact is not None:
            judgement = exact if method == "exact" else exact.instead(complex_steps(program))
            yield method, bool(judgement), _detail(judgement)


def _differences(report: Report) -> str:
    error = max((abs(e.exact - e.numeric) for e in report.entries if e.verdict != KINK), default=0.0)
    return f"largest error {error:.1e}" if report.ok else f"\n{report}"


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
    __tracebackhide__ = True
    y, xs = program.values()
    y.backward()
    _assert(judge(program, y.data, [x.grad for x in xs]), "the value, or its gradient by the sweep,", program)
    _assert(judge(program, y.data, [graph.tangents([y], {x: 1.0})[0] for x in xs]), "forward mode", program)
    slopes = [Program.of(slope, xs) for slope in gradients(y, xs)]
    formulas = [float(exact_results(slope)[-1]) for slope in slopes]
    _assert(judge(program, y.data, formulas), "the formula of the gradient", program)
    for i, slope in enumerate(slopes):
        g, leaves = slope.values()
        _assert(judge(slope, g.data, graph.derivatives(g, leaves)), f"dy/dx{i} as a graph, or a second derivative,", program)


def _assert(judgement: Judgement, what: str, program: Program) -> None:
    __tracebackhide__ = True
    if not judgement:
        raise AssertionError(f"{what} is wrong\n{judgement}\nin\n{_cut(program)}")


def assert_operation(op: Op | str, examples: int = 100, whole_range: bool = False) -> None:
    """Assert that a row of the table (or the one of that name) is right at `examples` points, as `assert_program` does.

    For rows of your own: see `autodiff.register`. The points are inside the domain and of moderate size, up to 3 or 3 from
    its end. whole_range: moreover, at as many points of any size that a float can have, value and partials must be
    within the row's bound, `ulp`. hypothesis chooses the points and shrinks a failure; `AssertionError` shows it.

    >>> assert_operation("sigmoid", examples=10)
    >>> from autodiff import register, unregister
    >>> naive = register("naive", "x", "exp(x)/(1 + exp(x))", "z*(1 - z)")
    >>> assert_operation("naive", whole_range=True)
    Traceback (most recent call last):
        ...
    AssertionError: d naive/dx(3.0) is 0.0451766597309121, exactly 0.04517665973091213: 4.33 ulp off, where the row allows 4
    >>> unregister("naive")
    """
    __tracebackhide__ = True
    row = row_of(op)
    checks = [given(calls(row))(assert_program)]
    if whole_range:
        checks.append(given(anywhere(row))(lambda point: _assert_within_bound(row, point)))
    for check in checks:
        try:
            settings(max_examples=examples, deadline=None, derandomize=True, phases=PHASES)(check)()
        except AssertionError as wrong:  # without what hypothesis adds, which is about its own run
            raise AssertionError(str(wrong)) from None


def _assert_within_bound(op: Op, point: list[Any]) -> None:
    """Value and partials of a row at one point, kinks apart, are within its bound of the exact ones."""
    y = computed(op, point)
    with mp.workdps(ALL_DIGITS):
        found = [(op.name, y.data, exact_value(op, point), exact_scale(op, 0, point))]
        if all(exact_formula(op, kink, point) for kink in op.kinks):
            found += [(f"d {op.name}/d{op.names[i]}", d, exact_partial(op, point, i, j), exact_scale(op, 1 + i, point))
                      for (i, j), d in zip(places(point), y.partials, strict=True)]
        for what, got, exact, scale in found:
            off = ulps(got, exact, scale) if isinstance(exact, mp.mpf) else 0.0
            if not off <= op.ulp:
                raise AssertionError(f"{what}({', '.join(map(repr, point))}) is {got!r}, exactly {rounded(exact)!r}: "
                                     f"{off:.3g} ulp off, where the row allows {op.ulp:g}")

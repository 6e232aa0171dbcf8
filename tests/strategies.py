"""hypothesis strategies: points inside the domain of a row, and whole random expressions with sharing."""

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

import autodiff as ad
from autodiff import OPS, Op, Value

Program = Callable[[list[Any]], Any]


def inside(low: float, high: float) -> st.SearchStrategy[float]:
    """Numbers of moderate size in an open interval, not hard by its ends."""
    left = low + 0.0625 if math.isfinite(low) else -3.0
    right = high - 0.0625 if math.isfinite(high) else max(left, 0.0) + 3.0
    return st.floats(left, right, allow_subnormal=False)


def points(op: Op) -> st.SearchStrategy[list[Any]]:
    """Arguments of a row as floats; a list argument has one to four elements, lists of one row the same number."""

    def arguments(size: int) -> st.SearchStrategy[list[Any]]:
        return st.tuples(*[
            st.lists(inside(*interval), min_size=size, max_size=size) if argument.startswith("*") else inside(*interval)
            for argument, interval in zip(op.args, op.domain, strict=True)
        ]).map(list)

    return st.integers(1, 4).flatmap(arguments)


def off_kinks(op: Op, point: list[Any], distance: float = 0.02) -> bool:
    """Whether a point is at least so far from every kink of the row, and from a tie in a list."""
    if op.name in ("max", "min"):
        return all(abs(a - b) > distance for i, a in enumerate(point[0]) for b in point[0][:i])
    known = dict(zip(op.names, point, strict=True))
    return all(abs(eval(kink, {}, known)) > distance for kink in op.kinks)  # noqa: S307


SMOOTH_UNARY = ("tanh", "sin", "cos", "sigmoid", "softplus", "exp", "erf", "atan", "asinh", "silu", "gelu", "neg", "square")
BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / (1 + b * b),  # every denominator, base and radicand is kept away from 0 by construction
    "pow": lambda a, b: (1 + a * a) ** ad.tanh(b),
    "hypot": lambda a, b: ad.hypot(a, 1 + b * b),
    "logaddexp": ad.logaddexp,
    "log": lambda a, b: ad.log(1 + a * a) - b,
    "sqrt": lambda a, b: ad.sqrt(1 + a * a) * b,
    "dot": lambda a, b: ad.dot([a, 0.5], [b, a], 1.0),
    "logsumexp": lambda a, b: ad.logsumexp([a, b, 0.25]),
}


@st.composite
def programs(draw: st.DrawFn, inputs: int = 3, steps: int = 12) -> tuple[list[tuple[str, int, int]], list[float]]:
    """A random expression as a list of steps (operation, operand, operand), and a point. Later steps reuse earlier ones."""
    length = draw(st.integers(1, steps))
    step = st.tuples(st.sampled_from([*SMOOTH_UNARY, *BINARY]), st.integers(0, 99), st.integers(0, 99))
    return draw(st.lists(step, min_size=length, max_size=length)), draw(
        st.lists(st.floats(-2, 2, allow_subnormal=False), min_size=inputs, max_size=inputs))


def run(steps: list[tuple[str, int, int]], xs: list[Any]) -> Any:
    """Evaluate a program on Values or floats. tanh between the steps keeps numbers of a size that can be compared."""
    pool = list(xs)
    for name, i, j in steps:
        a, b = pool[i % len(pool)], pool[j % len(pool)]
        result = BINARY[name](a, b) if name in BINARY else getattr(ad, name)(a)
        pool.append(ad.tanh(result * 0.5) if name in ("exp", "square", "mul", "pow") else result)
    return pool[-1] + pool[len(pool) // 2] * xs[0]


def values(numbers: list[Any]) -> list[Any]:
    """The numbers of a point as Values, lists as lists."""
    return [[Value(v) for v in n] if isinstance(n, list) else Value(n) for n in numbers]


ROWS = list(OPS.values())

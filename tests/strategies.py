"""Random expressions that are smooth wherever their three inputs are: for identities between a function at several points.

`autodiff.testing.programs` has all rows, but is led into their domains at one point only.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

import autodiff as ad
from autodiff import Value

Program = Callable[[list[Any]], Any]
MANY = settings(max_examples=settings().max_examples // 3)  # a third of the profile's, for tests of which there are many


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

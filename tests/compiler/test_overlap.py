"""Operands that overlap, repeat or change places: small programs whose gradients are known by hand, in each compiled reader.

The gradients of what is compiled are held against formulas written out here, not against another reader.
"""

import importlib.util
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import cos, exp, log, sin, tanh
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value
from autodiff.testing.structure import c, machine
from autodiff.testing.structure.case import Case, several

X = (0.3, 1.1, 0.7, 0.45, 0.9, 0.2, *(0.1 * (i + 1) for i in range(14)))


@dataclass(frozen=True)
class Known:
    """Outputs as functions of Values, and their Jacobian as one of floats, at the first `n` numbers of X."""

    n: int
    outputs: Callable[..., Any]
    jacobian: Callable[..., Any]

    def case(self, rows: int = 1, inputs: int | None = None) -> Case:
        """A case of so many inputs, all if nothing is said; the other leaves are parameters."""
        leaves = [Value(x) for x in X[: self.n]]
        found = self.outputs(*leaves)
        program, places = several(found if isinstance(found, list) else [found], leaves)
        return Case(program, places, tuple(range(self.n))[:inputs], tuple(range(self.n)), rows=rows)

    def expected(self, case: Case) -> Any:
        others = X[len(case.inputs) : self.n]
        found = [np.asarray(self.jacobian(*row, *others), dtype=float) for row in case.table()]
        return np.array(found).reshape(case.rows, len(case.outputs), self.n)


def sech2(x: float) -> float:
    return 1.0 - tanh(x) ** 2


def weights(length: int) -> list[float]:
    return [0.1 * (i + 1) for i in range(length)]


KNOWN = {
    "x - y beside y - x": Known(2, lambda x, y: [x - y, y - x], lambda x, y: [[1, -1], [-1, 1]]),
    "x / y beside y / x": Known(2, lambda x, y: [x / y, y / x], lambda x, y: [[1 / y, -x / y**2], [-y / x**2, 1 / x]]),
    "x / y + 3 y / x": Known(2, lambda x, y: x / y + 3 * (y / x), lambda x, y: [1 / y - 3 * y / x**2, 3 / x - x / y**2]),
    "x**y + 2 y**x": Known(2, lambda x, y: x**y + 2 * y**x,
                           lambda x, y: [y * x**(y - 1) + 2 * y**x * log(y), x**y * log(x) + 2 * x * y**(x - 1)]),
    "x**y beside y**x": Known(2, lambda x, y: [x**y, y**x],
                              lambda x, y: [[y * x**(y - 1), x**y * log(x)], [y**x * log(y), x * y**(x - 1)]]),
    "atan2 both ways": Known(2, lambda x, y: ad.atan2(x, y) + 3 * ad.atan2(y, x),
                             lambda x, y: [-2 * y / (x * x + y * y), 2 * x / (x * x + y * y)]),
    "differences of computed values": Known(
        2, lambda a, b: 3 * ad.sin(ad.tanh(a) - ad.tanh(b)) + ad.sin(ad.tanh(b) - ad.tanh(a)),
        lambda a, b: [2 * cos(tanh(a) - tanh(b)) * sech2(a), -2 * cos(tanh(a) - tanh(b)) * sech2(b)]),
    "a list and its reverse": Known(
        6, lambda *v: ad.sum([(1.0 + i) * ad.sin(v[i] - v[5 - i]) for i in range(6)]),
        lambda *v: [(2 * i - 5.0) * cos(v[i] - v[5 - i]) for i in range(6)]),
    "a list shifted": Known(6, lambda *v: ad.sum([ad.square(v[i] - v[(i + 1) % 6]) for i in range(6)]),
                            lambda *v: [2 * (2 * v[i] - v[i - 1] - v[(i + 1) % 6]) for i in range(6)]),
    "a list permuted": Known(6, lambda *v: ad.sum([v[i] * v[p] * (i + 1.0) for i, p in enumerate((2, 0, 1, 5, 3, 4))]),
                             lambda *v: [v[p] * (i + 1.0) + v[q] * (q + 1.0) for i, (p, q) in enumerate(
                                 ((2, 1), (0, 2), (1, 0), (5, 4), (3, 5), (4, 3)))]),
    "a list with stride": Known(6, lambda *v: ad.dot([ad.sin(t) for t in v[::2]], [ad.sin(t) for t in v[1::2]]),
                                lambda *v: [cos(v[i]) * sin(v[i + 1 - 2 * (i % 2)]) for i in range(6)]),
    "dot with its reverse": Known(4, lambda *v: ad.dot([ad.tanh(t) for t in v], [ad.tanh(t) for t in v][::-1]),
                                  lambda *v: [2 * tanh(v[3 - i]) * sech2(v[i]) for i in range(4)]),
    "dot with itself": Known(4, lambda *v: ad.dot(list(v), list(v)), lambda *v: [2 * t for t in v]),
    **{f"{n} factors": Known(2, lambda x, b, n=n: sum((ad.sin(x) * w for w in weights(n)), Value(0.0)) + b,
                             lambda x, b, n=n: [cos(x) * sum(weights(n)), 1.0]) for n in (2, 8, 9, 16, 300)},
    **{f"sum of {n}": Known(1, lambda x, n=n: ad.sum([ad.tanh(x)] * n), lambda x, n=n: [n * sech2(x)])
       for n in (1, 2, 8, 9, 12, 300)},
    **{f"logsumexp of {n}": Known(1, lambda x, n=n: ad.logsumexp([ad.sin(x)] * n), lambda x: [cos(x)])
       for n in (2, 3, 9, 12)},
    "logsumexp of three equal times b": Known(2, lambda x, b: ad.logsumexp([ad.tanh(x)] * 3) * b,
                                              lambda x, b: [sech2(x) * b, tanh(x) + log(3.0)]),
    **{f"max of {n}": Known(1, lambda x, n=n: ad.max([ad.tanh(x)] * n), lambda x, n=n: [sech2(x)]) for n in (2, 9, 12)},
    "prod of three": Known(1, lambda x: ad.prod([ad.tanh(x)] * 3), lambda x: [3 * tanh(x) ** 2 * sech2(x)]),
    "sum of x and x": Known(2, lambda x, b: ad.sum([x, x]) + b, lambda x, b: [2, 1]),
    **{f"{n} equal samples": Known(2, lambda x, w, n=n: sum(((x * 1.0 - w) ** 2 for _ in range(n)), Value(0.0)),
                                   lambda x, w, n=n: [2 * n * (x - w), 2 * n * (w - x)]) for n in (2, 9, 12)},
    "one factor in a square": Known(1, lambda x: sum((ad.exp(x) * (0.3 + 0.1 * i) for i in range(12)), Value(0.0)) ** 2,
                                    lambda x: [2 * exp(2 * x) * sum(0.3 + 0.1 * i for i in range(12)) ** 2]),
    "a layer over one repeated input": Known(17, lambda x, *w: ad.dot(list(w), [x] * 16), lambda x, *w: [sum(w), *[x] * 16]),
    "two neurons over one repeated input": Known(
        17, lambda x, *w: [ad.dot(list(w[:8]), [x] * 8), ad.dot(list(w[8:]), [x] * 8)],
        lambda x, *w: [[sum(w[:8]), *[x] * 8, *[0.0] * 8], [sum(w[8:]), *[0.0] * 8, *[x] * 8]]),
    "products of a factor and constants": Known(
        2, lambda x, w: ad.dot([w * k for k in weights(16)], [x] * 16), lambda x, w: [w * 13.6, x * 13.6]),
    "neurons that differ in their bias": Known(
        4, lambda a, b, u, v: ad.tanh(ad.dot([a, b], [0.5, -1.0], u)) + 2 * ad.tanh(ad.dot([a, b], [0.5, -1.0], v)),
        lambda a, b, u, v: [0.5 * (s := sech2(a / 2 - b + u) + 2 * sech2(a / 2 - b + v)), -s,
                            sech2(a / 2 - b + u), 2 * sech2(a / 2 - b + v)]),
    "an empty dot": Known(1, lambda x: ad.dot([], [], x * x), lambda x: [2 * x]),
    "an empty sum": Known(1, lambda x: ad.sum([]) + ad.sin(x), lambda x: [cos(x)]),
    "an empty dot times a factor": Known(1, lambda x: ad.dot([], [], ad.sin(x)) * ad.exp(x),
                                         lambda x: [(cos(x) + sin(x)) * exp(x)]),
    "equal outputs and a leaf": Known(2, lambda x, y: [z := x * y, x, z, y], lambda x, y: [[y, x], [1, 0], [y, x], [0, 1]]),
}


def assert_known(known: Known, found: Any, case: Case) -> None:
    if isinstance(found, str):
        pytest.fail(found)
    np.testing.assert_allclose(found[1], known.expected(case), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("name", KNOWN)
def test_machine_code(name: str) -> None:
    for rows, inputs in ((1, None), (9, None), (2, 1)):
        for way in machine.FORCED:
            if (answer := machine.answer(KNOWN[name].case(rows, inputs), way)) is not None:
                assert_known(KNOWN[name], answer[1], answer[0])


@pytest.mark.parametrize("end", [lambda y: ad.dot([], [], y), lambda y: ad.sum([y] * 9) / 9, lambda y: ad.max([y] * 12)])
def test_at_the_end_of_a_long_program(end: Callable[[Any], Any]) -> None:
    x = Value(0.5)
    y, slope, at = x, 1.0, 0.5
    for i in range(450):
        y = ad.sin(y) + (0.1 + i * 1e-3)
        slope, at = slope * cos(at), sin(at) + (0.1 + i * 1e-3)
    value, gradient = ad.compile(end(y), [x], [x])([0.5])
    assert value == pytest.approx(at, rel=1e-13)
    assert gradient[0] == pytest.approx(slope, rel=1e-11)


@pytest.mark.skipif(shutil.which("cc") is None, reason="needs a C compiler")
@pytest.mark.parametrize("level", c.LEVELS)
def test_c(level: str) -> None:
    named = [(name, known.case(2, inputs)) for name, known in KNOWN.items() for inputs in (None, 1)]
    names, cases = zip(*named, strict=True)
    for name, (case, answer, _) in zip(names, c.answers(cases, [level])[level], strict=True):
        assert not isinstance(answer, str), (name, answer)
        assert_known(KNOWN[name], answer, case)


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="needs JAX")
@pytest.mark.parametrize("share", range(2))
def test_jax(share: int) -> None:
    from autodiff.testing.structure import jax

    names: Sequence[str] = [name for name in KNOWN if "300" not in name][share::2]
    for i, _, case, answer in jax.read([KNOWN[name].case() for name in names]):
        assert not isinstance(answer, str), (names[i], answer)
        assert_known(KNOWN[names[i]], answer, case)

"""Answers at the edges, where a convention decides rather than accuracy: zeros, infinities, nan, ties and kinks."""

import math
from itertools import product

from autodiff import Op
from benchmarks.accuracy.measure import Parts, ours
from benchmarks.accuracy.peers import PEERS
from benchmarks.accuracy.points import Point

Difference = tuple[Point, int, float, float]  # where, which part, our answer and theirs

EDGES = [0.0, -0.0, 1.0, -1.0, math.inf, -math.inf, math.nan]


def edges(op: Op) -> list[Point]:
    """Every choice of edges as arguments; a list argument has two elements."""
    width = len(op.args) + (1 if op.variadic else 0)
    points = product(EDGES, repeat=min(width, 3))
    if not op.variadic:
        return list(points)
    return [([a, b], [b, c[0]], a) if len(op.args) > 1 else ([a, b],) for a, b, *c in points]


def differences(op: Op, peer: str) -> tuple[int, list[Difference]]:
    """How many answers were compared with a peer's, and those that differ: point, part, ours, theirs."""
    points = edges(op)
    pairs = zip(points, ours(op, points), PEERS[peer].parts(op, points), strict=True)
    answers = [(point, part, a, b) for point, mine, theirs in pairs for part, a, b in flat(mine, theirs)]
    return len(answers), [answer for answer in answers if not same(*answer[2:])]


def flat(mine: Parts, theirs: Parts) -> list[tuple[int, float, float]]:
    """The answers of two engines at one point, side by side."""
    return [(i, x, y) for i, (a, b) in enumerate(zip(mine, theirs, strict=True)) for x, y in zip(a, b, strict=True)]


def same(a: float, b: float) -> bool:
    """Whether two answers mean the same; that of exactness is another question."""
    return (math.isnan(a) and math.isnan(b)) or a == b or abs(a - b) <= 1e-9 * abs(a)


def kind(x: float) -> str:
    """An answer as it is written in the page."""
    return "nan" if math.isnan(x) else ("∞" if x > 0 else "-∞") if math.isinf(x) else f"{x or 0:.3g}"

"""The points at which a row is measured: all sizes a float can have, and the places where digits are usually lost."""

import ast
import math
import random
from collections.abc import Iterator
from functools import partial
from itertools import product

from autodiff import Op
from autodiff.table.formula import parse
from autodiff.table.scalar import HUGE, TINY

Point = tuple[float | list[float], ...]

LENGTH = 4  # of the list of a row that takes one
# 0 and its neighbours, 1, zeros and extrema of functions and of derivatives, ends of the range of exp, erfc and gaussian
SPECIAL = [0.0, 5e-324, TINY, 1e-300, 2.0**-53, 1e-8, 0.5, 1.0, 2.0, math.e, 10.0, 100.0, 2.0**53, HUGE,
           1.7976931348623157e308, 0.567143290409784, 0.7517915241, 1.2784645427610738, 1.5434046384182,
           5.9, 18.7, 26.54, 36.8, 38.5, 354.9, 709.7827, 745.1332]
HARDEST = 6381956970095103 * 2.0**797  # the float that is nearest to a multiple of pi/2
SPECIAL += [k * math.pi / 2 for k in (1, 2, 3, 4, 11, 1e5, 2**40)] + [HARDEST]
SHARES = {("bce_with_logits", "y")}  # arguments that are shares, from 0 to 1


def sweep(op: Op) -> list[Point]:
    """The points of a row, the same at every run; a list argument has LENGTH elements."""
    rng = random.Random(op.name)
    if op.variadic:
        return [_lists(op, rng) for _ in range(600)]
    near = [x for special in SPECIAL + _constants(op) for x in _neighbours(special)]
    if len(op.args) == 1:
        return [(x,) for x in (*near, *_sizes(rng), *(_ordinary(rng) for _ in range(500)))]
    width = len(op.args)
    points = rng.sample(list(product(near[:: 2 * width - 3], repeat=2)), 400)
    tuples = [(*point, *rng.choices(near, k=width - 2)) for point in points]
    tuples += [tuple(_any(rng) for _ in range(width)) for _ in range(500)]
    tuples += [tuple(_ordinary(rng) for _ in range(width)) for _ in range(300)]
    tuples += [(x, *(x * (1 + rng.uniform(-1, 1) * 2.0 ** -rng.randint(0, 52)) for _ in range(width - 1)))
               for x in (_any(rng) for _ in range(300))]
    tuples += EXTRA[op.name](rng) if op.name in EXTRA else []
    return [tuple(_share(x) if (op.name, name) in SHARES else x for name, x in zip(op.names, point, strict=True))
            for point in tuples]


def _share(x: float) -> float:
    """A number from 0 to 1 in the place of any."""
    return math.frexp(abs(x))[0] if abs(x) > 1 else abs(x)


def _powers(rng: random.Random) -> Iterator[tuple[float, ...]]:
    """Powers whose result is anywhere in the range of floats, and whole powers of negative numbers."""
    for _ in range(300):
        x = rng.choice([abs(_any(rng)), 1 + rng.uniform(-1, 1) * 2.0 ** -rng.randint(1, 50)])
        if x != 1 and math.log2(x):
            yield x, rng.uniform(-1080, 1030) / math.log2(x)
        yield -rng.uniform(0, 9), float(rng.randint(-300, 300))


def _weighted(rng: random.Random) -> Iterator[tuple[float, ...]]:
    """Pairs around which log(exp(x) + exp(y)) is 0."""
    for _ in range(200):
        x = -abs(_ordinary(rng)) / 50
        yield x, math.log(-math.expm1(x)) if x else 0.0


EXTRA = {"pow": _powers, "logaddexp": _weighted}


def _lists(op: Op, rng: random.Random) -> Point:
    largest = 400 if len(op.args) > 1 else 1023  # a product that overflows is IEEE's inf
    draw = rng.choice([partial(_any, largest=largest), _ordinary, _ordinary])
    return tuple([draw(rng) for _ in range(LENGTH)] if arg.startswith("*") else draw(rng) for arg in op.args)


def _constants(op: Op) -> list[float]:
    """The numbers in a row's own formulas, where it changes from one formula to another."""
    texts = (op.stable, *op.stable_partials, *op.lets.values())
    return sorted({float(node.value) for text in texts for node in ast.walk(parse(text))
                   if isinstance(node, ast.Constant) and isinstance(node.value, int | float)})


def _neighbours(x: float) -> Iterator[float]:
    """A number, the floats beside it and some not far, of both signs."""
    for y in (x, math.nextafter(x, 0), math.nextafter(x, math.inf), x * (1 + 1e-12), x * (1 - 1e-6), x * 1.01):
        if math.isfinite(y):
            yield from (y, -y) if y else (0.0,)


def _sizes(rng: random.Random) -> Iterator[float]:
    """Numbers beside every third power of 2, from the smallest float to the largest, with both signs in turn."""
    for exponent in range(-1074, 1024, 6):
        yield rng.uniform(1, 2) * 2.0**exponent
        yield -rng.uniform(1, 2) * 2.0 ** (exponent + 3)


def _any(rng: random.Random, largest: int = 1023) -> float:
    return rng.choice([-1, 1]) * rng.uniform(1, 2) * 2.0 ** rng.randint(-largest - largest // 20, largest)


def _ordinary(rng: random.Random) -> float:
    return rng.choice([-1, 1]) * rng.uniform(0, rng.choice([1, 3, 40, 760]))

"""What this Python computes, to the last bit, as one digest per part; run by `test_determinism.py` in many processes.

It needs nothing but the standard library and this project, so that any Python can run it, in the folder of the project:
`python3.13 -S -m tests.fingerprint`, or with a number n after it for every nth point of the rows only, which is quicker.
A nan is a nan: its sign and payload are promised by nobody.
"""

import contextlib
import hashlib
import io
import itertools
import math
import random
import sys
from collections.abc import Iterator
from typing import Any

import autodiff as ad
from autodiff import OPS, Value
from autodiff.command import main as cli
from nn import MLP
from nn.data import batches, blobs, circles, linear, moons, spirals

SIZES = [0.0, 5e-324, 1e-310, 2e-300, 1e-160, 1e-17, 2.0**-30, 0.1, 0.5, 0.75, 1.0, 1.1, math.pi, 18.0, 37.5, 700.0, 745.0,
         1e8, 1e17, 1e160, 1.7e308, math.inf]
LINE = [*SIZES, *(-x for x in SIZES), math.nan]
PLANE = [0.0, -1e-310, 0.1, -0.7, 1.0, 30.0, 1e155, -math.inf]
LISTS = [[1.0, 1e100, 1.0, -1e100], [0.1] * 10, [-0.0, 0.0], [math.inf, 1.0, -math.inf], [1e308, 1e308, -1e308], [3.0, 3.0],
         [1e-310, -0.7, 0.3, math.nan], [700.1, 700.2, -745.0]]
LIBM = ("exp", "expm1", "log", "log1p", "log2", "log10", "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh",
        "asinh", "acosh", "atanh", "erf", "erfc", "cbrt")


def hexed(numbers: Any) -> str:
    """Numbers, nested as they may be, as exact text."""
    if isinstance(numbers, list | tuple):
        return " ".join(map(hexed, numbers))
    return float(numbers.data if isinstance(numbers, Value) else numbers).hex()


def libm(name: str, nth: int) -> Iterator[str]:
    """A function of the C library at points inside and outside its domain."""
    for x in (*LINE, *(k / 701 for k in range(-701, 702, nth)), *(k / 7 for k in range(-701, 702, nth))):
        with contextlib.suppress(ValueError, OverflowError):
            yield getattr(math, name)(x).hex()


def row(name: str, nth: int) -> Iterator[str]:
    """Value and partials of a row at every nth point of the range of floats, at some of them its partials as graphs."""
    op, lists = OPS[name], sum(argument[0] == "*" for argument in OPS[name].args)
    if op.variadic:
        points: Any = ([list(shown) for shown in (given, given[::-1])[:lists]] + [0.3] * (len(op.args) - lists)
                       for given in LISTS)
    else:
        points = itertools.product({1: LINE, 2: PLANE, 3: PLANE[::2]}[len(op.args)], repeat=len(op.args))
    for i, point in enumerate(itertools.islice(points, 0, None, nth)):
        arguments = [[Value(x) for x in a] if isinstance(a, list) else Value(a) for a in point]
        y = getattr(ad, name)(*arguments)
        yield hexed([y, y.partials])
        if i % 9 == 0:
            flat = [v for a in arguments for v in (a if isinstance(a, list) else [a])]
            yield hexed(ad.gradients(y, flat))


def program(seed: str, steps: int) -> tuple[list[Value], Value]:
    """The leaves and the end of a random expression with much sharing."""
    rng = random.Random(seed)
    leaves = [Value(rng.uniform(-2, 2)) for _ in range(8)]
    pool = list(leaves)
    for _ in range(steps):
        a, b, c = rng.choice(pool), rng.choice(pool), rng.choice(pool)
        made = [a + b, a * b, (a - b).tanh(), ad.sigmoid(a), ad.dot([a, b, 0.5], [b, a, c], a), ad.max([a, b, c]),
                ad.logsumexp([a, b, c]), ad.hypot(a, b), ad.where(a > b, a, c * b), ad.softplus(a) / (1 + b * b)]
        pool.append(rng.choice(made).tanh())
    return leaves, ad.sum(pool)


def programs(seed: str) -> Iterator[str]:
    """A random expression: its order, gradients in floats and as graphs, second derivatives and tangents."""
    leaves, y = program(seed, 40)
    y.backward()
    order = ad.graph.sweeps.topological(y)
    number = {node: i for i, node in enumerate(order)}
    yield " ".join(f"{node.op.name if node.op else ''}{[number.get(p) for p in node.parents]}" for node in order)
    yield hexed([y, [node.grad for node in order]])
    slopes = ad.gradients(y, leaves)
    yield hexed(slopes)
    yield hexed(ad.gradients(ad.sum(slopes), leaves))
    yield hexed(ad.graph.sweeps.tangents([y], {x: 0.1 * i for i, x in enumerate(leaves)}))
    for i, x in enumerate(leaves):
        x.data = math.sin(i)
    yield hexed(y.recompute())


def transforms() -> Iterator[str]:
    """Functions of functions."""
    def f(v: Any) -> Any:
        return ad.tanh(v[0] * v[1]) + ad.sum([v[0] * 0.1] * 9) * v[2] ** 2.5 + ad.logsumexp(v)

    point, direction = [0.3, -0.7, 1.1], [1.0, 0.1, -2.0]
    yield hexed([ad.grad(f)(point), ad.hessian(f)(point), ad.jacobian(ad.softmax)(point)])
    yield hexed([ad.hvp(f, (point,), (direction,)), ad.jvp(f, (point,), (direction,))])
    yield hexed(ad.jvp(ad.sum, ([0.1] * 10,), ([0.1] * 10,)))
    g = ad.gelu
    for _ in range(5):
        g = ad.grad(g)
        yield hexed(g(0.4))
    yield str(ad.gradcheck(f, point))


def training() -> Iterator[str]:
    """A network, learning."""
    rng = random.Random(7)
    model = MLP(3, [4, 4, 1], activation="tanh", rng=rng)
    data = [([rng.uniform(-1, 1) for _ in range(3)], rng.choice([-1, 1])) for _ in range(4)]
    for _ in range(6):
        loss = ad.sum(ad.softplus(-target * model(x)) for x, target in data)
        model.zero_grad()
        loss.backward()
        model.gradient_step(0.1)
        yield hexed([loss, [p.data for p in model.parameters()], [p.grad for p in model.parameters()]])


def generators() -> Iterator[str]:
    """Data from seeds, and scaled."""
    for made in (moons(9, 0.1, 1), circles(9, 0.1, 2), spirals(9, 0.1, 3, arms=3), blobs(9, 0.1, 4), linear(9, 0.1, 5)):
        train, rest = made.split(0.7, 6)
        scaled, scaler = train.standardized()
        yield hexed([made.inputs, made.targets, scaled.inputs, rest.scaled(scaler).inputs])
    yield str(batches(20, 3, 7))


def texts() -> Iterator[str]:
    """What is printed, and what is drawn before the layout engine places it."""
    model = MLP(2, [3, 2], activation="sigmoid", rng=random.Random(3))
    results = model([0.5, -0.25])
    ad.sum(results).backward()
    yield f"{results} {model} {list(model.named_parameters())}"
    for fold in ("neurons", "layers"):
        yield repr(ad.draw(results, fold=fold, partials=True)._picture)
    leaves, y = program("drawn", 12)
    yield f"{y} {ad.draw([y, *leaves[:2]])._picture!r}"
    written = io.StringIO()
    with contextlib.redirect_stdout(written):
        cli.main(["h = tanh(w*x + b); softplus(h)/max(h, w) + x**w", "w=0.5", "x=2", "b=-0.7", "--second", "--check"])
    yield written.getvalue()


def parts(nth: int = 1) -> Iterator[tuple[str, Iterator[str]]]:
    """Every part by its name."""
    yield from ((f"libm {name}", libm(name, nth)) for name in LIBM)
    yield from ((f"row {name}", row(name, nth)) for name in OPS)
    yield from ((f"program {i}", programs(str(i))) for i in range(2))
    yield from (("transforms", transforms()), ("training", training()), ("generators", generators()), ("texts", texts()))


if __name__ == "__main__":
    for part, lines in parts(*map(int, sys.argv[1:])):
        print(f"{part}: {hashlib.sha256(chr(10).join(lines).encode()).hexdigest()[:16]}")

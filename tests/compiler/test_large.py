"""Large graphs: as right as small ones, whatever their shape; a hundred thousand operations on demand."""

import random
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, compile
from tests.compiler.kernels import Graph, assert_near


def deep(n: int) -> tuple[Value, list[Value], list[Value]]:
    x, w = Value(0.5), Value(0.9)
    y = x
    for _ in range(n):
        y = ad.sin(y * w + x)
    return y, [x], [w, x]


def irregular(n: int) -> tuple[Value, list[Value], list[Value]]:
    rng = random.Random(n)
    leaves = [Value(rng.uniform(0.5, 1)) for _ in range(20)]
    stock = list(leaves)
    for _ in range(n):
        a, b = rng.choice(stock[-30:]), rng.choice(stock[-30:])
        stock.append(rng.choice([lambda a, b: ad.tanh(a * b), lambda a, b: ad.sin(a - b), ad.maximum,
                                 lambda a, b: ad.tanh(ad.sum([a, b, a]))])(a, b))
    return stock[-1], leaves[:3], leaves


def wide(n: int) -> tuple[Value, list[Value], list[Value]]:
    leaves = [Value(0.5 + i / n) for i in range(n)]
    return ad.sum(leaves) / n + ad.logsumexp(leaves[::-1]), leaves[:2], leaves[1:4]


def long_addition(n: int) -> tuple[Value, list[Value], list[Value]]:
    leaves = [Value(0.5 + i / n) for i in range(n)]
    y = leaves[0]
    for i, x in enumerate(leaves[1:]):
        y = y + x if i % 3 else x * x + y
    return y / n, leaves[:2], leaves[1:4]


@pytest.mark.parametrize("made", [deep, irregular, wide, long_addition])
@pytest.mark.parametrize("n", [3000, pytest.param(100_000, marks=pytest.mark.long)])
def test_large_graphs(made: Any, n: int) -> None:
    y, inputs, wrt = made(n)
    rows = np.array([[0.5 + 0.125 * i for i in range(len(inputs))], [0.75] * len(inputs)])
    values, slopes = Graph([y], inputs, wrt).at(rows)
    found, gradient = compile(y, inputs, wrt)(rows)
    assert_near(found, values[:, 0], 1e-11 * np.abs(values[:, 0]), "value")
    assert_near(gradient, slopes[:, 0], 1e-10 * np.abs(slopes[:, 0]) + 1e-300, "gradient")


def test_a_program_of_many_groups_goes_to_the_tape() -> None:
    short, inputs, wrt = deep(20)
    long, inputs_long, wrt_long = deep(2000)
    assert compile(short, inputs, wrt)._engine.written_out
    assert not compile(long, inputs_long, wrt_long)._engine.written_out

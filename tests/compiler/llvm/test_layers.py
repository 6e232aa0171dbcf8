"""Layers: products of matrices of every shape, in tiles, with weights and biases of every kind, as NumPy has them.

The truth is a formula of NumPy: y = Σ_j c_j tanh(w_j·x + b_j) of each row.
"""

import random
from typing import Any

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, compile
from autodiff.compiler.llvm.layers import SMALLEST, is_layer
from autodiff.compiler.programs.groups import layout
from autodiff.compiler.programs.program import trace
from autodiff.compiler.programs.rewrites import rewrite
from tests.compiler.kernels import Graph, assert_near, using

COUNTS, LENGTHS = (1, 2, 3, 4, 5, 7, 8, 13), (1, 2, 3, 4, 5, 7, 8, 9, 11, 16, 17, 20)
SAMPLES = (1, 3, 4, 5, 8, 31, 32, 33, 40)
BIASES = ("none", "own", "one", "constant", "constants")
RNG = random.Random(0)
SHAPES = RNG.sample([(count, length) for count in COUNTS for length in LENGTHS], 16)
CASES = [(*shape, SAMPLES[i % 9], BIASES[i % 5], i % 3 == 0, i % 4 == 1) for i, shape in enumerate(SHAPES)]
EVERY = [(count, length, RNG.choice(SAMPLES), RNG.choice(BIASES), RNG.random() < 0.5, RNG.random() < 0.5)
         for count in range(1, 18) for length in range(1, 21)]


class Net:
    """One layer with numbers of its own: as a graph, and as arrays."""

    def __init__(self, count: int, length: int, bias: str, transposed: bool) -> None:
        rng = np.random.default_rng(count * 100 + length)
        self.w, self.c = rng.uniform(-1, 1, (count, length)), np.arange(1.0, count + 1)
        self.b = {"none": np.zeros(count), "own": rng.uniform(-1, 1, count), "one": np.full(count, 0.25),
                  "constant": np.full(count, 0.5), "constants": 0.125 * np.arange(count)}[bias]
        self.xs = [Value(0.0) for _ in range(length)]
        held = self.w.T if transposed else self.w  # in which order the parameters lie
        leaves = [[Value(float(x)) for x in row] for row in held]
        self.weights = [v for row in leaves for v in row]
        rows = [list(row) for row in zip(*leaves, strict=True)] if transposed else leaves
        self.biases = {"own": [Value(float(b)) for b in self.b], "one": [Value(0.25)]}.get(bias, [])
        each: list[Any] = {"own": self.biases, "one": self.biases * count}.get(bias, self.b.tolist())
        neurons = [ad.tanh(ad.dot(w, self.xs, b)) for w, b in zip(rows, each, strict=True)]
        self.y = ad.dot(self.c.tolist(), neurons)
        self.transposed, self.bias = transposed, bias

    def truth(self, rows: Any, inputs: bool) -> tuple[Any, Any]:
        """Values and gradients: by weights, biases and inputs."""
        t = np.tanh(rows @ self.w.T + self.b)
        d = (1 - t * t) * self.c
        w = d[:, :, None] * rows[:, None, :]
        parts = [(w.transpose(0, 2, 1) if self.transposed else w).reshape(len(rows), -1)]
        parts += [d] if self.bias == "own" else [d.sum(axis=1, keepdims=True)] if self.bias == "one" else []
        return t @ self.c, np.column_stack([*parts, d @ self.w] if inputs else parts)


def check(count: int, length: int, samples: int, bias: str, inputs: bool, transposed: bool) -> None:
    net = Net(count, length, bias, transposed)
    rows = np.random.default_rng(samples).uniform(-1, 1, (samples, length))
    values, slopes = net.truth(rows, inputs)
    kernel = compile(net.y, net.xs, [*net.weights, *net.biases, *(net.xs if inputs else [])])
    allowed = 1e-15 * (length + 9) * (count + 9)
    for found, expected in zip(kernel(rows), (values, slopes), strict=True):
        assert_near(found, expected, allowed, "of each row")
    total, slope = kernel(rows, reduce="sum")
    assert_near(np.array(total), values.sum(), allowed * samples, "sum of values")
    assert_near(slope, slopes.sum(axis=0), allowed * samples, "sum of gradients")


@pytest.mark.parametrize(("count", "length", "samples", "bias", "inputs", "transposed"), CASES)
def test_a_layer_is_the_product_of_matrices(count: int, length: int, samples: int, bias: str, inputs: bool,
                                            transposed: bool) -> None:
    with using("blocks"):
        check(count, length, samples, bias, inputs, transposed)


@pytest.mark.long
@pytest.mark.parametrize("case", EVERY)
def test_a_layer_of_any_size(case: Any) -> None:
    with using("blocks"):
        check(*case)


def test_what_is_a_layer() -> None:
    """Dots of parameters over values that are common, and enough of them."""
    def layers(y: Value, xs: list[Value]) -> list[tuple[int, int]]:
        groups = layout(rewrite(trace([y], xs, None)[0])).groups
        return [(g.count, g.length) for g in groups if is_layer(g)]

    net = Net(8, 9, "own", False)
    assert layers(net.y, net.xs) == [(8, 9)]
    small = Net(3, 5, "own", False)
    assert layers(small.y, small.xs) == []
    assert SMALLEST > 3 * 5
    assert layers(net.y, [*net.xs, *net.weights]) == []
    xs = [Value(0.1) for _ in range(20)]
    assert layers(ad.dot([v * 2 for v in xs], xs), xs) == []


# --- Nets that are wired otherwise ---


def shared_between_neurons(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.tanh(ad.dot(ws[:6], xs, ws[30])), *(ad.tanh(ad.dot(ws[6 * j:6 * j + 6], xs, ws[30])) for j in (0, 1, 2, 3))]


def twice_in_a_neuron(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.tanh(ad.dot([ws[j], *ws[10:14], ws[j]], xs, ws[j])) for j in range(5)]


def every_neuron_the_same(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.dot(ws[:6], xs, 0.1 * j) for j in range(4)]


def inputs_backwards(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.sin(ad.dot(ws[6 * j:6 * j + 6], xs[::-1], 0.5)) for j in range(4)]


def weights_backwards(xs: list[Value], ws: list[Value]) -> list[Value]:
    ws = ws[::-1]
    return [ad.sin(ad.dot(ws[6 * j:6 * j + 6], xs, ws[24 + j])) for j in range(4)]


def every_second_input(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.tanh(ad.dot(ws[3 * j:3 * j + 3], xs[::2], ws[24])) * x for j, x in enumerate(xs)]


def two_layers_of_one_input(xs: list[Value], ws: list[Value]) -> list[Value]:
    first = [ad.tanh(ad.dot(ws[6 * j:6 * j + 6], xs)) for j in range(4)]
    beside = [ad.relu(ad.dot(ws[6 * j:6 * j + 6], xs, 0.25)) for j in range(3)]
    return beside + [ad.dot(ws[4 * j:4 * j + 4], first) for j in range(5)]


def a_layer_over_a_part_of_a_layer(xs: list[Value], ws: list[Value]) -> list[Value]:
    first = [ad.tanh(ad.dot(ws[6 * j:6 * j + 6], xs, ws[35])) for j in range(6)]
    second = [ad.dot(ws[4 * j:4 * j + 4], first[1:5], 1.0) for j in range(5)]
    return [*second, *first]


def a_layer_over_a_part_and_others_over_the_rest(xs: list[Value], ws: list[Value]) -> list[Value]:
    first = [ad.tanh(ad.dot(ws[6 * j:6 * j + 6], xs, ws[35])) for j in range(6)]
    return [ad.exp(first[0]), ad.exp(first[5]), *(ad.dot(ws[4 * j:4 * j + 4], first[1:5], 1.0) for j in range(5))]


def every_neuron_with_inputs_of_its_own(xs: list[Value], ws: list[Value]) -> list[Value]:
    values = [ad.sin(x) for x in xs] + [ad.cos(x) for x in xs]
    return [ad.tanh(ad.dot(ws[4 * j:4 * j + 4], values[j:j + 4])) for j in range(8)]


def a_layer_whose_bias_is_computed(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.dot(ws[6 * j:6 * j + 6], xs, ad.exp(xs[j])) for j in range(5)]


def three_in_a_row(xs: list[Value], ws: list[Value]) -> list[Value]:
    first = [ad.dot(ws[6 * j:6 * j + 6], xs) for j in range(6)]
    second = [ad.dot(ws[6 * j:6 * j + 6], first) for j in range(6)]
    return [ad.dot(ws[6 * j:6 * j + 6], second, first[j]) for j in range(6)]


def one_neuron_of_many_inputs(xs: list[Value], ws: list[Value]) -> list[Value]:
    return [ad.tanh(ad.dot(ws, (xs * 7)[:36], ws[3])), xs[2] * ws[0]]


WIRED = [shared_between_neurons, twice_in_a_neuron, every_neuron_the_same, inputs_backwards, weights_backwards,
         every_second_input, two_layers_of_one_input, a_layer_over_a_part_of_a_layer,
         a_layer_over_a_part_and_others_over_the_rest, every_neuron_with_inputs_of_its_own, a_layer_whose_bias_is_computed,
         three_in_a_row, one_neuron_of_many_inputs]


@pytest.mark.parametrize("wired", WIRED, ids=lambda wired: wired.__name__)
@pytest.mark.parametrize("outputs", ["one", "all"])
def test_a_net_that_is_wired_otherwise(wired: Any, outputs: str) -> None:
    rng = random.Random(wired.__name__)
    xs, ws = [Value(rng.uniform(-1, 1)) for _ in range(6)], [Value(rng.uniform(-1, 1)) for _ in range(36)]
    neurons = wired(xs, ws)
    given = [ad.sum([y * y for y in neurons])] if outputs == "one" else [neurons[-1], *neurons[:2]]
    wrt = [*ws, *xs] if outputs == "one" else [xs[1], *rng.sample(ws, 30), xs[0], xs[5]]
    rows = np.random.default_rng(0).uniform(-1, 1, (33, 6))
    each = Graph(given, xs, wrt).at(rows)
    with using("blocks"):
        if outputs == "one":
            for found, expected in zip(compile(given, xs, wrt)(rows, reduce="sum"), each, strict=True):
                assert_near(found, expected.sum(axis=0), 1e-11 * np.maximum(1, np.abs(expected.sum(axis=0))), "sum")
        for found, expected in zip(compile(given, xs, wrt)(rows), each, strict=True):
            assert_near(found, expected, 1e-12 * np.maximum(1, np.abs(expected)), "of each row")

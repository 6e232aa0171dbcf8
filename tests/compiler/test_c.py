"""Kernels as C: compiled by the compiler at hand, all in one file, and held to the eager engine."""

import ctypes
import math
import os
import random
import re
import shutil
import struct
import subprocess
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import product
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff as ad
from autodiff import OPS, Op, Value, compile, gradients, graph, register, unregister, variables
from autodiff.compiler.c_text import literal
from autodiff.testing import RandomChoices, build
from nn import MLP

OPTIONS = ("-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O2", "-ffp-contract=off")
EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 0.3, 40.0, -38.0, 711.0, -746.0, 1e-310, 1e300, -1e300, inf, -inf, nan)
SOME = (0.0, -0.0, 1.0, 2.0, -0.5, inf, -inf, nan)
Case = tuple[Any, Sequence[Value], Sequence[Value]]  # outputs, inputs, wrt


def run_compiler(*arguments: str | Path) -> None:
    found = os.environ.get("CC") or shutil.which("cc")
    assert found, "these tests need a C compiler: apt-get install gcc libc6-dev, or say in CC which"
    done = subprocess.run([*found.split(), *OPTIONS, *map(str, arguments), "-lm"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- Models ---

def leaves(*numbers: float) -> list[Value]:
    return [Value(x) for x in numbers]


def row(op: Op) -> Case:
    """A row on leaves, of which every second is a parameter; lists have three elements."""
    arguments = [leaves(0.5, 0.25, 0.75) if spelled[0] == "*" else Value(0.5) for spelled in op.args]
    found = [v for a in arguments for v in (a if isinstance(a, list) else [a])]
    return getattr(ad, op.name)(*arguments), found[::2], found


def network(activation: str) -> Case:
    model, x = MLP(2, [16, 16, 1], activation=activation, rng=3), leaves(0.25, -0.5)
    return (model(x) - 0.75) ** 2, x, [*model.parameters(), *x]


def random_program(seed: int) -> Case:
    y, xs = build(RandomChoices(random.Random(seed)), list(OPS.values())).values()
    return y, xs[: 1 + seed % 3], xs


def poles() -> Case:
    x, y = leaves(0.0, 2.0)
    return [x * x, ad.log(x), ad.relu(x) + ad.sqrt(x), y], [x], [x, y]


def some_outputs() -> Case:
    x, y, w = leaves(0.0, 2.0, -0.5)
    return [x * y, x, w, x * y, ad.where(x, y, w)], [x, y], [w, y, x]


def guarded() -> Case:
    x, w = leaves(0.0, -0.5)
    return ad.where(x > 0, ad.log(x) * w, ad.maximum(w, ad.sqrt(x))), [x], [x, w]


def small(inputs: slice, wrt: slice) -> Case:
    x, y, w = leaves(0.3, 2.0, -0.5)
    return ad.tanh(w * x + y) * ad.silu(y), [x, y, w][inputs], [w, x, y][wrt]


def second_derivatives() -> Case:
    y, inputs, wrt = small(slice(1), slice(3))
    return gradients(y, wrt), inputs, wrt


def constants() -> Case:
    x, y, w = leaves(0.3, 2.0, -0.5)
    return [ad.dot([0.1, 0.7, -3.0], [x, y, w], 1e-9), ad.dot([0.1, inf, -0.0], [x, y, w], nan) + ad.sum([])], [x], [x, y, w]


def irregular() -> Case:
    many = leaves(*[i / 8 for i in range(1, 25)])
    mixed = random.Random(1).sample(many, 24)
    products = [ad.tanh(a) * b for a, b in zip(many, mixed, strict=True)]
    return [ad.dot(mixed[:9], many[:9]), ad.dot([ad.sin(v) for v in mixed], products), *products[:3]], many[::2], mixed


def long_lists() -> Case:
    many = leaves(*[i / 8 for i in range(1, 25)])
    mixed = random.Random(2).sample(many, 24)
    return ad.sum([ad.logsumexp(mixed), ad.max(many[:20]), ad.min(mixed[:9]), ad.prod(many[3:7])]), many, many[5:]


def labels() -> Case:
    hostile = ("*/ #error", "/*", "??/", "\\", "ŷ", "%d {0} {}", "a\nb", "good_one")
    found = [Value(0.5, label=label) for label in hostile]
    return ad.sum(found), [], found


def bits() -> Case:
    random_bits = [struct.unpack("<d", random.Random(i).randbytes(8))[0] for i in range(64)]
    found = leaves(*random_bits, inf, -inf, nan, 5e-324, -0.0, 1e22, 123456789.0)
    return found, [], []


def own_row() -> Case:
    """A row with two lists, each of whose partials needs a sum over both."""
    many = leaves(*[i / 8 for i in range(10)])
    return ad.squared_dot(many[:5], many[5:]), many[:7], many


def own_template() -> Case:
    x = Value(0.5)
    return ad.hostile_row(x), [x], [x]


MODELS: dict[str, Callable[[], Case]] = {
    **{f"row_{op.name}": partial(row, op) for op in OPS.values()},
    **{f"net_{name}": partial(network, name) for name in ("tanh", "relu", "gelu")},
    **{f"random_{seed}": partial(random_program, seed) for seed in range(24)},
    "no_inputs": partial(small, slice(0), slice(3)), "no_parameters": partial(small, slice(3), slice(2)),
    "no_wrt": partial(small, slice(1), slice(0)),
    **{f.__name__: f for f in (poles, some_outputs, guarded, second_derivatives, constants, irregular, long_lists, labels, bits,
                               own_row, own_template)},
}


class Model:
    """A graph, its text in C and, once it is compiled, that evaluated."""

    def __init__(self, name: str, outputs: Any, inputs: Sequence[Value], wrt: Sequence[Value]) -> None:
        self.outputs = list(outputs) if isinstance(outputs, list) else [outputs]
        self.name, self.inputs, self.wrt = name, list(inputs), list(wrt)
        self.kernel = compile(outputs, inputs, wrt)
        self.parameters = self.kernel._own_leaves()
        self.text = self.kernel.to_c(name)
        self.library: Any = None

    def in_c(self, present: bool = False) -> tuple[list[float], list[float]]:
        """Values and derivatives at the data of the leaves; present: with the parameters that are in the text."""
        x, p = (array(v.data for v in part) for part in (self.inputs, self.parameters))
        y, again = array([9.0] * len(self.outputs)), array([9.0] * len(self.outputs))
        g = array([9.0] * (len(self.outputs) * len(self.wrt)))
        self.library[f"{self.name}_gradient"](x, None if present else p, y, g)
        self.library[f"{self.name}_value"](x, None if present else p, again)
        assert bytes(y) == bytes(again)
        return list(y), list(g)

    def eager(self) -> tuple[list[float], list[float]]:
        for y in self.outputs:
            y.recompute()
        return [y.data for y in self.outputs], [d for y in self.outputs for d in graph.derivatives(y, self.wrt)]

    def check(self, *numbers: float) -> None:
        """Compare at these data of inputs and parameters, or at the present ones."""
        for leaf, x in zip([*self.inputs, *self.parameters], numbers, strict=bool(numbers)):
            leaf.data = x
        for got, expected in zip(self.in_c(), self.eager(), strict=True):
            assert len(got) == len(expected)
            assert all(map(same, got, expected)), (self.name, numbers, got, expected)


def array(numbers: Any) -> Any:
    found = list(numbers)
    return (ctypes.c_double * len(found))(*found)


def same(got: float, expected: float) -> bool:
    """Equal to 1e-12; nan is nan. Below the normal range there are fewer digits."""
    return got == expected or (got != got and expected != expected) or abs(got - expected) <= 1e-12 * abs(expected) + 1e-320


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Model]]:
    """All of them, compiled together."""
    register("squared_dot", "*w *x", "sum(w*x)*sum(w*x)", "2*sum(w*x)*x", "2*sum(w*x)*w", lets={"s": "sum(w*x)"}, stable="s*s",
             stable_partials=("2*s*x", "2*s*w"))
    register("hostile_row", "x", "2*x", "2", template="*/ #error {x} /*")
    try:
        found = {name: Model(name, *make()) for name, make in MODELS.items()}
        folder = tmp_path_factory.mktemp("c")
        file, library = folder / "models.c", folder / "models.so"
        file.write_text("\n".join(model.text for model in found.values()), encoding="ascii")
        run_compiler("-shared", "-fPIC", file, "-o", library)
        for model in found.values():
            model.library = ctypes.CDLL(str(library))
        yield found
    finally:
        unregister("squared_dot")
        unregister("hostile_row")


# --- The same numbers as the eager engine's ---

@pytest.mark.parametrize("name", MODELS)
def test_a_model_gives_what_the_graph_does(models: dict[str, Model], name: str) -> None:
    models[name].check()


@pytest.mark.parametrize("op", list(OPS.values()), ids=lambda op: op.name)
def test_a_row_at_its_edges(models: dict[str, Model], op: Op) -> None:
    model = models[f"row_{op.name}"]
    count = len(model.inputs) + len(model.parameters)
    for point in points(count):
        model.check(*point)


def points(count: int) -> list[tuple[float, ...]]:
    if count < 4:
        return list(product(EDGES if count < 3 else SOME, repeat=count))
    rng = random.Random(count)
    return [tuple(rng.choices(SOME, k=count)) for _ in range(400)]


@pytest.mark.parametrize("name", ["poles", "some_outputs", "guarded"])
def test_nothing_passes_to_what_was_not_taken_and_from_other_outputs(models: dict[str, Model], name: str) -> None:
    model = models[name]
    for point in product(SOME, repeat=len(model.inputs) + len(model.parameters)):
        model.check(*point)

"""Kernels as C: compiled by the compiler at hand, all in one file, and held to the eager engine."""

import ctypes
import math
import os
import pickle
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

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp

import autodiff as ad
from autodiff import OPS, Op, Value, compile, gradients, register, unregister
from autodiff.compiler.exports.c_text import CText, literal
from autodiff.graph import sweeps as graph
from autodiff.table.braces import affine
from autodiff.testing import RandomChoices, build
from nn import MLP

OPTIONS = ("-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror", "-O2", "-ffp-contract=off")
EDGES = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 0.3, 40.0, -38.0, 711.0, -746.0, 1e-310, 1e300, -1e300, inf, -inf, nan)
SOME = (0.0, -0.0, 1.0, 2.0, -0.5, inf, -inf, nan)
Case = tuple[Any, Sequence[Value], Sequence[Value]]  # outputs, inputs, wrt


def run_compiler(*arguments: str | Path) -> None:
    found = os.environ.get("CC") or shutil.which("cc")
    assert found, "these tests need a C compiler: apt-get install gcc libc6-dev, or say in CC which"
    done = subprocess.run([*found.split(), *OPTIONS, *map(str, arguments), "-lm"], capture_output=True, text=True)
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
    dots = [ad.dot([mixed[i], many[-i], mixed[i // 2]], [many[3], mixed[i * i % 24], many[i]]) for i in range(12)]
    lists = [ad.dot(mixed[:9], many[:9]), ad.max(mixed[:9]), ad.dot([ad.sin(v) for v in mixed], products)]
    return [*dots, *lists, *products[:3]], many[::2], mixed


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


def many_groups() -> Case:
    x, w = leaves(0.3, 0.7)
    y = x
    for i in range(25):
        y = ad.where(y > 0.1 * (i % 7), ad.sin(y), ad.tanh(y * w) + 0.9)
    return y, [x], [x, w]


def own_row() -> Case:
    """A row with two lists, each of whose partials needs a sum over both."""
    many = leaves(*[i / 8 for i in range(10)])
    return ad.squared_dot(many[:5], many[5:]), many[:7], many


def own_product() -> Case:
    many = leaves(0.5, 2.0, -3.0, 0.25)
    return ad.twice_the_product(many), many[::2], many


def own_template() -> Case:
    x = Value(0.5)
    return ad.hostile_row(x), [x], [x]


MODELS: dict[str, Callable[[], Case]] = {
    **{f"row_{op.name}": partial(row, op) for op in OPS.values()},
    **{f"net_{name}": partial(network, name) for name in ("tanh", "relu", "gelu")},
    **{f"random_{seed}": partial(random_program, seed) for seed in range(12)},
    "no_inputs": partial(small, slice(0), slice(3)), "no_parameters": partial(small, slice(3), slice(2)),
    "no_wrt": partial(small, slice(1), slice(0)),
    **{f.__name__: f for f in (poles, some_outputs, guarded, second_derivatives, constants, irregular, long_lists,
                               many_groups, labels, bits, own_row, own_product,
                               own_template)},
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
        assert all((a != a and b != b) or bytes(array([a])) == bytes(array([b])) for a, b in zip(y, again, strict=True))
        return list(y), list(g)

    def eager(self) -> tuple[list[float], list[float]]:
        for y in self.outputs:
            y.recompute()
        return [y.data for y in self.outputs], [d for y in self.outputs for d in graph.derivatives(y, self.wrt)]

    def set(self, numbers: Sequence[float]) -> None:
        """Give the leaves other data, inputs first."""
        for leaf, x in zip([*self.inputs, *self.parameters], numbers, strict=True):
            leaf.data = x

    def check(self, *numbers: float) -> None:
        """Compare at these data, or at the present ones."""
        if numbers:
            self.set(numbers)
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
    register("squared_dot", "*w *x", "sum(w*x)*sum(w*x)", "2*sum(w*x)*x", "2*sum(w*x)*w", lets={"s": "sum(w*x)"},
             stable="s*s", stable_partials=("2*s*x", "2*s*w"))
    register("twice_the_product", "*x", "2*prod(x)", "z/x")
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
        for name in ("squared_dot", "twice_the_product", "hostile_row"):
            unregister(name)


# --- The same numbers as the eager engine's ---

@pytest.mark.parametrize("name", MODELS)
def test_a_model_gives_what_the_graph_does(models: dict[str, Model], name: str) -> None:
    models[name].check()


@pytest.mark.parametrize("name", ["net_tanh", "net_relu", "net_gelu", "long_lists", "irregular", "own_row",
                                  "many_groups"])
def test_a_model_elsewhere_and_with_other_parameters(models: dict[str, Model], name: str) -> None:
    model, rng = models[name], random.Random(7)
    for _ in range(5):
        model.check(*[rng.uniform(-1, 1) for _ in range(len(model.inputs) + len(model.parameters))])


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


SIGNED = [op for op in OPS.values() if not op.variadic or op.name in ("max", "min")]


@pytest.mark.parametrize("op", SIGNED, ids=lambda op: op.name)
def test_zeros_have_the_sign_that_they_have_in_the_graph(models: dict[str, Model], op: Op) -> None:
    model = models[f"row_{op.name}"]
    for point in points(len(model.inputs) + len(model.parameters)):
        model.set(point)
        (got,), _ = model.in_c()
        (expected,), _ = model.eager()
        assert expected != 0.0 or math.copysign(1, got) == math.copysign(1, expected), point


def test_exp_difference_puts_back_what_rounding_takes(models: dict[str, Model]) -> None:
    model = models["row_exp_difference"]
    for point in ((0.1, 700.3), (1 / 3, 512.9), (-600.7, 0.2)):
        model.set(point)
        (got,), _ = model.in_c()
        with mp.workdps(30):
            exact = float(mp.exp(mp.mpf(point[0]) - mp.mpf(point[1])))
        assert abs(got - exact) <= 4 * math.ulp(exact) < abs(math.exp(point[0] - point[1]) - exact)


def test_the_kernel_in_machine_code_gives_the_same(models: dict[str, Model]) -> None:
    for name in ("net_tanh", "some_outputs", "long_lists"):
        model = models[name]
        model.kernel.from_values()
        values, gradients = model.kernel([v.data for v in model.inputs])
        for got, expected in zip(model.in_c(), (values, gradients), strict=True):
            assert all(map(same, got, np.ravel(expected)))


# --- The text ---

def test_parameters_that_are_not_given_are_the_present_ones_to_the_bit(models: dict[str, Model]) -> None:
    model = models["bits"]
    values, _ = model.in_c(present=True)
    for got, leaf in zip(values, model.parameters, strict=True):
        assert struct.pack("<d", got) == struct.pack("<d", leaf.data) or (got != got and leaf.data != leaf.data)


def test_what_was_written_to_the_parameters_is_in_the_text() -> None:
    w = Value(0.5, label="w")
    kernel = compile(w * w)
    kernel.parameters[:] = 1 / 3
    assert "    0x1.5555555555555p-2, /* p[0] = 0.3333333333333333, w */" in kernel.to_c()


@given(st.floats())
def test_a_number_is_written_to_the_bit(x: float) -> None:
    words = {"NAN": nan, "INFINITY": inf, "-INFINITY": -inf}
    text = literal(x)
    read = words[text] if text in words else float.fromhex(text) if "x" in text else float(text)
    assert struct.pack("<d", read) == struct.pack("<d", x) or (x != x and read != read)


@given(st.integers(-9, 9), st.lists(st.tuples(st.sampled_from(("i", "j", 3)), st.integers(-4, 4)), max_size=3))
def test_a_place_is_written_as_it_is_computed(base: int, terms: list[tuple[int | str, int]]) -> None:
    names = {"i": 5, "j": 7}
    expected = base + sum(names.get(index, index) * stride for index, stride in terms)  # type: ignore[arg-type]
    assert eval(affine(base, *terms), names) == expected  # noqa: S307


def body(model: Model, function: str) -> str:
    """What is in the braces of a function."""
    found = re.search(rf"^\w[^\n]* {model.name}_{function}\([^\n]*\)\n{{\n(.*?)^}}", model.text, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def test_a_network_is_written_in_loops(models: dict[str, Model]) -> None:
    for function in ("forward", "backward", "value", "gradient"):
        assert len(body(models["net_tanh"], function).splitlines()) < 60


def test_what_would_be_a_long_function_is_several(models: dict[str, Model]) -> None:
    assert all(text.count("\n") < 700 for text in models["many_groups"].text.split("\n}\n"))
    assert [models["many_groups"].text.count(f"forward{i}(p, v);") for i in (0, 1, 99)] == [1, 1, 0]


def test_marks_are_kept_only_where_something_may_not_be_reached(models: dict[str, Model]) -> None:
    marked = {name for name, model in models.items() if re.search(r": \w+(!|'\w+\?)", model.text)}
    assert {"net_relu", "guarded", "poles"} <= marked
    assert marked & {"net_tanh", "no_inputs", "row_exp", "row_dot", "own_row", "row_logsumexp", "row_max"} == set()


def test_what_a_row_shares_is_computed_once(models: dict[str, Model]) -> None:
    assert body(models["row_silu"], "forward").count("exp(") == 2  # of -|x| and of half of it, each needed twice
    assert "+=" not in body(models["own_row"], "backward")  # the sum that all elements share stands before
    assert body(models["own_row"], "forward").count("+=") == 2


def test_labels_stand_in_comments_if_they_cannot_end_them(models: dict[str, Model]) -> None:
    text = models["labels"].text
    assert "= 0.5, good_one */" in text
    assert "= 0.5, %d {0} {} */" in text
    assert "#error" not in text + models["own_template"].text
    assert "\nb" not in text


def test_the_formulas_are_shown(models: dict[str, Model]) -> None:
    assert " *     y[0] = tanh(p[0]*x[0] + p[1])*silu(p[1])\n" in models["no_wrt"].text
    assert " *        p[0], x[0], p[1]\n" in models["second_derivatives"].text
    assert " *        p[0] to p[336], x[0] to x[1]\n" in models["net_tanh"].text
    assert " *        nothing\n" in models["no_wrt"].text


@pytest.mark.parametrize("name", ["some_outputs", "no_inputs", "no_parameters", "no_wrt"])
def test_the_example_at_the_top_runs(models: dict[str, Model], tmp_path: Path, name: str) -> None:
    model = models[name]
    example = model.text[model.text.index("#include <stdio.h>"): model.text.index(" */")].replace("\n *", "\n")
    (tmp_path / "model.c").write_text(model.text, encoding="ascii")
    (tmp_path / "main.c").write_text(example, encoding="ascii")
    run_compiler(tmp_path / "model.c", tmp_path / "main.c", "-o", tmp_path / "example")
    printed = subprocess.run([tmp_path / "example"], capture_output=True, text=True, check=True).stdout
    for leaf in model.inputs:
        leaf.data = 0.0
    values, derivatives = model.in_c(present=True)
    assert [float(x) for x in printed.split(",")] == [values[0], *(derivatives[:1] or [0.0])]


def test_threads_may_share_it(models: dict[str, Model]) -> None:
    model = models["net_gelu"]
    x, p = (array(v.data for v in part) for part in (model.inputs, model.parameters))
    alone = model.in_c()[1]

    def gradient(_: int) -> list[float]:
        y, g = array([0.0]), array([0.0] * len(model.wrt))
        for _ in range(50):
            model.library[f"{model.name}_gradient"](x, p, y, g)
        return list(g)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(gradient, range(4))) == [alone] * 4


@pytest.mark.parametrize("name", ["", "3d", "a b", "a-b", "int", "while", "ŷ", "aŷ", "a\n", "x;y", "*/", 3, None, ["m"]])
def test_a_name_that_c_would_not_take_is_refused(name: Any) -> None:
    x = Value(1.0)
    with pytest.raises(ValueError, match="name must be an identifier of C, such as 'model', got"):
        compile(x * x).to_c(name)


def test_a_kernel_that_came_by_pickle_has_no_labels(models: dict[str, Model]) -> None:
    kernel = models["no_inputs"].kernel
    there = pickle.loads(pickle.dumps(kernel))
    assert there.to_c("no_inputs") == kernel.to_c("no_inputs")


# --- Expressions ---

def test_what_is_known_is_not_computed() -> None:
    to = CText("model")
    no, yes, test = to.number(0.0), to.number(1.0), to.compare(">", to.atom("x"), to.number(2.0))
    assert [to.both(*pair) for pair in ((yes, test), (test, yes), (no, test), (test, no))] == [test, test, no, no]
    assert [to.either(*pair) for pair in ((yes, test), (test, yes), (no, test), (test, no))] == [yes, yes, test, test]
    assert to.choose(yes, test, no) is test
    assert to.binary("/", yes, no).number == inf
    assert to.call("abs", [to.number(-2.0)]).number == 2.0
    assert to.compare("<=", yes, yes) is yes


def test_a_local_variable_is_made_where_it_is_needed() -> None:
    to = CText("model")
    unused = to.call("exp", [to.atom("a_name_that_makes_an_expression_so_long_that_it_does_not_fit_into_one_line")])
    once, outside = to.call("sin", [to.atom("x")]), to.call("cos", [to.atom("x")])
    to.do("y[0] = {};", once)
    with to.loop(3) as i:
        to.do(f"y[{i}] = {{}};", outside)
    assert unused.pattern == "exp({})"
    assert to.lines() == ["    const double t1 = cos(x);", "    y[0] = sin(x);", "    for (int i = 0; i < 3; i++) {",
                          "        y[i] = t1;", "    }"]


def test_only_functions_of_c_are_called() -> None:
    with pytest.raises(ValueError, match="C has no function for 'prod'"):
        CText("model").call("prod", [])

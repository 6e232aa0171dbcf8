"""Initialisers: exact bounds, moments within what chance allows, PyTorch's sizes, generators of one's own."""

import math
import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from nn import MLP, Layer, Neuron, init
from nn.init import NAMED, initializer
from tests.nn.golden import GOLDEN

N = 20_000
WITHIN = 5  # standard deviations of what is measured: chance exceeds it once in two million draws, and the seeds are fixed


def drawn(initialiser: Callable[..., float], nin: int = 1, nout: int = 1, seed: int = 1) -> list[float]:
    rng = random.Random(seed)
    return [initialiser(rng, nin, nout) for _ in range(N)]


def is_uniform(ws: list[float], low: float, high: float) -> bool:
    """Within the bounds, close to both, and in each tenth as many as chance allows."""
    tenths = np.histogram(ws, 10, (low, high))[0]
    near = (high - low) * 1e-3
    return (low <= min(ws) < low + near and high - near < max(ws) <= high
            and all(abs(count - N / 10) < WITHIN * math.sqrt(N * 0.1 * 0.9) for count in tenths))


def is_normal(ws: list[float], mean: float, std: float) -> bool:
    """Mean, variance, and the share within one standard deviation, as many as chance allows."""
    z = [(w - mean) / std for w in ws]
    share = math.erf(math.sqrt(0.5))
    return (abs(math.fsum(z) / N) < WITHIN / math.sqrt(N)
            and abs(math.fsum(v * v for v in z) / N - 1) < WITHIN * math.sqrt(2 / N)
            and abs(sum(abs(v) < 1 for v in z) / N - share) < WITHIN * math.sqrt(share * (1 - share) / N))


@pytest.mark.parametrize("case", GOLDEN["initialisers"], ids=lambda case: f"{case['nin']}-{case['nout']}")
def test_sizes_are_pytorchs(case: dict[str, Any]) -> None:
    size = case["nin"], case["nout"]
    assert is_uniform(drawn(init.xavier_uniform(case["gain"]), *size), -case["xavier_uniform"], case["xavier_uniform"])
    assert is_uniform(drawn(init.he_uniform(), *size), -case["he_uniform"], case["he_uniform"])
    assert is_normal(drawn(init.xavier_normal(case["gain"]), *size), 0.0, case["xavier_normal"])
    assert is_normal(drawn(init.he_normal(), *size), 0.0, case["he_normal"])


def test_sizes_of_ones_own() -> None:
    assert is_uniform(drawn(init.uniform()), -1.0, 1.0)
    assert is_uniform(drawn(init.uniform(0.25, 4.0)), 0.25, 4.0)
    assert is_normal(drawn(init.normal()), 0.0, 1.0)
    assert is_normal(drawn(init.normal(-3.0, 0.5)), -3.0, 0.5)
    assert {*drawn(init.constant(0.75))} == {0.75}


def test_a_wrong_size_would_be_seen() -> None:
    assert not is_uniform(drawn(init.uniform(-1.0, 1.0)), -1.1, 1.1)
    assert not is_normal(drawn(init.normal(0.0, 1.05)), 0.0, 1.0)
    assert not is_normal(drawn(init.uniform(-math.sqrt(3), math.sqrt(3))), 0.0, 1.0)


SAME = {"xavier": "xavier_uniform", "he": "he_uniform", "zeros": "constant", "ones": "constant"}


@pytest.mark.parametrize("name", NAMED)
def test_a_name_stands_for_the_function(name: str) -> None:
    made = getattr(init, SAME.get(name, name))
    expected = made({"zeros": 0.0, "ones": 1.0}[name]) if name in ("zeros", "ones") else made()
    assert drawn(initializer(name), 3, 5)[:100] == drawn(expected, 3, 5)[:100]
    own = Layer(3, 5, init=name, rng=9).parameters()
    assert [p.data for p in own] == [p.data for p in Layer(3, 5, init=expected, rng=9).parameters()]


def test_fans_are_those_of_the_layer() -> None:
    seen = []

    def note(rng: random.Random, fan_in: int, fan_out: int) -> float:
        seen.append((fan_in, fan_out))
        return 0.0

    MLP(2, [3, 1], init=note)
    Neuron(4, init=note)
    assert seen == [(2, 3)] * 6 + [(3, 1)] * 3 + [(4, 1)] * 4


def test_each_layer_may_have_its_own() -> None:
    model = MLP(2, [2, 1], init=["ones", init.constant(0.5)])
    assert [p.data for p in model.parameters()] == [1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.5, 0.5, 0.0]  # biases begin at 0
    with pytest.raises(ValueError, match="init, one per layer, must be a list of 2, got 1"):
        MLP(2, [2, 1], init=["ones"])


@pytest.mark.parametrize("name", ["uniform", "normal", "xavier_normal", "he"])
def test_an_unrelated_draw_changes_nothing(name: str) -> None:
    first = MLP(3, [4, 2], init=name, rng=5).state_dict()
    random.seed(0)
    before = random.getstate()
    other = random.Random(1)
    own = random.Random(5)
    other.gauss()
    layer = Layer(3, 4, init=name, rng=own, scope="layer1")
    other.random()
    rest = Layer(4, 2, init=name, rng=own)
    assert [*layer.state_dict().values(), *rest.state_dict().values()] == [*first.values()]
    assert random.getstate() == before


def test_a_normal_draw_keeps_nothing_for_the_next() -> None:
    rng = random.Random(3)
    init.normal()(rng, 1, 1)
    state = rng.getstate()
    following = init.normal()(rng, 1, 1)
    rng.setstate(state)  # what a checkpoint keeps of a generator
    assert init.normal()(rng, 1, 1) == following
    assert state[2] is None


@pytest.mark.parametrize("factory", [function.__name__ for function in init.FACTORIES])
def test_a_function_that_was_not_called_is_named(factory: str) -> None:
    with pytest.raises(ValueError, match=rf"got a function that returns one: call it, {factory}\(\)"):
        Neuron(2, init=getattr(init, factory))


@pytest.mark.parametrize(("make", "message"), [
    (lambda: init.uniform(1.0, -1.0), r"high - low of uniform\(\) must be 0 or more, got -2.0"),
    (lambda: init.uniform(-1.7e308, 1.7e308), r"high - low of uniform\(\) must be finite, got inf"),
    (lambda: init.uniform(math.nan), r"low of uniform\(\) must be finite, got nan"),
    (lambda: init.uniform(high=math.inf), r"high of uniform\(\) must be finite, got inf"),
    (lambda: init.normal(math.inf), r"mean of normal\(\) must be finite, got inf"),
    (lambda: init.normal(0.0, -1.0), r"std of normal\(\) must be 0 or more, got -1.0"),
    (lambda: init.constant(math.nan), r"x of constant\(\) must be finite, got nan"),
    (lambda: init.xavier_uniform(-1.0), r"gain of xavier_uniform\(\) must be 0 or more, got -1.0"),
    (lambda: init.xavier_normal(-1.0), r"gain of xavier_normal\(\) must be 0 or more, got -1.0"),
    (lambda: Neuron(1, init="glorot"), "init must be an initialiser or the name of one, got 'glorot': try uniform, normal"),
    (lambda: Layer(1, 1, init=3), "init must be an initialiser or the name of one, got 3"),
])
def test_value_errors_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_what_an_initialiser_draws_must_be_a_number() -> None:
    with pytest.raises(TypeError, match=r"w1 of a neuron must be a real number, not str \('a'\)"):
        Neuron(1, init=lambda *_: "a")  # type: ignore[arg-type, return-value]

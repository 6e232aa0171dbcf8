"""Document 001, the 2-2-1 tanh network without biases: its formulas (row 14)."""

import math

import pytest

from nn.documents.numbers import data, grads
from nn.documents.systems import TanhNet
from tests.documents.items import Graph, about, numbers_and_gradients


@pytest.fixture
def tanh_net() -> Graph:
    net = TanhNet()
    f = net.forward()
    f.E.backward()
    return numbers_and_gradients(net.p | vars(f))


@about("001-tanh-chain-out", "001-tanh-chain-hidden")
def test_the_chain_rule_of_the_tanh_network(tanh_net: Graph) -> None:
    v, d = tanh_net
    expected = {
        "w6": (v.y - 1) * v.h2,
        "w5": (v.y - 1) * v.h1,
        "w1": (v.y - 1) * v.w5 * (1 - math.tanh(v.a1) ** 2) * 2,
        "w2": (v.y - 1) * v.w5 * (1 - math.tanh(v.a1) ** 2) * 3,
        "w3": (v.y - 1) * v.w6 * (1 - math.tanh(v.a2) ** 2) * 2,
        "w4": (v.y - 1) * v.w6 * (1 - math.tanh(v.a2) ** 2) * 3,
    }
    assert {name: getattr(d, name) for name in expected} == pytest.approx(expected, rel=1e-12)


@about("001-tanh-yhat-formula")
def test_the_output_sums_hidden_activations_not_inputs(tanh_net: Graph) -> None:
    v, _ = tanh_net
    assert v.y == pytest.approx(v.w5 * v.h1 + v.w6 * v.h2, rel=1e-12)
    assert v.y != pytest.approx(v.w5 * 2 + v.w6 * 3, rel=0.5)


@about("001-tanh-E-total")
def test_the_total_error_is_a_sum_so_gradients_add_up() -> None:
    apart, together = TanhNet(), TanhNet()
    for x, y in (((2, 3), 1), ((1, -1), 0)):
        apart.forward(x, y).E.backward()
    (together.forward((2, 3), 1).E + together.forward((1, -1), 0).E).backward()
    assert grads(apart.p) == pytest.approx(grads(together.p), rel=1e-12)


@about("001-gd-rule")
def test_a_step_goes_against_the_gradient() -> None:
    net = TanhNet()
    before = data(net.p)
    net.forward().E.backward()
    net.net.gradient_step(0.5)
    assert data(net.p) == {name: w - 0.5 * net.p[name].grad for name, w in before.items()}

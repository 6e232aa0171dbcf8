"""Document 003, the matrix network and the sigmoid chain: every formula (rows 27 to 31)."""

import math

import pytest

from autodiff import Value, dot, exp, relu, sigmoid
from nn import Neuron
from nn.documents.document_003 import carry_back, row_27, row_28, row_29, row_30
from nn.documents.numbers import data
from nn.documents.systems import Chain, Matrices
from tests.documents.items import Graph, about, numbers_and_gradients

# --- Neurons and activations ---


@about("003-neuron", "003-output")
def test_a_neuron_is_a_sum_of_products_and_also_a_dot_product() -> None:
    inputs, weights, bias = [1.5, -2.0, 0.5], [0.25, 0.5, -0.75], 0.125
    by_hand = Value(bias)
    for x, w in zip(inputs, weights, strict=True):
        by_hand = x * Value(w) + by_hand
    neuron = Neuron(3, activation="identity", weights=weights, bias=bias)
    assert neuron(inputs).data == by_hand.data == dot(weights, inputs) + bias


@about("003-sigmoid", "003-relu")
def test_activations() -> None:
    assert sigmoid(1.0) == pytest.approx(1 / (1 + math.exp(-1)), rel=1e-12)
    assert [relu(x) for x in (-1.0, 0.0, 2.0)] == [0, 0, 2]


@about("003-dsigma", "003-dadz")
@pytest.mark.parametrize("point", ["-2", "-0.5", "0", "1", "3"])
def test_the_slope_of_the_sigmoid_is_the_same_from_any_form(point: str) -> None:
    x = Value(float(point))
    out = 1 / (1 + exp(-x))
    out.backward()
    expected = row_29()[f"003.dsigma({point})"]
    assert x.grad == pytest.approx(expected, rel=1e-12)
    assert out.data * (1 - out.data) == pytest.approx(expected, rel=1e-12)
    assert math.exp(-x.data) / (1 + math.exp(-x.data)) ** 2 == pytest.approx(expected, rel=1e-12)


@about("003-bias-shape")
def test_each_neuron_adds_its_own_bias_and_nothing_is_broadcast() -> None:
    (x, target), net = Matrices.samples[0], Matrices()
    f = net.forward(x, target)
    p = data(net.p)
    row = [math.fsum(x[i - 1] * p[f"W1_{i}{j}"] for i in (1, 2, 3)) + p[f"b1_{j}"] for j in (1, 2, 3, 4)]
    assert [a.parents[0].data for a in (f.a1, f.a2, f.a3, f.a4)] == pytest.approx(row, rel=1e-12)


@about("003-shapes")
def test_the_backward_product() -> None:
    carried, w_delta = carry_back(7)
    assert carried == pytest.approx(w_delta, rel=1e-12)


# --- The formulas of the chain ---


@pytest.fixture
def chain() -> Graph:
    net = Chain()
    f = net.forward()
    f.C.backward()
    return numbers_and_gradients(net.p | vars(f))


def slope(a: float) -> float:
    """sigma' = out(1-out)."""
    return a * (1 - a)


@about("003-z", "003-C0")
def test_forward_formulas(chain: Graph) -> None:
    v, _ = chain
    assert v.z2 == pytest.approx(v.w2 * v.a1 + v.b2, rel=1e-12)
    cost = v.C
    assert cost == pytest.approx((v.a2 - v.y) ** 2, rel=1e-12)


@about("003-dCda", "003-dCdw", "003-dCdb", "003-dCda-prev", "003-2layer-w2", "003-2layer-b2")
def test_gradients_of_the_last_layer(chain: Graph) -> None:
    v, d = chain
    assert d.a2 == pytest.approx(2 * (v.a2 - v.y), rel=1e-12)
    assert d.w2 == pytest.approx(v.a1 * slope(v.a2) * 2 * (v.a2 - v.y), rel=1e-12)
    assert d.b2 == pytest.approx(1 * slope(v.a2) * 2 * (v.a2 - v.y), rel=1e-12)
    assert d.a1 == pytest.approx(v.w2 * slope(v.a2) * 2 * (v.a2 - v.y), rel=1e-12)


@about("003-2layer-w1", "003-2layer-a0", "003-2layer-b1")
def test_gradients_of_the_first_layer_and_the_input(chain: Graph) -> None:
    v, d = chain
    assert d.w1 == pytest.approx(v.a0 * slope(v.a1) * d.a1, rel=1e-12)
    assert d.a0 == pytest.approx(v.w1 * slope(v.a1) * d.a1, rel=1e-12)
    assert d.b1 == pytest.approx(slope(v.a1) * d.a1, rel=1e-12)


@about("003-2layer-a1", "003-matrix-propagation", "003-bp-general")
def test_what_is_printed_as_the_derivative_in_a2_is_the_one_in_a1(chain: Graph) -> None:
    v, d = chain
    right_side = v.w2 * slope(v.a2) * 2 * (v.a2 - v.y)
    assert d.a1 == pytest.approx(right_side, rel=1e-12)
    assert d.a2 != pytest.approx(right_side, rel=1e-2)
    # the general formula holds for the last layer only: inside, dC/da1 takes the place of 2(a - y)
    assert d.w1 != pytest.approx(v.a0 * slope(v.a1) * 2 * (v.a1 - v.y), rel=1e-2)


@about("003-update", "003-method")
def test_a_step_goes_a_tenth_of_the_gradient_down() -> None:
    before = data(Chain().p)
    n = row_28()
    for name, w in before.items():
        assert n[f"003.chain.upd_lr01.{name}"] == pytest.approx(w - 0.1 * n[f"003.chain.grad.{name}"], rel=1e-12)


@about("003-gradient-vector")
def test_the_gradient_lists_every_weight_and_bias_of_every_layer() -> None:
    names = [name for name, _ in Chain().net.named_parameters()]
    assert names == ["layer1.neuron1.w1", "layer1.neuron1.b", "layer2.neuron1.w1", "layer2.neuron1.b"]


# --- Several outputs, several samples ---


@about("003-multi", "003-C0-sum")
def test_a_hidden_neuron_collects_from_every_output_of_one_sample() -> None:
    (x, target), net = Matrices.samples[0], Matrices()
    f = net.forward(x, target)
    f.C.backward()
    v, d = numbers_and_gradients(net.p | vars(f))
    collected = v.W2_11 * slope(v.o1) * 2 * (v.o1 - target[0]) + v.W2_12 * slope(v.o2) * 2 * (v.o2 - target[1])
    assert d.a1 == pytest.approx(collected, rel=1e-12)


@about("003-total-cost")
def test_the_gradient_of_the_total_cost_is_the_mean_gradient() -> None:
    n = row_27() | row_30()
    each = [n[f"003.net342.s{i}.grad.W1_11"] for i in (1, 2, 3)]
    assert n["003.net342.total.grad.W1_11"] == pytest.approx(math.fsum(each) / 3, rel=1e-12)

"""Document 002, gates and delta equations: formulas and readings (rows 22 to 25)."""

import pytest

from autodiff import relu
from nn.documents.document_002 import AND, OR, READINGS, bipolar, row_25
from nn.documents.systems import Mazur, Xor, gate
from tests.documents.items import Graph, about, numbers_and_gradients


@about("002-gate-threshold", "002-and", "002-or")
def test_two_readings_make_both_gates_right() -> None:
    right = []
    for inputs, rows in {"0/1": Xor.rows, "-1/1": bipolar}.items():
        for name, f in READINGS.items():
            tables = [[gate(bias, f)(x).data for x in rows.values()] for bias in (AND, OR)]
            if tables == [[0, 0, 0, 1], [0, 1, 1, 1]]:
                right.append((inputs, name))
    assert right == [("0/1", "strict"), ("-1/1", "ge")]


@about("002-xor")
def test_xor_of_the_gates_is_document_001s_network() -> None:
    for x in Xor.rows.values():
        f = Xor().forward(x)
        assert (f.C.data, f.D.data) == (gate(OR, relu)(x).data, gate(AND, relu)(x).data)


@pytest.fixture
def homework() -> Graph:
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    return numbers_and_gradients(net.p | vars(f))


def slope(a: float) -> float:
    """da/dz of a sigmoid from its output."""
    return a * (1 - a)


@about("002-dCdw", "002-dCdb", "002-delta-L")
def test_chain_rule_of_the_last_layer(homework: Graph) -> None:
    v, d = homework
    delta = d.out_o1 * slope(v.out_o1)
    assert d.net_o1 == pytest.approx(delta, rel=1e-12)
    assert d.w5 == pytest.approx(delta * v.out_h1, rel=1e-12)
    assert d.b2 == pytest.approx(delta + d.out_o2 * slope(v.out_o2), rel=1e-12)  # a bias that two neurons share


@about("002-dCdw-prev", "002-delta-prev", "002-delta-grads")
def test_the_error_goes_back_through_w_by_input_and_neuron(homework: Graph) -> None:
    v, d = homework
    delta = (v.w5 * d.net_o1 + v.w7 * d.net_o2) * slope(v.out_h1)
    assert d.net_h1 == pytest.approx(delta, rel=1e-12)
    assert (d.w1, d.w2) == pytest.approx((delta * 0.05, delta * 0.10), rel=1e-12)
    assert row_25()["002.delta.wrong_prev_1"] != pytest.approx(delta, rel=1e-2)


@about("002-layer", "002-composition", "002-W-layout")
def test_a_layer_is_w_a_plus_b_with_the_weights_of_that_layer(homework: Graph) -> None:
    v, _ = homework
    assert v.net_o1 == pytest.approx(v.w5 * v.out_h1 + v.w6 * v.out_h2 + v.b2, rel=1e-12)
    assert v.net_o1 != pytest.approx(v.w1 * v.out_h1 + v.w2 * v.out_h2 + v.b2, rel=1e-2)  # W^(L-1) twice, as printed

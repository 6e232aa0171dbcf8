"""The homework of document 001, Matt Mazur's 2-2-2 network with shared biases: its formulas (row 21)."""

from types import SimpleNamespace

import pytest

from nn.documents.numbers import data
from nn.documents.systems import Mazur
from tests.documents.items import about


@about("001m-net_h1-formula")
def test_net_h1_uses_w2_not_w3() -> None:
    net = Mazur()
    v = SimpleNamespace(**data(net.p))
    net_h1 = net.forward().net_h1.data
    assert net_h1 == pytest.approx(v.w1 * 0.05 + v.w2 * 0.10 + v.b1, rel=1e-12)
    assert net_h1 != pytest.approx(v.w1 * 0.05 + v.w3 * 0.10 + v.b1, rel=1e-3)


@about("001m-dE_db1", "001m-dE_db2")
def test_a_shared_bias_is_one_parameter_and_collects_from_both_neurons() -> None:
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    assert len(net.net.parameters()) == 10
    assert net.p["b1"].grad == pytest.approx(f.net_h1.grad + f.net_h2.grad, rel=1e-12)
    assert net.p["b2"].grad == pytest.approx(f.net_o1.grad + f.net_o2.grad, rel=1e-12)

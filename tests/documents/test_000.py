"""Document 000, a 3-2-1 sigmoid network that learns a grade from hours studied: its formulas (rows 1 to 4)."""

import pytest

from nn.documents.document_000 import document_net, rounded_intermediates
from nn.documents.systems import StudyHours
from tests.documents.items import Graph, about, numbers_and_gradients


@pytest.fixture(scope="module")
def student() -> Graph:
    """The numbers of student 1 (`v`) and the derivative of the cost in each (`d`)."""
    net = document_net()
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    return numbers_and_gradients(net.p | vars(f))


@about("000-w7-chain", "000-w7-grad-formula", "000-b3-chain", "000-partial-1", "000-partial-2")
def test_formulas_of_the_output(student: Graph) -> None:
    v, d = student
    assert d.y_pred == pytest.approx(2 * (v.y_pred - 82), rel=1e-12)
    assert d.g1 == pytest.approx(d.y_pred * v.w7, rel=1e-12)
    assert d.w7 == pytest.approx(d.y_pred * v.g1, rel=1e-12)
    assert d.b3 == pytest.approx(d.y_pred * 1, rel=1e-12)


@about("000-w1-chain", "000-partial-3", "000-partial-4")
def test_formulas_of_w1(student: Graph) -> None:
    v, d = student
    assert d.z1 == pytest.approx(d.g1 * v.g1 * (1 - v.g1), rel=1e-12)
    assert d.w1 == pytest.approx(d.z1 * 60, rel=1e-12)
    assert d.w1 == pytest.approx(2 * (v.y_pred - 82) * v.w7 * v.g1 * (1 - v.g1) * 60, rel=1e-12)


@about("000-ypred-formula")
def test_the_output_neuron_uses_w8_not_w3(student: Graph) -> None:
    v, _ = student
    assert v.y_pred == pytest.approx(v.w7 * v.g1 + v.w8 * v.g2 + v.b3, rel=1e-12)
    assert v.y_pred != pytest.approx(v.w7 * v.g1 + v.w3 * v.g2 + v.b3, rel=1e-2)


@about("000-sigmoid-misprint", "000-sigmoid")
def test_the_exponent_is_minus_z1(student: Graph) -> None:
    v, _ = student
    misprint = rounded_intermediates()["000.doc.g1_line45"]
    assert misprint == pytest.approx(1 - v.g1, rel=1e-12)
    assert misprint != pytest.approx(v.g1, rel=0.1)


@about("000-saturation")
def test_a_saturated_neuron_has_gradient_0_and_not_nan() -> None:
    net = document_net(w1=-193.0, w7=12.04)  # z1 = -11586.5, where 1/(1+exp(-z)) overflows
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    assert f.g1.data == net.p["w1"].grad == 0.0

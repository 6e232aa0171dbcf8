"""Document 000: a 3-2-1 sigmoid network that learns a grade from hours studied (rows 1 to 4)."""

from functools import cache

import pytest

from autodiff import exp, log, sigmoid, sum
from tests.documents import facts
from tests.documents.facts import Graph, Numbers, about, under
from tests.documents.systems import StudyHours

PRINTED_G2 = 0.047
LOGIT = log(PRINTED_G2 / (1 - PRINTED_G2))  # the z2 that gives neuron 2 exactly its printed output


def document_net(**changed: float) -> StudyHours:
    """The network with neuron 2 set so that student 1 finds g2 = 0.047, as printed."""
    return StudyHours(b2=LOGIT - 0.1 * (60 + 80 + 5), **changed)


def rows_1_and_2() -> Numbers:
    """Student 1: forward, all 11 gradients, and one step with each of the two learning rates of the document."""
    net = document_net()
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    forward = {"z1": f.z1, "g1": f.g1, "ypred": f.y_pred, "cost": f.cost, "z2_logit": f.z2}
    found = facts.data(forward) | {"dC_dy": f.y_pred.grad, "dg1_dz1": f.g1.partials[0]}
    found |= under("grad", facts.grads(net.p | {"g1": f.g1}))
    for rate in (0.01, 0.001):
        stepped = document_net()
        stepped.forward(*StudyHours.students[0]).cost.backward()
        stepped.net.gradient_step(rate)
        found |= under(f"upd_lr{str(rate)[2:]}", facts.data(stepped.p))
    return under("000.A", found)


def row_3() -> Numbers:
    """All three students with the illustrative weights, one by one and as a batch."""
    found: Numbers = {}
    for i, (x, y_act) in enumerate(StudyHours.students, 1):
        net = StudyHours()
        f = net.forward(x, y_act)
        f.cost.backward()
        forward = {"z1": f.z1, "g1": f.g1, "z2": f.z2, "g2": f.g2, "ypred": f.y_pred, "cost": f.cost}
        found |= under(f"s{i}", facts.data(forward) | under("grad", facts.grads(net.p)))
    net = StudyHours()
    mean = sum([net.forward(x, y_act).cost for x, y_act in StudyHours.students]) / 3
    mean.backward()
    return under("000.B", found | {"mean.cost": mean.data} | under("mean.grad", facts.grads(net.p)))


def row_4() -> Numbers:
    """After the printed step: w1 = 193 drives the sigmoid into saturation, and w1 will never move again."""
    net = document_net(w1=193.0, w7=12.04)
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    forward = facts.data({"z1": f.z1, "g1": f.g1, "ypred": f.y_pred, "cost": f.cost})
    return under("000.after", forward | {f"grad.{name}": net.p[name].grad for name in ("w1", "w7", "b3")})


def rounded_intermediates() -> Numbers:
    """The document's own substitutions, with the rounded numbers it uses."""
    g1 = sigmoid(-0.5)  # in line 183 it is written out in full, and not rounded
    return under("000.doc", {
        "ypred_line59": 12 * 0.37 + 9 * 0.047 + 20,
        "w7grad_line112": 2 * (24.95 - 82) * 0.37,
        "b3grad_line123": 2 * (24.95 - 82) * 1,
        "w1grad_line183": 2 * (24.95 - 82) * 12 * g1 * (1 - g1) * 60,
        "w1grad_y2496": 2 * (24.96 - 82) * 12 * g1 * (1 - g1) * 60,
        "w7upd_line137": 12 - 0.001 * -42.2,
        "w7upd_lr01": 12 - 0.01 * -42.2,
        "w1upd_line192": 0.1 - 0.01 * -19303,
        "g1_line45": 1 / (1 + exp(-0.5)),
    })


@cache
def numbers() -> Numbers:
    return rows_1_and_2() | row_3() | row_4() | rounded_intermediates()


@pytest.mark.parametrize("key", facts.keys("000"))
def test_exact(key: str) -> None:
    assert facts.close(numbers()[key], key)


@pytest.mark.parametrize("name", facts.printed_items("000"))
def test_printed(name: str) -> None:
    assert facts.agrees_with_verdict(name, numbers())


@pytest.fixture(scope="module")
def student() -> Graph:
    """The numbers of student 1 (`v`) and the derivative of the cost in each (`d`)."""
    net = document_net()
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    return facts.numbers_and_gradients(net.p | vars(f))


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
    misprint = numbers()["000.doc.g1_line45"]
    assert misprint == pytest.approx(1 - v.g1, rel=1e-12)
    assert misprint != pytest.approx(v.g1, rel=0.1)


@about("000-saturation")
def test_a_saturated_neuron_has_gradient_0_and_not_nan() -> None:
    net = document_net(w1=-193.0, w7=12.04)  # z1 = -11586.5, where 1/(1+exp(-z)) overflows
    f = net.forward(*StudyHours.students[0])
    f.cost.backward()
    assert f.g1.data == net.p["w1"].grad == 0.0

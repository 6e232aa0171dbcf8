"""The homework of document 001: Matt Mazur's 2-2-2 network with shared biases (row 21)."""

from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from autodiff import gradients
from tests.documents import facts
from tests.documents.facts import Numbers, about, under
from tests.documents.systems import Mazur, descend

RATE = 0.5
SHOWN = (1, 2, 10, 100, 1000, 9999, 10000)  # after these updates the trajectories are compared
WEIGHTS = [f"w{i}" for i in range(1, 9)]


def forward_and_gradients() -> Numbers:
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    return facts.data(vars(f)) | under("grad", facts.grads(net.p)) | under("inter", {
        "dE_dout_o1": f.out_o1.grad,
        "dout_o1_dnet": f.out_o1.partials[0],
        "delta_o1": f.net_o1.grad,
        "delta_o2": f.net_o2.grad,
        "delta_h1": f.net_h1.grad,
        "delta_h2": f.net_h2.grad,
        "dEo1_dout_h1": gradients(f.E_o1, [f.out_h1])[0].data,
        "dEo2_dout_h1": gradients(f.E_o2, [f.out_h1])[0].data,
        "dE_dout_h1": f.out_h1.grad,
        "dout_h1_dnet": f.out_h1.partials[0],
    }) | {"doc.dEo2_9digits": 0.036350306 - 0.055399425}


def one_step_of_everything() -> Numbers:
    net = Mazur()
    net.forward().E_total.backward()
    net.net.gradient_step(RATE)
    return under("upd", facts.data(net.p))


def step_without_biases(net: Mazur) -> None:
    """As the page means it: the biases stay."""
    descend([net.p[name] for name in WEIGHTS], net.forward().E_total, RATE)


def step_with_biases(net: Mazur) -> None:
    """The biases move too; each collects the gradients of both neurons that share it."""
    descend(net.net.parameters(), net.forward().E_total, RATE)


def step_output_first(net: Mazur) -> None:
    """The fault behind the page's final numbers: hidden gradients go through output weights that have already moved."""
    f = net.forward()
    f.E_total.backward()
    deltas = f.net_o1.grad, f.net_o2.grad
    for name in WEIGHTS[4:]:
        net.p[name].data -= RATE * net.p[name].grad
    f = net.forward()
    descend([net.p[name] for name in WEIGHTS[:4]], deltas[0] * f.net_o1 + deltas[1] * f.net_o2, RATE)
    net.net.zero_grad()


def trajectory(step: Any) -> Numbers:
    """Error and outputs after the updates in SHOWN, and the parameters after the first."""
    net = Mazur()
    found: Numbers = {}
    for i in range(1, SHOWN[-1] + 1):
        net.net.zero_grad()
        step(net)
        if i in SHOWN:
            f = net.forward()
            found |= under(f"it{i}", {"E": f.E_total.data, "o1": f.out_o1.data, "o2": f.out_o2.data})
        if i == 1:
            found |= under("it1.w", facts.data(net.p))
    return found


@cache
def numbers() -> Numbers:
    runs = {"bfixed": step_without_biases, "bfree": step_with_biases, "seq": step_output_first}
    found = forward_and_gradients() | one_step_of_everything()
    for name, step in runs.items():
        found |= under(name, trajectory(step))
    return under("001m", found)


@pytest.mark.parametrize("key", facts.keys("001m"))
def test_exact(key: str) -> None:
    assert facts.close(numbers()[key], key)


@pytest.mark.parametrize("name", facts.printed_items("001m"))
def test_printed(name: str) -> None:
    assert facts.agrees_with_verdict(name, numbers())


@about("001m-net_h1-formula")
def test_net_h1_uses_w2_not_w3() -> None:
    net = Mazur()
    v = SimpleNamespace(**facts.data(net.p))
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

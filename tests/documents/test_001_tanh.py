"""Document 001: the 2-2-1 tanh network without biases, forward, backward and its training (rows 14 and 19)."""

import math
from functools import cache

import pytest

from tests.documents import facts
from tests.documents.facts import Graph, Numbers, about, under
from tests.documents.systems import TanhNet


def row_14() -> Numbers:
    """The tanh network: forward and gradients (also with the misprinted w6 = 0.4), a step, and 100 steps."""
    found: Numbers = {}
    for name, w6 in {"w6_08": 0.8, "w6_04": 0.4}.items():
        net = TanhNet(w6)
        f = net.forward()
        f.E.backward()
        slopes = {"dh1": f.h1.partials[0], "dh2": f.h2.partials[0]}
        found |= under(name, facts.data(vars(f)) | slopes | under("grad", facts.grads(net.p)))
    found |= under("upd", trajectory(0.5, 1)[0])
    for i, after in enumerate(trajectory(0.5, 100), 1):
        found |= under(f"gd05.it{i}", {name: after[name] for name in "yE"})
    return under("001.tanh", found)


def trajectory(learning_rate: float, steps: int) -> list[Numbers]:
    """The weights, y and E of the tanh network after each step of plain gradient descent."""
    net = TanhNet()
    f = net.forward()
    after = []
    for _ in range(steps):
        net.net.zero_grad()
        f.E.backward()
        net.net.gradient_step(learning_rate)
        f = net.forward()
        after.append(facts.data(net.p | {"y": f.y, "E": f.E}))
    return after


def row_14_as_printed() -> Numbers:
    """The document's substitutions, with its rounded residual -0.09 and h = 0.66, 0.72, and its printed gradients."""
    found = {
        "y_line564_w6_04": 0.5 * 0.66 + 0.4 * 0.72,
        "y_w6_08": 0.5 * 0.66 + 0.8 * 0.72,
        "E_line569": 0.5 * (0.91 - 1) ** 2,
        "E_zero_too_many": TanhNet().forward().E.data / 10,
        "grad.w1": -0.09 * 0.5 * (1 - 0.66**2) * 2,
        "grad.w2": -0.09 * 0.5 * (1 - 0.66**2) * 3,
        "grad.w3": -0.09 * 0.8 * (1 - 0.72**2) * 2,
        "grad.w4": -0.09 * 0.8 * (1 - 0.72**2) * 3,
        "grad.w5": -0.09 * 0.66,
        "grad.w6": -0.09 * 0.72,
    }
    for name, p in TanhNet().p.items():
        found[f"upd.{name}"] = p.data - 0.5 * float(facts.ITEMS[f"001-tanh-grad-{name}"]["printed_value"])
    return under("001.tanh.doc", found)


def row_19() -> Numbers:
    """The trajectory of plain gradient descent with rate 0.1."""
    after = trajectory(0.1, 10)
    return under("001.opt.sgd_lr0.1", {f"it{i}.w{j}": after[i - 1][f"w{j}"] for i in (1, 2, 10) for j in range(1, 7)})


@cache
def numbers() -> Numbers:
    return row_14() | row_14_as_printed() | row_19()


@pytest.mark.parametrize("key", facts.keys("001.tanh") + facts.keys("001.opt"))
def test_exact(key: str) -> None:
    assert facts.close(numbers()[key], key)


@pytest.mark.parametrize("name", [name for name in facts.printed_items("001") if "tanh" in name])
def test_printed(name: str) -> None:
    assert facts.agrees_with_verdict(name, numbers())


@pytest.fixture
def tanh_net() -> Graph:
    net = TanhNet()
    f = net.forward()
    f.E.backward()
    return facts.numbers_and_gradients(net.p | vars(f))


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
    assert facts.grads(apart.p) == pytest.approx(facts.grads(together.p), rel=1e-12)


@about("001-gd-rule")
def test_a_step_goes_against_the_gradient() -> None:
    net = TanhNet()
    before = facts.data(net.p)
    net.forward().E.backward()
    net.net.gradient_step(0.5)
    assert facts.data(net.p) == {name: w - 0.5 * net.p[name].grad for name, w in before.items()}

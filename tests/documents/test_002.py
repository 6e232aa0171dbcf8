"""Document 002: gates, XOR from gates, the chain rule, delta equations, X = X - dX (rows 22 to 26)."""

from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import pytest

from autodiff import Value, relu, step
from tests.documents import facts
from tests.documents.facts import Graph, Numbers, about, under
from tests.documents.systems import Mazur, Xor, gate

strict_step = partial(step, at_zero=0)  # 1 where Y > 0: right for inputs 0 and 1
bipolar = {row: (2 * x1 - 1, 2 * x2 - 1) for row, (x1, x2) in Xor.rows.items()}  # inputs -1 and 1
AND, OR = -1.0, 0.0  # the constants of Y = X1 + X2 - 1 and Y = X1 + X2 + 0
READINGS: dict[str, Any] = {"raw": "identity", "strict": strict_step, "ge": step, "relu": relu}


def rows_22_and_23() -> Numbers:
    """AND and OR under every reading of the threshold that the pictures hide, and XOR made of them."""
    found: Numbers = {}
    for row, x in Xor.rows.items():
        both = {name: (gate(AND, f)(x), gate(OR, f)(x)) for name, f in READINGS.items()}
        for name, (y1, y2) in both.items():
            found |= {f"gate.{row}.and_{name}": y1.data, f"gate.{row}.or_{name}": y2.data}
        (a, o), (a_relu, o_relu), (a_raw, o_raw) = both["strict"], both["relu"], both["raw"]
        found |= under(f"gate.{row}", facts.data({
            "xor_or_minus_and_strict": strict_step(o - a),
            "xor_relu_or_minus_2and": relu(o_relu - 2 * a_relu),
            "linear_or_minus_2and": o_raw - 2 * a_raw,
        }))
    for row, x in bipolar.items():
        for name in ("raw", "ge", "strict"):
            found[f"gate_bipolar.{row}.and_{name}"] = gate(AND, READINGS[name])(x).data
            found[f"gate_bipolar.{row}.or_{name}"] = gate(OR, READINGS[name])(x).data
    return found


def row_24() -> Numbers:
    """f = 20 g, g = x²."""
    found: Numbers = {}
    for point in ("1", "3", "-0.5"):
        x = Value(float(point), label="x")
        f = 20 * x**2
        f.backward()
        found |= under(f"chain.x={point}", {"f": f.data, "df": x.grad})
    return found


def row_25() -> Numbers:
    """The error signals of the network that document 001 sets as homework: delta is the gradient of z."""
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    deltas = {"L_1": f.net_o1.grad, "L_2": f.net_o2.grad, "prev_1": f.net_h1.grad, "prev_2": f.net_h2.grad}
    w = SimpleNamespace(**facts.data(net.p))
    return under("delta", deltas | {  # W read as W[neuron][input], and not transposed
        "wrong_prev_1": (w.w5 * deltas["L_1"] + w.w6 * deltas["L_2"]) * f.out_h1.partials[0],
        "wrong_prev_2": (w.w7 * deltas["L_1"] + w.w8 * deltas["L_2"]) * f.out_h2.partials[0],
    })


def row_26() -> Numbers:
    """X = X - dX, which has no learning rate, on g(x) = x² from x = 1: it jumps from side to side for ever."""
    x = Value(1.0)
    found: Numbers = {}
    for i in (1, 2, 3):
        x.grad = 0.0
        (x**2).backward()
        x.data -= x.grad
        found[f"xminusdx.x2.it{i}"] = x.data
    return found


@cache
def numbers() -> Numbers:
    return under("002", rows_22_and_23() | row_24() | row_25() | row_26())


@pytest.mark.parametrize("key", facts.keys("002"))
def test_exact(key: str) -> None:
    assert facts.close(numbers()[key], key)


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
    return facts.numbers_and_gradients(net.p | vars(f))


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
    assert numbers()["002.delta.wrong_prev_1"] != pytest.approx(delta, rel=1e-2)


@about("002-layer", "002-composition", "002-W-layout")
def test_a_layer_is_w_a_plus_b_with_the_weights_of_that_layer(homework: Graph) -> None:
    v, _ = homework
    assert v.net_o1 == pytest.approx(v.w5 * v.out_h1 + v.w6 * v.out_h2 + v.b2, rel=1e-12)
    assert v.net_o1 != pytest.approx(v.w1 * v.out_h1 + v.w2 * v.out_h2 + v.b2, rel=1e-2)  # W^(L-1) twice, as printed

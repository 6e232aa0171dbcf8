"""Document 002: gates, XOR from gates, the chain rule, delta equations, X = X - dX (rows 22 to 26)."""

from functools import partial
from types import SimpleNamespace
from typing import Any

from autodiff import Value, relu, step
from nn.documents.document_001m import forward_and_gradients
from nn.documents.numbers import Numbers, data, under
from nn.documents.systems import Mazur, Xor, gate

strict_step: Any = partial(step, at_zero=0)  # 1 where Y > 0: right for inputs 0 and 1
bipolar = {row: (2 * x1 - 1, 2 * x2 - 1) for row, (x1, x2) in Xor.rows.items()}  # inputs -1 and 1
AND, OR = -1.0, 0.0  # the constants of Y = X1 + X2 - 1 and Y = X1 + X2 + 0
READINGS: dict[str, Any] = {"raw": "identity", "strict": strict_step, "ge": step, "relu": relu}


def row_22() -> Numbers:
    """AND and OR, for both kinds of inputs, under every reading of the threshold that the pictures hide."""
    found: Numbers = {}
    for kind, rows in {"gate": Xor.rows, "gate_bipolar": bipolar}.items():
        for row, x in rows.items():
            for name, f in READINGS.items():
                found[f"{kind}.{row}.and_{name}"] = gate(AND, f)(x).data
                found[f"{kind}.{row}.or_{name}"] = gate(OR, f)(x).data
    return under("002", found)


def row_23() -> Numbers:
    """XOR made of the two gates, and that without activations it is none."""
    found: Numbers = {}
    for row, x in Xor.rows.items():
        a, o = gate(AND, strict_step)(x), gate(OR, strict_step)(x)
        a_relu, o_relu = gate(AND, relu)(x), gate(OR, relu)(x)
        a_raw, o_raw = gate(AND)(x), gate(OR)(x)
        found |= under(f"gate.{row}", data({
            "xor_or_minus_and_strict": strict_step(o - a),
            "xor_relu_or_minus_2and": relu(o_relu - 2 * a_relu),
            "linear_or_minus_2and": o_raw - 2 * a_raw,
        }))
    return under("002", found)


def row_24() -> Numbers:
    """f = 20 g, g = x²."""
    found: Numbers = {}
    for point in ("1", "3", "-0.5"):
        x = Value(float(point), label="x")
        f = 20 * x**2
        f.backward()
        found |= under(f"chain.x={point}", {"f": f.data, "df": x.grad})
    return under("002", found)


def row_25() -> Numbers:
    """The error signals of the network that document 001 sets as homework: delta is the gradient of z."""
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    deltas = {"L_1": f.net_o1.grad, "L_2": f.net_o2.grad, "prev_1": f.net_h1.grad, "prev_2": f.net_h2.grad}
    w = SimpleNamespace(**data(net.p))
    return under("001m", forward_and_gradients()) | under("002.delta", deltas | {  # W as W[neuron][input], not transposed
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
    return under("002", found)

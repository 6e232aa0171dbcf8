"""The homework of document 001: Matt Mazur's 2-2-2 network with shared biases (row 21)."""

from collections.abc import Callable

from autodiff import gradients
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import Mazur, descend

RATE = 0.5
SHOWN = (1, 2, 10, 100, 1000, 9999, 10000)  # after these updates the trajectories are compared
WEIGHTS = [f"w{i}" for i in range(1, 9)]


def row_21() -> Numbers:
    """Forward, all gradients, one step, and three ways of taking 10,000."""
    net = Mazur()
    net.forward().E_total.backward()
    net.net.gradient_step(RATE)
    found = forward_and_gradients() | under("upd", data(net.p)) | {"doc.dEo2_9digits": 0.036350306 - 0.055399425}
    ways = {"bfixed": step_without_biases, "bfree": step_with_biases, "seq": step_output_first}
    for name, step in ways.items():
        found |= under(name, trajectory(step))
    return under("001m", found)


def forward_and_gradients() -> Numbers:
    """Every intermediate, every gradient, and the factors that the page multiplies."""
    net = Mazur()
    f = net.forward()
    f.E_total.backward()
    return data(vars(f)) | under("grad", grads(net.p)) | under("inter", {
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
    })


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


def trajectory(step: Callable[[Mazur], None]) -> Numbers:
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
            found |= under("it1.w", data(net.p))
    return found

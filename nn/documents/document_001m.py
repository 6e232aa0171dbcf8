"""The homework of document 001: Matt Mazur's 2-2-2 network with shared biases (row 21)."""

from collections.abc import Callable
from functools import partial

from autodiff import gradients
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import Mazur, descend

Step = Callable[[], None]

RATE = 0.5
SHOWN = (1, 2, 10, 100, 1000, 9999, 10000)  # after these updates the trajectories are compared
WEIGHTS = [f"w{i}" for i in range(1, 9)]


def row_21() -> Numbers:
    """Forward, all gradients, one step, and three ways of taking 10,000."""
    net = Mazur()
    net.forward().E_total.backward()
    net.net.gradient_step(RATE)
    found = forward_and_gradients() | under("upd", data(net.p)) | {"doc.dEo2_9digits": 0.036350306 - 0.055399425}
    fixed, free, faulty = Mazur(), Mazur(), Mazur()
    fixed.net.freeze("layer1.neuron1.b", "layer2.neuron1.b")  # the page leaves the biases as they are
    found |= under("bfixed", trajectory(fixed, descent(fixed)))
    found |= under("bfree", trajectory(free, descent(free)))
    found |= under("seq", trajectory(faulty, partial(step_output_first, faulty)))
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


def descent(net: Mazur) -> Step:
    """Gradient descent of all that is not frozen; a shared bias collects the gradients of both its neurons."""
    moved = net.net.parameters()
    return lambda: descend(moved, net.forward().E_total, RATE)


def step_output_first(net: Mazur) -> None:
    """The fault behind the page's final numbers: hidden gradients go through output weights that have already moved."""
    for p in net.p.values():
        p.grad = 0.0
    f = net.forward()
    f.E_total.backward()
    deltas = f.net_o1.grad, f.net_o2.grad
    for name in WEIGHTS[4:]:
        net.p[name].data -= RATE * net.p[name].grad
    f = net.forward()
    descend([net.p[name] for name in WEIGHTS[:4]], deltas[0] * f.net_o1 + deltas[1] * f.net_o2, RATE)


def trajectory(net: Mazur, step: Step) -> Numbers:
    """Error and outputs after the updates in SHOWN, and the parameters after the first."""
    found: Numbers = {}
    for i in range(1, SHOWN[-1] + 1):
        step()
        if i in SHOWN:
            f = net.forward()
            found |= under(f"it{i}", {"E": f.E_total.data, "o1": f.out_o1.data, "o2": f.out_o2.data})
        if i == 1:
            found |= under("it1.w", data(net.p))
    return found

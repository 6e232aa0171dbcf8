"""Document 001: the 2-2-1 tanh network without biases, forward, backward and its training (rows 14 and 19)."""

from collections.abc import Callable
from functools import partial

from nn import MLP
from nn.documents.facts import ITEMS
from nn.documents.numbers import Numbers, data, grads, under
from nn.documents.systems import TanhNet
from nn.optim import SGD, Adam, RMSprop

Stepper = Callable[[MLP], Callable[[], None]]  # what moves the weights of a network by one step


def row_14() -> Numbers:
    """The tanh network: forward and gradients (also with the misprinted w6 = 0.4), a step, 100 steps, and the print."""
    found: Numbers = {}
    for name, w6 in {"w6_08": 0.8, "w6_04": 0.4}.items():
        net = TanhNet(w6)
        f = net.forward()
        f.E.backward()
        slopes = {"dh1": f.h1.partials[0], "dh2": f.h2.partials[0]}
        found |= under(name, data(vars(f)) | slopes | under("grad", grads(net.p)))
    path = trajectory(descent(0.5), 100)
    found |= under("upd", path[0])
    for i, after in enumerate(path, 1):
        found |= under(f"gd05.it{i}", {name: after[name] for name in "yE"})
    return under("001.tanh", found | under("doc", as_printed()))


def descent(learning_rate: float) -> Stepper:
    """Plain gradient descent."""
    return lambda net: partial(net.gradient_step, learning_rate)


def trajectory(stepper: Stepper, steps: int) -> list[Numbers]:
    """The weights, y and E of the tanh network after each step."""
    net = TanhNet()
    step = stepper(net.net)
    f = net.forward()
    after = []
    for _ in range(steps):
        net.net.zero_grad()
        f.E.backward()
        step()
        f = net.forward()
        after.append(data(net.p | {"y": f.y, "E": f.E}))
    return after


def as_printed() -> Numbers:
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
        found[f"upd.{name}"] = p.data - 0.5 * float(ITEMS[f"001-tanh-grad-{name}"].printed_value)
    return found


OPTIMISERS: dict[str, Stepper] = {
    "sgd_lr0.1": lambda net: SGD(net, lr=0.1).step,
    "momentum_lr0.1_mu0.9": lambda net: SGD(net, lr=0.1, momentum=0.9).step,
    "adam_lr0.01": lambda net: Adam(net, lr=0.01).step,
    "rmsprop_lr0.01": lambda net: RMSprop(net, lr=0.01).step,
}


def row_19() -> Numbers:
    """The optimisers that the document names, with PyTorch's conventions: the weights after 1, 2 and 10 steps."""
    found: Numbers = {}
    for name, stepper in OPTIMISERS.items():
        path = trajectory(stepper, 10)
        found |= under(name, {f"it{i}.w{j}": path[i - 1][f"w{j}"] for i in (1, 2, 10) for j in range(1, 7)})
    return under("001.opt", found)

"""Document 001: the table of nine activations and their derivatives, softmax, numerically delicate points (rows 15, 16)."""

from collections.abc import Callable
from functools import partial
from typing import Any

import autodiff as ad
from autodiff import Value
from nn.documents.numbers import Numbers, under

ACTIVATIONS: dict[str, Callable[..., Any]] = {
    "identity": ad.identity, "step": ad.step, "logistic": ad.sigmoid, "tanh": ad.tanh, "arctan": ad.atan,
    "relu": ad.relu, "prelu": partial(ad.leaky_relu, slope=0.25), "elu": ad.elu, "elu_alpha2": partial(ad.elu, alpha=2),
    "softplus": ad.softplus,
}
POINTS = ("-2", "-1", "-0.5", "0", "0.5", "1", "2")


def row_15() -> Numbers:
    """Every activation and its derivative at the seven points, and where a formula as written would overflow."""
    found: Numbers = {}
    for name, activation in ACTIVATIONS.items():
        for point in POINTS:
            x = Value(float(point))
            y = activation(x)
            y.backward()
            found |= {f"{name}({point})": y.data, f"{name}'({point})": x.grad}
    for point in POINTS:
        slope = Value(0.25)  # PReLU's is learnt
        ad.leaky_relu(float(point), slope).backward()
        found[f"prelu_dalpha({point})"] = slope.grad
    for at in (0.8, 0.9):
        found[f"tanh_identity({at})"] = (2 / (1 + ad.exp(-2 * Value(at))) - 1).data
    return under("001.act", found) | delicate_points()


def row_16() -> Numbers:
    """Softmax and its Jacobian, a row per backward, with the gradients set to zero in between."""
    found: Numbers = {}
    for name, logits in {"123": (1.0, 2.0, 3.0), "dogcat": (5.36, 12.12)}.items():
        x = [Value(z) for z in logits]
        for k, p in enumerate(ad.softmax(x), 1):
            for v in x:
                v.grad = 0.0
            p.backward()
            found[f"{name}.p{k}"] = p.data
            found |= {f"{name}.J_{k}{j}": v.grad for j, v in enumerate(x, 1)}
    return under("001.softmax", found)


def delicate_points() -> Numbers:
    """Where the formula as the document writes it overflows."""
    found = {f"{f.__name__}({x})": f(Value(float(x))).data for f in (ad.sigmoid, ad.softplus) for x in (1000, -1000)}
    logits = [Value(1000.0), Value(1001.0)]
    return under("001.stable", found | {
        "tanh(1000)": ad.tanh(Value(1000.0)).data,
        "softmax(1000,1001)_2": ad.softmax(logits)[1].data,
        "ce(1000,1001;target 1)": -ad.log_softmax(logits)[0].data,
    })

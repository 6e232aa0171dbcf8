"""Every public entry of `nn`, as calls with one place left open for something hostile; see entries.py."""

from typing import Any

import autodiff as ad
from nn import MLP, Layer, Module, Neuron
from tests.hostile.case import Case


def _network(net: Any) -> Any:
    """A network's answer, and its gradients, so that nothing hostile lies in wait."""
    y = net([2.0, 3.0])
    ad.sum(y if isinstance(y, list) else [y]).backward()
    net.gradient_step(0.1)
    return repr(net)


CASES = [
    Case("Module.gradient_step", "learning_rate", lambda x, v: Neuron(1, weights=[v], bias=False).gradient_step(x)),
    Case("Module", "too many", lambda x, v: Module(x)),  # type: ignore[call-arg]
    Case("Module.zero_grad", "too many", lambda x, v: Module().zero_grad(x)),  # type: ignore[call-arg]
    Case("Module.parameters", "too many", lambda x, v: Module().parameters(x)),  # type: ignore[call-arg]
    Case("Module.named_parameters", "too many", lambda x, v: Module().named_parameters(x)),  # type: ignore[call-arg]
    *(Case("Neuron", place, lambda x, v, p=place: _network(Neuron(**{"nin": 2, p: x})))
      for place in ("nin", "nonlin", "activation", "bias", "weights", "rng", "scope")),
    *(Case("Layer", place, lambda x, v, p=place: _network(Layer(**{"nin": 2, "nout": 2, p: x})))
      for place in ("nin", "nout", "nonlin", "activation", "bias", "weights", "rng")),
    *(Case("MLP", place, lambda x, v, p=place: _network(MLP(**{"nin": 2, "nouts": [2, 1], p: x})))
      for place in ("nin", "nouts", "activation", "bias", "weights", "rng")),
    Case("Neuron", "input", lambda x, v: Neuron(1, weights=[v])(x), "numbers"),
    Case("Layer", "input", lambda x, v: Layer(1, 1, weights=[[v]])(x), "numbers"),
    Case("MLP", "input", lambda x, v: MLP(1, [1], weights=[[[v]]])(x), "numbers"),
    Case("Neuron", "one input", lambda x, v: Neuron(2, weights=[0.5, -2.0])([v, x]), "number"),
    Case("MLP", "one weight", lambda x, v: MLP(1, [1], weights=[[[x]]], bias=False)([v])),
]

NO_CALLS: set[str] = set()  # public names that are no calls of a user

"""MLP: a multilayer perceptron (perceptrón multicapa)."""

import random
from collections.abc import Iterable, Sequence
from typing import Any

from autodiff.messages import shown
from nn.checks import checked_list, for_each, generator
from nn.init import Initializer
from nn.modules.activation import ActivationLike
from nn.modules.block import Block, Row
from nn.modules.layers import Layer


class MLP(Block):
    """A multilayer perceptron: layers one after the other. `MLP(3, [4, 4, 1])` has relu layers and a linear last one.

    nouts: the size of each layer. activation, bias and init: one for all layers, or a list with one per layer; the last
    layer is linear unless a list gives its activation. weights: one matrix `W[input][neuron]` per layer. rng: a
    `random.Random`, or an integer, its seed.

    >>> net = MLP(2, [2, 1], activation=["tanh", "identity"], bias=False,
    ...           weights=[[[.1, .3], [.2, .1]], [[.5], [.8]]])
    >>> round(net([2, 3]).data, 12)
    0.905056681293
    >>> len(net([[2, 3], [4, 5], [6, 7]]))
    3
    """

    def __init__(self, nin: int, nouts: Sequence[int], *, activation: ActivationLike | Sequence[ActivationLike] = "relu",
                 bias: Any = True, weights: Sequence[Any] | None = None,
                 init: str | Initializer | Sequence[str | Initializer] = "uniform", rng: Any = random) -> None:
        sizes = list(nouts) if isinstance(nouts, Iterable) and not isinstance(nouts, str | dict | set) else []
        if not sizes:
            raise ValueError(f"nouts must list the size of each layer, as [16, 16, 1], got {shown(nouts)}")
        depth, rng = len(sizes), generator(rng)
        activations: list[Any] = ([activation] * (depth - 1) + ["identity"] if _is_one(activation)
                       else checked_list(activation, depth, "activation, one per layer,"))
        inits: list[Any] = [init] * depth if _is_one(init) else checked_list(init, depth, "init, one per layer,")
        biases = for_each(bias, depth, "bias, one per layer,")
        matrices = [None] * depth if weights is None else checked_list(weights, depth, "weights, one per layer,")
        sizes = [nin, *sizes]
        self.layers = [
            Layer(sizes[i], sizes[i + 1], activation=activations[i], bias=biases[i], weights=matrices[i], init=inits[i],
                  rng=rng, scope=f"layer{i + 1}")
            for i in range(depth)
        ]

    def forward(self, rows: list[Row]) -> list[Row]:
        for layer in self.layers:
            rows = layer.forward(rows)
        return rows

    def _needs(self) -> str:
        return f"an MLP of {self.layers[0].nin} inputs needs a list of as many numbers"

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"


def _is_one(choice: Any) -> bool:
    """Whether an option is given once for all layers, and not as a list."""
    return isinstance(choice, str) or callable(choice)

"""Neuron (neurona) and Layer (capa).

Weights are written as in the lecture notes, `W[input][neuron]`: rows are inputs, columns are neurons.
"""

import random
from collections.abc import Sequence
from typing import Any

from autodiff import Value, dot
from autodiff.messages import shown
from nn.checks import checked_list, checked_size, checked_text, for_each, generator
from nn.init import Initializer, initializer
from nn.modules.activation import Activated, ActivationLike, activation_name, activation_title
from nn.modules.block import Block, Row
from nn.modules.parameter import Number, as_parameter


class Neuron(Activated, Block):
    """activation(w·x + b).

    nin: the number of inputs. activation: a name or a function; nonlin=False means "identity", as in micrograd. bias: a
    number or a Value, False for none; True is 0. weights: `nin` numbers or Values; unless given, drawn by `init` (uniform in
    [-1, 1]) from `rng` (the `random` module). `ValueError` for sizes that do not fit.

    >>> h = Neuron(2, activation="tanh", weights=[0.1, 0.2], bias=False)([2, 3])  # h1 of lecture notes 001
    >>> round(h.data, 12)
    0.664036770268
    """

    def __init__(self, nin: int, nonlin: bool = True, *, activation: ActivationLike | None = None,
                 bias: bool | Number = True, weights: Sequence[Number] | None = None,
                 init: str | Initializer = "uniform", rng: Any = random, scope: str = "neuron") -> None:
        checked_size(nin, "nin, the number of inputs of a Neuron,")
        self.activation = ("relu" if nonlin else "identity") if activation is None else activation
        self.scope = checked_text(scope, "scope", "layer1/neuron2")
        draw, rng = initializer(init), generator(rng)
        given = ([draw(rng, nin, 1) for _ in range(nin)] if weights is None
                 else checked_list(weights, nin, "weights of a Neuron, one per input,"))
        self.w = [as_parameter(w, f"w{i}", scope) for i, w in enumerate(given, 1)]
        self.b = None if bias is False or bias is None else as_parameter(0.0 if bias is True else bias, "b", scope)

    def output(self, x: Sequence[Number]) -> Value:
        """The output for one sample. Its width is not checked."""
        z = dot(self.w, x) if self.b is None else dot(self.w, x, self.b)
        z.scope = self.scope
        if self.activation == "identity":
            return z  # type: ignore[no-any-return]
        a = self._function(z)
        if not isinstance(a, Value):
            raise TypeError(f"the activation {activation_name(self.activation)} must return a Value for a Value, "
                            f"not a {type(a).__name__} ({shown(a)}): use the functions of autodiff in it, not of math")
        if a.op is not None and not a.scope:
            a.scope = self.scope
        return a

    def forward(self, rows: list[Row]) -> list[Row]:
        self._check_width(rows, len(self.w))
        return [[self.output(row)] for row in rows]

    @property
    def nonlin(self) -> bool:
        """Whether the activation is anything but the identity (micrograd's name)."""
        return self.activation != "identity"

    def _needs(self) -> str:
        return f"a Neuron of {len(self.w)} inputs needs a list of as many numbers"

    def __repr__(self) -> str:
        return f"{activation_title(self.activation)}Neuron({len(self.w)}{'' if self.b is not None else ', no bias'})"


class Layer(Block):
    """`nout` neurons with the same inputs.

    weights: `W[input][neuron]`. bias: True or False for all neurons, or a list with one per neuron. The rest is as for a
    `Neuron`.

    >>> layer = Layer(2, 3, activation="relu", weights=[[.1, .3, .5], [.2, .4, .6]], bias=[.1, .2, .3])
    >>> [round(a.data, 12) for a in layer([8, 12])]
    [3.3, 7.4, 11.5]
    """

    def __init__(self, nin: int, nout: int, nonlin: bool = True, *, activation: ActivationLike | None = None,
                 bias: bool | Sequence[Number] = True, weights: Sequence[Sequence[Number]] | None = None,
                 init: str | Initializer = "uniform", rng: Any = random, scope: str = "layer") -> None:
        checked_size(nin, "nin, the number of inputs of a Layer,")
        checked_size(nout, "nout, the number of neurons of a Layer,")
        checked_text(scope, "scope", "layer1/neuron2")
        biases = for_each(bias, nout, "bias of a Layer, one per neuron,")
        if weights is None:
            draw, rng = initializer(init), generator(rng)
            columns: list[Any] = [[draw(rng, nin, nout) for _ in range(nin)] for _ in range(nout)]
        else:
            rows = checked_list(weights, nin, "weights of a Layer, W[input][neuron], one row per input,")
            columns = list(zip(*(checked_list(row, nout, "a row of weights, one per neuron,") for row in rows), strict=True))
        self.neurons = [
            Neuron(nin, nonlin, activation=activation, bias=b, weights=column, scope=f"{scope}/neuron{j}")
            for j, (b, column) in enumerate(zip(biases, columns, strict=True), 1)
        ]

    @property
    def nin(self) -> int:
        """The number of inputs."""
        return len(self.neurons[0].w)

    @property
    def weights(self) -> list[list[float]]:
        """The weights as numbers, `W[input][neuron]`, as `Layer(weights=...)` takes them.

        >>> Layer(2, 3, weights=[[.1, .3, .5], [.2, .4, .6]]).weights
        [[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]]
        """
        return [[w.data for w in row] for row in zip(*(neuron.w for neuron in self.neurons), strict=True)]

    @property
    def biases(self) -> list[float | bool]:
        """The bias of each neuron as a number, False for no bias, as `Layer(bias=...)` takes them."""
        return [neuron.b is not None and neuron.b.data for neuron in self.neurons]

    def forward(self, rows: list[Row]) -> list[Row]:
        self._check_width(rows, self.nin)
        return [[neuron.output(row) for neuron in self.neurons] for row in rows]

    def outputs(self, x: Sequence[Number]) -> list[Value]:
        """The outputs for one sample, always as a list."""
        return self.forward([list(x)])[0]

    def _needs(self) -> str:
        return f"a Layer of {self.nin} inputs needs a list of as many numbers"

    def __repr__(self) -> str:
        names = [str(neuron) for neuron in self.neurons]
        alike = len(names) > 4 and len(set(names)) == 1
        return f"Layer of {len(names)} {names[0]}" if alike else f"Layer of [{', '.join(names)}]"

"""Neuron, Layer and MLP (doc. 001: neurona, capa, perceptrón multicapa).

Weights are written as the documents write them, `W[input][neuron]`: rows are inputs, columns are neurons.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import autodiff
from autodiff import Value, dot
from autodiff.reals import number
from autodiff.text import shown
from nn.module import Module

Activation = str | Callable[[Any], Any]
Number = Value | float
LARGEST = 10**8  # inputs of a neuron, or neurons of a layer


def activation_function(activation: Activation) -> Callable[[Any], Any]:
    """An activation by its name ("relu", "tanh", "sigmoid", "identity" ...), or the callable itself."""
    if callable(activation):
        return activation
    named = [op for op in autodiff.OPS.values() if isinstance(activation, str) and activation in (op.name, *op.aliases)]
    if not named or named[0].variadic or len(named[0].args) - len(named[0].defaults) != 1:
        raise ValueError(f"activation must be a function or the name of an operation of one argument, "
                         f"got {shown(activation)}: try 'relu', 'tanh', 'sigmoid', 'identity'")
    return getattr(autodiff, named[0].name)  # type: ignore[no-any-return]


def activation_name(activation: Activation) -> str:
    """What an activation is called in a repr and a drawing."""
    return activation if isinstance(activation, str) else getattr(activation, "__name__", type(activation).__name__)


def checked_list(given: Any, length: int, what: str) -> list[Any]:
    """`given` as a list; `TypeError` if it is none, `ValueError` if it has another length."""
    if isinstance(given, str | dict | set | frozenset) or not isinstance(given, Iterable):
        raise TypeError(f"{what} must be a list of {length}, not {type(given).__name__} ({shown(given)})")
    items = list(given)
    if len(items) != length:
        raise ValueError(f"{what} must be a list of {length}, got {len(items)}: {shown(items)}")
    return items


def for_each(switch: Any, length: int, what: str) -> list[Any]:
    """One switch (True, False or None) for all, or a list with one entry each."""
    return [switch] * length if switch is None or isinstance(switch, bool) else checked_list(switch, length, what)


def checked_size(size: object, what: str) -> int:
    """A number of inputs or neurons; `ValueError` unless it is a positive int that a memory has room for."""
    if type(size) is not int or not 1 <= size <= LARGEST:
        raise ValueError(f"{what} must be a positive int, got {shown(size)}: give one from 1 to {LARGEST:,}")
    return size


def checked_scope(scope: Any) -> str:
    """The name of a part of the network; `TypeError` unless it is a str."""
    if not isinstance(scope, str):
        raise TypeError(f"scope must be a str such as 'layer1/neuron2', not {type(scope).__name__} ({shown(scope)}): "
                        "give it as text")
    return scope


def as_parameter(x: Number, label: str, scope: str) -> Value:
    """A parameter: a new Value for a number; a given Value is taken as it is, so that two neurons can share it."""
    if isinstance(x, Value):
        if x.op is not None:
            raise ValueError(f"{label} of a {scope} must be a number or a leaf, not the computed {shown(x, 80)}: "
                             "a step could not move it")
        return x
    p = Value(number(x, f"{label} of a {scope}"), label=label)
    p.scope = scope
    return p


class Neuron(Module):
    """activation(w·x + b).

    nin: the number of inputs. activation: a name or a function; nonlin=False means "identity" (micrograd's spelling).
    bias: False for none, or its number or Value. weights: `nin` numbers or Values, else uniform in [-1, 1] from `rng`
    (the `random` module unless given), with bias 0. `ValueError` for sizes that do not fit.

    >>> h = Neuron(2, activation="tanh", weights=[0.1, 0.2], bias=False)([2, 3])  # h1 of doc. 001
    >>> round(h.data, 12)
    0.664036770268
    """

    def __init__(self, nin: int, nonlin: bool = True, *, activation: Activation | None = None,
                 bias: bool | Number = True, weights: Sequence[Number] | None = None,
                 rng: Any = random, scope: str = "neuron") -> None:
        checked_size(nin, "nin, the number of inputs of a Neuron,")
        self.activation: Activation = ("relu" if nonlin else "identity") if activation is None else activation
        self.function = activation_function(self.activation)
        self.scope = checked_scope(scope)
        if weights is None and not hasattr(rng, "uniform"):
            raise TypeError(f"rng must have a method uniform(low, high), not be {type(rng).__name__} ({shown(rng)}): "
                            "give random.Random(0)")
        given = ([rng.uniform(-1, 1) for _ in range(nin)] if weights is None
                 else checked_list(weights, nin, "weights of a Neuron, one per input,"))
        self.w = [as_parameter(w, f"w{i}", scope) for i, w in enumerate(given, 1)]
        self.b = None if bias is False or bias is None else as_parameter(0.0 if bias is True else bias, "b", scope)

    def __call__(self, x: Sequence[Number]) -> Value:
        """The output for `nin` inputs, numbers or Values; `ValueError` for another number of them."""
        if not hasattr(x, "__len__") or len(x) != len(self.w):
            given = f"{len(x)}" if hasattr(x, "__len__") else f"a {type(x).__name__}"
            raise ValueError(f"a Neuron of {len(self.w)} inputs needs a list of as many numbers, got {given}: {shown(x)}")
        z = dot(self.w, x) if self.b is None else dot(self.w, x, self.b)
        z.scope = self.scope
        if self.activation == "identity":
            return z  # type: ignore[no-any-return]
        a = self.function(z)
        if not isinstance(a, Value):
            raise TypeError(f"the activation {activation_name(self.activation)} must make a Value of a Value, "
                            f"not a {type(a).__name__} ({shown(a)}): use the functions of autodiff in it, not of math")
        if a.op is not None and not a.scope:
            a.scope = self.scope
        return a

    @property
    def nonlin(self) -> bool:
        """Whether the activation is anything but the identity (micrograd's name)."""
        return self.activation != "identity"

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        yield from ((f"w{i}", w) for i, w in enumerate(self.w, 1))
        if self.b is not None:
            yield "b", self.b

    def __repr__(self) -> str:
        kind = {"relu": "ReLU", "identity": "Linear"}.get(str(self.activation), activation_name(self.activation).title())
        return f"{kind}Neuron({len(self.w)}{'' if self.b is not None else ', no bias'})"


class Layer(Module):
    """`nout` neurons over the same inputs. weights: `W[input][neuron]`; bias: one switch, or a list with one per neuron.

    >>> layer = Layer(2, 3, activation="relu", weights=[[.1, .3, .5], [.2, .4, .6]], bias=[.1, .2, .3])
    >>> [round(a.data, 12) for a in layer([8, 12])]
    [3.3, 7.4, 11.5]
    """

    def __init__(self, nin: int, nout: int, nonlin: bool = True, *, bias: bool | Sequence[Number] = True,
                 weights: Sequence[Sequence[Number]] | None = None, scope: str = "layer", **options: Any) -> None:
        checked_size(nin, "nin, the number of inputs of a Layer,")
        checked_size(nout, "nout, the number of neurons of a Layer,")
        biases = for_each(bias, nout, "bias of a Layer, one per neuron,")
        columns: list[Any] = [None] * nout
        if weights is not None:
            rows = checked_list(weights, nin, "weights of a Layer, W[input][neuron], one row per input,")
            columns = list(zip(*(checked_list(row, nout, "a row of weights, one per neuron,") for row in rows), strict=True))
        self.neurons = [
            Neuron(nin, nonlin, bias=b, weights=column, scope=f"{scope}/neuron{j}", **options)
            for j, (b, column) in enumerate(zip(biases, columns, strict=True), 1)
        ]

    def outputs(self, x: Sequence[Number]) -> list[Value]:
        """The outputs of all neurons, as a list even if there is only one."""
        return [neuron(x) for neuron in self.neurons]

    def __call__(self, x: Sequence[Number]) -> Any:
        """The outputs: a list, or the Value itself if there is only one neuron (as micrograd does)."""
        out = self.outputs(x)
        return out[0] if len(out) == 1 else out

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        for j, neuron in enumerate(self.neurons, 1):
            yield from ((f"neuron{j}.{name}", p) for name, p in neuron.named_parameters())

    def __repr__(self) -> str:
        return f"Layer of [{', '.join(map(str, self.neurons))}]"


class MLP(Module):
    """A multilayer perceptron: `MLP(3, [4, 4, 1])` is micrograd's, relu layers and a linear last one.

    nouts: the size of each layer. activation and bias: one for all layers, or a list with one per layer; the last layer
    is linear unless its activation is named in a list. weights: one matrix `W[input][neuron]` per layer.

    >>> net = MLP(2, [2, 1], activation=["tanh", "identity"], bias=False,
    ...           weights=[[[.1, .3], [.2, .1]], [[.5], [.8]]])
    >>> round(net([2, 3]).data, 12)
    0.905056681293
    """

    def __init__(self, nin: int, nouts: Sequence[int], *, activation: Activation | Sequence[Activation] = "relu",
                 bias: Any = True, weights: Sequence[Any] | None = None, rng: Any = random) -> None:
        sizes = list(nouts) if isinstance(nouts, Iterable) and not isinstance(nouts, str | dict | set) else []
        if not sizes:
            raise ValueError(f"nouts must list the size of each layer, as [16, 16, 1], got {shown(nouts)}")
        depth = len(sizes)
        activations = ([activation] * (depth - 1) + ["identity"] if isinstance(activation, str) or callable(activation)
                       else checked_list(activation, depth, "activation, one per layer,"))
        biases = for_each(bias, depth, "bias, one per layer,")
        matrices = [None] * depth if weights is None else checked_list(weights, depth, "weights, one per layer,")
        sizes = [nin, *sizes]
        self.layers = [
            Layer(sizes[i], sizes[i + 1], activation=activations[i], bias=biases[i], weights=matrices[i], rng=rng,
                  scope=f"layer{i + 1}")
            for i in range(depth)
        ]

    def __call__(self, x: Sequence[Number]) -> Any:
        """The outputs for one sample: a list, or the Value itself if there is only one."""
        for layer in self.layers[:-1]:
            x = layer.outputs(x)
        return self.layers[-1](x)

    def named_parameters(self) -> Iterator[tuple[str, Value]]:
        for i, layer in enumerate(self.layers, 1):
            yield from ((f"layer{i}.{name}", p) for name, p in layer.named_parameters())

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(str, self.layers))}]"

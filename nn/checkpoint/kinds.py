"""The classes that a file can hold, with their attributes: for saving and for loading."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from autodiff import Value
from nn.modules import MLP, Activation, BatchNorm, Block, Dropout, Layer, Module, Neuron, PReLU, Sequential


@dataclass(frozen=True)
class Kind:
    """A class of modules: its attributes with their types, and a check of their combination (`ValueError`).

    A type is a class, a union of classes, or a list of a class.
    """

    cls: type[Module]
    attributes: dict[str, Any]
    check: Callable[[Any], object] = lambda module: None


def _check_neuron(neuron: Neuron) -> None:
    if not neuron.w:
        raise ValueError("a Neuron needs at least one weight, got none")


def _check_layer(layer: Layer) -> None:
    widths = {len(neuron.w) for neuron in layer.neurons}
    if len(widths) != 1:
        raise ValueError(f"a Layer needs neurons with as many weights each, got {sorted(widths)}")


def _check_mlp(mlp: MLP) -> None:
    if not mlp.layers:
        raise ValueError("an MLP needs at least one layer, got none")
    for i, (layer, following) in enumerate(zip(mlp.layers, mlp.layers[1:], strict=False), 1):
        if following.nin != len(layer.neurons):
            raise ValueError(f"layer {i} of an MLP has {len(layer.neurons)} neurons, but the next {following.nin} inputs")


def _check_batch_norm(norm: BatchNorm) -> None:
    BatchNorm(1, norm.eps, norm.momentum)
    lengths = {len(values) for values in (norm.gamma, norm.beta, norm.running_mean, norm.running_var)}
    if len(lengths) != 1 or 0 in lengths:
        raise ValueError(f"a BatchNorm needs as many gamma, beta, running_mean and running_var, got {sorted(lengths)}")


KINDS = {kind.cls.__name__: kind for kind in (
    Kind(Neuron, {"activation": str | PReLU, "scope": str, "w": list[Value], "b": Value | None}, _check_neuron),
    Kind(Layer, {"neurons": list[Neuron]}, _check_layer),
    Kind(MLP, {"layers": list[Layer]}, _check_mlp),
    Kind(Sequential, {"blocks": list[Block]}),
    Kind(Activation, {"activation": str | PReLU}),
    Kind(PReLU, {"alpha": Value}),
    Kind(Dropout, {"p": float, "rng": Random}, lambda dropout: Dropout(dropout.p, rng=0)),
    Kind(BatchNorm, {"eps": float, "momentum": float, "gamma": list[Value], "beta": list[Value],
                     "running_mean": list[Value], "running_var": list[Value]}, _check_batch_norm),
)}

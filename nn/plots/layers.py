"""The columns of the picture of a network: the inputs, then the layers."""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from autodiff.messages import cut, shown
from nn.modules import Activation, BatchNorm, Dropout, Layer, Module, Neuron
from nn.modules.activation import ActivationLike, activation_name

BETWEEN = Activation | BatchNorm | Dropout  # blocks without neurons, named above the column before them
LONGEST = 16  # most characters of a name


@dataclass(frozen=True, slots=True)
class Column:
    """A layer as numbers: weights[neuron][input], a bias (or None) and an activation for each neuron.

    The inputs are a column without weights. then: the blocks applied to its outputs before the next layer.
    """

    name: str
    size: int
    weights: list[list[float]] = field(default_factory=list)
    biases: list[float | None] = field(default_factory=list)
    activations: list[ActivationLike] = field(default_factory=list)
    then: list[str] = field(default_factory=list)

    @property
    def heading(self) -> list[str]:
        """The lines above it: its name, its neurons, and the blocks applied to its outputs."""
        kinds = dict.fromkeys(cut(activation_name(a), LONGEST) for a in self.activations)
        made_of = [f"{self.size} × {' | '.join(kinds)}"] if kinds else []
        return [self.name, *made_of, *self.then]


def columns_of(model: Any) -> list[Column]:
    """The columns of a Module with layers of neurons one after the other, of a Layer, or of a Neuron.

    >>> from nn import MLP
    >>> [column.heading for column in columns_of(MLP(2, [3, 1]))]
    [['2 inputs'], ['layer1', '3 × relu'], ['layer2', '1 × identity']]
    """
    modules = [module for _, module in model.named_modules()] if isinstance(model, Module) else []
    inside = {id(neuron) for layer in modules if isinstance(layer, Layer) for neuron in layer.neurons}
    blocks = [block for block in modules if isinstance(block, Layer | Neuron | BETWEEN) and id(block) not in inside]
    first = next((block for block in blocks if isinstance(block, Layer | Neuron)), None)
    if first is None:
        raise TypeError(f"a network is drawn from its layers of neurons, and {type(model).__name__} ({shown(model)}) has "
                        "none: give an MLP, a Layer, a Neuron, or a Module of them")
    inputs = len(_neurons(first)[0].w)
    columns = [Column(f"{inputs} input{'s' * (inputs > 1)}", inputs)]
    for block in blocks:
        if isinstance(block, Layer | Neuron):
            columns.append(_column(f"layer{len(columns)}", _neurons(block)))
        else:
            columns[-1].then.append(cut(repr(block), LONGEST))
    _check(columns)
    return columns


def _neurons(block: Layer | Neuron) -> list[Neuron]:
    return block.neurons if isinstance(block, Layer) else [block]


def _column(name: str, neurons: list[Neuron]) -> Column:
    weights = [[w.data for w in neuron.w] for neuron in neurons]
    biases = [None if neuron.b is None else neuron.b.data for neuron in neurons]
    return Column(name, len(neurons), weights, biases, [neuron.activation for neuron in neurons])


def _check(columns: list[Column]) -> None:
    for before, after in pairwise(columns):
        if before.size != len(after.weights[0]):
            raise ValueError(f"{before.name} has {before.size} outputs, and {after.name} takes {len(after.weights[0])}: "
                             "a picture needs layers that fit each other")

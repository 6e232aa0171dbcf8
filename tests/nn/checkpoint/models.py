"""Models of every kind of block, drawn by hypothesis, and what two of them must have in common to be the same."""

import random
from typing import Any

from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, Activation, BatchNorm, Block, Dropout, Layer, Neuron, PReLU, Sequential
from nn.modules.module import Module

NAMES = st.sampled_from(["relu", "tanh", "identity", "sigmoid", "softplus"])
ANYTHING = st.floats() | st.floats(-2, 2)


@st.composite
def blocks(draw: st.DrawFn, nin: int, nout: int) -> Block:
    """A block of so many inputs and outputs."""
    prelu, rng = PReLU(draw(st.floats(0, 1))), random.Random(draw(st.integers(0, 9)))
    activations = [draw(NAMES | st.just(prelu)), draw(NAMES | st.just(prelu) | st.builds(PReLU))]
    mlp = MLP(nin, [draw(st.integers(1, 3)), nout], activation=activations, bias=draw(st.booleans()), rng=rng)
    first, last = Layer(nin, 2, activation=activations[0], rng=rng), Layer(2, nout, bias=draw(st.booleans()), rng=rng)
    middle = draw(st.lists(st.sampled_from([Dropout(0.5, rng), Dropout(0.25, 1), BatchNorm(2), Activation("tanh"),
                                            Activation(prelu), Layer(2, 2, rng=0)]), max_size=4))
    return draw(st.sampled_from([mlp, Sequential(first, *middle, last)]))


@st.composite
def models(draw: st.DrawFn) -> Block:
    """A model with sharing, frozen parameters, odd numbers and odd names."""
    model = draw(blocks(2, 2) | st.builds(Sequential, blocks(2, 3), blocks(3, 1)))
    neurons = [module for _, module in model.named_modules() if isinstance(module, Neuron)]
    shared = Value(draw(ANYTHING), draw(st.text(max_size=5)))
    for neuron in draw(st.lists(st.sampled_from(neurons), max_size=3)):
        neuron.b = shared
    for _, v in draw(st.lists(st.sampled_from(values(model)), max_size=3)):
        v.data, v.label, v.scope = draw(ANYTHING), draw(st.text(max_size=5)), draw(st.text(max_size=5))
    parameters = [name for name, _ in model.named_parameters()]
    model.freeze(*draw(st.lists(st.sampled_from(parameters), max_size=3)) or parameters[:1])
    for _, module in model.named_modules():
        module.training = draw(st.booleans())
    return model


def values(module: Module) -> list[tuple[str, Value]]:
    """Every Value of a module, with its name."""
    return [(f"{path}.{name}", thing) for path, _, parts in module._walk() for name, thing in parts
            if isinstance(thing, Value)]


def traits(model: Block) -> dict[str, Any]:
    """Everything that a file must keep of a model."""
    modules, leaves, generators = list(model.named_modules()), values(model), list(model.named_generators())
    return {
        "modules": [(name, type(module), module.training, module._frozen) for name, module in modules],
        "numbers": [(name, v.data.hex(), v.label, v.scope) for name, v in leaves],
        "trained": [name for name, _ in model.named_parameters()],
        "shared": [_firsts([thing for _, thing in found]) for found in (modules, leaves, generators)],
        "chance": [(name, rng.getstate()) for name, rng in generators],
        "settings": [(name, {key: x for key, x in vars(module).items() if isinstance(x, str | float)})
                     for name, module in modules],
        "text": repr(model),
    }


def _firsts(things: list[Any]) -> list[int]:
    """For each thing, where the same one comes first."""
    places: dict[int, int] = {}
    return [places.setdefault(id(thing), i) for i, thing in enumerate(things)]


def outputs(model: Block) -> list[str]:
    """What a model makes of a few samples, to the bit."""
    made = model([[0.5, -1.25], [2.0, 1e-3], [-0.75, 3.0]])
    return [v.data.hex() for row in made for v in (row if isinstance(row, list) else [row])]

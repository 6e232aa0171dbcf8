"""Neurons, layers and networks on top of `autodiff`; no derivative is written here.

>>> import random
>>> model = MLP(3, [4, 4, 1], rng=random.Random(0))
>>> len(model.parameters())
41
"""

from nn.layers import MLP, Layer, Neuron
from nn.module import Module

__all__ = ["MLP", "Layer", "Module", "Neuron"]

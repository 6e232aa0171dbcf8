"""Neurons, layers and networks on top of `autodiff`, and what it takes to train them; no derivative is written here.

>>> model = MLP(3, [4, 4, 1], rng=0)
>>> len(model.parameters())
41
"""

from nn import init
from nn.block import Block
from nn.blocks import Activation, BatchNorm, Dropout, PReLU, Sequential
from nn.layers import Layer, Neuron
from nn.losses import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    cross_entropy,
    half_squared_error,
    hinge,
    huber,
    mae,
    mse,
    nll,
    squared_error,
)
from nn.mlp import MLP
from nn.module import Module
from nn.penalties import l1, l2

__all__ = [
    "MLP", "Activation", "BatchNorm", "Block", "Dropout", "Layer", "Module", "Neuron", "PReLU", "Sequential",
    "binary_cross_entropy", "binary_cross_entropy_with_logits", "cross_entropy", "half_squared_error", "hinge", "huber",
    "init", "l1", "l2", "mae", "mse", "nll", "squared_error",
]

"""Modules: objects with parameters, and blocks, which map inputs to outputs."""

from nn.modules.activation import Activation, PReLU
from nn.modules.batchnorm import BatchNorm
from nn.modules.block import Block
from nn.modules.dropout import Dropout
from nn.modules.layers import Layer, Neuron
from nn.modules.mlp import MLP
from nn.modules.module import Module
from nn.modules.sequential import Sequential

__all__ = ["MLP", "Activation", "BatchNorm", "Block", "Dropout", "Layer", "Module", "Neuron", "PReLU", "Sequential"]

"""Optimisers, learning-rate schedules and gradient clipping, with PyTorch's conventions and defaults.

>>> import random
>>> from nn import MLP
>>> model = MLP(2, [3, 1], rng=random.Random(0))
>>> optimizer = Adam(model, lr=0.01)
>>> optimizer
Adam(lr=0.01, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.0, amsgrad=False) of 13 parameters
>>> optimizer.zero_grad()
>>> (model([1.0, -1.0]) - 2.0).square().backward()
>>> norm = clip_grad_norm(model, max_norm=1.0)
>>> optimizer.step()
"""

from nn.optim.adagrad import Adagrad
from nn.optim.adam import Adam, AdamW
from nn.optim.clipping import clip_grad_norm, clip_grad_value
from nn.optim.optimizer import Optimizer
from nn.optim.rmsprop import RMSprop
from nn.optim.schedules import cosine_decay, exponential_decay, linear_decay, linear_warmup, step_decay
from nn.optim.sgd import SGD

__all__ = ["SGD", "Adagrad", "Adam", "AdamW", "Optimizer", "RMSprop", "clip_grad_norm", "clip_grad_value", "cosine_decay",
           "exponential_decay", "linear_decay", "linear_warmup", "step_decay"]

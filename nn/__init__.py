"""Neurons, layers and networks on top of `autodiff`, and what it takes to train them; no derivative is written here.

>>> model = MLP(3, [4, 4, 1], rng=0)
>>> len(model.parameters())
41
"""

from importlib import import_module as _import_module
from typing import TYPE_CHECKING, Any

from nn import init
from nn.errors import CheckpointError, EngineError
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
from nn.modules import MLP, Activation, BatchNorm, Block, Dropout, Layer, Module, Neuron, PReLU, Sequential
from nn.penalties import l1, l2

if TYPE_CHECKING:
    from nn.checkpoint import export_safetensors, import_safetensors, load, load_into, save, save_state
    from nn.metrics import accuracy, confusion, r2
    from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
    from nn.training.callbacks import Callback, EarlyStopping
    from nn.training.fit import fit
    from nn.training.history import History
    from nn.training.training import Training

_LATER = {  # what is imported when it is first used, so that `import nn` is quick: module -> names
    "nn.checkpoint": ("export_safetensors", "import_safetensors", "load", "load_into", "save", "save_state"),
    "nn.metrics": ("accuracy", "confusion", "r2"), "nn.optim": ("SGD", "Adagrad", "Adam", "AdamW", "RMSprop"),
    "nn.training.callbacks": ("Callback", "EarlyStopping"), "nn.training.history": ("History",),
    "nn.training.training": ("Training",), "nn.training.fit": ("fit",)}
_PACKAGES = ("checkpoint", "data", "metrics", "optim", "plots")  # found as `nn.optim` too

__all__ = [
    "MLP", "SGD", "Activation", "Adagrad", "Adam", "AdamW", "BatchNorm", "Block", "Callback", "CheckpointError",
    "Dropout", "EarlyStopping", "EngineError", "History", "Layer", "Module", "Neuron", "PReLU", "RMSprop", "Sequential",
    "Training",
    "accuracy", "binary_cross_entropy", "binary_cross_entropy_with_logits", "confusion", "cross_entropy",
    "export_safetensors", "fit", "half_squared_error", "hinge", "huber", "import_safetensors", "init", "l1", "l2",
    "load", "load_into", "mae", "mse", "nll", "r2", "save", "save_state", "squared_error",
]


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_PACKAGES})


if not TYPE_CHECKING:  # to mypy every name would be one that there is

    def __getattr__(name: str) -> Any:
        if name in _PACKAGES:
            return _import_module(f"nn.{name}")
        for module, names in _LATER.items():
            if name in names:
                globals()[name] = found = getattr(_import_module(module), name)
                return found
        from nn.modules.pytorch_names import missing  # only then

        raise missing(name)

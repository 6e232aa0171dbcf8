"""What to write instead of the names in `torch.nn`, for those who write `nn.Linear` out of habit.

For `from nn import Linear` Python shows a message of its own, which a module cannot change.

>>> import nn
>>> nn.Linear
Traceback (most recent call last):
    ...
AttributeError: nn has no Linear, which is PyTorch's name: write Layer(nin, nout, activation="identity")
"""

ACTIVATIONS = {
    "ReLU": "relu", "LeakyReLU": "leaky_relu", "ELU": "elu", "GELU": "gelu", "SiLU": "silu", "Softplus": "softplus",
    "Tanh": "tanh", "Sigmoid": "sigmoid", "Identity": "identity",
}
LOSSES = {
    "MSELoss": "mse", "L1Loss": "mae", "HuberLoss": "huber", "NLLLoss": "nll", "CrossEntropyLoss": "cross_entropy",
    "BCELoss": "binary_cross_entropy", "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
}
WRITTEN = {
    "Linear": 'Layer(nin, nout, activation="identity")',
    "BatchNorm1d": "BatchNorm(n)",
    "Parameter": "autodiff.Value(0.5), as an attribute of a Module",
    "Softmax": "autodiff.softmax(outputs), of the outputs of one sample",
    "LogSoftmax": "autodiff.log_softmax(outputs), of the outputs of one sample",
    "ModuleList": "a list: self.layers = [Layer(2, 3), Layer(3, 1)]",
    "ModuleDict": 'a dict: self.parts = {"head": Layer(3, 1)}',
    "ParameterList": "a list: self.weights = [autodiff.Value(0.5)]",
    "DataLoader": "fit(model, data, loss, optimizer, epochs, batch_size=20), which shuffles and makes the batches",
    **{name: f'Activation("{here}"), or activation="{here}" in a Layer' for name, here in ACTIVATIONS.items()},
    **{name: f"{here}(outputs, targets), a function" for name, here in LOSSES.items()},
}


def missing(name: str) -> AttributeError:
    """The error for a name that `nn` does not have."""
    advice = f"nn has no {name}, which is PyTorch's name: write {WRITTEN[name]}" if name in WRITTEN else ""
    return AttributeError(advice or f"module 'nn' has no attribute {name!r}", name=name)

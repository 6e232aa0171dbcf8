"""Penalties on large weights, which are added to a loss."""

from typing import Any

from autodiff import abs, dot
from autodiff import sum as total
from autodiff.messages import shown
from nn.checks import checked_not_negative, checked_size, is_row, wrong_type
from nn.modules import Module, Neuron


def l2(weights: Any, strength: float, samples: int = 1) -> Any:
    """λ/(2m)·Σ w² over the weights of a model, without biases, or over a list of weights (regularización).

    strength: λ, 0 or more. samples: m. PyTorch's weight_decay is λ/m, and includes biases.

    >>> from autodiff import Value
    >>> l2([Value(1.0), Value(2.0)], strength=0.1).data
    0.25
    """
    strength = checked_not_negative(strength, "strength of l2()")
    ws = _weights(weights)
    return dot(ws, ws) * (strength / (2 * checked_size(samples, "samples of l2()")))


def l1(weights: Any, strength: float) -> Any:
    """λ·Σ |w| over the same weights. It makes weights exactly 0.

    >>> from autodiff import Value
    >>> l1([Value(1.0), Value(-2.0)], strength=0.5).data
    1.5
    """
    return total([abs(w) for w in _weights(weights)]) * checked_not_negative(strength, "strength of l1()")


def _weights(given: Any) -> list[Any]:
    """The weights of a model, each once, or a list as it is."""
    if isinstance(given, Module):
        neurons = [module for _, module in given.named_modules() if isinstance(module, Neuron)]
        if not neurons:
            raise ValueError(f"a penalty needs a model with neurons, got {shown(given)}: give a list of its weights")
        return list(dict.fromkeys(w for neuron in neurons for w in neuron.w))
    if not is_row(given):
        raise wrong_type("a penalty needs a model or a list of weights", given)
    return list(given)

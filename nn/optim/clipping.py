"""Gradient clipping: large gradients are reduced before a step."""

from math import hypot, isfinite, isnan
from typing import Any

from autodiff.graph.sweeps import at_once, writes
from autodiff.reals import number
from nn.modules.descent import finite_gradients
from nn.optim.numbers import minimum
from nn.optim.parameters import Parameters, names_of, source


def clip_grad_norm(parameters: Parameters, max_norm: float) -> float:
    """Scale all gradients by one factor, so that their Euclidean norm is at most `max_norm`; returns the norm before.

    PyTorch's `clip_grad_norm_`: the factor is max_norm/(norm + 1e-6) where that is below 1. max_norm: 0 or more; with inf
    the norm is only measured. `ValueError`, and no gradient is changed, if the norm or a gradient (named) is not finite.
    Pascanu, Mikolov and Bengio, arXiv:1211.5063, algorithm 1.

    >>> from autodiff import variables
    >>> a, b = variables(a=1.0, b=1.0)
    >>> (3 * a + 4 * b).backward()
    >>> clip_grad_norm([a, b], max_norm=0.5)
    5.0
    >>> round(a.grad, 6), round(b.grad, 6)
    (0.3, 0.4)
    """
    names, limit = names_of(source(parameters)), _checked_limit(max_norm, "max_norm")
    gradients = finite_gradients(names)
    norm = hypot(*gradients)
    if not isfinite(norm):
        raise ValueError("the norm of the gradients is too large for a float: use clip_grad_value first")
    factor = norm_factor(norm, limit)
    at_once(writes("_grad", names, [factor * gradient for gradient in gradients]))
    return norm


def norm_factor(norm: Any, limit: float) -> Any:
    """The factor by which a gradient with this norm is scaled: a float, or a Value if the norm is one."""
    return minimum(limit / (norm + 1e-6), 1.0)


def clip_grad_value(parameters: Parameters, limit: float) -> None:
    """Limit each gradient to the range ±`limit`. PyTorch's `clip_grad_value_`.

    limit: 0 or more. `ValueError`, and no gradient is changed, if one (named) is not finite.

    >>> from autodiff import variables
    >>> a, b = variables(a=1.0, b=1.0)
    >>> (3 * a - 4 * b).backward()
    >>> clip_grad_value([a, b], 3.5)
    >>> a.grad, b.grad
    (3.0, -3.5)
    """
    names, bound = names_of(source(parameters)), _checked_limit(limit, "limit")
    at_once(writes("_grad", names, [min(max(gradient, -bound), bound) for gradient in finite_gradients(names)]))


def _checked_limit(x: Any, what: str) -> float:
    limit = number(x, what)
    if isnan(limit) or limit < 0:
        raise ValueError(f"{what} must be 0 or more, got {limit!r}: try 1.0")
    return limit

"""The peers' functions by our rows' names, and their values and gradients at many points at once.

A row that a peer has no function for is not in its table. Where it has several, the one meant for accuracy is taken.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import jax.scipy.special
import numpy as np
import torch

from autodiff import Op
from benchmarks.accuracy.measure import Parts
from benchmarks.accuracy.points import Point

jax.config.update("jax_enable_x64", True)

# names that PyTorch and jax.numpy share with us
SAME = ["sqrt", "square", "abs", "sign", "exp", "expm1", "log", "log1p", "log2", "log10", "logaddexp", "sin", "cos", "tan",
        "sinh", "cosh", "tanh", "hypot", "reciprocal", "maximum", "minimum"]
INVERSE = ["asin", "acos", "atan", "atan2", "asinh", "acosh", "atanh"]

TORCH: dict[str, Callable[..., Any]] = {
    **{name: getattr(torch, name) for name in [*SAME, *INVERSE, "add", "sub", "mul", "div", "neg", "pow"]},
    **{name: getattr(torch.special, name) for name in ("xlogy", "erf", "erfc")},
    **{name: getattr(torch.nn.functional, name) for name in ("relu", "gelu", "silu")},
    "identity": torch.clone, "where": lambda c, x, y: torch.where(c != 0, x, y), "clip": torch.clip,
    "sigmoid": torch.sigmoid, "log_sigmoid": torch.nn.functional.logsigmoid, "softplus": torch.nn.functional.softplus,
    "leaky_relu": lambda x, slope: torch.where(x > 0, x, slope * x),
    "bce_with_logits": partial(torch.nn.functional.binary_cross_entropy_with_logits, reduction="none"),
    "sum": partial(torch.sum, dim=-1), "prod": partial(torch.prod, dim=-1), "max": partial(torch.amax, dim=-1),
    "min": partial(torch.amin, dim=-1), "logsumexp": partial(torch.logsumexp, dim=-1),
    "dot": lambda w, x, b: torch.linalg.vecdot(w, x) + b,
}

JAX: dict[str, Callable[..., Any]] = {
    **{name: getattr(jnp, name) for name in [*SAME, "cbrt", "add"]},
    **{name: getattr(jnp, name.replace("a", "arc", 1)) for name in INVERSE},
    **{name: getattr(jax.scipy.special, name) for name in ("xlogy", "erf", "erfc")},
    **{name: getattr(jax.nn, name) for name in ("relu", "silu", "sigmoid", "log_sigmoid", "softplus", "leaky_relu", "elu")},
    "sub": jnp.subtract, "mul": jnp.multiply, "div": jnp.divide, "neg": jnp.negative, "pow": jnp.power,
    "identity": jnp.positive, "where": lambda c, x, y: jnp.where(c != 0, x, y), "clip": jnp.clip,
    "gelu": partial(jax.nn.gelu, approximate=False),
    "sum": jnp.sum, "prod": jnp.prod, "max": jnp.max, "min": jnp.min, "logsumexp": jax.scipy.special.logsumexp,
    "dot": lambda w, x, b: jnp.vdot(w, x) + b,
}


def torchs(op: Op, points: list[Point]) -> Iterator[Parts]:
    """The parts that PyTorch gives, by its autograd."""
    columns = [torch.tensor(c, dtype=torch.float64, requires_grad=True) for c in _columns(points)]
    z = TORCH[op.name](*columns)
    slopes = torch.autograd.grad(z.sum(), columns, allow_unused=True)
    filled = [torch.zeros_like(c) if d is None else d for c, d in zip(columns, slopes, strict=True)]
    return _parts(z.detach().numpy(), [d.numpy() for d in filled])


def jaxs(op: Op, points: list[Point]) -> Iterator[Parts]:
    """The parts that JAX gives, by grad and vmap."""
    function = JAX[op.name]
    columns = [jnp.array(c) for c in _columns(points)]
    gradient = jax.grad(function, argnums=tuple(range(len(columns))))
    z, slopes = jax.vmap(function)(*columns), jax.vmap(gradient)(*columns)
    return _parts(np.asarray(z), [np.asarray(d) for d in slopes])


def _columns(points: list[Point]) -> list[Any]:
    return [np.array(column, dtype=np.float64) for column in zip(*points, strict=True)]


def _parts(z: Any, slopes: list[Any]) -> Iterator[Parts]:
    """One list of parts for each point, from an array for each part."""
    rows = [a.reshape(len(z), -1).tolist() for a in (z, *slopes)]
    return (list(parts) for parts in zip(*rows, strict=True))


class Peer(NamedTuple):
    """An engine beside ours: its functions by the names of our rows, and what it makes of many points."""

    functions: dict[str, Callable[..., Any]]
    parts: Callable[[Op, list[Point]], Iterator[Parts]]
    version: str
    flushes: bool  # whether it takes numbers below the normal range for 0


PEERS = {"PyTorch": Peer(TORCH, torchs, torch.__version__.partition("+")[0], flushes=False),
         "JAX": Peer(JAX, jaxs, jax.__version__, flushes=True)}

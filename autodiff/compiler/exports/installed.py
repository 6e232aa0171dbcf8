"""Checks that JAX is installed and uses float64."""

from importlib import import_module
from typing import Any


def require() -> Any:
    """The module jax; `ImportError` says what to install, `RuntimeError` how to turn on float64."""
    try:
        jax: Any = import_module("jax")
    except ImportError as error:
        raise ImportError("to_jax needs JAX and NumPy: pip install 'autodiff-scalar[jax]'") from error
    if not jax.config.jax_enable_x64:
        raise RuntimeError("JAX computes in float32 here, in which gradients would not be those of this engine: call "
                           "jax.config.update('jax_enable_x64', True) before anything else of JAX, or set "
                           "JAX_ENABLE_X64=1 in the environment")
    return jax

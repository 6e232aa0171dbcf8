"""A graph as a function of JAX (extra `jax`)."""

from typing import Any

from autodiff.compiler.groups import layout
from autodiff.compiler.program import Program
from autodiff.compiler.rewrites import rewrite


class Function:
    def __init__(self, program: Program, parameters: Any, several: bool) -> None:
        from autodiff.compiler.jax_groups import Groups
        from autodiff.compiler.jax_tape import Tape
        import os
        self.program, self.parameters, self.several = program, parameters, several
        program = rewrite(program)
        self._evaluate = Tape(program) if os.environ.get("TAPE") else Groups(program, layout(program, lambda n: min(4, n // 8)))

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        import jax.numpy as jnp
        x, parameters = (jnp.asarray(v, dtype=jnp.float64) for v in (x, parameters))
        values, gradients = self._evaluate(x, parameters)
        return (values, gradients) if self.several else (values[0], gradients[0])

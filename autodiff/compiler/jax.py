"""A graph as a function of JAX (extra `jax`)."""

from typing import Any

from autodiff.compiler.groups import layout
from autodiff.compiler.program import Program
from autodiff.compiler.rewrites import rewrite


class Function:
    def __init__(self, program: Program, parameters: Any, several: bool) -> None:
        from autodiff.compiler.jax_groups import Groups
        self.program, self.parameters, self.several = program, parameters, several
        program = rewrite(program)
        self._evaluate = Groups(program, layout(program, lambda n: min(4, n // 8)))

    def __call__(self, x: Any, parameters: Any) -> tuple[Any, Any]:
        values, gradients = self._evaluate(x, parameters)
        return (values, gradients) if self.several else (values[0], gradients[0])

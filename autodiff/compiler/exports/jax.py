"""JaxFunction: a graph as a function of JAX (extra `jax`), with our own adjoint program written out.

program -> rewrites -> groups -> arrays (jax_groups), or a tape (jax_tape) if the groups are many and small.
"""

from typing import Any

import numpy as np

from autodiff.compiler.exports.installed import require
from autodiff.compiler.programs.adjoint import differentiated
from autodiff.compiler.programs.groups import Layout, layout
from autodiff.compiler.programs.own_rows import check_current, own_rows
from autodiff.compiler.programs.program import ScalarProgram
from autodiff.compiler.programs.rewrites import rewrite
from autodiff.trees import refuse_mask

# JAX needs about 0.1 s to compile a group, and 2 s for a tape, whose steps take half a µs each.
FEW_GROUPS = 24  # up to which a program is always written as arrays
MOST_GROUPS = 128  # up to which it is if they are large:
LARGE = 16  # operations per group on average, counting list elements
MOST_RUNS, SHORTEST_RUN = 4, 8  # similar operations are split into at most so many groups, of this length on average


class JaxFunction:
    """f(x, parameters) -> value and gradient of one sample; `autodiff.to_jax` makes one and says more.

    Without `parameters`, or with None, the numbers are those of `f.parameters`; a graph without inputs takes None for x.
    `TypeError` and `ValueError` for arrays of another kind or shape than needed.

    Values and partials are those of the eager engine but for rounding and for JAX's own functions: on a CPU log1p and
    atanh err by up to 3e-14, erfc by up to 6e-14, cosh and sinh by up to 1.1e-13, relative to the result, and numbers below
    2.3e-308 count as 0. It pickles.
    """

    def __init__(self, program: ScalarProgram, parameters: Any, several: bool) -> None:
        require()
        self.program, self.several, self._own_rows = program, several, own_rows(program)
        self.parameters = np.array(parameters, dtype=np.float64)
        self._evaluate = _evaluation(rewrite(program))

    def __call__(self, x: Any, parameters: Any = None) -> tuple[Any, Any]:
        check_current(self._own_rows)
        given = _vector(() if x is None else x, self.program.inputs, "x")
        parameters = self.parameters if parameters is None else parameters
        values, gradients = self._evaluate(given, _vector(parameters, self.program.parameters, "parameters"))
        return (values, gradients) if self.several else (values[0], gradients[0])

    def __repr__(self) -> str:
        p = self.program
        return f"<function of JAX of {p.inputs} inputs, {p.parameters} parameters, {len(p.instructions)} instructions>"

    def __reduce__(self) -> tuple[Any, ...]:
        return JaxFunction, (self.program, self.parameters, self.several)


def _evaluation(program: ScalarProgram) -> Any:
    """The program as groups of arrays, or as a tape."""
    from autodiff.compiler.exports.jax_groups import Groups
    from autodiff.compiler.exports.jax_tape import Tape

    whole = differentiated(program, careful=True)
    found = layout(program, _most_runs) if len(program.levels) <= MOST_GROUPS else None
    return Groups(whole, layout(whole, _most_runs)) if found is not None and _is_regular(found) else Tape(whole)


def _most_runs(count: int) -> int:
    return min(MOST_RUNS, count // SHORTEST_RUN)


def _is_regular(found: Layout) -> bool:
    """Whether there are few groups, or not too many that are large."""
    groups = len(found.groups)
    work = sum(group.count * max(1, group.length) for group in found.groups)
    return groups <= FEW_GROUPS or (groups <= MOST_GROUPS and work >= LARGE * groups)


def _vector(x: Any, length: int, what: str) -> Any:
    """A vector of float64 of that length."""
    jax = require()
    refuse_mask(x, what)
    try:
        array = x if isinstance(x, jax.Array) else np.asarray(x)
    except ValueError as error:
        raise ValueError(f"{what} must be a vector of {length} numbers: {error}") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{what} must be real numbers, got an array of {array.dtype}: give floats")
    if array.shape != (length,):
        raise ValueError(f"{what} must be a vector of {length} numbers, got an array of the shape {array.shape}; "
                         "for many samples see jax.vmap")
    return jax.numpy.asarray(array, dtype=np.float64)

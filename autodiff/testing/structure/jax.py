"""JAX as a reader of cases: many programs in one compilation, since each takes long."""

from collections.abc import Iterator, Sequence
from typing import Any

import jax
import numpy as np

from autodiff import to_jax
from autodiff.testing.structure.case import Case
from autodiff.testing.structure.samples import each_row, rows_of

TOGETHER = 25  # cases in one compilation
QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
LOOSE = {"log1p": 3e-14, "atanh": 3e-14, "erfc": 6e-14}  # JAX's own, which `to_jax` documents


def read(cases: Sequence[Case]) -> Iterator[tuple[int, str, Case, Any]]:
    """Every case: at one row as it is, at several mapped over them."""
    jax.config.update("jax_enable_x64", True)  # type: ignore[no-untyped-call]
    for first in range(0, len(cases), TOGETHER):
        for i, case, answer in _together([each_row(case) for case in cases[first : first + TOGETHER]]):
            yield first + i, "JAX", case, answer


def _together(cases: Sequence[Case]) -> Iterator[tuple[int, Case, Any]]:
    """The answers of cases that are compiled as one function; those that cannot be traced say why."""
    functions, rows = {}, {}
    for i, case in enumerate(cases):
        rows[i] = rows_of(case)
        try:
            functions[i] = _function(case)
            jax.make_jaxpr(functions[i])(rows[i])
        except Exception as error:  # whatever it is, it is the answer
            functions.pop(i, None)
            yield i, case, f"{type(error).__name__}: {error}"

    def everything(given: dict[int, Any]) -> dict[int, Any]:
        return {i: f(given[i]) for i, f in functions.items()}

    found = jax.jit(everything, compiler_options=QUICK)({i: rows[i] for i in functions})
    yield from ((i, cases[i], tuple(map(np.asarray, answer))) for i, answer in found.items())


def _function(case: Case) -> Any:
    """A function of the rows."""
    outputs, leaves = case.graph()
    f = to_jax(outputs, [leaves[i] for i in case.inputs], [leaves[i] for i in case.wrt])
    if case.rows == 1:
        return lambda rows: tuple(part[None] for part in f(rows[0], f.parameters))
    return jax.vmap(f)

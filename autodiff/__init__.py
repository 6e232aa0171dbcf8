"""Scalar automatic differentiation: build an expression, ask for its gradient, see its graph.

>>> from autodiff import variables, tanh
>>> w, x, b = variables(w=0.5, x=2.0, b=-1.0)
>>> y = tanh(w * x + b)
>>> y.backward()
>>> w.grad, x.grad, b.grad
(2.0, 0.5, 1.0)
"""

from importlib import import_module as _import_module
from threading import RLock as _RLock
from typing import TYPE_CHECKING, Any

from autodiff.errors import DrawingError, ExpressionError, NonFiniteError, UsageError
from autodiff.forks import awaited_by_forks as _awaited_by_forks
from autodiff.table.op import OPS, Op
from autodiff.transforms.functional import grad, hessian, hvp, jacobian, jvp, value_and_grad
from autodiff.transforms.gradients import gradients
from autodiff.value import value as _value
from autodiff.value.functions import log_softmax, softmax, variables
from autodiff.value.steps import steps
from autodiff.value.strictness import strict
from autodiff.value.value import *  # noqa: F403  (the operations: one function per row of the table, and its aliases)
from autodiff.value.value import Value

if TYPE_CHECKING:
    from autodiff.compiler.calling.compiling import compile as compile
    from autodiff.compiler.calling.compiling import to_jax
    from autodiff.compiler.calling.jit import jit
    from autodiff.drawing.draw import draw
    from autodiff.explaining import explain
    from autodiff.exploring import explore
    from autodiff.transforms.gradcheck import gradcheck
    from autodiff.transforms.registration import register, unregister

__version__ = "0.1.0"

_LATER = {  # what is imported when it is first used, so that `import autodiff` is quick: name -> module
    "compile": "autodiff.compiler.calling.compiling", "to_jax": "autodiff.compiler.calling.compiling",
    "jit": "autodiff.compiler.calling.jit", "draw": "autodiff.drawing.draw", "explain": "autodiff.explaining",
    "explore": "autodiff.exploring", "gradcheck": "autodiff.transforms.gradcheck",
    "register": "autodiff.transforms.registration", "unregister": "autodiff.transforms.registration"}
_importing = _awaited_by_forks(_RLock())  # else a fork could leave the child with half a module
_HIDING = ("abs", "max", "min", "pow", "sum")  # a star import brings no name that would hide a builtin,
_HELPING = ("exp_difference", "gaussian", "sech2", "sigmoid_slope")  # nor a row that is there for other rows' derivatives

__all__ = [
    "OPS", "DrawingError", "ExpressionError", "NonFiniteError", "Op", "UsageError", "Value", "draw", "explain", "explore",
    "grad", "gradcheck", "gradients", "hessian", "hvp", "jacobian", "jit", "jvp", "log_softmax", "register", "softmax",
    "steps", "strict", "to_jax", "unregister", "value_and_grad", "variables",
    *(name for name in _value.__all__ if name not in (*_HIDING, *_HELPING)),
]


def __dir__() -> list[str]:
    """The public names, with the rows that were registered."""
    rows = {name for op in OPS.values() for name in (op.name, *op.aliases)}
    return sorted({*__all__, *_HIDING, *rows, "compile", "testing", *(n for n in globals() if n[:2] == "__")} - {*_HELPING})


if not TYPE_CHECKING:  # to mypy every name would be one that there is

    def __getattr__(name: str) -> Any:
        if name in _LATER:
            with _importing:
                globals()[name] = found = getattr(_import_module(_LATER[name]), name)
            return found
        if any(name == op.name or name in op.aliases for op in OPS.values()):  # it was registered
            return getattr(_value, name)
        raise AttributeError(f"module 'autodiff' has no attribute {name!r}")

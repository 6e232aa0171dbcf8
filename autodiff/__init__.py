"""Scalar automatic differentiation: build an expression, ask for its gradient, see its graph.

>>> from autodiff import variables, tanh
>>> w, x, b = variables(w=0.5, x=2.0, b=-1.0)
>>> y = tanh(w * x + b)
>>> y.backward()
>>> w.grad, x.grad, b.grad
(2.0, 0.5, 1.0)
"""

from autodiff import value as _value
from autodiff.check import gradcheck
from autodiff.compiler import compile as compile  # not for a star import either
from autodiff.compiler import to_jax
from autodiff.compiler.jit import jit
from autodiff.draw import draw
from autodiff.errors import DrawingError, ExpressionError, NonFiniteError
from autodiff.explaining import explain
from autodiff.exploring import explore
from autodiff.functions import log_softmax, softmax, variables
from autodiff.higher import gradients
from autodiff.op import Op
from autodiff.ops import OPS
from autodiff.registration import register, unregister
from autodiff.steps import steps
from autodiff.strictness import strict
from autodiff.transforms import grad, hessian, hvp, jacobian, jvp, value_and_grad
from autodiff.value import *  # noqa: F403  (the operations: one function per row of the table, and its aliases)
from autodiff.value import Value

__version__ = "0.1.0"

# A star import brings no name that would hide a builtin (sum, max, abs ...).
__all__ = [
    "OPS", "DrawingError", "ExpressionError", "NonFiniteError", "Op", "Value", "draw", "explain", "explore", "grad",
    "gradcheck", "gradients", "hessian", "hvp", "jacobian", "jit", "jvp", "log_softmax", "register", "softmax", "steps",
    "strict", "to_jax", "unregister", "value_and_grad", "variables",
    *(name for name in _value.__all__ if name not in ("abs", "max", "min", "pow", "sum")),
]

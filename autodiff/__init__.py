"""Scalar automatic differentiation: build an expression, ask for its gradient, see its graph.

>>> from autodiff import variables, tanh
>>> w, x, b = variables(w=0.5, x=2.0, b=-1.0)
>>> y = tanh(w * x + b)
>>> y.backward()
>>> w.grad, x.grad, b.grad
(2.0, 0.5, 1.0)
"""

import sys as _sys

from autodiff.compiler.calling.compiling import compile as compile  # not for a star import either
from autodiff.compiler.calling.compiling import to_jax
from autodiff.compiler.calling.jit import jit
from autodiff.drawing.draw import draw
from autodiff.errors import DrawingError, ExpressionError, NonFiniteError
from autodiff.explaining import explain
from autodiff.exploring import explore
from autodiff.table.op import OPS, Op
from autodiff.transforms.functional import grad, hessian, hvp, jacobian, jvp, value_and_grad
from autodiff.transforms.gradcheck import gradcheck
from autodiff.transforms.gradients import gradients
from autodiff.transforms.registration import register, unregister
from autodiff.transforms.registration import show_in as _show_in
from autodiff.value import value as _value
from autodiff.value.functions import log_softmax, softmax, variables
from autodiff.value.steps import steps
from autodiff.value.strictness import strict
from autodiff.value.value import *  # noqa: F403  (the operations: one function per row of the table, and its aliases)
from autodiff.value.value import Value

_show_in(_sys.modules[__name__])
__version__ = "0.1.0"

# A star import brings no name that would hide a builtin (sum, max, abs ...).
__all__ = [
    "OPS", "DrawingError", "ExpressionError", "NonFiniteError", "Op", "Value", "draw", "explain", "explore", "grad",
    "gradcheck", "gradients", "hessian", "hvp", "jacobian", "jit", "jvp", "log_softmax", "register", "softmax", "steps",
    "strict", "to_jax", "unregister", "value_and_grad", "variables",
    *(name for name in _value.__all__ if name not in ("abs", "max", "min", "pow", "sum")),
]

"""The table's arithmetic on arrays of JAX.

The first axis of an array is the members of a group. In a group with lists there is a second axis: the elements of a list,
or length 1 for other operands. Constants of a formula are NumPy's numbers until they meet an array.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from autodiff.table import scalar

ALL = slice(None)  # the index that means all elements of a list at a time
NAMES = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide", ">": "greater", ">=": "greater_equal", "<": "less",
         "<=": "less_equal", "==": "equal", "!=": "not_equal"}
SIGNS, NUMPYS = ({sign: getattr(library, name) for sign, name in NAMES.items()} for library in (jnp, np))
NEUTRAL = {"sum": 0.0, "prod": 1.0, "max": -np.inf, "min": np.inf}
REDUCED: dict[str, Callable[..., Any]] = {"sum": jnp.sum, "prod": jnp.prod, "max": jnp.max, "min": jnp.min}


class JaxNumbers:
    """Arrays of float64 and of booleans. A result is computed once.

    valid: which elements of a list exist, if lists differ in length; None for all.
    """

    def __init__(self, valid: Any = None) -> None:
        self.valid = valid
        self._known: dict[tuple[Any, ...], tuple[Any, Any]] = {}
        self._quotients: dict[int, Any] = {}
        self._powers: dict[int, Any] = {}

    def _once(self, compute: Callable[..., Any], *args: Any) -> Any:
        """compute(*args), computed once. The arguments are kept too, as they are identified by id()."""
        key = (compute, *[repr(a) if is_constant(a) else id(a) for a in args])
        if key not in self._known:
            self._known[key] = compute(*args), args
        return self._known[key][0]

    def number(self, x: float) -> Any:
        return np.float64(x)

    def binary(self, sign: str, a: Any, b: Any) -> Any:
        if is_constant(a) and is_constant(b):
            with np.errstate(all="ignore"):
                return NUMPYS[sign](a, b)
        if sign == "/":
            return self._quotient(a, b)
        if sign == "*" and id(a) in self._powers and id(b) in self._powers:
            a = self._once(lax.optimization_barrier, a)  # XLA would make exp(x)*exp(y) into exp(x + y), which is rounded
        return self._once(SIGNS[sign], a, b)

    compare = binary

    def _quotient(self, a: Any, b: Any) -> Any:
        """a / b. A barrier keeps XLA from turning x/h/h into x/(h*h), which may overflow."""
        found = self._once(jnp.divide, self._once(lax.optimization_barrier, a) if id(a) in self._quotients else a, b)
        self._quotients[id(found)] = found
        return found

    def negative(self, a: Any) -> Any:
        return -a if is_constant(a) else self._once(jnp.negative, a)

    def both(self, a: Any, b: Any) -> Any:
        if is_constant(a) or is_constant(b):
            return b if is_constant(a) and a else a if is_constant(b) and b else np.False_
        return self._once(jnp.logical_and, a, b)

    def either(self, a: Any, b: Any) -> Any:
        if is_constant(a) or is_constant(b):
            return b if is_constant(a) and not a else a if is_constant(b) and not b else np.True_
        return self._once(jnp.logical_or, a, b)

    def choose(self, test: Any, a: Any, b: Any) -> Any:
        if is_constant(test):
            return a if test else b
        return a if a is b else self._once(select, test, a, b)

    def call(self, name: str, args: Sequence[Any]) -> Any:
        if name in SCALARS and all(map(is_constant, args)):
            return np.float64(SCALARS[name](*map(float, args)))
        if name not in FUNCTIONS:
            raise ValueError(f"to_jax knows no function of JAX for {name!r}, which a row calls: write the row without")
        found = self._once(FUNCTIONS[name], *args)
        if name == "exp":
            self._powers[id(found)] = found
        return found

    def reduce(self, kind: str, length: int, element: Callable[[Any], Any]) -> Any:
        """Over the second axis, which stays with a length of 1."""
        found = jnp.asarray(element(ALL))
        found = jnp.broadcast_to(found, (*(found.shape[:-1] or (1,)), length))
        if self.valid is not None:
            found = select(self.valid, found, NEUTRAL[kind])
        return REDUCED[kind](found, axis=-1, keepdims=True)


def given_array(array: Any, index: Any = None) -> Any:
    """An operand: an array holds all elements of a list, whichever is asked for."""
    return array


def is_constant(x: Any) -> bool:
    """Whether it is a number or boolean of a formula, not an array."""
    return isinstance(x, np.float64 | np.bool_)


def select(test: Any, a: Any, b: Any) -> Any:
    """a where the test holds, else b."""
    shape = np.broadcast_shapes(np.shape(test), np.shape(a), np.shape(b))
    a, b = (jnp.broadcast_to(jnp.asarray(x, dtype=jnp.float64), shape) for x in (a, b))
    return lax.select(jnp.broadcast_to(test, shape), a, b)


def exp_difference(x: Any, y: Any) -> Any:
    """exp(x - y) with the rounding error of x - y put back, as in `scalar`."""
    d = x - y
    t = d - x
    error = (x - (d - t)) - (y + t)
    found = jnp.exp(d)
    found = select(jnp.abs(error) < 1.0, found * (1.0 + error), found)
    return select(x == y, 1.0, found)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": jnp.abs, "fabs": jnp.abs, "exp": jnp.exp, "expm1": jnp.expm1, "log": jnp.log, "log1p": jnp.log1p,
    "log2": jnp.log2, "log10": jnp.log10, "sqrt": jnp.sqrt, "cbrt": jnp.cbrt, "pow": lax.pow, "hypot": jnp.hypot,
    "sin": jnp.sin, "cos": jnp.cos, "tan": jnp.tan, "asin": jnp.arcsin, "acos": jnp.arccos, "atan": jnp.arctan,
    "atan2": jnp.arctan2, "sinh": jnp.sinh, "cosh": jnp.cosh, "tanh": jnp.tanh, "asinh": jnp.arcsinh,
    "acosh": jnp.arccosh, "atanh": jnp.arctanh, "erf": jax.scipy.special.erf, "erfc": jax.scipy.special.erfc,
    "exp_difference": exp_difference, "div": jnp.divide,
}
SCALARS: dict[str, Callable[..., float]] = {name: getattr(scalar, name, abs) for name in FUNCTIONS}

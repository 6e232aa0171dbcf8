"""Value, and the function of each operation.

Generated from the table in `table/rows.py` by `python -m autodiff.table.codegen`: edit the table, not this file.
"""

# ruff: noqa
from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import mul as mul_floats
from typing import Any, SupportsFloat, TypeVar, overload

from autodiff.graph.functions import FUNCTIONS
from autodiff.table import scalar
from autodiff.table.op import OPS
from autodiff.table.scalar import inf, nan, TINY, HUGE, LOG2E, LOG10E, SQRT_HALF, SQRT_HALF_HIGH, SQRT_HALF_LOW, TWO_OVER_SQRT_PI, INV_SQRT_TWO_PI
from autodiff.value.methods import Methods
from autodiff.value.operands import constant, different_lengths, linked, operand, operands

new = object.__new__
watch: Callable[[Any], None] | None = None  # set inside `strict()`
IDENTITY = OPS["identity"]
ADD = OPS["add"]
SUB = OPS["sub"]
MUL = OPS["mul"]
DIV = OPS["div"]
NEG = OPS["neg"]
POW = OPS["pow"]
SQUARE = OPS["square"]
ONE_MINUS_SQUARE = OPS["one_minus_square"]
RECIPROCAL = OPS["reciprocal"]
SQRT = OPS["sqrt"]
CBRT = OPS["cbrt"]
ABS = OPS["abs"]
SIGN = OPS["sign"]
EXP = OPS["exp"]
EXPM1 = OPS["expm1"]
EXP_DIFFERENCE = OPS["exp_difference"]
LOG = OPS["log"]
LOG1P = OPS["log1p"]
LOG2 = OPS["log2"]
LOG10 = OPS["log10"]
XLOGY = OPS["xlogy"]
LOGADDEXP = OPS["logaddexp"]
SIN = OPS["sin"]
COS = OPS["cos"]
TAN = OPS["tan"]
ASIN = OPS["asin"]
ACOS = OPS["acos"]
ATAN = OPS["atan"]
ATAN2 = OPS["atan2"]
SINH = OPS["sinh"]
COSH = OPS["cosh"]
TANH = OPS["tanh"]
ASINH = OPS["asinh"]
ACOSH = OPS["acosh"]
ATANH = OPS["atanh"]
HYPOT = OPS["hypot"]
GAUSSIAN = OPS["gaussian"]
ERF = OPS["erf"]
ERFC = OPS["erfc"]
SIGMOID = OPS["sigmoid"]
SIGMOID_SLOPE = OPS["sigmoid_slope"]
SECH2 = OPS["sech2"]
SOFTPLUS = OPS["softplus"]
LOG_SIGMOID = OPS["log_sigmoid"]
RELU = OPS["relu"]
LEAKY_RELU = OPS["leaky_relu"]
ELU = OPS["elu"]
GELU = OPS["gelu"]
SILU = OPS["silu"]
STEP = OPS["step"]
BCE_WITH_LOGITS = OPS["bce_with_logits"]
MAXIMUM = OPS["maximum"]
MINIMUM = OPS["minimum"]
CLIP = OPS["clip"]
WHERE = OPS["where"]
GREATER = OPS["greater"]
GREATER_EQUAL = OPS["greater_equal"]
EQUAL = OPS["equal"]
LOGICAL_AND = OPS["logical_and"]
LOGICAL_OR = OPS["logical_or"]
LOGICAL_XOR = OPS["logical_xor"]
LOGICAL_NOT = OPS["logical_not"]
SUM = OPS["sum"]
DOT = OPS["dot"]
PROD = OPS["prod"]
LOGSUMEXP = OPS["logsumexp"]
MAX = OPS["max"]
MIN = OPS["min"]


class Value(Methods):
    """A number that remembers how it was computed, so that `backward()` can differentiate it.

    data: any real number, stored as a float. label: a name for printing and drawing.
    `TypeError` if data is not a real number.

    >>> a = Value(2.0, label="a")
    >>> y = a * a + 3
    >>> y.backward()
    >>> a.grad
    4.0
    """

    __slots__ = ()

    def identity(self) -> Value:
        """See `autodiff.identity`."""
        x = self._data
        z = x
        d = 1.0
        node = new(Value)
        node._data = z
        node.op = IDENTITY
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __add__(self, other: Value | SupportsFloat) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = 1.0
        else:
            if type(other) is float:
                y = other
            else:
                other = y = constant(other)
                if y is None:
                    return NotImplemented
            db = None
        z = x + y
        da = 1.0
        node = new(Value)
        node._data = z
        node.op = ADD
        node._a = self
        node._b = other
        node._da = da
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __radd__(self, other: SupportsFloat) -> Value:
        if type(other) is float:
            x = other
        else:
            other = x = constant(other)
            if x is None:
                return NotImplemented
        y = self._data
        z = x + y
        db = 1.0
        node = new(Value)
        node._data = z
        node.op = ADD
        node._a = other
        node._b = self
        node._db = db
        node._da = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __sub__(self, other: Value | SupportsFloat) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = -1.0
        else:
            if type(other) is float:
                y = other
            else:
                other = y = constant(other)
                if y is None:
                    return NotImplemented
            db = None
        z = x - y
        da = 1.0
        node = new(Value)
        node._data = z
        node.op = SUB
        node._a = self
        node._b = other
        node._da = da
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __rsub__(self, other: SupportsFloat) -> Value:
        if type(other) is float:
            x = other
        else:
            other = x = constant(other)
            if x is None:
                return NotImplemented
        y = self._data
        z = x - y
        db = -1.0
        node = new(Value)
        node._data = z
        node.op = SUB
        node._a = other
        node._b = self
        node._db = db
        node._da = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __mul__(self, other: Value | SupportsFloat) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = x
        else:
            if type(other) is float:
                y = other
            else:
                other = y = constant(other)
                if y is None:
                    return NotImplemented
            db = None
        z = x * y
        da = y
        node = new(Value)
        node._data = z
        node.op = MUL
        node._a = self
        node._b = other
        node._da = da
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __rmul__(self, other: SupportsFloat) -> Value:
        if type(other) is float:
            x = other
        else:
            other = x = constant(other)
            if x is None:
                return NotImplemented
        y = self._data
        z = x * y
        db = x
        node = new(Value)
        node._data = z
        node.op = MUL
        node._a = other
        node._b = self
        node._db = db
        node._da = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __truediv__(self, other: Value | SupportsFloat) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            tracked = True
        else:
            if type(other) is float:
                y = other
            else:
                other = y = constant(other)
                if y is None:
                    return NotImplemented
            tracked = False
        try:
            z = x / y
            da = 1.0 / y
            db = (-z / y if math.fabs(z) >= TINY else -z / y if x == 0.0 else -x / (y * y)) if tracked else None
        except (ArithmeticError, ValueError):
            z = scalar.div(x, y)
            da = scalar.div(1.0, y)
            db = (scalar.div(-z, y) if scalar.fabs(z) >= TINY else scalar.div(-z, y) if x == 0.0 else scalar.div(-x, y * y)) if tracked else None
        node = new(Value)
        node._data = z
        node.op = DIV
        node._a = self
        node._b = other
        node._da = da
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __rtruediv__(self, other: SupportsFloat) -> Value:
        if type(other) is float:
            x = other
        else:
            other = x = constant(other)
            if x is None:
                return NotImplemented
        y = self._data
        try:
            z = x / y
            db = -z / y if math.fabs(z) >= TINY else -z / y if x == 0.0 else -x / (y * y)
        except (ArithmeticError, ValueError):
            z = scalar.div(x, y)
            db = scalar.div(-z, y) if scalar.fabs(z) >= TINY else scalar.div(-z, y) if x == 0.0 else scalar.div(-x, y * y)
        node = new(Value)
        node._data = z
        node.op = DIV
        node._a = other
        node._b = self
        node._db = db
        node._da = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def neg(self) -> Value:
        """See `autodiff.neg`."""
        x = self._data
        z = -x
        d = -1.0
        node = new(Value)
        node._data = z
        node.op = NEG
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    negative = neg
    __neg__ = neg

    def __pow__(self, other: Value | SupportsFloat) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            tracked = True
        else:
            if type(other) is float:
                y = other
            else:
                other = y = constant(other)
                if y is None:
                    return NotImplemented
            tracked = False
        try:
            z = math.pow(x, y)
            normal = 1.0 if TINY <= math.fabs(z) <= HUGE else 0.0
            da = 0.0 if y == 0.0 else (y * math.pow(x, y - 1.0) if x == 0.0 or 1e-12 <= math.fabs(y) < 2.0 ** 53.0 else y * (z / x)) if x <= 0.0 else y * math.pow(x, y - 1.0) if x - x != 0.0 else (y * math.pow(x, y - 1.0) if 0.5 <= y < 2.0 ** 53.0 else y * z / x) if normal else y * math.pow(x, y / 2.0) / x * math.pow(x, y / 2.0)
            db = ((0.0 if y > 0.0 else nan) if x == 0.0 else z * math.log(x) if normal or x < 0.0 or x == inf else math.pow(x, y / 2.0) * math.log(x) * math.pow(x, y / 2.0)) if tracked else None
        except (ArithmeticError, ValueError):
            z = scalar.pow(x, y)
            normal = 1.0 if TINY <= scalar.fabs(z) <= HUGE else 0.0
            da = 0.0 if y == 0.0 else (y * scalar.pow(x, y - 1.0) if x == 0.0 or 1e-12 <= scalar.fabs(y) < 2.0 ** 53.0 else y * scalar.div(z, x)) if x <= 0.0 else y * scalar.pow(x, y - 1.0) if x - x != 0.0 else (y * scalar.pow(x, y - 1.0) if 0.5 <= y < 2.0 ** 53.0 else scalar.div(y * z, x)) if normal else scalar.div(y * scalar.pow(x, scalar.div(y, 2.0)), x) * scalar.pow(x, scalar.div(y, 2.0))
            db = ((0.0 if y > 0.0 else nan) if x == 0.0 else z * scalar.log(x) if normal or x < 0.0 or x == inf else scalar.pow(x, scalar.div(y, 2.0)) * scalar.log(x) * scalar.pow(x, scalar.div(y, 2.0))) if tracked else None
        node = new(Value)
        node._data = z
        node.op = POW
        node._a = self
        node._b = other
        node._da = da
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __rpow__(self, other: SupportsFloat) -> Value:
        if type(other) is float:
            x = other
        else:
            other = x = constant(other)
            if x is None:
                return NotImplemented
        y = self._data
        try:
            z = math.pow(x, y)
            normal = 1.0 if TINY <= math.fabs(z) <= HUGE else 0.0
            db = (0.0 if y > 0.0 else nan) if x == 0.0 else z * math.log(x) if normal or x < 0.0 or x == inf else math.pow(x, y / 2.0) * math.log(x) * math.pow(x, y / 2.0)
        except (ArithmeticError, ValueError):
            z = scalar.pow(x, y)
            normal = 1.0 if TINY <= scalar.fabs(z) <= HUGE else 0.0
            db = (0.0 if y > 0.0 else nan) if x == 0.0 else z * scalar.log(x) if normal or x < 0.0 or x == inf else scalar.pow(x, scalar.div(y, 2.0)) * scalar.log(x) * scalar.pow(x, scalar.div(y, 2.0))
        node = new(Value)
        node._data = z
        node.op = POW
        node._a = other
        node._b = self
        node._db = db
        node._da = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def square(self) -> Value:
        """See `autodiff.square`."""
        x = self._data
        z = x * x
        d = 2.0 * x
        node = new(Value)
        node._data = z
        node.op = SQUARE
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def one_minus_square(self) -> Value:
        """See `autodiff.one_minus_square`."""
        x = self._data
        z = (1.0 - x) * (1.0 + x)
        d = -2.0 * x
        node = new(Value)
        node._data = z
        node.op = ONE_MINUS_SQUARE
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def reciprocal(self) -> Value:
        """See `autodiff.reciprocal`."""
        x = self._data
        try:
            z = 1.0 / x
            d = -(z * z)
        except (ArithmeticError, ValueError):
            z = scalar.div(1.0, x)
            d = -(z * z)
        node = new(Value)
        node._data = z
        node.op = RECIPROCAL
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sqrt(self) -> Value:
        """See `autodiff.sqrt`."""
        x = self._data
        try:
            z = math.sqrt(x)
            d = 0.5 / z if x != 0.0 else inf
        except (ArithmeticError, ValueError):
            z = scalar.sqrt(x)
            d = scalar.div(0.5, z) if x != 0.0 else inf
        node = new(Value)
        node._data = z
        node.op = SQRT
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cbrt(self) -> Value:
        """See `autodiff.cbrt`."""
        x = self._data
        try:
            c = math.cbrt(x)
            z = c if x == 0.0 or x - x != 0.0 else c - (c - x / (c * c)) / 3.0
            d = 1.0 / (3.0 * z * z) if x == 0.0 or x - x != 0.0 else z / x / 3.0
        except (ArithmeticError, ValueError):
            c = scalar.cbrt(x)
            z = c if x == 0.0 or x - x != 0.0 else c - scalar.div(c - scalar.div(x, c * c), 3.0)
            d = scalar.div(1.0, 3.0 * z * z) if x == 0.0 or x - x != 0.0 else scalar.div(scalar.div(z, x), 3.0)
        node = new(Value)
        node._data = z
        node.op = CBRT
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def abs(self) -> Value:
        """See `autodiff.abs`."""
        x = self._data
        z = math.fabs(x)
        sign0_x = x
        sign0 = 1.0 if sign0_x > 0.0 else -1.0 if sign0_x < 0.0 else 0.0 if sign0_x == 0.0 else nan
        d = sign0
        node = new(Value)
        node._data = z
        node.op = ABS
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    absolute = abs
    __abs__ = abs

    def sign(self) -> Value:
        """See `autodiff.sign`."""
        x = self._data
        z = 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0 if x == 0.0 else nan
        d = (0.0 if x == x else nan) or None
        node = new(Value)
        node._data = z
        node.op = SIGN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def exp(self) -> Value:
        """See `autodiff.exp`."""
        x = self._data
        try:
            z = math.exp(x)
            d = z
        except (ArithmeticError, ValueError):
            z = scalar.exp(x)
            d = z
        node = new(Value)
        node._data = z
        node.op = EXP
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def expm1(self) -> Value:
        """See `autodiff.expm1`."""
        x = self._data
        try:
            z = math.expm1(x)
            d = math.exp(x)
        except (ArithmeticError, ValueError):
            z = scalar.expm1(x)
            d = scalar.exp(x)
        node = new(Value)
        node._data = z
        node.op = EXPM1
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def exp_difference(self, y: Operand) -> Value:
        """See `autodiff.exp_difference`."""
        return exp_difference(self, y)

    def log(self) -> Value:
        """See `autodiff.log`."""
        x = self._data
        try:
            z = math.log(x)
            d = 1.0 / x if x > 0.0 else inf if x == 0.0 else nan
        except (ArithmeticError, ValueError):
            z = scalar.log(x)
            d = scalar.div(1.0, x) if x > 0.0 else inf if x == 0.0 else nan
        node = new(Value)
        node._data = z
        node.op = LOG
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log1p(self) -> Value:
        """See `autodiff.log1p`."""
        x = self._data
        try:
            z = math.log1p(x)
            d = 1.0 / (1.0 + x) if x > -1.0 else inf if x == -1.0 else nan
        except (ArithmeticError, ValueError):
            z = scalar.log1p(x)
            d = scalar.div(1.0, 1.0 + x) if x > -1.0 else inf if x == -1.0 else nan
        node = new(Value)
        node._data = z
        node.op = LOG1P
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log2(self) -> Value:
        """See `autodiff.log2`."""
        x = self._data
        try:
            z = math.log2(x)
            d = LOG2E / x if x > 0.0 else inf if x == 0.0 else nan
        except (ArithmeticError, ValueError):
            z = scalar.log2(x)
            d = scalar.div(LOG2E, x) if x > 0.0 else inf if x == 0.0 else nan
        node = new(Value)
        node._data = z
        node.op = LOG2
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log10(self) -> Value:
        """See `autodiff.log10`."""
        x = self._data
        try:
            z = math.log10(x)
            d = LOG10E / x if x > 0.0 else inf if x == 0.0 else nan
        except (ArithmeticError, ValueError):
            z = scalar.log10(x)
            d = scalar.div(LOG10E, x) if x > 0.0 else inf if x == 0.0 else nan
        node = new(Value)
        node._data = z
        node.op = LOG10
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def xlogy(self, y: Operand) -> Value:
        """See `autodiff.xlogy`."""
        return xlogy(self, y)

    def logaddexp(self, y: Operand) -> Value:
        """See `autodiff.logaddexp`."""
        return logaddexp(self, y)

    def sin(self) -> Value:
        """See `autodiff.sin`."""
        x = self._data
        z = math.sin(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.sin_far(x)
        d = math.cos(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.cos_far(x)
        node = new(Value)
        node._data = z
        node.op = SIN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cos(self) -> Value:
        """See `autodiff.cos`."""
        x = self._data
        z = math.cos(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.cos_far(x)
        d = -math.sin(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else -scalar.sin_far(x)
        node = new(Value)
        node._data = z
        node.op = COS
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def tan(self) -> Value:
        """See `autodiff.tan`."""
        x = self._data
        z = math.tan(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.tan_far(x)
        d = 1.0 + z * z if -2.0 ** 53.0 < x < 2.0 ** 53.0 else 1.0 / (scalar.cos_far(x) * scalar.cos_far(x))
        node = new(Value)
        node._data = z
        node.op = TAN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def asin(self) -> Value:
        """See `autodiff.asin`."""
        x = self._data
        try:
            z = math.asin(x)
            d = 1.0 / math.sqrt((1.0 - x) * (1.0 + x))
        except (ArithmeticError, ValueError):
            z = scalar.asin(x)
            d = scalar.div(1.0, scalar.sqrt((1.0 - x) * (1.0 + x)))
        node = new(Value)
        node._data = z
        node.op = ASIN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arcsin = asin

    def acos(self) -> Value:
        """See `autodiff.acos`."""
        x = self._data
        try:
            z = math.acos(x)
            d = -1.0 / math.sqrt((1.0 - x) * (1.0 + x))
        except (ArithmeticError, ValueError):
            z = scalar.acos(x)
            d = scalar.div(-1.0, scalar.sqrt((1.0 - x) * (1.0 + x)))
        node = new(Value)
        node._data = z
        node.op = ACOS
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arccos = acos

    def atan(self) -> Value:
        """See `autodiff.atan`."""
        x = self._data
        z = math.atan(x)
        d = 1.0 / (1.0 + x * x) if math.fabs(x) < 1e+150 else 1.0 / x / x
        node = new(Value)
        node._data = z
        node.op = ATAN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arctan = atan

    def atan2(self, x: Operand) -> Value:
        """See `autodiff.atan2`."""
        return atan2(self, x)

    arctan2 = atan2

    def sinh(self) -> Value:
        """See `autodiff.sinh`."""
        x = self._data
        try:
            z = math.sinh(x)
            d = math.cosh(x)
        except (ArithmeticError, ValueError):
            z = scalar.sinh(x)
            d = scalar.cosh(x)
        node = new(Value)
        node._data = z
        node.op = SINH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cosh(self) -> Value:
        """See `autodiff.cosh`."""
        x = self._data
        try:
            z = math.cosh(x)
            d = math.sinh(x)
        except (ArithmeticError, ValueError):
            z = scalar.cosh(x)
            d = scalar.sinh(x)
        node = new(Value)
        node._data = z
        node.op = COSH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def tanh(self) -> Value:
        """See `autodiff.tanh`."""
        x = self._data
        z = math.tanh(x)
        sech20_x = x
        sech20_e = math.exp(-2.0 * math.fabs(sech20_x))
        sech20 = 4.0 * sech20_e / ((1.0 + sech20_e) * (1.0 + sech20_e))
        d = sech20
        node = new(Value)
        node._data = z
        node.op = TANH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def asinh(self) -> Value:
        """See `autodiff.asinh`."""
        x = self._data
        z = math.asinh(x)
        d = 1.0 / math.hypot(1.0, x)
        node = new(Value)
        node._data = z
        node.op = ASINH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arcsinh = asinh

    def acosh(self) -> Value:
        """See `autodiff.acosh`."""
        x = self._data
        try:
            z = math.acosh(x)
            d = 1.0 / (math.sqrt(x - 1.0) * math.sqrt(x + 1.0))
        except (ArithmeticError, ValueError):
            z = scalar.acosh(x)
            d = scalar.div(1.0, scalar.sqrt(x - 1.0) * scalar.sqrt(x + 1.0))
        node = new(Value)
        node._data = z
        node.op = ACOSH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arccosh = acosh

    def atanh(self) -> Value:
        """See `autodiff.atanh`."""
        x = self._data
        try:
            z = math.atanh(x)
            d = 1.0 / ((1.0 - x) * (1.0 + x)) if z == z else nan
        except (ArithmeticError, ValueError):
            z = scalar.atanh(x)
            d = scalar.div(1.0, (1.0 - x) * (1.0 + x)) if z == z else nan
        node = new(Value)
        node._data = z
        node.op = ATANH
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arctanh = atanh

    def hypot(self, y: Operand) -> Value:
        """See `autodiff.hypot`."""
        return hypot(self, y)

    def gaussian(self) -> Value:
        """See `autodiff.gaussian`."""
        x = self._data
        t = 134217729.0 * x
        h = t - (t - x)
        z = math.exp(-(h * h)) * math.exp(-((x - h) * (x + h))) if math.fabs(x) < 40.0 else 0.0 if x == x else nan
        d = -2.0 * x * z if z >= TINY else -2.0 * x * math.exp(-(h * h) / 2.0) * math.exp(-((x - h) * (x + h))) * math.exp(-(h * h) / 2.0) if math.fabs(x) < 40.0 else 0.0 if x == x else nan
        node = new(Value)
        node._data = z
        node.op = GAUSSIAN
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def erf(self) -> Value:
        """See `autodiff.erf`."""
        x = self._data
        z = math.erf(x)
        gaussian0_x = x
        gaussian0_t = 134217729.0 * gaussian0_x
        gaussian0_h = gaussian0_t - (gaussian0_t - gaussian0_x)
        gaussian0 = math.exp(-(gaussian0_h * gaussian0_h)) * math.exp(-((gaussian0_x - gaussian0_h) * (gaussian0_x + gaussian0_h))) if math.fabs(gaussian0_x) < 40.0 else 0.0 if gaussian0_x == gaussian0_x else nan
        d = TWO_OVER_SQRT_PI * gaussian0
        node = new(Value)
        node._data = z
        node.op = ERF
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def erfc(self) -> Value:
        """See `autodiff.erfc`."""
        x = self._data
        z = math.erfc(x)
        gaussian0_x = x
        gaussian0_t = 134217729.0 * gaussian0_x
        gaussian0_h = gaussian0_t - (gaussian0_t - gaussian0_x)
        gaussian0 = math.exp(-(gaussian0_h * gaussian0_h)) * math.exp(-((gaussian0_x - gaussian0_h) * (gaussian0_x + gaussian0_h))) if math.fabs(gaussian0_x) < 40.0 else 0.0 if gaussian0_x == gaussian0_x else nan
        d = -TWO_OVER_SQRT_PI * gaussian0
        node = new(Value)
        node._data = z
        node.op = ERFC
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sigmoid(self) -> Value:
        """See `autodiff.sigmoid`."""
        x = self._data
        e = math.exp(-math.fabs(x))
        z = 1.0 / (1.0 + e) if x >= 0.0 else e / (1.0 + e)
        sigmoid_slope0_x = x
        sigmoid_slope0_e = math.exp(-math.fabs(sigmoid_slope0_x))
        sigmoid_slope0 = sigmoid_slope0_e / ((1.0 + sigmoid_slope0_e) * (1.0 + sigmoid_slope0_e))
        d = sigmoid_slope0
        node = new(Value)
        node._data = z
        node.op = SIGMOID
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sigmoid_slope(self) -> Value:
        """See `autodiff.sigmoid_slope`."""
        x = self._data
        e = math.exp(-math.fabs(x))
        z = e / ((1.0 + e) * (1.0 + e))
        d = -z * math.tanh(x / 2.0)
        node = new(Value)
        node._data = z
        node.op = SIGMOID_SLOPE
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sech2(self) -> Value:
        """See `autodiff.sech2`."""
        x = self._data
        e = math.exp(-2.0 * math.fabs(x))
        z = 4.0 * e / ((1.0 + e) * (1.0 + e))
        d = -2.0 * z * math.tanh(x)
        node = new(Value)
        node._data = z
        node.op = SECH2
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def softplus(self) -> Value:
        """See `autodiff.softplus`."""
        x = self._data
        z = math.log1p(math.exp(-math.fabs(x))) + (x if x > 0.0 else 0.0)
        sigmoid0_x = x
        sigmoid0_e = math.exp(-math.fabs(sigmoid0_x))
        sigmoid0 = 1.0 / (1.0 + sigmoid0_e) if sigmoid0_x >= 0.0 else sigmoid0_e / (1.0 + sigmoid0_e)
        d = sigmoid0
        node = new(Value)
        node._data = z
        node.op = SOFTPLUS
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log_sigmoid(self) -> Value:
        """See `autodiff.log_sigmoid`."""
        x = self._data
        z = (x if x < 0.0 else 0.0) - math.log1p(math.exp(-math.fabs(x)))
        sigmoid0_x = -x
        sigmoid0_e = math.exp(-math.fabs(sigmoid0_x))
        sigmoid0 = 1.0 / (1.0 + sigmoid0_e) if sigmoid0_x >= 0.0 else sigmoid0_e / (1.0 + sigmoid0_e)
        d = sigmoid0
        node = new(Value)
        node._data = z
        node.op = LOG_SIGMOID
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def relu(self) -> Value:
        """See `autodiff.relu`."""
        x = self._data
        z = 0.0 if x <= 0.0 else x
        d = (1.0 if x > 0.0 else 0.0 if x <= 0.0 else nan) or None
        node = new(Value)
        node._data = z
        node.op = RELU
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def leaky_relu(self, slope: Operand = 0.01) -> Value:
        """See `autodiff.leaky_relu`."""
        return leaky_relu(self, slope)

    prelu = leaky_relu

    def elu(self, alpha: Operand = 1.0) -> Value:
        """See `autodiff.elu`."""
        return elu(self, alpha)

    def gelu(self) -> Value:
        """See `autodiff.gelu`."""
        x = self._data
        t = 134217729.0 * x
        h = t - (t - x)
        a = -x * SQRT_HALF
        d = -(h * SQRT_HALF_HIGH) - a - (x - h) * SQRT_HALF_HIGH - x * SQRT_HALF_LOW
        z = x / 2.0 * math.erfc(a) * (1.0 - 2.0 * a * d) if -40.0 < x < 0.0 else x / 2.0 * math.erfc(a)
        cdf = math.erfc(a) / 2.0 * (1.0 - 2.0 * a * d) if -40.0 < x < 0.0 else math.erfc(a) / 2.0
        e = math.exp(-(h * h) / 4.0)
        d = cdf + x * INV_SQRT_TWO_PI * e * math.exp(-((x - h) * (x + h)) / 2.0) * e if math.fabs(x) < 40.0 else 1.0 if x > 0.0 else 0.0 if x < 0.0 else nan
        node = new(Value)
        node._data = z
        node.op = GELU
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def silu(self) -> Value:
        """See `autodiff.silu`."""
        x = self._data
        e = math.exp(-math.fabs(x))
        t = 1.0 + e
        h = math.exp(-math.fabs(x) / 2.0)
        z = x / t if x >= 0.0 else x * e / t if x > -700.0 else x * h * h
        d = (t + x * e) / (t * t) if x >= 0.0 else e * (t + x) / (t * t) if x > -700.0 else (1.0 + x) * h * h
        node = new(Value)
        node._data = z
        node.op = SILU
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    swish = silu

    def step(self, at_zero: Operand = 1.0) -> Value:
        """See `autodiff.step`."""
        return step(self, at_zero)

    def bce_with_logits(self, y: Operand) -> Value:
        """See `autodiff.bce_with_logits`."""
        return bce_with_logits(self, y)

    binary_cross_entropy_with_logits = bce_with_logits

    def maximum(self, y: Operand) -> Value:
        """See `autodiff.maximum`."""
        return maximum(self, y)

    def minimum(self, y: Operand) -> Value:
        """See `autodiff.minimum`."""
        return minimum(self, y)

    def clip(self, low: Operand = -math.inf, high: Operand = math.inf) -> Value:
        """See `autodiff.clip`."""
        return clip(self, low, high)

    clamp = clip

    def where(self, x: Operand, y: Operand) -> Value:
        """See `autodiff.where`."""
        return where(self, x, y)

    def greater(self, y: Operand) -> Value:
        """See `autodiff.greater`."""
        return greater(self, y)

    def greater_equal(self, y: Operand) -> Value:
        """See `autodiff.greater_equal`."""
        return greater_equal(self, y)

    def equal(self, y: Operand) -> Value:
        """See `autodiff.equal`."""
        return equal(self, y)

    def logical_and(self, y: Operand) -> Value:
        """See `autodiff.logical_and`."""
        return logical_and(self, y)

    def logical_or(self, y: Operand) -> Value:
        """See `autodiff.logical_or`."""
        return logical_or(self, y)

    def logical_xor(self, y: Operand) -> Value:
        """See `autodiff.logical_xor`."""
        return logical_xor(self, y)

    def logical_not(self) -> Value:
        """See `autodiff.logical_not`."""
        x = self._data
        z = 1.0 if x == 0.0 else 0.0
        d = None
        node = new(Value)
        node._data = z
        node.op = LOGICAL_NOT
        node._a = self
        node._da = d
        node._b = node._db = node._adjoint = None
        if watch is not None:
            watch(node)
        return node


Operand = Value | float
T = TypeVar("T", Value, float)


def _unary(x: T, name: str) -> T:
    parent, _, tracked = operand(x, name)
    return getattr(parent, name)() if tracked else getattr(Value(parent), name)()._data  # type: ignore[no-any-return]
def identity(x: T) -> T:
    """The same number, as a new node.

    Value: z = x.
    Derivative: 1.

    >>> z = identity(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0])
    """
    return x.identity() if type(x) is Value else _unary(x, 'identity')


@overload
def add(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def add(x: Operand, y: Operand) -> Value: ...
def add(x: Any, y: Any) -> Any:
    """Sum of two numbers.

    Value: z = x + y.
    Derivative in x: 1.
    Derivative in y: 1.

    >>> z = add(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.5, [1.0, 1.0])
    """
    if type(x) is Value or type(y) is Value:
        return x + y
    x, _, x_tracked = operand(x, 'add')
    y, _, y_tracked = operand(y, 'add')
    return x + y if x_tracked or y_tracked else (Value(x) + Value(y))._data


@overload
def sub(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def sub(x: Operand, y: Operand) -> Value: ...
def sub(x: Any, y: Any) -> Any:
    """Difference of two numbers.

    Value: z = x - y.
    Derivative in x: 1.
    Derivative in y: -1.

    >>> z = sub(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-1.5, [1.0, -1.0])
    """
    if type(x) is Value or type(y) is Value:
        return x - y
    x, _, x_tracked = operand(x, 'sub')
    y, _, y_tracked = operand(y, 'sub')
    return x - y if x_tracked or y_tracked else (Value(x) - Value(y))._data

subtract = sub


@overload
def mul(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def mul(x: Operand, y: Operand) -> Value: ...
def mul(x: Any, y: Any) -> Any:
    """Product of two numbers.

    Value: z = x * y.
    Derivative in x: y.
    Derivative in y: x.

    >>> z = mul(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0, [2.0, 0.5])
    """
    if type(x) is Value or type(y) is Value:
        return x * y
    x, _, x_tracked = operand(x, 'mul')
    y, _, y_tracked = operand(y, 'mul')
    return x * y if x_tracked or y_tracked else (Value(x) * Value(y))._data

multiply = mul


@overload
def div(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def div(x: Operand, y: Operand) -> Value: ...
def div(x: Any, y: Any) -> Any:
    """Quotient of two numbers.

    Value: z = x / y.
    Derivative in x: 1/y.
    Derivative in y: -x/(y*y).
    Finite and smooth at least for y > 0.

    >>> z = div(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.25, [0.5, -0.125])
    """
    if type(x) is Value or type(y) is Value:
        return x / y
    x, _, x_tracked = operand(x, 'div')
    y, _, y_tracked = operand(y, 'div')
    return x / y if x_tracked or y_tracked else (Value(x) / Value(y))._data

divide = div


def neg(x: T) -> T:
    """The number with the other sign.

    Value: z = -x.
    Derivative: -1.

    >>> z = neg(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-0.5, [-1.0])
    """
    return x.neg() if type(x) is Value else _unary(x, 'neg')

negative = neg


@overload
def pow(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def pow(x: Operand, y: Operand) -> Value: ...
def pow(x: Any, y: Any) -> Any:
    """x to the power of y.

    Value: z = pow(x, y).
    Derivative in x: 0 if y == 0 else y*pow(x, y - 1).
    Derivative in y: z*log(x).
    Finite and smooth at least for x > 0.

    >>> z = pow(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.25, [1.0, -0.1733])
    """
    if type(x) is Value or type(y) is Value:
        return x ** y
    x, _, x_tracked = operand(x, 'pow')
    y, _, y_tracked = operand(y, 'pow')
    return x ** y if x_tracked or y_tracked else (Value(x) ** Value(y))._data

power = pow


def square(x: T) -> T:
    """Square.

    Value: z = x*x.
    Derivative: 2*x.

    >>> z = square(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.25, [1.0])
    """
    return x.square() if type(x) is Value else _unary(x, 'square')


def one_minus_square(x: T) -> T:
    """1 - x², accurate near x = 1.

    Value: z = 1 - x*x.
    Derivative: -2*x.

    >>> z = one_minus_square(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.75, [-1.0])
    """
    return x.one_minus_square() if type(x) is Value else _unary(x, 'one_minus_square')


def reciprocal(x: T) -> T:
    """Reciprocal.

    Value: z = 1/x.
    Derivative: -1/(x*x).
    Finite and smooth at least for x > 0.

    >>> z = reciprocal(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0, [-4.0])
    """
    return x.reciprocal() if type(x) is Value else _unary(x, 'reciprocal')


def sqrt(x: T) -> T:
    """Square root.

    Value: z = sqrt(x).
    Derivative: 1/(2*z).
    Finite and smooth at least for x > 0.

    >>> z = sqrt(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.7071, [0.7071])
    """
    return x.sqrt() if type(x) is Value else _unary(x, 'sqrt')


def cbrt(x: T) -> T:
    """Cube root.

    Value: z = cbrt(x).
    Derivative: 1/(3*z*z).
    Finite and smooth at least for x > 0.

    >>> z = cbrt(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.7937, [0.5291])
    """
    return x.cbrt() if type(x) is Value else _unary(x, 'cbrt')


def abs(x: T) -> T:
    """Absolute value.

    Value: z = x if x > 0 else -x if x < 0 else 0 if x == 0 else nan.
    Derivative: sign(x).
    Kink at x = 0.

    >>> z = abs(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0])
    """
    return x.abs() if type(x) is Value else _unary(x, 'abs')

absolute = abs


def sign(x: T) -> T:
    """Sign: 1, -1, or 0 at 0.

    Value: z = 1 if x > 0 else -1 if x < 0 else 0 if x == 0 else nan.
    Derivative: 0 if x == x else nan.
    Kink at x = 0.

    >>> z = sign(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0, [0.0])
    """
    return x.sign() if type(x) is Value else _unary(x, 'sign')


def exp(x: T) -> T:
    """Exponential function.

    Value: z = exp(x).
    Derivative: z.

    >>> z = exp(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.6487, [1.6487])
    """
    return x.exp() if type(x) is Value else _unary(x, 'exp')


def expm1(x: T) -> T:
    """exp(x) - 1, accurate near 0.

    Value: z = expm1(x).
    Derivative: exp(x).

    >>> z = expm1(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.6487, [1.6487])
    """
    return x.expm1() if type(x) is Value else _unary(x, 'expm1')


@overload
def exp_difference(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def exp_difference(x: Operand, y: Operand) -> Value: ...
def exp_difference(x: Any, y: Any) -> Any:
    """exp(x - y), without the rounding error of x - y.

    Value: z = exp(x - y).
    Derivative in x: z.
    Derivative in y: -z.

    >>> z = exp_difference(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.2231, [0.2231, -0.2231])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'exp_difference')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'exp_difference')
    z = scalar.exp_difference(x, y)
    d_x = z if x_tracked else None
    d_y = -z if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = EXP_DIFFERENCE
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def log(x: T) -> T:
    """Natural logarithm.

    Value: z = log(x).
    Derivative: 1/x.
    Finite and smooth at least for x > 0.

    >>> z = log(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-0.6931, [2.0])
    """
    return x.log() if type(x) is Value else _unary(x, 'log')


def log1p(x: T) -> T:
    """log(1 + x), accurate near 0.

    Value: z = log1p(x).
    Derivative: 1/(1 + x).
    Finite and smooth at least for x > -1.

    >>> z = log1p(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4055, [0.6667])
    """
    return x.log1p() if type(x) is Value else _unary(x, 'log1p')


def log2(x: T) -> T:
    """Logarithm to base 2.

    Value: z = log2(x).
    Derivative: 1/(x*log(2)).
    Finite and smooth at least for x > 0.

    >>> z = log2(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-1.0, [2.8854])
    """
    return x.log2() if type(x) is Value else _unary(x, 'log2')


def log10(x: T) -> T:
    """Logarithm to base 10.

    Value: z = log10(x).
    Derivative: 1/(x*log(10)).
    Finite and smooth at least for x > 0.

    >>> z = log10(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-0.301, [0.8686])
    """
    return x.log10() if type(x) is Value else _unary(x, 'log10')


@overload
def xlogy(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def xlogy(x: Operand, y: Operand) -> Value: ...
def xlogy(x: Any, y: Any) -> Any:
    """x*log(y), which is 0 at x = 0.

    Value: z = 0 if x == 0 else x*log(y).
    Derivative in x: log(y).
    Derivative in y: x/y if y != 0 else 0 if x == 0 else x/y.
    Finite and smooth at least for y > 0.

    >>> z = xlogy(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.3466, [0.6931, 0.25])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'xlogy')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'xlogy')
    try:
        z = 0.0 if x == 0.0 else x * math.log(y)
        d_x = math.log(y) if x_tracked else None
        d_y = (x / y if y != 0.0 else 0.0 if x == 0.0 else x / y) if y_tracked else None
    except (ArithmeticError, ValueError):
        z = 0.0 if x == 0.0 else x * scalar.log(y)
        d_x = scalar.log(y) if x_tracked else None
        d_y = (scalar.div(x, y) if y != 0.0 else 0.0 if x == 0.0 else scalar.div(x, y)) if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = XLOGY
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def logaddexp(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def logaddexp(x: Operand, y: Operand) -> Value: ...
def logaddexp(x: Any, y: Any) -> Any:
    """log(exp(x) + exp(y)) without overflow.

    Value: z = log(exp(x) + exp(y)).
    Derivative in x: sigmoid(x - y).
    Derivative in y: sigmoid(y - x).

    >>> z = logaddexp(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.2014, [0.1824, 0.8176])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'logaddexp')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'logaddexp')
    e = scalar.exp_difference(x, y) if x < y else scalar.exp_difference(y, x)
    z = (x if x > y else y if y > x else x if x == y else nan) + math.log1p(e)
    d_x = (e / (1.0 + e) if x < y else 1.0 / (1.0 + e)) if x_tracked else None
    d_y = (1.0 / (1.0 + e) if x < y else e / (1.0 + e)) if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = LOGADDEXP
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def sin(x: T) -> T:
    """Sine.

    Value: z = sin(x).
    Derivative: cos(x).

    >>> z = sin(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4794, [0.8776])
    """
    return x.sin() if type(x) is Value else _unary(x, 'sin')


def cos(x: T) -> T:
    """Cosine.

    Value: z = cos(x).
    Derivative: -sin(x).

    >>> z = cos(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.8776, [-0.4794])
    """
    return x.cos() if type(x) is Value else _unary(x, 'cos')


def tan(x: T) -> T:
    """Tangent.

    Value: z = tan(x).
    Derivative: 1 + z*z.
    Finite and smooth at least for -1.5 < x < 1.5.

    >>> z = tan(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5463, [1.2984])
    """
    return x.tan() if type(x) is Value else _unary(x, 'tan')


def asin(x: T) -> T:
    """Arcsine.

    Value: z = asin(x).
    Derivative: 1/sqrt(1 - x*x).
    Finite and smooth at least for -1 < x < 1.

    >>> z = asin(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5236, [1.1547])
    """
    return x.asin() if type(x) is Value else _unary(x, 'asin')

arcsin = asin


def acos(x: T) -> T:
    """Arccosine.

    Value: z = acos(x).
    Derivative: -1/sqrt(1 - x*x).
    Finite and smooth at least for -1 < x < 1.

    >>> z = acos(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0472, [-1.1547])
    """
    return x.acos() if type(x) is Value else _unary(x, 'acos')

arccos = acos


def atan(x: T) -> T:
    """Arctangent.

    Value: z = atan(x).
    Derivative: 1/(1 + x*x).

    >>> z = atan(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4636, [0.8])
    """
    return x.atan() if type(x) is Value else _unary(x, 'atan')

arctan = atan


@overload
def atan2(y: float, x: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def atan2(y: Operand, x: Operand) -> Value: ...
def atan2(y: Any, x: Any) -> Any:
    """Angle of the point (x, y) with the x axis.

    Value: z = atan2(y, x).
    Derivative in y: x/(x*x + y*y).
    Derivative in x: -y/(x*x + y*y).
    Finite and smooth at least for y > 0.
    Finite and smooth at least for x > 0.

    >>> z = atan2(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.245, [0.4706, -0.1176])
    """
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'atan2')
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'atan2')
    try:
        z = math.atan2(y, x)
        h = math.hypot(x, y)
        d_y = (x / (h * h) if 1e-150 < h < 1e+150 else x / h / h) if y_tracked else None
        d_x = (-y / (h * h) if 1e-150 < h < 1e+150 else -y / h / h) if x_tracked else None
    except (ArithmeticError, ValueError):
        z = scalar.atan2(y, x)
        h = scalar.hypot(x, y)
        d_y = (scalar.div(x, h * h) if 1e-150 < h < 1e+150 else scalar.div(scalar.div(x, h), h)) if y_tracked else None
        d_x = (scalar.div(-y, h * h) if 1e-150 < h < 1e+150 else scalar.div(scalar.div(-y, h), h)) if x_tracked else None
    if not (y_tracked or x_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = ATAN2
    node._a = y_parent
    node._b = x_parent
    node._da = d_y
    node._db = d_x
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node

arctan2 = atan2


def sinh(x: T) -> T:
    """Hyperbolic sine.

    Value: z = sinh(x).
    Derivative: cosh(x).

    >>> z = sinh(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5211, [1.1276])
    """
    return x.sinh() if type(x) is Value else _unary(x, 'sinh')


def cosh(x: T) -> T:
    """Hyperbolic cosine.

    Value: z = cosh(x).
    Derivative: sinh(x).

    >>> z = cosh(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.1276, [0.5211])
    """
    return x.cosh() if type(x) is Value else _unary(x, 'cosh')


def tanh(x: T) -> T:
    """Hyperbolic tangent.

    Value: z = tanh(x).
    Derivative: 1 - z*z.

    >>> z = tanh(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4621, [0.7864])
    """
    return x.tanh() if type(x) is Value else _unary(x, 'tanh')


def asinh(x: T) -> T:
    """Inverse hyperbolic sine.

    Value: z = asinh(x).
    Derivative: 1/sqrt(x*x + 1).

    >>> z = asinh(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4812, [0.8944])
    """
    return x.asinh() if type(x) is Value else _unary(x, 'asinh')

arcsinh = asinh


def acosh(x: T) -> T:
    """Inverse hyperbolic cosine.

    Value: z = acosh(x).
    Derivative: 1/sqrt(x*x - 1).
    Finite and smooth at least for x > 1.

    >>> z = acosh(Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.317, [0.5774])
    """
    return x.acosh() if type(x) is Value else _unary(x, 'acosh')

arccosh = acosh


def atanh(x: T) -> T:
    """Inverse hyperbolic tangent.

    Value: z = atanh(x).
    Derivative: 1/(1 - x*x).
    Finite and smooth at least for -1 < x < 1.

    >>> z = atanh(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5493, [1.3333])
    """
    return x.atanh() if type(x) is Value else _unary(x, 'atanh')

arctanh = atanh


@overload
def hypot(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def hypot(x: Operand, y: Operand) -> Value: ...
def hypot(x: Any, y: Any) -> Any:
    """Length of the vector (x, y); the derivatives at (0, 0) are 0.

    Value: z = sqrt(x*x + y*y).
    Derivative in x: x/z if z != 0 else 0.
    Derivative in y: y/z if z != 0 else 0.
    Finite and smooth at least for x > 0.

    >>> z = hypot(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0616, [0.2425, 0.9701])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'hypot')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'hypot')
    z = math.hypot(x, y)
    s = 1.0 if 1e-290 < z < 1e+300 else 2.0 ** 600.0 if z < 1.0 else 2.0 ** -600.0
    d_x = (0.0 if z == 0.0 else x * s / math.hypot(x * s, y * s) if math.fabs(x) != inf else (1.0 if x > 0.0 else -1.0) + (y - y)) if x_tracked else None
    d_y = (0.0 if z == 0.0 else y * s / math.hypot(x * s, y * s) if math.fabs(y) != inf else (1.0 if y > 0.0 else -1.0) + (x - x)) if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = HYPOT
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def gaussian(x: T) -> T:
    """exp(-x²), proportional to the derivative of erf.

    Value: z = exp(-(x*x)).
    Derivative: -2*x*z.

    >>> z = gaussian(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.7788, [-0.7788])
    """
    return x.gaussian() if type(x) is Value else _unary(x, 'gaussian')


def erf(x: T) -> T:
    """Error function.

    Value: z = erf(x).
    Derivative: (2/sqrt(pi))*gaussian(x).

    >>> z = erf(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5205, [0.8788])
    """
    return x.erf() if type(x) is Value else _unary(x, 'erf')


def erfc(x: T) -> T:
    """1 - erf(x), accurate for large x.

    Value: z = erfc(x).
    Derivative: -(2/sqrt(pi))*gaussian(x).

    >>> z = erfc(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.4795, [-0.8788])
    """
    return x.erfc() if type(x) is Value else _unary(x, 'erfc')


def sigmoid(x: T) -> T:
    """Logistic sigmoid.

    Value: z = 1/(1 + exp(-x)).
    Derivative: z*(1 - z).

    >>> z = sigmoid(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.6225, [0.235])
    """
    return x.sigmoid() if type(x) is Value else _unary(x, 'sigmoid')


def sigmoid_slope(x: T) -> T:
    """Derivative of sigmoid.

    Value: z = 1/((1 + exp(-x))*(1 + exp(x))).
    Derivative: -z*tanh(x/2).

    >>> z = sigmoid_slope(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.235, [-0.0576])
    """
    return x.sigmoid_slope() if type(x) is Value else _unary(x, 'sigmoid_slope')


def sech2(x: T) -> T:
    """1/cosh(x)², the derivative of tanh.

    Value: z = 1/(cosh(x)*cosh(x)).
    Derivative: -2*z*tanh(x).

    >>> z = sech2(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.7864, [-0.7269])
    """
    return x.sech2() if type(x) is Value else _unary(x, 'sech2')


def softplus(x: T) -> T:
    """Softplus: a smooth relu.

    Value: z = log(1 + exp(x)).
    Derivative: sigmoid(x).

    >>> z = softplus(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.9741, [0.6225])
    """
    return x.softplus() if type(x) is Value else _unary(x, 'softplus')


def log_sigmoid(x: T) -> T:
    """Logarithm of the sigmoid, without underflow.

    Value: z = -log(1 + exp(-x)).
    Derivative: sigmoid(-x).

    >>> z = log_sigmoid(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (-0.4741, [0.3775])
    """
    return x.log_sigmoid() if type(x) is Value else _unary(x, 'log_sigmoid')


def relu(x: T) -> T:
    """Rectified linear unit: max(x, 0); the derivative at 0 is 0.

    Value: z = 0 if x <= 0 else x.
    Derivative: 1 if x > 0 else 0 if x <= 0 else nan.
    Kink at x = 0.

    >>> z = relu(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0])
    """
    return x.relu() if type(x) is Value else _unary(x, 'relu')


@overload
def leaky_relu(x: float, slope: float = 0.01) -> float: ...  # type: ignore[overload-overlap]
@overload
def leaky_relu(x: Operand, slope: Operand = 0.01) -> Value: ...
def leaky_relu(x: Any, slope: Any = 0.01) -> Any:
    """Leaky relu: slope*x below 0.

    Value: z = x if x > 0 else slope*x.
    Derivative in x: 1 if x > 0 else slope if x <= 0 else nan.
    Derivative in slope: 0 if x > 0 else x.
    Kink at x = 0.

    >>> z = leaky_relu(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'leaky_relu')
    if type(slope) is Value:
        slope_parent, slope, slope_tracked = slope, slope._data, 1
    else:
        slope_parent, slope, slope_tracked = operand(slope, 'leaky_relu')
    z = x if x > 0.0 else slope * x
    d_x = (1.0 if x > 0.0 else slope if x <= 0.0 else nan) if x_tracked else None
    d_slope = ((0.0 if x > 0.0 else x) or None) if slope_tracked else None
    if not (x_tracked or slope_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = LEAKY_RELU
    node._a = x_parent
    node._b = slope_parent
    node._da = d_x
    node._db = d_slope
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node

prelu = leaky_relu


@overload
def elu(x: float, alpha: float = 1.0) -> float: ...  # type: ignore[overload-overlap]
@overload
def elu(x: Operand, alpha: Operand = 1.0) -> Value: ...
def elu(x: Any, alpha: Any = 1.0) -> Any:
    """Exponential linear unit.

    Value: z = x if x > 0 else alpha*expm1(x).
    Derivative in x: 1 if x > 0 else alpha*exp(x) if x != 0 else 1 if alpha > 1 else alpha.
    Derivative in alpha: 0 if x > 0 else expm1(x).
    Kink at x = 0.

    >>> z = elu(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'elu')
    if type(alpha) is Value:
        alpha_parent, alpha, alpha_tracked = alpha, alpha._data, 1
    else:
        alpha_parent, alpha, alpha_tracked = operand(alpha, 'elu')
    z = x if x > 0.0 else alpha * math.expm1(x)
    d_x = (1.0 if x > 0.0 else (alpha * math.exp(x) if x > -700.0 else alpha * math.exp(x / 2.0) * math.exp(x / 2.0)) if x != 0.0 else 1.0 if alpha > 1.0 else alpha) if x_tracked else None
    d_alpha = ((0.0 if x > 0.0 else math.expm1(x)) or None) if alpha_tracked else None
    if not (x_tracked or alpha_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = ELU
    node._a = x_parent
    node._b = alpha_parent
    node._da = d_x
    node._db = d_alpha
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def gelu(x: T) -> T:
    """Gaussian error linear unit.

    Value: z = x*(1 + erf(x/sqrt(2)))/2.
    Derivative: erfc(-x*(sqrt(0.5)))/2 + x*(1/sqrt(2*pi))*gaussian(x*(sqrt(0.5))).

    >>> z = gelu(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.3457, [0.8675])
    """
    return x.gelu() if type(x) is Value else _unary(x, 'gelu')


def silu(x: T) -> T:
    """Sigmoid linear unit: x*sigmoid(x).

    Value: z = x/(1 + exp(-x)).
    Derivative: sigmoid(x)*(1 + x*sigmoid(-x)).

    >>> z = silu(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.3112, [0.74])
    """
    return x.silu() if type(x) is Value else _unary(x, 'silu')

swish = silu


@overload
def step(x: float, at_zero: float = 1.0) -> float: ...  # type: ignore[overload-overlap]
@overload
def step(x: Operand, at_zero: Operand = 1.0) -> Value: ...
def step(x: Any, at_zero: Any = 1.0) -> Any:
    """Binary step with value at_zero at 0 (not `steps`: the steps of the reverse pass).

    Value: z = 1 if x > 0 else 0 if x < 0 else at_zero if x == 0 else nan.
    Derivative in x: 0 if x == x else nan.
    Derivative in at_zero: 1 if x == 0 else 0.
    Kink at x = 0.

    >>> z = step(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'step')
    if type(at_zero) is Value:
        at_zero_parent, at_zero, at_zero_tracked = at_zero, at_zero._data, 1
    else:
        at_zero_parent, at_zero, at_zero_tracked = operand(at_zero, 'step')
    z = 1.0 if x > 0.0 else 0.0 if x < 0.0 else at_zero if x == 0.0 else nan
    d_x = ((0.0 if x == x else nan) or None) if x_tracked else None
    d_at_zero = ((1.0 if x == 0.0 else 0.0) or None) if at_zero_tracked else None
    if not (x_tracked or at_zero_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = STEP
    node._a = x_parent
    node._b = at_zero_parent
    node._da = d_x
    node._db = d_at_zero
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def bce_with_logits(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def bce_with_logits(x: Operand, y: Operand) -> Value: ...
def bce_with_logits(x: Any, y: Any) -> Any:
    """Binary cross-entropy of a target y in [0, 1] and a logit x.

    Value: z = -(y*log(1/(1 + exp(-x))) + (1 - y)*log(1/(1 + exp(x)))).
    Derivative in x: sigmoid(x) - y.
    Derivative in y: -x.
    Finite and smooth at least for 0 < y < 1.

    >>> z = bce_with_logits(Value(0.5), Value(0.25))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.8491, [0.3725, -0.5])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'bce_with_logits')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'bce_with_logits')
    softplus0_x = x
    softplus0 = math.log1p(math.exp(-math.fabs(softplus0_x))) + (softplus0_x if softplus0_x > 0.0 else 0.0)
    softplus1_x = -x
    softplus1 = math.log1p(math.exp(-math.fabs(softplus1_x))) + (softplus1_x if softplus1_x > 0.0 else 0.0)
    z = softplus0 if y == 0.0 else softplus1 if y == 1.0 else y * softplus1 + (1.0 - y) * softplus0
    sigmoid2_x = x
    sigmoid2_e = math.exp(-math.fabs(sigmoid2_x))
    sigmoid2 = 1.0 / (1.0 + sigmoid2_e) if sigmoid2_x >= 0.0 else sigmoid2_e / (1.0 + sigmoid2_e)
    sigmoid3_x = -x
    sigmoid3_e = math.exp(-math.fabs(sigmoid3_x))
    sigmoid3 = 1.0 / (1.0 + sigmoid3_e) if sigmoid3_x >= 0.0 else sigmoid3_e / (1.0 + sigmoid3_e)
    d_x = (sigmoid2 if y == 0.0 else -sigmoid3 if y == 1.0 else (1.0 - y) * sigmoid2 - y * sigmoid3) if x_tracked else None
    d_y = -x if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = BCE_WITH_LOGITS
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node

binary_cross_entropy_with_logits = bce_with_logits


@overload
def maximum(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def maximum(x: Operand, y: Operand) -> Value: ...
def maximum(x: Any, y: Any) -> Any:
    """The larger of two numbers; at a tie each has derivative 1/2.

    Value: z = x if x > y else y if y > x else x if x == y else nan.
    Derivative in x: 1 if x > y else 0.5 if x == y else 0 if x < y else nan.
    Derivative in y: 1 if y > x else 0.5 if x == y else 0 if y < x else nan.
    Kink at x = y.

    >>> z = maximum(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0, [0.0, 1.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'maximum')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'maximum')
    z = x if x > y else y if y > x else x if x == y else nan
    d_x = ((1.0 if x > y else 0.5 if x == y else 0.0 if x < y else nan) or None) if x_tracked else None
    d_y = ((1.0 if y > x else 0.5 if x == y else 0.0 if y < x else nan) or None) if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = MAXIMUM
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def minimum(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def minimum(x: Operand, y: Operand) -> Value: ...
def minimum(x: Any, y: Any) -> Any:
    """The smaller of two numbers; at a tie each has derivative 1/2.

    Value: z = x if x < y else y if y < x else x if x == y else nan.
    Derivative in x: 1 if x < y else 0.5 if x == y else 0 if x > y else nan.
    Derivative in y: 1 if y < x else 0.5 if x == y else 0 if y > x else nan.
    Kink at x = y.

    >>> z = minimum(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'minimum')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'minimum')
    z = x if x < y else y if y < x else x if x == y else nan
    d_x = ((1.0 if x < y else 0.5 if x == y else 0.0 if x > y else nan) or None) if x_tracked else None
    d_y = ((1.0 if y < x else 0.5 if x == y else 0.0 if y > x else nan) or None) if y_tracked else None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = MINIMUM
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def clip(x: float, low: float = -math.inf, high: float = math.inf) -> float: ...  # type: ignore[overload-overlap]
@overload
def clip(x: Operand, low: Operand = -math.inf, high: Operand = math.inf) -> Value: ...
def clip(x: Any, low: Any = -math.inf, high: Any = math.inf) -> Any:
    """x, but at least low and at most high.

    Value: z = high if low > high else (low if x < low else high if x > high else x) if low <= high else nan.
    Derivative in x: 0 if low > high else (0 if x < low else 0 if x > high else 1 if x == x else nan) if low <= high else nan.
    Derivative in low: 0 if low > high else (1 if x < low else 0) if low <= high else nan.
    Derivative in high: 1 if low > high else (0 if x < low else 1 if x > high else 0) if low <= high else nan.
    Kink at x = low.
    Kink at x = high.
    Kink at low = high.

    >>> z = clip(Value(0.5), Value(2.0), Value(3.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0, [0.0, 1.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'clip')
    if type(low) is Value:
        low_parent, low, low_tracked = low, low._data, 1
    else:
        low_parent, low, low_tracked = operand(low, 'clip')
    if type(high) is Value:
        high_parent, high, high_tracked = high, high._data, 1
    else:
        high_parent, high, high_tracked = operand(high, 'clip')
    z = high if low > high else (low if x < low else high if x > high else x) if low <= high else nan
    d_x = 0.0 if low > high else (0.0 if x < low else 0.0 if x > high else 1.0 if x == x else nan) if low <= high else nan
    d_low = 0.0 if low > high else (1.0 if x < low else 0.0) if low <= high else nan
    d_high = 1.0 if low > high else (0.0 if x < low else 1.0 if x > high else 0.0) if low <= high else nan
    tracked = x_tracked + low_tracked + high_tracked
    if not tracked:
        return z
    parents = (x_parent, low_parent, high_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (d_x, d_low, d_high,)
    else:
        values, partials = linked(((x_parent,), (d_x,), x_tracked), ((low_parent,), (d_low,), low_tracked), ((high_parent,), (d_high,), high_tracked))
    partials = tuple(d or None for d in partials)
    node = new(Value)
    node._data = z
    node.op = CLIP
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node

clamp = clip


@overload
def where(condition: float, x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def where(condition: Operand, x: Operand, y: Operand) -> Value: ...
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition is true, y where it is 0.

    Value: z = y if condition == 0 else x if condition == condition else nan.
    Derivative in condition: 0.
    Derivative in x: 0 if condition == 0 else 1.
    Derivative in y: 1 if condition == 0 else 0.
    Kink at condition = 0.

    >>> z = where(Value(0.5), Value(2.0), Value(3.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0, [0.0, 1.0, 0.0])
    """
    if type(condition) is Value:
        condition_parent, condition, condition_tracked = condition, condition._data, 1
    else:
        condition_parent, condition, condition_tracked = operand(condition, 'where')
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'where')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'where')
    z = y if condition == 0.0 else x if condition == condition else nan
    d_condition = None
    d_x = 0.0 if condition == 0.0 else 1.0
    d_y = 1.0 if condition == 0.0 else 0.0
    tracked = condition_tracked + x_tracked + y_tracked
    if not tracked:
        return z
    parents = (condition_parent, x_parent, y_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (d_condition, d_x, d_y,)
    else:
        values, partials = linked(((condition_parent,), (d_condition,), condition_tracked), ((x_parent,), (d_x,), x_tracked), ((y_parent,), (d_y,), y_tracked))
    partials = tuple(d or None for d in partials)
    node = new(Value)
    node._data = z
    node.op = WHERE
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def greater(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def greater(x: Operand, y: Operand) -> Value: ...
def greater(x: Any, y: Any) -> Any:
    """1 if x > y, else 0; `x > y` records it for `where`.

    Value: z = 1 if x > y else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = y.

    >>> z = greater(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'greater')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'greater')
    z = 1.0 if x > y else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = GREATER
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def greater_equal(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def greater_equal(x: Operand, y: Operand) -> Value: ...
def greater_equal(x: Any, y: Any) -> Any:
    """1 if x >= y, else 0; `x >= y` records it for `where`.

    Value: z = 1 if x >= y else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = y.

    >>> z = greater_equal(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'greater_equal')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'greater_equal')
    z = 1.0 if x >= y else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = GREATER_EQUAL
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def equal(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def equal(x: Operand, y: Operand) -> Value: ...
def equal(x: Any, y: Any) -> Any:
    """1 if x equals y, else 0.

    Value: z = 1 if x == y else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = y.

    >>> z = equal(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'equal')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'equal')
    z = 1.0 if x == y else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = EQUAL
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def logical_and(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def logical_and(x: Operand, y: Operand) -> Value: ...
def logical_and(x: Any, y: Any) -> Any:
    """1 if neither is 0, else 0; `(a > b) & (c > d)` records it for `where`.

    Value: z = (1 if y != 0 else 0) if x != 0 else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = 0.
    Kink at y = 0.

    >>> z = logical_and(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'logical_and')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'logical_and')
    z = (1.0 if y != 0.0 else 0.0) if x != 0.0 else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = LOGICAL_AND
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def logical_or(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def logical_or(x: Operand, y: Operand) -> Value: ...
def logical_or(x: Any, y: Any) -> Any:
    """1 if x or y is not 0, else 0; `(a > b) | (c > d)` records it for `where`.

    Value: z = 1 if x != 0 else 1 if y != 0 else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = 0.
    Kink at y = 0.

    >>> z = logical_or(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'logical_or')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'logical_or')
    z = 1.0 if x != 0.0 else 1.0 if y != 0.0 else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = LOGICAL_OR
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def logical_xor(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def logical_xor(x: Operand, y: Operand) -> Value: ...
def logical_xor(x: Any, y: Any) -> Any:
    """1 if exactly one of x and y is not 0, else 0; `(a > b) ^ (c > d)` records it for `where`.

    Value: z = (0 if y != 0 else 1) if x != 0 else 1 if y != 0 else 0.
    Derivative in x: 0.
    Derivative in y: 0.
    Kink at x = 0.
    Kink at y = 0.

    >>> z = logical_xor(Value(0.5), Value(2.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.0, [0.0, 0.0])
    """
    if type(x) is Value:
        x_parent, x, x_tracked = x, x._data, 1
    else:
        x_parent, x, x_tracked = operand(x, 'logical_xor')
    if type(y) is Value:
        y_parent, y, y_tracked = y, y._data, 1
    else:
        y_parent, y, y_tracked = operand(y, 'logical_xor')
    z = (0.0 if y != 0.0 else 1.0) if x != 0.0 else 1.0 if y != 0.0 else 0.0
    d_x = None
    d_y = None
    if not (x_tracked or y_tracked):
        return z
    node = new(Value)
    node._data = z
    node.op = LOGICAL_XOR
    node._a = x_parent
    node._b = y_parent
    node._da = d_x
    node._db = d_y
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def logical_not(x: T) -> T:
    """1 if x is 0, else 0; `~(a > b)` records it for `where`.

    Value: z = 1 if x == 0 else 0.
    Derivative: 0.
    Kink at x = 0.

    >>> z = logical_not(Value(0.5))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.0, [0.0])
    """
    return x.logical_not() if type(x) is Value else _unary(x, 'logical_not')


def sum(x: Iterable[Operand]) -> Any:
    """Correctly rounded sum of a list.

    Value: z = sum(x).
    Derivative in each element of x: 1.

    >>> z = sum([Value(0.5), Value(1.5)])
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (2.0, [1.0, 1.0])
    """
    x_parent, x, x_tracked = operands(x, 'sum')
    try:
        z = math.fsum(x)
        d_x = [1.0] * len(x)
    except (ArithmeticError, ValueError):
        z = scalar.fsum(x)
        d_x = [1.0] * len(x)
    tracked = x_tracked
    if not tracked:
        return z
    parents = (*x_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_x,)
    else:
        values, partials = linked((x_parent, d_x, x_tracked))
    node = new(Value)
    node._data = z
    node.op = SUM
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def dot(w: Iterable[Operand], x: Iterable[Operand], b: Operand = 0.0) -> Any:
    """Dot product of two lists, plus b.

    Value: z = sum(w*x, b).
    Derivative in each element of w: x.
    Derivative in each element of x: w.
    Derivative in b: 1.

    >>> z = dot([Value(0.5), Value(1.5)], [Value(2.0), Value(3.0)], Value(3.0))
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (8.5, [2.0, 3.0, 0.5, 1.5, 1.0])
    """
    w_parent, w, w_tracked = operands(w, 'dot')
    x_parent, x, x_tracked = operands(x, 'dot')
    if type(b) is Value:
        b_parent, b, b_tracked = b, b._data, 1
    else:
        b_parent, b, b_tracked = operand(b, 'dot')
    if len(w) != len(x):
        different_lengths('dot', w, x)
    try:
        z = math.fsum([*map(mul_floats, w, x), b])
        d_w = x
        d_x = w
        d_b = 1.0
    except (ArithmeticError, ValueError):
        z = scalar.fsum([*map(mul_floats, w, x), b])
        d_w = x
        d_x = w
        d_b = 1.0
    tracked = w_tracked + x_tracked + b_tracked
    if not tracked:
        return z
    parents = (*w_parent, *x_parent, b_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_w, *d_x, d_b,)
    else:
        values, partials = linked((w_parent, d_w, w_tracked), (x_parent, d_x, x_tracked), ((b_parent,), (d_b,), b_tracked))
    node = new(Value)
    node._data = z
    node.op = DOT
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def prod(x: Iterable[Operand]) -> Any:
    """Product of a list.

    Value: z = prod(x).
    Derivative in each element of x: others(x).

    >>> z = prod([Value(0.5), Value(1.5)])
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.75, [1.5, 0.5])
    """
    x_parent, x, x_tracked = operands(x, 'prod')
    z = scalar.prod(x)
    d_x = scalar.others(x)
    tracked = x_tracked
    if not tracked:
        return z
    parents = (*x_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_x,)
    else:
        values, partials = linked((x_parent, d_x, x_tracked))
    node = new(Value)
    node._data = z
    node.op = PROD
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def logsumexp(x: Iterable[Operand]) -> Any:
    """log of the sum of exp over a list, without overflow.

    Value: z = log(sum(exp(x))).
    Derivative in each element of x: exp_difference(x, z).

    >>> z = logsumexp([Value(0.5), Value(1.5)])
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.8133, [0.2689, 0.7311])
    """
    x_parent, x, x_tracked = operands(x, 'logsumexp')
    m = scalar.largest(x)
    k = math.fsum([1.0 if x_i == m else 0.0 for x_i in x])
    t = math.fsum([*[0.0 if x_i == m else scalar.exp_difference(x_i, m) for x_i in x], k - 1.0])
    z = m + math.log1p(t)
    d_x = [scalar.exp_difference(x_i, m) / (1.0 + t) for x_i in x]
    tracked = x_tracked
    if not tracked:
        return z
    parents = (*x_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_x,)
    else:
        values, partials = linked((x_parent, d_x, x_tracked))
    node = new(Value)
    node._data = z
    node.op = LOGSUMEXP
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def max(x: Iterable[Operand]) -> Any:
    """Largest of a list; ties share the derivative.

    Value: z = max(x).
    Derivative in each element of x: 1/k if x == z else 0 if z == z else nan.

    >>> z = max([Value(0.5), Value(1.5)])
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (1.5, [0.0, 1.0])
    """
    x_parent, x, x_tracked = operands(x, 'max')
    z = scalar.largest(x)
    k = math.fsum([1.0 if x_i == z else 0.0 for x_i in x])
    d_x = [1.0 / k if x_i == z else 0.0 if z == z else nan for x_i in x]
    tracked = x_tracked
    if not tracked:
        return z
    parents = (*x_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_x,)
    else:
        values, partials = linked((x_parent, d_x, x_tracked))
    partials = tuple(d or None for d in partials)
    node = new(Value)
    node._data = z
    node.op = MAX
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def min(x: Iterable[Operand]) -> Any:
    """Smallest of a list; ties share the derivative.

    Value: z = min(x).
    Derivative in each element of x: 1/k if x == z else 0 if z == z else nan.

    >>> z = min([Value(0.5), Value(1.5)])
    >>> round(z.data, 4), [round(d, 4) for d in z.partials]
    (0.5, [1.0, 0.0])
    """
    x_parent, x, x_tracked = operands(x, 'min')
    z = scalar.smallest(x)
    k = math.fsum([1.0 if x_i == z else 0.0 for x_i in x])
    d_x = [1.0 / k if x_i == z else 0.0 if z == z else nan for x_i in x]
    tracked = x_tracked
    if not tracked:
        return z
    parents = (*x_parent,)
    partials: tuple[float | None, ...]
    if tracked == len(parents):
        values = parents
        partials = (*d_x,)
    else:
        values, partials = linked((x_parent, d_x, x_tracked))
    partials = tuple(d or None for d in partials)
    node = new(Value)
    node._data = z
    node.op = MIN
    node._a = parents
    node._b = values
    node._db = partials
    node._da = node._adjoint = None
    if watch is not None:
        watch(node)
    return node


FUNCTIONS.update({name: globals()[name] for name in OPS})

__all__ = ['abs', 'absolute', 'acos', 'acosh', 'add', 'arccos', 'arccosh', 'arcsin', 'arcsinh', 'arctan', 'arctan2', 'arctanh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'bce_with_logits', 'binary_cross_entropy_with_logits', 'cbrt', 'clamp', 'clip', 'cos', 'cosh', 'div', 'divide', 'dot', 'elu', 'equal', 'erf', 'erfc', 'exp', 'exp_difference', 'expm1', 'gaussian', 'gelu', 'greater', 'greater_equal', 'hypot', 'identity', 'leaky_relu', 'log', 'log10', 'log1p', 'log2', 'log_sigmoid', 'logaddexp', 'logical_and', 'logical_not', 'logical_or', 'logical_xor', 'logsumexp', 'max', 'maximum', 'min', 'minimum', 'mul', 'multiply', 'neg', 'negative', 'one_minus_square', 'pow', 'power', 'prelu', 'prod', 'reciprocal', 'relu', 'sech2', 'sigmoid', 'sigmoid_slope', 'sign', 'silu', 'sin', 'sinh', 'softplus', 'sqrt', 'square', 'step', 'sub', 'subtract', 'sum', 'swish', 'tan', 'tanh', 'where', 'xlogy']

"""Value and the operations: what the table says, as Python.

Generated from the table in `table/rows.py` by `python -m autodiff.table.codegen`: edit the table, not this file.
"""

# ruff: noqa
from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from operator import mul as mul_floats
from typing import Any, TypeVar, overload

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
    """A number that remembers how it was made, so that `backward()` can differentiate it.

    data: any real number, kept as a float. label: a name for printing and drawing.
    `TypeError` for anything that is no real number.

    >>> a = Value(2.0, label="a")
    >>> y = a * a + 3
    >>> y.backward()
    >>> a.grad
    4.0
    """

    __slots__ = ()

    def identity(self) -> Value:
        """x."""
        x = self._data
        z = x
        d = 1.0
        node = new(Value)
        node._data = z
        node.op = IDENTITY
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __add__(self, other: Any) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = 1.0
        else:
            if type(other) is not float:
                other = constant(other)
                if other is None:
                    return NotImplemented
            y = other
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

    def __radd__(self, other: Any) -> Value:
        if type(other) is not float:
            other = constant(other)
            if other is None:
                return NotImplemented
        x = other
        y = self._data
        z = x + y
        da = None
        db = 1.0
        node = new(Value)
        node._data = z
        node.op = ADD
        node._a = other
        node._b = self
        node._da = None
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __sub__(self, other: Any) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = -1.0
        else:
            if type(other) is not float:
                other = constant(other)
                if other is None:
                    return NotImplemented
            y = other
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

    def __rsub__(self, other: Any) -> Value:
        if type(other) is not float:
            other = constant(other)
            if other is None:
                return NotImplemented
        x = other
        y = self._data
        z = x - y
        da = None
        db = -1.0
        node = new(Value)
        node._data = z
        node.op = SUB
        node._a = other
        node._b = self
        node._da = None
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __mul__(self, other: Any) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            db = x
        else:
            if type(other) is not float:
                other = constant(other)
                if other is None:
                    return NotImplemented
            y = other
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

    def __rmul__(self, other: Any) -> Value:
        if type(other) is not float:
            other = constant(other)
            if other is None:
                return NotImplemented
        x = other
        y = self._data
        z = x * y
        da = None
        db = x
        node = new(Value)
        node._data = z
        node.op = MUL
        node._a = other
        node._b = self
        node._da = None
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def __truediv__(self, other: Any) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            tracked = True
        else:
            if type(other) is not float:
                other = constant(other)
                if other is None:
                    return NotImplemented
            y = other
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

    def __rtruediv__(self, other: Any) -> Value:
        if type(other) is not float:
            other = constant(other)
            if other is None:
                return NotImplemented
        x = other
        y = self._data
        try:
            z = x / y
            da = None
            db = -z / y if math.fabs(z) >= TINY else -z / y if x == 0.0 else -x / (y * y)
        except (ArithmeticError, ValueError):
            z = scalar.div(x, y)
            da = None
            db = scalar.div(-z, y) if scalar.fabs(z) >= TINY else scalar.div(-z, y) if x == 0.0 else scalar.div(-x, y * y)
        node = new(Value)
        node._data = z
        node.op = DIV
        node._a = other
        node._b = self
        node._da = None
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def neg(self) -> Value:
        """-x."""
        x = self._data
        z = -x
        d = -1.0
        node = new(Value)
        node._data = z
        node.op = NEG
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    negative = neg
    __neg__ = neg

    def __pow__(self, other: Any) -> Value:
        x = self._data
        if type(other) is Value:
            y = other._data
            tracked = True
        else:
            if type(other) is not float:
                other = constant(other)
                if other is None:
                    return NotImplemented
            y = other
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

    def __rpow__(self, other: Any) -> Value:
        if type(other) is not float:
            other = constant(other)
            if other is None:
                return NotImplemented
        x = other
        y = self._data
        try:
            z = math.pow(x, y)
            normal = 1.0 if TINY <= math.fabs(z) <= HUGE else 0.0
            da = None
            db = (0.0 if y > 0.0 else nan) if x == 0.0 else z * math.log(x) if normal or x < 0.0 or x == inf else math.pow(x, y / 2.0) * math.log(x) * math.pow(x, y / 2.0)
        except (ArithmeticError, ValueError):
            z = scalar.pow(x, y)
            normal = 1.0 if TINY <= scalar.fabs(z) <= HUGE else 0.0
            da = None
            db = (0.0 if y > 0.0 else nan) if x == 0.0 else z * scalar.log(x) if normal or x < 0.0 or x == inf else scalar.pow(x, scalar.div(y, 2.0)) * scalar.log(x) * scalar.pow(x, scalar.div(y, 2.0))
        node = new(Value)
        node._data = z
        node.op = POW
        node._a = other
        node._b = self
        node._da = None
        node._db = db
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def square(self) -> Value:
        """x**2."""
        x = self._data
        z = x * x
        d = 2.0 * x
        node = new(Value)
        node._data = z
        node.op = SQUARE
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def one_minus_square(self) -> Value:
        """1 - x², of which nothing is lost near x = 1, nor of its derivatives near 0."""
        x = self._data
        z = (1.0 - x) * (1.0 + x)
        d = -2.0 * x
        node = new(Value)
        node._data = z
        node.op = ONE_MINUS_SQUARE
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def reciprocal(self) -> Value:
        """1/x."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sqrt(self) -> Value:
        """sqrt(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cbrt(self) -> Value:
        """cbrt(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def abs(self) -> Value:
        """abs(x)."""
        x = self._data
        z = math.fabs(x)
        sign0_x = x
        sign0 = 1.0 if sign0_x > 0.0 else -1.0 if sign0_x < 0.0 else 0.0 if sign0_x == 0.0 else nan
        d = sign0
        node = new(Value)
        node._data = z
        node.op = ABS
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    absolute = abs
    __abs__ = abs

    def sign(self) -> Value:
        """sign(x)."""
        x = self._data
        z = 1.0 if x > 0.0 else -1.0 if x < 0.0 else 0.0 if x == 0.0 else nan
        d = (0.0 if x == x else nan) or None
        node = new(Value)
        node._data = z
        node.op = SIGN
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def exp(self) -> Value:
        """exp(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def expm1(self) -> Value:
        """expm1(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def exp_difference(self, y: Operand) -> Value:
        """exp(x - y) without the rounding error of x - y."""
        return exp_difference(self, y)

    def log(self) -> Value:
        """log(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log1p(self) -> Value:
        """log1p(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log2(self) -> Value:
        """log2(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log10(self) -> Value:
        """log10(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def xlogy(self, y: Operand) -> Value:
        """xlogy(x, y)."""
        return xlogy(self, y)

    def logaddexp(self, y: Operand) -> Value:
        """logaddexp(x, y)."""
        return logaddexp(self, y)

    def sin(self) -> Value:
        """sin(x)."""
        x = self._data
        z = math.sin(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.sin_far(x)
        d = math.cos(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.cos_far(x)
        node = new(Value)
        node._data = z
        node.op = SIN
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cos(self) -> Value:
        """cos(x)."""
        x = self._data
        z = math.cos(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.cos_far(x)
        d = -math.sin(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else -scalar.sin_far(x)
        node = new(Value)
        node._data = z
        node.op = COS
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def tan(self) -> Value:
        """tan(x)."""
        x = self._data
        z = math.tan(x) if -2.0 ** 53.0 < x < 2.0 ** 53.0 else scalar.tan_far(x)
        d = 1.0 + z * z if -2.0 ** 53.0 < x < 2.0 ** 53.0 else 1.0 / (scalar.cos_far(x) * scalar.cos_far(x))
        node = new(Value)
        node._data = z
        node.op = TAN
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def asin(self) -> Value:
        """asin(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arcsin = asin

    def acos(self) -> Value:
        """acos(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arccos = acos

    def atan(self) -> Value:
        """atan(x)."""
        x = self._data
        z = math.atan(x)
        d = 1.0 / (1.0 + x * x) if math.fabs(x) < 1e+150 else 1.0 / x / x
        node = new(Value)
        node._data = z
        node.op = ATAN
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arctan = atan

    def atan2(self, x: Operand) -> Value:
        """atan2(y, x)."""
        return atan2(self, x)

    arctan2 = atan2

    def sinh(self) -> Value:
        """sinh(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def cosh(self) -> Value:
        """cosh(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def tanh(self) -> Value:
        """tanh(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def asinh(self) -> Value:
        """asinh(x)."""
        x = self._data
        z = math.asinh(x)
        d = 1.0 / math.hypot(1.0, x)
        node = new(Value)
        node._data = z
        node.op = ASINH
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arcsinh = asinh

    def acosh(self) -> Value:
        """acosh(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arccosh = acosh

    def atanh(self) -> Value:
        """atanh(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    arctanh = atanh

    def hypot(self, y: Operand) -> Value:
        """hypot(x, y)."""
        return hypot(self, y)

    def gaussian(self) -> Value:
        """exp(-x²), the derivative of erf but for a factor."""
        x = self._data
        t = 134217729.0 * x
        h = t - (t - x)
        z = math.exp(-(h * h)) * math.exp(-((x - h) * (x + h))) if math.fabs(x) < 40.0 else 0.0 if x == x else nan
        d = -2.0 * x * z if z >= TINY else -2.0 * x * math.exp(-(h * h) / 2.0) * math.exp(-((x - h) * (x + h))) * math.exp(-(h * h) / 2.0) if math.fabs(x) < 40.0 else 0.0 if x == x else nan
        node = new(Value)
        node._data = z
        node.op = GAUSSIAN
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def erf(self) -> Value:
        """erf(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def erfc(self) -> Value:
        """erfc(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sigmoid(self) -> Value:
        """sigmoid(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sigmoid_slope(self) -> Value:
        """The derivative of sigmoid."""
        x = self._data
        e = math.exp(-math.fabs(x))
        z = e / ((1.0 + e) * (1.0 + e))
        d = -z * math.tanh(x / 2.0)
        node = new(Value)
        node._data = z
        node.op = SIGMOID_SLOPE
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def sech2(self) -> Value:
        """1/cosh(x)², the derivative of tanh."""
        x = self._data
        e = math.exp(-2.0 * math.fabs(x))
        z = 4.0 * e / ((1.0 + e) * (1.0 + e))
        d = -2.0 * z * math.tanh(x)
        node = new(Value)
        node._data = z
        node.op = SECH2
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def softplus(self) -> Value:
        """softplus(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def log_sigmoid(self) -> Value:
        """log_sigmoid(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def relu(self) -> Value:
        """max(x, 0), with slope 0 at 0."""
        x = self._data
        z = 0.0 if x <= 0.0 else x
        d = (1.0 if x > 0.0 else 0.0 if x <= 0.0 else nan) or None
        node = new(Value)
        node._data = z
        node.op = RELU
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def leaky_relu(self, slope: Operand = 0.01) -> Value:
        """leaky_relu(x, slope)."""
        return leaky_relu(self, slope)

    prelu = leaky_relu

    def elu(self, alpha: Operand = 1.0) -> Value:
        """elu(x, alpha)."""
        return elu(self, alpha)

    def gelu(self) -> Value:
        """gelu(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    def silu(self) -> Value:
        """silu(x)."""
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
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node

    swish = silu

    def step(self, at_zero: Operand = 1.0) -> Value:
        """The binary step; its value at 0 is the second argument."""
        return step(self, at_zero)

    def bce_with_logits(self, y: Operand) -> Value:
        """Binary cross-entropy of a target y in [0, 1] and a logit x."""
        return bce_with_logits(self, y)

    binary_cross_entropy_with_logits = bce_with_logits

    def maximum(self, y: Operand) -> Value:
        """maximum(x, y)."""
        return maximum(self, y)

    def minimum(self, y: Operand) -> Value:
        """minimum(x, y)."""
        return minimum(self, y)

    def clip(self, low: Operand = -math.inf, high: Operand = math.inf) -> Value:
        """clip(x, low, high)."""
        return clip(self, low, high)

    clamp = clip

    def where(self, x: Operand, y: Operand) -> Value:
        """x where the condition holds, y where it is False or 0."""
        return where(self, x, y)

    def greater(self, y: Operand) -> Value:
        """1 if x > y, else 0: what `x > y` records for `where`."""
        return greater(self, y)

    def greater_equal(self, y: Operand) -> Value:
        """1 if x >= y, else 0: what `x >= y` records for `where`."""
        return greater_equal(self, y)

    def equal(self, y: Operand) -> Value:
        """1 if x and y are the same number, else 0."""
        return equal(self, y)

    def logical_and(self, y: Operand) -> Value:
        """1 if neither is 0, else 0: what `(a > b) & (c > d)` records for `where`."""
        return logical_and(self, y)

    def logical_or(self, y: Operand) -> Value:
        """1 if not both are 0, else 0: what `(a > b) | (c > d)` records for `where`."""
        return logical_or(self, y)

    def logical_xor(self, y: Operand) -> Value:
        """1 if one of the two is 0, else 0: what `(a > b) ^ (c > d)` records for `where`."""
        return logical_xor(self, y)

    def logical_not(self) -> Value:
        """1 if x is 0, else 0: what `~(a > b)` records for `where`."""
        x = self._data
        z = 1.0 if x == 0.0 else 0.0
        d = None
        node = new(Value)
        node._data = z
        node.op = LOGICAL_NOT
        node._a = self
        node._b = None
        node._da = d
        node._db = None
        node._adjoint = None
        if watch is not None:
            watch(node)
        return node


Operand = Value | float
T = TypeVar("T", Value, float)


def identity(x: T) -> T:
    """x."""
    if type(x) is Value:
        return x.identity()
    parent, _, tracked = operand(x, 'identity')
    return parent.identity() if tracked else Value(parent).identity()._data  # type: ignore


@overload
def add(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def add(x: Operand, y: Operand) -> Value: ...
def add(x: Any, y: Any) -> Any:
    """x + y."""
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
    """x - y."""
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
    """x*y."""
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
    """x/y."""
    if type(x) is Value or type(y) is Value:
        return x / y
    x, _, x_tracked = operand(x, 'div')
    y, _, y_tracked = operand(y, 'div')
    return x / y if x_tracked or y_tracked else (Value(x) / Value(y))._data

divide = div


def neg(x: T) -> T:
    """-x."""
    if type(x) is Value:
        return x.neg()
    parent, _, tracked = operand(x, 'neg')
    return parent.neg() if tracked else Value(parent).neg()._data  # type: ignore

negative = neg


@overload
def pow(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def pow(x: Operand, y: Operand) -> Value: ...
def pow(x: Any, y: Any) -> Any:
    """x**y."""
    if type(x) is Value or type(y) is Value:
        return x ** y
    x, _, x_tracked = operand(x, 'pow')
    y, _, y_tracked = operand(y, 'pow')
    return x ** y if x_tracked or y_tracked else (Value(x) ** Value(y))._data

power = pow


def square(x: T) -> T:
    """x**2."""
    if type(x) is Value:
        return x.square()
    parent, _, tracked = operand(x, 'square')
    return parent.square() if tracked else Value(parent).square()._data  # type: ignore


def one_minus_square(x: T) -> T:
    """1 - x², of which nothing is lost near x = 1, nor of its derivatives near 0."""
    if type(x) is Value:
        return x.one_minus_square()
    parent, _, tracked = operand(x, 'one_minus_square')
    return parent.one_minus_square() if tracked else Value(parent).one_minus_square()._data  # type: ignore


def reciprocal(x: T) -> T:
    """1/x."""
    if type(x) is Value:
        return x.reciprocal()
    parent, _, tracked = operand(x, 'reciprocal')
    return parent.reciprocal() if tracked else Value(parent).reciprocal()._data  # type: ignore


def sqrt(x: T) -> T:
    """sqrt(x)."""
    if type(x) is Value:
        return x.sqrt()
    parent, _, tracked = operand(x, 'sqrt')
    return parent.sqrt() if tracked else Value(parent).sqrt()._data  # type: ignore


def cbrt(x: T) -> T:
    """cbrt(x)."""
    if type(x) is Value:
        return x.cbrt()
    parent, _, tracked = operand(x, 'cbrt')
    return parent.cbrt() if tracked else Value(parent).cbrt()._data  # type: ignore


def abs(x: T) -> T:
    """abs(x)."""
    if type(x) is Value:
        return x.abs()
    parent, _, tracked = operand(x, 'abs')
    return parent.abs() if tracked else Value(parent).abs()._data  # type: ignore

absolute = abs


def sign(x: T) -> T:
    """sign(x)."""
    if type(x) is Value:
        return x.sign()
    parent, _, tracked = operand(x, 'sign')
    return parent.sign() if tracked else Value(parent).sign()._data  # type: ignore


def exp(x: T) -> T:
    """exp(x)."""
    if type(x) is Value:
        return x.exp()
    parent, _, tracked = operand(x, 'exp')
    return parent.exp() if tracked else Value(parent).exp()._data  # type: ignore


def expm1(x: T) -> T:
    """expm1(x)."""
    if type(x) is Value:
        return x.expm1()
    parent, _, tracked = operand(x, 'expm1')
    return parent.expm1() if tracked else Value(parent).expm1()._data  # type: ignore


@overload
def exp_difference(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def exp_difference(x: Operand, y: Operand) -> Value: ...
def exp_difference(x: Any, y: Any) -> Any:
    """exp(x - y) without the rounding error of x - y."""
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
    """log(x)."""
    if type(x) is Value:
        return x.log()
    parent, _, tracked = operand(x, 'log')
    return parent.log() if tracked else Value(parent).log()._data  # type: ignore


def log1p(x: T) -> T:
    """log1p(x)."""
    if type(x) is Value:
        return x.log1p()
    parent, _, tracked = operand(x, 'log1p')
    return parent.log1p() if tracked else Value(parent).log1p()._data  # type: ignore


def log2(x: T) -> T:
    """log2(x)."""
    if type(x) is Value:
        return x.log2()
    parent, _, tracked = operand(x, 'log2')
    return parent.log2() if tracked else Value(parent).log2()._data  # type: ignore


def log10(x: T) -> T:
    """log10(x)."""
    if type(x) is Value:
        return x.log10()
    parent, _, tracked = operand(x, 'log10')
    return parent.log10() if tracked else Value(parent).log10()._data  # type: ignore


@overload
def xlogy(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def xlogy(x: Operand, y: Operand) -> Value: ...
def xlogy(x: Any, y: Any) -> Any:
    """xlogy(x, y)."""
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
    """logaddexp(x, y)."""
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
    """sin(x)."""
    if type(x) is Value:
        return x.sin()
    parent, _, tracked = operand(x, 'sin')
    return parent.sin() if tracked else Value(parent).sin()._data  # type: ignore


def cos(x: T) -> T:
    """cos(x)."""
    if type(x) is Value:
        return x.cos()
    parent, _, tracked = operand(x, 'cos')
    return parent.cos() if tracked else Value(parent).cos()._data  # type: ignore


def tan(x: T) -> T:
    """tan(x)."""
    if type(x) is Value:
        return x.tan()
    parent, _, tracked = operand(x, 'tan')
    return parent.tan() if tracked else Value(parent).tan()._data  # type: ignore


def asin(x: T) -> T:
    """asin(x)."""
    if type(x) is Value:
        return x.asin()
    parent, _, tracked = operand(x, 'asin')
    return parent.asin() if tracked else Value(parent).asin()._data  # type: ignore

arcsin = asin


def acos(x: T) -> T:
    """acos(x)."""
    if type(x) is Value:
        return x.acos()
    parent, _, tracked = operand(x, 'acos')
    return parent.acos() if tracked else Value(parent).acos()._data  # type: ignore

arccos = acos


def atan(x: T) -> T:
    """atan(x)."""
    if type(x) is Value:
        return x.atan()
    parent, _, tracked = operand(x, 'atan')
    return parent.atan() if tracked else Value(parent).atan()._data  # type: ignore

arctan = atan


@overload
def atan2(y: float, x: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def atan2(y: Operand, x: Operand) -> Value: ...
def atan2(y: Any, x: Any) -> Any:
    """atan2(y, x)."""
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
    """sinh(x)."""
    if type(x) is Value:
        return x.sinh()
    parent, _, tracked = operand(x, 'sinh')
    return parent.sinh() if tracked else Value(parent).sinh()._data  # type: ignore


def cosh(x: T) -> T:
    """cosh(x)."""
    if type(x) is Value:
        return x.cosh()
    parent, _, tracked = operand(x, 'cosh')
    return parent.cosh() if tracked else Value(parent).cosh()._data  # type: ignore


def tanh(x: T) -> T:
    """tanh(x)."""
    if type(x) is Value:
        return x.tanh()
    parent, _, tracked = operand(x, 'tanh')
    return parent.tanh() if tracked else Value(parent).tanh()._data  # type: ignore


def asinh(x: T) -> T:
    """asinh(x)."""
    if type(x) is Value:
        return x.asinh()
    parent, _, tracked = operand(x, 'asinh')
    return parent.asinh() if tracked else Value(parent).asinh()._data  # type: ignore

arcsinh = asinh


def acosh(x: T) -> T:
    """acosh(x)."""
    if type(x) is Value:
        return x.acosh()
    parent, _, tracked = operand(x, 'acosh')
    return parent.acosh() if tracked else Value(parent).acosh()._data  # type: ignore

arccosh = acosh


def atanh(x: T) -> T:
    """atanh(x)."""
    if type(x) is Value:
        return x.atanh()
    parent, _, tracked = operand(x, 'atanh')
    return parent.atanh() if tracked else Value(parent).atanh()._data  # type: ignore

arctanh = atanh


@overload
def hypot(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def hypot(x: Operand, y: Operand) -> Value: ...
def hypot(x: Any, y: Any) -> Any:
    """hypot(x, y)."""
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
    """exp(-x²), the derivative of erf but for a factor."""
    if type(x) is Value:
        return x.gaussian()
    parent, _, tracked = operand(x, 'gaussian')
    return parent.gaussian() if tracked else Value(parent).gaussian()._data  # type: ignore


def erf(x: T) -> T:
    """erf(x)."""
    if type(x) is Value:
        return x.erf()
    parent, _, tracked = operand(x, 'erf')
    return parent.erf() if tracked else Value(parent).erf()._data  # type: ignore


def erfc(x: T) -> T:
    """erfc(x)."""
    if type(x) is Value:
        return x.erfc()
    parent, _, tracked = operand(x, 'erfc')
    return parent.erfc() if tracked else Value(parent).erfc()._data  # type: ignore


def sigmoid(x: T) -> T:
    """sigmoid(x)."""
    if type(x) is Value:
        return x.sigmoid()
    parent, _, tracked = operand(x, 'sigmoid')
    return parent.sigmoid() if tracked else Value(parent).sigmoid()._data  # type: ignore


def sigmoid_slope(x: T) -> T:
    """The derivative of sigmoid."""
    if type(x) is Value:
        return x.sigmoid_slope()
    parent, _, tracked = operand(x, 'sigmoid_slope')
    return parent.sigmoid_slope() if tracked else Value(parent).sigmoid_slope()._data  # type: ignore


def sech2(x: T) -> T:
    """1/cosh(x)², the derivative of tanh."""
    if type(x) is Value:
        return x.sech2()
    parent, _, tracked = operand(x, 'sech2')
    return parent.sech2() if tracked else Value(parent).sech2()._data  # type: ignore


def softplus(x: T) -> T:
    """softplus(x)."""
    if type(x) is Value:
        return x.softplus()
    parent, _, tracked = operand(x, 'softplus')
    return parent.softplus() if tracked else Value(parent).softplus()._data  # type: ignore


def log_sigmoid(x: T) -> T:
    """log_sigmoid(x)."""
    if type(x) is Value:
        return x.log_sigmoid()
    parent, _, tracked = operand(x, 'log_sigmoid')
    return parent.log_sigmoid() if tracked else Value(parent).log_sigmoid()._data  # type: ignore


def relu(x: T) -> T:
    """max(x, 0), with slope 0 at 0."""
    if type(x) is Value:
        return x.relu()
    parent, _, tracked = operand(x, 'relu')
    return parent.relu() if tracked else Value(parent).relu()._data  # type: ignore


@overload
def leaky_relu(x: float, slope: float = 0.01) -> float: ...  # type: ignore[overload-overlap]
@overload
def leaky_relu(x: Operand, slope: Operand = 0.01) -> Value: ...
def leaky_relu(x: Any, slope: Any = 0.01) -> Any:
    """leaky_relu(x, slope)."""
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
    """elu(x, alpha)."""
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
    """gelu(x)."""
    if type(x) is Value:
        return x.gelu()
    parent, _, tracked = operand(x, 'gelu')
    return parent.gelu() if tracked else Value(parent).gelu()._data  # type: ignore


def silu(x: T) -> T:
    """silu(x)."""
    if type(x) is Value:
        return x.silu()
    parent, _, tracked = operand(x, 'silu')
    return parent.silu() if tracked else Value(parent).silu()._data  # type: ignore

swish = silu


@overload
def step(x: float, at_zero: float = 1.0) -> float: ...  # type: ignore[overload-overlap]
@overload
def step(x: Operand, at_zero: Operand = 1.0) -> Value: ...
def step(x: Any, at_zero: Any = 1.0) -> Any:
    """The binary step; its value at 0 is the second argument."""
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
    """Binary cross-entropy of a target y in [0, 1] and a logit x."""
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
    """maximum(x, y)."""
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
    """minimum(x, y)."""
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
    """clip(x, low, high)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node

clamp = clip


@overload
def where(condition: float, x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def where(condition: Operand, x: Operand, y: Operand) -> Value: ...
def where(condition: Any, x: Any, y: Any) -> Any:
    """x where the condition holds, y where it is False or 0."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


@overload
def greater(x: float, y: float) -> float: ...  # type: ignore[overload-overlap]
@overload
def greater(x: Operand, y: Operand) -> Value: ...
def greater(x: Any, y: Any) -> Any:
    """1 if x > y, else 0: what `x > y` records for `where`."""
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
    """1 if x >= y, else 0: what `x >= y` records for `where`."""
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
    """1 if x and y are the same number, else 0."""
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
    """1 if neither is 0, else 0: what `(a > b) & (c > d)` records for `where`."""
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
    """1 if not both are 0, else 0: what `(a > b) | (c > d)` records for `where`."""
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
    """1 if one of the two is 0, else 0: what `(a > b) ^ (c > d)` records for `where`."""
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
    """1 if x is 0, else 0: what `~(a > b)` records for `where`."""
    if type(x) is Value:
        return x.logical_not()
    parent, _, tracked = operand(x, 'logical_not')
    return parent.logical_not() if tracked else Value(parent).logical_not()._data  # type: ignore


def sum(x: Iterable[Operand]) -> Any:
    """sum(x)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def dot(w: Iterable[Operand], x: Iterable[Operand], b: Operand = 0.0) -> Any:
    """dot(w, x, b)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def prod(x: Iterable[Operand]) -> Any:
    """prod(x)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def logsumexp(x: Iterable[Operand]) -> Any:
    """logsumexp(x)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def max(x: Iterable[Operand]) -> Any:
    """max(x)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


def min(x: Iterable[Operand]) -> Any:
    """min(x)."""
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
    node._da = None
    node._db = partials
    node._adjoint = None
    if watch is not None:
        watch(node)
    return node


FUNCTIONS.update({name: globals()[name] for name in OPS})

__all__ = ['abs', 'absolute', 'acos', 'acosh', 'add', 'arccos', 'arccosh', 'arcsin', 'arcsinh', 'arctan', 'arctan2', 'arctanh', 'asin', 'asinh', 'atan', 'atan2', 'atanh', 'bce_with_logits', 'binary_cross_entropy_with_logits', 'cbrt', 'clamp', 'clip', 'cos', 'cosh', 'div', 'divide', 'dot', 'elu', 'equal', 'erf', 'erfc', 'exp', 'exp_difference', 'expm1', 'gaussian', 'gelu', 'greater', 'greater_equal', 'hypot', 'identity', 'leaky_relu', 'log', 'log10', 'log1p', 'log2', 'log_sigmoid', 'logaddexp', 'logical_and', 'logical_not', 'logical_or', 'logical_xor', 'logsumexp', 'max', 'maximum', 'min', 'minimum', 'mul', 'multiply', 'neg', 'negative', 'one_minus_square', 'pow', 'power', 'prelu', 'prod', 'reciprocal', 'relu', 'sech2', 'sigmoid', 'sigmoid_slope', 'sign', 'silu', 'sin', 'sinh', 'softplus', 'sqrt', 'square', 'step', 'sub', 'subtract', 'sum', 'swish', 'tan', 'tanh', 'where', 'xlogy']

"""Things that were never meant to be a number, a list, a name or a function; and numbers in every disguise."""

import math
import numbers
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any, NoReturn
from unittest.mock import MagicMock

import numpy as np

from autodiff import Value


class OwnError(Exception):
    """What a broken object of a user raises: it must come through, or be kept out of a message."""


def _broken(*_: Any, **__: Any) -> NoReturn:
    raise OwnError("broken")


SPECIAL = ("repr", "str", "eq", "hash", "bool", "len", "iter", "float", "int", "index", "format", "contains", "getitem")
Broken = type("Broken", (), {f"__{name}__": _broken for name in SPECIAL} | {"__getattr__": _broken})
BrokenFloat = type("BrokenFloat", (float,), {f"__{name}__": _broken for name in ("float", "repr", "eq", "hash", "bool")})
BrokenInt = type("BrokenInt", (int,), {f"__{name}__": _broken for name in ("float", "repr", "eq", "hash", "index")})
BrokenText = type("BrokenText", (str,), {f"__{name}__": _broken for name in ("str", "repr", "eq", "hash", "format", "iter")})
BrokenList = type("BrokenList", (list,), {f"__{name}__": _broken for name in ("iter", "len", "repr", "eq")})
Lying = type("Lying", (), {"__float__": lambda self: "no float"})
numbers.Real.register(Lying)
OnlyFloat = type("OnlyFloat", (), {"__float__": lambda self: 2.0, "__array__": lambda self, *a, **k: np.array(2.0)})
Tensor = type("Tensor", (), {"backward": lambda self: None, "__float__": lambda self: 2.0})


class Percent(float):
    """A float, and more."""


def circle() -> list[Any]:
    """A list that contains itself."""
    made: list[Any] = [1.0]
    made.append(made)
    return made


@cache
def tower() -> Any:
    """A list in a list in a list..., deeper than Python recurses; one for all, as it keeps the collector busy."""
    made: Any = 1.0
    for _ in range(50_000):
        made = [made]
    return made


def mock() -> Any:
    """Something that has every attribute that is asked for, but for the slot by which lists of Values are read."""
    made = MagicMock()
    del made._number
    return made


# Made anew for each use, as a generator is used up
NO_NUMBERS: dict[str, Callable[[], Any]] = {
    "None": lambda: None, "text": lambda: "2", "empty text": lambda: "", "bytes": lambda: b"1", "complex": lambda: 1j,
    "Decimal": lambda: Decimal(1), "nan Decimal": lambda: Decimal("sNaN"), "list": lambda: [1.0], "empty": list,
    "dict": lambda: {"a": 1.0}, "number keys": lambda: {1.0: Value(2.0)}, "set": lambda: {1.0}, "tuple": lambda: (1.0,),
    "list of text": lambda: ["a", None], "generator": lambda: (x for x in (1.0, "a")), "range": lambda: range(3),
    "class": lambda: float, "function": lambda: lambda *_: None, "module": lambda: math, "object": object,
    "Ellipsis": lambda: ..., "NotImplemented": lambda: NotImplemented, "namespace": lambda: SimpleNamespace(data=1.0),
    "circle": circle, "tower": tower, "broken": Broken, "broken text": lambda: BrokenText("x"), "mock": mock,
    "broken list": lambda: BrokenList([1.0]), "only float": OnlyFloat, "tensor": Tensor, "lying": Lying,
    "array": lambda: np.array([1.0, 2.0]), "matrix": lambda: np.ones((2, 2)), "0-d array": lambda: np.array(1.0),
    "no array": lambda: np.array([]), "text array": lambda: np.array(["a"]), "object array": lambda: np.array([None]),
    "complex array": lambda: np.array([1j]), "np.complex128": lambda: np.complex128(1j), "np.str_": lambda: np.str_("x"),
    "date": lambda: np.datetime64("2020-01-01"), "masked": lambda: np.ma.array([1.0], mask=[True]),
    "lists": lambda: [[1.0, 2.0], [3.0]], "type": lambda: type, "error": lambda: ValueError("x"),
    "memory": lambda: memoryview(b"a"),
    "huge": lambda: 10**400, "huger": lambda: -(10**5000), "huge fraction": lambda: Fraction(10**400, 3),
    "broken float": lambda: BrokenFloat(2.0), "broken int": lambda: BrokenInt(2),
}
NUMBERS: dict[str, Callable[[], Any]] = {
    "True": lambda: True, "False": lambda: False, "int": lambda: 3, "negative": lambda: -2, "large": lambda: 10**300,
    "fraction": lambda: Fraction(1, 3), "nan": lambda: math.nan, "inf": lambda: math.inf, "-inf": lambda: -math.inf,
    "-0.0": lambda: -0.0, "tiny": lambda: 5e-324, "float subclass": lambda: Percent(0.5), "float64": lambda: np.float64(2.5),
    "float32": lambda: np.float32(0.5), "float16": lambda: np.float16(0.1), "longdouble": lambda: np.longdouble(0.5),
    "int64": lambda: np.int64(7), "uint8": lambda: np.uint8(200), "bool_": lambda: np.bool_(True),
}
VALUES: dict[str, Callable[[], Any]] = {
    "leaf": lambda: Value(0.5, "hostile"), "computed": lambda: Value(0.5) * 1.5, "nan Value": lambda: Value(math.nan),
    "comparison": lambda: Value(2.0) > 1,
}
EVERYTHING = NO_NUMBERS | NUMBERS | VALUES

"""Condition: the result of `x > y`, and of `&`, `|`, `^` and `~` between such results."""

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from numbers import Integral
from typing import Any

from autodiff.graph.functions import FUNCTIONS
from autodiff.messages import shown
from autodiff.reals import NUMPY_BOOL, real
from autodiff.trees import is_array

# Whether `jit` is tracing a function in this thread. Then `x > y` is a Value without a boolean: other numbers will follow.
tracing: ContextVar[bool] = ContextVar("tracing", default=False)

SIGNS = {"logical_and": "&", "logical_or": "|", "logical_xor": "^", "logical_not": "~"}
TRUTHS = {"greater", "greater_equal", "equal", *SIGNS}  # operations whose results are boolean
JOINS: dict[str, Callable[..., Any]] = {  # functions of NumPy and the operators that they call
    "logical_and": operator.and_, "logical_or": operator.or_, "logical_xor": operator.xor, "logical_not": operator.invert,
    "bitwise_and": operator.and_, "bitwise_or": operator.or_, "bitwise_xor": operator.xor, "invert": operator.invert}
SAME = ("equal", "not_equal")  # functions of NumPy that compare Values by identity


@contextmanager
def undecided() -> Iterator[None]:
    """Inside this block an `if` on a Value raises `TypeError`, as the graph will be evaluated on other numbers."""
    outside = tracing.set(True)
    try:
        yield
    finally:
        tracing.reset(outside)


class Joined:
    """The operators `&`, `|`, `^` and `~` of a comparison, and of a Value that records one."""

    __slots__ = ()

    def __and__(self, other: Any) -> Any:
        return _join("logical_and", self, other)

    def __rand__(self, other: Any) -> Any:
        return _join("logical_and", other, self)

    def __or__(self, other: Any) -> Any:
        return _join("logical_or", self, other)

    def __ror__(self, other: Any) -> Any:
        return _join("logical_or", other, self)

    def __xor__(self, other: Any) -> Any:
        return _join("logical_xor", self, other)

    def __rxor__(self, other: Any) -> Any:
        return _join("logical_xor", other, self)

    def __invert__(self) -> Any:
        return _join("logical_not", self)


class Condition(Joined):
    """The result of `x > y`: a boolean that remembers its operands, so that `where` can record the comparison.

    Arithmetic with a Value, as in `v * (v > 0)`, records it too. `&`, `|`, `^` and `~` give a Condition again. With
    numbers it acts as 0 or 1. `if`, `and` and `not` decide it once and record nothing. It is not a subclass of int,
    because `True & (x > 0)` would then not call the method here.

    >>> from autodiff import Value
    >>> x = Value(2.0)
    >>> x > 1, True & (x > 1) & ~(x > 3)
    (True, True)
    """

    __slots__ = ("answer", "compared", "row")

    def __init__(self, row: str, compared: tuple[Any, ...], answer: bool) -> None:
        self.row, self.compared, self.answer = row, compared, answer

    @classmethod
    def of(cls, row: str, compared: tuple[Any, ...], answer: bool) -> Any:
        """The result of an operation (`greater`, `logical_and`) on its operands; a Value while `jit` traces."""
        self = cls(row, compared, answer)
        return self.node() if tracing.get() else self

    def node(self) -> Any:
        """The comparison as a node of the graph."""
        found = FUNCTIONS[self.row](*self.compared)
        found._data = float(self.answer)  # as decided at the time: the data of a leaf may have changed since
        return found

    def __bool__(self) -> bool:
        return self.answer

    def __int__(self) -> int:
        return int(self.answer)

    __index__ = __int__

    def __float__(self) -> float:
        return float(self.answer)

    def __repr__(self) -> str:
        return repr(self.answer)

    def __format__(self, spec: str) -> str:
        return format(self.answer, spec)

    def __hash__(self) -> int:
        return hash(self.answer)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in Condition.__slots__:
            raise AttributeError(f"a comparison has no {name!r}")
        return getattr(self.answer, name)  # real, numerator, bit_length: those of an integer

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        """Apply a function of NumPy. Beside an array or a Value the comparison is recorded."""
        joining = JOINS.get(ufunc.__name__) if method == "__call__" and not options else None
        beside = ufunc.__name__ not in SAME and any(is_array(x) or _is_value(x) for x in inputs)
        given = [(x.node() if beside else x if joining else int(x)) if isinstance(x, Condition) else x for x in inputs]
        if joining:
            return joining(*[x.item() if hasattr(x, "item") and not is_array(x) else x for x in given])
        return getattr(ufunc, method)(*given, **options)


Integral.register(Condition)


def _join(row: str, *answers: Any) -> Any:
    """The logical operation on one or two comparisons: a Value if one of them is a Value.

    `NotImplemented` for an array, which applies the operator to each element, and for anything that is not a number.
    """
    if any(not _is_value(x) and (is_array(x) or real(x) is None) for x in answers):
        return NotImplemented
    for x in answers:
        _check_truth(SIGNS[row], x)
    recorded = tuple(x.node() if isinstance(x, Condition) else x if _is_value(x) else float(x) for x in answers)
    found = FUNCTIONS[row](*recorded)
    return found if any(map(_is_value, answers)) else Condition.of(row, recorded, bool(found._data))


def _check_truth(sign: str, x: Any) -> None:
    """`TypeError` if `x` is not boolean: 3 & 5 would be bitwise, and `x > 0 & x < 5` means x > (0 & x) < 5."""
    if _is_value(x):
        answers = x.op is not None and x.op.name in TRUTHS
    else:
        answers = isinstance(x, bool | Condition) or type(x).__name__ in NUMPY_BOOL or (type(x) is int and x in (0, 1))
    if not answers:
        example = "~(a > b)" if sign == "~" else f"(a > b) {sign} (c > d)"
        raise TypeError(f"{sign} joins comparisons and bools, not {type(x).__name__} ({shown(x)}): write {example}, each in "
                        "brackets; the functions logical_and, logical_or, logical_xor and logical_not take any numbers")


def _is_value(x: object) -> bool:
    return isinstance(x, Joined) and type(x) is not Condition


def _number(operate: Callable[..., Any]) -> Callable[..., Any]:
    """An operator of one operand, applied to the integer 0 or 1."""
    return lambda self, *digits: operate(int(self), *digits)


def _ordered(operate: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """A comparison of the integer 0 or 1 with another number; a Value's own method answers for it."""
    return lambda self, other: NotImplemented if _is_value(other) else operate(int(self), other)


def _with_values(operate: Callable[[Any, Any], Any], reflected: bool) -> Callable[[Any, Any], Any]:
    """An operator of two operands. It records the comparison if the other operand is a Value or an array."""

    def method(self: Condition, other: Any) -> Any:
        mine = self.node() if _is_value(other) or is_array(other) else int(self)
        return operate(other, mine) if reflected else operate(mine, other)

    return method


for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Condition, f"__{_name}__", _ordered(getattr(operator, _name)))
for _name, _alone in (("neg", operator.neg), ("pos", operator.pos), ("abs", abs), ("round", round), ("trunc", int),
                      ("floor", int), ("ceil", int), ("complex", complex)):
    setattr(Condition, f"__{_name}__", _number(_alone))
for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "lshift", "rshift", "divmod"):
    _operate = divmod if _name == "divmod" else getattr(operator, _name)
    setattr(Condition, f"__{_name}__", _with_values(_operate, reflected=False))
    setattr(Condition, f"__r{_name}__", _with_values(_operate, reflected=True))

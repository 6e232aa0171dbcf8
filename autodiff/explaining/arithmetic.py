"""Arithmetic on terms: `Lowered` evaluates the formulas of a row in it, and gets trees.

A term knows its value, which decides a choice in a formula.
"""

import math
import operator
from collections.abc import Callable, Sequence
from typing import Any

from autodiff.explaining.terms import (
    DOTS,
    LISTED,
    ONE,
    Apply,
    Cases,
    Literal,
    Power,
    Product,
    Relation,
    Spelled,
    Symbol,
    Term,
    is_nan,
    is_number,
    minus,
    over,
    times,
    total,
)
from autodiff.table import scalar
from autodiff.table.op import OPS, Op

OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub}
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne}
OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


class Terms:
    """Arithmetic on terms. reasons: the tests that decided choices, unless only constants did."""

    def __init__(self) -> None:
        self.reasons: list[Relation] = []

    def number(self, x: float) -> Term:
        return Literal(x)

    def binary(self, sign: str, a: Term, b: Term) -> Term:
        if sign in "+-":
            if isinstance(a, Literal) and isinstance(b, Literal):
                return Literal(OPERATIONS[sign](a.value, b.value))
            return total([(1, a), (1 if sign == "+" else -1, b)])
        return times(a, b) if sign == "*" else over(a, b)

    def negative(self, a: Term) -> Term:
        return minus(a)

    def compare(self, sign: str, a: Term, b: Term) -> Relation:
        return Relation(float(COMPARED[sign](a.value, b.value)), sign, a, b)

    def both(self, a: Relation, b: Relation) -> Relation:
        return b if a.value else a

    def either(self, a: Relation, b: Relation) -> Relation:
        return a if a.value else b

    def choose(self, test: Relation, then: Callable[[], Term], otherwise: Callable[[], Term]) -> Term:
        """The branch that is taken; the other one is not evaluated."""
        self.decided(test)
        return then() if test.value else otherwise()

    def decided(self, test: Relation) -> None:
        """Remember a test in the form that holds, unless it says nothing, as 0 < 1 and x = x."""
        if isinstance(test.left, Relation) and is_number(test.right, 0.0):  # a condition of the graph is itself the test
            test = test.left
        sides = (test.left, test.right)
        numbers = [side.value for side in sides if isinstance(side, Literal)]
        dull = len(numbers) == 2 or any(map(math.isinf, numbers)) or test.left is test.right
        if not dull and not any(math.isnan(side.value) for side in sides):
            sign = test.sign if test.value else OPPOSITE[test.sign]
            self.reasons.append(Relation(1.0, sign, test.left, test.right))

    def call(self, name: str, args: Sequence[Term]) -> Term:
        if name == "pow":
            return self.power(*args)
        row = OPS[name]
        return Apply(_value(row, [a.value for a in args]), row, tuple(args))

    def power(self, base: Term, exponent: Term) -> Term:
        """base to the power of exponent; x¹ is x, x⁰ is 1."""
        if is_number(exponent, 1.0):
            return base
        value = scalar.pow(base.value, exponent.value)
        return ONE if is_number(exponent, 0.0) else Power(value, base, exponent)

    def reduce(self, kind: str, length: int, element: Callable[[int], Term]) -> Term:
        """A sum, product, maximum or minimum over a list; of a long list the first elements and the last are spelled out."""
        elements = [element(i) for i in range(length)]
        value = _reduced(kind, [e.value for e in elements])
        if all(isinstance(e, Literal) for e in elements):
            return Literal(value)
        if length > LISTED:
            elements = [*elements[: LISTED - 2], DOTS, elements[-1]]
        match kind:
            case "sum":
                return total([(1, e) for e in elements], value)
            case "prod":
                return Product(value, tuple(elements)) if len(elements) > 1 else elements[0]
        return Apply(value, OPS[kind], (tuple(elements),))


class TermsWithCases(Terms):
    """Arithmetic on terms whose values may change: a choice keeps its cases, unless only constants decide it."""

    def choose(self, test: Relation, then: Callable[[], Term], otherwise: Callable[[], Term]) -> Term:
        """The branch that is taken if only constants decide, else both as cases."""
        condition = test.left.formula if isinstance(test.left, Spelled) else test.left
        if isinstance(condition, Relation) and is_number(test.right, 0.0):  # a condition of the graph is itself the test
            then, otherwise = (otherwise, then) if test.sign == "==" else (then, otherwise)
            return self.choose(condition, then, otherwise)
        if (holds := settled(test)) is not None:
            return then() if holds else otherwise()
        return _cases(test, then(), otherwise())


def settled(test: Relation) -> bool | None:
    """Whether a test holds, if that does not depend on names. x = x does: only nan says otherwise."""
    if isinstance(test.left, Literal) and isinstance(test.right, Literal):
        return bool(test.value)
    if isinstance(test.left, Symbol) and isinstance(test.right, Symbol) and test.left.text == test.right.text:
        return test.sign in ("==", ">=", "<=")
    return None


def _cases(test: Relation, then: Term, otherwise: Term) -> Term:
    """A choice between two values; one that is nan says only that an operand is nan, and is left out."""
    if isinstance(then, Cases) and is_nan(otherwise):
        return then
    rest = otherwise.branches if isinstance(otherwise, Cases) else ((otherwise, None),)
    branches = ((then, test), *((value, when) for value, when in rest if not is_nan(value)))
    return Cases(then.value if test.value else otherwise.value, branches)


def _reduced(kind: str, numbers: list[float]) -> float:
    functions: dict[str, Callable[[list[float]], float]] = {
        "sum": scalar.fsum, "prod": scalar.prod, "max": scalar.largest, "min": scalar.smallest}
    return functions[kind](numbers)


def _value(row: Op, arguments: Sequence[float]) -> float:
    """The value of a row at these numbers."""
    from autodiff.value import value

    return getattr(value, row.name)(*arguments)  # type: ignore[no-any-return]

"""Formulas as trees, made to be read: `Terms` is an arithmetic whose numbers are these trees.

A term knows its value too, by which a choice in a formula is decided. What a reader would not write is not there:
1·x is x, x·x is x², a - (-b) is a + b. A term is never deep: what makes them cuts long sums and names long operands.
"""

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autodiff import scalar
from autodiff.op import Op
from autodiff.ops import OPS

LISTED = 6  # elements of a list that are spelled out


@dataclass(frozen=True, eq=False)
class Term:
    """A formula; `value` is the number it stands for."""

    value: float


@dataclass(frozen=True, eq=False)
class Number(Term):
    """A number."""


@dataclass(frozen=True, eq=False)
class Name(Term):
    """Something that has a name, such as w1."""

    text: str


@dataclass(frozen=True, eq=False)
class Sum(Term):
    """What is added (sign 1) and subtracted (-1); a `loose` sum, over paths, may have its parts under each other."""

    parts: tuple[tuple[int, Term], ...]
    loose: bool = False


@dataclass(frozen=True, eq=False)
class Product(Term):
    """Factors; `loose` ones are written with more room, as those of the chain rule."""

    factors: tuple[Term, ...]
    loose: bool = False


@dataclass(frozen=True, eq=False)
class Quotient(Term):
    """above/below."""

    above: Term
    below: Term


@dataclass(frozen=True, eq=False)
class Power(Term):
    """base to the power of exponent."""

    base: Term
    exponent: Term


@dataclass(frozen=True, eq=False)
class Apply(Term):
    """An operation of the table on its arguments; a list is a tuple of terms."""

    row: Op
    arguments: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Relation(Term):
    """A comparison; true where its value is not 0."""

    sign: str
    left: Term
    right: Term


@dataclass(frozen=True, eq=False)
class Derivative(Term):
    """∂of/∂by; if it is total, d of/d by: over all paths, also beside one that leads straight to it."""

    of: Term
    by: Term
    total: bool = False


@dataclass(frozen=True, eq=False)
class Delta(Term):
    """δ of something: what the derivative of the result in it is called when it is carried back."""

    of: Term


@dataclass(frozen=True, eq=False)
class Dots(Term):
    """What is left out."""

    value: float = field(default=math.nan)


DOTS = Dots()
ONE = Number(1.0)
OPERATIONS: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub}
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le, "==": operator.eq, "!=": operator.ne}
OPPOSITE = {">": "<=", ">=": "<", "<": ">=", "<=": ">", "==": "!=", "!=": "=="}


def is_number(term: Term, x: float) -> bool:
    """Whether a term is just the number x."""
    return isinstance(term, Number) and term.value == x


def total(parts: Sequence[tuple[int, Term]]) -> Term:
    """A sum, without zeros and brackets."""
    flat: list[tuple[int, Term]] = []
    for sign, part in parts:
        if isinstance(part, Sum):
            flat += [(sign * inner, term) for inner, term in part.parts]
        elif negated := minus(part) if _is_negative(part) else None:
            flat.append((-sign, negated))
        elif not is_number(part, 0.0):
            flat.append((sign, part))
    if len(flat) == 1 and flat[0][0] == 1:
        return flat[0][1]
    value = 0.0
    for sign, part in parts:
        value += sign * part.value
    return Sum(value, tuple(flat)) if flat else Number(0.0)


def _is_negative(term: Term) -> bool:
    return isinstance(term, Sum) and len(term.parts) == 1


def minus(term: Term) -> Term:
    """-term."""
    if isinstance(term, Number):
        return Number(-term.value)
    if _is_negative(term):
        ((sign, inner),) = term.parts  # type: ignore[attr-defined]
        return inner if sign < 0 else Sum(-term.value, ((-1, inner),))
    if isinstance(term, Product) and isinstance(term.factors[0], Number):
        return times(Number(-1.0), term)
    return Sum(-term.value, ((-1, term),))


def times(*factors: Term) -> Term:
    """A product: numbers in front and multiplied out, no factor 1, the sign in front of all."""
    number, rest, value = 1.0, list[Term](), 1.0
    for factor in factors:
        value *= factor.value
        for inner in factor.factors if isinstance(factor, Product) else [factor]:
            if isinstance(inner, Number):
                number *= inner.value
            elif _is_negative(inner):
                number, rest = -number, [*rest, minus(inner)]
            else:
                rest.append(inner)
    if not rest:
        return Number(number)
    if len(rest) == 2 and rest[0] is rest[1]:
        rest = [Power(rest[0].value * rest[1].value, rest[0], Number(2.0))]
    if number == -1.0:
        return Sum(value, ((-1, times(*rest)),))
    kept = rest if number == 1.0 else [Number(number), *rest]
    return kept[0] if len(kept) == 1 else Product(value, tuple(kept))


def over(above: Term, below: Term) -> Term:
    """above/below, the sign in front."""
    value = scalar.div(above.value, below.value)
    if is_number(below, 1.0):
        return above
    if isinstance(above, Number) and isinstance(below, Number) and len(repr(value)) <= 6:
        return Number(value)
    if _is_negative(above):
        return Sum(value, ((-1, over(minus(above), below)),))
    if isinstance(above, Number) and above.value < 0:
        return Sum(value, ((-1, Quotient(-value, minus(above), below)),))
    return Quotient(value, above, below)


class Terms:
    """The arithmetic of formulas that are read. Which tests decided is kept in `reasons`, unless only constants did."""

    def __init__(self) -> None:
        self.reasons: list[Relation] = []

    def number(self, x: float) -> Term:
        return Number(x)

    def binary(self, sign: str, a: Term, b: Term) -> Term:
        if sign in "+-":
            if isinstance(a, Number) and isinstance(b, Number):
                return Number(OPERATIONS[sign](a.value, b.value))
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

    def choose(self, test: Relation, a: Term, b: Term) -> Term:
        self.decided(test)
        return a if test.value else b

    def decided(self, test: Relation) -> None:
        """Remember a test as it turned out, if it says something: not 0 < 1, nor x = x."""
        if isinstance(test.left, Relation) and is_number(test.right, 0.0):  # a condition of the graph: that is the test
            test = test.left
        sides = (test.left, test.right)
        numbers = [side.value for side in sides if isinstance(side, Number)]
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
        """A sum, product, maximum or minimum over a list, the first elements of which are spelled out, and the last."""
        elements = [element(i) for i in range(length)]
        value = _reduced(kind, [e.value for e in elements])
        if all(isinstance(e, Number) for e in elements):
            return Number(value)
        if length > LISTED:
            elements = [*elements[: LISTED - 2], DOTS, elements[-1]]
        match kind:
            case "sum":
                return Sum(value, tuple((1, e) for e in elements)) if len(elements) > 1 else elements[0]
            case "prod":
                return Product(value, tuple(elements)) if len(elements) > 1 else elements[0]
        return Apply(value, OPS[kind], (tuple(elements),))


def _reduced(kind: str, numbers: list[float]) -> float:
    functions: dict[str, Callable[[list[float]], float]] = {
        "sum": scalar.fsum, "prod": scalar.prod, "max": scalar.largest, "min": scalar.smallest}
    return functions[kind](numbers)


def _value(row: Op, arguments: Sequence[float]) -> float:
    """What a row is at these numbers."""
    from autodiff import value

    return getattr(value, row.name)(*arguments)  # type: ignore[no-any-return]

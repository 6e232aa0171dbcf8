"""Formulas as trees, made to be read: what a reader would not write is not there. 1·x is x, x·x is x², a - (-b) is a + b.

A term is never deep: what makes them cuts long sums and names long operands.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from autodiff.table import scalar
from autodiff.table.op import Op

LISTED = 6  # elements of a list that are spelled out


@dataclass(frozen=True, eq=False)
class Term:
    """A formula; `value` is the number it stands for."""

    value: float


@dataclass(frozen=True, eq=False)
class Literal(Term):
    """A number."""


@dataclass(frozen=True, eq=False)
class Symbol(Term):
    """A name, such as w1."""

    text: str


@dataclass(frozen=True, eq=False)
class Spelled(Term):
    """A node whose formula is its name; like any name, it can be replaced by its number."""

    formula: Term


@dataclass(frozen=True, eq=False)
class Sum(Term):
    """A sum of terms with signs 1 and -1. loose: over paths, whose parts may stand on lines of their own."""

    parts: tuple[tuple[int, Term], ...]
    loose: bool = False


@dataclass(frozen=True, eq=False)
class Product(Term):
    """A product. loose: written with spaces around the signs, as in the chain rule."""

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
class Cases(Term):
    """A choice: values with their tests, in the order in which they are tried; None is otherwise."""

    branches: tuple[tuple[Term, Relation | None], ...]


@dataclass(frozen=True, eq=False)
class Derivative(Term):
    """∂of/∂by; d of/d by if total: over all paths, where ∂ means a direct path only."""

    of: Term
    by: Term
    total: bool = False


@dataclass(frozen=True, eq=False)
class Delta(Term):
    """δ of a node: the derivative of the result with respect to it."""

    of: Term


@dataclass(frozen=True, eq=False)
class Dots(Term):
    """Something left out. value: of a single operand; nan for several."""

    value: float = field(default=math.nan)


def equation(left: Term, right: Term) -> Relation:
    """left = right."""
    return Relation(1.0, "==", left, right)


DOTS = Dots()
ONE = Literal(1.0)


def names(part: Any) -> Iterator[str]:
    """The names in a term, or in nested tuples of terms."""
    if isinstance(part, Symbol):
        yield part.text
    elif isinstance(part, Term):
        yield from names(tuple(vars(part).values()))
    elif isinstance(part, tuple):
        for inner in part:
            yield from names(inner)


def is_number(term: Term, x: float) -> bool:
    """Whether a term is just the number x."""
    return isinstance(term, Literal) and term.value == x


def is_nan(term: Term) -> bool:
    """Whether a term is just nan."""
    return isinstance(term, Literal) and math.isnan(term.value)


def vanishes(term: Term) -> bool:
    """Whether a formula is exactly 0, however its numbers are rounded: a product with 0, or ReLU(-1)."""
    match term:
        case Product():
            return any(map(vanishes, term.factors))
        case Sum():
            return all(vanishes(part) for _, part in term.parts)
        case Apply():
            return bool(term.row.selects) and term.value == 0.0
        case Literal() | Symbol() | Spelled() | Delta():
            return term.value == 0.0
    return False


def total(parts: Sequence[tuple[int, Term]], value: float | None = None) -> Term:
    """A sum, without zeros and inner brackets. value: if it was not added from left to right."""
    flat: list[tuple[int, Term]] = []
    for sign, part in parts:
        if isinstance(part, Sum):
            flat += [(sign * inner, term) for inner, term in part.parts]
        elif isinstance(part, Literal) and part.value < 0.0 and flat and sign > 0:
            flat.append((-1, Literal(-part.value)))
        elif not is_number(part, 0.0):
            flat.append((sign, part))
    if len(flat) == 1 and flat[0][0] == 1:
        return flat[0][1]
    value = sum(sign * part.value for sign, part in parts) if value is None else value
    return Sum(value, tuple(flat)) if flat else Literal(0.0)


def _is_negative(term: Term) -> bool:
    return isinstance(term, Sum) and len(term.parts) == 1


def minus(term: Term) -> Term:
    """-term."""
    if isinstance(term, Literal):
        return Literal(-term.value)
    if _is_negative(term):
        ((sign, inner),) = term.parts  # type: ignore[attr-defined]
        return inner if sign < 0 else Sum(-term.value, ((-1, inner),))
    if isinstance(term, Product) and isinstance(term.factors[0], Literal):
        return times(Literal(-1.0), term)
    return Sum(-term.value, ((-1, term),))


def times(*factors: Term) -> Term:
    """A product: one number in front, no factor 1, the sign before everything."""
    number, rest, value = 1.0, list[Term](), 1.0
    for factor in factors:
        value *= factor.value
        for inner in factor.factors if isinstance(factor, Product) else [factor]:
            if isinstance(inner, Literal):
                number *= inner.value
            elif _is_negative(inner):
                number, rest = -number, [*rest, minus(inner)]
            else:
                rest.append(inner)
    if not rest:
        return Literal(number)
    if len(rest) == 2 and rest[0] is rest[1]:
        rest = [Power(rest[0].value * rest[1].value, rest[0], Literal(2.0))]
    if number == -1.0:
        return Sum(value, ((-1, times(*rest)),))
    kept = rest if number == 1.0 else [Literal(number), *rest]
    return kept[0] if len(kept) == 1 else Product(value, tuple(kept))


def over(above: Term, below: Term) -> Term:
    """above/below, with the sign in front."""
    value = scalar.div(above.value, below.value)
    if is_number(below, 1.0):
        return above
    if isinstance(above, Literal) and isinstance(below, Literal) and len(repr(value)) <= 6:
        return Literal(value)
    if _is_negative(above):
        return Sum(value, ((-1, over(minus(above), below)),))
    if isinstance(above, Literal) and above.value < 0:
        return Sum(value, ((-1, Quotient(-value, minus(above), below)),))
    return Quotient(value, above, below)

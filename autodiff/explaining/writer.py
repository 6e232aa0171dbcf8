"""Terms written as formulas, with the brackets they need: as Unicode text here, in other languages by subclasses."""

import math
import re
from typing import ClassVar

from autodiff.explaining.labels import RAISED
from autodiff.explaining.terms import (
    Apply,
    Cases,
    Delta,
    Derivative,
    Dots,
    Literal,
    Power,
    Product,
    Quotient,
    Relation,
    Spelled,
    Sum,
    Symbol,
    Term,
)
from autodiff.graph.text import CALL, COMPARISON, POWER, PRODUCT, SUM, fill, label_binds
from autodiff.messages import constant_text, number_text

ATOM = 9
DIGITS = 4  # of a number, unless asked otherwise
LARGE = 1e7  # numbers from here on are written with a power of ten
SIGNS = {">=": "≥", "<=": "≤", "!=": "≠", "==": "=", ">": ">", "<": "<"}
SYMBOL = re.compile(r"[^\W\d_][^\W_]*['²]?(?: [^\W\d_]+)?|[√∛]")  # may be called: σ', ln σ; not w·x + b


class PlainText:
    """Writes terms as Unicode text, such as ∂g1/∂z1 = g1·(1 - g1). A subclass says how another language looks.

    digits: significant digits of numbers. numbers: whether names are replaced by their numbers.
    rounded: whether a number written so far was rounded.
    """

    product_binds: ClassVar[int] = PRODUCT  # a fraction bar binds like brackets, a slash like a product

    def __init__(self, digits: int, numbers: bool = False) -> None:
        self.digits, self.numbers, self.rounded = digits, numbers, False

    def write(self, term: Term) -> str:
        """A term in this language."""
        if self._is_put_in(term):
            return self._number(term.value)
        match term := self._here(term):
            case Symbol():
                return self.name(term.text)
            case Sum():
                return self._sum(term)
            case Product():
                return self._product(term)
            case Quotient():
                return self._quotient(term)
            case Power():
                base = self.bracketed(term.base, CALL, self._towers(term.base))
                return self.power(base, self.write(term.exponent), term.exponent)
            case Apply():
                return self.apply(term)
            case Relation():
                return self.relation(SIGNS[term.sign], self.bracketed(term.left, SUM), self.bracketed(term.right, SUM))
            case Cases():
                return self.cases([(self.write(x), None if test is None else self.write(test)) for x, test in term.branches])
            case Derivative():
                return self.derivative("d" if term.total else "∂", self._plain(term.of), self._plain(term.by))
            case Delta():
                return self.delta(self._plain(term.of))
        return self.dots()

    def _is_put_in(self, term: Term) -> bool:
        """Whether a term is written as a number."""
        put_in = isinstance(term, Symbol | Spelled | Delta) or (isinstance(term, Dots) and not math.isnan(term.value))
        return isinstance(term, Literal) or (self.numbers and put_in)

    def _here(self, term: Term) -> Term:
        """The term to write: its formula, if that is its name."""
        return term.formula if isinstance(term, Spelled) and not self.numbers else term

    def _plain(self, term: Term) -> str:
        """The top or bottom of a derivative: always by name."""
        numbers, self.numbers = self.numbers, False
        written = self.bracketed(term, ATOM)
        self.numbers = numbers
        return written

    def binds(self, term: Term) -> int:
        """How tightly a term binds as it is written here."""
        if self._is_put_in(term):
            return SUM if term.value < 0.0 else ATOM
        match self._here(term):
            case Sum():
                return SUM
            case Product():
                return PRODUCT
            case Quotient():
                return self.product_binds
            case Power():
                return POWER
            case Apply(row=row):
                return row.precedence
            case Relation() | Cases():
                return COMPARISON
            case Symbol(text=label):
                return label_binds(label)
        return ATOM

    def bracketed(self, term: Term, least: int, always: bool = False) -> str:
        """A term, in brackets if it binds less tightly than that."""
        written = self.write(term)
        return self.brackets(written) if always or self.binds(term) < least else written

    def _towers(self, base: Term) -> bool:
        """Whether a base has an exponent of its own, as e^x has."""
        base = self._here(base)
        return isinstance(base, Quotient) or (isinstance(base, Apply) and self.ends_high(base))

    def _sum(self, term: Sum) -> str:
        return self.sum([(sign, self._part(part, first=i == 0 and sign > 0)) for i, (sign, part) in enumerate(term.parts)])

    def _part(self, part: Term, first: bool) -> str:
        """A part of a sum; only the first may begin with a sign of its own."""
        part = self._here(part)
        if isinstance(part, Product):
            return self._product(part, first)
        return self.bracketed(part, SUM if first else PRODUCT)

    def parts(self, term: Term) -> list[str]:
        """The parts of a sum, to be written on lines of their own."""
        parts = term.parts if isinstance(term, Sum) else ((1, term),)
        return [self._part(part, first=i == 0) for i, (_, part) in enumerate(parts)]

    def _product(self, term: Product, first: bool = True) -> str:
        return self.product([self._factor(factor, first and i == 0, term.loose or i == 0)
                             for i, factor in enumerate(term.factors)], term.loose)

    def _factor(self, factor: Term, first: bool, roomy: bool) -> str:
        """A factor; only the first of all may begin with a sign, and a slash needs room or brackets."""
        factor = self._here(factor)
        if isinstance(factor, Product):
            return self._product(factor, first)
        if first and self._is_put_in(factor):
            return self.write(factor)
        return self.bracketed(factor, PRODUCT, isinstance(factor, Quotient) and not roomy and self.product_binds == PRODUCT)

    def _quotient(self, term: Quotient) -> str:
        if self.product_binds > PRODUCT:
            return self.quotient(self.write(term.above), self.write(term.below))
        return self.quotient(self.bracketed(term.above, PRODUCT), self.bracketed(term.below, PRODUCT + 1))

    def _number(self, x: float) -> str:
        """A number, rounded; a constant of a formula as it was written, if that is short."""
        x += 0.0  # no -0
        whole = len(f"{abs(x):.0f}") if abs(x) < LARGE else 0  # no 1.93e+04
        digits = max(self.digits, whole)
        written = number_text(x, digits)
        if not self.numbers and math.isfinite(x) and len(exact := constant_text(x)) <= 8 and float(exact) == x:
            written = exact
        if not math.isnan(x) and not math.isclose(float(written), x, rel_tol=1e-14):
            self.rounded = True
            written = f"{x:#.{digits}g}".replace(".e", "e").removesuffix(".")  # 0.9640 shows to how many digits
        return self.number(written)

    def arguments(self, term: Apply, exposed: frozenset[str] = frozenset()) -> dict[str, str]:
        """The arguments as text; `exposed` ones in brackets if they need them; lists with commas."""
        written = {}
        for name, argument in zip(term.row.names, term.arguments, strict=True):
            if isinstance(argument, tuple):
                written[name] = self.listed([self.write(a) for a in argument])
            else:
                bare = name not in exposed
                written[name] = self.bracketed(argument, COMPARISON if bare else CALL, not bare and self._towers(argument))
        return written

    # --- What other languages write differently ---

    def number(self, written: str) -> str:
        return written.replace("inf", "∞")

    def name(self, label: str) -> str:
        return label

    def brackets(self, inner: str) -> str:
        return f"({inner})"

    def sum(self, parts: list[tuple[int, str]]) -> str:
        (sign, first), *more = parts
        return ("-" if sign < 0 else "") + first + "".join(f" {'-' if sign < 0 else '+'} {part}" for sign, part in more)

    def product(self, factors: list[str], loose: bool) -> str:
        return (" · " if loose else "·").join(factors)

    def quotient(self, above: str, below: str) -> str:
        return f"{above}/{below}"

    def power(self, base: str, written: str, exponent: Term) -> str:
        if isinstance(exponent, Literal) and re.fullmatch(r"\d+", written):
            return base + written.translate(RAISED)
        return f"{base}^{written}" if self.binds(exponent) == ATOM else f"{base}^({written})"

    def apply(self, term: Apply) -> str:
        row = term.row
        call = f"{row.name}("
        symbol = f"{row.symbol}(" if SYMBOL.fullmatch(row.symbol) else call
        template = symbol + row.template.removeprefix(call) if row.template.startswith(call) else row.template
        return fill(template, self.arguments(term, frozenset() if template.endswith(")") else frozenset(row.names)))

    def ends_high(self, term: Apply) -> bool:
        return not term.row.template.endswith(")") or " " in term.row.symbol

    def listed(self, items: list[str]) -> str:
        return ", ".join(items)

    def relation(self, sign: str, left: str, right: str) -> str:
        return f"{left} {sign} {right}"

    def cases(self, branches: list[tuple[str, str | None]]) -> str:
        return ", ".join(f"{value} otherwise" if test is None else f"{value} if {test}" for value, test in branches)

    def derivative(self, d: str, of: str, by: str) -> str:
        return f"{d}{of}/{d}{by}"

    def delta(self, of: str) -> str:
        return f"δ{of}" if of.startswith("(") else f"δ({of})"

    def dots(self) -> str:
        return "…"

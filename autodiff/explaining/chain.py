"""The factors of the chain rule: each link as a formula, with a note."""

import math
from typing import Any, NamedTuple

from autodiff.explaining.between import Link, Route
from autodiff.explaining.explanation import Line, Side, Words
from autodiff.explaining.languages import Latex
from autodiff.explaining.naming import Names
from autodiff.explaining.reading import Partial, is_constant, partial
from autodiff.explaining.terms import DOTS, LISTED, Derivative, Literal, Relation, Term, times, total
from autodiff.explaining.writer import DIGITS, PlainText

EDGES = 12  # of a route through hidden nodes, whose partials are spelled out


class Factor(NamedTuple):
    """A link with its formulas (the last one is used in products), its number and a note."""

    link: Link
    derivative: Term
    forms: tuple[Term, ...]
    number: float
    note: Words

    @property
    def formula(self) -> Term:
        return self.forms[-1]

    def line(self) -> Line:
        """∂of/∂by = formula = numbers = number."""
        sides = [*map(Side, self.forms), Side(self.formula, numbers=True), Side(Literal(self.number), numbers=True)]
        return Line(self.derivative, tuple(sides), self.note)

    def data(self, digits: int) -> dict[str, Any]:
        """As plain data."""
        of, by = self.derivative.of, self.derivative.by  # type: ignore[attr-defined]
        return {"of": written(of, digits), "in": written(by, digits), "formula": written(self.formula, digits),
                "latex": Latex(digits).write(self.formula), "value": self.number, "passes": self.link.value is not None,
                "note": "".join(part if isinstance(part, str) else written(part, digits) for part in self.note)}


def written(term: Term, digits: int) -> str:
    """A term as Unicode text."""
    return PlainText(digits).write(term)


def factor(link: Link, names: Names) -> Factor:
    """The formula of a link."""
    number = 0.0 if link.value is None else link.value
    derivative = Derivative(number, names.of(link.of), names.of(link.by))
    if len(link.routes) == 1 and link.routes[0].before is None:
        found = partial(link.of, link.routes[0].edge.position, names.of)
        passes = link.value is not None
        return Factor(link, derivative, _honest(found.forms if passes else (), number), number, _note(found, passes))
    shown = link.routes if len(link.routes) <= LISTED else link.routes[: LISTED - 1]
    terms, notes = [], []
    for route in shown:
        term, note = _along(route, names)
        terms.append(term)
        notes += [note] if note and note not in notes else []
    if len(shown) < len(link.routes):
        terms.append(DOTS)
    return Factor(link, derivative, _honest((total([(1, term) for term in terms]),), number), number,
                  notes[0] if notes else ())


def _honest(forms: tuple[Term, ...], number: float) -> tuple[Term, ...]:
    """The formulas, unless they give a number where the derivative is nan, as 1/x does for log(x) left of 0."""
    return forms if forms and math.isnan(forms[-1].value) == math.isnan(number) else (Literal(number),)


def _along(route: Route, names: Names) -> tuple[Term, Words]:
    """The product of the partials along a route, and the first note on them."""
    if route.value is None:
        found = [partial(node, edge.position, names.of) for node, edge in route.edges() if edge.partial is None]
        return Literal(0.0), _note(found[0], False)
    edges = route.edges()
    terms: list[Term] = []
    notes: list[Words] = []
    for node, edge in edges:
        if len(edges) > EDGES and is_constant(node, edge.position):
            terms.append(Literal(edge.partial or 0.0))
            continue
        here = partial(node, edge.position, names.of)
        terms.append(here.forms[-1])
        notes += [note] if (note := _note(here, True)) else []
    return times(*terms), notes[0] if notes else ()


def _note(found: Partial, passes: bool) -> Words:
    """Why the partial is what it is, if the row had a choice."""
    if found.kinks:
        return ("at the kink ", found.kinks[0], " it is ", Literal(found.forms[-1].value), " by convention")
    reasons = _and(found.reasons)
    if passes:
        return ("as ", *reasons) if reasons else ()
    return ("no gradient passes: the branch was not taken", *(", as ", *reasons) * bool(reasons))


def _and(reasons: tuple[Relation, ...]) -> Words:
    """Reasons joined by `and`. Of several about the same two sides only the last, which is the sharpest."""
    about = {frozenset(written(side, DIGITS) for side in (reason.left, reason.right)): reason for reason in reasons}
    words: list[str | Term] = []
    for reason in about.values():
        words += [" and ", reason] if words else [reason]
    return tuple(words)

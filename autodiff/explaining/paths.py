"""The derivation path by path: the factors along each path, their product, and the sum over the paths."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import mul
from typing import Any

from autodiff.explaining.between import Link
from autodiff.explaining.chain import Factor, factor
from autodiff.explaining.derivation import Derivation
from autodiff.explaining.explanation import Explanation, Line, Paragraph, Side, Words
from autodiff.explaining.terms import DOTS, Derivative, Literal, Product, Sum, Term
from autodiff.value.value import Value

LONG = 40  # factors of a path; of longer ones the middle is left out
FIRST, LAST = 12, 6  # that are then shown


@dataclass(frozen=True)
class Gap:
    """The links in the middle of a path that are not shown: how many, their product, and whether a gradient passes."""

    links: int
    number: float
    passes: bool
    derivative: Term = DOTS
    formula: Term = DOTS


Told = list[Factor | Gap]  # a path as shown


def by_paths(it: Derivation, inner_first: bool) -> Explanation:
    """The factors along each path, their product, and the sum over the paths."""
    paths = [*it.between.paths()]
    shown = [_cut(path) for path in paths]
    factors = _factors(it, paths, shown)
    way = -1 if inner_first else 1
    told = [[factors[link.of, link.by] if isinstance(link, Link) else link for link in path][::way] for path in shown]
    data = [_path_data(path, it.digits) for path in told]
    return it.explanation("paths", _blocks(it, told, [*factors.values()][::way], data), paths=data)


def _factors(it: Derivation, paths: list[list[Link]], shown: list[list[Link | Gap]]) -> dict[tuple[Value, Value], Factor]:
    """Each link that is shown, once, with its formulas. This names the nodes."""
    links = {(link.of, link.by): link for path in shown for link in path if isinstance(link, Link)}
    it.speak_of((node for pair in links for node in pair), skipped=(link.of for path in paths for link in path))
    return {pair: factor(link, it.names) for pair, link in links.items()}


def _blocks(it: Derivation, told: list[Told], factors: list[Factor], data: list[dict[str, Any]]) -> list[Paragraph]:
    """The chain rule in symbols, the values, the factors and their product; for one factor only the values and that."""
    if len(factors) == 1:
        return [Paragraph((), it.values()), Paragraph((), (factors[0].line(),))]
    straight = len(told) > 1 and any(f.link.of is it.y and f.link.by is it.x for f in factors)
    goal = Derivative(it.number, it.goal.of, it.goal.by, straight)  # ∂y/∂x then names the direct path
    together = ("The product of the factors:",) if len(told) == 1 else (f"The sum over the {len(told)} paths:",)
    return [Paragraph(_heading(goal), (Line(goal, (Side(_over_paths(told, lambda f: f.derivative)),)),)),
            Paragraph(("The values along the way:",), it.values()),
            Paragraph(("The factors:",), tuple(f.line() for f in factors)),
            Paragraph(together, (_together(it, goal, told, data),))]


def _together(it: Derivation, goal: Derivative, told: list[Told], data: list[dict[str, Any]]) -> Line:
    """The products of the formulas, the same with numbers, the product of each path, and their sum."""
    of_paths = _sum(Literal(path["product"]) for path in data)
    numbers = _over_paths(told, lambda f: Literal(f.number))
    return Line(goal, (Side(_over_paths(told, lambda f: f.formula)), Side(numbers, numbers=True),
                       Side(of_paths, numbers=True), it.result()))


def _over_paths(told: list[Told], part: Callable[[Factor | Gap], Term]) -> Term:
    return _sum(_product([part(f) for f in path]) for path in told)


def _heading(goal: Derivative) -> Words:
    """The heading. If y also uses x directly, it says how d and ∂ differ."""
    if not goal.total:
        return ("The chain rule:",)
    return ("The chain rule (", goal, " is over all paths, ", Derivative(0.0, goal.of, goal.by), " straight from ", goal.of,
            " to ", goal.by, " alone):")


def _cut(path: list[Link]) -> list[Link | Gap]:
    """A path, without its middle if it is long."""
    if len(path) <= LONG:
        return [*path]
    hidden = path[FIRST:-LAST]
    values = [link.value for link in hidden if link.value is not None]
    passes = len(values) == len(hidden)
    return [*path[:FIRST], Gap(len(hidden), reduce(mul, values) if passes else 0.0, passes), *path[-LAST:]]


def _path_data(path: Sequence[Factor | Gap], digits: int) -> dict[str, Any]:
    """A path as plain data."""
    factors = [f.data(digits) if isinstance(f, Factor) else {"left_out": f.links, "value": f.number} for f in path]
    passes = all(f.passes if isinstance(f, Gap) else f.link.value is not None for f in path)
    return {"factors": factors, "product": reduce(mul, (f["value"] for f in factors)) if passes else 0.0, "passes": passes}


def _product(factors: list[Term]) -> Term:
    return factors[0] if len(factors) == 1 else Product(0.0, tuple(factors), loose=True)


def _sum(terms: Iterable[Term]) -> Term:
    parts = tuple((1, term) for term in terms)
    return parts[0][1] if len(parts) == 1 else Sum(0.0, parts, loose=True)

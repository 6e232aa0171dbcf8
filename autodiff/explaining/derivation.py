"""The derivation of dy/dx: path by path, or node by node where there are many."""

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import chain
from operator import mul
from typing import Any, NamedTuple

from autodiff import graph
from autodiff.explaining.between import Between, Link
from autodiff.explaining.chain import Factor, factor, written
from autodiff.explaining.explanation import Block, Explanation, Line, Side, Words
from autodiff.explaining.naming import Names
from autodiff.explaining.superscripts import Called, legend
from autodiff.explaining.terms import DOTS, Derivative, Number, Product, Sum, Term
from autodiff.graph import topological
from autodiff.value import Value

LONG = 40  # factors of a path, of which the middle is left out
FIRST, LAST = 12, 6  # that are then shown


class Gap(NamedTuple):
    """Links in the midst of a path that are not shown, the product of their values, and whether anything passes."""

    links: int
    value: float
    passes: bool


class Derivation:
    """What both forms share: names, the number that is explained, the values along the way."""

    def __init__(self, between: Between, digits: int) -> None:
        self.between, self.digits = between, digits
        self.y, self.x = between.y, between.x
        self.place = {node: i for i, node in enumerate(topological(self.y))}
        self.used = self.x in self.place
        beside = () if self.used else topological(self.x)  # its labels are taken too
        self.turned_round = self.y in beside
        self.place |= {node: i for i, node in enumerate(beside, len(self.place)) if node not in self.place}
        self.names = Names([*self.place], *((self.x, self.y) if self.turned_round else (self.y, self.x)))
        (self.number,) = graph.derivatives(self.y, [self.x])
        self.goal = Derivative(self.number, self.names.of(self.y), self.names.of(self.x))
        self.spoken: list[Value] = []
        self.skipped: set[Value] = set()

    def speak_of(self, nodes: Iterable[Value], skipped: Iterable[Value]) -> None:
        """Name nodes, in the order in which they were computed; those that are skipped have no names."""
        self.spoken = sorted(dict.fromkeys(nodes), key=self.place.__getitem__)
        self.skipped = {*skipped} - {*self.spoken}
        self.names.show(self.spoken)

    def computed(self) -> list[Value]:
        """What is spoken of and was computed, in that order. To be asked for last, when all names are known."""
        nodes = {*self.spoken, *self.names.defined} - ({self.x} - {*self.names.defined})
        return sorted((node for node in nodes if node.op is not None), key=self.place.__getitem__)

    def values(self) -> tuple[Line, ...]:
        """How that was computed."""
        computed = self.computed()
        lines = [self._value(node) for node in computed]
        if self.skipped:
            first = min(map(self.place.__getitem__, self.skipped))
            lines.insert(sum(self.place[node] < first for node in computed), more(len(self.skipped)))
        return tuple(lines)

    def _value(self, node: Value) -> Line:
        """A node = its formula = with numbers = its number."""
        formula = self.names.definition(node)
        return Line(self.names.of(node), (Side(formula), Side(formula, True), Side(Number(node.data), True)))

    def explanation(self, form: str, blocks: Sequence[Block], **data: Any) -> Explanation:
        """The whole; the data of all forms begin alike."""
        goal = {"of": written(self.goal.of, self.digits), "in": written(self.goal.by, self.digits), "form": form,
                "value": self.y.data, "derivative": self.number, "computed": self._computed_data()}
        shown = [block for block in blocks if block.words or block.lines]
        marked = self._marked(shown)
        goal["scopes"] = {it.name: it.scope for it in marked if it.scope}
        shown += [Block(legend(marked))] * bool(marked)
        if any(side.reckons_with_rounded(self.digits) for block in shown for line in block.lines for side in line.sides):
            shown.append(Block((f"≈: shown to {self.digits} digits, computed with all of them.",)))
        return Explanation(tuple(shown), goal | data, self.digits)

    def _marked(self, blocks: Sequence[Block]) -> list[Called]:
        """What is spoken of by a label with a superscript."""
        names = dict.fromkeys(chain.from_iterable(block.names() for block in blocks))
        found = (self.names.called.get(name) for name in names)
        return [it for it in found if it is not None and it.mark]

    def _computed_data(self) -> list[dict[str, Any]]:
        return [{"node": written(self.names.of(node), self.digits), "value": node.data,
                 "formula": written(self.names.definition(node), self.digits)} for node in self.computed()]

    def result(self) -> Side:
        """The derivative, as a number."""
        return Side(Number(self.number), numbers=True)


def more(nodes: int) -> Line:
    """In place of nodes that are not shown."""
    return Line(DOTS, (), (f"{nodes:,} nodes more",))


def trivial(it: Derivation) -> Explanation:
    """Of y in itself, and in what it does not depend on."""
    if it.y is it.x:
        return it.explanation("itself", [Block(("The derivative of a Value in itself is 1:",),
                                               (Line(it.goal, (it.result(),)),))])
    of, by = it.goal.of, it.goal.by
    why: Words = (", which was not used to compute it:",)
    if it.used:
        why = (", which only decides which branches are taken, and no gradient passes through a condition:",)
    elif it.turned_round:
        why = (". It is the other way round: ", by, " was computed from ", of, ", and explain(", by, ", ", of, ") says how.")
    return it.explanation("independent", [Block((of, " does not depend on ", by, *why), (Line(it.goal, (it.result(),)),))])


# --- Path by path ---


def by_paths(it: Derivation, inner_first: bool) -> Explanation:
    """The factors along each path, their product, and the sum over the paths."""
    whole = [*it.between.paths()]
    paths = [_cut(path) for path in whole]
    links = {(link.of, link.by): link for path in paths for link in path if isinstance(link, Link)}
    it.speak_of((node for pair in links for node in pair), skipped=(link.of for path in whole for link in path))
    factors = {pair: factor(link, it.names) for pair, link in links.items()}
    told = [[factors[link.of, link.by] if isinstance(link, Link) else link for link in path][:: -1 if inner_first else 1]
            for path in paths]
    data = {"paths": [_path_data(path, it.digits) for path in told]}
    ordered = [*factors.values()][:: -1 if inner_first else 1]
    if len(ordered) == 1:
        return it.explanation("paths", [Block((), it.values()), Block((), (ordered[0].line(),))], **data)
    straight = (it.y, it.x) in factors and len(told) > 1  # ∂y/∂x is then the name of the path that leads straight there
    goal = Derivative(it.number, it.goal.of, it.goal.by, straight)
    chain = Line(goal, (Side(_sum(_product([_derivative(f) for f in path]) for path in told)),))
    products = Line(goal, (
        Side(_sum(_product([_formula(f) for f in path]) for path in told)),
        Side(_sum(_product([_number(f) for f in path]) for path in told), numbers=True),
        Side(_sum(Number(path["product"]) for path in data["paths"]), numbers=True), it.result()))
    together = ("The product of the factors:",) if len(told) == 1 else (f"The sum over the {len(told)} paths:",)
    return it.explanation("paths", [
        Block(_heading(goal), (chain,)), Block(("The values along the way:",), it.values()),
        Block(("The factors:",), tuple(f.line() for f in ordered)), Block(together, (products,))], **data)


def _heading(goal: Derivative) -> Words:
    """What stands above the chain rule; where y leads straight to x too, what d says and ∂ does not."""
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
    factors = [f.data(digits) if isinstance(f, Factor) else {"left_out": f.links, "value": f.value} for f in path]
    passes = all(f.passes if isinstance(f, Gap) else f.link.value is not None for f in path)
    return {"factors": factors, "product": reduce(mul, (f["value"] for f in factors)) if passes else 0.0, "passes": passes}


def _derivative(f: Factor | Gap) -> Term:
    return f.derivative if isinstance(f, Factor) else DOTS


def _formula(f: Factor | Gap) -> Term:
    return f.formula if isinstance(f, Factor) else DOTS


def _number(f: Factor | Gap) -> Term:
    return Number(f.number if isinstance(f, Factor) else f.value)


def _product(factors: list[Term]) -> Term:
    return factors[0] if len(factors) == 1 else Product(0.0, tuple(factors), loose=True)


def _sum(terms: Iterable[Term]) -> Term:
    parts = tuple((1, term) for term in terms)
    return parts[0][1] if len(parts) == 1 else Sum(0.0, parts, loose=True)

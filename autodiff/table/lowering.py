"""The formulas of the table, evaluated in any arithmetic, such as one that writes machine code, C or arrays.

`Arithmetic` is what an arithmetic must provide. Composite rows and shared intermediate results (`lets`) are evaluated
when a formula uses them.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial, reduce
from typing import Any, Protocol

from autodiff.table import scalar
from autodiff.table.formula import REDUCERS, function_name, is_library, lets_needed, names_in, parse
from autodiff.table.op import OPS, Op

Element = Callable[[Any], Any]  # gives the element of a list at an index
SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
COMPARED = {ast.Gt: ">", ast.GtE: ">=", ast.Lt: "<", ast.LtE: "<=", ast.Eq: "==", ast.NotEq: "!="}
FAR = {"sin_far": "sin", "cos_far": "cos", "tan_far": "tan"}  # in C libraries sin, cos and tan are accurate for large x too


class Arithmetic(Protocol):
    """Numbers of some kind, and booleans, which comparisons return."""

    def number(self, x: float) -> Any: ...
    def binary(self, sign: str, a: Any, b: Any) -> Any: ...
    def negative(self, a: Any) -> Any: ...
    def compare(self, sign: str, a: Any, b: Any) -> Any: ...
    def both(self, a: Any, b: Any) -> Any: ...
    def either(self, a: Any, b: Any) -> Any: ...
    def choose(self, test: Any, a: Any, b: Any) -> Any: ...
    def call(self, name: str, args: Sequence[Any]) -> Any: ...
    def reduce(self, kind: str, length: int, element: Element) -> Any: ...


class Lowered:
    """A row of the table at given arguments: its value and its partials in an arithmetic.

    given: for each argument name a function that returns it: of no argument or, for a list, of an index. `z`, the result,
    may be among them. length: the length of the lists.
    """

    def __init__(self, row: Op, arithmetic: Arithmetic, given: Mapping[str, Callable[..., Any]],
                 length: Any = 0) -> None:
        self.row, self.to, self.given, self.length = row, arithmetic, given, length
        self.known: dict[str, Any] = {}
        self.lists = row.lists

    def value(self) -> Any:
        """The result. It is remembered as `z`."""
        self.known["z"] = found = self.evaluate(parsed(self.row.stable))
        return found

    def partial(self, position: int, index: Any = None) -> Any:
        """The derivative with respect to an argument, or to the element of a list at `index`."""
        formula = self.row.stable_partials[position]
        here = self if index is None else self._element(index, lets_needed(self.row, formula))
        return here.evaluate(parsed(formula))

    def share(self, position: int) -> None:
        """Evaluate what the partials of all elements of a list have in common, before a loop over them."""
        for name in lets_needed(self.row, self.row.stable_partials[position]):
            self._named(name)

    def _element(self, index: Any, shared: Sequence[str]) -> "Lowered":
        """The same row, in which the name of each list stands for one element, as in `x == z`."""
        for name in shared:
            self._named(name)  # outside the loop over elements
        here = type(self)(self.row, self.to, self.given, self.length)
        here.known = self.known | {name: self.given[name](index) for name in self.row.names if name in self.lists}
        here.lists = frozenset()
        return here

    def evaluate(self, tree: ast.expr) -> Any:
        """The number of a formula, or the boolean of a comparison."""
        match tree:
            case ast.Constant():
                return self.to.number(float(tree.value))  # type: ignore[arg-type]
            case ast.Name():
                return self._named(tree.id)
            case ast.UnaryOp():
                return self._negative(tree.operand)
            case ast.BinOp():
                return self._binary(tree)
            case ast.Compare():
                return self._compare(tree)
            case ast.BoolOp():
                return reduce(self.to.both if isinstance(tree.op, ast.And) else self.to.either, map(self.test, tree.values))
            case ast.IfExp():
                return self.to.choose(self.test(tree.test), self.evaluate(tree.body), self.evaluate(tree.orelse))
            case ast.Call():
                return self._call(tree)
        raise ValueError(f"a formula cannot contain {ast.unparse(tree)!r}: see autodiff/table/formula.py")

    def test(self, tree: ast.expr) -> Any:
        """A formula as a boolean: a number is true if it is not 0."""
        found = self.evaluate(tree)
        return found if isinstance(tree, ast.Compare | ast.BoolOp) else self.to.compare("!=", found, self.to.number(0.0))

    def _named(self, name: str) -> Any:
        if name not in self.known:
            if name in self.given:
                self.known[name] = self.given[name]()
            elif name in self.row.lets:
                self.known[name] = self.evaluate(parsed(self.row.lets[name]))
            else:
                self.known[name] = self.to.number(getattr(scalar, name))
        return self.known[name]

    def _negative(self, operand: ast.expr) -> Any:
        if isinstance(operand, ast.Constant):
            return self.to.number(-float(operand.value))  # type: ignore[arg-type]
        return self.to.negative(self.evaluate(operand))

    def _binary(self, tree: ast.BinOp) -> Any:
        if isinstance(tree.op, ast.Pow):
            return self.to.number(float(ast.literal_eval(tree.left)) ** float(ast.literal_eval(tree.right)))
        return self.to.binary(SIGNS[type(tree.op)], self.evaluate(tree.left), self.evaluate(tree.right))

    def _compare(self, tree: ast.Compare) -> Any:
        sides = [self.evaluate(side) for side in (tree.left, *tree.comparators)]
        tests = [self.to.compare(COMPARED[type(sign)], a, b)
                 for sign, a, b in zip(tree.ops, sides[:-1], sides[1:], strict=True)]
        return reduce(self.to.both, tests)

    def _call(self, tree: ast.Call) -> Any:
        name = function_name(tree)
        if name in REDUCERS and names_in(tree) & self.lists:
            return self._reduce(name, tree)
        arguments = [self.evaluate(a) for a in tree.args]
        if is_library(name):
            return self.to.call(FAR.get(name, name), arguments)
        row = OPS[name]
        return Lowered(row, self.to, {name: partial(_same, a) for name, a in zip(row.names, arguments, strict=True)}).value()

    def _reduce(self, kind: str, tree: ast.Call) -> Any:
        """A sum (with further summands), product, maximum or minimum over a list."""
        found = self.to.reduce(kind, self.length, self.elements(tree))
        for more in tree.args[1:]:
            found = self.to.binary("+", found, self.evaluate(more))
        return found

    def elements(self, tree: ast.Call) -> Element:
        """The elements a reducer runs over. Everything else it uses is evaluated now, outside the loop."""
        shared = sorted(names_in(tree) - self.lists)
        for name in shared:
            self._named(name)
        return lambda i: self._element(i, shared).evaluate(tree.args[0])


def _same(x: Any) -> Any:
    return x


@cache
def parsed(formula: str) -> ast.expr:
    """The syntax tree of a formula, read once."""
    return parse(formula)

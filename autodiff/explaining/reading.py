"""A row of the table read as terms: how a node was computed, and its partials as mathematics writes them."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from autodiff.explaining.arithmetic import COMPARED, Terms, settled
from autodiff.explaining.terms import Apply, Relation, Symbol, Term, times
from autodiff.graph.text import COMPARISON
from autodiff.table import scalar
from autodiff.table.formula import REDUCERS, function_name, lets_needed, names_in
from autodiff.table.lowering import Lowered, parsed
from autodiff.table.op import OPS, Op
from autodiff.value.value import Value

Refer = Callable[[Any], Term]  # gives the term for an operand


class Reader(Lowered):
    """A row as `Lowered` reads it, except that other rows stay calls."""

    to: Terms
    index = 0  # of the element that the list stands for

    def formula(self, text: str, index: int | None = None) -> Term:
        """A formula of the row; of a partial in a list, that in the element at `index`."""
        here = self if index is None else self._element(index, lets_needed(self.row, text))
        return here.evaluate(parsed(text))  # type: ignore[no-any-return]

    def _element(self, index: Any, shared: Any) -> "Reader":
        here: Reader = super()._element(index, shared)  # type: ignore[assignment]
        here.index = index
        return here

    def evaluate(self, tree: ast.expr) -> Any:
        if not isinstance(tree, ast.IfExp):
            return super().evaluate(tree)
        return self.to.choose(self.test(tree.test), lambda: self.evaluate(tree.body), lambda: self.evaluate(tree.orelse))

    def _named(self, name: str) -> Any:
        if name == "pi":
            return Symbol(scalar.pi, "π")
        return self.formula(scalar.MEANINGS[name]) if name in scalar.MEANINGS else super()._named(name)

    def _call(self, tree: ast.Call) -> Any:
        name = function_name(tree)
        if name == "others":
            others = [self.given[tree.args[0].id](i) for i in range(self.length) if i != self.index]  # type: ignore[attr-defined]
            return self.to.reduce("prod", len(others), others.__getitem__) if others else times()
        if name in REDUCERS and names_in(tree) & self.lists:
            return self._reduce(name, tree)
        arguments = [self.evaluate(a) for a in tree.args]
        if _is_its_formula(OPS.get(name)):
            return as_formula(OPS[name], self.to, arguments)
        return self.to.call(name, arguments)

    def _reduce(self, kind: str, tree: ast.Call) -> Any:
        before = len(self.to.reasons)
        found = super()._reduce(kind, tree)
        del self.to.reasons[before:]  # the reasons of each element would be too many
        return found


def _is_its_formula(op: Op | None) -> bool:
    """Whether a row is written as its formula rather than by a name, as exp(x - y) is: that is its symbol."""
    return op is not None and op.symbol == op.value.replace(" ", "")


def as_formula(op: Op, terms: Terms, arguments: Sequence[Term]) -> Term:
    """The value of a row as a formula of these arguments."""
    row = Reader(op, terms, {})
    row.known |= zip(op.names, arguments, strict=True)
    return row.formula(op.value)


@cache
def places(op: Op, operands: int) -> list[tuple[int, int | None]]:
    """For each operand of a node which argument it is and, if that is a list, which element."""
    laid = op.arguments(range(operands))
    of_operand = {p: (i, j) for i, a in enumerate(laid) if isinstance(a, list) for j, p in enumerate(a)}
    of_operand |= {a: (i, None) for i, a in enumerate(laid) if not isinstance(a, list)}
    return [of_operand[p] for p in range(operands)]


def reader(node: Any, refer: Refer, terms: Terms, kind: type[Reader] = Reader) -> Reader:
    """The row of a computed node at its operands."""
    given: dict[str, Callable[..., Any]] = {"z": lambda: refer(node)}
    length = 0
    for name, operand in zip(node.op.names, node.op.arguments(node.parents), strict=True):
        if isinstance(operand, list):
            given[name], length = _elements(operand, refer), len(operand)
        else:
            given[name] = _operand(operand, refer)
    return kind(node.op, terms, given, length)


def _elements(operands: list[Any], refer: Refer) -> Callable[[int], Term]:
    return lambda i: replace(refer(operands[i]))


def _operand(operand: Any, refer: Refer) -> Callable[[], Term]:
    return lambda: replace(refer(operand))  # a copy: the product of two operands is not a square


def definition(node: Any, refer: Refer, terms: Terms | None = None) -> Term:
    """How a node was computed, as a formula of its operands."""
    op, row = node.op, reader(node, refer, terms or Terms())
    if op.precedence == COMPARISON and op.template.split(" ")[1:2] in [[sign] for sign in COMPARED]:
        left, right = (row.given[name]() for name in op.names)
        return Relation(node.data, op.template.split(" ")[1], left, right)
    arithmetic = not op.template.startswith(f"{op.name}(")  # such as w*x + b
    if op.variadic or arithmetic or _is_its_formula(op):
        return row.formula(op.value)
    return Apply(node.data, op, tuple(row.given[name]() for name in op.names))


class Partial(NamedTuple):
    """A local derivative. forms: its formula, and that of the textbooks if it is another.

    reasons: the tests that chose it. kinks: where the derivative jumps, if the node is right there.
    """

    forms: tuple[Term, ...]
    reasons: tuple[Relation, ...]
    kinks: tuple[Relation, ...]


def partial(node: Any, position: int, refer: Refer) -> Partial:
    """The partial of a node in one of its operands, as mathematics."""
    op = node.op
    argument, index = places(op, len(node.parents))[position]
    row = reader(node, refer, terms := Terms())
    forms = [row.formula(op.textbook[argument], index)]
    if op.textbook[argument] != op.partials[argument] and isinstance(parsed(op.partials[argument]), ast.Call):
        forms.insert(0, row.formula(op.partials[argument], index))  # a row of its own, such as σ'(x)
    choices = bool(op.kinks or op.selects)
    here = tuple(equation for equation in kinks(row) if equation.value)
    return Partial(tuple(forms), tuple(terms.reasons) if choices else (), here)


def kinks(row: Reader) -> list[Relation]:
    """Where the derivatives of a row jump, as equations."""
    zeros = [zero for zero in map(parsed, row.row.kinks) if not names_in(zero) & _inert(row.row)]
    found = [row.to.compare("==", *map(row.evaluate, _sides(zero))) for zero in zeros]
    return [equation for equation in found if settled(equation) is None]


def _sides(zero: ast.expr) -> tuple[ast.expr, ast.expr]:
    """The two sides of a difference that is 0; for any other formula, the formula and 0."""
    match zero:
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return left, right
    return zero, ast.Constant(0.0)


@cache
def _inert(op: Op) -> set[str]:
    """The arguments whose partial is always 0, such as the condition of `where`."""
    return {name for name, text in zip(op.names, op.partials, strict=True) if text == "0"}


def is_linked(node: Any, position: int) -> bool:
    """Whether a gradient may pass from a node to an operand: not to a constant, nor to a condition."""
    op = node.op
    return isinstance(node.parents[position], Value) and (
        op.names[places(op, len(node.parents))[position][0]] not in _inert(op))


def is_constant(node: Any, position: int) -> bool:
    """Whether the partial of an operand does not depend on any Value, as in a sum or a product with a number."""
    argument, index = places(node.op, len(node.parents))[position]
    if not (read := _reads(node.op, argument)) <= {*node.op.names}:
        return False  # it reads the result
    given = dict(zip(node.op.names, node.op.arguments(node.parents), strict=True)) if read else {}
    operands = (given[name][index] if isinstance(given[name], list) else given[name] for name in read)
    return all(isinstance(operand, float) for operand in operands)


@cache
def _reads(op: Op, argument: int) -> frozenset[str]:
    """The names in a partial, without constants."""
    return frozenset(names_in(parsed(op.partials[argument])) - {*scalar.CONSTANTS})

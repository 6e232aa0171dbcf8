"""Operations: what an instruction may compute. Each comes from a row of the table, and its name says what it computes:

    tanh         the value of the row
    tanh'x       the contribution to the adjoint of x: the adjoint g of the result times the partial derivative in x
    tanh'x?      the same, or 0 where r, the mark of the result, is 0
    relu!x       a mark: 1 where the partial derivative in x is not 0, else 0; relu!x? is 0 also where r is 0
    logsumexp.m  an intermediate result (`lets`) of a row with a list, used by the derivatives in all elements
    dot?         b plus the sum of the products w*x whose mark r is not 0
"""

import ast
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from autodiff.table.formula import REDUCERS, function_name, lets_needed, names_in
from autodiff.table.lowering import Arithmetic, Lowered, parsed
from autodiff.table.op import OPS, Op

Operand = Callable[..., Any]  # gives an operand or, called with an index, an element of a list
GUARDED = "dot?"
NO_LISTS: frozenset[str] = frozenset()
_PARTS = re.compile(r"([A-Za-z_]\w*)(?:(['!])(\w+)(\??)|\.(.+)|(\?))?", re.DOTALL)


@dataclass(frozen=True, eq=False)
class Operation:
    """names: of its arguments. lists: those of them that are lists. evaluate: its result, given an arithmetic, the arguments
    and the length of the lists."""

    row: Op
    names: tuple[str, ...]
    lists: frozenset[str]
    evaluate: Callable[[Arithmetic, Sequence[Operand], Any], Any]

    def length(self, operands: int) -> int:
        """The length of each list if there are so many operands; 0 without lists."""
        return (operands - len(self.names)) // len(self.lists) + 1 if self.lists else 0

    def slices(self, length: int) -> list[tuple[bool, slice]]:
        """For each argument whether it is a list, and where it stands among the operands.

        >>> operation("dot").slices(2)
        [(True, slice(0, 2, None)), (True, slice(2, 4, None)), (False, slice(4, 5, None))]
        """
        found, start = [], 0
        for name in self.names:
            end = start + (length if name in self.lists else 1)
            found.append((name in self.lists, slice(start, end)))
            start = end
        return found


def operation(name: str) -> Operation:
    """The operation of this name. `KeyError` if its row is not in the table.

    >>> operation("tanh'x").names, operation("logsumexp'x").names, operation("relu!x?").names
    (('g', 'x'), ('g', 'x', 'm', 't'), ('r', 'x'))
    """
    base = None if name in OPS else _PARTS.match(name)
    return _operation(OPS[base[1] if base else name], name)


@lru_cache(maxsize=4096)
def _operation(row: Op, name: str) -> Operation:
    parts = _PARTS.fullmatch(name)
    _, kind, of, guard, let, dots = parts.groups() if parts else (name, *[None] * 5)
    if kind is not None:
        position = row.names.index(of)
        return _share(row, position, bool(guard)) if kind == "'" else _mark(row, position, bool(guard))
    if let is not None:
        return _let(row, let)
    return _guarded_dot(row) if dots else _value(row)


@lru_cache(maxsize=16)
def all_operations(rows: tuple[Op, ...]) -> tuple[str, ...]:
    """The names of all operations of some rows, in a fixed order.

    >>> all_operations((OPS["exp"],))
    ('dot?', 'exp', 'exp!x', 'exp!x?', "exp'x", "exp'x?")
    """
    found = {GUARDED}
    for row in rows:
        found.add(row.name)
        for position, name in enumerate(row.names):
            found |= {f"{row.name}{what}" for what in (f"'{name}", f"'{name}?", f"!{name}", f"!{name}?")}
            found |= {f"{row.name}.{extra}" for extra in intermediate(row, position)}
    return tuple(sorted(found))


def _value(row: Op) -> Operation:
    def evaluate(to: Arithmetic, operands: Sequence[Operand], length: Any) -> Any:
        return Lowered(row, to, dict(zip(row.names, operands, strict=True)), length).value()
    return Operation(row, row.names, row.lists, evaluate)


def _let(row: Op, name: str) -> Operation:
    def evaluate(to: Arithmetic, operands: Sequence[Operand], length: Any) -> Any:
        lowered = Lowered(row, to, dict(zip((*row.names, "z"), operands, strict=True)), length)
        return lowered.evaluate(parsed(row.lets.get(name, name)))
    return Operation(row, (*row.names, "z"), row.lists, evaluate)


def _share(row: Op, position: int, guarded: bool) -> Operation:
    needs, selected = needed(row, position), row.names[position] in row.selected

    def evaluate(to: Arithmetic, operands: Sequence[Operand], length: Any) -> Any:
        adjoint, *rest = operands
        g, zero = adjoint(), to.number(0.0)

        def share(slope: Any, number: float | None) -> Any:
            if number in (1.0, -1.0):
                return g if number == 1.0 else to.negative(g)
            if not selected:
                return to.binary("*", g, slope)
            return zero if number == 0.0 else _passing(to, slope, number, to.binary("*", g, slope), zero)
        found = _by_branch(row, position, to, rest[guarded:], share)
        return _reached(to, rest[0](), found) if guarded else found
    return Operation(row, ("g", *["r"] * guarded, *needs), NO_LISTS, evaluate)


def _mark(row: Op, position: int, guarded: bool) -> Operation:
    def evaluate(to: Arithmetic, operands: Sequence[Operand], length: Any) -> Any:
        one, zero = to.number(1.0), to.number(0.0)

        def mark(slope: Any, number: float | None) -> Any:
            return zero if number == 0.0 else _passing(to, slope, number, one, zero)
        found = _by_branch(row, position, to, operands[guarded:], mark)
        return _reached(to, operands[0](), found) if guarded else found
    return Operation(row, (*["r"] * guarded, *needed(row, position)), NO_LISTS, evaluate)


def _reached(to: Arithmetic, mark: Any, found: Any) -> Any:
    """`found`, or 0 where the mark of the result is 0."""
    return to.choose(to.compare("!=", mark, to.number(0.0)), found, to.number(0.0))


def _passing(to: Arithmetic, slope: Any, number: float | None, found: Any, zero: Any) -> Any:
    """`found`, or `zero` where the slope is 0. number: the slope, if it is a constant."""
    return found if number is not None else to.choose(to.compare("!=", slope, zero), found, zero)


def _guarded_dot(row: Op) -> Operation:
    def evaluate(to: Arithmetic, operands: Sequence[Operand], length: Any) -> Any:
        r, w, x, b = operands

        def product(i: Any) -> Any:
            return _reached(to, r(i), to.binary("*", w(i), x(i)))
        return to.binary("+", to.reduce("sum", length, product), b())
    return Operation(row, ("r", "w", "x", "b"), frozenset("rwx"), evaluate)


# --- Slopes ---

def _by_branch(row: Op, position: int, to: Arithmetic, operands: Sequence[Operand],
               each: Callable[[Any, float | None], Any]) -> Any:
    """`each` of the partial derivative, in each branch of its formula: called with the slope there, and with its number if
    it is a constant. operands: those that `needed` lists."""
    lowered = Lowered(row, to, dict(zip(needed(row, position), operands, strict=True)))
    lowered.lists = frozenset()  # a list is given by its element

    def found(tree: ast.expr) -> Any:
        if isinstance(tree, ast.IfExp):
            return to.choose(lowered.test(tree.test), found(tree.body), found(tree.orelse))
        return each(lowered.evaluate(tree), _number(tree))
    return found(_tree(row, position))


def _number(tree: ast.expr) -> float | None:
    """The value of a formula that is a constant, else None."""
    try:
        return float(ast.literal_eval(tree))
    except (ValueError, TypeError):
        return None


@cache
def needed(row: Op, position: int) -> tuple[str, ...]:
    """What a partial derivative depends on: arguments (one element of each list), z, and intermediate results of lists.

    >>> needed(OPS["exp"], 0), needed(OPS["mul"], 0)
    (('z',), ('y',))
    """
    found = names_in(_tree(row, position))
    if not row.variadic:
        lets = lets_needed(row, row.stable_partials[position])
        found |= {name for let in lets for name in names_in(parsed(row.lets[let]))}
    plain = [name for name in (*row.names, "z") if name in found]
    return (*plain, *sorted(intermediate(row, position))) if row.variadic else tuple(plain)


@cache
def intermediate(row: Op, position: int) -> frozenset[str]:
    """The intermediate results that a partial derivative in an element of a list needs: `lets`, and sums in its formula."""
    found = names_in(_tree(row, position))
    return frozenset(name for name in found if name in row.lets or not name.isidentifier()) if row.variadic else frozenset()


@cache
def _tree(row: Op, position: int) -> ast.expr:
    """The formula of a partial derivative; in a row with lists each sum over a list is replaced by a name."""
    tree = parsed(row.stable_partials[position])
    return _NamedReductions(row.lists).visit(ast.parse(ast.unparse(tree), mode="eval").body) if row.lists else tree


class _NamedReductions(ast.NodeTransformer):
    def __init__(self, lists: frozenset[str]) -> None:
        self.lists = lists

    def visit_Call(self, node: ast.Call) -> ast.expr:
        if function_name(node) in REDUCERS and names_in(node) & self.lists:
            return ast.Name(ast.unparse(node))
        self.generic_visit(node)
        return node


@cache
def simple_slope(row: Op, position: int) -> float | str | None:
    """A partial derivative that is a constant, or simply an argument or z; else None.

    >>> simple_slope(OPS["sub"], 1), simple_slope(OPS["mul"], 0), simple_slope(OPS["tanh"], 0)
    (-1.0, 'y', None)
    """
    tree = _tree(row, position)
    if isinstance(tree, ast.Name) and tree.id in (*row.names, "z"):
        return None if row.names[position] in row.selected else tree.id
    return _number(tree)

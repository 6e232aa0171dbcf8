"""The language of the table's formulas, and their translation into Python.

A formula is a Python expression of numbers, names, `+ - * /`, comparisons, `a if c else b` and calls. A comparison may
stand as a condition only. Formulas are parsed into syntax trees and written in four dialects: floats with `math` (fast,
may raise), floats with `scalar` (IEEE 754, never raises), Values (each operation is a node, so that a derivative can be
differentiated again), and numbers of any kind with a library for them.
"""

import ast
import math

from autodiff.table import scalar
from autodiff.table.op import OPS, Op

REDUCERS = {"sum": "fsum", "prod": "prod", "max": "largest", "min": "smallest"}
LISTS = ("scalar.others", "others(")  # helpers that return a list, of floats and of Values
COMPARISONS = {ast.Gt: "greater", ast.GtE: "greater_equal", ast.Lt: "greater", ast.LtE: "greater_equal",
               ast.Eq: "equal", ast.NotEq: "equal"}


def parse(text: str) -> ast.expr:
    """The syntax tree of a formula."""
    return ast.parse(text, mode="eval").body


def names_in(tree: ast.AST) -> set[str]:
    """The names in a formula, without those of functions."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called}


def function_name(call: ast.Call) -> str:
    """The name of the function that a call in a formula calls."""
    if not isinstance(call.func, ast.Name):
        raise ValueError(f"a formula can only call functions by their name, not {ast.unparse(call)!r}")
    return call.func.id


def is_library(name: str) -> bool:
    """Whether `name` is a function of the libraries of all dialects (exp, tanh), rather than a composite row."""
    return name == "abs" or hasattr(scalar, name)


def lets_needed(op: Op, *formulas: str) -> list[str]:
    """The `lets` of a row that `formulas` use, directly or indirectly, in the row's order."""
    wanted = {name for text in formulas for name in names_in(parse(text))}
    for let in reversed(op.lets):
        if let in wanted:
            wanted |= names_in(parse(op.lets[let]))
    return [let for let in op.lets if let in wanted]


class Translator(ast.NodeTransformer):
    """Base of the dialects: numbers become floats, and element-wise formulas become list comprehensions."""

    def __init__(self, lists: frozenset[str]) -> None:
        self.lists = lists  # the names that stand for lists

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Constant(float(node.value)) if isinstance(node.value, int | float) else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.expr:
        operand = self.visit(node.operand)
        if isinstance(node.op, ast.USub) and isinstance(operand, ast.Constant):
            return ast.Constant(-operand.value)  # type: ignore[operator]
        return ast.UnaryOp(node.op, operand)

    def text(self, tree: ast.expr) -> str:
        """A translated formula as source."""
        return ast.unparse(tree)

    def partial(self, name: str, formula: str) -> str:
        """The source of the partial with respect to an argument; for a list, a list with one for each element."""
        tree = self.visit(parse(formula))
        if name in self.lists:
            listed = names_in(tree) & self.lists
            tree = self.elements(tree) if listed else parse(f"[{self.text(tree)}] * len({name})")
        return self.text(tree)

    def elements(self, tree: ast.expr) -> ast.expr:
        """An element-wise expression as a list comprehension; the name of a list stays itself."""
        used = sorted(names_in(tree) & self.lists)
        if isinstance(tree, ast.Name) or self.text(tree).startswith(LISTS):
            return tree
        renamed = {name: f"{name}_i" for name in used}
        body = Renamer(renamed).visit(tree)
        if not used:
            return body  # type: ignore[no-any-return]
        target: ast.expr = ast.Name(", ".join(renamed.values()))
        source: ast.expr = ast.Name(used[0]) if len(used) == 1 else ast.Name(f"zip({', '.join(used)}, strict=True)")
        return ast.ListComp(body, [ast.comprehension(target, source, [], 0)])


class Renamer(ast.NodeTransformer):
    """Replaces names by other names or expressions."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return parse(self.names[node.id]) if node.id in self.names else node

    def visit_ListComp(self, node: ast.ListComp) -> ast.expr:
        return node  # its elements are renamed already


class Floats(Translator):
    """Formulas on floats. Calls of composite rows, such as `sigmoid(x)`, are expanded into `lines`, so that the generated
    code calls nothing but the mathematical library."""

    def __init__(self, lists: frozenset[str], exact: bool) -> None:
        super().__init__(lists)
        self.exact = exact  # IEEE without exceptions, through `scalar`
        self.lines: list[str] = []
        self.known: dict[str, str] = {}

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if self.exact and isinstance(node.op, ast.Div):
            return ast.Call(ast.Name("scalar.div"), [left, right], [])
        return ast.BinOp(left, node.op, right)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = function_name(node)
        if name in REDUCERS and names_in(node) & self.lists:
            return self._reduce(name, node)
        if is_library(name):
            return ast.Call(ast.Name(self._library(name)), [self.visit(a) for a in node.args], [])
        return self._expand(OPS[name], node)

    def _library(self, name: str) -> str:
        name = "fabs" if name == "abs" else name  # the generated module has an `abs` of its own
        return f"math.{name}" if hasattr(math, name) and name != "prod" and not self.exact else f"scalar.{name}"

    def _reduce(self, name: str, node: ast.Call) -> ast.expr:
        """sum(w*x, b) becomes fsum([*products, b])."""
        items = self._items(self.visit(node.args[0]))
        if len(node.args) > 1:
            items = ast.List([ast.Starred(items), *map(self.visit, node.args[1:])])
        return ast.Call(ast.Name(self._library(REDUCERS[name])), [items], [])

    def _items(self, tree: ast.expr) -> ast.expr:
        """The argument of a reducer. A product of two lists uses `map`, which is twice as fast."""
        match tree:
            case ast.BinOp(left=ast.Name(), op=ast.Mult(), right=ast.Name()) if names_in(tree) <= self.lists:
                return ast.Call(ast.Name("map"), [ast.Name("mul_floats"), tree.left, tree.right], [])
        return self.elements(tree)

    def _expand(self, op: Op, node: ast.Call) -> ast.expr:
        """Write the lines that compute another row; returns the variable that holds its result."""
        key = ast.unparse(node)
        if key not in self.known:
            prefix = f"{op.name}{len(self.known)}"
            renamed = {n: f"{prefix}_{n}" for n in (*op.names, *op.lets)}
            for arg, given in zip(op.names, node.args, strict=True):
                self.lines.append(f"{renamed[arg]} = {ast.unparse(self.visit(given))}")
            for let in lets_needed(op, op.stable):
                self.assign(renamed[let], op.lets[let], renamed)
            self.assign(prefix, op.stable, renamed)
            self.known[key] = prefix
        return ast.Name(self.known[key])

    def assign(self, target: str, formula: str, renamed: dict[str, str] | None = None) -> None:
        """Write the line `target = formula`, preceded by the lines it needs."""
        tree = self.visit(Renamer(renamed or {}).visit(parse(formula)))
        self.lines.append(f"{target} = {self.text(tree)}")


class AnyNumbers(Translator):
    """Formulas on numbers of any kind, with functions and constants of a library `f`. Comparisons are of `f.real(x)`, so
    that complex numbers can be compared."""

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = function_name(node)
        args = [self.visit(a) for a in node.args]
        if name in REDUCERS and names_in(node) & self.lists:
            args[0] = self.elements(args[0])
        return ast.Call(ast.Name(f"f.{name}"), args, [])

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        sides = [self.visit(side) for side in (node.left, *node.comparators)]
        if not all(isinstance(sign, ast.Eq | ast.NotEq) for sign in node.ops):
            sides = [ast.Call(ast.Name("f.real"), [side], []) for side in sides]
        return ast.Compare(sides[0], node.ops, list(sides[1:]))

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(f"f.{node.id}") if node.id in scalar.CONSTANTS else node


class Values(Translator):
    """Formulas on Values: calls, comparisons and quotients become operations, a choice becomes `where`.

    A quotient of two constants would otherwise be Python's, which raises for the divisor 0.
    """

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Div):
            return ast.Call(ast.Name("f.div"), [left, right], [])
        return ast.BinOp(left, node.op, right)

    def visit_Call(self, node: ast.Call) -> ast.expr:
        name = function_name(node)
        args = [self.visit(a) for a in node.args]
        if f"scalar.{name}" in LISTS:
            return ast.Call(ast.Name(name), args, [])
        if name in REDUCERS and names_in(node) & self.lists:
            args[0] = self.elements(args[0])
        return ast.Call(ast.Name(f"f.{name}"), args, [])

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        raise ValueError(f"write {ast.unparse(node)!r} as one choice in another: the graph has no `and` and `or`")

    def visit_IfExp(self, node: ast.IfExp) -> ast.expr:
        test, chosen, other = node.test, self.visit(node.body), self.visit(node.orelse)
        if isinstance(test, ast.Compare) and isinstance(test.ops[0], ast.NotEq):
            test, chosen, other = ast.Compare(test.left, [ast.Eq()], test.comparators), other, chosen
        return ast.Call(ast.Name("choose"), [self.visit(test), chosen, other], [])

    def visit_Compare(self, node: ast.Compare) -> ast.expr:
        if len(node.ops) != 1:
            raise ValueError(f"write {ast.unparse(node)!r} with one comparison at a time")
        left, right = self.visit(node.left), self.visit(node.comparators[0])
        kind = type(node.ops[0])
        if kind in (ast.Lt, ast.LtE):
            left, right = right, left
        return ast.Call(ast.Name(f"f.{COMPARISONS[kind]}"), [left, right], [])

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return ast.Name(f"scalar.{node.id}") if node.id in scalar.CONSTANTS else node

"""How a node is computed and its local derivatives, as text: the formulas of its row with the names of the operands put in.

The page goes on to move the operands, so that a formula keeps its choices (`1 if x > 0 else 0`), but for those that a
constant decides: of a power, `x**2` has the derivative `2*x`.
"""

import ast
import operator
import re
from typing import Any, ClassVar

from autodiff.exploring.cases import equations, holding, in_cases
from autodiff.graph import text
from autodiff.messages import cut
from autodiff.table.op import OPS, Op

LENGTH = 168  # characters of a formula
ATOM = re.compile(r"[\w.]+|\w+\([^()]*\)")  # what needs no brackets
WORD = re.compile(r"[\w./⁽⁾]+")  # what a label is that reads like a name: w1, layer1/neuron2.w
ELEMENTARY = frozenset(("abs", "sign", "hypot"))  # functions that are written out in the table, and known to everybody
OWN = {"others(x)": "the product of all elements but x"}  # functions of the formulas that are no rows


def formulas(node: Any, result: str, names: list[str]) -> dict[str, Any]:
    """value, partials by operand, and what is to be said of them; shape: the value with operand i as {i}.

    result, names: what node and operands are called.
    """
    op = node.op
    spelled: dict[str, Any] = {**dict(zip(op.names, op.arguments(names), strict=True)), "z": result}
    known = {name: p for name, p in zip(op.names, node.parents, strict=False) if isinstance(p, float) and not op.variadic}
    partials: list[str] = []
    for name, partial in zip(op.names, op.textbook, strict=True):
        indices = range(len(spelled[name])) if name in op.lists else [None]
        partials += [holding(put_in(in_cases(simplified(partial, known)), spelled, i)) for i in indices]
    places = dict(zip(op.names, op.arguments([f"{{{i}}}" for i in range(len(names))]), strict=True))
    return {"value": _value(node, spelled), "shape": _value(node, places, bare=True), "partials": partials,
            "notes": _notes(op, spelled)}


def _value(node: Any, spelled: dict[str, Any], bare: bool = False) -> str:
    """The template of an operation, with brackets where an operand binds less tightly, unless they are bare."""
    op = node.op
    parts = {name: part if isinstance(part, str) else f"[{', '.join(part)}]" for name, part in spelled.items()}
    if not op.variadic and not bare:
        for name, p in zip(op.names, node.parents, strict=True):
            if text.needs_brackets(op, name, _binds(p, parts[name])):
                parts[name] = f"({parts[name]})"
    return cut(text.fill(op.template, parts), LENGTH)


def _binds(p: Any, called: str) -> int:
    """How tightly an operand holds together, as it is called: a label may read like a formula, such as x1*w1."""
    if isinstance(p, float):
        return 3 if p < 0 else 9
    if WORD.fullmatch(called):
        return 9
    return 0 if p.op is None or p.label or p.scope else int(p.op.precedence)


def _notes(op: Op, spelled: dict[str, Any]) -> list[str]:
    """What the other names in its local derivatives mean: quantities of the row, and functions that are not elementary.
    And where they jump."""
    used = set(re.findall(r"\b[A-Za-z]\w*\b", " ".join(op.textbook)))
    rows = [OPS[name] for name in sorted(used - ELEMENTARY) if name in OPS and name != op.name]
    written = [row for row in rows if not row.value.startswith(f"{row.name}(")]
    return [*(f"where {name} = {put_in(formula, spelled, None)}" for name, formula in op.lets.items() if name in used),
            *(f"where {row.name}({', '.join(row.names)}) = {row.value}" for row in written),
            *(f"where {name} = {meaning}" for name, meaning in OWN.items() if name.split("(")[0] in used),
            *(f"a kink where {put_in(kink, spelled, None)}: there the derivative is a convention" for kink in equations(op))]


# --- Names for arguments ---


def put_in(formula: str, spelled: dict[str, Any], index: int | None) -> str:
    """A formula of a row with names for its arguments; of a list, that of the element.

    >>> put_in("y*exp(x)", {"x": "a + b", "y": "c - d"}, None)
    '(c - d)*exp(a + b)'
    """
    def name(match: re.Match[str]) -> str:
        found = spelled.get(match[0], match[0])
        if not isinstance(found, str):
            found = found[index] if index is not None and index < len(found) else f"[{', '.join(found)}]"
        return found if _stands_alone(formula, match) or ATOM.fullmatch(found) else f"({found})"

    return cut(re.sub(r"\b[A-Za-z]\w*\b(?!\()", name, formula), LENGTH)


def _stands_alone(formula: str, match: re.Match[str]) -> bool:
    """Whether a name is a whole formula, or a whole argument of a function, and needs no brackets."""
    before, after = formula[:match.start()], formula[match.end():]
    return before == after == "" or (before.endswith(("(", ", ")) and after.startswith((")", ", ")))


# --- What constants decide ---


def simplified(formula: str, known: dict[str, float]) -> str:
    """A formula in which some arguments are numbers.

    >>> simplified("0 if y == 0 else y*pow(x, y - 1)", {"y": 2.0}), simplified("-z/y", {"y": 4.0})
    ('2*x', '-z/4')
    """
    if not known:
        return formula
    tree = _Simpler(known).visit(ast.parse(formula, mode="eval").body)
    return re.sub(r" (\*\*|[*/]) ", r"\1", ast.unparse(tree))


class _Simpler(ast.NodeTransformer):
    """Puts numbers in, and works out what has become arithmetic of numbers."""

    ARITHMETIC: ClassVar = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul}
    COMPARED: ClassVar = {ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le,
                          ast.Gt: operator.gt, ast.GtE: operator.ge}

    def __init__(self, known: dict[str, float]) -> None:
        self.known = known

    def visit_Name(self, tree: ast.Name) -> ast.expr:
        return _number(self.known[tree.id]) if tree.id in self.known else tree

    def visit_UnaryOp(self, tree: ast.UnaryOp) -> Any:
        self.generic_visit(tree)
        inner = _constant(tree.operand)
        return tree if inner is None else _number(-inner)

    def visit_BinOp(self, tree: ast.BinOp) -> Any:
        self.generic_visit(tree)
        left, right, does = _constant(tree.left), _constant(tree.right), self.ARITHMETIC.get(type(tree.op))
        if does and left is not None and right is not None:
            return _number(does(left, right))
        return tree.right if isinstance(tree.op, ast.Mult) and left == 1 else tree

    def visit_Compare(self, tree: ast.Compare) -> Any:
        self.generic_visit(tree)
        left, right = _constant(tree.left), _constant(tree.comparators[0])
        if left is None or right is None or len(tree.ops) > 1:
            return tree
        return ast.Constant(self.COMPARED[type(tree.ops[0])](left, right))

    def visit_IfExp(self, tree: ast.IfExp) -> Any:
        self.generic_visit(tree)
        if not isinstance(tree.test, ast.Constant):
            return tree
        return tree.body if tree.test.value else tree.orelse

    def visit_Call(self, tree: ast.Call) -> Any:
        self.generic_visit(tree)
        if not isinstance(tree.func, ast.Name) or tree.func.id != "pow" or (power := _constant(tree.args[1])) is None:
            return tree
        return tree.args[0] if power == 1 else ast.BinOp(tree.args[0], ast.Pow(), tree.args[1])


def _constant(tree: ast.expr) -> float | None:
    if isinstance(tree, ast.UnaryOp) and isinstance(tree.op, ast.USub) and isinstance(tree.operand, ast.Constant):
        return -float(tree.operand.value)  # type: ignore[arg-type]
    return float(tree.value) if isinstance(tree, ast.Constant) else None  # type: ignore[arg-type]


def _number(x: float) -> ast.expr:
    """A number as a person writes it."""
    if x != x or abs(x) == float("inf"):
        return ast.Name(str(x))
    short: float = int(x) if x.is_integer() and abs(x) < 1e15 else x
    return ast.Constant(short) if short >= 0 else ast.UnaryOp(ast.USub(), ast.Constant(-short))

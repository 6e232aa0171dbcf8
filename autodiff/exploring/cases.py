"""Formulas with choices as people read them: `1 if x > 0, 0 if x <= 0`; and where a derivative jumps."""

import ast
import re

from autodiff.explaining.reading import kinks
from autodiff.table.op import Op


def in_cases(formula: str) -> str:
    """A formula with its choices as cases; one that is nan says only that an operand is nan, and is left out.

    >>> in_cases("1 if x > 0 else 0 if x <= 0 else nan"), in_cases("2 if x == z else 0 if z == z else nan"), in_cases("2*x")
    ('1 if x > 0, 0 if x <= 0', '2 if x == z, 0 otherwise', '2*x')
    """
    tree = ast.parse(formula, mode="eval").body
    if not isinstance(tree, ast.IfExp):
        return formula
    return ", ".join(f"{value} {when}" for value, when in _cases(tree) if value != "nan")


def _cases(tree: ast.expr) -> list[tuple[str, str]]:
    """Each value with its condition."""
    if not isinstance(tree, ast.IfExp):
        return [(_written(tree), "otherwise")]
    if isinstance(tree.body, ast.IfExp) and _written(tree.orelse) == "nan":
        return _cases(tree.body)
    return [(_written(tree.body), _condition(tree.test)), *_cases(tree.orelse)]


def _condition(test: ast.expr) -> str:
    match test:
        case ast.Compare(left=ast.Symbol(id=one), ops=[ast.Eq()], comparators=[ast.Symbol(id=other)]) if one == other:
            return "otherwise"
    return f"if {_written(test)}"


def _written(tree: ast.expr) -> str:
    return re.sub(r" (\*\*|[*/]) ", r"\1", ast.unparse(tree))


def holding(cases: str) -> str:
    """Cases of a condition that was put in: whether it holds, rather than whether it is 0.

    >>> holding("0 if (a > b) == 0, 1 otherwise")
    '0 if not (a > b), 1 otherwise'
    """
    return re.sub(r"(\([^()]* [<>=]=? [^()]*\)) == 0", r"not \1", cases)


def equations(op: Op) -> list[str]:
    """Where the derivatives of a row jump.

    >>> from autodiff import OPS
    >>> equations(OPS["relu"]), equations(OPS["maximum"]), equations(OPS["where"])
    (['x = 0'], ['x = y'], [])
    """
    return [" = ".join(_written(side).removesuffix(".0") for side in sides) for sides in kinks(op)]

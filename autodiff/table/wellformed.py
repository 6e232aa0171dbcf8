"""What a row of the table must be: formulas in the language of `formula`, of known names and functions, one partial an
argument. A row that anyone may add is read by this before source is made of it."""

import ast
import keyword
import math
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache

from autodiff.messages import cut
from autodiff.table import scalar
from autodiff.table.formula import REDUCERS, function_name, is_library, names_in, parse
from autodiff.table.op import OPS, Op

SYNTAX = (ast.Constant, ast.Name, ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.UnaryOp, ast.USub, ast.IfExp, ast.Call,
          ast.Compare, ast.Gt, ast.GtE, ast.Lt, ast.LtE, ast.Eq, ast.NotEq)
FLOATS_ONLY = (ast.BoolOp, ast.And, ast.Or, ast.Pow)  # in `lets` and the stable formulas, which no graph is made of:
FLOATS_HINT = ", a power of two numbers (2.0**53), `and` and `or` of what a choice asks for"
SIGNS = (ast.operator, ast.unaryop, ast.cmpop, ast.boolop)
OTHERS = "others"  # gives a list
FLOATS_OWN = ("sin_far", "cos_far", "tan_far")
ARITHMETIC = "numbers, names, + - * /, pow(x, y), one comparison at a time, `a if c else b` and calls"
# Names that the generated functions use for themselves.
RESERVED = {"z", "f", "self", "other", "node", "parents", "partials", "values", "tracked", "math", "scalar", "choose"}


def check_row(op: Op) -> None:
    """`ValueError` naming what is wrong with a row.

    >>> check_row(Op("half", ("x",), "x/2", ("1/2",)))
    >>> check_row(Op("half", ("x",), "x/2 + y", ("1/2",)))
    Traceback (most recent call last):
        ...
    ValueError: operation 'half': value 'x/2 + y' reads 'y': known are x
    """
    _check_names(op)
    _check_counts(op)
    _check_formula(op, "value", op.value, op.names)
    for position, (let, formula) in enumerate(op.lets.items()):
        _check_formula(op, f"let {let!r}", formula, (*op.names, "z", *list(op.lets)[:position]), FLOATS_ONLY)
    known = (*op.names, *op.lets)
    _check_formula(op, "stable", op.stable, known, FLOATS_ONLY)
    columns = (("stable partial", op.stable_partials, FLOATS_ONLY), ("partial", op.partials, ()),
               ("textbook partial", op.textbook, ()))
    for what, formulas, more in columns:
        for name, formula in zip(op.names, formulas, strict=True):
            _check_formula(op, what, formula, (*known, "z"), more, listed=name in op.lists)
    scalars = [name for name in op.names if name not in op.lists]
    for formula in op.kinks:
        _check_formula(op, "kink", formula, scalars)
        if not names_in(parse(formula)):
            raise _wrong(op, f"kink {formula!r} names no argument: it must vanish where a derivative jumps")
    for name, formula in zip(("", *op.names), op.scale, strict=True):
        if formula:
            _check_formula(op, "scale", formula, (*op.names, "z"), FLOATS_ONLY, listed=name in op.lists)


@lru_cache(maxsize=256)
def functions_in(op: Op) -> frozenset[str]:
    """The functions that the formulas of a row call."""
    texts = (op.value, op.stable, *op.partials, *op.stable_partials, *op.textbook, *op.lets.values(), *op.kinks,
             *filter(None, op.scale))
    calls = (node for text in texts for node in ast.walk(parse(text)) if isinstance(node, ast.Call))
    return frozenset(map(function_name, calls))


def _wrong(op: Op, what: str) -> ValueError:
    return ValueError(f"operation {op.name!r}: {what}")


def _check_names(op: Op) -> None:
    given = (op.name, *op.aliases, *op.names, *op.lets)
    for name in given:
        if not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
            raise _wrong(op, f"{name!r} is not a name: use letters (a to z), digits and _, a letter first")
        if keyword.iskeyword(name):
            raise _wrong(op, f"{name!r} is a word of Python's own: choose another name")
    for name in (*op.names, *op.lets):
        if name in RESERVED or is_library(name) or name in OPS:  # constants are in the library too
            raise _wrong(op, f"{name!r} cannot name an argument or a let, it has a meaning in formulas or "
                             "in the code made of them: choose another")
    if any(argument.startswith("**") for argument in op.args) or any("=" in a for a in op.args if a[0] == "*"):
        raise _wrong(op, f"a list is written *x, without a default, got {' '.join(op.args)}")
    if len({*given}) < len(given):
        raise _wrong(op, f"a name is used twice among {', '.join(given)}")


def _check_counts(op: Op) -> None:
    columns = {"partial": op.partials, "stable partial": op.stable_partials, "textbook partial": op.textbook,
               "interval of the domain": op.domain}
    for what, column in columns.items():
        if len(column) != len(op.args) or not op.args:
            raise _wrong(op, f"one {what} for each argument is needed, got {len(column)} for "
                             f"{len(op.args)} ({' '.join(op.args)})")
    if isinstance(op.selects, str) and op.selects not in op.names:
        raise _wrong(op, f"selects names {op.selects!r}, which is no argument: {', '.join(op.names)}")
    if len(op.scale) != 1 + len(op.args):
        raise _wrong(op, f"one scale for the value and one for each partial at most, got {len(op.scale)}")
    for low, high in op.domain:
        if not low < high or math.isnan(low):
            raise _wrong(op, f"the domain ({low!r}, {high!r}) is empty: give the lower end first")
    order = [2 * (name in op.defaults) + (name not in op.lists) for name in op.names]
    if order != sorted(order):
        raise _wrong(op, f"lists come first and defaults last among the arguments, got {' '.join(op.args)}")


def _check_formula(op: Op, what: str, formula: str, known: Sequence[str], more: tuple[type[ast.AST], ...] = (), *,
                   listed: bool = False) -> None:
    """A formula of allowed syntax, known names and functions. listed: whether it is of each element of a list."""
    where = f"operation {op.name!r}: {what} {formula!r}"
    try:
        tree = parse(formula)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        raise ValueError(f"{where} is no expression: use {ARITHMETIC}") from None
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    functions = {id(call.func) for call in calls}
    for node in (n for n in ast.walk(tree) if isinstance(n, ast.expr)):
        _check_syntax(where, node, more)
        if isinstance(node, ast.Name) and id(node) not in functions and node.id not in (*known, *scalar.CONSTANTS):
            raise ValueError(f"{where} reads {node.id!r}: known are {', '.join(known)}")
    for call in calls:
        _check_call(where, call, more, whole=listed and call is tree)
    _check_truths(where, tree)
    if not listed:
        _check_lists(where, tree, op.lists)


def _check_truths(where: str, tree: ast.expr) -> None:
    """Comparisons, `and` and `or` stand where a choice asks for them only: elsewhere a number is needed."""
    asked = {id(node.test) for node in ast.walk(tree) if isinstance(node, ast.IfExp)}
    asked |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.BoolOp) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare | ast.BoolOp) and id(node) not in asked:
            text = ast.unparse(node)
            what = "is" if node is tree else f"takes {text!r} for a number, which is"
            raise ValueError(f"{where} {what} true or false, no number: write `1 if {text} else 0`")


def _check_lists(where: str, tree: ast.expr, lists: frozenset[str]) -> None:
    """Where one number is wanted, the elements of a list stand in a sum or the like only."""
    reduced = {id(name) for call in ast.walk(tree) if isinstance(call, ast.Call) and function_name(call) in REDUCERS
               for name in ast.walk(call.args[0])}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in lists and id(node) not in reduced:
            raise ValueError(f"{where} takes the list {node.id!r} for a number: use sum({node.id}), max({node.id}) ...")


def _check_syntax(where: str, node: ast.expr, more: tuple[type[ast.AST], ...]) -> None:
    constant = isinstance(node, ast.Constant) and not _is_float(node)
    chained = isinstance(node, ast.Compare) and len(node.ops) > 1 and not more
    called = isinstance(node, ast.Call) and (node.keywords or not isinstance(node.func, ast.Name))
    signs = [part for part in ast.iter_child_nodes(node) if isinstance(part, SIGNS)]
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and not _is_power(node)
    if constant or chained or called or power or not all(isinstance(part, (*SYNTAX, *more)) for part in (node, *signs)):
        raise ValueError(f"{where} uses {cut(ast.unparse(node), 80)!r}: use {ARITHMETIC}{FLOATS_HINT if more else ''}")


def _is_float(node: ast.expr) -> bool:
    """Whether it is a number, with a sign or without, that a float can hold (1e999 is inf)."""
    node = node.operand if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub) else node
    with suppress(OverflowError):
        return isinstance(node, ast.Constant) and type(node.value) in (int, float) and float(node.value) >= 0  # type: ignore[arg-type]
    return False


def _is_power(node: ast.BinOp) -> bool:
    """Whether it is a power of two numbers that is a number itself: none that is complex, too large, or of 0."""
    if not (_is_float(node.left) and _is_float(node.right)):
        return False
    with suppress(ArithmeticError):
        return isinstance(float(ast.literal_eval(node.left)) ** float(ast.literal_eval(node.right)), float)
    return False


def _check_call(where: str, call: ast.Call, more: tuple[type[ast.AST], ...], whole: bool) -> None:
    """Functions of formulas are rows, so that derivatives of any order can be made; for floats alone there are some more.

    whole: whether the call is all of a formula for the elements of a list, as `others(x)` must be.
    """
    name, given = function_name(call), len(call.args)
    if name == OTHERS and not (whole and given == 1 and isinstance(call.args[0], ast.Name)):
        raise ValueError(f"{where} calls {name!r}, which gives a list: it can only be the whole of a partial in a list")
    if name not in (*OPS, OTHERS) and not (more and name in FLOATS_OWN):
        raise ValueError(f"{where} calls {name!r}, which is not an operation")
    wanted = {"sum": (1, 2)}.get(name, (len(OPS[name].args),) if name in OPS else (1,))
    if given not in wanted:
        raise ValueError(f"{where} calls {name!r} with {given} arguments, it takes {' or '.join(map(str, wanted))}")

"""What `register` is given: made a row, or refused with a word on what is wrong."""

import builtins
import copy
import math
import pkgutil
import re
import sys
from collections.abc import Callable, Sequence
from typing import Any

from autodiff.messages import shown
from autodiff.table.op import OPS, Op
from autodiff.value import value


def _is_text(x: Any) -> bool:
    return isinstance(x, str)


def _are_texts(x: Any) -> bool:
    return isinstance(x, list | tuple) and all(map(_is_text, x))


def _texts(x: Any) -> list[str]:
    """The texts of a column."""
    parts = [*x, *x.values()] if isinstance(x, dict) else x if isinstance(x, list | tuple) else [x]
    return [part for part in parts if isinstance(part, str)]


def _is_interval(x: Any) -> bool:
    return isinstance(x, list | tuple) and len(x) == 2 and all(isinstance(end, int | float) for end in x)


KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {  # what a column must be, in words and as a test
    **dict.fromkeys(("stable", "symbol", "template", "latex", "note"), ("a text", _is_text)),
    **dict.fromkeys(("stable_partials", "textbook", "kinks", "aliases", "scale"), ("a list of texts", _are_texts)),
    "lets": ("a dict of formulas by name", lambda x: isinstance(x, dict) and _are_texts([*x, *x.values()])),
    "domain": ("a pair of numbers for each argument", lambda x: isinstance(x, list | tuple) and all(map(_is_interval, x))),
    "selects": ("True, False or the name of an argument", lambda x: isinstance(x, bool | str)),
    "precedence": ("an int from 0 to 5", lambda x: type(x) is int and 0 <= x <= 5),
    "ulp": ("a number above 0", lambda x: isinstance(x, int | float) and 0 < x < math.inf),
}


def row_of(name: Any, args: Any, formula: Any, partials: Sequence[Any], columns: dict[str, Any]) -> Op:
    """The row; `TypeError` for what no column takes, `ValueError` for a default that is not a number."""
    _check_texts(name, (args, formula, *partials), columns)
    for default in re.findall(r"=(\S*)", args):
        try:
            float(default)
        except ValueError:
            raise ValueError(f"register({name!r}): the default {default!r} in {args!r} is not a number: "
                             "write 'x slope=0.01'") from None
    listed: dict[str, Any] = {name: tuple(x) if isinstance(x, list) else x for name, x in columns.items()}
    return Op(name, tuple(args.split()), formula, tuple(partials), **copy.deepcopy(listed))


def _check_texts(name: Any, texts: Sequence[Any], columns: dict[str, Any]) -> None:
    for text in (name, *texts):
        if not isinstance(text, str):
            raise TypeError(f"register() needs texts for name, arguments, formula and partials, not {type(text).__name__} "
                            f"({shown(text)}): register('double', 'x', '2*x', '2')")
    for column, given in columns.items():
        if column not in KINDS:
            known = ", ".join(sorted(KINDS))
            raise TypeError(f"register({name!r}): {column!r} is not an option: choose from {known}")
        wanted, fits = KINDS[column]
        if not fits(given):
            raise TypeError(f"register({name!r}): {column} must be {wanted}, not {type(given).__name__} ({shown(given)})")
    for text in (name, *texts, *(text for given in columns.values() for text in _texts(given))):
        if any("\ud800" <= c <= "\udfff" for c in text):
            raise ValueError(f"register({name!r}): {text!r} holds half a character (a lone surrogate), which no file can")


def check_names(op: Op) -> None:
    """`ValueError` for a name that something else has: of the operation, or of its arguments and lets."""
    for name in (op.name, *op.aliases):
        _check_free(op.name, name)
    _check_inner_names(op)


def _check_free(row: str, name: str) -> None:
    """`ValueError` if a name is taken: by an operation, a method of Value, or what the generated code uses itself."""
    if name != name.lower():
        raise ValueError(f"register({row!r}): {name!r} has capitals, as classes and constants have: write {name.lower()!r}")
    package = sys.modules[__name__.partition(".")[0]]  # of which all names are imported by now, and all folders known
    folders = [module.name for module in pkgutil.iter_modules(package.__path__)]
    taken = {*dir(value), *dir(value.Value), *dir(builtins), *dir(package), *folders}
    if {name, name.upper()} & taken:
        raise ValueError(f"register({row!r}): the name {name!r} is taken: choose another")


def _check_inner_names(op: Op) -> None:
    """`ValueError` for an argument or a let that is called like something in the source that is made of the row."""
    inner = (*op.names, *op.lets)
    made = {text.format(name) for name in inner for text in ("{}_parent", "{}_tracked", "{}_i", "d_{}")}
    taken = made | {*vars(value), *vars(builtins), op.name.upper()}
    for name in inner:
        if name in taken or any(re.match(rf"{row}\d", name) for row in OPS):
            raise ValueError(f"register({op.name!r}): {name!r} cannot name an argument or a let, the code made of the row "
                             "uses it: choose another")

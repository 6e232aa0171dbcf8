"""Rows of one's own: `register` adds an operation to the table at run time, and every reader takes it up.

The source of its functions is generated as for the table's own rows, and shows in tracebacks.
"""

import linecache
import math
import threading
from collections.abc import Callable, Iterable, Set
from dataclasses import fields
from types import CodeType
from typing import Any

from autodiff.forks import awaited_by_forks
from autodiff.graph.functions import FUNCTIONS
from autodiff.messages import shown
from autodiff.table.codegen import derivative
from autodiff.table.codegen.arithmetic import indent
from autodiff.table.codegen.functions import function
from autodiff.table.codegen.methods import method
from autodiff.table.op import OPS, Interval, Op, check_registered
from autodiff.table.wellformed import check_row, functions_in
from autodiff.transforms.given_row import check_names, row_of
from autodiff.transforms.gradients import gradients
from autodiff.value import derivatives, value

_registered: dict[str, Op] = {}
_taken_away: set[str] = set()  # names that unregister() was called for: graphs made with such a row may still exist
_registering = awaited_by_forks(threading.RLock())


def register(name: str, args: str, formula: str, *partials: str, **columns: Any) -> Callable[..., Any]:
    """Add an operation to the table. Returns its function, for floats and Values; it is a method of `Value` too.

    args: the names of the arguments, as "x y". "slope=0.01" has a default, "*x" is a list.
    formula: the value, written with the arguments and other operations (see `docs/operations.md`).
    partials: the derivative with respect to each argument, written in the same way; z is the result.
    columns: what else is known of the operation: domain, kinks, stable, stable_partials, lets, symbol, template ...

    `ValueError` or `TypeError` says what is wrong; a name that is taken is refused. The same operation may be registered
    again. `autodiff.testing.assert_operation` tests it.

    >>> softsign = register("softsign", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))")
    >>> from autodiff import Value, grad
    >>> softsign(1.0), Value(1.0).softsign(), grad(grad(softsign))(1.0)
    (0.5, Value(data=0.5, grad=0.0, softsign(1)), -0.25)
    >>> unregister("softsign")
    """
    op = row_of(name, args, formula, partials, columns)
    with _registering:  # already for the checks: another thread may be changing the table, or want the same name
        if name in _registered and contents(op) == contents(_registered[name]):
            return getattr(value, name)  # type: ignore[no-any-return]
        check_row(op)
        if name in _registered:
            raise ValueError(f"register({name!r}): {name!r} is registered with other columns: unregister({name!r}) first")
        check_names(op)
        try:
            _add(op)
            _evaluate(op)
        except Exception as error:
            _remove(op)
            raise ValueError(f"register({name!r}): the row cannot be evaluated at {_inside(op)}: {error}") from error
        return getattr(value, name)  # type: ignore[no-any-return]


def unregister(name: str) -> None:
    """Remove an operation that was added by `register`; `ValueError` if it was not.

    Nodes that were made with it keep their numbers and partials, but cannot be recomputed any more.
    """
    with _registering:
        if name not in _registered:
            raise ValueError(f"{name!r} was not registered: only operations added by register() can be taken away")
        for other in _registered.values():
            if name in functions_in(other):
                raise ValueError(f"{name!r} cannot be taken away while the formulas of {other.name!r} call it: unregister "
                                 f"{other.name!r} first")
        _taken_away.add(name)
        _remove(_registered[name])


def registered() -> tuple[str, ...]:
    """The names of the rows that are registered now."""
    return tuple(_registered)


def is_registered(name: str) -> bool:
    return name in _registered


def check_table(names: Set[str], nodes: Callable[[], Iterable[Any]]) -> None:
    """`ValueError` if a node of a graph has a row that was taken out of the table.

    names: the operations of the graph. nodes: gives its nodes; called only if one of the names was ever taken out, because
    walking the graph takes time. The name may belong to a new row with other formulas by now.
    """
    if not names.isdisjoint(_taken_away):
        for node in nodes():
            if node.op is not None and node.op.name in _taken_away:
                check_registered(node.op)


def _remove(op: Op) -> None:
    """Take a row out of everything that holds it, also if only a part of it was added."""
    for table in (_registered, OPS, FUNCTIONS, derivatives.PARTIALS):
        table.pop(op.name, None)
    for name in (op.name, *op.aliases):
        for place in (value, value.Value):
            if hasattr(place, name):
                delattr(place, name)
    vars(value).pop(op.name.upper(), None)


def contents(op: Op) -> list[Any]:
    """The columns of a row, to compare it with another."""
    return [getattr(op, column.name) for column in fields(op)]


def _inside(op: Op) -> list[Any]:
    """Arguments inside the domain of a row; a list has two elements."""
    numbers = map(_number_inside, op.domain)
    return [[x, x] if name in op.lists else x for name, x in zip(op.names, numbers, strict=True)]


def _number_inside(interval: Interval) -> float:
    low, high = interval
    if math.isfinite(high - low):
        return (low + high) / 2
    if math.isfinite(low):
        return low + 1
    return high - 1 if math.isfinite(high) else 0.5


def _evaluate(op: Op) -> None:
    """Evaluate a new row and its gradient once, to find at once what the checks of the formulas cannot see."""
    given = [[value.Value(v) for v in x] if isinstance(x, list) else value.Value(x) for x in _inside(op)]
    leaves = [v for x in given for v in (x if isinstance(x, list) else [x])]
    y = getattr(value, op.name)(*given)
    for number in (getattr(value, op.name)(*_inside(op)), y.data, *y.partials):
        if type(number) is not float:
            raise ValueError(f"it gives {type(number).__name__} ({shown(number)}), no float")
    gradients(y, leaves)


def _add(op: Op) -> None:
    """Generate the source of a row, and run it in the modules that hold the functions of the other rows."""
    methods = method(op)
    lines = [f"{op.name.upper()} = OPS[{op.name!r}]", *function(op), "class RowMethods:", *indent(methods or ["pass"], 1)]
    functions, slopes = _code(op, "functions", lines), _code(op, "derivatives", derivative(op))
    OPS[op.name] = _registered[op.name] = op
    partials: dict[str, Any] = {}
    exec(functions, vars(value))  # noqa: S102  (source that was made of a checked row)
    exec(slopes, vars(derivatives), partials)  # noqa: S102
    derivatives.PARTIALS[op.name] = tuple(partials.values())
    FUNCTIONS[op.name] = getattr(value, op.name)
    made = vars(value).pop("RowMethods")
    for name in (op.name, *op.aliases):
        if methods:
            setattr(value.Value, name, getattr(made, name))


def _code(op: Op, part: str, lines: list[str]) -> CodeType:
    """Source as code; `linecache` shows it in tracebacks and to `inspect`."""
    source, file = "\n".join(lines) + "\n", f"<{part} of {op.name}>"
    linecache.cache[file] = (len(source), None, source.splitlines(keepends=True), file)
    return compile(source, file, "exec")

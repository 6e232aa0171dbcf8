"""What `help(autodiff.tanh)` shows: value, derivatives, domain and kinks of a row, and an example that doctest runs."""

import ast
import math
import re
from operator import mul
from typing import Any

from autodiff.table import scalar
from autodiff.table.codegen.arithmetic import arithmetic
from autodiff.table.formula import parse
from autodiff.table.op import REAL, Interval, Op

SAMPLES = (0.5, 2.0, 3.0, 0.25)  # arguments of the examples


def docstring(op: Op) -> list[str]:
    """The docstring of a row's function, as lines of source."""
    summary = op.note or re.sub(r"\{(\w+)\}", r"\1", op.template)
    facts = [f"Value: z = {readable(op.value)}."]
    facts += [f"Derivative{_in(op, name)}: {readable(partial)}."
              for name, partial in zip(op.names, op.textbook, strict=True)]
    facts += [f"Finite and smooth at least for {_inequality(name, interval)}."
              for name, interval in zip(op.names, op.domain, strict=True) if interval != REAL]
    facts += [f"Kink at {_equation(kink)}." for kink in op.kinks]
    lines = [summary.rstrip(".") + ".", "", *facts, "", *_example(op)]
    return ['"""' + _escaped(lines[0]), *map(_escaped, lines[1:]), '"""']


def reference(op: Op) -> str:
    """The docstring of a row's methods."""
    return f'"""See `autodiff.{op.name}`."""'


def _escaped(text: str) -> str:
    """Text as it stands in source: the note of a registered row may be any text."""
    return "".join("\\" + c if c in '\\"' else c if c.isprintable() else c.encode("unicode_escape").decode("ascii")
                   for c in text)


def readable(formula: str) -> str:
    """A formula with the constants of the table spelled out.

    >>> readable("LOG2E/x")
    '(1/log(2))/x'
    """
    return re.sub(r"[A-Z][A-Z_\d]+", lambda match: f"({scalar.MEANINGS.get(match[0], match[0])})", formula)


def _in(op: Op, name: str) -> str:
    """Of which argument a derivative is, if there are several."""
    return f" in each element of {name}" if name in op.lists else f" in {name}" if len(op.names) > 1 else ""


def _inequality(name: str, interval: Interval) -> str:
    """An interval as text.

    >>> _inequality("x", (-1.0, 1.0)), _inequality("x", (0.0, math.inf)), _inequality("x", (-math.inf, 2.0))
    ('-1 < x < 1', 'x > 0', 'x < 2')
    """
    low, high = interval
    if high == math.inf:
        return f"{name} > {low:g}"
    return f"{name} < {high:g}" if low == -math.inf else f"{low:g} < {name} < {high:g}"


def _equation(kink: str) -> str:
    """Where a formula is 0.

    >>> _equation("x - low"), _equation("x")
    ('x = low', 'x = 0')
    """
    match parse(kink):
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return f"{ast.unparse(left)} = {ast.unparse(right)}"
    return f"{kink} = 0"


# --- The example ---


def _example(op: Op) -> list[str]:
    """A call, and its value and derivatives."""
    given = sample(op)
    written = ", ".join(f"[{', '.join(f'Value({x})' for x in a)}]" if isinstance(a, list) else f"Value({a})" for a in given)
    z, partials = _evaluated(op, dict(zip(op.names, given, strict=True)))
    return [f">>> z = {op.name}({written})", ">>> round(z.data, 4), [round(d, 4) for d in z.partials]",
            f"({round(z, 4)}, {[round(d, 4) for d in partials]})"]


def sample(op: Op) -> list[Any]:
    """Arguments inside the domain of a row; a list of two for an argument that is a list."""
    numbers = [next(x for x in (*SAMPLES[i:], *SAMPLES, (low + high) / 2, low + 1, high - 1) if low < x < high)
               for i, (low, high) in enumerate(op.domain)]
    return [[x, x + 1] if name in op.lists else x for name, x in zip(op.names, numbers, strict=True)]


def _evaluated(op: Op, arguments: dict[str, Any]) -> tuple[float, list[float]]:
    """The value and all partials."""
    lines, partials = arithmetic(op, exact=True)
    names = {"scalar": scalar, "mul_floats": mul, **{name: getattr(scalar, name) for name in scalar.CONSTANTS}, **arguments}
    exec("\n".join(lines), names)  # noqa: S102  (source that was made of a checked row)
    found = [eval(partial, names) for partial in partials]  # noqa: S307
    return names["z"], [d for ds in found for d in (ds if isinstance(ds, list) else [ds])]

"""What the command line answers: values and gradients as tables of exact numbers, and the same as JSON."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from autodiff.columns import aligned, column_width, table
from autodiff.explaining.explanation import Explanation
from autodiff.messages import cut
from autodiff.transforms.gradcheck import PartialCheck

TITLE = 60  # characters of an expression that are shown before "= value"


@dataclass(frozen=True)
class NamedGradient:
    """A named number of the expression, the derivative of the result in it, and how that compares with differences."""

    name: str
    value: float
    gradient: float
    check: PartialCheck | None = None


@dataclass(frozen=True)
class Answer:
    """All that was asked for: of the `expression`, the last statement is the `result`; `hessian` by name and name,
    `explained` the chain rule by name."""

    expression: str
    result: str
    value: float
    rows: Sequence[NamedGradient]
    hessian: dict[str, dict[str, float]]
    explained: dict[str, Explanation] = field(default_factory=dict)

    def text(self, width: int) -> str:
        """The answer for people; a Hessian wider than `width` is printed in blocks of columns."""
        parts = [f"{cut(' '.join(self.result.split()), TITLE)} = {self.value!r}"]
        if self.rows:
            parts.append(gradient_table(self.rows))
        if self.hessian:
            parts.append("Hessian\n" + matrix(self.hessian, width))
        parts += [f"Gradient with respect to {name}\n\n{it}" for name, it in self.explained.items()]
        return "\n\n".join(parts)

    def json(self) -> str:
        """The answer for programs. Numbers are exact; nan and the infinities, which JSON lacks, are strings."""
        variables = {row.name: _variable(row) for row in self.rows}
        whole = {"expression": self.expression, "result": self.result.strip(), "value": _number(self.value),
                 "variables": variables}
        if self.hessian:
            whole["hessian"] = {a: {b: _number(d) for b, d in row.items()} for a, row in self.hessian.items()}
        if self.explained:
            whole["explained"] = {name: _numbers(it.data) for name, it in self.explained.items()}
        return json.dumps(whole, indent=2, allow_nan=False)


def _variable(row: NamedGradient) -> dict[str, Any]:
    found: dict[str, Any] = {"value": _number(row.value), "gradient": _number(row.gradient)}
    if row.check is not None:
        e = row.check
        found["check"] = {"differences": _number(e.numeric), "left": _number(e.left), "right": _number(e.right),
                          "verdict": e.verdict}
    return found


def _number(x: float) -> float | str:
    return x if math.isfinite(x) else repr(x)


def _numbers(data: Any) -> Any:
    """Dicts and lists with every number as JSON can have it."""
    if isinstance(data, dict):
        return {key: _numbers(part) for key, part in data.items()}
    return [*map(_numbers, data)] if isinstance(data, list) else _number(data) if isinstance(data, float) else data


# --- Tables ---


def gradient_table(rows: Sequence[NamedGradient]) -> str:
    """Name, value and gradient, and what the check found if there was one.

    >>> print(gradient_table([NamedGradient("w", 0.5, 2.0), NamedGradient("b", -1.0, 1.25)]))
      name  value  gradient
      w       0.5      2.0
      b      -1.0      1.25
    """
    columns = [["name", *(row.name for row in rows)],
               ["value", *aligned(repr(row.value) for row in rows)],
               ["gradient", *aligned(repr(row.gradient) for row in rows)]]
    checks = [row.check for row in rows if row.check is not None]
    if checks:
        columns += [["differences", *aligned(f"{e.numeric:.10g}" for e in checks)],
                    ["error", *(f"{abs(e.exact - e.numeric):.1g}" for e in checks)],
                    ["verdict", *map(_verdict, checks)]]
    return table(columns, left=(0, 5))


def _verdict(e: PartialCheck) -> str:
    return f"kink (left {e.left:.4g}, right {e.right:.4g})" if e.verdict == "kink" else e.verdict


def matrix(rows: dict[str, dict[str, float]], width: int) -> str:
    """A square table of numbers by name and name, in blocks of as many columns as `width` has room for.

    >>> print(matrix({"x": {"x": 6.0, "y": 4.0}, "y": {"x": 4.0, "y": 0.5}}, 80))
           x    y
      x  6.0  4.0
      y  4.0  0.5
    """
    names = ["", *rows]
    blocks: list[list[list[str]]] = []
    room = 0
    for name in rows:
        column = [name, *aligned(repr(row[name]) for row in rows.values())]
        if room < column_width(column):
            blocks.append([names])
            room = width - column_width(names)
        blocks[-1].append(column)
        room -= column_width(column)
    return "\n\n".join(table(block, left=(0,)) for block in blocks)

"""What the command line prints: tables of exact numbers, the same as JSON, messages with a caret under the place."""

import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from autodiff.explaining.explanation import Explanation
from autodiff.messages import cut
from autodiff.transforms.gradcheck import Entry

TITLE = 60  # characters of an expression that are shown before "= value"


@dataclass(frozen=True)
class Row:
    """A named number of the expression, the derivative of the result in it, and how that compares with differences."""

    name: str
    value: float
    gradient: float
    check: Entry | None = None


@dataclass(frozen=True)
class Answer:
    """All that was asked for: of the `expression`, the last statement is the `result`; `hessian` by name and name,
    `explained` the chain rule by name."""

    expression: str
    result: str
    value: float
    rows: Sequence[Row]
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


def _variable(row: Row) -> dict[str, Any]:
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


def gradient_table(rows: Sequence[Row]) -> str:
    """Name, value and gradient, and what the check found if there was one.

    >>> print(gradient_table([Row("w", 0.5, 2.0), Row("b", -1.0, 1.25)]))
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


def _verdict(e: Entry) -> str:
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
        if room < _column_width(column):
            blocks.append([names])
            room = width - _column_width(names)
        blocks[-1].append(column)
        room -= _column_width(column)
    return "\n\n".join(table(block, left=(0,)) for block in blocks)


def table(columns: Sequence[Sequence[str]], left: Iterable[int] = ()) -> str:
    """Columns side by side, each under its head; those numbered in `left` are flush left, the others flush right.

    >>> print(table([["name", "w"], ["value", "0.5"]], left=[0]))
      name  value
      w       0.5
    """
    padded = []
    for i, column in enumerate(columns):
        width = _column_width(column) - 2
        padded.append([_pad(cell, width, at_left=i in left) for cell in column])
    return "\n".join("  " + "  ".join(line).rstrip() for line in zip(*padded, strict=True))


def _column_width(column: Iterable[str]) -> int:
    return 2 + max(map(display_width, column))


def _pad(cell: str, width: int, at_left: bool) -> str:
    space = " " * (width - display_width(cell))
    return cell + space if at_left else space + cell


def aligned(numbers: Iterable[str]) -> list[str]:
    """Numbers padded to one width, with their decimal points under each other.

    >>> aligned(["-1.0", "0.25", "1e-09"])
    ['-1.0  ', ' 0.25 ', ' 1e-09']
    """
    cells = list(numbers)
    heads = [len(re.split("[.e]", cell)[0]) for cell in cells]
    widest = max(heads)
    shifted = [" " * (widest - head) + cell for head, cell in zip(heads, cells, strict=True)]
    width = max(map(len, shifted))
    return [cell.ljust(width) for cell in shifted]


# --- Messages ---


def complaint(message: str, text: str, column: int, width: int = 80, encoding: str = "utf-8") -> str:
    """A message, and below it the line of `text` that `column` is in, with a caret under the place.

    >>> print(complaint("unexpected '*'", "a * * b", 4))
    autodiff: unexpected '*'
      a * * b
          ^
    """
    first = visible(f"autodiff: {message}", encoding)
    if not text:
        return first
    begin = text.rfind("\n", 0, column) + 1
    end = text.find("\n", column)
    line = text[begin:] if end < 0 else text[begin:end]
    shown, caret = window(line, column - begin, width - 4, encoding)
    return f"{first}\n  {shown}\n  {' ' * caret}^"


def window(line: str, column: int, width: int, encoding: str = "utf-8") -> tuple[str, int]:
    """The part of a line around a column that `width` has room for, made visible, and where the column now is.

    >>> window("a + b + c + d + e", 8, 9)
    ('... c ...', 4)
    """
    shown = visible(line, encoding)
    caret = len(visible(line[:column], encoding))
    start = max(0, min(caret - width // 2, len(shown) - width))
    part = shown[start : start + width]
    part = "..." + part[3:] if start > 0 else part
    part = part[:-3] + "..." if start + width < len(shown) else part
    return part, display_width(part[: caret - start])


def visible(text: str, encoding: str = "utf-8") -> str:
    """`text` with an escape for every character that does not print, or that the terminal cannot show.

    >>> visible("a\\tb\\x1b")
    'a b\\\\x1b'
    """
    plain = text.replace("\t", " ")
    escaped = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in plain)
    return escaped.encode(encoding, "backslashreplace").decode(encoding)


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes: two for an ideograph, none for an accent.

    >>> display_width("θ"), display_width("重")
    (1, 2)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)

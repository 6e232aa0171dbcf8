"""Text in columns, as a terminal or a notebook shows it."""

import re
import unicodedata
from collections.abc import Iterable, Sequence


def table(columns: Sequence[Sequence[str]], left: Iterable[int] = ()) -> str:
    """Columns side by side, each under its head; those numbered in `left` are flush left, the others flush right.

    >>> print(table([["name", "w"], ["value", "0.5"]], left=[0]))
      name  value
      w       0.5
    """
    padded = []
    for i, column in enumerate(columns):
        width = column_width(column) - 2
        padded.append([_pad(cell, width, at_left=i in left) for cell in column])
    return "\n".join("  " + "  ".join(line).rstrip() for line in zip(*padded, strict=True))


def column_width(column: Iterable[str]) -> int:
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


def display_width(text: str) -> int:
    """How many columns of a terminal a text takes: two for an ideograph, none for an accent.

    >>> display_width("θ"), display_width("重")
    (1, 2)
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)

"""The width of text, and the size of a box. Widths are estimated generously, without asking a font."""

import unicodedata
from dataclasses import dataclass

from autodiff.drawing.picture import SMALL, Box

CELL = 0.61  # width of a character of a monospaced font, in font sizes
LABEL_SIZE, NUMBER_SIZE, SMALL_SIZE = 13.0, 12.0, 10.0
PADDING, HEADER, ROW, FOOT, PILL, TAB = 9, 24, 17, 4, 24, 20
PORT = 6  # the least distance between two arrows into an operation, until a box is TALLEST
TALLEST = 240

def width(text: str, size: float) -> float:
    """The largest width of a line of text in a monospaced font of this size.

    >>> width("abc", 10), width("漢字", 10)
    (18.3, 24.4)
    """
    return round(sum(map(_cells, text)) * CELL * size, 1)


def _cells(character: str) -> float:
    """The cells a character takes: 2 for wide East Asian ones, 0 for combining marks, 1.2 for others beyond Latin."""
    if character < "\u0300":
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1.2


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a box in points. tab: the length of the part that shows the operation, where arrows enter."""

    width: int
    height: int
    tab: int = 0


def size_of(box: Box, sideways: bool) -> Size:
    """The size of a box in a picture from left to right (sideways) or from top to bottom."""
    header = width(box.label, LABEL_SIZE) + 2 * PADDING
    if box.kind in SMALL:
        return Size(_even(max(header, PILL)), PILL)
    numbers = width(f"data  {max(box.data, box.grad, key=len)}", NUMBER_SIZE) + 2 * PADDING
    body, height = _even(max(header, numbers, 92), 12), HEADER + 2 * ROW + FOOT
    if not box.symbol:
        return Size(body, height)
    symbol, crowd = width(box.symbol, LABEL_SIZE) + 14, min(PORT * box.operands, TALLEST)
    if not sideways:
        return Size(_even(max(body, symbol + 24, crowd)), height + TAB, TAB)
    tab = _even(symbol + (12 if box.ordered else 0))
    return Size(body + tab, _even(max(height, crowd)), tab)


def _even(x: float, step: int = 2) -> int:
    """Round up to an even number, so that halves are integers; larger steps make the boxes of a column alike."""
    return int(-(-x // step) * step)

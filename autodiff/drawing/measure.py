"""The width of text, and from that the size of a box. No font is asked: widths are estimated, amply."""

import unicodedata
from dataclasses import dataclass

from autodiff.drawing.picture import SMALL, Box

CELL = 0.61  # width of a character of a monospaced font, in font sizes
LABEL_SIZE, NUMBER_SIZE, SMALL_SIZE = 13.0, 12.0, 10.0
PADDING, HEADER, ROW, FOOT, PILL, TAB = 9, 24, 17, 4, 24, 20
PORT = 6  # the least distance of two arrows that enter an operation, as long as there are not too many
TALLEST = 240

def width(text: str, size: float) -> float:
    """How wide a line of text is at most, in a monospaced font of this size.

    >>> width("abc", 10), width("漢字", 10)
    (18.3, 24.4)
    """
    return round(sum(map(_cells, text)) * CELL * size, 1)


def _cells(character: str) -> float:
    """Character cells taken: 2 for East Asian wide ones, 0 for marks that stand on others, some more for rare fonts."""
    if character < "\u0300":
        return 1
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 0 if unicodedata.category(character) in ("Mn", "Me", "Cf") else 1.2


@dataclass(frozen=True, slots=True)
class Size:
    """The size of a box in points. `tab`: the part of it, at the side where arrows enter, that shows the operation."""

    width: int
    height: int
    tab: int = 0


def size_of(box: Box, sideways: bool) -> Size:
    """The size of a box, in a picture that runs sideways (or else downwards)."""
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
    """The next even number, so that halves are whole too; in larger steps, so that boxes in a column are alike."""
    return int(-(-x // step) * step)

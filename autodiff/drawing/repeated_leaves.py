"""Leaves drawn again in place of long arrows.

Graphviz adds a node for each rank that an arrow passes. A leaf that is used all along a chain of n operations would need
n²/2 of them. Such a leaf is drawn again as a small box beside each operation that uses it.
"""

from dataclasses import replace

from autodiff.drawing.picture import LIMIT, Arrow, Box, Picture
from autodiff.errors import DrawingError

LONG = 2_000  # ranks passed; beyond, leaves are drawn again and the search for the best layout is limited
MOST = 80_000  # ranks passed; twice as many, as with marks on arrows, took 6 s and 0.6 GB


def shortened(picture: Picture) -> Picture:
    """The picture, with leaves drawn again if arrows are long. `DrawingError` if arrows are too long for a layout."""
    if passed(picture) <= LONG:
        return picture
    repeated = _repeated(picture)
    chosen = repeated if len(repeated.boxes) <= LIMIT else picture
    if passed(chosen) > MOST:
        raise DrawingError(f"the graph is too long to be laid out: its arrows pass {passed(chosen):,} boxes, and at most "
                           f"{MOST:,} can be drawn: fold it (fold='layers'), or draw a part of it, as an intermediate Value")
    return chosen


def passed(picture: Picture) -> int:
    """The number of ranks that all arrows pass, without the first and last rank of each arrow."""
    ranks = _ranks(picture)
    return sum(ranks[arrow.target] - ranks[arrow.source] - 1 for arrow in picture.arrows)


def _ranks(picture: Picture) -> list[int]:
    """The rank of each box, after those of its operands.

    As early as possible if a box has more incoming than outgoing arrows, else as late as possible.
    """
    count = len(picture.boxes)
    first, last, soonest, surplus = [0] * count, [count] * count, [0] * count, [0] * count
    for arrow in picture.arrows:  # sorted by target: the arrows into a box come before those out of it
        first[arrow.target] = max(first[arrow.target], first[arrow.source] + 1)
        surplus[arrow.target] += 1
        surplus[arrow.source] -= 1
    for i in set(range(count)) - {arrow.source for arrow in picture.arrows}:
        last[i] = first[i]
    for arrow in reversed(picture.arrows):
        last[arrow.source] = min(last[arrow.source], last[arrow.target] - 1)
    for source, target in ((arrow.source, arrow.target) for arrow in picture.arrows):
        soonest[target] = max(soonest[target], 1 + (soonest if surplus[source] > 0 else last)[source])
    return [soonest[i] if surplus[i] > 0 else last[i] for i in range(count)]


def _repeated(picture: Picture) -> Picture:
    """The picture with a small box for each leaf before each rank that uses it, except beside the leaf itself."""
    ranks, made = _ranks(picture), Picture(description=f"{picture.description} Leaves used far apart are drawn again.")
    entering: dict[int, list[Arrow]] = {}
    for arrow in picture.arrows:
        entering.setdefault(arrow.target, []).append(arrow)
    place: dict[tuple[int, int], int] = {}  # the new box by the old one and, for leaves, by the ranks between
    for i, box in enumerate(picture.boxes):
        sources = []
        for source in (arrow.source for arrow in entering.get(i, ())):
            away = ranks[i] - ranks[source] - 1 if _is_leaf(picture.boxes[source]) else 0
            if (source, away) not in place:
                place[source, away] = _append(made, _again(picture.boxes[source]))
            sources.append(place[source, away])
        place[i, 0] = _append(made, box)
        made.arrows += [replace(arrow, source=source, target=place[i, 0])
                        for arrow, source in zip(entering.get(i, ()), sources, strict=True)]
    return made


def _append(picture: Picture, box: Box) -> int:
    picture.boxes.append(box)
    return len(picture.boxes) - 1


def _is_leaf(box: Box) -> bool:
    return not box.symbol and not box.folded and box.kind != "constant"


def _again(box: Box) -> Box:
    """A small box that stands for a leaf."""
    title = f"the same leaf as {box.label or 'the large box of this value'}, drawn again\n{box.title}"
    return Box("again", box.label or f"{box.kind} {box.data}", "", "", title, named=box.named)

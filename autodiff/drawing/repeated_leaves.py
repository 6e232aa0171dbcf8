"""Long arrows. Graphviz puts a node of its own into each rank that an arrow passes: for one leaf used all along a chain
of n operations, n²/2 of them. There the leaf is drawn again, as a small box beside each place where it is used, as
constants are.
"""

from dataclasses import replace

from autodiff.drawing.picture import LIMIT, Arrow, Box, Picture
from autodiff.errors import DrawingError

LONG = 2_000  # ranks passed, from which on leaves are drawn again and the search for the best picture is limited
MOST = 80_000  # ranks passed: twice as many, as marks on arrows make of them, took a chain 6 s and 0.6 GB


def shortened(picture: Picture) -> Picture:
    """The picture, with leaves drawn again if arrows are long. `DrawingError` if arrows are too long to be laid out."""
    if passed(picture) <= LONG:
        return picture
    repeated = _repeated(picture)
    chosen = repeated if len(repeated.boxes) <= LIMIT else picture
    if passed(chosen) > MOST:
        raise DrawingError(f"the graph is too long to be laid out: its arrows pass {passed(chosen):,} boxes, and at most "
                           f"{MOST:,} can be drawn: fold it (fold='layers'), or draw a part of it, as an intermediate Value")
    return chosen


def passed(picture: Picture) -> int:
    """How many ranks of boxes all arrows pass, those apart where they begin and end."""
    ranks = _ranks(picture)
    return sum(ranks[arrow.target] - ranks[arrow.source] - 1 for arrow in picture.arrows)


def _ranks(picture: Picture) -> list[int]:
    """A rank for each box, after those of its operands: as late as it can be, or as soon if more enters than leaves."""
    count = len(picture.boxes)
    first, last, soonest, surplus = [0] * count, [count] * count, [0] * count, [0] * count
    for arrow in picture.arrows:  # in the order of their targets: what enters a box comes before what leaves it
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
    """The picture with a small box for each leaf before each rank that uses it; the first has the leaf itself."""
    ranks, made = _ranks(picture), Picture(description=f"{picture.description} Leaves used far apart are drawn again.")
    entering: dict[int, list[Arrow]] = {}
    for arrow in picture.arrows:
        entering.setdefault(arrow.target, []).append(arrow)
    place: dict[tuple[int, int], int] = {}  # of a box, by its number and, for leaves, by how many ranks away it is used
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
    """A small box that stands for a leaf, and says so."""
    title = f"the same leaf as {box.label or 'the large box of this value'}, drawn again\n{box.title}"
    return Box("again", box.label or f"{box.kind} {box.data}", "", "", title, named=box.named)

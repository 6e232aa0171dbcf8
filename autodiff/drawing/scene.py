"""The picture as shapes in painting order: rectangles, curves, polygons and lines of text."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from autodiff.drawing.layout import Curve, PlacedBox, PlacedPicture, Point, dense, mark
from autodiff.drawing.measure import HEADER, PADDING, ROW, SMALL_SIZE, width
from autodiff.drawing.picture import SMALL, Arrow, Box, Picture
from autodiff.drawing.style import KINDS, STYLES

MARGIN = 16.0
LEGEND = 24.0  # height of a line of the legend
NARROWEST = 260.0


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle. corners: the radii of its round corners (top left, top right, bottom right, bottom left)."""

    role: str
    x: float
    y: float
    width: float
    height: float
    corners: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Spline:
    """A Bézier spline through 1 + 3n points."""

    role: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Polygon:
    """A filled polygon; of two points, a line."""

    role: str
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text with its vertical middle at y. anchor: whether its "start", "middle" or "end" is at x."""

    role: str
    x: float
    y: float
    text: str
    anchor: str = "start"


Shape = Rect | Spline | Polygon | TextLine


@dataclass(slots=True)
class ShapeGroup:
    """The shapes of a box, an arrow or the legend, with a tooltip. kind: "box", "arrow" or "legend"."""

    kind: str
    title: str
    shapes: list[Shape] = field(default_factory=list)


@dataclass(slots=True)
class Scene:
    """All groups of shapes, and the size of the whole."""

    width: float
    height: float
    description: str
    groups: list[ShapeGroup]


def scene(picture: Picture, placed: PlacedPicture, sideways: bool, partials: bool) -> Scene:
    """The shapes of a picture with the given places."""
    wide = max(placed.width, NARROWEST)
    legend, below = _legend(picture, partials, placed.height + MARGIN, wide)
    line = "thin-arrow" if dense(picture) else "arrow"
    items = [
        _arrow(line, arrow, curve, mark(arrow, partials))
        for arrow, curve in zip(picture.arrows, placed.curves, strict=True)
    ]
    items += [_box(box, place, sideways) for box, place in zip(picture.boxes, placed.boxes, strict=True)]
    return Scene(wide + 2 * MARGIN, below + 2 * MARGIN, picture.description, [*items, legend])


# --- Boxes ---


def _box(box: Box, place: PlacedBox, sideways: bool) -> ShapeGroup:
    shapes = _small(box, place) if box.kind in SMALL else _cells(box, place, sideways)
    return ShapeGroup("box", box.title, list(shapes))


def _small(box: Box, place: PlacedBox) -> Iterator[Shape]:
    x, y, size = place.x, place.y, place.size
    corners = (KINDS[box.kind][0],) * 4
    yield Rect(f"{box.kind}-fill", x, y, size.width, size.height, corners)
    yield Rect(f"{box.kind}-border", x, y, size.width, size.height, corners)
    role = "number" if box.kind == "constant" else "expression"
    yield TextLine(role, x + size.width / 2, y + size.height / 2, box.label, "middle")


def _cells(box: Box, place: PlacedBox, sideways: bool) -> Iterator[Shape]:
    """The tab of the operation, and three cells: the name, the data, the grad."""
    x, y, size, radius = place.x, place.y, place.size, KINDS[box.kind][0]
    left, top = (x + size.tab, y) if sideways else (x, y + size.tab)
    wide = x + size.width - left
    if box.folded:
        yield Rect(f"{box.kind}-stack", x + 4, y + 4, size.width, size.height, (radius,) * 4)
    yield Rect("surface", x, y, size.width, size.height, (radius,) * 4)
    upper = (0.0 if size.tab else radius, 0.0 if size.tab and not sideways else radius, 0.0, 0.0)
    yield Rect(f"{box.kind}-fill", left, top, wide, HEADER, upper)
    yield Polygon(f"{box.kind}-rule", ((left, top + HEADER), (left + wide, top + HEADER)))
    yield from _rows(box, left, top, wide)
    if size.tab:
        yield from _tab(box, place, radius, sideways)
    yield Rect(f"{box.kind}-border", x, y, size.width, size.height, (radius,) * 4)


def _rows(box: Box, left: float, top: float, wide: float) -> Iterator[Shape]:
    role = "unnamed" if not box.label else "name" if box.named else "expression"
    yield TextLine(role, left + wide / 2, top + HEADER / 2, box.label or box.kind, "middle")
    for i, (name, number) in enumerate([("data", box.data), ("grad", box.grad)]):
        middle = top + HEADER + ROW * (i + 0.5)
        yield TextLine("field", left + PADDING, middle, name)
        yield TextLine("number", left + wide - PADDING, middle, number, "end")


def _tab(box: Box, place: PlacedBox, radius: float, sideways: bool) -> Iterator[Shape]:
    """The operation, on the side where its operands enter. Operands are numbered if their order matters."""
    x, y, size = place.x, place.y, place.size
    wide, high = (size.tab, size.height) if sideways else (size.width, size.tab)
    yield Rect("tab", x, y, wide, high, (radius, 0.0, 0.0, radius) if sideways else (radius, radius, 0.0, 0.0))
    shift = 10 if box.ordered and sideways else 0
    yield TextLine("symbol", x + shift + (wide - shift) / 2, y + high / 2, box.symbol, "middle")
    for i in range(box.operands if box.ordered else 0):
        along = (i + 0.5) / box.operands
        at = (x + 9, y + high * along) if sideways else (x + wide * along - 9, y + high / 2)
        yield TextLine("order", *at, str(i + 1), "middle")


# --- Arrows ---


def _arrow(line: str, arrow: Arrow, curve: Curve, marked: str) -> ShapeGroup:
    item = ShapeGroup("arrow", arrow.title, [Spline(line, curve.points), Polygon("head", _head(curve))])
    if marked and curve.mark:
        x, y = curve.mark
        wide = width(marked, SMALL_SIZE) + 4
        item.shapes.append(Rect("mark-ground", x - wide / 2, y - 7, wide, 14, (3.0,) * 4))
        item.shapes.append(TextLine("mark", x, y, marked, "middle"))
    return item


def _head(curve: Curve) -> tuple[Point, ...]:
    """The triangle from the end of the spline to the tip."""
    (x, y), (tip_x, tip_y) = curve.points[-1], curve.tip
    dx, dy = 0.45 * (tip_x - x), 0.45 * (tip_y - y)
    return tuple((round(a, 2), round(b, 2)) for a, b in [(x - dy, y + dx), (tip_x, tip_y), (x + dy, y - dx)])


# --- Legend ---


def _legend(picture: Picture, partials: bool, top: float, wide: float) -> tuple[ShapeGroup, float]:
    """The legend of the kinds of boxes and marks that occur, and its lower end. Lines are as wide as the picture."""
    item = ShapeGroup("legend", "Legend")
    x, y = 0.0, top
    for sample, text in _entries(picture, partials):
        room = 30 + width(text, STYLES["legend"].size) + 12
        if x and x + room > wide:
            x, y = 0.0, y + LEGEND
        item.shapes += [*_sample(sample, x, y + 5), TextLine("legend", x + 30, y + LEGEND / 2, text)]
        x += room
    return item, y + LEGEND


def _entries(picture: Picture, partials: bool) -> Iterator[tuple[str, str]]:
    shown = {box.kind for box in picture.boxes} | {"folded" for box in picture.boxes if box.folded}
    yield from ((kind, text) for kind, (_, _, text) in KINDS.items() if kind in shown)
    if any(box.symbol for box in picture.boxes):
        yield "ƒ", "operation"
    if any(box.ordered for box in picture.boxes):
        yield "1 2", "order of operands"
    if any(arrow.values > 1 for arrow in picture.arrows):
        yield "×n", "an arrow for n values"
    if partials:
        yield "∂", "local derivative"


def _sample(sample: str, x: float, y: float) -> Iterator[Shape]:
    """The sample of an entry of the legend."""
    if sample in KINDS:
        corners = (min(KINDS[sample][0], 7.0),) * 4
        if sample == "folded":
            yield Rect("folded-stack", x + 3, y + 3, 22, 14, corners)
        yield Rect(f"{sample}-fill", x, y, 22, 14, corners)
        yield Rect(f"{sample}-border", x, y, 22, 14, corners)
    elif sample in ("×n", "∂"):
        yield TextLine("mark", x + 11, y + 7, sample, "middle")
    else:
        yield Rect("tab", x, y, 22, 14, (2.0,) * 4)
        yield TextLine("order", x + 11, y + 7, sample, "middle")

"""The places of boxes and arrows. Graphviz receives ids and sizes but no labels, so no label can break its input."""

import json
from dataclasses import dataclass
from typing import Any

from autodiff.drawing import engine
from autodiff.drawing.measure import NUMBER_SIZE, SMALL_SIZE, Size, size_of, width
from autodiff.drawing.picture import Arrow, Box, Picture
from autodiff.drawing.repeated_leaves import LONG, passed
from autodiff.errors import DrawingError

Point = tuple[float, float]

MANY = 1_000  # boxes; beyond, the search for the best layout is limited, as it would take too long
DENSE = 3  # arrows per box; beyond, a picture is dense
NESTING = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'


@dataclass(frozen=True, slots=True)
class PlacedBox:
    """The place of a box: its upper left corner and its size."""

    x: float
    y: float
    size: Size


@dataclass(frozen=True, slots=True)
class Curve:
    """The place of an arrow: a Bézier spline (1 + 3n points), the tip of its head, and the middle of its mark."""

    points: tuple[Point, ...]
    tip: Point
    mark: Point | None


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """The places of all boxes and arrows of a picture, in its order; y grows downwards."""

    width: float
    height: float
    boxes: list[PlacedBox]
    curves: list[Curve]


def layout(picture: Picture, sideways: bool, partials: bool) -> PlacedPicture:
    """Compute the layout of a picture, from left to right (sideways) or from top to bottom."""
    sizes = [size_of(box, sideways) for box in picture.boxes]
    if not sizes:
        return PlacedPicture(0, 0, [], [])
    answer = engine.run(request(picture, sizes, sideways, partials), "json0")
    try:
        return _read(json.loads(answer), sizes, len(picture.arrows))
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # a broken `dot`, or another program of that name
        raise DrawingError(f"Graphviz gave an answer that cannot be read: {error!r}") from error


def dense(picture: Picture) -> bool:
    """Whether there are so many arrows, as between full layers, that they must cross."""
    return len(picture.arrows) > DENSE * len(picture.boxes)


def mark(arrow: Arrow, partials: bool) -> str:
    """The text at the middle of an arrow.

    >>> mark(Arrow(0, 1, None, "", values=16), partials=True), mark(Arrow(0, 1, 0, "", partial="0.5"), partials=True)
    ('×16', '∂ 0.5')
    """
    if arrow.values > 1:
        return f"×{arrow.values}"
    return f"∂ {arrow.partial}" if partials and arrow.partial else ""


# --- What Graphviz is asked ---


def request(picture: Picture, sizes: list[Size], sideways: bool, partials: bool) -> str:
    """The picture as DOT of ids and sizes."""
    apart = max(0.6, min(len(picture.arrows) / len(sizes) / 4, 3))  # the more arrows, the more room between ranks
    lines = [f'digraph {{ rankdir="{"LR" if sideways else "TB"}" nodesep="0.25" ranksep="{apart:.2f}"',
             'pad="0" margin="0" node [shape="plain"] edge [arrowsize="0.7"]']
    if dense(picture):
        lines.append('mclimit="0.1" splines="polyline" edge [arrowsize="0.45"]')
    if len(sizes) > MANY or passed(picture) > LONG:
        lines.append('nslimit="0.1" nslimit1="0.1" mclimit="0.1" splines="line"')
    for i, (box, size) in enumerate(zip(picture.boxes, sizes, strict=True)):
        lines.append(f"b{i} [label=<{_table(box, size, sideways)}>]")
    for i, arrow in enumerate(picture.arrows):
        has_ports = bool(_ports(picture.boxes[arrow.target], sizes[arrow.target], sideways))
        lines.append(_edge(i, arrow, mark(arrow, partials), sideways, has_ports))
    return "\n".join([*lines, "}"])


def _table(box: Box, size: Size, sideways: bool) -> str:
    """A box as a table of empty cells, with a cell per operand on the side where arrows enter."""
    ports = _ports(box, size, sideways)
    if not ports:
        cells = f"<TR>{_cell(size.width, size.height)}</TR>"
    elif sideways:
        first, *rest = [_cell(size.tab, share, f' PORT="p{i}"') for i, share in enumerate(ports)]
        body = _cell(size.width - size.tab, size.height, f' ROWSPAN="{len(ports)}"')
        cells = f"<TR>{first}{body}</TR>" + "".join(f"<TR>{cell}</TR>" for cell in rest)
    else:
        top = "".join(_cell(share, size.tab, f' PORT="p{i}"') for i, share in enumerate(ports))
        body = _cell(size.width, size.height - size.tab, f' COLSPAN="{len(ports)}"')
        cells = f"<TR>{top}</TR><TR>{body}</TR>"
    return f"<TABLE {NESTING}>{cells}</TABLE>"


def _cell(width: int, height: int, more: str = "") -> str:
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{width}" HEIGHT="{height}"{more}></TD>'


def _ports(box: Box, size: Size, sideways: bool) -> list[int]:
    """The lengths of the cells for the operands of a box; none if they would be too small to tell apart."""
    length, count = size.height if sideways else size.width, box.operands
    if count == 0 or length // count < 2:
        return []
    ends = [round(length * (i + 1) / count) for i in range(count)]
    return [end - start for start, end in zip([0, *ends], ends, strict=False)]


def _edge(number: int, arrow: Arrow, marked: str, sideways: bool, has_ports: bool) -> str:
    leave, enter = ("e", "w") if sideways else ("s", "n")
    port = f":p{arrow.port}" if has_ports and arrow.port is not None else ""
    room = f"<TABLE {NESTING}><TR>{_cell(int(width(marked, SMALL_SIZE)) + 10, int(NUMBER_SIZE) + 4)}</TR></TABLE>"
    label = f" label=<{room}>" if marked else ""
    return f"b{arrow.source}:{leave} -> b{arrow.target}{port}:{enter} [id=a{number}{label}]"


# --- What it answers ---


def _read(answer: dict[str, Any], sizes: list[Size], arrows: int) -> PlacedPicture:
    """Read the positions from Graphviz's JSON, in which y grows upwards."""
    wide, high = (float(n) for n in answer["bb"].split(",")[2:])
    centres = {node["name"]: _point(node["pos"], high) for node in answer["objects"]}
    boxes = [
        PlacedBox(round(x - size.width / 2, 2), round(y - size.height / 2, 2), size)
        for size, (x, y) in ((size, centres[f"b{i}"]) for i, size in enumerate(sizes))
    ]
    edges = {edge["id"]: edge for edge in answer.get("edges", ())}
    return PlacedPicture(wide, high, boxes, [_curve(edges[f"a{i}"], high) for i in range(arrows)])


def _curve(edge: dict[str, Any], high: float) -> Curve:
    """Read "e,x,y x,y x,y ...": the tip of the head, then the spline."""
    tip, *points = edge["pos"].removeprefix("e,").split()
    middle = _point(edge["lp"], high) if "lp" in edge else None
    return Curve(tuple(_point(p, high) for p in points), _point(tip, high), middle)


def _point(text: str, high: float) -> Point:
    x, y = text.split(",")
    return round(float(x), 2), round(high - float(y), 2)

"""A scene as PNG and PDF, painted by Graphviz, so that nothing more must be installed.

Graphviz can paint shapes behind a graph (`_background`, in its xdot language). Our shapes are passed in this way, and each
line of text is a node without a border.
"""

import re

from autodiff.drawing import engine
from autodiff.drawing.layout import Point
from autodiff.drawing.measure import width
from autodiff.drawing.safe import quoted
from autodiff.drawing.scene import MARGIN, Rect, Scene, Shape, Spline, TextLine
from autodiff.drawing.style import STYLES, colour

RESOLUTION = {"png": 144, "pdf": 72}  # dots per inch: a point of the drawing is two dots of a PNG
LONGEST = 8_000  # characters of a DOT string that every Graphviz reads; longer ones are joined with +
BULGE = 0.5523  # the length of the handles of a Bézier quarter circle, in radii


def image(scene: Scene, output: str, theme: str) -> bytes:
    """The scene as "png" or "pdf" in the colours of a theme."""
    made = engine.run(source(scene, output, theme), output, program="nop2")
    # no date in a PDF: the same picture is the same bytes
    return re.sub(rb"/CreationDate \(D:[^)]*\)", lambda date: b" " * len(date[0]), made) if output == "pdf" else made


def source(scene: Scene, output: str, theme: str) -> str:
    """The scene as DOT with all positions."""
    shapes = [shape for item in scene.groups for shape in item.shapes]
    high = scene.height
    background = "".join(_paint(shape, theme, high) for shape in shapes if not isinstance(shape, TextLine))
    joined = '" + "'.join(background[i : i + LONGEST] for i in range(0, len(background), LONGEST))
    texts = [_text(i, shape, theme, high) for i, shape in enumerate(s for s in shapes if isinstance(s, TextLine))]
    return "\n".join([
        f'digraph {{ dpi="{RESOLUTION[output]}" pad="0" margin="0" bgcolor="{colour("canvas", theme)}"',
        f'_background="{joined}"',
        'node [shape="plaintext" margin="0" width="0.01" height="0.01"]',
        'corner0 [pos="0,0" label="" shape="point" style="invis"]',
        f'corner1 [pos="{scene.width:.2f},{high:.2f}" label="" shape="point" style="invis"]',
        *texts, "}",
    ])


def _text(number: int, shape: TextLine, theme: str, high: float) -> str:
    """A line of text as a node of the width of the text, which is at its left, middle or right."""
    style = STYLES[shape.role]
    wide = width(shape.text, style.size)
    x = shape.x + {"start": wide / 2, "middle": 0.0, "end": -wide / 2}[shape.anchor]
    label = quoted(shape.text)[:-1] + {"start": "\\l", "middle": "", "end": "\\r"}[shape.anchor] + '"'
    return (f't{number} [pos="{_at((x, shape.y), high, ",")}" width="{wide / 72:.4f}" label={label} '
            f'fontname="monospace{" bold" if style.bold else ""}" fontsize="{style.size:g}" '
            f'fontcolor="{colour(style.fill, theme)}"]')


def _paint(shape: Shape, theme: str, high: float) -> str:
    """A shape in xdot: colours, line width, points. b and P are closed and filled, B and L are open."""
    style = STYLES[shape.role]
    fill = colour(style.fill, theme) if style.fill else "#00000000"
    line = colour(style.line, theme) if style.line else fill
    points = _outline(shape) if isinstance(shape, Rect) else shape.points if not isinstance(shape, TextLine) else ()
    letter = ("b" if style.fill else "B") if isinstance(shape, Rect | Spline) else "P" if len(points) > 2 else "L"
    setting = f"setlinewidth({style.width:g})"
    return (f"C {len(fill)} -{fill} c {len(line)} -{line} S {len(setting)} -{setting} "
            f"{letter} {len(points)} {' '.join(_at(p, high, ' ') for p in points)} ")


def _at(point: Point, high: float, between: str) -> str:
    """A point in the coordinates of Graphviz: from the lower left corner, y upwards."""
    return f"{point[0] + MARGIN:.2f}{between}{high - MARGIN - point[1]:.2f}"


def _outline(r: Rect) -> list[Point]:
    """A rectangle with round corners as a closed Bézier spline, clockwise from the top left."""
    right, bottom = r.x + r.width, r.y + r.height
    # each corner: its place, and the directions in which the outline arrives and leaves
    corners = [((r.x, r.y), (0, -1), (1, 0)), ((right, r.y), (1, 0), (0, 1)),
               ((right, bottom), (0, 1), (-1, 0)), ((r.x, bottom), (-1, 0), (0, -1))]
    points: list[Point] = []
    for ((x, y), (ix, iy), (ox, oy)), radius in zip(corners, r.corners, strict=True):
        start, end = (x - ix * radius, y - iy * radius), (x + ox * radius, y + oy * radius)
        if points:
            points += [points[-1], start]
        points += [start, (start[0] + ix * radius * BULGE, start[1] + iy * radius * BULGE),
                   (end[0] - ox * radius * BULGE, end[1] - oy * radius * BULGE), end]
    return [*points, points[-1], points[0], points[0]]

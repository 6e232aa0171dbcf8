"""A scene as SVG. Light colours are attributes, which every program shows; dark colours are in a style sheet."""

from collections.abc import Iterator
from html import escape

from autodiff.drawing.safe import visible
from autodiff.drawing.scene import MARGIN, Polygon, Rect, Scene, Shape, ShapeGroup, Spline, TextLine
from autodiff.drawing.style import MONOSPACE, STYLES, colour

ROOT = "autodiff-graph"  # in every rule of the style sheet, as a notebook applies rules to the whole page


def svg(scene: Scene, theme: str) -> str:
    """The scene as an SVG element. theme: "light", "dark", or "auto" for the theme of the reader's system."""
    fixed = "light" if theme == "auto" else theme
    size = f'width="{_number(scene.width)}" height="{_number(scene.height)}"'
    ground = Rect("canvas", -MARGIN, -MARGIN, scene.width, scene.height, (8.0,) * 4)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{ROOT}" role="img" {size} '
        f'viewBox="{_number(-MARGIN)} {_number(-MARGIN)} {_number(scene.width)} {_number(scene.height)}" '
        f'font-family="{MONOSPACE}" style="max-width: none" xml:space="preserve">',
        f"<title>Computation graph</title><desc>{_safe(scene.description)}</desc>",
        _dark_sheet() if theme == "auto" else "",
        _shape(ground, fixed, theme == "auto"),
        *(_group(item, fixed, theme == "auto") for item in scene.groups),
        "</svg>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def _dark_sheet() -> str:
    rules = [f"  {rule}" for rule in colour_rules(f".{ROOT}", "dark")]
    return "\n".join(["<style>@media (prefers-color-scheme: dark) {", *rules, "}</style>"])


def colour_rules(root: str, theme: str) -> Iterator[str]:
    """CSS rules with the colours of every role in a theme, for drawings inside the elements that `root` selects."""
    for role, style in STYLES.items():
        paint = f"fill: {colour(style.fill, theme)}; " if style.fill else ""
        paint += f"stroke: {colour(style.line, theme)}; " if style.line else ""
        yield f"{root} .{_class(role)} {{ {paint}}}"


def _class(role: str) -> str:
    return f"ad-{role}"


def _group(item: ShapeGroup, theme: str, classes: bool) -> str:
    shapes = "".join(_shape(shape, theme, classes) for shape in item.shapes)
    return f'<g class="{_class(item.kind)}"><title>{_safe(item.title, lines=True)}</title>{shapes}</g>'


def _shape(shape: Shape, theme: str, classes: bool) -> str:
    look = "".join(_look(shape.role, theme, classes))
    if isinstance(shape, TextLine):
        place = f'x="{_number(shape.x)}" y="{_number(shape.y)}" text-anchor="{shape.anchor}" dy="0.35em"'
        return f'<text {place}{look} style="unicode-bidi: isolate">{_safe(shape.text)}</text>'
    return f'<path d="{_path(shape)}"{look}/>'


def _look(role: str, theme: str, classes: bool) -> Iterator[str]:
    style = STYLES[role]
    if classes:
        yield f' class="{_class(role)}"'
    yield f' fill="{colour(style.fill, theme) if style.fill else "none"}"'
    if style.line:
        yield f' stroke="{colour(style.line, theme)}" stroke-width="{_number(style.width)}"'
    if style.size:
        yield f' font-size="{_number(style.size)}"'
    if style.bold:
        yield ' font-weight="bold"'


def _path(shape: Rect | Spline | Polygon) -> str:
    if isinstance(shape, Rect):
        return _outline(shape)
    (x, y), *rest = shape.points
    curve = "C" if isinstance(shape, Spline) else "L"
    points = " ".join(f"{_number(x)},{_number(y)}" for x, y in rest)
    return f"M{_number(x)},{_number(y)}{curve}{points}{'Z' if len(rest) > 1 and curve == 'L' else ''}"


def _outline(r: Rect) -> str:
    """The path of a rectangle with round corners, clockwise from the top left."""
    a, b, c, d = r.corners
    right, bottom = r.x + r.width, r.y + r.height
    steps = [("M", r.x + a, r.y), ("L", right - b, r.y), (_arc(b), right, r.y + b), ("L", right, bottom - c),
             (_arc(c), right - c, bottom), ("L", r.x + d, bottom), (_arc(d), r.x, bottom - d), ("L", r.x, r.y + a),
             (_arc(a), r.x + a, r.y)]
    return "".join(f"{how}{_number(x)},{_number(y)}" for how, x, y in steps if how) + "Z"


def _arc(radius: float) -> str:
    return f"A{_number(radius)},{_number(radius)} 0 0 1 " if radius else ""


def _safe(text: str, lines: bool = False) -> str:
    """Text with markup escaped, and characters that XML forbids replaced."""
    parts = text.split("\n") if lines else [text]
    return "\n".join(escape(visible(part)) for part in parts)


def _number(x: float) -> str:
    return f"{round(x, 2):g}" if abs(x) < 1e5 else f"{x:.0f}"

"""A graph as boxes and arrows with their text, before the layout.

An operation has one arrow per operand, in order: two for `x*x`. A folded box has one arrow per box that it depends on,
with the number of values it stands for.
"""

from dataclasses import dataclass, field
from functools import cache
from itertools import permutations
from typing import Any

from autodiff.drawing.folded import Folded, constants
from autodiff.drawing.folding import NodeGroup, operands
from autodiff.drawing.safe import visible
from autodiff.errors import DrawingError
from autodiff.graph import text
from autodiff.graph.functions import apply
from autodiff.graph.sweeps import path_sums
from autodiff.messages import cut, number_text

LIMIT = 5_000  # boxes; beyond, the layout takes minutes, and is unreadable
SMALL = ("constant", "again")  # kinds of boxes that show a label only
LABEL, EXPRESSION, SYMBOL, TITLE = 24, 20, 14, 1_000  # characters shown


@dataclass(slots=True)
class Box:
    """One box. kind: "input", "parameter", "constant", "intermediate", "result", "folded" or "again".

    "again" is a leaf drawn again (`repeated_leaves`). shows: the Values whose numbers are shown. holds: the Values inside
    a folded box.
    """

    kind: str
    label: str
    data: str
    grad: str
    title: str
    symbol: str = ""
    operands: int = 0
    ordered: bool = False
    named: bool = True
    folded: bool = False
    shows: tuple[Any, ...] = ()
    holds: tuple[Any, ...] = ()


@dataclass(slots=True)
class Arrow:
    """An arrow from box `source` to operand `port` of box `target`; port None: to a folded box."""

    source: int
    target: int
    port: int | None
    title: str
    values: int = 1
    partial: str = ""


@dataclass(slots=True)
class Picture:
    """Boxes, and arrows between them by number, each from a lower to a higher number."""

    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    description: str = ""


@cache
def ordered(op: Any) -> bool:
    """Whether the order of the operands matters, found by trying all orders; then they are numbered."""
    if op.variadic or len(op.args) < 2:
        return False
    points = [0.3, 0.7, 0.2][: len(op.args)]
    try:
        return len({apply(op, order) for order in permutations(points)}) > 1
    except ArithmeticError:  # inside strict()
        return True


def picture(folded: Folded, digits: int) -> Picture:
    """The boxes and arrows of a graph. `DrawingError` if there are too many boxes for a layout."""
    check_size(folded.boxes())
    writer = _Writer(folded, digits)
    for unit in folded.units():
        writer.add(unit)
    return writer.finished()


def check_size(count: int) -> None:
    """`DrawingError` for too many boxes."""
    if count > LIMIT:
        raise DrawingError(f"the graph has {count:,} boxes, and at most {LIMIT:,} can be drawn: fold it "
                           "(fold='layers'), or draw a part of it, as an intermediate Value")


class _Writer:
    """Fills a Picture, box by box."""

    def __init__(self, folded: Folded, digits: int) -> None:
        self.folded, self.digits = folded, digits
        self.picture = Picture()
        self.place: dict[Any, int] = {}
        self.users: dict[Any, list[Any]] = {}
        self.known: text.Known = {}
        for node in folded.nodes if folded.groups else ():
            for p in operands(node):
                self.users.setdefault(p, []).append(node)

    def add(self, unit: Any) -> None:
        if isinstance(unit, NodeGroup):
            self._append(unit, self._group_box(unit))
            self._arrows_into_group(unit)
        else:
            places = {i: self._append(None, self._constant_box(unit.parents[i])) for i in constants(unit)}
            self._append(unit, self._node_box(unit))
            self._arrows_into_node(unit, places)

    def finished(self) -> Picture:
        done = self.picture
        results = [f"{box.label or 'result'} = {box.data}" for box in done.boxes if box.kind == "result"]
        done.description = (f"A computation graph of {len(done.boxes)} boxes and {len(done.arrows)} arrows. "
                            f"Result: {cut(', '.join(results), TITLE)}.")
        return done

    def _append(self, unit: Any, box: Box) -> int:
        self.picture.boxes.append(box)
        number = len(self.picture.boxes) - 1
        if unit is not None:
            self.place[unit] = number
        return number

    def _number(self, x: float) -> str:
        return number_text(x, self.digits)

    # --- Boxes ---

    def _constant_box(self, x: float) -> Box:
        return Box("constant", self._number(x), "", "", f"constant {x!r}")

    def _node_box(self, node: Any) -> Box:
        op, kind = node.op, self._kind(node)
        label = f"{node.scope}.{node.label}" if kind == "parameter" and node.label else str(node.label)
        shown = _shown(label, LABEL) if label else self._expression(node, EXPRESSION) if op else ""
        return Box(kind, shown, self._number(node.data), self._number(node.grad), self._title(node, kind),
                   symbol=_shown(_symbol(node), SYMBOL), operands=len(node.parents),
                   ordered=op is not None and ordered(op), named=bool(label), shows=(node,))

    def _title(self, node: Any, kind: str) -> str:
        """All facts about a node, one a line, for tooltips and screen readers."""
        lines = [kind if kind == "result" or not node.label else ""]
        if node.label:
            lines.append(_shown(str(node.label), TITLE))
        if node.op is not None:
            lines.append(f"= {self._expression(node, TITLE)}")
        lines += [f"data = {node.data!r}", f"grad = {node.grad!r}", f"in {_shown(node.scope, TITLE)}" if node.scope else ""]
        return "\n".join(line for line in lines if line)

    def _expression(self, node: Any, length: int) -> str:
        return _shown(text.expression(node, length, self.known), length)

    def _kind(self, node: Any) -> str:
        if node in self.folded.results:
            return "result"
        if node.op is not None:
            return "intermediate"
        return "parameter" if node.scope else "input"

    def _group_box(self, group: NodeGroup) -> Box:
        outputs = self._outputs(group)
        kind = "result" if any(node in self.folded.results for node in outputs) else "folded"
        inside = {p for node in group.members for p in operands(node) if p in self.folded.hidden}
        counted = f"{len(group.members)} operations and {len(inside)} parameters, folded"
        values = [f"{_shown(str(v.label), 60) or v.op.symbol}: data = {v.data!r}, grad = {v.grad!r}" for v in outputs]
        title = cut("\n".join([visible(group.name), counted, *values]), TITLE)
        return Box(kind, _shown(group.name, LABEL), self._list([v.data for v in outputs]),
                   self._list([v.grad for v in outputs]), title, folded=True, shows=tuple(outputs),
                   holds=tuple(group.members))

    def _outputs(self, group: NodeGroup) -> list[Any]:
        """The members that are used outside the group, or are results."""
        return [node for node in group.members if node in self.folded.results
                or any(self.folded.unit(user) is not group for user in self.users.get(node, ()))]

    def _list(self, xs: list[float]) -> str:
        shown = [self._number(x) for x in xs[:2]] + ["…"] * (len(xs) > 2)
        return shown[0] if len(xs) == 1 else f"[{', '.join(shown)}]"

    # --- Arrows ---

    def _arrows_into_node(self, node: Any, constants_at: dict[int, int]) -> None:
        target = self.place[node]
        for i, (p, d) in enumerate(zip(node.parents, node.partials, strict=True)):
            if p.__class__ is not float:
                title = f"operand {i + 1} of {node.op.name}, local derivative {d!r}"
                source = self.place[self.folded.unit(p)]
                self.picture.arrows.append(Arrow(source, target, i, title, partial=self._number(d)))
            elif i in constants_at:
                title = f"operand {i + 1} of {node.op.name}, a constant"
                self.picture.arrows.append(Arrow(constants_at[i], target, i, title))

    def _arrows_into_group(self, group: NodeGroup) -> None:
        entering: dict[int, dict[Any, None]] = {}
        for node in group.members:
            for p in operands(node):
                if self.folded.unit(p) is not group and p not in self.folded.hidden:
                    entering.setdefault(self.place[self.folded.unit(p)], {})[p] = None
        outputs = self._outputs(group)
        slopes = path_sums(outputs[0], reversed(group.members)) if len(outputs) == 1 else {}
        for source, values in sorted(entering.items()):
            d = slopes.get(next(iter(values))) if len(values) == 1 else None
            title = f"{len(values)} value{'s' * (len(values) > 1)} into {visible(group.name)}"
            title += f", derivative of its output {d!r}" if d is not None else ""
            partial = "" if d is None else self._number(d)
            self.picture.arrows.append(Arrow(source, self.place[group], None, title, len(values), partial))

def _shown(words: str, length: int) -> str:
    """Text for the picture: shortened, and all of it visible."""
    return visible(cut(words, length))


def _symbol(node: Any) -> str:
    """The symbol of a node's operation."""
    return "" if node.op is None else "w·x" if text.lacks_bias(node) else str(node.op.symbol)

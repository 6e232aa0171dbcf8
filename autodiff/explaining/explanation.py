"""Explanation: a derivation as paragraphs and lines of formulas, laid out as text, Markdown or HTML."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autodiff.explaining.labels import escape
from autodiff.explaining.languages import Latex, MathML
from autodiff.explaining.terms import Literal, Sum, Term, names, vanishes
from autodiff.explaining.writer import PlainText

WIDTH = 100  # columns of the text
CELL = "padding: 0.5ex 0.4em; text-align: left"  # some notebooks remove the padding of tables
ROW = 90  # characters of a formula that is written in one row
Words = tuple[str | Term, ...]  # a sentence with formulas in it


@dataclass(frozen=True)
class Side:
    """One side of an equation. numbers: whether names are replaced by their numbers."""

    term: Term
    numbers: bool = False

    def is_apart(self, digits: int) -> bool:
        """Whether it is a long sum over paths, which is written with one path per row."""
        paths = isinstance(self.term, Sum) and self.term.loose
        return paths and len(PlainText(digits, self.numbers).write(self.term)) > ROW

    def uses_rounded(self, digits: int) -> bool:
        """Whether computing with the numbers shown may give a slightly different result."""
        text = PlainText(digits, self.numbers)
        text.write(self.term)
        return text.rounded and not isinstance(self.term, Literal)


@dataclass(frozen=True)
class Line:
    """left = side = side …, and a note."""

    left: Term
    sides: tuple[Side, ...]
    note: Words = ()

    def written(self, language: type[PlainText], digits: int) -> tuple[str, list[tuple[str, str]]]:
        """The left, and each side with its sign: ≈ from the first rounded number on, but = before an exact 0.

        A side that repeats the one before is left out. The parts of a long sum are sides of their own.
        """
        left, before = language(digits).write(self.left), self.left
        said, sign, sides = [left], "=", []
        for side in self.sides:
            writer = language(digits, side.numbers)
            parts = writer.parts(side.term) if side.is_apart(digits) else [writer.write(side.term)]
            exact = vanishes(before) and vanishes(side.term)
            sign = "≈" if writer.rounded else "=" if exact else sign
            if parts != said:
                sides += [(sign if i == 0 else "+", part) for i, part in enumerate(parts)]
            said, before = parts, side.term
        return left, sides


@dataclass(frozen=True)
class Paragraph:
    """A sentence, and lines of formulas under it."""

    words: Words = ()
    lines: tuple[Line, ...] = ()

    def names(self) -> Iterator[str]:
        """The names in it, in order."""
        yield from names(self.words)
        for line in self.lines:
            yield from names((line.left, *(side.term for side in line.sides), *line.note))


@dataclass(frozen=True, repr=False, eq=False)
class Explanation:
    """A derivative explained. A prompt and `print` show it as text, Jupyter as formulas.

    data: the same as plain dicts, lists, texts and numbers, not rounded. digits: of the numbers in all other forms.

    >>> from autodiff import explain, variables
    >>> a, b = variables(a=2.0, b=3.0)
    >>> y = a * b
    >>> explain(y, a)
    y = a·b = 2·3 = 6
    <BLANKLINE>
    ∂y/∂a = b = 3
    """

    blocks: tuple[Paragraph, ...]
    data: dict[str, Any]
    digits: int

    def __repr__(self) -> str:
        return "\n\n".join(self._text(block) for block in self.blocks)

    @property
    def markdown(self) -> str:
        """Markdown, with the formulas in LaTeX."""
        return "\n\n".join(self._markdown(block) for block in self.blocks) + "\n"

    @property
    def html(self) -> str:
        """HTML with the formulas in MathML: no script, nothing from the network, ASCII only."""
        inner = "".join(self._html(block) for block in self.blocks)
        whole = f'<div class="autodiff-explanation" style="overflow-x: auto">{inner}</div>\n'
        return whole.encode("ascii", "xmlcharrefreplace").decode()

    def _repr_markdown_(self) -> str:
        """What notebooks show. Not `.html`: notebooks that are not trusted remove MathML."""
        return self.markdown

    # --- Text ---

    def _text(self, block: Paragraph) -> str:
        words = textwrap.fill(self._sentence(block.words, PlainText, "{}"), WIDTH)
        written = [(line, *line.written(PlainText, self.digits)) for line in block.lines]
        width = max((len(left) for _, left, _ in written), default=0)
        lines = [self._text_line(line, left.ljust(width), sides) for line, left, sides in written]
        return "\n".join([words, *(textwrap.indent(line, "  ") for line in lines)] if words else lines)

    def _text_line(self, line: Line, left: str, sides: list[tuple[str, str]]) -> str:
        """On one line if there is room, else with each sign on a new line."""
        note = f"   ({self._sentence(line.note, PlainText, '{}')})" if line.note else ""
        whole = left + "".join(f" {sign} {text}" for sign, text in sides) + note
        if len(whole) <= WIDTH:
            return whole
        margin = " " * len(left)
        room = WIDTH - len(margin) - 5
        lines = [f" {sign} {part}" if i == 0 else f"     {part}"
                 for sign, text in sides for i, part in enumerate(_wrapped(text, room))]
        return left + f"\n{margin}".join([*lines, *([f"   {note.strip()}"] if note else [])])

    def _sentence(self, words: Words, language: type[PlainText], frame: str) -> str:
        """A sentence with its formulas."""
        return "".join(part if isinstance(part, str) else frame.format(language(self.digits).write(part)) for part in words)

    # --- Markdown ---

    def _markdown(self, block: Paragraph) -> str:
        parts = [self._sentence(block.words, Latex, "${}$")] if block.words else []
        if block.lines:
            rows = " \\\\\n".join(map(self._latex_row, block.lines))
            parts.append(f"$$\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n$$")
        return "\n\n".join(parts)

    def _latex_row(self, line: Line) -> str:
        left, sides = line.written(Latex, self.digits)
        signs = {"=": "=", "≈": r"\approx", "+": r"\quad +"}
        parts = [f"{signs[sign]} {text}" for sign, text in sides]
        note = "".join(rf"\text{{{part}}}" if isinstance(part, str) else Latex(self.digits).write(part)
                       for part in line.note)
        return f"{left} &{self._break(line).join(parts)}" + (rf"\quad ({note})" if note else "")

    def _break(self, line: Line) -> str:
        """The separator between the sides of a line: a new row if the line is long."""
        left, sides = line.written(PlainText, self.digits)
        return " \\\\\n&" if len(left) + sum(len(text) for _, text in sides) > ROW else " "

    # --- HTML ---

    def _html(self, block: Paragraph) -> str:
        words = "".join(escape(part) if isinstance(part, str) else f"<math>{MathML(self.digits).write(part)}</math>"
                        for part in block.words)
        rows = "".join(map(self._mathml_row, block.lines))
        style = "margin: 0.4em 0 0.8em 1.5em; width: max-content"
        table = f'<math display="block" style="{style}"><mtable displaystyle="true">{rows}</mtable></math>' if rows else ""
        return (f"<p>{words}</p>" if words else "") + table

    def _mathml_row(self, line: Line) -> str:
        left, sides = line.written(MathML, self.digits)
        note = "".join(f"<mtext>{escape(part).replace(' ', chr(160))}</mtext>" if isinstance(part, str)
                       else MathML(self.digits).write(part) for part in line.note)
        parts = [(f"<mspace width='1em'/><mo>{sign}</mo>" if sign == "+" else f"<mo>{sign}</mo>") + text
                 for sign, text in sides]
        if note:
            opening, closing = (f'<mo stretchy="false">{bracket}</mo>' for bracket in "()")
            parts[-1:] = [*parts[-1:], f'<mspace width="1.5em"/>{opening}{note}{closing}']
        rows = parts if self._break(line) != " " else ["".join(parts)]
        return "".join(_cells(left if i == 0 else "", right) for i, right in enumerate(rows))


def _cells(left: str, right: str) -> str:
    """A row of the table: the left and the right of an equation."""
    cells = "".join(f'<mtd style="{CELL}"><mrow>{cell}</mrow></mtd>' for cell in (left, right))
    return f"<mtr>{cells}</mtr>"


def _wrapped(text: str, width: int) -> Iterator[str]:
    """A formula in lines, broken before signs outside of brackets."""
    pieces, depth = [""], 0
    for place, c in enumerate(text):
        depth += (c == "(") - (c == ")")
        if c == " " and depth == 0 and text[place + 1 : place + 3] in ("· ", "+ ", "- "):
            pieces.append("")
        else:
            pieces[-1] += c
    line = pieces[0]
    for piece in pieces[1:]:
        if len(line) + 1 + len(piece) > width:
            yield line
            line = piece
        else:
            line += f" {piece}"
    yield line

"""Comparisons as text: a table for a terminal, one for a notebook, and a count of the verdicts."""

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from autodiff.columns import aligned, display_width, table
from autodiff.messages import cut, shown
from nn.documents.comparison import Comparison, comparisons
from nn.documents.rows import DOCUMENTS, ROWS

VERDICTS = {  # of the facts -> the word in the table, and what it means
    "agrees to printed digits": ("agrees", "rounded, the engine's number is the printed one"),
    "rounded intermediates": ("rounded", "the print follows from rounded intermediates, given below"),
    "formula correct": ("formula", "the document has a formula, the engine its number"),
    "derived": ("left out", "the document leaves the number out"),
    "concept": ("left out", "the document leaves the number out"),
    "erratum": ("erratum", "the document errs, as said below; the engine stands"),
}
WRONG = ("WRONG", "not the exact number, or the verdict on the print is wrong")
LOUD = ("erratum", WRONG[0])
FEW = 6  # readings of one item that are listed without being asked for
NARROWEST = 24  # columns of a terminal that a description needs to be there at all
PAGE = 100  # columns of a table that is printed in a notebook


def report(document: str, found: Sequence[Comparison], width: int, every: bool = False) -> str:
    """A document's comparisons as a table, with a heading over each system.

    every: also the other readings of a number, such as the listing of 004 beside true gradient descent.

    >>> from nn.documents import comparisons
    >>> print(report("002", [c for c in comparisons("002") if c.item.name == "002-gd"], width=66))
    002: Introducción a Redes Neuronales (Edgar Rangel, Python Bucaramanga)
    <BLANKLINE>
      item  lines   document  autodiff  verdict
    <BLANKLINE>
    row 26: X = X − dX
      gd    99-106                      erratum
          "X = X − dX" should read "X = X − η dX": without a rate x²
          jumps 1, −1, 1, … for ever
    """
    title = f"{document}: {DOCUMENTS[document].title} ({DOCUMENTS[document].author})\n"
    if not found:
        return f"{title}\n  nothing of this kind"
    head, *lines = _table(found, width).splitlines()
    parts = [title, head]
    row = 0
    for comparison, line in zip(found, lines, strict=True):
        if comparison.row != row:
            row = comparison.row
            parts.append(f"\nrow {row}: {ROWS[row].system}")
        parts += [line, *_indented(notes(comparison, every), width)]
    return "\n".join(parts)


def _table(found: Sequence[Comparison], width: int) -> str:
    """One line for each comparison; descriptions only where the terminal has room for them."""
    columns = [["item", *map(_short, found)],
               ["lines", *(cut(c.item.lines, 15) for c in found)],
               ["document", *aligned(c.item.printed_value for c in found)],
               ["autodiff", *aligned(_shown(c) for c in found)],
               ["verdict", *map(verdict, found)]]
    room = width - 2 - max(map(display_width, table(columns).splitlines()))
    if room < NARROWEST:
        return table(columns, left=(0, 1, 4))
    columns.insert(1, ["what", *(cut(c.item.what, room) for c in found)])
    return table(columns, left=(0, 1, 2, 5))


def _shown(c: Comparison) -> str:
    """The engine's number, if it stands beside a printed one, or beside none; what is wrong in a formula is said below."""
    return "" if c.number is None or (c.item.right and not c.item.printed_value) else f"{c.number:.10g}"


def verdict(c: Comparison) -> str:
    """The verdict on an item, in the words of VERDICTS."""
    return VERDICTS[c.item.verdict][0] if c.holds else WRONG[0]


def notes(c: Comparison, every: bool = False) -> list[str]:
    """What there is to say below a line: why it is an erratum, which rounding gives the print, what a number means."""
    item, said = c.item, []
    if item.right:
        formula = "" if item.printed_value else f'"{item.printed}" should read "{item.right}": '
        said.append(formula + item.why)
    if every:
        return said + [f"{reading}: {x!r}" for reading, x in c.readings().items()]
    if item.verdict == "rounded intermediates":
        return said + [f"{reading}: {x:.10g}" for reading, x in c.readings().items()
                       if item.readings[reading] == item.explained_by]
    return said if item.right or item.printed_value else said + _meanings(c)


def _meanings(c: Comparison) -> list[str]:
    """Of a number that is not printed, what it is, if the item has several."""
    if len(c.item.readings) > FEW:
        return [f"{next(iter(c.item.readings))}; {len(c.item.readings) - 1} more with --all"]
    return [f"{reading}: {x:.10g}" for reading, x in c.readings().items()] if len(c.item.readings) > 1 else []


def _indented(notes: Iterable[str], width: int) -> list[str]:
    lines = [line for note in notes for line in textwrap.wrap(note, max(width - 6, 20))]
    return [f"      {line}" for line in lines]


def summary(found: Sequence[Comparison]) -> str:
    """How many of each verdict there are, and what the words mean."""
    counts = Counter(map(verdict, found))
    meanings = {word: meaning for word, meaning in (*VERDICTS.values(), WRONG) if word in counts}
    return table([["verdict", *meanings], ["items", *(str(counts[word]) for word in meanings)],
                  ["", *meanings.values()]], left=(0, 2))


# --- In a notebook ---


@dataclass(frozen=True, repr=False)
class Beside:
    """Comparisons that Jupyter shows as a table; printed they are a `report`."""

    document: str
    found: Sequence[Comparison]

    def __str__(self) -> str:
        return report(self.document, self.found, PAGE)

    def __repr__(self) -> str:
        return f"<{len(self.found)} items of document {self.document} beside the engine's numbers>"

    def _repr_html_(self) -> str:
        head = "".join(_cell(name, "th") for name in ("item", "lines", "what", "document", "autodiff", "verdict"))
        return f"<table>\n<tr>{head}</tr>\n" + "\n".join(map(_html_row, self.found)) + "\n</table>"


def beside(document: str, *names: str) -> Beside:
    """Items of a document, all or those named, beside the engine's numbers, as a table for a notebook.

    names: without the document, as "z1". `ValueError` for another document, and for a name without a number or an erratum.

    >>> print(beside("000", "z1"))
    000: General: notes on a 3-2-1 network (Julián Loaiza, after Bevan Smith)
    <BLANKLINE>
      item  what                                          lines  document  autodiff  verdict
    <BLANKLINE>
    row 1: 3-2-1 sigmoid network: one student, forward, backward, a step
      z1    pre-activation of hidden neuron 1, student 1  30-36      -0.5      -0.5  agrees
    """
    there = {_short(c): c for c in comparisons(document)}
    for name in names:
        if not isinstance(name, str) or name not in there:
            known = cut(", ".join(there), 200)
            raise ValueError(f"document {document} has nothing to compare called {shown(name)}; it has {known}")
    return Beside(document, [there[name] for name in names or there])


def _short(c: Comparison) -> str:
    return c.item.name.partition("-")[2]


def _html_row(c: Comparison) -> str:
    said, judged = "; ".join(notes(c)), escape(verdict(c))
    cells = [_one_line(_short(c)), _one_line(c.item.lines),
             escape(c.item.what) + (f"<br><small>{escape(said)}</small>" if said else ""),
             escape(c.item.printed_value), _one_line(_shown(c)), f"<strong>{judged}</strong>" if judged in LOUD else judged]
    return f"<tr>{''.join(map(_cell, cells))}</tr>"


def _one_line(text: str) -> str:
    return f'<span style="white-space: nowrap">{escape(text)}</span>'


def _cell(html: str, tag: str = "td") -> str:
    return f'<{tag} style="text-align: left">{html}</{tag}>'  # Jupyter would set it flush right

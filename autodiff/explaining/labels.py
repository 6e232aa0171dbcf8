"""Labels as mathematics: w1 has an index, y_pred too; anything else is text, whatever it says."""

import re
from typing import NamedTuple

from autodiff.text import cut

LONGEST = 40
JOINER = "\u200d"  # which makes one picture of several
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "\\{}$&#_%^~<>`|*[]\"'"}  # what means something to LaTeX, Markdown or a page


class Label(NamedTuple):
    """base: what stands on the line. below: its index. number: above it, of one of several that are called the same."""

    base: str
    below: tuple[str, ...] = ()
    number: str = ""


def cleaned(label: str) -> str:
    """A label in one line of characters that print, of a length that can be read.

    >>> cleaned("a\\nb")
    'a␊b'
    """
    from autodiff.drawing.safe import visible  # here: who imports autodiff need not wait for the drawing

    return "".join(c if c.isprintable() or c == JOINER else "\ufffd" for c in visible(cut(label, LONGEST)))


def numbered(label: str, number: int) -> str:
    """One of several that have the same label.

    >>> numbered("cost", 2)
    'cost⁽²⁾'
    """
    return f"{label}⁽{str(number).translate(RAISED)}⁾"


def split(text: str) -> Label:
    """The parts of a label.

    >>> split("w1"), split("y_pred"), split("W1_23⁽²⁾"), split("2nd <b>")
    (Label(base='w', below=('1',), number=''), Label(base='y', below=('pred',), number=''), Label(base='W', \
below=('1', '23'), number='2'), Label(base='2nd <b>', below=(), number=''))
    """
    text, _, number = text.removesuffix("⁾").partition("⁽") if text.endswith("⁾") else (text, "", "")
    found = re.fullmatch(r"([^\W\d_]+)(\d*)((?:_[^\W_]+)*)", text)
    if not found:
        return Label(text, (), number.translate(LOWERED))
    base, digits, more = found.groups()
    return Label(base, tuple(part for part in (digits, *more.split("_")) if part), number.translate(LOWERED))


def latex(text: str) -> str:
    """A label in LaTeX; what means something there, or to Markdown, stands in its full-width form.

    >>> print(latex("w1"), latex("y_pred"), latex("cost⁽²⁾"), latex("a$b"))
    w_{1} y_{\\text{pred}} \\text{cost}^{(2)} \\text{a＄b}
    """
    label = split(text)
    index = ",".join(map(_latex_word, label.below))
    return (_latex_word(label.base) + (f"_{{{index}}}" if index else "")
            + (f"^{{({_latex_word(label.number)})}}" if label.number else ""))


def _latex_word(word: str) -> str:
    return word if re.fullmatch(r"\d+|[^\W\d_]", word) else rf"\text{{{word.translate(FULL_WIDTH)}}}"


def mathml(text: str) -> str:
    """A label in MathML.

    >>> mathml("w1"), mathml("<b>")
    ('<msub><mi>w</mi><mn>1</mn></msub>', '<mtext>&lt;b&gt;</mtext>')
    """
    label = split(text)
    base = _mathml_word(label.base)
    index = _row([_mathml_word(part) for part in label.below])
    above = f"<mrow><mo>(</mo>{_mathml_word(label.number)}<mo>)</mo></mrow>" if label.number else ""
    if index and above:
        return f"<msubsup>{base}{index}{above}</msubsup>"
    return f"<msub>{base}{index}</msub>" if index else f"<msup>{base}{above}</msup>" if above else base


def _row(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else "<mrow>" + "<mo>,</mo>".join(parts) + "</mrow>" if parts else ""


def _mathml_word(word: str) -> str:
    tag = "mn" if word.isdecimal() else "mi" if re.fullmatch(r"[^\W\d_]+", word) else "mtext"
    return f"<{tag}>{escape(word)}</{tag}>"


def escape(text: str) -> str:
    """Text in HTML and XML, as content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

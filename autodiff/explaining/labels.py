"""Labels as mathematics: w1 and y_pred have an index; any other label is text."""

import re
from typing import NamedTuple

from autodiff.messages import cut

LONGEST = 40
JOINER = "\u200d"  # joins several characters to one emoji
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "\\{}$&#_%^~<>`|*[]\"'"}  # special in LaTeX, Markdown or HTML


class Label(NamedTuple):
    """base: on the line. below: the index. above: the superscript in brackets, which tells equal labels apart."""

    base: str
    below: tuple[str, ...] = ()
    above: tuple[str, ...] = ()


def cleaned(label: str) -> str:
    """A label in one line of printable characters, cut to a readable length.

    >>> cleaned("a\\nb")
    'a␊b'
    """
    from autodiff.drawing.safe import visible  # here, to keep `import autodiff` quick

    return "".join(c if c.isprintable() or c == JOINER else "\ufffd" for c in visible(cut(label, LONGEST)))


def superscript(mark: object) -> str:
    """A superscript that tells equal names apart.

    >>> "w1" + superscript("2,13")
    'w1⁽²,¹³⁾'
    """
    return f"⁽{str(mark).translate(RAISED)}⁾"


def split(text: str) -> Label:
    """The parts of a label.

    >>> split("y_pred"), split("W1_23⁽²,¹⁾"), split("2nd <b>")
    (Label(base='y', below=('pred',), above=()), Label(base='W', below=('1', '23'), above=('2', '1')), \
Label(base='2nd <b>', below=(), above=()))
    """
    marked = re.fullmatch("(.*)⁽([^⁽⁾]+)⁾", text, re.DOTALL)
    text, mark = marked.groups() if marked else (text, "")
    above = tuple(mark.translate(LOWERED).split(",")) if mark else ()
    found = re.fullmatch(r"([^\W\d_]+)(\d*)((?:_[^\W_]+)*)", text)
    if not found:
        return Label(text, (), above)
    base, digits, more = found.groups()
    return Label(base, tuple(part for part in (digits, *more.split("_")) if part), above)


def latex(text: str) -> str:
    """A label in LaTeX; characters with a meaning there or in Markdown take their full-width form.

    >>> print(latex("w1"), latex("y_pred"), latex("cost⁽²⁾"), latex("a$b"))
    w_{1} y_{\\text{pred}} \\text{cost}^{(2)} \\text{a＄b}
    """
    label = split(text)
    index, above = (",".join(map(_latex_word, words)) for words in (label.below, label.above))
    return _latex_word(label.base) + (f"_{{{index}}}" if index else "") + (f"^{{({above})}}" if above else "")


def _latex_word(word: str) -> str:
    return word if re.fullmatch(r"\d+|[^\W\d_]", word) else rf"\text{{{word.translate(FULL_WIDTH)}}}"


def mathml(text: str) -> str:
    """A label in MathML.

    >>> mathml("w1"), mathml("<b>")
    ('<msub><mi>w</mi><mn>1</mn></msub>', '<mtext>&lt;b&gt;</mtext>')
    """
    label = split(text)
    base = _mathml_word(label.base)
    index, inner = (_row([_mathml_word(part) for part in words]) for words in (label.below, label.above))
    above = f"<mrow><mo>(</mo>{inner}<mo>)</mo></mrow>" if inner else ""
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

"""The words of an expression: numbers, names and signs, each with its place in the text."""

import re
import unicodedata
from typing import NamedTuple, NoReturn

from autodiff.errors import ExpressionError

HINTS = {"^": "a power is written **", "²": "write **2", "³": "write **3", "·": "write *", "×": "write *",
         "−": "write -", "÷": "write /", "%": "it has no derivative here", "//": "it has no derivative here",
         "!=": "write 1 - (a == b)", "if": "a choice is written where(condition, a, b)",
         "=": "only a whole statement is given a name, and equality is ==",
         ",": "a comma separates arguments, and statements are separated by ;"}

TOKEN = re.compile(
    r"(?P<space>[^\S\n]+)"
    r"|(?P<number>(?:[0-9](?:_?[0-9])*\.?(?:[0-9](?:_?[0-9])*)?|\.[0-9](?:_?[0-9])*)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d][\w\u0300-\u036f]*)"  # with accents that are characters of their own, as in x̂
    r"|(?P<sign>\*\*|[<>=!]=|//|[-+*/()\[\],;=<>\n])"
    r"|(?P<strange>.)")


class Token(NamedTuple):
    """A word of the text: its kind ("number", "name", "sign" or "end"), what it says, and where."""

    kind: str
    text: str
    column: int


def tokens(text: str) -> list[Token]:
    """The words of a text, and its end. A line end inside brackets is space.

    >>> [token.text for token in tokens("2*x")]
    ['2', '*', 'x', '']
    """
    found = []
    depth = 0
    for match in TOKEN.finditer(text):
        kind, word = match.lastgroup or "", match[0]
        depth += (word in ("(", "[")) - (word in (")", "]"))
        if kind == "strange" or (kind == "name" and not word.isidentifier()):
            _refuse(text, word, match.start())
        if kind != "space" and not (word == "\n" and depth > 0):
            found.append(Token(kind, normal(word) if kind == "name" else word, match.start()))
    return [*found, Token("end", "", len(text))]


def normal(name: str) -> str:
    """One spelling for names that look the same: an accent may be part of its letter or a character of its own.

    >>> normal("e\u0301") == "\u00e9"
    True
    """
    return unicodedata.normalize("NFKC", name)


def _refuse(text: str, word: str, column: int) -> NoReturn:
    """The error for a word that is not a name, at its first wrong character."""
    good = next((n for n in range(len(word)) if not word[: n + 1].isidentifier()), 0)
    wrong = word[good]
    raise ExpressionError(f"the character {wrong!r} has no meaning here{hint(wrong)}", text, column + good)


def hint(word: str) -> str:
    """What to write instead of a word that has no meaning, or "".

    >>> hint("^")
    ': a power is written **'
    """
    return f": {HINTS[word]}" if word in HINTS else ""

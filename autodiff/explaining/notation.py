r"""Reads the column `latex` of a row, such as `\sqrt{{{x}}^2 + {{y}}^2}`, as a tree, of which MathML is made.

Only the part of LaTeX that formulas of functions need. The notation is None if it is not understood, as may happen with a
registered row; the function is then written as a call.
"""

import re
from functools import cache
from typing import NamedTuple

from autodiff.table.op import Op

LONGEST, DEEPEST = 400, 20  # characters and nested braces; longer notations are not read
FUNCTIONS = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "arcsin", "arccos", "arctan", "exp", "ln", "log", "max", "min")
GREEK = {"alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ", "mu": "μ", "phi": "φ", "sigma": "σ"}
SIGNS = {"cdot": "·", "sum": "∑", "prod": "∏", "ge": "≥", "le": "≤", "ne": "≠", "times": "×", "pm": "±", "infty": "∞",
         "land": "∧", "lor": "∨", "oplus": "⊕", "lnot": "¬"}
OPENING = "{"
TOKEN = re.compile(r"\\[A-Za-z]+|\\.|[0-9]+(?:\.[0-9]+)?|\S", re.DOTALL)


class Mark(NamedTuple):
    """A part of a notation.

    kind: "row" of parts; "power" and "index" of a base and what stands above or below; "fraction"; "root" of a body, or of
    a body and a degree; "argument", "word" (upright), "letter", "number" and "sign" with their `text`.
    """

    kind: str
    parts: tuple["Mark", ...] = ()
    text: str = ""


class _Unknown(Exception):  # noqa: N818
    """A notation that is not understood."""


@cache
def notation(row: Op) -> Mark | None:
    """The notation of a row, None if it is not understood."""
    text = re.sub(r"\{(\w+)\}", lambda m: f" @{row.names.index(m[1])}@ " if m[1] in row.names else m[0], row.latex)
    if len(text) > LONGEST or text.count("{") > DEEPEST:
        return None
    tokens = re.findall(r"@\d+@|" + TOKEN.pattern, text, re.DOTALL)
    try:
        return _row(tokens[::-1], row.names, "")
    except (_Unknown, IndexError):
        return None


def _row(tokens: list[str], names: tuple[str, ...], end: str) -> Mark:
    """Parts up to the token `end`, which is consumed."""
    parts: list[Mark] = []
    while tokens and tokens[-1] != end:
        if tokens[-1] in ("^", "_"):
            kind = "power" if tokens.pop() == "^" else "index"
            if not parts:
                raise _Unknown
            parts[-1] = Mark(kind, (parts[-1], _part(tokens, names)))
        else:
            parts.append(_part(tokens, names))
    if end:
        tokens.pop()
    return parts[0] if len(parts) == 1 else Mark("row", tuple(parts))


def _part(tokens: list[str], names: tuple[str, ...]) -> Mark:
    """One part: a sign, a group, a command with its arguments."""
    token = tokens.pop()
    if token[0] == "@" and len(token) > 1:
        return Mark("argument", (), names[int(token[1:-1])])
    if token in OPENING:
        return _row(tokens, names, "}")
    if token[0] == "\\":
        return _command(token[1:], tokens, names)
    if token in ("}", "&", "#", "$", "%", "~", "@"):
        raise _Unknown
    return Mark("number" if token[0].isdigit() else "letter" if token.isalpha() else "sign", (), token)


def _command(name: str, tokens: list[str], names: tuple[str, ...]) -> Mark:
    if name in FUNCTIONS:
        return Mark("word", (), name)
    if name in GREEK:
        return Mark("letter", (), GREEK[name])
    if name in SIGNS:
        return Mark("sign", (), SIGNS[name])
    match name:
        case "frac":
            return Mark("fraction", (_part(tokens, names), _part(tokens, names)))
        case "sqrt":
            degree = _degree(tokens, names)
            return Mark("root", (_part(tokens, names), *degree))
        case "left":
            opening = tokens.pop()
            inner = _row(tokens, names, "\\right")
            return Mark("row", (Mark("sign", (), opening), inner, Mark("sign", (), tokens.pop())))
        case "operatorname" | "mathrm" | "text":
            return Mark("word", (), _word(tokens))
    raise _Unknown


def _degree(tokens: list[str], names: tuple[str, ...]) -> list[Mark]:
    """The degree of a root, in square brackets."""
    if tokens[-1] != "[":
        return []
    tokens.pop()
    return [_row(tokens, names, "]")]


def _word(tokens: list[str]) -> str:
    """The letters in braces."""
    letters = []
    tokens.pop()
    while (token := tokens.pop()) != "}":
        letters.append(token.lstrip("\\"))
    return "".join(letters)


@cache
def exposed(row: Op) -> frozenset[str]:
    """The arguments that need brackets in the notation if they are sums or products: all if it is not understood."""
    mark = notation(row)
    return frozenset(row.names) if mark is None else frozenset(_exposed(mark, False))


def _exposed(mark: Mark, beside: bool) -> set[str]:
    if mark.kind == "argument":
        return {mark.text} if beside else set()
    if mark.kind == "row" and mark.parts:
        fenced = mark.parts[0].text in ("(", "|") and len(mark.parts) == 3
        alone = fenced or all(part.text in (",", ";") for part in mark.parts if part.kind != "argument")
        return set().union(*(_exposed(part, not alone and len(mark.parts) > 1) for part in mark.parts))
    first = mark.kind in ("power", "index")
    return set().union(*(_exposed(part, first and i == 0) for i, part in enumerate(mark.parts)))

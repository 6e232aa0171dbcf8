"""A message about what was typed, with a caret under the place."""

from autodiff.columns import display_width


def complaint(message: str, text: str, column: int, width: int = 80, encoding: str = "utf-8") -> str:
    """A message, and below it the line of `text` that `column` is in, with a caret under the place.

    >>> print(complaint("unexpected '*'", "a * * b", 4))
    autodiff: unexpected '*'
      a * * b
          ^
    """
    first = visible(f"autodiff: {message}", encoding)
    if not text:
        return first
    begin = text.rfind("\n", 0, column) + 1
    end = text.find("\n", column)
    line = text[begin:] if end < 0 else text[begin:end]
    shown, caret = window(line, column - begin, width - 4, encoding)
    return f"{first}\n  {shown}\n  {' ' * caret}^"


def window(line: str, column: int, width: int, encoding: str = "utf-8") -> tuple[str, int]:
    """The part of a line around a column that `width` has room for, made visible, and where the column now is.

    >>> window("a + b + c + d + e", 8, 9)
    ('... c ...', 4)
    """
    shown = visible(line, encoding)
    caret = len(visible(line[:column], encoding))
    start = max(0, min(caret - width // 2, len(shown) - width))
    part = shown[start : start + width]
    part = "..." + part[3:] if start > 0 else part
    part = part[:-3] + "..." if start + width < len(shown) else part
    return part, display_width(part[: caret - start])


def visible(text: str, encoding: str = "utf-8") -> str:
    """`text` with an escape for every character that does not print, or that the terminal cannot show.

    >>> visible("a\\tb\\x1b")
    'a b\\\\x1b'
    """
    plain = text.replace("\t", " ")
    escaped = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in plain)
    return escaped.encode(encoding, "backslashreplace").decode(encoding)

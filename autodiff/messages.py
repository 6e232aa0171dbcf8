"""What was given, and numbers, as messages and outputs show them."""


def cut(text: str, length: int) -> str:
    """`text`, or its beginning and "…" if it is longer than `length`.

    >>> cut("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= length else text[: max(length - 1, 0)] + "…"


def shown(x: object, length: int = 40) -> str:
    """What was given, for a message: its repr, cut; its class if it has none (an int of 5,000 digits, a broken class).

    >>> shown("abc"), shown(10**5000)
    ("'abc'", '<int>')
    """
    try:
        return cut(repr(x), length)
    except Exception:
        return f"<{type(x).__name__}>"


def number_text(x: float, digits: int = 4) -> str:
    """A number as a person would write it, to so many significant digits.

    >>> number_text(0.1 + 0.2), number_text(-3.0), number_text(1e-9)
    ('0.3', '-3', '1e-09')
    """
    return f"{x:.{digits}g}"


def constant_text(x: float) -> str:
    """A constant as it was written, if that is short; else as `number_text`.

    >>> constant_text(1.0001), constant_text(2.0), constant_text(1 / 3)
    ('1.0001', '2', '0.3333')
    """
    written = f"{x:.12g}"
    return written if len(written) <= 8 else number_text(x)

"""Objects and numbers as text, for messages and output."""


def cut(text: str, length: int) -> str:
    """`text`, shortened with "…" to at most `length` characters.

    >>> cut("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= length else text[: max(length - 1, 0)] + "…"


def shown(x: object, length: int = 40) -> str:
    """The repr of an argument, shortened; the name of its class if the repr fails, as for an int of 5,000 digits.

    >>> shown("abc"), shown(10**5000)
    ("'abc'", '<int>')
    """
    try:
        return cut(repr(x), length)
    except Exception:
        return f"<{type(x).__name__}>"


def number_text(x: float, digits: int = 4) -> str:
    """A number with so many significant digits, without trailing zeros.

    >>> number_text(0.1 + 0.2), number_text(-3.0), number_text(1e-9)
    ('0.3', '-3', '1e-09')
    """
    return f"{x:.{digits}g}"


def constant_text(x: float) -> str:
    """A constant with up to 12 digits if that takes at most 8 characters, else with 4 digits.

    >>> constant_text(1.0001), constant_text(2.0), constant_text(1 / 3)
    ('1.0001', '2', '0.3333')
    """
    written = f"{x:.12g}"
    return written if len(written) <= 8 else number_text(x)

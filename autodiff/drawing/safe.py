"""Text made safe to show, so that no label is read as markup."""

import re

# Control characters, lone surrogates, non-characters, and characters that change the direction of text
_UNSHOWABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


def visible(text: str) -> str:
    """`text` with control characters and the like replaced by visible symbols.

    >>> visible("a\\n\\x00b\\ud800")
    'a␊␀b�'
    """
    return _UNSHOWABLE.sub(_picture_of, text)


def _picture_of(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "␡" if code == 0x7F else "\ufffd"


def quoted(text: str) -> str:
    """`text` as a quoted DOT string.

    >>> print(quoted('a "b" \\\\N &lt;'))
    "a \\"b\\" \\\\N &amp;lt;"
    """
    escaped = visible(text).replace("\\", "\\\\").replace('"', '\\"').replace("&", "&amp;")
    return f'"{escaped}"'

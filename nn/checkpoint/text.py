"""The text of a file: JSON, whose first line has a checksum of the rest.

    {"sha256": "59d26c5b…",
    "format": "autodiff-scalar", "version": 1, "kind": "model",
    "content": {"parts": [{"Value": [0.1, "w1", "layer1/neuron1"]}, …]}}

A float is written with the fewest digits that identify it (`repr`), and read to the bit. JSON has no infinity and no nan,
which are written as {"non-finite": "inf"}, "-inf" or "nan".
"""

import hashlib
import json
import re
from collections import Counter
from math import isfinite
from typing import Any

from autodiff.messages import cut, shown
from nn.checks import wrong_type

FORMAT, VERSION = "autodiff-scalar", 1
DEEPEST = 64  # lists in lists
NON_FINITE = "non-finite"
WORDS = {"inf": float("inf"), "-inf": float("-inf"), "nan": float("nan")}
ANOTHER = "use another copy of it, or save it again"
CHECKSUM = re.compile(rb'\{"sha256": "([0-9a-f]{64})",\n')
STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
NO_BRACKETS = re.compile(r"[^][{}]+")


def encode(kind: str, content: dict[str, Any]) -> bytes:
    """A dict of str, numbers, bool, None, lists and dicts as the bytes of a file.

    `TypeError` names the key of anything else, `ValueError` the key of what is nested too deep.

    >>> print(encode("example", {"loss": 0.1}).decode().splitlines()[2])
    "content": {"loss": 0.1}}
    """
    if type(content) is not dict:
        raise wrong_type("content of a file must be a dict", content, "give a dict")
    written = json.dumps({"format": FORMAT, "version": VERSION, "kind": kind})[1:-1]
    body = f'{written},\n"content": {json.dumps(_plain(content, "content"))}}}\n'.encode()
    return f'{{"sha256": "{hashlib.sha256(body).hexdigest()}",\n'.encode() + body


def _plain(x: Any, name: str, depth: int = 1) -> Any:
    """`x` as JSON can represent it without loss. name: its key, for messages."""
    if x is None or type(x) in (str, bool, int):
        return x
    if isinstance(x, float):
        return x if isfinite(x) else {NON_FINITE: repr(float(x))}
    if depth > DEEPEST:
        raise ValueError(f"{shown(name)} is nested in more than {DEEPEST} lists or dicts, or contains itself: make it flat")
    if type(x) is list:
        return [_plain(item, name, depth + 1) for item in x]
    if type(x) is not dict:
        raise wrong_type(f"the value of {shown(name)} must be a str, a number, a bool, None, a list or a dict", x,
                         "turn it into one of these")
    for key in x:
        if type(key) is not str or key == NON_FINITE:
            raise wrong_type(f"a key in {shown(name)} must be a str other than {NON_FINITE!r}", key, "rename it")
    return {key: _plain(item, key, depth + 1) for key, item in x.items()}


def decode(data: bytes) -> tuple[str, dict[str, Any]]:
    """The kind and the content of a file; `ValueError` says what is wrong with one that `encode` did not write.

    >>> decode(encode("example", {"loss": float("inf")}))
    ('example', {'loss': inf})
    """
    checksum = CHECKSUM.match(data)
    if checksum is None:
        raise ValueError("it does not begin with a checksum, so it was not saved by nn, or is damaged: "
                         "give the path of a file that nn has saved")
    if hashlib.sha256(memoryview(data)[checksum.end():]).hexdigest().encode() != checksum[1]:
        raise ValueError(f"its checksum does not fit, so it was cut off or altered: {ANOTHER}")
    whole = _parsed(data)
    if set(whole) != {"sha256", "format", "version", "kind", "content"} or whole["format"] != FORMAT:
        raise ValueError(f"it is JSON, but not {FORMAT}'s: {ANOTHER}")
    if type(whole["version"]) is not int or whole["version"] != VERSION:
        raise ValueError(f"it has version {shown(whole['version'])} of the format, and this is {VERSION}: "
                         "use the version of autodiff-scalar that saved it")
    if type(whole["kind"]) is not str or type(whole["content"]) is not dict:
        raise ValueError(f"its kind or its content is of the wrong type: {ANOTHER}")
    return whole["kind"], whole["content"]


def _parsed(data: bytes) -> Any:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"it is not UTF-8 ({error.reason} at byte {error.start}): {ANOTHER}") from None
    _check_depth(text)
    try:
        return json.loads(text, object_pairs_hook=_object, parse_float=_float, parse_constant=_float)
    except ValueError as error:
        raise ValueError(f"it is not JSON as nn writes it ({cut(str(error), 120)}): {ANOTHER}") from None


def _check_depth(text: str) -> None:
    """`ValueError` for brackets nested too deep for the parser, whatever Python's recursion limit."""
    brackets = NO_BRACKETS.sub("", STRING.sub("", text)).replace("{", "[").replace("}", "]")
    for _ in range(DEEPEST + 1):  # each pass removes the innermost pairs; one more for the outermost dict
        brackets = brackets.replace("[]", "")
    if brackets:
        raise ValueError(f"its brackets do not match, or are nested more than {DEEPEST} deep: {ANOTHER}")


def _object(pairs: list[tuple[str, Any]]) -> Any:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError(f"the key {shown(Counter(key for key, _ in pairs).most_common(1)[0][0])} occurs twice")
    if NON_FINITE not in made:
        return made
    if len(made) > 1 or made[NON_FINITE] not in list(WORDS):
        raise ValueError(f"{shown(made)} is not a number")
    return WORDS[made[NON_FINITE]]


def _float(written: str) -> float:
    x = float(written)
    if not isfinite(x):
        raise ValueError(f"{cut(written, 20)} is not a finite number")
    return x

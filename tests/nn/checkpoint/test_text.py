"""The text of files: what goes in comes out, to the bit and to the type; what was damaged is refused."""

import hashlib
import json
import math
import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import MLP, BatchNorm, Dropout, Sequential
from nn.checkpoint.description import describe
from nn.checkpoint.text import decode, encode

KEYS = st.text(max_size=8).filter(lambda key: key != "non-finite")
NUMBERS = st.floats() | st.integers() | st.sampled_from([0.1, -0.0, 5e-324, 1.7976931348623157e308, 2**53 + 1.0, 1e22, 1e16])
THINGS = st.recursive(st.none() | st.booleans() | NUMBERS | st.text(),
                      lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20)
CONTENTS = st.dictionaries(KEYS, THINGS, max_size=5)


def exact(x: Any) -> Any:
    """Something in which 1, 1.0, True, -0.0 and every nan differ from each other."""
    if isinstance(x, dict):
        return [(key, exact(item)) for key, item in x.items()]
    return [exact(item) for item in x] if isinstance(x, list) else (type(x), x.hex() if isinstance(x, float) else x)


@given(kind=st.text(), content=CONTENTS)
def test_what_goes_in_comes_out(kind: str, content: dict[str, Any]) -> None:
    again, found = decode(encode(kind, content))
    assert (again, exact(found)) == (kind, exact(content))


def refuse(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


@given(content=CONTENTS)
def test_a_file_is_standard_json_behind_a_sha256(content: dict[str, Any]) -> None:
    data = encode("example", content)
    whole = json.loads(data, parse_constant=refuse)
    assert list(whole) == ["sha256", "format", "version", "kind", "content"]
    first, rest = data.split(b"\n", 1)
    assert first == b'{"sha256": "%s",' % hashlib.sha256(rest).hexdigest().encode()
    assert data.endswith(b"}\n")
    assert data.isascii()


# Written by hand, the checksum by the program sha256sum: version 1 must be readable for ever
FIRST = b'''{"sha256": "0383a49c5c4be73be892d55f4d597ae21978904613e8ab3403fac5179a4fef2b",
"format": "autodiff-scalar", "version": 1, "kind": "example",
"content": {"step": 3, "loss": 0.1, "best": {"non-finite": "inf"}, "names": ["\\u0177", null, true], "low": -0.0}}
'''
CONTENT = {"step": 3, "loss": 0.1, "best": math.inf, "names": ["ŷ", None, True], "low": -0.0}


def test_version_1_is_what_it_was() -> None:
    assert exact(decode(FIRST)[1]) == exact(CONTENT)
    assert encode("example", CONTENT) == FIRST


def test_floats_are_as_short_as_they_can_be() -> None:
    assert b"[0.1, 0.30000000000000004, 1e-300, 100.0]}" in encode("example", {"x": [0.1, 0.1 + 0.2, 1e-300, 100.0]})


class Half(float):
    """A float, and more, as NumPy's are."""


def test_a_float_of_another_class_comes_back_as_a_float() -> None:
    assert exact(decode(encode("example", {"x": Half(0.5), "y": Half("inf")}))[1]) == exact({"x": 0.5, "y": math.inf})


def deep(levels: int) -> Any:
    made: Any = 1.0
    for _ in range(levels):
        made = [made]
    return made


def circle() -> dict[str, Any]:
    made: dict[str, Any] = {}
    made["itself"] = made
    return made


@pytest.mark.parametrize(("content", "error", "said"), [
    ({"momentum": {"w1": 1j}}, TypeError, r"the value of 'w1' must be a str, a number, .* not complex \(1j\)"),
    ({"a": (1.0,)}, TypeError, "not tuple"), ({"a": {1.0}}, TypeError, "not set"), ({"a": b"x"}, TypeError, "not bytes"),
    ({"a": [object()]}, TypeError, "the value of 'a' must be .* not object"),
    ({"a": {1: 2}}, TypeError, r"a key in 'a' must be a str other than 'non-finite', not int \(1\)"),
    ({"a": {"non-finite": "nan"}}, TypeError, r"a key in 'a' must be a str other than 'non-finite', not str"),
    ({None: 1}, TypeError, "a key in 'content'"), ([1], TypeError, "content of a file must be a dict, not list"),
    ({"a": deep(64)}, ValueError, "'a' is nested in more than 64 lists or dicts, or contains itself"),
    (circle(), ValueError, "'itself' is nested in more than 64 lists or dicts, or contains itself"),
])
def test_what_could_not_be_read_again_is_not_written(content: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        encode("example", content)


def test_as_deep_as_may_be_written_may_be_read() -> None:
    content = {"a": deep(63), "[[[": "]" * 99 + '"\\' + "[{" * 99}
    assert decode(encode("example", content))[1] == content


# --- What was damaged ---

MODEL = encode("model", {"parts": describe(Sequential(MLP(2, [2, 1], rng=0), BatchNorm(1), Dropout(0.5, rng=0)))})


def corrupted(data: bytes, rng: random.Random) -> bytes:
    """Bytes cut, flipped, put in, taken out, exchanged, doubled or overwritten."""
    at, to = sorted(rng.sample(range(len(data) + 1), 2))
    noise = rng.randbytes(rng.randrange(1, 9))
    flipped = bytes([data[min(at, len(data) - 1)] ^ 1 << rng.randrange(8)])
    return rng.choice([
        data[:at], data[at + 1 :], data[:at] + flipped + data[at + 1 :], data[:at] + noise + data[at:],
        data[:at] + data[to:], data[to:] + data[:to], data[:to] + data[at:], data[:at] + noise + data[at + len(noise) :],
        data[:at] + bytes(to - at) + data[to:], data + noise, data + data, data[:at] + data[at:to][::-1] + data[to:],
    ])


def all_refused(seed: int, count: int) -> None:
    rng, tried = random.Random(seed), 0
    while tried < count:
        data = corrupted(MODEL, rng)
        if data == MODEL:  # a palindrome turned round, or a byte overwritten by the same
            continue
        tried += 1
        with pytest.raises(ValueError, match=r"^its? .*: (give the path of a file that nn|use another copy of it)"):
            decode(data)


def test_ten_thousand_corruptions_are_refused() -> None:
    all_refused(0, 10_000)


@pytest.mark.long
def test_a_hundred_thousand_corruptions_are_refused() -> None:
    all_refused(1, 100_000)


def test_every_cut_and_every_bit_matters() -> None:
    for i in range(len(FIRST)):
        for data in (FIRST[:i], *(FIRST[:i] + bytes([FIRST[i] ^ 1 << bit]) + FIRST[i + 1 :] for bit in range(8))):
            with pytest.raises(ValueError, match=r"^its? "):
                decode(data)


# --- What was damaged, and then given a correct checksum ---


def sealed(body: str | bytes) -> bytes:
    rest = body if isinstance(body, bytes) else body.encode()
    return b'{"sha256": "%s",\n' % hashlib.sha256(rest).hexdigest().encode() + rest


def example(content: str, kind: str = '"example"', version: str = "1") -> bytes:
    return sealed(f'"format": "autodiff-scalar", "version": {version}, "kind": {kind}, "content": {content}}}\n')


def test_the_data_these_are_made_of_are_right_where_nothing_is_changed() -> None:
    assert decode(example("{}")) == ("example", {})


@pytest.mark.parametrize(("data", "said"), [
    (b"", "does not begin with a checksum"), (b"PK\x03\x04", "does not begin with a checksum"),
    (b'{"sha256": "0"', "does not begin with a checksum"), (FIRST.replace(b"\n", b"\r\n"), "does not begin with a checksum"),
    (b"\xef\xbb\xbf" + FIRST, "does not begin with a checksum"),
    (example('{"a": 1, "a": 1}'), "the key 'a' occurs twice"), (example('{"a": {"b": 1, "c": 2, "b": 3}}'), "'b' occurs"),
    (sealed('"kind": "a", "kind": "b"}'), "the key 'kind' occurs twice"),
    (sealed('"sha256": "", "format": "autodiff-scalar"}'), "the key 'sha256' occurs twice"),
    (example('{"a": %s}' % ("[" * 64 + "]" * 64)), "brackets do not match, or are nested more than 64 deep"),
    (example("[" * 200_000), "brackets do not match"), (example('{"a": ' * 100_000 + "1" + "}" * 100_000), "brackets"),
    (example('"' + '\\"' * 200_000), "brackets do not match"),
    (example('{"a": NaN}'), "NaN is not a finite number"), (example('{"a": -Infinity}'), "-Infinity is not a finite"),
    (example('{"a": 1e999}'), "1e999 is not a finite"), (example('{"a": 1%s.0}' % ("0" * 400)), "not a finite number"),
    (example('{"a": 1%s}' % ("0" * 5000)), "Exceeds the limit"),
    (example('{"a": {"non-finite": "1"}}'), "{'non-finite': '1'} is not a number"),
    (example('{"a": {"non-finite": 1.0}}'), "is not a number"), (example('{"a": {"non-finite": []}}'), "is not a number"),
    (example('{"a": {"non-finite": "nan", "b": 1}}'), "is not a number"),
    (example("{}", version="2"), "it has version 2 of the format, and this is 1: use the version of autodiff-scalar"),
    (example("{}", version="true"), "it has version True"), (example("{}", version="1.0"), "it has version 1.0"),
    (example("{}", version='"1"'), "it has version '1'"), (example("{}", kind="1"), "kind or its content is of the"),
    (example("[]"), "its content is of the wrong type"), (example('{"non-finite": "nan"}'), "its content is of the"),
    (sealed(b'"format": "\xff"}'), "not UTF-8 .invalid start byte at byte "),
    (example("{}").replace(b"autodiff-scalar", b"x"), "its checksum does not fit"),
    (sealed('"format": "x"}'), "it is JSON, but not autodiff-scalar's"),
    (sealed('"format": "x", "version": 1, "kind": "example", "content": {}}'), "but not autodiff-scalar's"),
    (sealed("}"), "it is not JSON"),
    (sealed('"a": 1} {}'), "it is not JSON as nn writes it .Extra data"), (example("{'a': 1}"), "it is not JSON"),
    (sealed(""), "brackets do not"), (example('{"a": 01}'), "it is not JSON"), (example('{"a": 1,}'), "it is not JSON"),
    (example('{"a": "\n"}'), "it is not JSON"),
], ids=lambda x: x if isinstance(x, str) else "")
def test_a_correct_checksum_does_not_make_it_right(data: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        decode(data)
    assert len(str(caught.value)) < 400


def test_anything_with_a_correct_checksum_is_refused_or_a_dict() -> None:
    rng, read = random.Random(0), 0
    rest = FIRST.split(b"\n", 1)[1]
    for _ in range(5_000):
        try:
            _, content = decode(sealed(corrupted(rest, rng)))
        except ValueError:
            continue
        assert type(content) is dict
        read += 1
    assert 0 < read < 1_000  # a digit or a letter that is another

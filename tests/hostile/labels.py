"""Labels that were not meant kindly, graphs that carry many of them, and what an SVG is apart from its text."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

from hypothesis import strategies as st

from autodiff import Value

HOSTILE = [
    "<script>alert(1)</script>", "javascript:alert(1)", "\" onload=\"alert(1)", "' x='", "</title></g></svg>", "]]>",
    "<![CDATA[", "<!--", "-->", "&lt;&#60;&xxe;", "&#x0;", "{a|b}<p>", "\\N\\G\\n\\l\\E\\T\\H\\L", "a\\", "a:b:ne",
    "<<b>x</b>>", "\x00\x08\x0b\x1b\x7f\x85\ufffe\uffff", "\ud800 \udfff", "\ufeff", "\r\r\n\u2028\u2029",
    "x" * 10_000, "שלום עולם", "\u202eabc\u2066", "a\nb\tc", "漢字かな", "e" + "\u0301" * 500, "👩‍👩‍👧", "\U0010ffff",
    "%s {0} {{}} $x", "<?xml version='1.0'?>", "<!DOCTYPE x [<!ENTITY y 'z'>]>", "</style><img src=x onerror=alert(1)>",
    "node0", "graph", "subgraph { }", "a -> b; c", "a, b [label=c]", "/* */ // #", "\"; }\n", "`${x}`", "data:text/html,x",
]
PIECES = ["<", ">", "&", '"', "'", "/", "\\", "]]>", "<!--", "-->", "<script>", "</svg>", "&amp;", "&#0;", "\n", "\r", "\0",
          "\x1b[31m", "\u202e", "{", "|", "}", "\\N", ":", ";", "->", "[", "]", "=", "\ud800", "\ufffe", "é", "漢", "👩",
          " ", "x"]

any_text = st.text(st.characters(codec=None, categories=None), max_size=40)
labels = st.one_of(any_text, st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.sampled_from(HOSTILE[:20]))


def plain(given: list[str]) -> list[str]:
    """Harmless labels that are equal, empty and nested as the given ones are."""
    names: dict[str, str] = {"": ""}
    return [names.setdefault(label, f"label{len(names)}") for label in given]


def labelled_graph(given: list[str]) -> Value:
    """A graph of a leaf and an operation for every two labels; a third of the operations have a scope too."""
    y = Value(1.0, "start")
    for i, (leaf, label) in enumerate(zip(given[::2], [*given[1::2], ""], strict=False)):
        y = y * Value(float(i), leaf) if i % 2 else (y - Value(float(i), leaf)).tanh()
        y.label = label
        if i % 3 == 0:
            y.scope = label.replace("/", "·")
    return y


def elements(svg: str) -> Counter[Any]:
    """What an SVG is made of as XML, which must be well-formed: elements with their attributes; classes with values."""
    return Counter((e.tag, tuple(e.attrib), e.get("class")) for e in ElementTree.fromstring(svg).iter())  # noqa: S314


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[Any] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found[tag, tuple(name for name, _ in attrs)] += 1

    def handle_endtag(self, tag: str) -> None:
        self.found[f"/{tag}"] += 1

    def handle_comment(self, data: str) -> None:
        self.found["comment"] += 1

    handle_decl = handle_pi = unknown_decl = handle_comment


def tags(svg: str) -> Counter[Any]:
    """What it is made of inside a page of HTML, as a notebook shows it."""
    parser = _Tags()
    parser.feed(f"<!doctype html><html><body>{svg}</body></html>")
    parser.close()
    return parser.found

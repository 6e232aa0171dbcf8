"""What every explanation must be in each of its forms; what it says, and what its numbers come to."""

import math
from typing import Any
from xml.etree import ElementTree

from autodiff import Value, explain
from autodiff.explaining.explanation import Explanation
from tests.hostile.labels import tags

JOINER = "\u200d"
ELEMENTS = {"div", "p", "math", "mtable", "mtr", "mtd", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msup", "msub",
            "msubsup", "msqrt", "mroot"}


def check(found: Explanation) -> None:
    """Text that prints, LaTeX whose braces balance, HTML that is well-formed as XML too and holds formulas only."""
    text = str(found)
    assert text
    assert all(c.isprintable() or c in "\n" + JOINER for c in text)
    assert max(map(len, text.splitlines())) < 500
    balanced(found.markdown)
    elements = {e.tag for e in ElementTree.fromstring(found.html).iter()}  # noqa: S314
    assert elements <= ELEMENTS
    assert found.html.isascii()
    assert elements_in_a_page(found.html) == elements
    arities(found.html)


def elements_in_a_page(html: str) -> set[str]:
    """The names of the elements that a browser reads, comments and declarations among them."""
    read = tags(html) - tags("")  # the page around it has a declaration
    return {key[0] if isinstance(key, tuple) else key.lstrip("/") for key in read}


def balanced(markdown: str) -> None:
    depth = 0
    for place, c in enumerate(markdown):
        if c in "{}" and markdown[place - 1] != "\\":
            depth += 1 if c == "{" else -1
        assert depth >= 0
    assert depth == 0
    assert markdown.count(r"\left") == markdown.count(r"\right")
    assert markdown.count("$$") % 2 == 0
    assert markdown.replace("$$", "").count("$") % 2 == 0


def arities(html: str) -> None:
    """MathML's elements of a base and something beside it have two or three children."""
    wanted = {"mfrac": 2, "msup": 2, "msub": 2, "msubsup": 3, "mroot": 2}
    for element in ElementTree.fromstring(html).iter():  # noqa: S314
        assert len(element) == wanted.get(element.tag, len(element)), ElementTree.tostring(element)


def said(y: Value, x: Value, **options: Any) -> str:
    """The text in one line."""
    found = explain(y, x, **options)
    check(found)
    return " ".join(str(found).split())


def product_and_sum(found: Explanation) -> float:
    """The derivative, out of the factors in the data alone."""
    sums = []
    for path in found.data["paths"]:
        product = 1.0
        for factor in path["factors"]:
            product *= factor["value"]
        sums.append(product if path["passes"] else 0.0)
    return math.fsum(sums)

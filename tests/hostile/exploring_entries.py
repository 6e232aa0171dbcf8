"""Where something hostile may enter the page: what is explored, its labels and scopes, and files."""

from typing import Any

from autodiff import Value, explore
from autodiff.exploring.widget import Explorer
from tests.hostile.case import Case


def _named(name: str, thing: Any) -> str:
    """The page of a graph with a leaf of that label or scope."""
    leaf = Value(2.0)
    setattr(leaf, name, thing)
    return explore(leaf * 3).html


CASES = [
    Case("explore", "y", lambda x, v: explore(x)),
    Case("explore", "path", lambda x, v: explore(v * 2, x)),
    Case("explore", "label", lambda x, v: _named("label", x)),
    Case("explore", "scope", lambda x, v: _named("scope", x)),
    Case("Page.save", "path", lambda x, v: explore(v * 2).save(x)),
    Case("Explorer", "y", lambda x, v: Explorer(x)),
]

NO_CALLS: set[str] = set()

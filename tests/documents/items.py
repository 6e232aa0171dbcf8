"""What the tests of the documents share: which items they are about, and numbers by the documents' names."""

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

from autodiff import Value
from nn.documents.facts import ITEMS
from nn.documents.numbers import data, grads

Graph = tuple[SimpleNamespace, SimpleNamespace]  # numbers by name, and the derivative of the cost in each


def numbers_and_gradients(values: Mapping[str, Value]) -> Graph:
    """`v` and `d`, so that a document's formula reads as printed: `d.w7 == 2 * (v.y_pred - v.y_act) * v.g1`."""
    return SimpleNamespace(**data(values)), SimpleNamespace(**grads(values))


def about(*names: str) -> Callable[[Any], Any]:
    """Say which items a test is about; `test_coverage` counts them."""
    unknown = [name for name in names if name not in ITEMS]
    if unknown:
        raise ValueError(f"no such items: {unknown}")

    def mark(test: Any) -> Any:
        test.about_items = names
        return test

    return mark

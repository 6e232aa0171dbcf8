"""The facts of the five documents, and what it means that a number agrees with them.

`truth.json` holds the exact values (key -> decimal text, recomputed with 30 digits) and the items: each number, formula
or idea of a document, with the verdict on what is printed there.
"""

import json
import math
from collections.abc import Callable, Mapping
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from autodiff import Value

TRUTH = json.loads((Path(__file__).parent / "truth.json").read_text(encoding="utf-8"))
ITEMS: dict[str, dict[str, Any]] = TRUTH["items"]
TOLERANCE = Fraction(1, 10**12)

Numbers = dict[str, float]  # key of truth.json -> what the engine gives
Graph = tuple[SimpleNamespace, SimpleNamespace]  # numbers by name, and the derivative of the cost in each


# --- Exact values ---


def exact(key: str) -> Fraction:
    """The exact value of a key, as a fraction: nothing is lost to floats, not even 1e-5022."""
    return Fraction(Decimal(TRUTH["exact"][key]))


def close(got: float, key: str) -> bool:
    """Whether a number is within 1e-12 of the exact value: relative to it, or to its scale where it is a difference."""
    size = max(abs(exact(key)), Fraction(TRUTH["scale"].get(key, 0)))
    return math.isfinite(got) and abs(Fraction(got) - exact(key)) <= TOLERANCE * size


def keys(document: str) -> list[str]:
    """All keys of one document ("001m" is the page that document 001 sets as homework)."""
    return [key for key in TRUTH["exact"] if key.startswith(f"{document}.")]


# --- Printed numbers ---


def rounds(got: float, printed: str) -> bool:
    """Whether `got`, rounded half up to the digits of `printed`, is what is printed."""
    return _shortened(got, printed, ROUND_HALF_UP) == Decimal(printed)


def truncates(got: float, printed: str) -> bool:
    """Whether `got`, cut off after the digits of `printed`, is what is printed."""
    return _shortened(got, printed, ROUND_DOWN) == Decimal(printed)


def _shortened(got: float, printed: str, rounding: str) -> Decimal:
    # The twelve digits that are vouched for: as a float, 0.33465 is a little less, and would round down.
    return Decimal(f"{got:.12g}").quantize(Decimal(printed), rounding)


def printed_items(document: str) -> list[str]:
    """The items of a document that print a number, where the exact value is among the facts."""
    listed = [name for name, item in ITEMS.items() if item["document"] == document and "printed_value" in item]
    return [name for name in listed if {*ITEMS[name]["readings"].values()} <= {*TRUTH["exact"]}]


def agrees_with_verdict(name: str, numbers: Mapping[str, float]) -> bool:
    """Whether a printed number is what its verdict says, judged by the engine's `numbers`.

    It agrees with the engine's number, which is the first reading; or it does not, being an erratum or computed from
    rounded intermediates, and then another reading, `explained_by`, says how the document came by it.
    """
    item = ITEMS[name]
    printed = item["printed_value"]
    agrees = rounds(numbers[next(iter(item["readings"].values()))], printed)
    if item["verdict"] == "agrees to printed digits":
        return agrees
    explains = truncates if item.get("truncated") else rounds
    return not agrees and explains(numbers[item["explained_by"]], printed)


# --- Conveniences of the tests ---


def under(prefix: str, numbers: Mapping[str, float]) -> Numbers:
    """The same numbers, with `prefix.` before each key."""
    return {f"{prefix}.{key}": number for key, number in numbers.items()}


def data(values: Mapping[str, Value]) -> Numbers:
    """The number of each Value."""
    return {name: v.data for name, v in values.items()}


def grads(values: Mapping[str, Value]) -> Numbers:
    """The gradient of each Value."""
    return {name: v.grad for name, v in values.items()}


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

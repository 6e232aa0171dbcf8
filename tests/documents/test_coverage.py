"""Every item of the documents is checked, or listed here with the reason why there is nothing to compute."""

from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from nn.documents.facts import ITEMS

MODULES = [import_module(f"tests.documents.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_00*.py"))]

GIVEN = "what the systems are built from: a wrong one would make their numbers wrong"
IDEA = "an idea in words, without a formula or a number"
NAMES = "names architectures, optimisers or remedies, without a formula or a number"
TEXT = "damage to words, not to a formula or a number"

NOTHING_TO_COMPUTE = {
    "000-overview": GIVEN, "000-data": GIVEN, "000-eta": GIVEN, "001-dc-net": GIVEN,
    "001-xor-net": GIVEN, "001-tanh-net": GIVEN, "001m-net": GIVEN, "004-net": GIVEN,
    "000-concept-gd": IDEA, "000-concept-partials": IDEA, "000-init": IDEA, "001-c-units": IDEA, "001-c-hyper": IDEA,
    "001-c-steps": IDEA, "001-act-popular": IDEA, "001-loss-def": IDEA, "001-c-backprop": IDEA,
    "002-c-supervised": IDEA, "002-c-cost": IDEA, "002-c-question": IDEA,
    "001-c-architectures": NAMES, "001-c-nonconvex": NAMES, "001-c-others": NAMES,
    "001-homework-link": TEXT, "003-cost-names": TEXT,
}


@cache
def named_by_tests() -> set[str]:
    """The items that a test says it is about."""
    return {name for module in MODULES for test in vars(module).values() for name in getattr(test, "about_items", ())}


@pytest.mark.parametrize("name", ITEMS)
def test_every_item_is_checked_or_says_why_not(name: str) -> None:
    """One with a number is checked by its row, in test_rows.py."""
    checked = bool(ITEMS[name].readings) or name in named_by_tests()
    assert checked != (name in NOTHING_TO_COMPUTE)


def test_the_list_names_items_of_the_documents() -> None:
    assert NOTHING_TO_COMPUTE.keys() <= ITEMS.keys()

"""Every item of the documents is checked, or listed here with the reason why there is nothing to compute."""

from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path

import pytest

from tests.documents import facts

MODULES = [import_module(f"tests.documents.{path.stem}") for path in sorted(Path(__file__).parent.glob("test_00*.py"))]

GIVEN = "what the systems are built from: a wrong one would make their numbers wrong"
IDEA = "an idea in words, without a formula or a number"
NAMES = "names architectures, optimisers or remedies, without a formula or a number"
TRAINING = "belongs to the training loop, its batches and its optimisers"
TEXT = "damage to words, not to a formula or a number"

NOTHING_TO_COMPUTE = {
    "000-overview": GIVEN, "000-data": GIVEN, "000-eta": GIVEN, "001-dc-net": GIVEN, "001-xor-def": GIVEN,
    "001-xor-net": GIVEN, "001-tanh-net": GIVEN, "001m-net": GIVEN, "004-net": GIVEN,
    "000-concept-gd": IDEA, "000-concept-partials": IDEA, "000-init": IDEA, "001-c-units": IDEA, "001-c-hyper": IDEA,
    "001-c-steps": IDEA, "001-act-popular": IDEA, "001-loss-def": IDEA, "001-c-backprop": IDEA,
    "001-c-epoch-batch": IDEA, "002-c-supervised": IDEA, "002-c-cost": IDEA, "002-c-question": IDEA,
    "001-c-architectures": NAMES, "001-c-nonconvex": NAMES, "001-c-others": NAMES,
    "001-xor-solve": TRAINING, "001-batches": TRAINING, "001-batches-seen": TRAINING, "001-opt-momentum": TRAINING,
    "001-opt-adam": TRAINING, "001-opt-rmsprop": TRAINING,
    "001-epoch-def": TEXT, "001-homework-link": TEXT, "003-cost-names": TEXT,
}


@cache
def computed() -> set[str]:
    """The keys for which the engine gives a number; a test in each module compares all of them."""
    return set(chain.from_iterable(module.numbers() for module in MODULES))


@cache
def named_by_tests() -> set[str]:
    """The items that a test says it is about."""
    return {name for module in MODULES for test in vars(module).values() for name in getattr(test, "about_items", ())}


@pytest.mark.parametrize("name", facts.ITEMS)
def test_every_item_is_checked_or_says_why_not(name: str) -> None:
    keys = set(facts.ITEMS[name]["readings"].values())
    checked = (bool(keys) and keys <= computed()) or name in named_by_tests()
    assert checked != (name in NOTHING_TO_COMPUTE)


def test_the_list_names_items_of_the_documents() -> None:
    assert NOTHING_TO_COMPUTE.keys() <= facts.ITEMS.keys()


def test_every_exact_value_is_compared() -> None:
    compared = [key for module in MODULES for key in module.numbers() if key in facts.TRUTH["exact"]]
    assert sorted(compared) == sorted(facts.TRUTH["exact"])


def test_every_printed_number_is_judged() -> None:
    printed = {name for name, item in facts.ITEMS.items() if "printed_value" in item}
    judged = set(chain.from_iterable(map(facts.printed_items, ("000", "001", "001m", "002", "003", "004"))))
    assert printed - judged == {"001-batches", "001-batches-seen"} <= NOTHING_TO_COMPUTE.keys()

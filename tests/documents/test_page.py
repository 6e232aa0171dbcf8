"""docs/documents.md: its tables say what the facts and the systems say."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from nn.documents import DOCUMENTS, ROWS
from nn.documents.facts import EXACT, ITEMS, Item

PAGE = (Path(__file__).parents[2] / "docs" / "documents.md").read_text(encoding="utf-8")
ERRATA = [item for item in ITEMS.values() if item.verdict == "erratum"]


def table_after(heading: str) -> list[list[str]]:
    """The cells of the first table after a heading, without its two first lines."""
    section = PAGE.partition(f"{heading}\n")[2]
    rows = section[section.index("|") :].partition("\n\n")[0].splitlines()[2:]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]


def test_the_documents() -> None:
    listed = [[name.replace("*", "") for name in row] for row in table_after("# The documents")]
    assert listed == [[name, document.title, document.author] for name, document in DOCUMENTS.items()]


def test_the_systems() -> None:
    where = {row.number: f"{row.compute.__module__.rpartition('.')[2]}.{row.compute.__name__}" for row in ROWS.values()}
    assert table_after("## Systems") == [[str(n), row.document, row.system, f"`{where[n]}`"] for n, row in ROWS.items()]


def test_the_errata() -> None:
    listed = [[item.name, item.lines, item.severity, item.printed, item.right, item.why] for item in ERRATA]
    assert table_after("## Errata") == listed


@pytest.mark.parametrize("item", [item for item in ERRATA if item.printed_value], ids=lambda item: item.name)
def test_the_number_called_right_is_the_exact_one(item: Item) -> None:
    right = Decimal(item.right)
    assert Decimal(EXACT[item.key]).quantize(right, ROUND_HALF_UP) == right

"""docs/documents.md: its tables say what the facts and the tests say."""

import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.documents import facts

HERE = Path(__file__).parent
PAGE = (HERE.parents[1] / "docs" / "documents.md").read_text(encoding="utf-8")
ERRATA = {name for name, item in facts.ITEMS.items() if item["verdict"] == "erratum"}


def rows_after(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its two first lines."""
    section = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


TABLE = {name: cells for name, *cells in rows_after("Errata")}


def test_the_table_has_every_erratum_and_no_other() -> None:
    assert TABLE.keys() == ERRATA


@pytest.mark.parametrize("name", sorted(ERRATA))
def test_where_and_how_grave(name: str) -> None:
    lines, severity, _, _, why = TABLE[name]
    assert (lines, severity) == (facts.ITEMS[name]["lines"], facts.ITEMS[name]["severity"])
    assert why


@pytest.mark.parametrize("name", [name for name in sorted(ERRATA) if "printed_value" in facts.ITEMS[name]])
def test_the_number_called_right_is_the_exact_one(name: str) -> None:
    _, _, printed, right, _ = TABLE[name]
    assert printed == facts.ITEMS[name]["printed"]
    exact = Decimal(facts.TRUTH["exact"][next(iter(facts.ITEMS[name]["readings"].values()))])
    assert exact.quantize(Decimal(right), ROUND_HALF_UP) == Decimal(right)


def test_the_table_of_systems_names_tests_that_exist() -> None:
    named = [(cells[0], cells[-1]) for cells in rows_after("Systems")]
    for _, where in named:
        for file in re.findall(r"test_\w+\.py", where):
            assert (HERE / file).is_file()
        functions = re.findall(r"`(\w+)`", where)
        source = "".join((HERE / file).read_text(encoding="utf-8") for file in re.findall(r"test_\w+\.py", where))
        assert all(f"def {function}(" in source for function in functions)
    numbers = sorted(int(n) for rows, _ in named for n in rows.split(","))
    assert numbers == [n for n in range(1, 35) if n not in (7, 17, 18)]

"""What a document has beside what the engine finds: the same list for the tests, the command and the notebooks."""

from dataclasses import dataclass

from autodiff.messages import shown
from nn.documents.facts import EXACT, ITEMS, Item, bears_out, close
from nn.documents.rows import DOCUMENTS, ROWS, number


@dataclass(frozen=True)
class Comparison:
    """An item of a document, and the engine's number for it.

    item: what stands in the document, with lines, print, verdict and, for an erratum, the reason. row: the number of its
    system. number: the engine's, None where the document has a formula or words. exact: its 30 digits. holds: whether the
    number is within 1e-12 of the exact one and, beside the print, what the verdict says.
    """

    item: Item
    row: int
    number: float | None
    exact: str
    holds: bool

    def readings(self) -> dict[str, float]:
        """The engine's number for every way of reading the item, the right one first."""
        return {reading: number(key, near=self.row) for reading, key in self.item.readings.items()}


def comparisons(document: str) -> list[Comparison]:
    """All items of a document ("000", "001", "001m" for the homework of 001 ...) that have a number or are an erratum.

    They come system by system, in the order of the document. `ValueError` for another document.

    >>> [c] = [c for c in comparisons("000") if c.item.name == "000-w7-update"]
    >>> c.item.printed, round(c.number, 5), c.item.verdict, c.item.why, c.holds
    ('12.04', 12.43075, 'erratum', 'η = 0.01 is declared, 0.001 is put in', True)
    """
    if not isinstance(document, str) or document not in DOCUMENTS:
        raise ValueError(f"there is no document {shown(document)}: there are {', '.join(map(repr, DOCUMENTS))}")
    found = [(item, item.row) for item in ITEMS.values() if item.row is not None and (item.key or item.right)]
    here = [(item, row) for item, row in found if ROWS[row].document == document]
    return [_compared(item, row) for item, row in sorted(here, key=lambda found: found[1])]


def _compared(item: Item, row: int) -> Comparison:
    if not item.key:
        return Comparison(item, row, None, "", True)
    engine = number(item.key, near=row)
    holds = close(engine, item.key)
    if item.printed_value:
        numbers = {key: number(key, near=row) for key in (item.key, item.explained_by) if key}
        holds = holds and bears_out(item, numbers)
    return Comparison(item, row, engine, EXACT[item.key], holds)

"""The 34 systems of the documents: every number within 1e-12 of its exact value, and every verdict on a print."""

import pytest

from nn.documents import ROWS, facts, rows
from nn.documents.facts import ITEMS, Item
from nn.documents.rows import Row, number, numbers

EXACT_OF_ROW = {  # the keys of the exact values that each row has to reach
    1: "000.A.* 000.doc.*", 2: "000.A.grad.* 000.B.s1.grad.*", 3: "000.B.*", 4: "000.after.*", 5: "001.dc.*", 6: "001.xor.*",
    7: "001.learned.*", 8: "001.neuron.*", 9: "000.B.mean.*", 10: "001.bce.*", 11: "001.ETheta.*", 12: "001.convex.*",
    13: "001.graph.*", 14: "001.tanh.*", 15: "001.act.* 001.stable.*", 16: "001.softmax.*", 17: "001.batches.*",
    18: "000.B.mean.grad.* 000.B.s*.grad.*", 19: "001.opt.*", 20: "001.bn.*", 21: "001m.*",
    22: "002.gate.*.and_* 002.gate.*.or_* 002.gate_bipolar.*", 23: "002.gate.*.xor* 002.gate.*.linear_*", 24: "002.chain.*",
    25: "002.delta.* 001m.inter.*", 26: "002.xminusdx.*", 27: "003.net342.s*", 28: "003.chain.*", 29: "003.dsigma(*)",
    30: "003.net342.total.*", 31: "003.shape.*", 32: "003.ex2.*", 33: "004.init.*",
    34: "004.listing.* 004.true.* 004.fresh_a1_updated_w.* 004.stale_a1_original_w.*",
}
PRINTED = [item for item in ITEMS.values() if item.printed_value]


@pytest.mark.parametrize("row", EXACT_OF_ROW, ids=lambda row: f"row_{row:02}")
def test_exact(row: int) -> None:
    wanted, found = facts.keys(*EXACT_OF_ROW[row].split()), numbers(row)
    assert wanted
    assert [key for key in wanted if key not in found] == []
    assert {key: x for key, x in found.items() if key in facts.EXACT and not facts.close(x, key)} == {}


@pytest.mark.parametrize("item", PRINTED, ids=lambda item: item.name)
def test_verdict_on_what_is_printed(item: Item) -> None:
    assert item.row is not None
    found = {key: number(key, near=item.row) for key in (item.key, item.explained_by) if key}
    assert facts.bears_out(item, found)


def test_the_rows_are_all_and_reach_every_exact_value() -> None:
    assert list(ROWS) == list(EXACT_OF_ROW) == list(range(1, 35))
    assert set(facts.keys(*" ".join(EXACT_OF_ROW.values()).split())) == set(facts.EXACT)


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: f"row_{row.number:02}")
def test_a_row_gives_what_it_says_it_covers(row: Row) -> None:
    assert [key for key in facts.EXACT if row.covers(key) and key not in numbers(row.number)] == []


def test_a_number_comes_from_the_row_that_is_near(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "numbers", lambda row: {"001m.grad.w5": row})
    assert [number("001m.grad.w5", near=near) for near in (1, 21, 25)] == [21, 21, 25]

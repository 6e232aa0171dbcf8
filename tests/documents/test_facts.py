"""What it means to agree: with an exact value, with a print, with a verdict."""

import pytest

from nn.documents import facts
from nn.documents.facts import ITEMS


def test_close_is_relative_to_the_value_or_to_its_scale() -> None:
    exact = float(facts.exact("000.A.grad.w1"))
    assert facts.close(exact * (1 + 9e-13), "000.A.grad.w1")
    assert not facts.close(exact * (1 + 1.1e-12), "000.A.grad.w1")
    assert facts.close(9e-13, "001.learned.00")
    assert not facts.close(1.1e-12, "001.learned.00")
    assert not facts.close(float("nan"), "001.learned.00")


@pytest.mark.parametrize(("number", "printed", "rounds", "truncates"), [
    (0.37754, "0.38", True, False), (0.37754, "0.37", False, True), (-0.5, "-0.5", True, True),
    (0.33465, "0.3347", True, False), (193.148, "193", True, True), (-19302.6, "-19303", True, False)])
def test_rounding_and_cutting_off(number: float, printed: str, rounds: bool, truncates: bool) -> None:
    assert (facts.rounds(number, printed), facts.truncates(number, printed)) == (rounds, truncates)


@pytest.mark.parametrize(("name", "numbers", "borne_out"), [
    ("000-z1", {"000.A.z1": -0.5}, True),
    ("000-z1", {"000.A.z1": -0.4}, False),
    ("000-w7-grad", {"000.A.grad.w7": -43.07, "000.doc.w7grad_line112": -42.217}, True),
    ("000-w7-grad", {"000.A.grad.w7": -42.2, "000.doc.w7grad_line112": -42.217}, False),  # then it would agree
    ("000-w7-grad", {"000.A.grad.w7": -43.07, "000.doc.w7grad_line112": -42.5}, False),  # nothing explains the print
    ("001-bce-y0_p08", {"001.bce.y0_p08.ln": 1.609, "001.bce.y0_p08.log10": 0.69897}, True),  # cut off
])
def test_a_verdict_is_borne_out_or_not(name: str, numbers: dict[str, float], borne_out: bool) -> None:
    assert facts.bears_out(ITEMS[name], numbers) == borne_out


def test_items_are_complete() -> None:
    for item in ITEMS.values():
        assert {*item.readings.values()} <= {*facts.EXACT}
        assert bool(item.right) == bool(item.why) == bool(item.severity) == (item.verdict == "erratum")
        assert item.explained_by in ("", *item.readings.values())
        assert item.row is not None or not (item.readings or item.printed or item.right)

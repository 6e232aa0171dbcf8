"""`beside`: comparisons as a table for a notebook. The text report is tested with the command, in test_command.py."""

import dataclasses
from html.parser import HTMLParser

import pytest

from nn.documents import beside, comparisons
from nn.documents.report import Beside, report


class Cells(HTMLParser):
    """The rows of an HTML table, each a list of what stands in its cells; markup that is not the table's own is kept."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "br":
            self.rows[-1][-1] += "\n"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.rows[-1][-1] += data


def table(shown: Beside) -> list[list[str]]:
    return Cells(shown._repr_html_()).rows


def test_items_in_the_order_asked_for_with_print_number_and_verdict() -> None:
    head, *rows = table(beside("000", "w7-update", "z1", "ypred-formula", "w7-grad"))
    assert head == ["item", "lines", "what", "document", "autodiff", "verdict"]
    assert rows == [
        ["w7-update", "135-145", "updated w7\nη = 0.01 is declared, 0.001 is put in", "12.04", "12.43074757", "erratum"],
        ["z1", "30-36", "pre-activation of hidden neuron 1, student 1", "-0.5", "-0.5", "agrees"],
        ["ypred-formula", "57", 'output neuron\n"w₃ g₂" should read "w₈ g₂": index; the number used, 9, is w₈', "", "",
         "erratum"],
        ["w7-grad", "112-114", "dC/dw7, student 1\n2(24.95-82)*0.37: -42.217", "-42.2", "-43.07475657", "rounded"],
    ]


def test_without_names_the_whole_document() -> None:
    found = comparisons("004")
    whole = beside("004")
    assert [row[0] for row in table(whole)[1:]] == [c.item.name.partition("-")[2] for c in found]
    assert str(whole) == report("004", found, 100)
    assert repr(whole) == f"<{len(found)} items of document 004 beside the engine's numbers>"


def test_what_is_wrong_stands_out() -> None:
    [c] = beside("000", "z1").found
    html = Beside("000", [dataclasses.replace(c, holds=False)])._repr_html_()
    assert "<strong>WRONG</strong>" in html
    assert "<strong>erratum</strong>" in beside("000", "g1")._repr_html_()
    assert "<strong>" not in beside("000", "z1")._repr_html_()


def test_no_text_is_taken_for_markup() -> None:
    evil = '<img src=x onerror="alert(1)"> & <b>'
    [c] = beside("000", "g1").found
    texts = {"lines": evil, "what": evil, "printed_value": evil, "why": evil, "name": f"000-{evil}"}
    hostile = Beside(evil, [dataclasses.replace(c, item=dataclasses.replace(c.item, **texts))])
    found = Cells(hostile._repr_html_())
    assert set(found.tags) == {"table", "tr", "th", "td", "span", "br", "small", "strong"}
    assert found.rows[1][:4] == [evil, evil, f"{evil}\n{evil}", evil]


@pytest.mark.parametrize("name", ["z9", "000-z1", "", None, 1, "overview"])
def test_an_item_that_is_not_there(name: object) -> None:
    with pytest.raises(ValueError, match=r"document 000 has nothing to compare called .*; it has z1, "):
        beside("000", name)  # type: ignore[arg-type]


def test_a_document_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="there is no document '005'"):
        beside("005")

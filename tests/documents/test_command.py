"""`autodiff documents`: what it prints, and what it refuses."""

import dataclasses

import pytest

from autodiff.columns import display_width
from nn.documents import DOCUMENTS, ROWS, comparison, comparisons, report
from nn.documents.report import notes, summary, verdict
from tests.command.test_main import run, shell

QUICK = [document for document in DOCUMENTS if document != "001m"]  # whose 10,000 steps take long


def test_each_system_with_its_number_print_and_verdict() -> None:
    status, out, err = run("documents", "000")
    lines = [line.split() for line in out.splitlines()]
    assert (status, err) == (0, "")
    assert ["z1", "30-36", "-0.5", "-0.5", "agrees"] in lines
    assert ["w7-grad", "112-114", "-42.2", "-43.07475657", "rounded"] in lines
    assert ["w7-update", "135-145", "12.04", "12.43074757", "erratum"] in lines
    assert "      η = 0.01 is declared, 0.001 is put in\n" in out
    headings = [line for line in out.splitlines() if line.startswith("row ")]
    assert headings == [f"row {n}: {ROWS[n].system}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize("document", QUICK)
@pytest.mark.parametrize("width", [80, 130])
def test_nothing_is_wider_than_the_terminal_and_each_item_has_its_line(document: str, width: int) -> None:
    found = comparisons(document)
    lines = report(document, found, width).splitlines()
    assert max(map(display_width, lines)) <= width
    items = [line.split()[0] for line in lines[3:] if line.startswith("  ") and not line.startswith("   ")]
    assert items == [c.item.name.partition("-")[2] for c in found]
    assert {c.row for c in found} == {n for n, row in ROWS.items() if row.document == document}
    assert [c.row for c in found] == sorted(c.row for c in found)


def test_errata_only() -> None:
    status, out, _ = run("documents", "002", "003", "--errata")
    words = [line.split()[-1] for line in out.splitlines() if line.startswith("  ") and not line.startswith("   ")]
    assert status == 0
    assert set(words[:-2]) == {"verdict", "erratum"}
    assert out.count(" should read ") == 10
    assert out.endswith("  verdict  items\n  erratum     10  the document errs, as said below; the engine stands\n")


def test_all_readings_set_the_listing_beside_true_gradient_descent() -> None:
    out = run("documents", "004", "--all")[1]
    assert "      true gradient descent: 2.4536940653945" in out
    assert "      true gradient descent: 2.4406051540270" in out
    assert "      listing: prediction: 299.995028483237" in out
    assert "listing: prediction" not in run("documents", "001")[1]


def test_a_wrong_number_or_print_is_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    good = comparisons("000")
    assert {c.holds for c in good} == {True}
    monkeypatch.setattr(comparison, "number", lambda key, near: 12.04 if key == "000.A.upd_lr01.w7" else -0.5 * (1 + 1e-11))
    bad = {c.item.name: c for c in comparisons("000")}
    assert verdict(bad["000-z1"]) == verdict(bad["000-w7-update"]) == "WRONG"
    assert "WRONG" in summary(list(bad.values()))
    assert "WRONG" not in summary(good)


def test_a_print_that_does_not_bear_the_verdict_out_is_called_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = {"000-z1": dataclasses.replace(comparison.ITEMS["000-z1"], printed_value="-0.6")}
    monkeypatch.setattr(comparison, "ITEMS", changed)
    [c] = comparisons("000")
    assert (c.number, c.holds) == (-0.5, False)


def test_what_a_number_means_is_said_where_an_item_has_several() -> None:
    found = {c.item.name: c for c in comparisons("000")}
    assert notes(found["000-s2-forward"]) == ["y_pred; 12 more with --all"]
    assert notes(found["000-s2-hidden1"]) == ["z1: 0.3", "g1: 0.5744425168"]
    assert notes(found["000-z1"]) == []


# --- Arguments ---


@pytest.mark.parametrize(("arguments", "message"), [
    (["005"], "there is no document '005': there are 000, 001, 001m, 002, 003, 004"),
    (["01"], "there is no document '01'; did you mean '001'?"),
    (["000", "--er"], "unknown option '--er' (see autodiff documents --help)"),
    (["000", "--svg", "x"], "unknown option '--svg' (see autodiff documents --help)"),
])
def test_what_cannot_be_used_is_refused_in_one_line(arguments: list[str], message: str) -> None:
    status, out, err = run("documents", *arguments)
    assert (status, out) == (2, "")
    assert err.splitlines()[0] == f"autodiff: {message}"


def test_help_names_the_documents() -> None:
    status, out, _ = run("documents", "--help")
    assert status == 0
    assert ", ".join(DOCUMENTS) in out
    assert "autodiff documents 001" in run("--help")[1]


def test_with_its_number_the_word_is_an_expression() -> None:
    assert run("documents", "documents=2")[1].startswith("documents = 2.0\n")
    assert run("documents", "--json", "documents = 2")[1].startswith('{\n  "expression": "documents"')
    assert run("documents*2", "documents=2")[1].startswith("documents*2 = 4.0\n")
    assert run("Documents", "x=2")[0] == 2


def test_in_a_process_of_its_own_where_accents_cannot_be_shown() -> None:
    done = shell("documents", "003", "--errata", PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"\\u2202C/\\u2202a" in done.stdout


@pytest.mark.parametrize("document", ["", "1", None, 0, ["000"]])
def test_comparisons_of_no_document(document: object) -> None:
    with pytest.raises(ValueError, match=r"there is no document .*: there are '000', '001', '001m', '002', '003', '004'"):
        comparisons(document)  # type: ignore[arg-type]

"""The pages: their links lead somewhere, and what the README shows is what happens."""

import doctest
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from autodiff import OPS, unregister
from tests.command.test_main import run
from tests.nn.plots.test_page import shape

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(autouse=True)
def the_table_as_it_was() -> Iterator[None]:
    """Pages register operations of their own, and may leave them."""
    before = set(OPS)
    yield
    for name in set(OPS) - before:
        unregister(name)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_relative_links_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readmes_python_is_true(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert (failed, tried > 15) == (0, True)
    assert (tmp_path / "neuron.svg").exists()
    assert shape(tmp_path / "boundary.svg") == shape(ROOT / "docs" / "boundary.svg")  # the picture beside the example


# The page of pictures is tried by tests/nn/plots/test_page.py, beside what it draws
@pytest.mark.parametrize("page", [page for page in PAGES[1:] if page.name != "pictures.md"], ids=lambda page: page.name)
def test_what_a_page_shows_in_python_happens(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(page), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert failed == 0
    assert tried > 80 or page.name != "errors.md"


def test_what_a_page_shows_of_the_command_line_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    text = (ROOT / "docs" / "proof" / "errors.md").read_text(encoding="utf-8")
    shown = "".join(re.findall(r"^```console\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    commands = re.findall(r"^\$ autodiff(.*)\n((?:(?!\$ ).*\n)*)", shown, re.MULTILINE)
    for typed, expected in commands:
        assert run(*shlex.split(typed)) == (2, "", expected), typed
    assert len(commands) > 25
    assert list(tmp_path.iterdir()) == []

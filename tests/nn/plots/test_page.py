"""The pictures of docs/pictures.md are those that its examples make."""

import doctest
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

DOCS = Path(__file__).parents[3] / "docs"


def shape(picture: Path) -> tuple[list[str], Counter[str]]:
    """Its texts and how many elements of each kind it has: coordinates may differ between versions of matplotlib."""
    root = ElementTree.fromstring(picture.read_bytes())  # noqa: S314
    texts = [element.text or "" for element in root.iter() if element.tag.endswith(("}text", "}title"))]
    return texts, Counter(element.tag for element in root.iter())


def test_the_pictures_of_the_page_are_made_by_its_examples(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    failed, _ = doctest.testfile(str(DOCS / "pictures.md"), module_relative=False, encoding="utf-8")
    assert failed == 0
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == ["boundary.svg", "losses.svg", "network.svg"]
    for name in made:
        assert shape(tmp_path / name) == shape(DOCS / name)
        assert (DOCS / name).stat().st_size < 60_000

"""The notebooks show what a new run shows, nothing of the machine that ran them, and every number of their document."""

import math
import re
from html import unescape

import nbformat
import pytest

from nn.documents import DOCUMENTS, ROWS
from nn.documents.facts import ITEMS
from tests.notebooks import FOLDER, METADATA, NOTEBOOKS, executed, read

# Warnings of the packages that talk to a kernel, about each other and about Python, are theirs to mend
pytestmark = [pytest.mark.filterwarnings(f"ignore::DeprecationWarning:{package}")
              for package in ("jupyter_client", "jupyter_core", "nbclient", "zmq", "tornado", "asyncio")]

ADVICE = "run `python -m tests.notebooks {}`, look at what it changes, and commit that"
SMALL, ALL = 400_000, 1_800_000  # bytes, of a notebook and of all
NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")
IN_TAGS = re.compile(r"<style.*?</style>|<metadata>.*?</metadata>|<!--.*?-->|<[^>]*>", re.DOTALL)

each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
Output = tuple[str, str]  # what kind it is, and its text


def outputs(cell: nbformat.NotebookNode) -> list[Output]:
    """What a cell shows, as text. Of a picture its words: where they are, the version of a layout engine decides."""
    found: list[Output] = []
    for output in cell.get("outputs", []):
        if output.output_type == "stream":
            found.append((output.name, output.text))
        for kind, content in sorted(output.get("data", {}).items()):
            told = {"image/svg+xml": words, "image/png": lambda _: "", "text/html": graph_of_a_page}.get(kind, str)
            found.append((kind, told(content)))
    return found


def graph_of_a_page(html: str) -> str:
    """Of a page to play with its graph alone: neither its drawings nor its script."""
    page = re.search(r'<script type="application/json" id="data">(.*?),"views":', unescape(html), re.DOTALL)
    return page[1] if page else html


def words(svg: str) -> str:
    """The text in a drawing, in an order that does not depend on its layout."""
    return " ".join(sorted(unescape(IN_TAGS.sub("\n", svg)).split()))


def same(one: list[Output], other: list[Output]) -> bool:
    """Whether two cells show the same: the last places of a number may depend on the C library (docs/numbers.md)."""
    return ([(kind, NUMBER.sub("#", text)) for kind, text in one] == [(kind, NUMBER.sub("#", text)) for kind, text in other]
            and all(math.isclose(x, y, rel_tol=1e-6, abs_tol=1e-9)
                    for x, y in zip(numbers(one), numbers(other), strict=True)))


def numbers(shown: list[Output]) -> list[float]:
    return [float(x.replace("−", "-")) for _, text in shown for x in NUMBER.findall(text)]


def pages(path: object) -> str:
    """The tables of a notebook, as they are kept."""
    return "\n".join(text for cell in read(path).cells for kind, text in outputs(cell) if kind == "text/html")


@each
def test_a_new_run_shows_what_is_kept(path):
    for kept, new in zip(read(path).cells, executed(path).cells, strict=True):
        assert same(outputs(kept), outputs(new)), f"cell {kept.id} shows something else: {ADVICE.format(path.stem)}"
        assert kept.get("execution_count") == new.get("execution_count"), ADVICE.format(path.stem)


@each
def test_nothing_of_the_machine_is_kept(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata == METADATA, ADVICE.format(path.stem)
    for number, cell in enumerate(notebook.cells, 1):
        assert (cell.id, cell.metadata) == (f"{path.stem}-{number:02}", {})
        assert not {output.output_type for output in cell.get("outputs", [])} - {"stream", "execute_result", "display_data"}
        assert not [kind for kind, _ in outputs(cell) if kind == "stderr"]
        shown = "\n".join(text for _, text in outputs(cell))
        assert not re.search(r"/(?:home|root|tmp|work|Users|usr)/|[A-Z]:\\|0x[0-9a-f]{6}|\bipykernel|Python 3\.", shown)


def test_they_are_small():
    sizes = {path.stem: path.stat().st_size for path in NOTEBOOKS}
    assert max(sizes.values()) <= SMALL, sizes
    assert sum(sizes.values()) <= ALL, sizes


@each
def test_cells_are_short_enough_to_be_read(path):
    for cell in read(path).cells:
        lines = cell.source.splitlines()
        if cell.cell_type == "code":
            assert len([line for line in lines if line]) <= 12, cell.id
            assert max(map(len, lines)) <= 110, cell.id


def test_there_is_one_for_each_document_a_tour_and_one_on_explaining():
    homework = {"001m"}  # is part of 001
    assert {path.stem for path in NOTEBOOKS} == DOCUMENTS.keys() - homework | {"tour", "005-explaining"}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_printed_number_and_erratum_has_its_place(document):
    tables = pages(FOLDER / f"{document.removesuffix('m')}.ipynb")
    of_document = [item for item in ITEMS.values() if item.row is not None and ROWS[item.row].document == document]
    wanted = [item for item in of_document if item.printed_value or item.verdict == "erratum"]
    missing = [item.name for item in wanted if f">{item.name.partition('-')[2]}</span>" not in tables]
    assert wanted
    assert not missing
    assert "WRONG" not in tables


def test_what_counts_as_the_same():
    def shown(text):
        return [("stdout", text)]

    assert same(shown("cost 0.25, E = 1.45e-26"), shown("cost 0.2500000001, E = 3.1e-26"))
    assert not same(shown("cost 0.25"), shown("cost 0.26"))
    assert not same(shown("cost 0.25"), shown("loss 0.25"))
    assert not same(shown("1 2"), shown("1 2 3"))
    assert not same(shown("1"), [("text/plain", "1")])
    assert words("<svg><style>x{}</style><text>b &lt; 2</text><text>a</text></svg>") == "2 < a b"

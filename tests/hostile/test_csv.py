"""Whatever is in a file, `read_csv` reads numbers or raises one ValueError that names the file; it never hangs.

`pytest tests/hostile/test_csv.py --hypothesis-profile=long` tries 100,000 files.
"""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import Dataset, read_csv
from tests.hostile.watchdog import watchdog

GOOD = b"sepal length,\"petal, width\",kind\n5.1,0.2,setosa\n7.0,1.4,versicolor\n6.3,2.5,virginica\n"
PIECES = ["1", "2.5", "-3e2", "nan", "inf", "1e999", "1_0", "x", "\u0663", "a,b", '"', '""', "'", ",", ",", "\n", "\r\n",
          "\r", ";", "\t", " ", "\x00", "\ufeff", "\u2028", "9" * 400, "=1+1", "0x1F", "|", "\\"]
cells = st.sampled_from([piece for piece in PIECES if len(piece) > 1 or piece.isalnum()])
tables = st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n).map(",".join), max_size=6))
options = st.fixed_dictionaries({}, optional={
    "header": st.booleans(), "target": st.sampled_from([0, -1, "kind", "1", [0, 1]]), "inputs": st.just([0]),
    "delimiter": st.sampled_from(";\t,| \"x\x00"), "decimal": st.sampled_from(".,"),
    "encoding": st.sampled_from(["utf-8", "latin-1", "utf-16", "utf-7", "idna", "unicode_escape", "rot13",
                                 "undefined", "\x00"]),
    "classes": st.sampled_from([("setosa", "versicolor", "virginica"), ("1", "x"), ()]),
})


def mutilated(places: list[tuple[int, int, bytes]]) -> bytes:
    """A good file in which some bytes are cut out, and others put in."""
    content = GOOD
    for start, length, new in places:
        content = content[:start] + new + content[start + length:]
    return content


files = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=30).map(lambda pieces: "".join(pieces).encode()),
    tables.map(lambda lines: "\n".join(lines).encode()),
    st.lists(st.tuples(st.integers(0, len(GOOD)), st.integers(0, 5), st.binary(max_size=3)), max_size=4).map(mutilated),
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv") / "hostile.csv"


@pytest.mark.filterwarnings("ignore")  # unicode_escape warns
@given(content=files, given_options=options)
def test_numbers_or_one_clear_error(path: Path, content: bytes, given_options: dict[str, object]) -> None:
    path.write_bytes(content)
    try:
        with watchdog():
            sound(read_csv(path, **given_options))  # type: ignore[arg-type]
    except ValueError as error:
        clear(str(error))


def clear(message: str) -> None:
    """One line that names the file, or the option that is refused."""
    assert 5 < len(message) < 700
    assert "\n" not in message
    assert any(word in message for word in ("hostile.csv", "decimal must be", "delimiter must be", "there is no encoding"))


def sound(data: Dataset) -> None:
    """One finite number per input, as many targets as samples, and classes that are there."""
    assert len(data.inputs) == len(data.targets) > 0
    assert {len(row) for row in data.inputs} == {len(data.inputs[0])}
    assert all(type(x) is float and math.isfinite(x) for row in data.inputs for x in row)
    assert not data.classes or set(data.targets) <= set(range(len(data.classes)))


def test_much_of_everything(path: Path) -> None:
    """10,000 columns, 100,000 lines, a number of 100,000 digits."""
    wide = ",".join(map(str, range(9999))) + ",y\n" + "1," * 9999 + "2\n"
    high, deep = "a,y\n" + "1,2\n" * 100_000, "a,y\n" + "0" * 100_000 + "1," + "0" * 100_000 + "2"
    for content, size in ((wide, (1, 9999)), (high, (100_000, 1)), (deep, (1, 1))):
        path.write_text(content)
        with watchdog():
            data = read_csv(path)
        assert (len(data), len(data.inputs[0])) == size
        assert {*data.targets} == {2}

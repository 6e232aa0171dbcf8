"""CSV files: numbers, classes, columns; and what is wrong with a file, by line and column."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import Dataset, read_csv, sklearn_set
from nn.data.csv_file import number_in

Reader = Callable[..., Dataset]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """`read_csv` of a file with this content."""
    def reading(content: str | bytes, *arguments: Any, **options: Any) -> Dataset:
        path = tmp_path / "file.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_csv(path, *arguments, **options)

    return reading


def test_numbers_by_column(read: Reader) -> None:
    data = read("a,b,y\n1,2,3\n-4.5,5e-1, 6 \n")
    assert data == Dataset([[1, 2], [-4.5, 0.5]], [3, 6], input_names=["a", "b"], name="file")
    assert [type(y) for y in data.targets] == [int, int]


def test_targets_with_a_point_are_floats(read: Reader) -> None:
    assert [type(y) for y in read("a,y\n1,3\n2,4.0\n").targets] == [float, float]


def test_text_in_the_targets_are_classes_in_alphabetical_order(read: Reader) -> None:
    data = read("a,kind\n1,dog\n2,cat \n3,dog\n")
    assert (data.targets, data.classes) == ([1, 0, 1], ("cat", "dog"))


def test_the_order_of_classes_can_be_given_for_another_file(read: Reader) -> None:
    train = read("a,kind\n1,cat\n2,dog\n")
    test = read("a,kind\n1,dog\n", classes=train.classes)
    assert (test.targets, test.classes) == ([1], ("cat", "dog"))
    assert read("a,kind\n1,3\n2,1\n", classes=["1", "2", "3"]).targets == [2, 0]


@pytest.mark.parametrize("target", ["y", 1, -2, ["y"]])
def test_the_target_by_name_or_number(read: Reader, target: Any) -> None:
    data = read("a,y,b\n1,2,3\n4,5,6\n", target)
    assert (data.inputs, data.targets, data.input_names) == ([[1.0, 3.0], [4.0, 6.0]], [2, 5], ("a", "b"))


def test_several_targets_and_chosen_inputs(read: Reader) -> None:
    data = read("id,y,b,z\nx1,2,3,4\nx2,5,6,7\n", target=["z", "y"], inputs=[2])
    assert (data.inputs, data.targets, data.input_names) == ([[3.0], [6.0]], [[4.0, 2.0], [7.0, 5.0]], ("b",))


def test_without_a_header(read: Reader) -> None:
    data = read("1,2,3\n4,5,6\n", target=0, header=False)
    assert (data.inputs, data.targets, data.input_names) == ([[2.0, 3.0], [5.0, 6.0]], [1, 4], ())


@pytest.mark.parametrize("content", [
    b"a,y\r\n1,2\r\n", b"a,y\r1,2\r", b"a,y\n1,2", b"\n\na,y\n  \n1,2\n\n\n", b"\xef\xbb\xbfa,y\n1,2\n",
    b'"a","y"\n"1","2"\n', b" a , y \n 1 , 2 \n",
])
def test_endings_blanks_marks_and_quotes(read: Reader, content: bytes) -> None:
    assert read(content) == Dataset([[1]], [2], input_names=["a"], name="file")


def test_encodings_delimiters_and_decimal_commas(read: Reader) -> None:
    expected = Dataset([[1.5]], [0], input_names=["año"], classes=["sí"], name="file")
    assert read("año,y\n1.5,sí\n") == expected
    assert read("año,y\n1.5,sí\n".encode("latin-1"), encoding="latin-1") == expected
    assert read("año\ty\n1.5\tsí\n".encode("utf-16"), encoding="utf-16", delimiter="\t") == expected
    assert read("año;y\n1,5;sí\n", delimiter=";", decimal=",") == expected


def test_a_quoted_cell_may_have_delimiters_and_lines(read: Reader) -> None:
    data = read('"a,1","b\n""2""",y\n1,2,"x\ny"\n3,4,z\n')
    assert (data.input_names, data.classes) == (("a,1", 'b\n"2"'), ("x\ny", "z"))


def test_columns_without_a_name_get_their_number(read: Reader) -> None:
    assert read(",b,y\n0,1,2\n").input_names == ("column 1", "b")


finite = st.floats(allow_nan=False, allow_infinity=False)


@given(rows=st.lists(st.lists(finite, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_python_writes_is_read_to_the_bit(rows: list[list[float]], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("csv") / "file.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["a", "b", "y"], *rows])
    data = read_csv(path)
    assert [[x.hex() for x in row] for row in data.inputs] == [[x.hex() for x in row[:2]] for row in rows]
    assert [y.hex() for y in data.targets] == [row[2].hex() for row in rows]


def test_iris_written_and_read_is_iris(tmp_path: Path) -> None:
    iris = sklearn_set("iris")
    lines = [",".join([*map(repr, row), iris.classes[y]]) for row, y in zip(*iris, strict=True)]
    path = tmp_path / "iris.csv"
    path.write_text("\n".join([",".join([*iris.input_names, "species"]), *lines]), encoding="utf-8")
    assert read_csv(str(path), "species") == iris


@pytest.mark.parametrize(("cell", "decimal", "expected"), [
    ("1", ".", 1.0), (" -1.5e3 ", ".", -1500.0), ("1,5", ",", 1.5), ("", ".", None), ("1_0", ".", None), ("1,5", ".", None),
    ("1.000,5", ",", None), ("1.5", ",", None), ("0x10", ".", None), ("1e999", ".", float("inf")), ("1 2", ".", None),
    ("\x001", ".", None), ("−1", ".", None),
])
def test_what_a_cell_is(cell: str, decimal: str, expected: float | None) -> None:
    assert number_in(cell, decimal) == expected


# --- what is wrong with a file ---

WRONG: list[tuple[str | bytes, dict[str, Any], str]] = [
    ("", {}, " has no samples: all its lines are blank"),
    ("\n \n", {}, " has no samples: all its lines are blank"),
    ("a,y\n", {}, " has no samples: only a header"),
    ("a,y\n1,2\n\nn/a,4\n", {}, ", line 4, column 1 'a': expected a number, got 'n/a': correct the file, or leave the "
                                r"column out with inputs=\[...\]"),
    ("a,y\n1,2\n,4\n", {}, ", line 3, column 1 'a': expected a number, got an empty cell"),
    ("a,y\nnan,2\n", {}, ", line 2, column 1 'a': expected a finite number, got 'nan'"),
    ("a,y\n1,-inf\n", {}, ", line 2, column 2 'y': expected a finite number, got '-inf'"),
    ("a,y\n1e999,2\n", {}, ", line 2, column 1 'a': expected a finite number, got '1e999'"),
    ("a,y\n1,2\n2,n/a\n", {}, ", line 3, column 2 'y': expected a number, got 'n/a': correct the file, or give classes="),
    ("a,y\n1,x\n2,\n", {}, ", line 3, column 2 'y': expected the name of a class, got '': the classes are "),
    ("a,y\n1,x\n2,z\n", {"classes": ["x", "y"]}, ", line 3, column 2 'y': expected the name of a class, got 'z': the "
                                                  r"classes are \('x', 'y'\)"),
    ("a,y\n1,2\n3\n", {}, r", line 3: expected 2 cells, as in line 1, got 1: \['3'\]"),
    ("a,y\n1,2\n3,4,5\n", {}, ", line 3: expected 2 cells, as in line 1, got 3"),
    ('a,y\n"1\n",2\n3\n', {}, ", line 4: expected 2 cells, as in line 1, got 1"),
    ('a,y\n1,2\n"\n",4\n', {}, ", line 3, column 1 'a': expected a number, got an empty cell"),
    ('a,y\n1,"2\n3,4\n5,6\n', {}, ", line 2: unexpected end of data: a quoted cell must end in a quote and a ','"),
    ('a,y\n"1"2,3\n', {}, ", line 2: .*: a quoted cell must end in a quote and a ','"),
    ("a,y\n1," + "2" * 200_000, {}, r", line 2: field larger than field limit \(131072\): .* more than 131072 characters"),
    ("1,2\n3,4\n", {}, r", line 1: expected the names of the columns, got numbers: \['1', '2'\]: give header=False"),
    ("a,a\n1,2\n", {}, r", line 1: expected a name of its own for each column, got 2 columns 'a'"),
    ("a;y\n1,5;2\n", {}, ", line 1: expected several columns, got 'a;y': give delimiter=';'"),
    ("a\ty\n1\t2\n", {}, r", line 1: expected several columns, got 'a\\ty': give delimiter='\\t'"),
    ("y\n1\n", {}, r" needs at least one column of inputs and one of targets, none of them twice: of its 1 columns \[0\]"),
    ("a,y\n1,2\n", {"inputs": ["y"]}, r" needs at least one column .*: of its 2 columns \[1\] are targets and \[1\] inputs"),
    ("a,y\n1,2\n", {"inputs": [0, "a"]}, " needs at least one column of .* none of them twice"),
    ("a,y\n1,2\n", {"target": []}, " needs at least one column of "),
    ("a,y\n1,2\n", {"target": "z"}, " has no column 'z', asked for as target: it has 2, named a, y; give a name or a number "
                                    "from 0 to 1"),
    ("a,y\n1,2\n", {"inputs": [2]}, " has no column 2, asked for as inputs: it has 2"),
    ("a,y\n1,2\n", {"target": True}, " has no column True, asked for as target"),
    ("1,2\n", {"target": "y", "header": False}, " has no column 'y', asked for as target: it has 2, without names"),
    ("1,2\n3,x\n", {"header": False}, ", line 2, column 2: expected a number, got 'x'"),
    ("a,y,z\n1,2,3\n", {"target": [1, 2], "classes": ["2"]}, " can have classes in one column of targets only, got 2"),
    (b"a,y\n1,2\n\xff,3\n", {}, ", line 3: the byte 0xff is not utf-8.*: give the encoding that the file was written in"),
    ("a,y\n1,2\n".encode("utf-16"), {}, ", line 1: the byte 0xff is not utf-8"),
    ("a,y\n1\x00,2\n", {}, r", line 2, column 1 'a': expected a number, got '1\\x00'"),
]


@pytest.mark.parametrize(("content", "options", "message"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_named_with_its_place(read: Reader, content: str, options: Any, message: str) -> None:
    with pytest.raises(ValueError, match="^'.*file.csv'" + message):
        read(content, **options)


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"delimiter": ""}, ValueError, "delimiter must be one character such as ';', got ''"),
    ({"delimiter": ",,"}, ValueError, "delimiter must be one character such as ';', got ',,'"),
    ({"delimiter": "\n"}, ValueError, "delimiter must be one character"),
    ({"decimal": ","}, ValueError, "decimal must be '.' or ',', and not the delimiter, got ',': try delimiter=';'"),
    ({"decimal": ";"}, ValueError, "decimal must be '.' or ',', and not the delimiter, got ';'"),
    ({"header": 0}, TypeError, r"header must be True or False, not int \(0\)"),
    ({"encoding": "utf-99"}, ValueError, "there is no encoding 'utf-99': try 'utf-8', 'latin-1' or 'utf-16'"),
    ({"encoding": "\0"}, ValueError, r"there is no encoding '\\x00'"),
    ({"encoding": "hex"}, ValueError, "'.*file.csv' cannot be read as hex: 'hex' is not a text encoding"),
    ({"encoding": "undefined"}, ValueError, "'.*file.csv' cannot be read as undefined: "),
    ({"encoding": None}, TypeError, r"encoding must be text such as 'utf-8', not NoneType \(None\)"),
    ({"classes": "x"}, TypeError, "classes must be a list or an array, not str"),
    ({"target": None}, TypeError, "target must be a list or an array, not NoneType"),
])
def test_options_that_are_refused(read: Reader, options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=f"^{message}"):
        read("a,y\n1,x\n", **options)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"none\.csv"):
        read_csv(tmp_path / "none.csv")
    with pytest.raises(TypeError, match=r"path must be a str or a Path, not int \(0\)"):
        read_csv(0)  # type: ignore[arg-type]


@pytest.mark.parametrize("column", [["1,5", "2,5", "3,5"], ["3 kg", "4 kg", "5 kg"]])
def test_numbers_in_another_dress_are_not_taken_for_classes(column: list[str], tmp_path: Path) -> None:
    path = tmp_path / "weights.csv"
    path.write_text("x;y\n" + "".join(f"1;{cell}\n" for cell in column), encoding="utf-8")
    with pytest.raises(ValueError, match=r"expected numbers, or names of classes, got '.*': give decimal=','"):
        read_csv(path, delimiter=";")

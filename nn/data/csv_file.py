"""read_csv: a Dataset from a file of comma-separated values."""

import codecs
import csv
import io
import os
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from autodiff.messages import cut, shown
from nn.checks import checked_path, checked_switch, checked_text
from nn.data.conversion import listed, names
from nn.data.dataset import Dataset

INTEGER = re.compile(r"[+-]?[0-9]+")
Record = tuple[int, list[str]]  # the number of its first line, and its cells


def read_csv(path: str | os.PathLike[str], target: Any = -1, *, inputs: Any = None, classes: Any = None, header: bool = True,
             delimiter: str = ",", decimal: str = ".", encoding: str = "utf-8-sig") -> Dataset:
    """The Dataset in a file of numbers, with one line per sample.

    target: the column of the targets, by name or by number (0 for the first, -1 for the last), or a list of several.
    inputs: a list of columns, by name or by number; unless given, all others. header: whether the first line has the names
    of the columns. decimal: "," for numbers such as 3,5 (with delimiter=";"). encoding: by default UTF-8, with or without a
    byte order mark.

    Text in the column of the targets is a class. Classes are numbered in alphabetical order, or in the order of `classes`,
    which may be `train.classes` of another file, and which makes classes of numbers too. Blank lines are skipped.
    `ValueError` names the file, line and column of a cell that is not a finite number, and describes every other fault.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "pets.csv")
    ...     _ = path.write_text("weight,age,kind\\n4.5,3,cat\\n30,5,dog\\n")
    ...     pets = read_csv(path, target="kind")
    >>> pets
    pets: 2 samples of 2 inputs (weight, age) in 2 classes: 1 cat, 1 dog
    >>> pets.targets
    [0, 1]
    """
    sheet = _read(path, header, delimiter, decimal, encoding)
    answers = sheet.columns([target] if isinstance(target, str | int) else target, "target")
    used = [j for j in range(sheet.width) if j not in answers] if inputs is None else sheet.columns(inputs, "inputs")
    if not used or not answers or len({*used, *answers}) < len(used) + len(answers):
        raise sheet.error("needs at least one column of inputs and one of targets, none of them twice: of its "
                          f"{sheet.width} columns {cut(str(answers), 40)} are targets and {cut(str(used), 40)} inputs")
    rows = sheet.rows(used, "leave the column out with inputs=[...]")
    targets, known = sheet.targets(answers, classes)
    return Dataset(rows, targets, input_names=[sheet.header[j] for j in used] if header else (), classes=known,
                   name=Path(path).stem)


@dataclass(frozen=True)
class Sheet:
    """The cells of a file: names of the columns, if there are any, and records of one length."""

    file: str
    header: Sequence[str]
    records: Sequence[Record]
    decimal: str

    @property
    def width(self) -> int:
        return len(self.records[0][1])

    def error(self, what: str, line: int | None = None, column: int | None = None) -> ValueError:
        """An error that names the file, and the line and column if given."""
        if column is not None:
            name = f" {cut(self.header[column], 40)!r}" if self.header else ""
            return ValueError(f"{self.file}, line {line}, column {column + 1}{name}: {what}")
        return ValueError(f"{self.file} {what}" if line is None else f"{self.file}, line {line}: {what}")

    def columns(self, wanted: Any, what: str) -> list[int]:
        """The positions of columns given by name or number."""
        return [self._column(column, what) for column in listed(wanted, what)]

    def _column(self, wanted: Any, what: str) -> int:
        if isinstance(wanted, str) and wanted in self.header:
            return self.header.index(wanted)
        if type(wanted) is int and -self.width <= wanted < self.width:
            return wanted % self.width
        known = f"named {cut(', '.join(self.header), 200)}" if self.header else "without names"
        raise self.error(f"has no column {shown(wanted)}, asked for as {what}: it has {self.width}, {known}; give a name "
                         f"or a number from 0 to {self.width - 1}")

    def rows(self, columns: Sequence[int], advice: str) -> list[list[float]]:
        """The numbers in these columns, a list per record."""
        return [[self._number(line, cells[j], j, advice) for j in columns] for line, cells in self.records]

    def _number(self, line: int, cell: str, column: int, advice: str) -> float:
        x = number_in(cell, self.decimal)
        if x is not None and isfinite(x):
            return x
        expected = "a number" if x is None else "a finite number"
        given = shown(cell) if cell.strip() else "an empty cell"
        raise self.error(f"expected {expected}, got {given}: correct the file, or {advice}", line, column)

    def targets(self, columns: Sequence[int], classes: Any) -> tuple[list[Any], Sequence[str]]:
        """The targets, and the names of the classes, if the targets are classes."""
        advice = "give classes=[...] if it is the name of a class"
        if len(columns) > 1:
            if classes is not None:
                raise self.error(f"can have classes in one column of targets only, got {len(columns)} columns")
            return self.rows(columns, advice), ()
        labels = [cells[columns[0]].strip() for _, cells in self.records]
        if classes is not None:
            return self._class_numbers(labels, columns[0], names(classes, "classes"))
        if all(number_in(label, self.decimal) is None for label in labels):
            if len({*labels}) == len(labels) > 2 and all(label[:1] in "+-.0123456789" for label in labels):
                raise self.error(f"expected numbers, or names of classes, got {shown(labels[0])}: give decimal=',' if "
                                 "they are numbers, or classes=[...]", self.records[0][0], columns[0])
            return self._class_numbers(labels, columns[0], sorted(set(labels)))
        targets = [row[0] for row in self.rows(columns, advice)]
        return [int(x) for x in targets] if all(map(INTEGER.fullmatch, labels)) else targets, ()

    def _class_numbers(self, labels: list[str], column: int, classes: Sequence[str]) -> tuple[list[int], Sequence[str]]:
        numbers = {name: k for k, name in enumerate(classes)}
        for (line, _), label in zip(self.records, labels, strict=True):
            if not label or label not in numbers:
                raise self.error(f"expected the name of a class, got {shown(label)}: the classes are {shown(classes, 200)}",
                                 line, column)
        return [numbers[label] for label in labels], classes


def number_in(cell: str, decimal: str = ".") -> float | None:
    """The number in a cell, or None if it holds anything else. nan and inf are numbers here.

    >>> number_in(" 3,5 ", ","), number_in("3 kg"), number_in("1_000")  # the last is a number for Python only
    (3.5, None, None)
    """
    text = cell.strip()
    if "_" in text or (decimal != "." and "." in text):
        return None
    try:
        return float(text.replace(decimal, "."))
    except ValueError:
        return None


def _read(path: Any, header: Any, delimiter: Any, decimal: Any, encoding: Any) -> Sheet:
    place, named = Path(checked_path(path, example="data.csv")), checked_switch(header, "header")
    if not isinstance(delimiter, str) or len(delimiter) != 1 or delimiter in '"\r\n':
        raise ValueError(f"delimiter must be one character such as ';', got {shown(delimiter)}")
    if decimal not in (".", ",") or decimal == delimiter:
        raise ValueError(f"decimal must be '.' or ',', and not the delimiter, got {shown(decimal)}: try delimiter=';'")
    file = shown(os.fspath(path), 120)
    records = _records(file, _text(file, place, encoding), delimiter)
    if len(records) <= named:
        raise ValueError(f"{file} has no samples: {'only a header' if records else 'all its lines are blank'}")
    line, first = records[0]
    sheet = Sheet(file, [cell.strip() or f"column {j}" for j, cell in enumerate(first, 1)] if named else (),
                  records[1:] if named else records, decimal)
    _check(sheet, line, first, delimiter)
    return sheet


def _text(file: str, path: Path, encoding: Any) -> str:
    data = path.read_bytes()
    try:
        codecs.lookup(checked_text(encoding, "encoding", "utf-8"))
    except (LookupError, ValueError):  # ValueError: a name with a NUL
        raise ValueError(f"there is no encoding {shown(encoding)}: try 'utf-8', 'latin-1' or 'utf-16'") from None
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{file}, line {line}: the byte {data[error.start]:#04x} is not {encoding}: give the encoding that "
                         "the file was written in, such as encoding='latin-1' or 'utf-16'") from None
    except (UnicodeError, LookupError) as error:  # LookupError: an encoding of bytes, such as hex
        raise ValueError(f"{file} cannot be read as {encoding}: {error}") from None


def _records(file: str, text: str, delimiter: str) -> list[Record]:
    """The lines that are not blank, split into cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    records, line = [], 1
    try:
        for cells in reader:
            if len(cells) > 1 or "".join(cells).strip():
                records.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise ValueError(f"{file}, line {line}: {error}: a quoted cell must end in a quote and a {delimiter!r}, and no cell "
                         f"may have more than {csv.field_size_limit()} characters") from None
    return records


def _check(sheet: Sheet, line: int, first: list[str], delimiter: str) -> None:
    other = next((sign for sign in ";\t|," if sign in first[0]), None)
    if len(first) == 1 and other:
        raise sheet.error(f"expected several columns, got {shown(first[0])}: give delimiter={other!r}", line)
    if sheet.header and all(number_in(cell, sheet.decimal) is not None for cell in first):
        raise sheet.error(f"expected the names of the columns, got numbers: {shown(first)}: give header=False", line)
    name, times = Counter(sheet.header or [""]).most_common(1)[0]
    if times > 1:
        raise sheet.error(f"expected a name of its own for each column, got {times} columns {shown(name)}", line)
    for number, cells in sheet.records:
        if len(cells) != len(first):
            raise sheet.error(f"expected {len(first)} cells, as in line {line}, got {len(cells)}: {shown(cells)}", number)

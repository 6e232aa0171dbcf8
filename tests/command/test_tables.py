"""tables: numbers under each other, and a caret under the right character."""

import json
import math

import pytest

from autodiff.command.tables import Answer, Row, aligned, complaint, display_width, matrix, table, visible, window
from autodiff.transforms.gradcheck import PartialCheck


def test_decimal_points_stand_under_each_other() -> None:
    cells = aligned(["1.5", "-10.25", "inf", "-inf", "nan", "1e+300", "2.5e-08"])
    assert cells == ["   1.5    ", " -10.25   ", " inf      ", "-inf      ", " nan      ", "   1e+300 ", "   2.5e-08"]


def test_names_of_any_alphabet_keep_their_columns() -> None:
    lines = table([["name", "θ", "重", "x\u0302"], ["value", "1", "2", "3"]], left=[0]).splitlines()
    assert {display_width(line) for line in lines} == {13}


def test_a_wide_matrix_is_cut_into_blocks_of_columns() -> None:
    names = [f"x{i}" for i in range(10)]
    text = matrix({a: dict.fromkeys(names, 0.123456789) for a in names}, 50)
    assert max(map(len, text.splitlines())) <= 50
    assert text.count("\n\n") == 3
    assert matrix({"x": {"x": 0.5}}, 1) == "       x\n  x  0.5"  # one column at least


@pytest.mark.parametrize("column", [0, 1, 5, 49, 50, 51, 94, 95, 99, 100])
@pytest.mark.parametrize("width", [10, 40, 200])
def test_the_window_keeps_the_place_in_sight(column: int, width: int) -> None:
    line = "".join(chr(0x4E00 + i) if i == 3 else chr(33 + i % 90) for i in range(100))
    shown, caret = window(line, column, width)
    assert len(shown) <= max(width, 100 if width > 100 else 0)
    before = [n for n in range(len(shown) + 1) if display_width(shown[:n]) == caret]
    assert shown[before[0] : before[0] + 1] == line[column : column + 1]


def test_only_the_line_with_the_mistake_is_shown() -> None:
    assert complaint("no", "a = 1\nb = \nc", 10) == "autodiff: no\n  b = \n      ^"
    assert complaint("no", "a = 1\nb = 2\nc +", 15) == "autodiff: no\n  c +\n     ^"
    assert complaint("no", "a\nb +", 5) == "autodiff: no\n  b +\n     ^"
    assert complaint("no", "", 0) == "autodiff: no"


def test_what_does_not_print_is_made_visible() -> None:
    assert visible("a\x1b[31m\u202e\ud800\n\t") == r"a\x1b[31m\u202e\ud800\n "
    assert visible("θ重", "ascii") == r"\u03b8\u91cd"
    assert complaint("m", "\x00\x1bx", 2) == "autodiff: m\n  \\x00\\x1bx\n          ^"


def entry(exact: float = 2.0, numeric: float = 2.0, verdict: str = "ok") -> PartialCheck:
    return PartialCheck("argument 0", 1.0, exact, numeric, -0.12346, 1.0, verdict)


def test_an_answer_as_written_by_hand() -> None:
    rows = [Row("w", 0.5, 2.0, entry()), Row("bias", -10.25, math.nan, entry(2.0, 1.75, "kink"))]
    answer = Answer("a = w; a*\n  bias", " a*\n  bias", -5.125, rows,
                    {"w": {"w": 0.0, "bias": 1.0}, "bias": {"w": 1.0, "bias": 0.5}})
    assert answer.text(80) == """\
a* bias = -5.125

  name   value  gradient  differences  error  verdict
  w       0.5        2.0         2         0  ok
  bias  -10.25     nan           1.75    0.2  kink (left -0.1235, right 1)

Hessian
          w  bias
  w     0.0   1.0
  bias  1.0   0.5"""
    assert json.loads(answer.json()) == {
        "expression": "a = w; a*\n  bias", "result": "a*\n  bias", "value": -5.125, "variables": {
            "w": {"value": 0.5, "gradient": 2.0,
                  "check": {"differences": 2.0, "left": -0.12346, "right": 1.0, "verdict": "ok"}},
            "bias": {"value": -10.25, "gradient": "nan",
                     "check": {"differences": 1.75, "left": -0.12346, "right": 1.0, "verdict": "kink"}}},
        "hessian": {"w": {"w": 0.0, "bias": 1.0}, "bias": {"w": 1.0, "bias": 0.5}}}
    assert answer.json().startswith('{\n  "expression": "a = w; a*')


def test_an_answer_without_names() -> None:
    answer = Answer("x" * 61, "x" * 61, -math.inf, [], {})
    assert answer.text(80) == "x" * 59 + "… = -inf"
    assert json.loads(answer.json()) == {"expression": "x" * 61, "result": "x" * 61, "value": "-inf", "variables": {}}
    assert Answer("x" * 60, "x" * 60, 1.0, [], {}).text(80) == "x" * 60 + " = 1.0"


def test_blocks_of_a_matrix_by_hand() -> None:
    rows = {a: dict.fromkeys(["x", "yy", "zzzzz"], 1.5) for a in ["x", "yy", "zzzzz"]}
    two = "           x   yy\n  x      1.5  1.5\n  yy     1.5  1.5\n  zzzzz  1.5  1.5\n\n"
    one = "         zzzzz\n  x        1.5\n  yy       1.5\n  zzzzz    1.5"
    whole = "           x   yy  zzzzz\n  x      1.5  1.5    1.5\n  yy     1.5  1.5    1.5\n  zzzzz  1.5  1.5    1.5"
    assert matrix(rows, 23) == two + one
    assert matrix(rows, 24) == whole  # as wide as it is


@pytest.mark.parametrize(("column", "width", "shown", "caret"), [
    (0, 10, "abcdefg...", 0), (5, 10, "abcdefg...", 5), (6, 10, "...efgh...", 5), (13, 10, "...lmno...", 5),
    (21, 10, "...tuvwxyz", 5), (25, 10, "...tuvwxyz", 9), (26, 10, "...tuvwxyz", 10),
    (9, 26, "abcdefghijklmnopqrstuvwxyz", 9),
    (9, 25, "abcdefghijklmnopqrstuv...", 9)])
def test_windows_by_hand(column: int, width: int, shown: str, caret: int) -> None:
    assert window("abcdefghijklmnopqrstuvwxyz", column, width) == (shown, caret)


def test_a_complaint_fits_its_width_and_its_encoding() -> None:
    assert complaint("no θ", "θ + " * 30, 4, 14, "ascii") == "autodiff: no \\u03b8\n  ...+ \\u...\n       ^"
    assert complaint("no", "x" * 100, 99, 20) == "autodiff: no\n  ..." + "x" * 13 + "\n" + " " * 17 + "^"
    assert complaint("no", "x" * 100, 0).splitlines()[1] == "  " + "x" * 73 + "..."


def test_accents_and_ideographs() -> None:
    assert [display_width(text) for text in ("", "ab", "é", "e\u0301", "Ａ", "重重")] == [0, 2, 1, 1, 2, 4]

"""tables: numbers under each other, and a caret under the right character."""

import pytest

from autodiff.tables import aligned, complaint, display_width, matrix, table, visible, window


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
    assert complaint("no", "a\nb +", 5) == "autodiff: no\n  b +\n     ^"
    assert complaint("no", "", 0) == "autodiff: no"


def test_what_does_not_print_is_made_visible() -> None:
    assert visible("a\x1b[31m\u202e\ud800\n\t") == r"a\x1b[31m\u202e\ud800\n "
    assert visible("θ重", "ascii") == r"\u03b8\u91cd"
    assert complaint("m", "\x00\x1bx", 2) == "autodiff: m\n  \\x00\\x1bx\n          ^"

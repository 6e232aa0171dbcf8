"""A caret under the right character."""

import pytest

from autodiff.columns import display_width
from autodiff.command.complaint import complaint, visible, window


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

"""Sizes, by sums that can be done on paper: 0.61 of the size of the font a character, 9 points at each side."""

import pytest

from autodiff.drawing.measure import Size, size_of, width
from autodiff.drawing.picture import Box


def test_the_width_of_characters() -> None:
    assert width("abc", 10) == 18.3
    assert width("漢", 10) == width("ab", 10) == 12.2  # "W"
    assert width("Ａ", 10) == 12.2  # "F"
    assert width("α", 10) == width("\u0300a", 10) + 1.2 == 7.3  # 1.2 cells, and a mark none
    assert width("\u02ff", 10) == 6.1  # up to the marks a character is one cell
    assert width("\u0488\u200b", 10) == 0.0  # an enclosing mark, a format character


@pytest.mark.parametrize(("label", "wide"), [("", 24), ("a", 26), ("abcd", 50), ("abcdefgh", 82)])
def test_a_small_box_is_as_wide_as_its_label(label: str, wide: int) -> None:
    """0.61*13 a character and 18, to the next even number."""
    for kind in ("constant", "again"):
        assert size_of(Box(kind, label, "a long number", "", ""), True) == Size(wide, 24)


def box(label: str, data: str, grad: str, symbol: str = "", operands: int = 0, ordered: bool = False) -> Box:
    return Box("intermediate", label, data, grad, "", symbol, operands, ordered)


@pytest.mark.parametrize(("label", "data", "grad", "wide"), [
    ("a", "1", "2", 96),  # at least 92, to the next 12
    ("a" * 12, "1", "2", 120),  # 95.2 + 18
    ("a" * 13, "1", "2", 132),  # 103.1 + 18
    ("a", "1234567", "1", 120),  # 13 characters of 7.32, 95.2, + 18
    ("a", "1234567", "9", 120), ("a", "9", "1234567", 120),
    ("a", "1", "1234567", 120), ("a", "1", "12345678", 132),  # 102.5 + 18
])
def test_a_leaf_is_as_wide_as_its_widest_row(label: str, data: str, grad: str, wide: int) -> None:
    for sideways in (True, False):
        assert size_of(box(label, data, grad), sideways) == Size(wide, 24 + 2 * 17 + 4)


@pytest.mark.parametrize(("symbol", "ordered", "tab"), [("+", False, 22), ("/", True, 34), ("tanh", False, 46)])
def test_sideways_the_operation_has_a_tab_beside(symbol: str, ordered: bool, tab: int) -> None:
    """0.61*13 a character and 14, and 12 more for the numbers of operands."""
    assert size_of(box("a", "1", "2", symbol, 2, ordered), True) == Size(96 + tab, 62, tab)


def test_downwards_it_has_one_above() -> None:
    assert size_of(box("a", "1", "2", "+", 2), False) == Size(96, 82, 20)
    assert size_of(box("a", "1", "2", "logarithms!", 2), False) == Size(126, 82, 20)  # 87.2 + 14 + 24, to an even number


def test_many_operands_make_the_side_longer_where_they_enter() -> None:
    assert size_of(box("a", "1", "2", "Σ", 10), True).height == 62
    assert size_of(box("a", "1", "2", "Σ", 11), True).height == 66  # 6 each
    assert size_of(box("a", "1", "2", "Σ", 1000), True).height == 240
    assert size_of(box("a", "1", "2", "Σ", 17), False) == Size(102, 82, 20)
    assert size_of(box("a", "1", "2", "Σ", 1000), False).width == 240

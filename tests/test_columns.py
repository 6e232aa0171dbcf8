"""Text in columns: numbers under each other, in any alphabet."""

from autodiff.columns import aligned, display_width, table


def test_decimal_points_stand_under_each_other() -> None:
    cells = aligned(["1.5", "-10.25", "inf", "-inf", "nan", "1e+300", "2.5e-08"])
    assert cells == ["   1.5    ", " -10.25   ", " inf      ", "-inf      ", " nan      ", "   1e+300 ", "   2.5e-08"]


def test_names_of_any_alphabet_keep_their_columns() -> None:
    lines = table([["name", "θ", "重", "x\u0302"], ["value", "1", "2", "3"]], left=[0]).splitlines()
    assert {display_width(line) for line in lines} == {13}


def test_accents_and_ideographs() -> None:
    assert [display_width(text) for text in ("", "ab", "é", "e\u0301", "Ａ", "重重")] == [0, 2, 1, 1, 2, 4]

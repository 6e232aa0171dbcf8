"""What cannot be shown, or would turn the text around it, becomes a picture of itself."""

from autodiff.drawing.safe import quoted, visible


def test_each_unshowable_character_has_its_picture() -> None:
    assert visible("".join(map(chr, range(0x20)))) == "".join(map(chr, range(0x2400, 0x2420)))
    assert visible("a\x7fb") == "a␡b"
    assert visible("\x80\x9f\u2028\u202e\u2066\u2069\ud800\udfff\ufdd0\ufffe\uffff") == "\ufffd" * 11


def test_its_neighbours_are_shown() -> None:
    neighbours = " ~\xa0\u2027\u202f\u2065\u206a\ud7ff\ue000\ufdcf\ufdf0\ufffd\U00010000漢"
    assert visible(neighbours) == neighbours


def test_in_dot_nothing_means_anything() -> None:
    assert quoted('\\N"&\n') == '"\\\\N\\"&amp;␊"'

"""Contrast: text on its ground 4.5, lines 3 (WCAG AA), in both themes."""

import pytest

from autodiff.drawing.style import KINDS, THEMES, colour


def luminance(code: str) -> float:
    channels = [int(code[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme: str) -> None:
    pairs = [("ink", "surface"), ("muted", "surface"), ("muted", "canvas"), ("ink", "canvas"), ("symbol", "operation")]
    pairs += [(text, kind) for kind in KINDS for text in ("ink", "muted")]
    for text, ground in pairs:
        assert contrast(colour(text, theme), colour(ground, theme)) >= 4.5, (text, ground)


@pytest.mark.parametrize("theme", THEMES)
def test_lines_can_be_seen(theme: str) -> None:
    for line in ("line", *(f"{kind} line" for kind in KINDS)):
        assert contrast(colour(line, theme), colour("canvas", theme)) >= 3, line


def test_kinds_differ_in_more_than_colour() -> None:
    assert len({(radius, thickness) for radius, thickness, _ in KINDS.values()}) == len(KINDS)

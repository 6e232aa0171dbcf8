"""PNG and PDF."""

import re
import struct

import pytest

from autodiff import draw, variables
from autodiff.draw import Drawing
from autodiff.drawing.image import image
from tests.drawing.graphs import network


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    a, b = variables(a=2.0, b=0.25)
    return draw(a / b)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_magic_bytes(drawing: Drawing, theme: str) -> None:
    assert image(drawing._scene, "png", theme).startswith(b"\x89PNG\r\n\x1a\n")
    assert image(drawing._scene, "pdf", theme).startswith(b"%PDF-")


def test_the_same_bytes_each_time(drawing: Drawing) -> None:
    for output in ("png", "pdf"):
        assert image(drawing._scene, output, "light") == image(drawing._scene, output, "light")
    assert b"CreationDate" not in image(drawing._scene, "pdf", "light")


def test_a_png_has_two_dots_for_each_point(drawing: Drawing) -> None:
    wide, high = struct.unpack(">II", image(drawing._scene, "png", "light")[16:24])
    assert wide == pytest.approx(2 * drawing._scene.width, abs=3)
    assert high == pytest.approx(2 * drawing._scene.height, abs=3)


def test_a_pdf_has_the_size_of_the_drawing(drawing: Drawing) -> None:
    box = re.search(rb"/MediaBox \[ *0 0 ([\d.]+) ([\d.]+)", image(drawing._scene, "pdf", "light"))
    assert box is not None
    assert [float(n) for n in box.groups()] == pytest.approx([drawing._scene.width, drawing._scene.height], abs=3)


def test_a_large_picture_is_painted_too() -> None:
    assert len(image(draw(network())._scene, "png", "light")) > 50_000

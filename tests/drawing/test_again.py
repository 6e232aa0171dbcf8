"""Leaves drawn again instead of long arrows."""


import pytest

from autodiff import DrawingError, Value, draw
from autodiff.draw import notebook_bundle
from autodiff.drawing.again import LONG, passed, shortened
from tests.drawing.graphs import labels, network, pictured
from tests.drawing.test_svg import groups, parsed, texts


def adding(times: int, label: str = "v") -> Value:
    """A chain in which one leaf is used at every step."""
    v, c = Value(1.5, label), Value(0.0, "c")
    for _ in range(times):
        c = c + v
    c.backward()
    return c


def remembering(length: int) -> Value:
    """A chain and back: arrows between intermediates, which are drawn once, pass about length² boxes."""
    chain = [Value(1.0)]
    for _ in range(length):
        chain.append(-chain[-1])
    y = chain[-1]
    for x in reversed(chain):
        y = y + x
    return y


def test_short_arrows_stay() -> None:
    for y in (adding(60), network()):
        made = pictured(y)
        assert shortened(made) is made


def test_passed_boxes_are_counted_and_no_rank_is_wasted() -> None:
    assert passed(pictured(adding(5))) == 0 + 1 + 2 + 3 + 4
    y = Value(0.0)
    for i in range(5):
        y = y + Value(i) * 2  # these products stand beside the sum that they enter
    assert passed(pictured(y)) == 0


def test_a_leaf_is_drawn_again_where_it_is_used() -> None:
    whole = pictured(adding(100))
    made = shortened(whole)
    again = [box for box in made.boxes if box.kind == "again"]
    assert labels(made).count("v") == 100
    assert len(again) == 99
    assert again[0].title.startswith("the same leaf as v, drawn again\nv\ndata = 1.5\ngrad = 100.0")
    assert passed(made) == 0
    assert "drawn again" in made.description


def test_the_arrows_are_the_same_but_for_the_box_they_come_from() -> None:
    whole = pictured(adding(100))
    made = shortened(whole)
    assert all(arrow.source < arrow.target for arrow in made.arrows)
    assert [(whole.boxes[a.target], a.port, a.title, a.partial) for a in whole.arrows] == [
        (made.boxes[a.target], a.port, a.title, a.partial) for a in made.arrows]
    assert [whole.boxes[a.source].label for a in whole.arrows] == [made.boxes[a.source].label for a in made.arrows]


def test_a_leaf_without_a_name_shows_its_number() -> None:
    assert labels(shortened(pictured(adding(100, label="")))).count("input 1.5") == 99


def test_the_legend_tells() -> None:
    drawn = parsed(adding(100), fold="none")
    assert "leaf, drawn again" in texts(groups(drawn, "legend")[0])
    assert draw(adding(100), fold="none").source.count("label=v ") == 99


def test_long_chains_are_drawn(capfd: pytest.CaptureFixture[str]) -> None:
    assert draw(adding(600)).svg.startswith("<svg")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("y", [adding(4_000), remembering(1_000)])
def test_what_is_too_long_is_refused_with_advice(y: Value) -> None:
    with pytest.raises(DrawingError, match=r"its arrows pass .*at most 80,000 can be drawn: fold it"):
        draw(y)
    assert list(notebook_bundle(y)) == ["text/plain"]


def test_long_arrows_between_intermediates_stay_and_are_laid_out() -> None:
    y = remembering(200)
    assert passed(pictured(y)) > 10 * LONG
    assert draw(y, fold="none").svg.startswith("<svg")

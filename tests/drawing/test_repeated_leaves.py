"""Leaves drawn again instead of long arrows."""


import pytest

from autodiff import DrawingError, Value, draw
from autodiff.drawing import repeated_leaves
from autodiff.drawing.draw import notebook_bundle
from autodiff.drawing.picture import Arrow, Box, Picture
from autodiff.drawing.repeated_leaves import LONG, passed, shortened
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
    y = remembering(150)
    assert passed(pictured(y)) > 10 * LONG
    assert draw(y, fold="none").svg.startswith("<svg")


def bare(count: int, *arrows: tuple[int, int]) -> Picture:
    """A picture of boxes that say nothing: the first is a leaf."""
    boxes = [Box("input" if i == 0 else "intermediate", f"b{i}", "", "", "", symbol="+" if i else "") for i in range(count)]
    return Picture(boxes, [Arrow(source, target, 0, "") for source, target in arrows], "drawn.")


@pytest.mark.parametrize(("count", "arrows", "ranks"), [
    (1, [], [0]), (2, [], [0, 0]), (4, [(0, 1), (1, 2), (2, 3)], [0, 1, 2, 3]),
    (4, [(0, 1), (1, 3), (2, 3)], [0, 1, 1, 2]),  # a leaf stands right before what it enters
    (5, [(0, 1), (1, 2), (0, 3), (2, 4), (3, 4)], [0, 1, 2, 2, 3]),  # as late as it can
    (5, [(0, 1), (1, 2), (0, 3), (0, 3), (2, 4), (3, 4)], [0, 1, 2, 1, 3]),  # two enter and one leaves: as soon
    (9, [(0, 1), (1, 2), (2, 3), (3, 4), (0, 5), (0, 5), (0, 6), (5, 6), (4, 7), (6, 7)],
     [0, 1, 2, 3, 4, 1, 2, 5, 0]),  # and so what follows such a box, if more enters there too
])
def test_ranks_by_hand(count: int, arrows: list[tuple[int, int]], ranks: list[int]) -> None:
    assert repeated_leaves._ranks(bare(count, *arrows)) == ranks


def test_limits_are_kept_to_the_box(monkeypatch: pytest.MonkeyPatch) -> None:
    made = bare(6, (0, 1), (0, 2), (1, 2), (2, 3), (3, 4), (4, 5), (0, 5))  # 1 and 4 boxes passed by the leaf's arrows
    assert passed(made) == 5
    monkeypatch.setattr(repeated_leaves, "LONG", 5)
    assert shortened(made) is made
    monkeypatch.setattr(repeated_leaves, "LONG", 4)
    assert [box.label for box in shortened(made).boxes] == ["b0", "b1", "b0", "b2", "b3", "b4", "b0", "b5"]
    assert shortened(made).description == "drawn. Leaves used far apart are drawn again."
    monkeypatch.setattr(repeated_leaves, "LIMIT", 8)
    assert len(shortened(made).boxes) == 8
    monkeypatch.setattr(repeated_leaves, "LIMIT", 7)  # again would be too many boxes: it stays
    assert shortened(made) is made
    monkeypatch.setattr(repeated_leaves, "MOST", 5)
    assert shortened(made) is made
    monkeypatch.setattr(repeated_leaves, "MOST", 4)
    with pytest.raises(DrawingError) as refused:
        shortened(made)
    assert str(refused.value) == ("the graph is too long to be laid out: its arrows pass 5 boxes, and at most 4 can be "
                                  "drawn: fold it (fold='layers'), or draw a part of it, as an intermediate Value")


def test_constants_folded_boxes_and_operations_are_drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repeated_leaves, "LONG", 0)
    for kind, symbol, folded, times in (("input", "", False, 2), ("parameter", "", False, 2), ("constant", "", False, 1),
                                        ("input", "+", False, 1), ("folded", "", True, 1)):
        made = bare(4, (0, 1), (1, 2), (2, 3), (0, 3))
        made.boxes[0] = Box(kind, "v", "2", "", "its title", symbol=symbol, folded=folded, named=False)
        assert labels(shortened(made)).count("v") == times, kind


def test_what_stands_for_a_leaf_says_so() -> None:
    leaf = Box("parameter", "", "2.5", "3", "its title", named=False)
    assert repeated_leaves._again(leaf) == Box("again", "parameter 2.5", "", "",
                                     "the same leaf as the large box of this value, drawn again\nits title", named=False)


def test_a_leaf_right_before_what_it_enters_is_not_drawn_again() -> None:
    picture = bare(4, (0, 1), (1, 3), (2, 3))
    picture.boxes[2] = Box("input", "b2", "", "", "")
    made = repeated_leaves._repeated(picture)
    assert (labels(made), made.arrows) == (labels(picture), picture.arrows)

"""Positions."""

import random
from itertools import combinations

import pytest

from autodiff import Value, variables
from autodiff.drawing.layout import Layout, layout, request
from autodiff.drawing.measure import size_of, width
from tests.drawing.graphs import network, pictured

a, b = variables(a=2.0, b=-3.0)


def overlaps(made: Layout) -> bool:
    sides = [(p.x, p.x + p.size.width, p.y, p.y + p.size.height) for p in made.boxes]
    return any(p[0] < q[1] and q[0] < p[1] and p[2] < q[3] and q[2] < p[3] for p, q in combinations(sides, 2))


@pytest.mark.parametrize("sideways", [True, False])
@pytest.mark.parametrize("fold", ["neurons", "layers"])
def test_boxes_lie_side_by_side_within_the_picture(sideways: bool, fold: str) -> None:
    made = layout(pictured(network(), fold), sideways, partials=True)
    assert not overlaps(made)
    assert all(p.x >= 0 and p.x + p.size.width <= made.width + 0.1 for p in made.boxes)
    assert all(p.y >= 0 and p.y + p.size.height <= made.height + 0.1 for p in made.boxes)


def test_arrows_end_at_the_operation_in_the_order_of_the_operands() -> None:
    made = layout(pictured((a - b) * a), sideways=True, partials=False)
    for box, first, second in [(2, 0, 1), (3, 2, 3)]:
        place, (one, two) = made.boxes[box], (made.curves[first].tip, made.curves[second].tip)
        assert one[0] == pytest.approx(place.x, abs=1)
        assert place.y < one[1] < two[1] < place.y + place.size.height
    downwards = layout(pictured(a - b), sideways=False, partials=False)
    assert downwards.curves[0].tip[0] < downwards.curves[1].tip[0]


def test_two_arrows_of_a_square_are_two_curves() -> None:
    first, second = layout(pictured(a * a), sideways=True, partials=False).curves
    assert first.tip != second.tip


def test_arrows_run_forwards() -> None:
    made = layout(pictured(a * b + a), sideways=True, partials=False)
    assert all(curve.points[0][0] < curve.tip[0] for curve in made.curves)


def test_the_engine_is_given_no_label() -> None:
    made = pictured(Value(1.0, "secret") * Value(2.0, "hidden"))
    asked = request(made, [size_of(box, True) for box in made.boxes], sideways=True, partials=True)
    assert "secret" not in asked
    assert "hidden" not in asked


def test_wide_characters_are_given_room() -> None:
    assert width("漢字", 10) > width("ab", 10)
    assert width("a\u0301", 10) == width("a", 10)
    narrow, wide = (size_of(pictured(Value(1.0, label)).boxes[0], True) for label in ("ab" * 6, "漢字" * 6))
    assert wide.width > narrow.width


def test_a_large_graph_is_laid_out_in_time(capfd: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(0)
    values = [Value(rng.random(), f"x{i}") for i in range(300)]
    for i in range(900):
        values.append(rng.choice(values[-200:]) * rng.choice(values[-200:]))
        values[-1].label = f"y{i}"
    made = layout(pictured(values[300:]), sideways=True, partials=False)
    assert len(made.boxes) > 1_000

"""A chain of a million operations: every public operation answers, or refuses at once; none recurses.

A tenth of that in every run, which is a hundred times what Python would recurse; the million with `-m long`.
"""

import copy
import gc
import pickle
import sys
from collections.abc import Iterator

import pytest

import autodiff as ad
from autodiff import DrawingError, Value, draw, gradients, strict
from tests.hostile.watchdog import watchdog


@pytest.fixture(scope="module", params=[100_000, pytest.param(1_000_000, marks=pytest.mark.long)])
def chain(request: pytest.FixtureRequest) -> Iterator[tuple[Value, Value]]:
    """A leaf, and what so many additions and products made of it."""
    gc.disable()  # nothing here needs it, and it would look at every node again and again
    x = Value(0.5, "x")
    y = x
    for _ in range(request.param // 2):
        y = y * 1.0 + 0.0
    yield x, y
    gc.enable()


@pytest.fixture(autouse=True)
def _not_for_ever() -> Iterator[None]:
    with watchdog():
        yield


def test_gradients_of_every_kind(chain: tuple[Value, Value]) -> None:
    x, y = chain
    x.grad = 0.0
    y.backward()
    assert x.grad == 1.0
    assert ad.graph.sweeps.derivatives(y, [x]) == [1.0]  # type: ignore[attr-defined]
    assert [g.data for g in gradients(y, [x])] == [1.0]
    assert ad.graph.sweeps.tangents([y], {x: 2.0}) == [2.0]  # type: ignore[attr-defined]


def test_inside_strict(chain: tuple[Value, Value]) -> None:
    with strict():
        chain[1].backward()


def test_text_identity_and_order(chain: tuple[Value, Value]) -> None:
    x, y = chain
    assert len(repr(y)) < 200
    assert len(y.expression(1000)) <= 1000
    assert f"{y:.1f}" == "0.5"
    assert (y == y, y != x, len({x, y, y}), y >= x, y in [x, y]) == (True, True, 2, True, True)
    assert (y.parents[1], y.partials) == (0.0, (1.0, 0.0))
    assert [p.data for p in y._prev] == [0.5, 0.0] or [p.data for p in y._prev] == [0.0, 0.5]
    assert list(y._repr_mimebundle_()) == ["text/plain"]


def test_copies_are_refused_at_once(chain: tuple[Value, Value]) -> None:
    for refused in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError, match="copy the leaves"):
            refused(chain[1])


@pytest.mark.parametrize("fold", ["auto", "none", "neurons", "layers"])
def test_drawings_are_refused_by_their_size(chain: tuple[Value, Value], fold: str) -> None:
    with pytest.raises(DrawingError, match=r"the graph has [\d,]+ boxes, and at most 5,000 can be drawn"):
        draw(chain[1], fold=fold)


def test_folded_to_one_box_it_is_drawn() -> None:
    x = Value(0.5, "x")
    y = x
    for _ in range(20_000):
        y = y + x
        y.scope = "block"
    assert draw(y, fold=["block"]).boxes == 2


def test_deletion() -> None:
    x = Value(0.5)
    before, y = sys.getrefcount(x), x
    for _ in range(100_000):
        y = y + x
    assert sys.getrefcount(x) > before + 100_000
    del y
    assert sys.getrefcount(x) == before


def test_recompute(chain: tuple[Value, Value]) -> None:
    x, y = chain
    x.data = 0.25
    assert y.recompute().data == 0.25
    x.data = 0.5
    y.recompute()


def test_a_million_within_a_transformation_and_a_check() -> None:
    def deep(x: Value) -> Value:
        for _ in range(20_000):
            x = x + 1.0
        return x

    assert ad.grad(deep)(0.5) == 1.0
    assert ad.grad(ad.grad(deep))(0.5) == 0.0
    assert ad.jvp(deep, (0.5,), (3.0,))[1] == 3.0
    assert ad.hvp(deep, (0.5,), (3.0,)) == 0.0
    assert ad.gradcheck(deep, 0.5).ok


def test_what_is_wide_is_no_deeper() -> None:
    xs = [Value(1.0) for _ in range(20_000)]
    y = ad.sum(xs) + ad.dot(xs, xs) + ad.logsumexp(xs) + ad.max(xs) + ad.prod(xs)
    y.backward()
    assert {x.grad for x in xs} == {xs[0].grad}
    assert len(repr(y)) < 300
    assert len(ad.gradients(ad.sum(xs), xs)) == len(xs)
    with pytest.raises(DrawingError, match="boxes"):
        draw(y)

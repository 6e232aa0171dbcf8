"""A label is text, whatever it says: in SVG, on a page, in DOT, in PNG, in a message.

`pytest tests/hostile/test_labels.py --hypothesis-profile=long` draws 100,000 labels, 25 to a drawing.
"""

import json
from functools import cache
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autodiff import Value, draw, gradients, variables
from autodiff.drawing import engine
from autodiff.drawing.image import image, source
from nn import MLP
from tests.hostile.labels import HOSTILE, any_text, elements, labelled_graph, labels, plain, tags

TOGETHER = 25
DRAWINGS = max(8, settings.default.max_examples // TOGETHER)  # type: ignore[union-attr]


def check(given: list[str]) -> None:
    """The drawing is made of what it is made of with harmless labels, and can be written as UTF-8."""
    svg = draw(labelled_graph(given), fold="neurons").svg
    svg.encode()
    assert (elements(svg), tags(svg)) == harmless(*plain(given))


@cache
def harmless(*given: str) -> Any:
    """What a drawing with harmless labels is made of: few are alike, so each is drawn once."""
    svg = draw(labelled_graph(list(given)), fold="neurons").svg
    return elements(svg), tags(svg)


@settings(max_examples=DRAWINGS)
@given(st.lists(labels, min_size=TOGETHER, max_size=TOGETHER))
def test_any_labels_are_text_and_nothing_else(given: list[str]) -> None:
    check(given)


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_is_text_wherever_it_stands(label: str) -> None:
    for several in ([label], ["x", label], [label, label, "x", label.replace("/", "")]):
        check(several)


def test_the_comparison_can_fail() -> None:
    with mock.patch("autodiff.drawing.svg.escape", lambda text: text), pytest.raises((AssertionError, SyntaxError)):
        check(["<b>x</b>"])


def dot_elements(y: Value) -> Any:
    return elements(engine.run(draw(y).source, "svg").decode())


@settings(max_examples=DRAWINGS)
@given(st.lists(st.one_of(any_text, labels), min_size=5, max_size=5))
def test_in_dot_labels_are_text_and_nothing_else(given: list[str]) -> None:
    """Graphviz reads as many nodes and arrows, and makes of it what it makes of harmless labels of as many lines."""
    read = [json.loads(engine.run(draw(labelled_graph(g)).source, "dot_json")) for g in (given, plain(given))]
    for what in ("objects", "edges"):
        assert [sorted(thing) for thing in read[0][what]] == [sorted(thing) for thing in read[1][what]]
    assert [node["name"] for node in read[0]["objects"]] == [node["name"] for node in read[1]["objects"]]


@pytest.mark.parametrize("label", HOSTILE)
def test_a_hostile_label_in_dot(label: str) -> None:
    assert dot_elements(Value(1.0, label) * 2) == dot_elements(Value(1.0, "x") * 2)


@pytest.mark.parametrize("label", [label for label in HOSTILE if len(label) < 100])
def test_hostile_labels_stay_within_their_string_in_a_png(label: str) -> None:
    made, harmless = (source(draw(Value(1.0, text))._scene, "png", "light") for text in (label, "x"))
    assert made.count("\n") == harmless.count("\n")
    assert image(draw(Value(1.0, label))._scene, "png", "light").startswith(b"\x89PNG")


@pytest.mark.parametrize("label", HOSTILE)
def test_everywhere_else_a_label_is_only_a_name(label: str) -> None:
    x = Value(2.0, label)
    x.scope = label
    y = x * x
    y.backward()
    assert x.grad == gradients(y, [x])[0].data == 4.0
    assert len(repr(x)) < 400
    assert len(repr(y)) < 400
    assert "\n" not in repr(x)
    assert x._repr_mimebundle_()["text/plain"] == repr(x)
    assert elements(x._repr_mimebundle_()["image/svg+xml"]) == elements(Value(2.0, "x")._repr_mimebundle_()["image/svg+xml"])
    (v,) = variables(**{label: 3.0})
    assert (v.label, v.data) == (label, 3.0)


@pytest.mark.parametrize("scope", HOSTILE)
def test_a_hostile_scope_can_be_named_in_fold_and_unfold(scope: str) -> None:
    net = MLP(1, [2, 1])
    y = net([1.0])
    y.scope = scope.replace("/", "")
    folded = draw(y, fold=[y.scope], unfold=["layer1"])
    assert elements(folded.svg)
    with pytest.raises(ValueError, match="the graph has no scope") as refused:
        draw(y, fold=[scope + "?"])
    assert len(str(refused.value)) < 12_000


class Shouting(str):
    """A label that is a str, and more."""

    __slots__ = ()

    def __str__(self) -> str:
        return self.upper() + "<b>"

    def __repr__(self) -> str:
        raise RuntimeError("no repr")

    def __format__(self, spec: str) -> str:
        return "<b>"


def test_of_a_subclass_of_str_the_text_is_kept_and_nothing_more() -> None:
    x = Value(1.0, Shouting("a"))
    x.scope = Shouting("s")
    assert (type(x.label), x.label, type(x.scope), x.scope) == (str, "a", str, "s")
    assert repr(x) == "Value(data=1.0, grad=0.0, label='a')"

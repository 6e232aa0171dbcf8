"""Arguments of operations: lists of Values and numbers in any mixture, and what is said of the rest."""

import itertools
from fractions import Fraction
from typing import Any

import pytest

import autodiff as ad
from autodiff import Value
from autodiff.value.operands import choose, constant, linked, operand, operands

V = Value(2.0)


@pytest.mark.parametrize("kinds", [*itertools.product("vfi", repeat=3)])
def test_a_list_in_any_mixture(kinds: tuple[str, ...]) -> None:
    given = [{"v": V, "f": 0.5, "i": Fraction(1, 4)}[kind] for kind in kinds]
    parents, numbers, tracked = operands(given, "f")
    assert numbers == [{"v": 2.0, "f": 0.5, "i": 0.25}[kind] for kind in kinds]
    assert tracked == kinds.count("v")
    for kind, parent, number in zip(kinds, parents, numbers, strict=True):
        assert parent is V if kind == "v" else (type(parent), parent) == (float, number)


def test_an_empty_list_has_no_operands() -> None:
    assert operands([], "f") == ((), [], 0)
    assert operands(iter([1.0]), "f") == ((1.0,), [1.0], 0)


@pytest.mark.parametrize("given", [3, None, {V: 1}, {1.0}])
def test_what_is_no_list_is_named_with_its_operation(given: Any) -> None:
    with pytest.raises(TypeError, match=rf"^logsumexp\(\) needs a list of Values and numbers, not {type(given).__name__}"):
        ad.logsumexp(given)


def test_an_argument_is_a_value_a_number_or_a_comparison() -> None:
    assert operand(V, "f") == (V, 2.0, 1)
    assert operand(3, "f") == (3.0, 3.0, 0)
    node, number, tracked = operand(V > 1, "f")
    assert (node.op.name, number, tracked) == ("greater", 1.0, 1)
    with pytest.raises(TypeError, match=r"^an argument of f\(\) must be a real number, not str"):
        operand("1", "f")


def test_a_constant_beside_an_operator() -> None:
    assert (constant(2), constant(V > 1)) == (2.0, None)


@pytest.mark.parametrize("kinds", [*itertools.product((V, 1.0), repeat=4)])
def test_what_is_linked_is_every_value_with_its_partial(kinds: tuple[Any, ...]) -> None:
    arguments = ((kinds[:2], [10.0, 20.0]), (kinds[2:], [30.0, 40.0]))
    groups = [(parents, slopes, sum(p is V for p in parents)) for parents, slopes in arguments]
    values, partials = linked(*groups)
    assert values == (V,) * len(partials)
    assert partials == tuple(d for p, d in zip(kinds, (10.0, 20.0, 30.0, 40.0), strict=True) if p is V)


def test_lists_of_one_length() -> None:
    with pytest.raises(ValueError, match=r"^dot\(\) needs two lists of the same length, got 2 and 3 elements"):
        ad.dot([1.0, 2.0], [1.0, V, 3.0])


def test_a_choice_on_a_value_is_recorded() -> None:
    assert choose(True, 1.0, 2.0) == 1.0
    assert choose(False, 1.0, 2.0) == 2.0
    chosen = choose(V, 5.0, V)
    assert (chosen.op.name, chosen.parents, chosen.data) == ("where", (V, 5.0, V), 5.0)


def test_lists_of_one_kind_are_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: Any) -> Any:
        raise AssertionError(f"the general way is taken for {given}")

    for general in ("operand", "_listed"):
        monkeypatch.setattr(f"autodiff.value.operands.{general}", refuse)
    assert operands([V, V], "f") == ((V, V), [2.0, 2.0], 2)
    assert operands((1.0, 2.0), "f") == ((1.0, 2.0), [1.0, 2.0], 0)

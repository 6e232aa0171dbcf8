"""What an optimiser may be given, and what it calls each parameter."""

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, Module
from nn.optim import SGD, clip_grad_norm
from nn.optim.parameters import every_name, names_of, source


def names(parameters: Any) -> list[str]:
    return list(names_of(source(parameters)).values())


def test_a_list_of_a_models_parameters_has_the_models_names() -> None:
    model = MLP(2, [3, 1], rng=random.Random(0))
    assert names(model) == names(model.parameters()) == names(iter(model.parameters())) == names(model.named_parameters())
    assert names(model)[:4] == ["layer1.neuron1.w1", "layer1.neuron1.w2", "layer1.neuron1.b", "layer1.neuron2.w1"]


def test_without_a_label_of_its_own_a_parameter_has_a_number() -> None:
    assert names([Value(1.0), Value(1.0, "w"), Value(1.0, "b"), Value(1.0, "w")]) == [
        "parameter1", "parameter2", "b", "parameter4"]
    assert names([Value(1.0, "parameter2"), Value(1.0)]) == ["parameter1", "parameter2"]
    unlabelled = Value(1.0)
    unlabelled.scope = "layer1"
    assert names([unlabelled]) == ["parameter1"]


labels = st.sampled_from(["", "w", "b", "parameter1", "parameter2"])


@given(st.lists(st.tuples(labels, st.sampled_from(["", "a", "a/b", "/"])), min_size=1, max_size=6))
def test_no_two_have_the_same_name(given: list[tuple[str, str]]) -> None:
    leaves = [Value(0.0, label) for label, _ in given]
    for leaf, (_, scope) in zip(leaves, given, strict=True):
        leaf.scope = scope
    found = names(leaves)
    assert len(set(found)) == len(leaves)
    assert all(found)


def test_one_given_twice_is_there_once() -> None:
    a, b = Value(1.0, "a"), Value(2.0, "b")
    assert names([a, b, a]) == ["a", "b"]
    assert names([("first", a), ("second", b), ("third", a)]) == ["first", "second"]


def test_names_are_kept_when_labels_change() -> None:
    w = Value(1.0, "w")
    kept = source([w])
    w.label = "v"
    assert every_name(kept) == {"w"}


class Two(Module):
    """Two parameters of one name."""

    def named_parameters(self) -> Any:
        yield from (("w", Value(1.0)), ("w", Value(2.0)))


REFUSED: list[tuple[Any, type[Exception], str]] = [
    ([], ValueError, r"there is no parameter in \[\]: give a model, or model\.parameters\(\) \(a list, or a generator that "
     r"was not used up\)$"),
    (iter(()), ValueError, "there is no parameter in"),
    (None, TypeError, r"parameters must be a Module or a list of Values, not NoneType \(None\): give model, or \[w, b\]$"),
    (Value(1.0), TypeError, "parameters must be a Module or a list of Values, not Value"),
    ({Value(1.0)}, TypeError, "parameters must be a Module or a list of Values, not set"),
    ({"w": Value(1.0)}, TypeError, "parameters must be a Module or a list of Values, not dict"),
    ("w", TypeError, "parameters must be a Module or a list of Values, not str"),
    ([Value(1.0), 2.0], TypeError, r"parameter 2 must be a Value, not float \(2\.0\): make it Value"),
    ([Value(1.0) * 2], ValueError, r"parameter 1 must be a leaf, not the computed Value\(data=2\.0, grad=0\.0, .*: a "
     "computed Value cannot be trained$"),
    ([("w", 2.0)], TypeError, "'w' must be a Value, not float"),
    ([("w", Value(1.0)), Value(2.0)], TypeError, "a named parameter must be a pair of a str and a Value, not Value"),
    ([(Value(1.0), Value(2.0))], TypeError, r"a named parameter must be a pair of a str and a Value, not \(Value\(data=1.*: "
     r"give model\.named_parameters\(\), or a list of Values without names$"),
    ([("w", Value(1.0), 3)], TypeError, "a named parameter must be a pair"),
    ([("w", Value(1.0)), ("w", Value(2.0))], ValueError, "two parameters have the name 'w': give each a name of its own, "
     "as states are kept by name$"),
    (Two(), ValueError, "two parameters have the name 'w'"),
]


@pytest.mark.parametrize(("parameters", "error", "message"), REFUSED)
def test_what_is_no_parameter_is_named(parameters: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        names_of(source(parameters))


def test_a_module_without_a_parameter_is_refused_by_optimisers_and_clipped_for_nothing() -> None:
    with pytest.raises(ValueError, match="there is no parameter in "):
        SGD(Module())
    assert clip_grad_norm(Module(), 1.0) == 0.0

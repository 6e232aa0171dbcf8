"""The parameters of an optimiser, and their names in messages and states."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from autodiff import Value
from autodiff.messages import shown
from nn.checks import wrong_type
from nn.modules import Module
from nn.modules.descent import each_once

Parameters = Module | Iterable[Value] | Iterable[tuple[str, Value]]
Source = Module | list[tuple[str, Value]]


def source(parameters: Parameters) -> Source:
    """A Module as it is; anything else as a list of names and Values, which can be read again.

    `TypeError` if it is neither a Module nor a list of Values (or pairs of a name and a Value); `ValueError` if the list
    is empty, or a Value in it is not a leaf.
    """
    return parameters if isinstance(parameters, Module) else _pairs(parameters)


def check_some(found: Collection[Any], parameters: Parameters) -> None:
    """`ValueError` if `parameters` had none."""
    if not found:
        raise ValueError(f"there is no parameter in {shown(parameters)}: give a model, or model.parameters() (a list, or a "
                         "generator that was not used up)")


def names_of(found: Source) -> dict[Value, str]:
    """Each parameter that is not frozen, once, with its name; `ValueError` if two have the same name."""
    names = each_once(found.named_parameters() if isinstance(found, Module) else found)
    if len(set(names.values())) < len(names):
        twice = Counter(names.values()).most_common(1)[0][0]
        raise ValueError(f"two parameters have the name {shown(twice)}: give each a name of its own, as states are kept by "
                         "name")
    return names


def every_name(found: Source) -> set[str]:
    """The names of all parameters, also frozen ones."""
    kept = found.state_dict() if isinstance(found, Module) else {}
    return {*names_of(found).values(), *kept}


def _pairs(parameters: Any) -> list[tuple[str, Value]]:
    if isinstance(parameters, str | Mapping | set | frozenset) or not isinstance(parameters, Iterable):
        raise wrong_type("parameters must be a Module or a list of Values", parameters, "give model, or [w, b]")
    items = list(parameters)
    check_some(items, parameters)
    if any(isinstance(item, tuple) for item in items):
        return [_named(item) for item in items]
    leaves = list(dict.fromkeys(_leaf(item, f"parameter {i}") for i, item in enumerate(items, 1)))
    return list(zip(_names(leaves), leaves, strict=True))


def _named(item: Any) -> tuple[str, Value]:
    if not isinstance(item, tuple) or len(item) != 2 or not isinstance(item[0], str):
        raise TypeError(f"a named parameter must be a pair of a str and a Value, not {shown(item)}: "
                        "give model.named_parameters(), or a list of Values without names")
    return str.__str__(item[0]), _leaf(item[1], shown(item[0]))


def _leaf(item: Any, what: str) -> Value:
    if not isinstance(item, Value):
        raise wrong_type(f"{what} must be a Value", item, "make it Value(...)")
    if item.op is not None:
        raise ValueError(f"{what} must be a leaf, not the computed {shown(item, 80)}: a computed Value cannot be trained")
    return item


def _names(leaves: list[Value]) -> list[str]:
    """Scope and label, as in "layer1.neuron2.w3"; a number if there is no label, or two are the same."""
    labels = [".".join([*filter(None, v.scope.split("/")), v.label]) if v.label else "" for v in leaves]
    numbers = [f"parameter{i}" for i in range(1, len(leaves) + 1)]
    times = Counter(labels + numbers)
    return [label if label and times[label] == 1 else number for label, number in zip(labels, numbers, strict=True)]

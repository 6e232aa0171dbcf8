"""PyTorch's names: what `nn` says of them is something that there is, and other names are missing as ever."""

import ast

import pytest

import autodiff
import nn
from nn import Activation
from nn.modules.pytorch_names import ACTIVATIONS, LOSSES, WRITTEN

ASKED = {"Linear", "ReLU", "Tanh", "Sigmoid", "MSELoss", "CrossEntropyLoss", "BCELoss", "BCEWithLogitsLoss", "BatchNorm1d",
         "Parameter", "Softmax", "ModuleList", "DataLoader"}


@pytest.mark.parametrize("name", sorted({*WRITTEN, *ASKED}))
def test_each_of_pytorchs_names_says_what_it_is_called_here(name: str) -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(nn, name)
    assert str(caught.value) == f"nn has no {name}, which is PyTorch's name: write {WRITTEN[name]}"
    assert caught.value.name == name


@pytest.mark.parametrize("name", WRITTEN)
def test_what_it_says_calls_things_that_there_are(name: str) -> None:
    written = WRITTEN[name].partition(": ")[2] or WRITTEN[name][:WRITTEN[name].rindex(")") + 1].partition(", or ")[0]
    calls = [node.func for node in ast.walk(ast.parse(written)) if isinstance(node, ast.Call)]
    assert calls
    for called in calls:
        assert callable(getattr(autodiff if isinstance(called, ast.Attribute) else nn, ast.unparse(called).split(".")[-1]))


def test_the_activations_can_be_made() -> None:
    assert all(callable(Activation(here)) for here in ACTIVATIONS.values())
    assert {*LOSSES.values()} <= {*nn.__all__}


def test_other_names_are_missing_as_ever_and_nothing_is_listed_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"^module 'nn' has no attribute 'Lin'$"):
        getattr(nn, "Lin")  # noqa: B009
    assert not hasattr(nn, "__wrapped__")
    assert not {*dir(nn)} & {*WRITTEN}
    assert not {*nn.__all__} & {*WRITTEN}
    with pytest.raises(ImportError, match="cannot import name 'Linear' from 'nn'"):
        exec("from nn import Linear")  # noqa: S102

"""What an import brings, and what it leaves until it is used."""

import subprocess
import sys
from typing import Any

import pytest

import autodiff
import nn

LATER = {"numpy", "ast", "inspect", "pathlib", "llvmlite", "pygraphviz", "graphviz", "matplotlib", "argparse", "logging",
         "autodiff.table.formula", "autodiff.compiler", "autodiff.drawing", "autodiff.explaining", "autodiff.exploring",
         "autodiff.language", "autodiff.command", "autodiff.testing", "autodiff.transforms.registration"}


def printed(code: str) -> str:
    """By a process that finds no packages but ours and Python's own imported."""
    return subprocess.run([sys.executable, "-c", code], text=True, capture_output=True, check=True).stdout


@pytest.mark.parametrize(("code", "later"), [
    ("import autodiff", LATER - {"ast", "inspect"}),  # dataclasses takes these
    ("from nn import MLP, mse", {"numpy", "matplotlib", "argparse", "nn.training", "nn.checkpoint", "nn.metrics", "nn.plots",
                                 "nn.data", "autodiff.compiler", "autodiff.explaining", "autodiff.exploring"})])
def test_little_is_imported_at_once(code: str, later: set[str]) -> None:
    assert printed(f"{code}; import sys; print({later!r} & set(sys.modules))") == "set()\n"


@pytest.mark.parametrize("package", [autodiff, nn])
def test_every_public_name_is_there_and_completed(package: Any) -> None:
    for name in package.__all__:
        assert getattr(package, name) is getattr(package, name)
        assert name in dir(package)


def test_a_folder_hides_no_function() -> None:
    folders = "import autodiff.drawing.draw, autodiff.compiler, nn.training, autodiff as ad"
    assert "<function compile" in printed(f"{folders}; ad.draw(ad.Value(1.0)); print(ad.compile)")


def test_rows_that_help_others_are_found_but_not_offered() -> None:
    names: dict[str, Any] = {}
    exec("from autodiff import *", names)  # noqa: S102
    for name in ("sech2", "gaussian", "sigmoid_slope", "exp_difference"):
        assert callable(getattr(autodiff, name))
        assert name not in names
        assert name not in dir(autodiff)
    assert {"sigmoid", "tanh", "Value", "fit"} & names.keys() == {"sigmoid", "tanh", "Value"}


@pytest.mark.parametrize("package", [autodiff, nn])
def test_what_is_not_there_is_an_attribute_error(package: Any) -> None:
    with pytest.raises(AttributeError, match="has no attribute 'nothing_of_the_kind'"):
        package.nothing_of_the_kind  # noqa: B018

"""scikit-learn's sets: the numbers that it has, as lists."""

import sys

import numpy as np
import pytest
from sklearn import datasets

from nn.data import sklearn_set
from nn.data.sklearn_sets import SETS


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_what_scikit_learn_loads(name: str) -> None:
    data, bunch = sklearn_set(name), getattr(datasets, f"load_{name}")()
    assert np.array_equal(data.inputs, bunch.data)
    assert np.array_equal(data.targets, bunch.target)
    assert list(data.input_names) == [str(feature) for feature in bunch.feature_names]
    assert (data.name, bool(data.classes)) == (name, name != "diabetes")
    assert {type(y) for y in data.targets} == {float if name == "diabetes" else int}


def test_the_classes_have_their_names() -> None:
    assert sklearn_set("iris").classes == ("setosa", "versicolor", "virginica")
    assert sklearn_set("breast_cancer").classes == ("malignant", "benign")


def test_where_it_is_missing_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ModuleNotFoundError, match=r'sklearn_set needs sklearn: pip install "autodiff-scalar\[data\]"'):
        sklearn_set("iris")


def test_other_names_are_refused() -> None:
    with pytest.raises(ValueError, match="scikit-learn has no data set 'mnist': try one of breast_cancer, diabetes"):
        sklearn_set("mnist")

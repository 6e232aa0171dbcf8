"""The small data sets that come with scikit-learn (extra `data`). Nothing is downloaded."""

from autodiff.messages import shown
from nn.data.dataset import Dataset

SETS = ("breast_cancer", "diabetes", "digits", "iris", "wine")


def sklearn_set(name: str) -> Dataset:
    """One of scikit-learn's data sets: "iris", "wine", "breast_cancer", "digits" (classes) or "diabetes" (a number).

    `ModuleNotFoundError` if scikit-learn is not installed. The inputs are not scaled: most networks learn better from
    `standardized()` ones.

    >>> sklearn_set("iris")  # doctest: +ELLIPSIS
    iris: 150 samples of 4 inputs (sepal length (cm), ...) in 3 classes: 50 setosa, 50 versicolor, 50 virginica
    """
    if not isinstance(name, str) or name not in SETS:
        raise ValueError(f"scikit-learn has no data set {shown(name)}: try one of {', '.join(SETS)}")
    try:
        from sklearn import datasets
    except ModuleNotFoundError as missing:
        raise ModuleNotFoundError(f'sklearn_set needs {missing.name}: pip install "autodiff-scalar[data]"',
                                  name=missing.name) from None
    bunch = getattr(datasets, f"load_{name}")()
    classes = [str(label) for label in bunch.get("target_names", ())]
    return Dataset(bunch.data, bunch.target, input_names=list(map(str, bunch.feature_names)), classes=classes, name=name)

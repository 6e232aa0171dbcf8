"""Data sets: samples with their targets, examples of known shape, CSV files.

    dataset       Dataset: inputs and targets; parts of it, scaled copies
    scaler        Scaler: inputs with mean 0 and standard deviation 1
    batches       the indices of samples in batches
    gates         and, or, xor ... with inputs 0 and 1, or -1 and 1
    shapes        moons, circles, spirals, blobs; linear
    csv_file      read_csv
    sklearn_sets  the data sets that come with scikit-learn (extra `data`)
    conversion    lists and arrays checked and converted to lists of floats

`rng` is always a seed or a `random.Random`, so that the same data can be made again.

>>> train, validation = moons(100, noise=0.1, rng=0).split(0.8)
>>> validation
moons: 20 samples of 2 inputs in 2 classes: 7 upper, 13 lower
>>> X, y = train
>>> len(X), len(X[0]), y[:5]
(80, 2, [1, 0, 1, 1, 0])
"""

from nn.data.batches import batches
from nn.data.csv_file import read_csv
from nn.data.dataset import Dataset
from nn.data.gates import gate
from nn.data.scaler import Scaler
from nn.data.shapes import blobs, circles, linear, moons, spirals
from nn.data.sklearn_sets import sklearn_set

__all__ = [
    "Dataset", "Scaler", "batches", "blobs", "circles", "gate", "linear", "moons", "read_csv", "sklearn_set", "spirals",
]

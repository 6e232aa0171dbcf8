"""Dataset: what it holds, its parts, its repr, and what is refused."""

import copy
import pickle
import random
from dataclasses import FrozenInstanceError
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.data import Dataset, Scaler, blobs, gate

ROWS = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def numbered(n: int) -> Dataset:
    """Samples that say which they are."""
    return Dataset([[i, -i] for i in range(n)], range(n))


def test_it_unpacks_as_inputs_and_targets_and_counts_its_samples() -> None:
    data = Dataset(ROWS, [0, 1, 0])
    inputs, targets = data
    assert (inputs, targets, len(data)) == (ROWS, [0, 1, 0], 3)


def test_arrays_become_lists_of_python_numbers() -> None:
    data = Dataset(np.array(ROWS, np.float32), np.array([0, 1, 0]))
    assert data == Dataset(ROWS, [0, 1, 0])
    assert {type(x) for row in data.inputs for x in row} == {float}
    assert {type(y) for y in data.targets} == {int}


def test_targets_are_ints_floats_or_rows_and_a_row_of_one_is_a_number() -> None:
    assert Dataset(ROWS, [1, 2, 3.5]).targets == [1.0, 2.0, 3.5]
    assert Dataset(ROWS, [(1, 2), (3, 4), (5, 6)]).targets == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
    assert Dataset(ROWS, np.array([[1], [0], [1]])).targets == [1, 0, 1]
    assert Dataset(ROWS, [[0.5], [1], [2]]).targets == [0.5, 1.0, 2.0]


def test_it_is_a_copy_that_cannot_be_reassigned() -> None:
    rows, targets = [list(row) for row in ROWS], [0, 1, 0]
    data = Dataset(rows, targets)
    rows[0][0], targets[0] = 99.0, 99
    assert data == Dataset(ROWS, [0, 1, 0])
    with pytest.raises(FrozenInstanceError):
        data.inputs = []  # type: ignore[misc]


def test_it_copies_and_pickles() -> None:
    data = Dataset(ROWS, [0, 1, 0], input_names=["a", "b"], classes=["no", "yes"], name="three")
    assert pickle.loads(pickle.dumps(data)) == copy.deepcopy(data) == data
    assert data != Dataset(ROWS, [0, 1, 1], input_names=["a", "b"], classes=["no", "yes"], name="three")


def test_parts_keep_the_names() -> None:
    data = Dataset(ROWS, [0, 1, 0], input_names=["a", "b"], classes=["no", "yes"], name="three")
    for part in (data[1:], data.take([2]), *data.split(0.5), next(data.batches(2))):
        assert (part.input_names, part.classes, part.name) == (("a", "b"), ("no", "yes"), "three")


def test_slices_are_those_of_lists() -> None:
    data = numbered(10)
    for part in (slice(3), slice(-3, None), slice(None, None, -2), slice(2, 100)):
        assert data[part].targets == list(range(10))[part]
        assert data[part].inputs == [[float(i), -float(i)] for i in range(10)][part]


def test_samples_are_taken_in_the_order_asked_for() -> None:
    assert numbered(5).take(np.array([4, 0, 4])).targets == [4, 0, 4]


@given(n=st.integers(2, 60), fraction=st.floats(0.001, 0.999), seed=st.none() | st.integers(0, 99))
def test_a_split_deals_each_sample_to_one_part(n: int, fraction: float, seed: int | None) -> None:
    first, second = numbered(n).split(fraction, seed)
    assert sorted(first.targets + second.targets) == list(range(n))
    assert abs(len(first) - min(max(fraction * n, 1), n - 1)) <= 0.5
    assert all(row[0] == y for part in (first, second) for row, y in zip(*part, strict=True))
    assert seed is not None or first.targets == list(range(len(first)))


def test_a_split_is_shuffled_by_its_own_generator() -> None:
    random.seed(5)
    following = random.random()
    random.seed(5)
    first, _ = numbered(50).split(0.5)
    assert first.targets != sorted(first.targets)
    assert first == numbered(50).split(0.5, 0)[0] == numbered(50).split(0.5, random.Random(0))[0]
    assert first != numbered(50).split(0.5, 1)[0]
    assert random.random() == following


def test_batches_are_datasets_of_all_samples_once() -> None:
    parts = list(numbered(10).batches(4, rng=1))
    assert [len(part) for part in parts] == [4, 4, 2]
    assert sorted(y for _, targets in parts for y in targets) == list(range(10))
    assert [part.targets for part in numbered(5).batches(2)] == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize(("make", "expected"), [
    (lambda: gate("xor"), "xor: 4 samples of 2 inputs in 2 classes: 2 false, 2 true"),
    (lambda: Dataset([[1]], [2.5]), "Dataset: 1 sample of 1 input, targets from 2.5 to 2.5"),
    (lambda: Dataset(ROWS, ROWS), "Dataset: 3 samples of 2 inputs, 2 targets each"),
    (lambda: Dataset(ROWS, [-1, 1, 1 / 3], input_names=["a", "b"]),
     "Dataset: 3 samples of 2 inputs (a, b), targets from -1 to 1"),
    (lambda: Dataset([range(9)], [1], input_names=list("abcdefghi")),
     "Dataset: 1 sample of 9 inputs (a, b, c, d, e, f, g, h, …), targets from 1 to 1"),
    (lambda: blobs(12, centers=9), "blobs: 12 samples of 2 inputs in 9 classes: 2 blob 1, 2 blob 2, 2 blob 3, 1 blob 4, "
                                   "1 blob 5, 1 blob 6, 1 blob 7, 1 blob 8, …"),
])
def test_its_repr_is_a_sentence(make: Any, expected: str) -> None:
    assert repr(make()) == expected


def test_its_repr_has_an_end() -> None:
    names = [f"{'x' * 1000}{i}" for i in range(20)]
    long = Dataset([range(20)] * 20, range(20), input_names=names, classes=names, name="n" * 1000)
    assert len(repr(long)) < 600


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Dataset(ROWS, [1, 2]), r"targets must be as many as rows of inputs, 3, got 2: \[1, 2\]"),
    (lambda: Dataset(ROWS, ["a", "b", "c"]), r"targets\[0\] must be a real number, not str \('a'\)"),
    (lambda: Dataset(ROWS, [1, float("nan"), 2]), r"targets\[1\] must be a finite number, got nan"),
    (lambda: Dataset(ROWS, [[1, 2], [3, 4], [5]]), r"targets\[2\] must have 2 numbers as the first row has, got 1"),
    (lambda: Dataset(ROWS, [[1], [2], 3]), r"targets\[2\] must be a list or an array, not int \(3\)"),
    (lambda: Dataset(ROWS, [0, 1, 2], classes=["a", "b"]), r"targets\[2\] must be the number of a class, an int from 0 to "
                                                         "1, got 2: the classes are a, b"),
    (lambda: Dataset(ROWS, [0, 1, -1], classes=["a", "b"]), r"targets\[2\] must be the number of a class"),
    (lambda: Dataset(ROWS, [0.0, 1, 0], classes=["a", "b"]), r"targets\[0\] must be the number of a class"),
    (lambda: Dataset(ROWS, ROWS, classes=["a", "b"]), r"targets\[0\] must be the number of a class"),
    (lambda: Dataset(ROWS, [0, 1, 0], input_names=["a"]), r"input_names must be 2, one each, got 1: \('a',\)"),
    (lambda: Dataset(ROWS, [0, 1, 0], name=3), r"name of a Dataset must be text, not int \(3\)"),  # type: ignore[arg-type]
    (lambda: gate("or")[4:], "inputs must hold at least one sample, got none"),
    (lambda: gate("or")[0], r"a Dataset is sliced, as data\[:10\]: got 0"),  # type: ignore[index]
    (lambda: gate("or").take([4]), "indices must be ints from 0 to 3, got 4"),
    (lambda: gate("or").take([-1]), "indices must be ints from 0 to 3, got -1"),
    (lambda: gate("or").take([True, False, True, True]), "indices must be ints from 0 to 3, got True"),
    (lambda: gate("or").take([0.0]), "indices must be ints from 0 to 3, got 0.0"),
    (lambda: gate("or").split(1.0), "split needs a fraction between 0 and 1, and two samples, got 1.0 and 4"),
    (lambda: gate("or").split(0), "split needs a fraction between 0 and 1, and two samples, got 0.0 and 4"),
    (lambda: gate("or")[:1].split(0.5), "split needs a fraction between 0 and 1, and two samples, got 0.5 and 1"),
    (lambda: gate("or").batches(0), "batch_size must be a positive int, got 0"),
    (lambda: gate("or").scaled(2), r"scaler must be a Scaler, as standardized\(\) returns it, not int \(2\)"),  # type: ignore[arg-type]
    (lambda: gate("or").scaled(Scaler((1,), (2,))), r"this Scaler is for 1 inputs, got 2: \[0.0, 0.0\]"),
])
def test_what_is_refused_is_named(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=f"^{message}"):
        make()

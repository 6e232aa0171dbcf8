"""Dataset: samples with their targets (base de datos)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

from autodiff.messages import cut, shown
from nn.checks import checked_text, is_row, wrong_type
from nn.data.batches import batches, order
from nn.data.conversion import finite, listed, matrix, names, numbers, samples
from nn.data.scaler import Scaler

LISTED = 8  # names that a message or repr shows at most


@dataclass(frozen=True, init=False, repr=False)
class Dataset:
    """One row of inputs and one target per sample, copied as lists of numbers.

    inputs: rows of finite numbers. targets: numbers, or rows of them; a row of one number becomes a number, as the output
    of a network with one output is a number. Integers stay integers. Both may be NumPy arrays. input_names: one per input,
    or none. classes: the names of the classes, if the targets are numbers of classes from 0. name: for pictures and repr.

    It unpacks as `X, y = data`, and can be used wherever a pair can. `len` is the number of samples, and a slice is a
    Dataset. `TypeError` and `ValueError` name what does not fit.

    >>> students = Dataset([[60, 80, 5], [70, 75, 8], [40, 51, 10]], [82, 94, 45], name="students")
    >>> students
    students: 3 samples of 3 inputs, targets from 45 to 94
    >>> students[1:].targets
    [94, 45]
    """

    inputs: list[list[float]]
    targets: list[Any]
    input_names: tuple[str, ...]
    classes: tuple[str, ...]
    name: str

    def __init__(self, inputs: Any, targets: Any, *, input_names: Any = (), classes: Any = (), name: str = "") -> None:
        checked_text(name, "name of a Dataset")
        rows, answers = matrix(inputs, "inputs"), _targets(targets)
        if len(rows) != len(answers):
            raise ValueError(f"targets must be as many as rows of inputs, {len(rows)}, got {len(answers)}: {shown(answers)}")
        fields = {"inputs": rows, "targets": answers, "name": name, "classes": names(classes, "classes"),
                  "input_names": names(input_names, "input_names", len(rows[0]))}
        for field, value in fields.items():
            object.__setattr__(self, field, value)  # the class is frozen
        if self.classes:
            _check_classes(answers, self.classes)

    def __len__(self) -> int:
        """The number of samples."""
        return len(self.inputs)

    def __iter__(self) -> Iterator[list[Any]]:
        """Inputs and targets, for `X, y = data`."""
        return iter((self.inputs, self.targets))

    def __getitem__(self, part: slice) -> "Dataset":
        """A part of the samples, as `data[:100]`; `ValueError` if it is empty."""
        if not isinstance(part, slice):
            raise TypeError(f"a Dataset is sliced, as data[:10]: got {shown(part)}; one sample is data.inputs[i], "
                            "data.targets[i], and some are data.take([i, j])")
        return replace(self, inputs=self.inputs[part], targets=self.targets[part])

    def take(self, indices: Any) -> "Dataset":
        """The samples at these indices, in this order; `ValueError` for an index without a sample.

        >>> from nn.data import gate
        >>> gate("xor").take([3, 0]).inputs
        [[1.0, 1.0], [0.0, 0.0]]
        """
        wanted = [_index(i, len(self)) for i in listed(indices, "indices")]
        return replace(self, inputs=[self.inputs[i] for i in wanted], targets=[self.targets[i] for i in wanted])

    def split(self, fraction: Any = 0.8, rng: Any = 0) -> tuple["Dataset", "Dataset"]:
        """Two parts. The first has that fraction of the samples, rounded, and each has at least one.

        rng: what shuffles the samples, a seed or a `random.Random`; None keeps the order. `ValueError` for a fraction that
        is not between 0 and 1, or for fewer than two samples.
        """
        share = finite(fraction, "fraction")
        if not 0 < share < 1 or len(self) < 2:
            raise ValueError(f"split needs a fraction between 0 and 1, and two samples, got {share!r} and {len(self)}")
        shuffled = order(len(self), rng)
        first = min(max(round(share * len(self)), 1), len(self) - 1)
        return self.take(shuffled[:first]), self.take(shuffled[first:])

    def batches(self, batch_size: int | None = None, rng: Any = None) -> Iterator["Dataset"]:
        """The samples in batches: `for X, y in data.batches(32, rng)`. The arguments are those of `batches`."""
        return (self.take(batch) for batch in batches(len(self), batch_size, rng))

    def standardized(self) -> tuple["Dataset", Scaler]:
        """A copy with each input scaled to mean 0 and standard deviation 1, and the Scaler for other inputs.

        >>> from nn.data import moons
        >>> train, validation = moons().split()
        >>> train, scaler = train.standardized()
        >>> validation = validation.scaled(scaler)      # with the means of the training set
        """
        scaler = Scaler.of(self.inputs)
        return self.scaled(scaler), scaler

    def scaled(self, scaler: Scaler) -> "Dataset":
        """A copy with the inputs scaled by a Scaler that was made for other data."""
        if not isinstance(scaler, Scaler):
            raise wrong_type("scaler must be a Scaler, as standardized() returns it", scaler)
        return replace(self, inputs=scaler(self.inputs))

    def __repr__(self) -> str:
        width = len(self.inputs[0])
        named = f" ({_list(self.input_names)})" if self.input_names else ""
        return (f"{cut(self.name, 60) or 'Dataset'}: {_count(len(self), 'sample')} of {_count(width, 'input')}{named}"
                f"{self._about_targets()}")

    def _about_targets(self) -> str:
        if self.classes:
            counts = [f"{self.targets.count(k)} {name}" for k, name in enumerate(self.classes[:LISTED + 1])]
            return f" in {len(self.classes)} classes: {_list(counts)}"
        if isinstance(self.targets[0], list):
            return f", {len(self.targets[0])} targets each"
        return f", targets from {min(self.targets):.6g} to {max(self.targets):.6g}"


def _index(i: Any, length: int) -> int:
    if isinstance(i, bool) or not isinstance(i, Integral) or not 0 <= int(i) < length:
        raise ValueError(f"indices must be ints from 0 to {length - 1}, got {shown(i)}")
    return int(i)


def _targets(given: Any) -> list[Any]:
    items = samples(given, "targets")
    if not is_row(items[0]):
        return numbers(items, "targets")
    rows = matrix(items, "targets")
    return rows if len(rows[0]) > 1 else numbers([listed(row, "targets")[0] for row in items], "targets")


def _check_classes(targets: list[Any], classes: tuple[str, ...]) -> None:
    for i, target in enumerate(targets):
        if type(target) is not int or not 0 <= target < len(classes):
            raise ValueError(f"targets[{i}] must be the number of a class, an int from 0 to {len(classes) - 1}, "
                             f"got {target!r}: the classes are {_list(classes)}")


def _count(n: int, noun: str) -> str:
    return f"{n} {noun}{'s' * (n != 1)}"


def _list(items: Any) -> str:
    return cut(", ".join([*(cut(item, 30) for item in items[:LISTED]), *["…"] * (len(items) > LISTED)]), 200)

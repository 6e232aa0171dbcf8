"""Where something hostile may enter data and metrics; nobody calls a `Confusion`."""

from pathlib import Path
from typing import Any

from nn import metrics
from nn.data import Dataset, Scaler, batches, blobs, circles, gate, linear, moons, read_csv, sklearn_set, spirals
from tests.hostile.case import Case

METRICS = (metrics.accuracy, metrics.confusion, metrics.mae, metrics.r2, metrics.rmse)
PETS = Path(__file__).with_name("pets.csv")


def _data(made: Dataset) -> Any:
    """All that can be asked of it, and its numbers."""
    return repr(made), made.standardized(), made[:1], [x for row in made.inputs for x in row], made.targets


CASES = [
    *(Case("Dataset", place, lambda x, v, p=place: _data(Dataset(**{"inputs": [[1.0]], "targets": [0], p: x})))
      for place in ("inputs", "targets", "input_names", "classes", "name")),
    Case("Dataset", "one row", lambda x, v: _data(Dataset([[1.0], x], [0, 1]))),
    Case("Dataset", "one input", lambda x, v: _data(Dataset([[1.0, x]], [0]))),
    Case("Dataset", "one target", lambda x, v: _data(Dataset([[1.0], [2.0]], [1, x]))),
    Case("Dataset", "slice", lambda x, v: moons(3)[x]),
    Case("Dataset", "end of a slice", lambda x, v: moons(3)[:x]),
    *(Case("Dataset", f"{name} of", lambda x, v, n=name: getattr(moons(3), n)(x))
      for name in ("take", "split", "batches", "scaled")),
    Case("Dataset", "generator of split", lambda x, v: moons(3).split(0.5, x)),
    *(Case("Scaler", place, lambda x, v, p=place: repr(Scaler(**{"means": [0.0], "deviations": [1.0], p: x})([1.0])))
      for place in ("means", "deviations")),
    Case("Scaler", "of", lambda x, v: Scaler.of(x)),
    Case("Scaler", "inputs", lambda x, v: Scaler((0.0,), (1.0,))(x)),
    Case("batches", "n", lambda x, v: batches(x, 2)),
    Case("batches", "batch_size", lambda x, v: batches(5, x)),
    Case("batches", "rng", lambda x, v: batches(5, 2, x)),
    Case("gate", "name", lambda x, v: _data(gate(x))),
    Case("gate", "low", lambda x, v: _data(gate("xor", x))),
    *(Case(make.__name__, place, lambda x, v, m=make, p=place: _data(m(**{"n": 8, p: x})))
      for make in (moons, circles, spirals, blobs, linear) for place in ("n", "noise", "rng")),
    Case("circles", "factor", lambda x, v: _data(circles(factor=x))),
    Case("spirals", "arms", lambda x, v: _data(spirals(arms=x))),
    Case("spirals", "turns", lambda x, v: _data(spirals(turns=x))),
    Case("blobs", "centers", lambda x, v: _data(blobs(centers=x))),
    Case("linear", "weights", lambda x, v: _data(linear(weights=x))),
    Case("linear", "bias", lambda x, v: _data(linear(bias=x))),
    Case("read_csv", "path", lambda x, v: read_csv(x)),
    *(Case("read_csv", option, lambda x, v, o=option: _data(read_csv(PETS, **{o: x})))
      for option in ("target", "inputs", "classes", "header", "delimiter", "decimal", "encoding")),
    Case("sklearn_set", "name", lambda x, v: sklearn_set(x)),
    *(Case(m.__name__, "outputs", lambda x, v, m=m: m(x, [1, 0])) for m in METRICS),
    *(Case(m.__name__, "targets", lambda x, v, m=m: m([v, 0.0], x)) for m in METRICS),
    *(Case(m.__name__, "an output", lambda x, v, m=m: m([v, x], [1, 0])) for m in METRICS),
    *(Case(m.__name__, "a target", lambda x, v, m=m: m([v, 0.5], [1, x])) for m in METRICS),
    Case("accuracy", "threshold", lambda x, v: metrics.accuracy([v], [1], threshold=x)),
    Case("confusion", "threshold", lambda x, v: repr(metrics.confusion([v], [1], threshold=x))),
    Case("confusion", "classes", lambda x, v: repr(metrics.confusion([v], [1], x))),
    Case("predictions", "outputs", lambda x, v: metrics.predictions(x)),
    Case("predictions", "threshold", lambda x, v: metrics.predictions([v], x)),
]

NO_CALLS = {"Confusion"}

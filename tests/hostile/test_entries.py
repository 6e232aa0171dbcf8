"""Whatever is put in any place of any public entry: a right result, or an error that says what was given.

Never a result without the gradient of a Value that went in, never an error from inside, never a changed leaf.
"""

import math
import threading
from inspect import isfunction
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import autodiff
import nn
import nn.data
import nn.metrics
import nn.optim
import nn.plots
from autodiff import DrawingError, Value
from autodiff.drawing.draw import Drawing
from autodiff.graph import comparison
from autodiff.graph import sweeps as graph
from autodiff.transforms import functional as transforms
from autodiff.transforms.functional import holds_values
from autodiff.trees import flatten
from autodiff.value import value
from nn import Module
from tests.hostile import (
    compiler_entries,
    data_entries,
    entries,
    exploring_entries,
    file_entries,
    nn_entries,
    optim_entries,
    plots_entries,
    training_entries,
)
from tests.hostile.case import Case
from tests.hostile.things import EVERYTHING, NUMBERS, VALUES, OwnError
from tests.hostile.watchdog import watchdog

# OwnError is of the hostile thing itself; OSError is of files that are not there
ALLOWED = (TypeError, ValueError, OverflowError, DrawingError, OSError, OwnError)
REGISTRIES: list[tuple[Any, Any]] = [
    (autodiff, entries), (nn, nn_entries), (nn.optim, optim_entries), (nn.data, data_entries), (nn.metrics, data_entries),
    (nn.plots, plots_entries)]
FILES: tuple[Any, ...] = (entries, compiler_entries, nn_entries, optim_entries, data_entries, exploring_entries,
                          file_entries, plots_entries, training_entries)
CASES = [case for file in FILES for case in file.CASES]
OWN_ANSWER = ("mock", "no array", "masked")  # their class answers: with a mock, nothing, and what is masked


def public(package: Any) -> set[str]:
    """The names of a package, and those of the modules among them, as "init.uniform"."""
    names = {name for name in package.__all__ if not isinstance(getattr(package, name), ModuleType)}
    modules = {name: vars(getattr(package, name)) for name in set(package.__all__) - names}
    return names | {f"{module}.{name}" for module, held in modules.items() for name, thing in held.items()
                    if isfunction(thing) and thing.__module__ == held["__name__"] and name[0] != "_"}


# Members of classes that are no calls
ATTRIBUTES = {"Drawing": {"boxes", "digraph", "source", "svg"}, "Module": {"STATISTICS", "training"}}


def test_every_public_name_is_in_the_registry() -> None:
    """A new name joins by a line in one of the files of entries."""
    covered = {case.entry for case in CASES}
    for package, registry in REGISTRIES:
        assert public(package) - covered - registry.NO_CALLS == set()
    for cls in (Value, Module, Drawing, nn.optim.Optimizer):
        members = {name for name in dir(cls) if not name.startswith("_")}
        called = {name for name in members if f"{cls.__name__}.{name}" in covered}
        assert members - called == ATTRIBUTES.get(cls.__name__, set())


NO_LISTS = ("dict", "number keys", "set")  # with keys in the place of what they lead to, or without an order


def leaf() -> Value:
    made = Value(0.75, "leaf")
    made.grad = 3.5
    return made


def state(v: Value) -> Any:
    return v.data, v.grad, v.label, v.scope


def nothing_is_left_behind() -> None:
    assert (value.watch, graph.watch, transforms._nesting.get(), comparison.tracing.get()) == (None, None, 0, False)
    free: list[bool] = []
    thread = threading.Thread(target=lambda: free.append(graph._lock.acquire(timeout=5)) or graph._lock.release())
    thread.start()
    thread.join()
    assert free == [True]


def outcome(case: Case, thing: Any, v: Value) -> tuple[Any, Exception | None]:
    try:
        return case.call(thing, v), None
    except ALLOWED as error:
        return None, error
    except AttributeError as error:
        assert case.kind == "read only"
        return None, error


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_anything_in_any_place_is_right_or_refused(case: Case, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with watchdog(), np.errstate(all="ignore"):
        for name, make in EVERYTHING.items():
            one_thing(case, name, make())
    nothing_is_left_behind()
    assert list(tmp_path.iterdir()) == []


def one_thing(case: Case, name: str, thing: Any) -> None:
    v = leaf()
    before = state(v)
    result, error = outcome(case, thing, v)
    if error is None:
        right(case, name, result, v)
    else:
        assert state(v) == before, name
        assert name not in NUMBERS | VALUES or case.kind not in ("number", "operand"), (name, error)
        told(case, name, thing, error)


def told(case: Case, name: str, thing: Any, error: Exception) -> None:
    """The message is neither empty nor endless; of what is no number it says what it is."""
    message = str(error)
    assert 5 < len(message) < 700, (name, message)
    if case.kind == "number" and name not in OWN_ANSWER and not isinstance(error, OwnError):
        assert type(thing).__name__ in message, (name, message)


def right(case: Case, name: str, result: Any, v: Value) -> None:
    """A result is that of the float that was given, and has the gradient of the Values that went in."""
    if (name in VALUES and case.kind) or case.kind == "operand":
        assert holds_values(result) or name in OWN_ANSWER, (name, result)
    if case.kind == "number":
        assert name in NUMBERS | VALUES, (name, result)
    if case.kind == "numbers":
        assert name not in NO_LISTS, (name, result)
    if case.kind and name in NUMBERS:
        plain, refused = outcome(case, float(NUMBERS[name]()), leaf())
        assert refused is None
        assert same(result, plain), (name, result, plain)


def same(a: Any, b: Any) -> bool:
    pairs = zip(flatten(a)[0], flatten(b)[0], strict=True)
    return all(x == y or (math.isnan(x) and math.isnan(y)) for x, y in
               ((getattr(p, "data", p), getattr(q, "data", q)) for p, q in pairs))

"""EarlyStopping, judged by when it stops on a given column."""

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn import Callback, EarlyStopping, History, Neuron
from nn.training.callbacks import as_callback


def stops_at(column: list[float], stopping: EarlyStopping) -> tuple[int | None, float]:
    """After which epoch it stops, if it does, and the weight the model is left with: the number of its best epoch."""
    model = Neuron(1, weights=[0.0], bias=False)
    stopped: list[bool] = []
    training: Any = SimpleNamespace(history=History(), model=model, stop=lambda: stopped.append(True))
    stopping.before_training(training)
    end = None
    for epoch, x in enumerate(column, 1):
        model.w[0].data = float(epoch)
        training.history.add(validation_loss=x)
        stopping.after_epoch(training)
        if stopped:
            end = epoch
            break
    stopping.after_training(training)
    return end, model.w[0].data


@pytest.mark.parametrize(("column", "options", "expected"), [
    ([3, 2, 1], {"patience": 1}, (None, 3)),
    ([3, 2, 2, 1], {"patience": 1}, (3, 2)),
    ([3, 2, 2, 1, 1, 1], {"patience": 2}, (6, 4)),
    ([3, 2.9, 2.8, 2.7], {"patience": 2, "improvement": 0.5}, (3, 1)),
    ([float("nan"), float("nan")], {"patience": 2}, (2, 2)),
    ([1, float("nan"), 0.5], {"patience": 2}, (None, 3)),
    ([0.5, 0.7, 0.6], {"patience": 1, "largest": True}, (3, 2)),
    ([1, 2], {"patience": 1, "restore": False}, (2, 2)),
])
def test_when_it_stops_and_what_it_gives_back(column: list[float], options: dict[str, Any], expected: Any) -> None:
    assert stops_at(column, EarlyStopping(**options)) == expected


@given(st.lists(st.floats(-5, 5), min_size=1, max_size=12), st.integers(1, 4))
def test_the_weights_are_those_of_the_first_smallest_value(column: list[float], patience: int) -> None:
    end, weight = stops_at(column, EarlyStopping(patience=patience))
    seen = column[:end]
    assert weight == seen.index(min(seen)) + 1
    assert end is None or len(seen) - weight == patience


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"patience": 0}, ValueError, "patience must be a positive int, got 0"),
    ({"monitor": 3}, TypeError, r"monitor must be text such as 'validation_loss', not int \(3\)"),
    ({"improvement": -1}, ValueError, r"improvement of EarlyStopping\(\) must be 0 or more, got -1"),
])
def test_what_is_refused(options: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        EarlyStopping(**options)


def test_a_second_run_begins_anew() -> None:
    stop = EarlyStopping(patience=2)
    stops_at([1.0, 2.0, 3.0], stop)
    assert stops_at([5.0, 4.0, 6.0, 7.0, 3.0], stop) == (4, 2.0)


def test_a_callback_of_ones_own_remembers_nothing_unless_it_says_so() -> None:
    class Own(Callback):
        def after_epoch(self, training: Any) -> None:
            """Look."""

    callback = Own()
    assert callback.state_dict() == {}
    assert as_callback(callback) is callback
    with pytest.raises(TypeError, match="a callback must be a Callback or a function of the training, not type"):
        as_callback(EarlyStopping)

"""Schedules: beside their formulas, at their ends, and what they refuse (beside PyTorch's: test_golden.py)."""

import math
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nn.optim import cosine_decay, exponential_decay, linear_decay, linear_warmup, step_decay

rates = st.floats(0, 10)
lengths = st.integers(1, 1000)
epochs = st.integers(0, 3000)


@given(rates, lengths, epochs, st.floats(0, 1))
def test_step_decay_is_a_power_of_its_factor(lr: float, every: int, epoch: int, factor: float) -> None:
    with mpmath.workdps(40):
        exact = float(mpmath.mpf(lr) * mpmath.mpf(factor) ** (epoch // every))
    assert step_decay(lr, every, factor)(epoch) == pytest.approx(exact, rel=1e-15, abs=1e-300)
    assert exponential_decay(lr, factor)(epoch) == step_decay(lr, 1, factor)(epoch)


@given(rates, lengths, epochs, rates)
def test_linear_and_cosine_decay_stay_between_their_ends(lr: float, length: int, epoch: int, minimum: float) -> None:
    for decay in (linear_decay, cosine_decay):
        schedule = decay(lr, length, minimum)
        assert schedule(0) == pytest.approx(lr, abs=1e-15 * (lr + minimum))
        assert schedule(length + epoch) == schedule(length) == pytest.approx(minimum, abs=1e-15 * (lr + minimum))
        assert min(lr, minimum) - 1e-14 <= schedule(epoch) <= max(lr, minimum) + 1e-14
        assert decay(lr, length)(length + epoch) == 0.0
        assert decay(lr, length)(epoch) >= 0.0


@given(rates, lengths, st.data())
def test_linear_and_cosine_decay_are_their_formulas(lr: float, length: int, data: Any) -> None:
    epoch = data.draw(st.integers(0, length))
    with mpmath.workdps(40):
        part = mpmath.mpf(epoch) / length
        line, wave = float(lr * (1 - part)), float(lr * mpmath.cos(mpmath.pi * part / 2) ** 2)
    assert linear_decay(lr, length)(epoch) == pytest.approx(line, abs=1e-15 * lr)
    assert cosine_decay(lr, length)(epoch) == pytest.approx(wave, abs=1e-15 * lr)


@given(rates, lengths, st.floats(0, 1), epochs)
def test_warmed_up_a_schedule_is_itself(lr: float, length: int, start: float, epoch: int) -> None:
    schedule = exponential_decay(lr, 0.99)
    warm = linear_warmup(schedule, length, start)
    assert warm(length + epoch) == schedule(length + epoch)
    assert warm(0) == start * lr
    assert linear_warmup(lr, length, start)(length + epoch) == lr


def test_micrograds_demo() -> None:
    schedule = linear_decay(1.0, 100, minimum=0.1)
    assert [schedule(k) for k in range(100)] == pytest.approx([1.0 - 0.9 * k / 100 for k in range(100)], rel=1e-15)


REFUSED: list[tuple[Any, type[Exception], str]] = [
    (lambda: step_decay(-1.0, 1), ValueError, "lr must be 0 or more, got -1"),
    (lambda: step_decay(1.0, 0), ValueError, "every must be a positive int, got 0"),
    (lambda: step_decay(1.0, 1, 1.5), ValueError, r"factor must be from 0 to 1, got 1\.5"),
    (lambda: exponential_decay(1.0, -0.1), ValueError, "factor must be from 0 to 1"),
    (lambda: exponential_decay(1.0, math.nan), ValueError, "factor must be finite, got nan"),
    (lambda: exponential_decay("1", 0.5), TypeError, "lr must be a real number, not str"),
    (lambda: linear_decay(1.0, 2.5), ValueError, r"epochs must be a positive int, got 2\.5"),
    (lambda: linear_decay(1.0, 2, math.inf), ValueError, "minimum must be finite, got inf"),
    (lambda: cosine_decay(1.0, 0), ValueError, "epochs must be a positive int, got 0"),
    (lambda: cosine_decay(1.0, 1, -1), ValueError, "minimum must be 0 or more"),
    (lambda: linear_warmup("warm", 2), TypeError, "lr must be a real number, not str"),
    (lambda: linear_warmup(1.0, 0), ValueError, "epochs must be a positive int"),
    (lambda: linear_warmup(1.0, 2, 2), ValueError, "start must be from 0 to 1, got 2"),
    *((lambda make=make: make(-1), ValueError, "epoch must be an int of 0 or more, got -1: the first epoch is 0")
      for make in (step_decay(1.0, 2), exponential_decay(1.0, 0.5), linear_decay(1.0, 2), cosine_decay(1.0, 2),
                   linear_warmup(lambda epoch: 1.0, 2))),
    (lambda: step_decay(1.0, 2)(0.5), ValueError, r"epoch must be an int of 0 or more, got 0\.5"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_what_is_no_rate_length_or_epoch_is_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()

"""Each rule beside the sums that its averages stand for, with 40 digits, along any gradients."""

import math
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from nn.optim import SGD, Adagrad, Adam, AdamW, RMSprop
from tests.nn.optim.kit import lead, three

slopes = st.lists(st.floats(-10, 10).filter(lambda g: abs(g) > 1e-3), min_size=1, max_size=8)
decays = st.floats(0, 0.99)


def after(make: Any, gradients: list[float], **options: Any) -> float:
    """Where a weight of 0.5 is after a step for each of the gradients."""
    w = Value(0.5)
    lead(make([w], **options), [w], [[g] for g in gradients])
    return w.data


def assert_moved(found: float, moves: list[Any]) -> None:
    """That a weight of 0.5 made these moves, but for rounding."""
    size = 0.5 + math.fsum(abs(float(move)) for move in moves)
    assert abs(mpmath.mpf(found) - (mpmath.mpf(0.5) - mpmath.fsum(moves))) <= 1e-14 * size


def average(xs: list[Any], decay: float) -> Any:
    """(1 - decay) * sum of decay**age * x, of which the running averages are recursions."""
    return (1 - mpmath.mpf(decay)) * mpmath.fsum(mpmath.mpf(decay) ** age * x for age, x in enumerate(reversed(xs)))


def prefixes(gradients: list[float]) -> list[list[Any]]:
    exact = [mpmath.mpf(g) for g in gradients]
    return [exact[:n] for n in range(1, len(exact) + 1)]


@given(slopes, decays, st.floats(0, 0.9), st.booleans())
def test_sgd_moves_by_the_decayed_sum_of_gradients(gradients: list[float], momentum: float, dampening: float,
                                                   nesterov: bool) -> None:
    nesterov = nesterov and momentum > 0
    damp = 0.0 if nesterov or not momentum else dampening
    moves = []
    with mpmath.workdps(40):
        for past in prefixes(gradients):
            weighted = [past[0], *((1 - mpmath.mpf(damp)) * g for g in past[1:])]
            b = mpmath.fsum(mpmath.mpf(momentum) ** age * g for age, g in enumerate(reversed(weighted)))
            moves.append(mpmath.mpf(0.25) * (past[-1] + mpmath.mpf(momentum) * b if nesterov else b))
        found = after(SGD, gradients, lr=0.25, momentum=momentum, dampening=damp, nesterov=nesterov)
        assert_moved(found, moves)


@given(slopes, decays, decays, st.booleans())
def test_adam_divides_the_corrected_means(gradients: list[float], beta1: float, beta2: float, amsgrad: bool) -> None:
    moves, largest = [], mpmath.mpf(0)
    with mpmath.workdps(40):
        for past in prefixes(gradients):
            t = len(past)
            v = average([g * g for g in past], beta2)
            largest = max(largest, v)
            mean = average(past, beta1) / (1 - mpmath.mpf(beta1) ** t)
            square = (largest if amsgrad else v) / (1 - mpmath.mpf(beta2) ** t)
            moves.append(mpmath.mpf(0.25) * mean / (mpmath.sqrt(square) + mpmath.mpf(1e-8)))
        assert_moved(after(Adam, gradients, lr=0.25, betas=(beta1, beta2), amsgrad=amsgrad), moves)


@given(slopes, decays, st.floats(0, 0.9))
def test_rmsprop_divides_by_the_root_of_the_mean_square(gradients: list[float], alpha: float, momentum: float) -> None:
    steps: list[Any] = []
    moves = []
    with mpmath.workdps(40):
        for past in prefixes(gradients):
            steps.append(past[-1] / (mpmath.sqrt(average([g * g for g in past], alpha)) + mpmath.mpf(1e-8)))
            moves.append(mpmath.mpf(0.25) * mpmath.fsum(mpmath.mpf(momentum) ** age * s
                                                        for age, s in enumerate(reversed(steps))))
        assert_moved(after(RMSprop, gradients, lr=0.25, alpha=alpha, momentum=momentum), moves)


@given(slopes, st.floats(0, 1), st.floats(0, 1))
def test_adagrad_divides_by_the_root_of_the_sum_of_squares(gradients: list[float], lr_decay: float, initial: float) -> None:
    moves = []
    with mpmath.workdps(40):
        for past in prefixes(gradients):
            rate = mpmath.mpf(0.25) / (1 + (len(past) - 1) * mpmath.mpf(lr_decay))
            moves.append(rate * past[-1] / (mpmath.sqrt(initial + mpmath.fsum(g * g for g in past)) + mpmath.mpf(1e-10)))
        assert_moved(after(Adagrad, gradients, lr=0.25, lr_decay=lr_decay, initial_accumulator_value=initial), moves)


@given(st.integers(1, 20), st.floats(0, 1), st.floats(0, 1))
def test_adamw_alone_decays_by_a_fixed_part_at_each_step(steps: int, lr: float, decay: float) -> None:
    decayed = after(AdamW, [0.0] * steps, lr=lr, weight_decay=decay)
    assert decayed == pytest.approx(0.5 * (1 - lr * decay) ** steps, rel=1e-14)


@given(slopes, st.sampled_from([SGD, RMSprop, Adagrad, Adam]), st.floats(0, 1))
def test_the_other_decays_are_the_gradient_of_half_a_square(gradients: list[float], make: Any, decay: float) -> None:
    decayed, penalised = three(), three()
    first, second = make(decayed, lr=0.125, weight_decay=decay), make(penalised, lr=0.125)
    for g in gradients:
        lead(first, decayed, [[g, 0.0, -g]])
        lead(second, penalised, [[g + decay * penalised[0].data, decay * penalised[1].data, -g + decay * penalised[2].data]])
    assert [p.data for p in decayed] == [p.data for p in penalised]


@given(slopes, st.sampled_from([RMSprop, Adagrad, Adam]), st.integers(-20, 20))
def test_with_no_eps_the_size_of_gradients_does_not_matter(gradients: list[float], make: Any, power: int) -> None:
    assert after(make, gradients, eps=0.0) == after(make, [g * 4.0**power for g in gradients], eps=0.0)


def test_a_variance_that_rounding_makes_negative_is_0() -> None:
    w = Value(0.0)
    optimizer = RMSprop([w], lr=1.0, alpha=0.5, eps=0.5, centered=True)
    lead(optimizer, [w], [[9.8]] * 52)  # the mean is nearly the gradient now, its square the mean square
    before = w.data
    lead(optimizer, [w], [[9.8]])
    state = optimizer.state_dict()["state"]["parameter1"]
    assert state["square_avg"] - state["grad_avg"] * state["grad_avg"] < 0
    assert before - w.data == pytest.approx(9.8 / 0.5)

"""Clipping: bounds that hold, directions that stay, and what it refuses (beside PyTorch's: test_golden.py)."""

import math
import random
from typing import Any

import mpmath
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, Neuron
from nn.optim import clip_grad_norm, clip_grad_value

slopes = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=6)


def with_gradients(gradients: list[float]) -> list[Value]:
    made = [Value(1.0) for _ in gradients]
    for p, gradient in zip(made, gradients, strict=True):
        p.grad = gradient
    return made


@given(slopes, st.floats(1e-6, 1e6))
def test_the_norm_is_bounded_and_the_direction_stays(gradients: list[float], limit: float) -> None:
    parameters = with_gradients(gradients)
    norm = clip_grad_norm(parameters, limit)
    with mpmath.workdps(40):
        exact = mpmath.sqrt(mpmath.fsum(mpmath.mpf(g) ** 2 for g in gradients))
    assert norm == pytest.approx(float(exact), rel=1e-15)
    assert math.hypot(*(p.grad for p in parameters)) <= limit * (1 + 1e-15)
    factor = min(1.0, limit / (norm + 1e-6))
    assert [p.grad for p in parameters] == [g * factor for g in gradients]
    assert [p.data for p in parameters] == [1.0] * len(gradients)


@given(slopes)
def test_gradients_within_the_limit_stay_as_they_are(gradients: list[float]) -> None:
    norm = math.hypot(*gradients)
    for limit in (norm + 1e-5, 2 * norm + 1.0, math.inf):
        parameters = with_gradients(gradients)
        assume(limit >= norm + 1e-6)
        assert clip_grad_norm(parameters, limit) == norm
        assert [p.grad for p in parameters] == gradients


@given(slopes, st.floats(0, 1e6))
def test_each_gradient_is_bounded_by_a_value(gradients: list[float], limit: float) -> None:
    parameters = with_gradients(gradients)
    clip_grad_value(parameters, limit)
    for p, g in zip(parameters, gradients, strict=True):
        assert p.grad == (g if abs(g) <= limit else math.copysign(limit, g))


def test_a_shared_parameter_counts_once_and_a_model_is_asked() -> None:
    shared = Value(1.0)
    shared.grad = 3.0
    assert clip_grad_norm(Neuron(2, weights=[shared, shared], bias=False), 1.0) == 3.0
    model = MLP(2, [2, 1], rng=random.Random(0))
    for p in model.parameters():
        p.grad = 2.0
    assert clip_grad_norm(model, 3.0) == 6.0
    clip_grad_value(model, 0.5)
    assert {p.grad for p in model.parameters()} == {0.5}


@pytest.mark.parametrize("clip", [clip_grad_norm, clip_grad_value])
def test_a_gradient_that_is_not_finite_is_named_and_none_is_changed(clip: Any) -> None:
    model = Neuron(2, weights=[1.0, 1.0])
    for p, gradient in zip(model.parameters(), [5.0, math.nan, 5.0], strict=True):
        p.grad = gradient
    with pytest.raises(ValueError, match="the gradient of w2 is nan"):
        clip(model, 1.0)
    assert [str(p.grad) for p in model.parameters()] == ["5.0", "nan", "5.0"]


@pytest.mark.parametrize(("clip", "name"), [(clip_grad_norm, "max_norm"), (clip_grad_value, "limit")])
def test_a_limit_below_0_is_refused(clip: Any, name: str) -> None:
    parameters = with_gradients([1.0, 2.0])
    for bad in (-1.0, math.nan, -math.inf):
        with pytest.raises(ValueError, match=f"{name} must be 0 or more, got {bad}: try 1.0"):
            clip(parameters, bad)
    with pytest.raises(TypeError, match=f"{name} must be a real number, not NoneType"):
        clip(parameters, None)
    assert [p.grad for p in parameters] == [1.0, 2.0]
    clip(parameters, 0)
    assert [p.grad for p in parameters] == [0.0, 0.0]


def test_huge_gradients_are_measured_without_overflow_and_a_norm_beyond_the_floats_is_refused() -> None:
    assert clip_grad_norm(with_gradients([3e300, 4e300]), 1.0) == 5e300
    parameters = with_gradients([1.5e308, 1.5e308])
    with pytest.raises(ValueError, match=r"^the norm of the gradients is too large for a float: use clip_grad_value f"):
        clip_grad_norm(parameters, 1.0)
    assert [p.grad for p in parameters] == [1.5e308] * 2

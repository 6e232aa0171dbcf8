"""L2 and L1 penalties: the weights of neurons, each once, biases left out."""

import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, BatchNorm, Layer, Module, Neuron, Sequential, l1, l2

weights = st.lists(st.integers(-8, 8), min_size=1, max_size=5)  # whose squares are exact


@given(weights, st.fractions(0, 4, max_denominator=8), st.integers(1, 10))
def test_values_and_gradients_are_those_of_the_formulas(ws: list[int], strength: Fraction, samples: int) -> None:
    lam = float(strength)
    values = [Value(w) for w in ws]
    cost = l2(values, lam, samples)
    cost.backward()
    assert cost.data == pytest.approx(float(strength * sum(w * w for w in ws) / (2 * samples)), rel=1e-15)
    assert [v.grad for v in values] == pytest.approx([float(strength * w / samples) for w in ws], rel=1e-15)
    values = [Value(w) for w in ws]
    cost = l1(values, lam)
    cost.backward()
    assert cost.data == float(strength) * sum(map(abs, ws))
    assert [v.grad for v in values] == [lam * ((w > 0) - (w < 0)) for w in ws]


def test_of_a_model_the_weights_count_and_nothing_else() -> None:
    shared = Value(3.0)
    model = Sequential(Layer(1, 2, weights=[[shared, shared]], bias=[100.0, 200.0]), BatchNorm(2),
                       Neuron(2, weights=[1.0, -2.0], bias=300.0))
    model.freeze("block3.w1")
    assert l2(model, 1.0).data == (9.0 + 1.0 + 4.0) / 2  # a shared weight once, a frozen one too
    assert l1(model, 1.0).data == 3.0 + 1.0 + 2.0
    assert l2(model, 1.0, samples=7).data == 1.0
    assert l2(MLP(2, [3, 1], rng=0), 0.0).data == 0.0


def test_a_list_is_taken_as_it_is() -> None:
    v = Value(2.0)
    assert l2([v, v], 1.0).data == 4.0
    assert l2((1.0, 2.0), 0.1) == 0.25  # floats give a float


@pytest.mark.parametrize("penalty", [l1, l2])
def test_what_is_refused(penalty: Any) -> None:
    name = penalty.__name__
    with pytest.raises(ValueError, match=rf"strength of {name}\(\) must be 0 or more, got -0.1"):
        penalty([1.0], -0.1)
    with pytest.raises(ValueError, match=rf"strength of {name}\(\) must be finite, got nan"):
        penalty([1.0], math.nan)
    with pytest.raises(TypeError, match=r"a penalty needs a model or a list of weights, not Value \(Value"):
        penalty(Value(1.0), 0.1)
    with pytest.raises(TypeError, match="must be a real number, not str"):
        penalty(["a"], 0.1)
    for model, said in ((Module(), "Module of 0 parameters"), (BatchNorm(2), r"BatchNorm\(2\)")):
        with pytest.raises(ValueError, match=f"a penalty needs a model with neurons, got {said}: give a list of its"):
            penalty(model, 0.1)


@pytest.mark.parametrize("samples", [0, -1, 2.0, True])
def test_a_number_of_samples_that_is_none(samples: Any) -> None:
    with pytest.raises(ValueError, match=rf"samples of l2\(\) must be a positive int, got {samples}"):
        l2([1.0], 0.1, samples)

"""What every step of descent shares: each parameter once, finite numbers only, everything at once."""

import math

import pytest

from autodiff import Value
from nn import MLP, Neuron
from nn.modules.descent import each_once, finite_gradients, update_weights


def test_a_parameter_under_two_names_is_there_once_under_the_first() -> None:
    a, b = Value(1.0), Value(2.0)
    assert list(each_once([("a", a), ("b", b), ("again", a)]).items()) == [(a, "a"), (b, "b")]


def test_the_first_gradient_that_is_not_finite_is_named() -> None:
    a, b, c = Value(1.0), Value(2.0), Value(3.0)
    a.grad = 0.5
    assert finite_gradients({a: "a", b: "b"}) == [0.5, 0.0]
    b.grad, c.grad = -math.inf, math.nan
    with pytest.raises(ValueError, match=r"the gradient of b is -inf: no weight was updated; strict\(\) finds"):
        finite_gradients({a: "a", b: "b", c: "c"})


@pytest.mark.parametrize("beyond", [math.nan, math.inf, -math.inf])
def test_a_weight_that_is_not_finite_moves_none_and_nothing_else(beyond: float) -> None:
    a, b, seen = Value(1.0), Value(2.0), []
    with pytest.raises(ValueError, match=f"would change second from 2.0 to {beyond}: no weight was updated; take a smaller "
                                         "learning rate, clip the gradients, or give an eps where that is 0$"):
        update_weights({a: "first", b: "second"}, [5.0, beyond], map(seen.append, [1]))
    assert (a.data, b.data, seen) == (1.0, 2.0, [])
    update_weights({a: "first", b: "second"}, [5.0, 6.0], map(seen.append, [1]))
    assert (a.data, b.data, seen) == (5.0, 6.0, [1])


def test_each_parameter_needs_one_weight() -> None:
    with pytest.raises(ValueError, match="shorter"):
        update_weights({Value(1.0): "a", Value(2.0): "b"}, [1.0])


def test_a_gradient_step_that_would_leave_the_floats_moves_nothing() -> None:
    neuron = Neuron(1, weights=[1e308], bias=0.5)
    for p in neuron.parameters():
        p.grad = -1e308
    with pytest.raises(ValueError, match=r"would change w1 from 1e[+]308 to inf"):
        neuron.gradient_step(5.0)
    assert [p.data for p in neuron.parameters()] == [1e308, 0.5]


def test_a_gradient_step_names_a_parameter_in_its_layer() -> None:
    net = MLP(2, [2, 1])
    net.layers[0].neurons[1].w[0].grad = math.nan
    with pytest.raises(ValueError, match=r"the gradient of layer1\.neuron2\.w1 is nan"):
        net.gradient_step(0.1)

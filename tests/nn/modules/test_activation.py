"""Activations: by name, by alias, as functions, registered; and what is none."""

import copy
import functools
import math
import pickle
from typing import Any

import pytest

import autodiff
from autodiff import OPS, Value, leaky_relu
from nn import MLP, Activation, Neuron, PReLU
from nn.modules.activation import activation_function, activation_name, activation_title
from tests.nn.golden import GOLDEN


@pytest.mark.parametrize("name", ["identity", "relu", "tanh", "sigmoid", "softplus", "leaky_relu", "elu", "step"])
def test_an_activation_by_name_is_the_function_itself(name: str) -> None:
    by_name, by_function = (Neuron(1, activation=a, weights=[0.7], bias=-0.2) for a in (name, getattr(autodiff, name)))
    assert by_name([2.0]).data == by_function([2.0]).data == getattr(autodiff, name)(Value(0.7) * 2.0 - 0.2).data


@pytest.mark.parametrize("alias", ["prelu", "arctan", "swish"])
def test_activations_go_by_their_aliases_too(alias: str) -> None:
    y = Neuron(1, activation=alias, weights=[1.0], bias=False)([-2.0])
    assert y.data == getattr(autodiff, alias)(-2.0)


def test_an_activation_may_be_any_function_of_a_value() -> None:
    neuron = Neuron(1, activation=lambda z: z**3, weights=[2.0], bias=False)
    y = neuron([1.5])
    y.backward()
    assert (y.data, neuron.w[0].grad) == (27.0, 3 * 3.0**2 * 1.5)


def test_nonlin_says_whether_there_is_an_activation() -> None:
    assert [Neuron(1, activation=name).nonlin for name in ("identity", "relu", "tanh")] == [False, True, True]
    assert [Neuron(1, nonlin).nonlin for nonlin in (True, False)] == [True, False]


ONE_ARGUMENT = [op.name for op in OPS.values() if len(op.args) - len(op.defaults) == 1 and not op.variadic]


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_every_operation_of_one_argument_serves(name: str) -> None:
    assert activation_function(name) is getattr(autodiff, name)


def test_a_registered_operation_serves() -> None:
    softsign = autodiff.register("softsign_here", "x", "x/(1 + abs(x))", "1/((1 + abs(x))*(1 + abs(x)))")
    try:
        y = Neuron(1, activation="softsign_here", weights=[1.0], bias=False)([Value(3.0)])
        assert y.data == softsign(3.0) == 0.75
    finally:
        autodiff.unregister("softsign_here")
    with pytest.raises(ValueError, match="got 'softsign_here'"):
        Neuron(1, activation="softsign_here")


def test_names_and_titles() -> None:
    partial = functools.partial(leaky_relu, slope=0.5)
    assert [activation_name(a) for a in ("relu", autodiff.tanh, partial)] == ["relu", "tanh", "partial"]
    assert [activation_title(a) for a in ("relu", "identity", "tanh", autodiff.relu)] == ["ReLU", "Linear", "Tanh", "Relu"]


def test_a_neuron_with_an_exchanged_activation_is_copied() -> None:
    neuron = Neuron(1, weights=[2.0], bias=False)
    neuron.activation = "tanh"
    for twin in (copy.deepcopy(neuron), pickle.loads(pickle.dumps(neuron))):
        assert (twin.activation, twin([1.0]).data) == ("tanh", neuron([1.0]).data)


@pytest.mark.parametrize(("make", "message"), [
    (lambda: Neuron(2, activation="rleu"), "activation must be a function or the name of an operation of one argument, "
                                              r"got 'rleu'; did you mean 'relu'\?$"),
    (lambda: Neuron(2, activation="ReLU"), r"got 'ReLU'; did you mean 'relu'\?$"),
    (lambda: Neuron(2, activation="LeakyReLU"), r"got 'LeakyReLU'; did you mean 'leaky_relu'\?$"),
    (lambda: Neuron(2, activation="SIGMOID"), r"got 'SIGMOID'; did you mean 'sigmoid'\?$"),
    (lambda: Neuron(2, activation="xyzzy"), "got 'xyzzy': try 'relu', 'tanh', 'sigmoid', 'identity'$"),
    (lambda: Neuron(2, activation="add"), "operation of one argument, got 'add'"),
    (lambda: Neuron(2, activation="sum"), "operation of one argument, got 'sum'"),
    (lambda: Neuron(2, activation=3), "got 3: try 'relu'"),
    (lambda: Neuron(1, activation="softmax"), ": it needs a whole layer: apply autodiff.softmax to the outputs$"),
    (lambda: Neuron(1, activation="where"), "operation of one argument, got 'where': try"),
    (lambda: activation_function(""), "operation of one argument, got ''"),
    (lambda: activation_function(["relu"]), r"operation of one argument, got \['relu'\]"),
])
def test_value_errors_say_what_is_wrong(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("name", ["softmax", "log_softmax", *(op.name for op in OPS.values() if op.variadic)])
@pytest.mark.parametrize("itself", [False, True])
def test_what_needs_a_whole_layer_is_refused_by_name_and_as_a_function(name: str, itself: bool) -> None:
    got = f"autodiff.{name}" if itself else f"'{name}'"
    with pytest.raises(ValueError, match=rf"got {got}: it needs a whole layer: apply autodiff\.{name} to the outputs$"):
        MLP(2, [2], activation=[getattr(autodiff, name) if itself else name])


def test_an_activation_must_stay_in_the_graph() -> None:
    with pytest.raises(TypeError, match=r"the activation <lambda> must return a Value for a Value, not a float \(1.0\)"):
        Neuron(1, weights=[1.0], activation=lambda z: z.data)([1.0])


# --- Blocks ---


def test_an_activation_may_be_exchanged() -> None:
    block, neuron = Activation("relu"), Neuron(1, weights=[1.0], bias=False)
    for thing in (block, neuron):
        thing.activation = "tanh"  # type: ignore[attr-defined]
    assert block([2.0]) == neuron([2.0]).data == math.tanh(2.0)
    assert (repr(block), repr(neuron)) == ("Activation(Tanh)", "TanhNeuron(1, no bias)")
    with pytest.raises(ValueError, match="got 'rleu'; did you mean 'relu'"):
        neuron.activation = "rleu"
    assert neuron.activation == "tanh"


def test_prelu_as_pytorch_has_it_also_at_0() -> None:
    case, alpha = GOLDEN["prelu"], Value(0.25)
    block, x = Activation(PReLU(alpha)), [Value(v) for v in GOLDEN["prelu"]["x"]]
    y = block(x)
    autodiff.sum([i * out for i, out in enumerate(y, 1)]).backward()
    assert [out.data for out in y] == case["y"]
    assert alpha.grad == pytest.approx(case["alpha"], rel=1e-15)
    assert [v.grad for v in x] == case["grad"]
    assert block.state_dict() == {"activation.alpha": 0.25}
    assert (PReLU().alpha.label, PReLU().alpha.scope) == ("alpha", "")


def test_a_prelu_is_learnt_by_the_neurons_that_share_it() -> None:
    model = MLP(1, [2], activation=[PReLU()], weights=[[[1.0, 2.0]]], bias=False)
    autodiff.sum(model([-3.0])).backward()
    (alpha,) = [p for p in model.parameters() if p.label == "alpha"]
    assert alpha.grad == -3.0 - 6.0
    model.gradient_step(0.01)
    assert alpha.data == 0.25 + 0.09
    with pytest.raises(ValueError, match="alpha of a PReLU must be a number or a leaf, not the computed"):
        PReLU(Value(1.0) * 2)
    with pytest.raises(TypeError, match=r"alpha of a PReLU must be a real number, not str \('x'\)"):
        PReLU("x")  # type: ignore[arg-type]

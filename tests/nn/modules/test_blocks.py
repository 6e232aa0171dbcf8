"""Sequential, Activation, PReLU, Dropout and BatchNorm: beside PyTorch, exact values, chance of known size."""

import math
import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff
from autodiff import Value, draw
from autodiff.graph.sweeps import topological
from nn import MLP, Activation, BatchNorm, Dropout, Layer, Neuron, PReLU, Sequential
from tests.nn.golden import GOLDEN

# --- Sequential ---


def test_a_sequential_is_its_blocks_one_after_the_other() -> None:
    first, second = Layer(2, 3, activation="tanh", rng=0), Layer(3, 2, rng=1)
    model = Sequential(first, Activation("sigmoid"), second)
    x = [0.5, -1.0]
    by_hand = second([autodiff.sigmoid(a) for a in first(x)])
    assert [y.data for y in model(x)] == [y.data for y in by_hand]
    assert model.parameters() == [*first.parameters(), *second.parameters()]
    assert next(model.named_parameters())[0] == "block1.neuron1.w1"
    assert repr(Sequential(Layer(1, 1), BatchNorm(1), Dropout(0.25), Activation("relu"), Activation(PReLU()))) == (
        "Sequential of [Layer of [ReLUNeuron(1)], BatchNorm(1), Dropout(0.25), Activation(ReLU), Activation(PReLU)]")


def test_a_sequential_of_nothing_changes_nothing_and_one_may_hold_another() -> None:
    assert Sequential()([1.0, 2.0]) == [1.0, 2.0]
    assert [n for n, _ in Sequential(Sequential(Neuron(1))).named_parameters()] == ["block1.block1.w1", "block1.block1.b"]


def test_layers_of_a_sequential_are_drawn_apart() -> None:
    shared = Value(0.5)
    model = Sequential(Layer(1, 2, rng=0), Neuron(2, weights=[shared, 1.0]), Layer(1, 1, scope="head"), MLP(1, [1]))
    y = model([Value(1.0)])
    scopes = {node.scope for node in topological(y)}
    assert scopes == {"", "block1/neuron1", "block1/neuron2", "block2", "head/neuron1", "layer1/neuron1"}
    assert shared.scope == ""  # it belongs to no neuron alone
    frozen = Layer(1, 1)
    frozen.freeze()
    Sequential(frozen)
    assert frozen.neurons[0].w[0].scope == "block1/neuron1"
    assert all(name in draw(y, fold="layers").svg for name in ("block1", "block2", "head", "layer1"))


@pytest.mark.parametrize(("given", "message"), [
    ([Layer(1, 1)], r"block 1 of a Sequential must be a Block, not list .*: give the blocks without brackets, as "
                    r"Sequential\(a, b\)$"),
    (PReLU(), r"not PReLU \(PReLU\(alpha=0.25\)\): Activation\('tanh'\) and Activation\(PReLU\(\)\) make one of a function"),
    (math.tanh, "must be a Block such as a Layer, not builtin_function_or_method"),
])
def test_what_is_no_block_is_named(given: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Sequential(given)


# --- Activation and PReLU ---


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


# --- Dropout ---


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_dropout_drops_its_share_and_keeps_the_mean(p: float) -> None:
    n = 20_000
    y = Dropout(p, rng=3)([1.5] * n)
    assert sorted({*y}) == pytest.approx([0.0, GOLDEN["dropout"][str(p)]], rel=1e-15)
    assert abs(y.count(0.0) - n * p) < 5 * math.sqrt(n * p * (1 - p))


def test_dropout_passes_the_gradient_of_what_it_keeps_and_keeps_values() -> None:
    x = [Value(math.inf if i % 2 else 1.0) for i in range(40)]
    y = Dropout(0.5, rng=1)(x)
    assert all(isinstance(out, Value) for out in y)  # so that there always is something to go backward from
    autodiff.sum(y).backward()
    assert [v.grad for v in x] == [2.0 if out.data else 0.0 for out in y]
    assert {v.grad for v in x} == {0.0, 2.0}


def test_dropout_does_nothing_in_evaluation_or_with_p_0() -> None:
    x = [Value(2.0), 3.0]
    assert Dropout(0.9).eval()(x) == x
    assert Dropout(0.0)([2.0, 3.0]) == [2.0, 3.0]
    drop = Dropout(0.5, rng=0)
    drop.eval()([1.0] * 5)
    assert drop.rng.random() == random.Random(0).random()  # nothing was drawn


def test_two_dropouts_do_not_drop_alike_and_each_has_a_generator_of_its_own() -> None:
    ones = [1.0] * 64
    random.seed(4)
    first, second = Dropout(), Dropout()
    masks = [first(ones), second(ones)]
    assert masks[0] != masks[1]
    random.seed(4)
    again = [Dropout(), Dropout()]
    random.random()  # an unrelated draw changes nothing
    assert [drop(ones) for drop in again] == masks
    assert [name for name, _ in Sequential(first, Layer(64, 1), second).named_generators()] == ["block1.rng", "block3.rng"]
    assert Dropout(rng=random.Random(7))(ones) == Dropout(rng=7)(ones) == Dropout(rng=np.int64(7))(ones)


@pytest.mark.parametrize("p", [1, 1.5, -0.1, math.nan])
def test_a_probability_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match=rf"p of a Dropout must be a probability below 1, got {p}: give 0.5"):
        Dropout(p)


# --- BatchNorm ---


@pytest.mark.parametrize("case", GOLDEN["batch_norm"], ids=lambda case: f"eps={case['eps']} momentum={case['momentum']}")
def test_batch_norm_as_pytorch_has_it(case: dict[str, Any]) -> None:
    block = BatchNorm(2, case["eps"], case["momentum"])
    block.load_state_dict(block.state_dict() | {f"{name}{i}": x for name in ("gamma", "beta")
                                                for i, x in enumerate(case[name], 1)})
    for step in case["steps"]:
        block.train(step["mode"] == "train").zero_grad()
        x = [[Value(v) for v in row] for row in step["x"]]
        y = [out for row in block(x) for out in row]
        autodiff.sum([i * out for i, out in enumerate(y, 1)]).backward()
        outputs, gradients = ([v for row in step[name] for v in row] for name in ("y", "grad"))
        assert [out.data for out in y] == pytest.approx(outputs, rel=1e-12, abs=1e-14)
        assert [v.grad for row in x for v in row] == pytest.approx(gradients, rel=1e-10, abs=1e-11)
        assert [p.grad for p in block.parameters()] == pytest.approx([*step["gamma"], *step["beta"]], rel=1e-11, abs=1e-12)
        assert [v.data for v in block.running_mean] == pytest.approx(step["mean"], rel=1e-13, abs=1e-15)
        assert [v.data for v in block.running_var] == pytest.approx(step["var"], rel=1e-13)


STUDENTS = ((60, 80, 5), (70, 75, 8), (40, 51, 10))
# The facts 001.bn.*, exact to 25 digits: each feature normalised, and the gradient of 1, 2, 3 times the outputs
BN = {
    "x1": (["0.2672612333218848802576364", "1.0690449332875395210305457", "-1.3363061666094244012881821"],
           ["-0.0687243178762451769439821", "0.0458162084812811485332352", "0.0229081093949640284107468"]),
    "x2": (["0.8953570824134283066820125", "0.5003466048780922890281834", "-1.3957036872915205957101960"],
           ["-0.0249826355152385881238589", "0.0301873452895512850803303", "-0.0052047097743126969564713"]),
    "x3": (["-1.2977698322143142276993111", "0.1622212290267892784624138", "1.1355486031875249492368972"],
           ["0.0256126649812907926709988", "-0.0640345440077073285072800", "0.0384218790264165358362811"]),
}


def test_row_20_batch_norm_of_the_three_students() -> None:
    x = [[Value(v) for v in row] for row in STUDENTS]
    y = BatchNorm(3)(x)
    autodiff.sum([i * out for i, row in enumerate(y, 1) for out in row]).backward()
    for j, (outputs, gradients) in enumerate(BN.values()):
        assert [row[j].data for row in y] == pytest.approx([float(v) for v in outputs], rel=1e-12)
        assert [row[j].grad for row in x] == pytest.approx([float(v) for v in gradients], rel=1e-12, abs=1e-12)


@given(st.lists(st.fractions(-9, 9, max_denominator=64), min_size=2, max_size=6))
def test_running_statistics_follow_mean_and_unbiased_variance(column: list[Fraction]) -> None:
    mean = sum(column) / Fraction(len(column))
    var = sum((x - mean) ** 2 for x in column) / Fraction(len(column) - 1)
    block = BatchNorm(1, momentum=0.25)
    block([[x] for x in column])
    assert block.running_mean[0].data == pytest.approx(float(mean / 4), rel=1e-13, abs=1e-15)
    assert block.running_var[0].data == pytest.approx(float(Fraction(3, 4) + var / 4), rel=1e-13)
    in_training = block.state_dict()
    block.eval()([[9.0]])
    assert block.state_dict() == in_training  # evaluation follows nothing


def test_in_evaluation_a_sample_does_not_depend_on_its_batch() -> None:
    block = BatchNorm(2)
    block([[1.0, 2.0], [3.0, -1.0], [0.5, 0.5]])
    block.eval()
    alone = [y.data for y in block([0.25, 0.75])]
    assert [y.data for y in block([[9.0, 9.0], [0.25, 0.75]])[1]] == alone


def test_running_statistics_are_state_and_no_parameters() -> None:
    block = BatchNorm(2)
    assert [name for name, _ in block.named_parameters()] == ["gamma1", "gamma2", "beta1", "beta2"]
    assert block.state_dict() == {"gamma1": 1, "gamma2": 1, "beta1": 0, "beta2": 0, "running_mean1": 0, "running_mean2": 0,
                                  "running_var1": 1, "running_var2": 1}
    assert [p.label for p in block.parameters()] == ["gamma1", "gamma2", "beta1", "beta2"]
    block.freeze()
    block([[1.0, 2.0], [3.0, 5.0]])
    assert block.parameters() == []
    assert block.running_mean[1].data == pytest.approx(0.35)  # they follow all the same, as in PyTorch


@pytest.mark.parametrize(("make", "message"), [
    (lambda: BatchNorm(2)([1.0, 2.0]), "needs a batch of at least 2 samples, got 1: give a batch_size that leaves"),
    (lambda: BatchNorm(2)([[1.0] * 3] * 2), "BatchNorm of 2 inputs needs a list of as many numbers, got 3 for sample 1"),
    (lambda: BatchNorm(0), "n, the number of inputs of a BatchNorm, must be a positive int, got 0"),
    (lambda: BatchNorm(1, eps=-1.0), "eps of a BatchNorm must be 0 or more, got -1.0"),
    (lambda: BatchNorm(1, momentum=-0.5), "momentum of a BatchNorm must be 0 or more, got -0.5"),
    (lambda: BatchNorm(1, momentum=1.5), "momentum of a BatchNorm must be from 0 to 1, got 1.5: PyTorch's is 0.1"),
])
def test_what_batch_norm_refuses(make: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_what_is_no_number_moves_no_running_statistics() -> None:
    for block, column in ((BatchNorm(1), [1.0, "a"]), (BatchNorm(1).eval(), [1.0, "a"]), (Dropout(rng=0), [1.0, "a"])):
        with pytest.raises(TypeError, match="must be a real number, not str"):
            block([[x] for x in column])
    mixed = BatchNorm(2)
    with pytest.raises(TypeError, match="must be a real number, not str"):
        mixed([[1.0, "a"], [2.0, "b"]])
    assert mixed.state_dict() == BatchNorm(2).state_dict()

"""Block: a sample or a batch goes in, outputs as deep come out; a batch is its samples, one by one."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff
from autodiff import Value
from nn import MLP, Activation, Block, Layer, Neuron, PReLU, Sequential

numbers = st.floats(-3, 3)


@given(st.integers(1, 3), st.lists(st.integers(1, 3), min_size=1, max_size=3), st.data())
def test_a_batch_is_its_samples_one_by_one(nin: int, nouts: list[int], data: st.DataObject) -> None:
    activations = [data.draw(st.sampled_from(["tanh", "relu", "identity", "softplus"])) for _ in nouts]
    model: Any = MLP(nin, nouts, activation=activations, rng=data.draw(st.integers(0, 99)))
    if data.draw(st.booleans()):
        model = Sequential(model, Activation(PReLU(0.1)))
    batch = data.draw(st.lists(st.lists(numbers, min_size=nin, max_size=nin), min_size=1, max_size=4))
    together, single = model(batch), [model(x) for x in batch]
    assert type(together) is list
    assert data_of(together) == data_of(single)  # to the bit
    autodiff.sum(flat(together)).backward()
    gradients = [p.grad for p in model.parameters()]
    model.zero_grad()
    for y in single:
        autodiff.sum(flat(y)).backward()
    assert [p.grad for p in model.parameters()] == pytest.approx(gradients, rel=1e-12, abs=1e-12)


def flat(x: Any) -> list[Any]:
    return [y for item in x for y in flat(item)] if isinstance(x, list) else [x]


def data_of(x: Any) -> Any:
    return [data_of(item) for item in x] if isinstance(x, list) else x.data


def test_one_output_comes_alone_and_several_as_a_list() -> None:
    one, two = MLP(2, [1], rng=0), MLP(2, [2], rng=0)
    x = [0.5, 1.0]
    assert (depth(one(x)), depth(two(x)), depth(one([x])), depth(two([x])), depth(one([x] * 3))) == (0, 1, 1, 2, 1)
    assert (len(one([x] * 3)), len(two([x] * 3)), len(two([x] * 3)[0])) == (3, 3, 2)


def depth(x: Any) -> int:
    return 1 + depth(x[0]) if isinstance(x, list) else 0


@pytest.mark.parametrize("x", [(1.0, 2.0), np.array([1.0, 2.0]), np.array([1, 2]), range(1, 3), [True, 2],
                               [1, np.float32(2.0)], np.array([Value(1.0), 2.0])])
def test_a_sample_may_be_anything_listed(x: Any) -> None:
    model = MLP(2, [1], weights=[[[0.5], [0.25]]])
    assert model(x).data == 1.0
    assert [y.data for y in model([x, x])] == [1.0, 1.0]
    assert [y.data for y in model(np.array([[1.0, 2.0], [2.0, 4.0]]))] == [1.0, 2.0]


def test_a_batch_of_mixed_kinds_of_rows() -> None:
    assert [y.data for y in Neuron(2, weights=[1, 1])([[1, 2], (3, 4), np.array([5, 6])])] == [3, 7, 11]


@pytest.mark.parametrize(("x", "message"), [
    (3.0, r"a Layer of 2 inputs needs a list of as many numbers, not float \(3.0\)"),
    (Value(1.0), r"needs a list of as many numbers, not Value \(Value\(data=1.0"),
    ("ab", r"needs a list of as many numbers, not str \('ab'\)"),
    ({1.0, 2.0}, "needs a list of as many numbers, not set"),
    ({0: 1.0, 1: 2.0}, "needs a list of as many numbers, not dict"),
    (np.array(1.0), r"needs a list of as many numbers, not ndarray \(array\(1.\)\)"),
    ((v for v in (1.0, 2.0)), "needs a list of as many numbers, not generator"),
    ([], "needs a list of as many numbers, got an empty list: give a sample, or a batch of at least one sample"),
    ([[]], r"needs a list of as many numbers, got 0: \[\]"),
    ([1.0], r"needs a list of as many numbers, got 1: \[1.0\]"),
    ([[1.0, 2.0], [3.0]], r"needs a list of as many numbers, got 1 for sample 2: \[3.0\]"),
    ([1.0, [2.0]], r"got numbers and lists mixed, first float, then list \(\[2.0\]\): give a sample \(a list of numbers\)"),
    ([[1.0, 2.0], 3.0], r"got numbers and lists mixed, first list, then float \(3.0\): give"),
])
def test_what_is_no_sample_and_no_batch_is_named(x: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Layer(2, 3)(x)


def test_messages_name_the_block() -> None:
    for block, name in ((MLP(2, [1]), "an MLP of 2 inputs needs a list of as many numbers"), (Neuron(1), "a Neuron of 1"),
                        (Activation("tanh"), "an Activation needs a list of numbers"), (Sequential(), "a Sequential needs")):
        with pytest.raises(ValueError, match=f"^{name}"):
            block(1.0)  # type: ignore[arg-type]


@pytest.mark.parametrize("x", [["a", "b"], [None, 1.0], [[1j, 2.0]], [[[1.0], [2.0]]]])
def test_what_is_no_number_in_a_sample_is_named(x: Any) -> None:
    with pytest.raises(TypeError, match=r"must be a real number, not (str|NoneType|complex|list) \("):
        Layer(2, 3)(x)


class Own(Block):
    """A block of a user, which gives what it is told to."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def forward(self, rows: list[Any]) -> Any:
        return self._answer


@pytest.mark.parametrize("answer", [None, 3.0, [], [1.0], [[1.0], [2.0]], [[]], {0: [1.0]}, [Value(1.0)]])
def test_what_forward_must_give_is_said(answer: Any) -> None:
    with pytest.raises(TypeError, match=r"forward of Own must give a list of outputs for each of 1 rows, not .*: in it,"):
        Own(answer)([1.0])


def test_a_block_of_ones_own() -> None:
    class Net(Block):
        def __init__(self) -> None:
            self.first, self.second = Layer(2, 3, activation="tanh", rng=0), Layer(3, 1, activation="identity", rng=1)

        def forward(self, rows: list[Any]) -> list[Any]:
            return self.second.forward(self.first.forward(rows))

    net, same = Net(), Sequential(*(vars(Net()).values()))
    assert net([0.5, 1.0]).data == same([0.5, 1.0]).data
    assert [y.data for y in net([[0.5, 1.0], [1.0, 2.0]])] == [y.data for y in same([[0.5, 1.0], [1.0, 2.0]])]
    assert len(net.parameters()) == 13
    with pytest.raises(NotImplementedError, match=r"Block must define forward\(rows\): a list of outputs for each row"):
        Block()([1.0])

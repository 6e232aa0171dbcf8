"""What all optimisers promise: all or nothing, the same from a saved state, each parameter once, whatever their order."""

import copy
import json
import math
import pickle
import random
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autodiff import Value
from nn import MLP, Layer, Neuron
from nn.optim import SGD, Adam, Optimizer
from tests.hostile.test_state import at_every_place
from tests.nn.optim.kit import KINDS, kinds, lead, numbers, picture, rows, three


@given(kinds, rows(3), st.permutations(range(3)))
def test_the_order_of_parameters_does_not_matter(kind: Any, gradients: list[list[float]], order: list[int]) -> None:
    make, options = kind
    plain, mixed = three(), three()
    first, second = make(plain, **options), make([mixed[i] for i in order], **options)
    lead(first, plain, gradients)
    lead(second, mixed, gradients)
    assert picture(first, plain) == picture(second, mixed)


@given(kinds, rows(3), st.lists(numbers, min_size=3, max_size=3), st.integers(0, 2),
       st.sampled_from([math.nan, math.inf, -math.inf]))
def test_a_refused_step_changes_nothing(kind: Any, gradients: list[list[float]], last: list[float], at: int,
                                        bad: float) -> None:
    make, options = kind
    w = three()
    optimizer = make(w, **options)
    lead(optimizer, w, gradients)
    before = picture(optimizer, w)
    last[at] = bad
    with pytest.raises(ValueError, match=f"the gradient of {'abc'[at]} is {bad}"):
        lead(optimizer, w, [last])
    assert picture(optimizer, w) == before
    assert [str(p.grad) for p in w] == list(map(str, last))


@given(kinds, rows(3), rows(3))
def test_a_saved_state_goes_on_bit_for_bit(kind: Any, gradients: list[list[float]], more: list[list[float]]) -> None:
    make, options = kind
    w = three()
    optimizer = make(w, **options)
    lead(optimizer, w, gradients)
    saved = json.dumps(optimizer.state_dict(), allow_nan=False)
    twins = three([p.data for p in w])
    other = make(twins)  # the options come with the state
    other.load_state_dict(json.loads(saved))
    assert json.dumps(other.state_dict()) == saved
    lead(optimizer, w, more)
    lead(other, twins, more)
    assert picture(optimizer, w) == picture(other, twins)
    assert json.dumps(json.loads(saved)) == saved  # and what was saved is not a part of what goes on


@given(kinds, rows(1))
def test_a_shared_parameter_moves_once(kind: Any, gradients: list[list[float]]) -> None:
    make, options = kind
    alone, shared = Value(0.5, "w1"), Value(0.5)
    models = [make([alone], **options), make([shared, shared], **options),
              make(Neuron(2, weights=[shared, shared], bias=False), **options)]
    lead(models[0], [alone], gradients)
    lead(models[1], [shared], gradients)
    assert shared.data.hex() == alone.data.hex()
    shared.data = 0.5
    lead(models[2], [shared], gradients)
    assert picture(models[2], [shared]) == picture(models[0], [alone])


@given(st.lists(numbers, min_size=3, max_size=3), st.floats(0, 1), st.floats(0, 1))
def test_without_gradient_and_decay_the_weights_stay(data: list[float], lr: float, momentum: float) -> None:
    w = three(data)
    lead(SGD(w, lr, momentum), w, [[0.0] * 3] * 3)
    assert [p.data for p in w] == data


@pytest.mark.parametrize("make", KINDS)
def test_at_a_rate_of_0_only_the_state_moves(make: Any) -> None:
    w = three()
    lead(make(w, lr=0), w, [[1.0, -2.0, 3.0]])
    assert [p.data for p in w] == [0.5, -1.25, 3.0]


@pytest.mark.parametrize("make", KINDS)
def test_the_minimum_of_a_bowl_is_found(make: Any) -> None:
    x, y = Value(2.0), Value(-1.0)
    optimizer = make([x, y], lr=0.1 if make is SGD else 0.3)
    for step in range(400):
        optimizer.zero_grad()
        ((x - 1) ** 2 + 3 * (y - 0.5) ** 2).backward()
        optimizer.lr *= 0.99 if step > 200 else 1
        optimizer.step()
    assert [x.data, y.data] == pytest.approx([1.0, 0.5], abs=0.02)


# --- Given a Module, it asks for the parameters at every step ---


class Freezing(Layer):
    """A layer whose first neuron can be left out."""

    frozen = False

    def named_parameters(self) -> Any:
        yield from ((name, p) for name, p in super().named_parameters() if not (self.frozen and name.startswith("neuron1")))

    def state_dict(self) -> dict[str, float]:
        return {name: p.data for name, p in super().named_parameters()}


def test_freezing_holds_at_the_next_step_and_keeps_what_was_known() -> None:
    layer = Freezing(1, 2, weights=[[1.0, 2.0]], bias=False)
    optimizer = SGD(layer, lr=1.0, momentum=0.5)
    first, second = layer.parameters()
    lead(optimizer, [first, second], [[1.0, 1.0]])
    layer.frozen = True
    lead(optimizer, [first, second], [[math.nan, 1.0]])  # what is not moved may have any gradient
    assert (first.data, second.data) == (0.0, 2.0 - 1.0 - 1.5)
    saved = optimizer.state_dict()
    assert saved["state"]["neuron1.w1"] == {"step": 1, "momentum_buffer": 1.0}
    optimizer.load_state_dict(saved)
    layer.frozen = False
    lead(optimizer, [first, second], [[1.0, 0.0]])
    assert first.data == 0.0 - 1.5


def test_zero_grad_is_the_modules_own_and_sets_the_parameters_of_a_list() -> None:
    class Counting(Neuron):
        calls = 0

        def zero_grad(self) -> None:
            Counting.calls += 1

    SGD(Counting(1)).zero_grad()
    assert Counting.calls == 1
    w = three()
    optimizer = SGD(w)
    lead(optimizer, w, [[1.0, 2.0, 3.0]])
    optimizer.zero_grad()
    assert [p.grad for p in w] == [0.0, 0.0, 0.0]


def test_weights_are_trained_the_same_given_as_a_module_and_as_a_list() -> None:
    models = [MLP(2, [3, 1], rng=random.Random(1)) for _ in range(3)]
    optimizers = [Adam(models[0]), Adam(models[1].parameters()), Adam(models[2].named_parameters())]
    for model, optimizer in zip(models, optimizers, strict=True):
        for _ in range(3):
            optimizer.zero_grad()
            (model([1.0, -2.0]) - 1).square().backward()
            optimizer.step()
    pictures = [picture(o, m.parameters()) for o, m in zip(optimizers, models, strict=True)]
    assert pictures[0] == pictures[1] == pictures[2]
    assert "layer1.neuron3.w2" in pictures[0][1]["state"]


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda pair: pickle.loads(pickle.dumps(pair))])
def test_a_copy_together_with_its_model_is_on_its_own(copied: Any) -> None:
    model = MLP(1, [2, 1], rng=random.Random(3))
    pair = model, Adam(model, lr=0.1)
    lead(pair[1], model.parameters(), [[1.0] * 7])
    twin, optimizer = copied(pair)
    before = picture(pair[1], model.parameters())
    lead(optimizer, twin.parameters(), [[1.0] * 7])
    assert picture(pair[1], model.parameters()) == before
    lead(pair[1], model.parameters(), [[1.0] * 7])
    assert picture(pair[1], model.parameters()) == picture(optimizer, twin.parameters())


# --- What is refused ---


def test_the_rate_is_checked_whenever_it_is_set() -> None:
    optimizer = SGD(three(), lr=1)
    assert isinstance(optimizer.lr, float)
    for bad in (-0.1, math.nan, math.inf):
        with pytest.raises(ValueError, match="lr must be"):
            optimizer.lr = bad
        with pytest.raises(ValueError, match="lr must be"):
            SGD(three(), bad)
    with pytest.raises(TypeError, match="lr must be a real number, not str"):
        optimizer.lr = "0.1"  # type: ignore[assignment]
    assert optimizer.lr == 1.0


@pytest.mark.parametrize("make", KINDS)
def test_a_step_beyond_the_floats_changes_nothing(make: Any) -> None:
    w = three([0.5, 1e308, 0.5])
    optimizer = make(w, lr=1e308)
    with pytest.raises(ValueError, match=r"of b|change b"):
        lead(optimizer, w, [[0.0, -1e308, 0.0]])
    assert ([p.data for p in w], optimizer.state_dict()["state"]) == ([0.5, 1e308, 0.5], {})


def test_a_state_beyond_the_floats_is_refused_though_the_weight_would_be_finite() -> None:
    w = three()
    with pytest.raises(ValueError, match=r"make exp_avg_sq of b inf \(its gradient is 1e[+]200\): no weight was updated; "
                                         "clip the gradients$"):
        lead(Adam(w), w, [[0.0, 1e200, 0.0]])


def test_dividing_by_0_is_refused_by_name() -> None:
    w = three()
    with pytest.raises(ValueError, match=r"would change a from 0\.5 to nan: .* an eps where that is 0"):
        lead(Adam(w, eps=0), w, [[0.0, 1.0, 1.0]])


def test_a_rule_of_ones_own_is_held_to_its_form() -> None:
    class Own(Optimizer):
        answer: Any = None

        def rule(self, weight: float, gradient: float, state: Any) -> Any:
            return self.answer

    w = three()
    optimizer = Own(w, 0.1)
    for answer, message in [((w[0], {}), "the new weight of a must be a real number"),
                            ((1.0, []), r"new state of a, a dict of numbers, not list \(\[\]\)$"),
                            ((1.0, {"m": "x"}), "m of a must be a real number")]:
        optimizer.answer = answer
        with pytest.raises(TypeError, match=message):
            optimizer.step()
    optimizer.answer = (2, {"m": 1.0})
    optimizer.step()
    assert [repr(p.data) for p in w] == ["2.0"] * 3
    with pytest.raises(TypeError, match="abstract"):
        Optimizer(w, 0.1)  # type: ignore[abstract]


def test_repr_tells_kind_options_and_size() -> None:
    optimizer = SGD(three(), momentum=0.9)
    optimizer.lr = 0.5
    assert repr(optimizer) == ("SGD(lr=0.5, momentum=0.9, dampening=0.0, weight_decay=0.0, nesterov=False) "
                               "of 3 parameters")


# --- Interrupts ---

no_opcodes = pytest.mark.skipif(sys.version_info >= (3, 13), reason="sys.settrace does not tell of every instruction there")


@no_opcodes
@pytest.mark.parametrize("make", KINDS)
def test_an_interrupt_leaves_all_weights_and_the_state_old_or_all_new(make: Any) -> None:
    w = three()
    optimizer = make(w, lr=0.1)
    lead(optimizer, w, [[1.0, -2.0, 0.5]])
    before = [picture(optimizer, w)]
    seen = set()

    def look(_: bool) -> None:
        after = picture(optimizer, w)
        twins = three([float.fromhex(x) for x in before[0][0]])
        expected = make(twins)
        expected.load_state_dict(before[0][1])
        lead(expected, twins, [[p.grad for p in w]])
        assert after in (before[0], picture(expected, twins))
        seen.add(after == before[0])
        before[0] = after

    assert at_every_place(optimizer.step, look, 1) > 30
    assert seen == {True, False}


@no_opcodes
def test_an_interrupt_while_loading_leaves_the_old_state_or_the_new() -> None:
    w = three()
    optimizer = Adam(w, lr=0.5)
    lead(optimizer, w, [[1.0, -2.0, 0.5]])
    old = optimizer.state_dict()
    lead(optimizer, w, [[1.0, -2.0, 0.5]])
    optimizer.lr = 0.25
    new = optimizer.state_dict()

    def load() -> None:
        optimizer.load_state_dict(old)

    def look(interrupted: bool) -> None:
        assert optimizer.state_dict() in ((old, new) if interrupted else (old,))
        optimizer.load_state_dict(new)

    assert at_every_place(load, look, 1) > 100

"""Data that claim to be a model are refused unless they are one: what a correct checksum does not tell."""

import copy
import pickle
import random
from typing import Any

import pytest

from nn import MLP, BatchNorm, Block, Dropout, Layer, Neuron, PReLU, Sequential
from nn.checkpoint import description
from nn.checkpoint.description import build, describe
from tests.nn.checkpoint.models import outputs, values

NEURON = {"activation": "tanh", "scope": "n", "w": [0], "b": 1, "training": True, "frozen": []}
LEAVES: list[Any] = [{"Value": [0.5, "w1", "n"]}, {"Value": [0.0, "b", "n"]}]
ONE = [*LEAVES, {"Neuron": NEURON}]
STATE = describe(Dropout(0.5, rng=0))[0]["Random"]


def neuron(**changed: Any) -> list[Any]:
    return [*LEAVES, {"Neuron": NEURON | changed}]


def module(name: str, before: list[Any], **attributes: Any) -> list[Any]:
    return [*before, {name: {"training": True, "frozen": []} | attributes}]


def norm(**changed: Any) -> list[Any]:
    lists = {name: [0] for name in ("gamma", "beta", "running_mean", "running_var")}
    return module("BatchNorm", LEAVES, **{"eps": 1e-5, "momentum": 0.1} | lists | changed)


def dropout(p: Any = 0.5, state: Any = STATE) -> list[Any]:
    return module("Dropout", [{"Random": state}], p=p, rng=0)


def wide(weights: int) -> list[Any]:
    return [*LEAVES, {"Neuron": NEURON | {"w": [0] * weights}}]


def test_what_a_description_looks_like() -> None:
    made = describe(Neuron(1, activation="tanh", weights=[0.5], scope="n"))
    assert made == ONE
    assert list(made[2]["Neuron"]) == ["activation", "scope", "w", "b", "training", "frozen"]
    assert repr(build(ONE)) == "TanhNeuron(1)"


@pytest.mark.parametrize(("parts", "said"), [
    (None, "it has no parts"), ([], "it has no parts"), ({"Neuron": NEURON}, "it has no parts"),
    (LEAVES, "the last part is a Value, not a block"),
    (module("PReLU", LEAVES, alpha=0), "the last part is a PReLU, not a block"),
    ([3], "part 0: it is 3, not a dict"), ([{}], "part 0: it is {}, not a dict"),
    ([{"Value": [0.5, "", ""], "Neuron": NEURON}], "part 0: it is .* not a dict of a name"),
    ([{"os.system": ["true"]}], "part 0: 'os.system' is none of Value, Random, Neuron"),
    ([{"Module": {}}], "'Module' is none of"), ([{"Block": {}}], "'Block' is none of"),
    ([{"Value": [1, "", ""]}], "a Value must be"), ([{"Value": ["1", "", ""]}], "a Value must be"),
    ([{"Value": [1.0, ""]}], "a Value must be"), ([{"Value": [1.0, "", 2]}], "a Value must be"),
    ([{"Value": [1.0, None, ""]}], "a Value must be"), ([{"Value": 1.0}], "a Value must be"),
    (neuron(activation="exec"), "part 2: activation must be a function or the name of an operation"),
    (neuron(activation="__import__"), "part 2: activation must be"), (neuron(activation="softmax"), "part 2: activation"),
    (neuron(activation="maximum"), "activation must be"),
    (neuron(activation=0), "activation of a Neuron must be of str or PReLU, got 0, which is of Value"),
    (neuron(activation=None), "activation of a Neuron must be"), (neuron(scope=None), "scope of a Neuron must be of str"),
    (neuron(w=[]), "a Neuron needs at least one weight"), (neuron(w=0), "w of a Neuron must be a list, got 0"),
    (neuron(w=[2]), "an element of w of a Neuron must be one of the 2 parts before it, got 2"),
    (neuron(w=[-1]), "one of the 2 parts before it, got -1"), (neuron(w=[10**30]), "one of the 2 parts before it"),
    (neuron(w=[0.0]), "an element of w of a Neuron must be of Value, got 0.0, which is of float"),
    (neuron(w=[[0]]), "must be of Value, got .0., which is of list"), (neuron(w=[True]), "got True, which is of bool"),
    (neuron(b="x"), "b of a Neuron must be"), (neuron(b=[]), "b of a Neuron must be"),
    (neuron(training=1), "training must be true or false"), (neuron(frozen="b"), "frozen a list of names"),
    (neuron(frozen=[1]), "frozen a list of names"), (neuron(frozen=["w2"]), "frozen must be names of its own parameters"),
    (neuron(forward="x"), "a Neuron must have activation, b, frozen, scope, training, w, got"),
    (neuron(_function="x"), "a Neuron must have"),
    ([*LEAVES, {"Neuron": {"w": [0]}}], "a Neuron must have"), ([*LEAVES, {"Neuron": [0]}], "a Neuron must have"),
    (module("Layer", ONE, neurons=[]), "a Layer needs neurons with as many weights each, got .."),
    (module("Layer", [*ONE, {"Neuron": NEURON | {"w": [0, 0]}}], neurons=[2, 3]), "as many weights each, got .1, 2."),
    (module("Layer", ONE, neurons=[0]), "an element of neurons of a Layer must be of Neuron, got 0, which is of Value"),
    (module("MLP", ONE, layers=[]), "an MLP needs at least one layer"),
    (module("MLP", module("Layer", ONE, neurons=[2, 2]), layers=[3, 3]), "layer 1 of an MLP has 2 neurons, but the next 1"),
    (module("Sequential", LEAVES, blocks=[0]), "must be of Block, got 0, which is of Value"),
    (norm(gamma=[]), "as many gamma, beta"), (norm(beta=[0, 1]), "as many gamma, beta"),
    (norm(gamma=[], beta=[], running_mean=[], running_var=[]), "as many gamma"),
    (norm(eps=-1.0), "eps of a BatchNorm must be 0 or more"), (norm(eps=float("nan")), "eps of a BatchNorm must be finite"),
    (norm(momentum=1.5), "momentum of a BatchNorm must be from 0"), (norm(eps=None), "eps of a BatchNorm must be of float"),
    (dropout(p=1.0), "p of a Dropout must be a probability"), (dropout(p=float("nan")), "p of a Dropout"),
    (dropout(p="0.5"), "p of a Dropout must be of float"),
    (dropout(state=[3, STATE[1][:-1], None]), "generator must be"), (dropout(state=[2, *STATE[1:]]), "generator must be"),
    (dropout(state=[3, [*STATE[1][:-1], 625], None]), "generator must be"), (dropout(state=None), "generator must be"),
    *((dropout(state=[3, [word, *STATE[1][1:]], None]), "generator must be") for word in (-1, 2**32, 1.0, True)),
    (dropout(state=[3, STATE[1], 1]), "generator must be"),
], ids=lambda x: x if isinstance(x, str) else "")
def test_what_is_no_model_is_refused(parts: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        build(parts)


def test_the_data_these_are_made_of_are_right_where_nothing_is_changed() -> None:
    for parts in (neuron(), norm(), dropout(), neuron(frozen=["w1", "b"]), neuron(b=None), wide(3),
                  module("MLP", module("Layer", ONE, neurons=[2]), layers=[3, 3])):
        assert isinstance(build(parts), Block)


def nested(levels: int) -> list[Any]:
    return ONE + [module("Sequential", [], blocks=[i])[0] for i in range(2, levels + 2)]


def test_a_generator_between_two_numbers_of_a_pair_stays_there() -> None:
    """`gauss` makes two at once, and keeps the second."""
    dropout = Dropout(0.5, rng=0)
    dropout.rng.gauss()
    again: Any = build(describe(dropout))
    assert [again.rng.gauss(), again.rng.gauss()] == [dropout.rng.gauss(), dropout.rng.gauss()]


def test_modules_lie_a_hundred_deep_and_no_deeper() -> None:
    assert describe(build(nested(99))) == nested(99)
    with pytest.raises(ValueError, match="modules in more than 100 others"):
        build(nested(100))
    with pytest.raises(ValueError, match="modules in more than 100 others"):
        build(nested(50_000))


def test_a_small_file_cannot_stand_for_a_huge_model() -> None:
    """Each Sequential holds the one before twice: 30 of them would be a walk over 10^9 neurons."""
    parts = ONE + [module("Sequential", [], blocks=[i, i])[0] for i in range(2, 32)]
    with pytest.raises(ValueError, match="more than 10,000,000 parts"):
        build(parts)


def test_the_limit_of_parts_counts_what_is_shared_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(description, "LARGEST", 12)
    assert isinstance(build(wide(10)), Neuron)  # the neuron, ten times its weight, its bias
    with pytest.raises(ValueError, match="more than 12 parts"):
        build(wide(11))


# --- Anything changed anywhere ---


def places(x: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something is in data, as keys to follow."""
    items = list(x.items()) if isinstance(x, dict) else list(enumerate(x)) if isinstance(x, list) else []
    return [path, *(place for key, item in items for place in places(item, (*path, key)))]


def at(data: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        data = data[key]
    return data


THINGS: list[Any] = [None, True, 0, 1, 7, -1, 10**40, 0.0, -2.5, float("nan"), float("inf"), "", "tanh", "Layer", [], [0],
                     [[]], {}, {"Value": [0.0, "", ""]}, {"Layer": {}}]


def changed(data: Any, every: list[tuple[Any, ...]], rng: random.Random) -> Any:
    """Data with something replaced, taken out, doubled, or exchanged; every: the places in them."""
    place = rng.choice(every)
    around, key, way = at(data, place[:-1]), place[-1], rng.randrange(4)
    if way == 0:
        around[key] = rng.choice(THINGS)
    elif way == 1:
        del around[key]
    elif way == 2 and isinstance(around, list):
        around.insert(rng.randrange(len(around) + 1), around[key])
    else:
        around[key] = copy.deepcopy(at(data, rng.choice(every)))
    return data


def whole(model: Block) -> None:
    """A model that was built can be walked, described, called and put into another mode."""
    assert all(type(v.data) is float for _, v in values(model))
    repr(model)
    model.eval()
    model.parameters()
    build(describe(model))


def survey(seed: int, count: int) -> tuple[int, int]:
    """How many changed descriptions were refused, how many were a model all the same."""
    rng, prelu = random.Random(seed), PReLU()
    model = Sequential(Layer(2, 2, activation=prelu, rng=0), BatchNorm(2), Dropout(0.5, rng=0), MLP(2, [2, 1], rng=0))
    model.freeze("block1.neuron1")
    parts, refused, whole_ones = describe(model), 0, 0
    kept = pickle.dumps(parts)  # a copy of which is made many times faster than by deepcopy
    few = [place for place in places(parts)[1:] if len(place) < 5 or place[-1] in (0, 624)]  # of a generator's 624 words
    for _ in range(count):
        try:
            built = build(changed(pickle.loads(kept), few, rng))
        except ValueError as problem:
            refused += 10 < len(str(problem)) < 500
        else:
            whole(built)
            whole_ones += 1
    return refused, whole_ones


def test_anything_changed_anywhere_is_refused_or_a_whole_model() -> None:
    refused, built = survey(0, 1_000)
    assert refused + built == 1_000
    assert refused > built > 50


@pytest.mark.long
def test_anything_changed_anywhere_a_hundred_thousand_times() -> None:
    assert sum(survey(1, 100_000)) == 100_000


def test_what_was_built_computes_what_was_described() -> None:
    model = MLP(2, [3, 2], rng=0)
    assert outputs(build(describe(model))) == outputs(model)

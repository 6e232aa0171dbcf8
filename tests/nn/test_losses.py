"""Losses and their gradients beside mpmath's formulas, PyTorch's answers and the documents, and far out."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from mpmath import mp, mpf

import nn
from autodiff import Value, grad, log, softmax
from autodiff.testing import assert_gradients
from nn import MLP, l2
from tests.nn.golden import GOLDEN
from tests.strategies import MANY

Term = Callable[[Any, Any], Any]

# --- Beside formulas of mpmath, and their differences with 60 digits ---

TERMS: dict[str, Term] = {
    "squared_error": lambda a, y: (a - y) ** 2,
    "half_squared_error": lambda a, y: (a - y) ** 2 / 2,
    "mse": lambda a, y: (a - y) ** 2,
    "mae": lambda a, y: abs(a - y),
    "huber": lambda a, y: (a - y) ** 2 / 2 if abs(a - y) <= 1 else abs(a - y) - mpf(1) / 2,
    "hinge": lambda a, y: max(mpf(0), 1 - a * y),
    "binary_cross_entropy": lambda p, y: -(y * mp.log(p) if y else 0) - ((1 - y) * mp.log(1 - p) if y != 1 else 0),
    "binary_cross_entropy_with_logits": lambda z, y: y * mp.log(1 + mp.exp(-z)) + (1 - y) * mp.log(1 + mp.exp(z)),
}
KINKS: dict[str, Term] = {  # how far a term is from a place without derivative
    "mae": lambda a, y: abs(a - y), "hinge": lambda a, y: abs(1 - a * y),
}
SUMMED = ("squared_error", "half_squared_error")  # unless told otherwise; the others are means
reals = st.floats(-4, 4, allow_subnormal=False)
shares = st.floats(0, 1, allow_subnormal=False)
OUTPUTS = {"binary_cross_entropy": st.floats(1e-6, 1 - 1e-6)}
TARGETS = {"hinge": st.sampled_from([-1, 1]), "binary_cross_entropy": shares | st.sampled_from([0, 1]),
           "binary_cross_entropy_with_logits": shares | st.sampled_from([0, 1])}


def near(got: float, exact: Any, size: Any = 0) -> bool:
    """Within 1e-13 of a number of mpmath, or of a size where there is cancellation."""
    return bool(abs(mpf(got) - exact) <= mpf("1e-13") * max(abs(exact), size))


@pytest.mark.parametrize("name", TERMS)
@MANY
@given(data=st.data())
def test_value_and_gradient_are_those_of_the_formula(name: str, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(OUTPUTS.get(name, reals), TARGETS.get(name, reals)), min_size=1, max_size=4))
    assume(all(name not in KINKS or KINKS[name](a, y) > 1e-6 for a, y in pairs))
    outputs, targets = [Value(a) for a, _ in pairs], [y for _, y in pairs]
    with mp.workdps(60):
        terms = [TERMS[name](mpf(a), mpf(y)) for a, y in pairs]
        slopes = [mp.diff(lambda a, y=y: TERMS[name](a, mpf(y)), mpf(a)) for a, y in pairs]
        loss = getattr(nn, name)
        summed, mean = loss(outputs, targets, reduction="sum"), loss(outputs, targets, reduction="mean")
        assert near(summed.data, mp.fsum(terms), 1)
        assert near(mean.data, mp.fsum(terms) / len(terms), 1)
        assert loss(outputs, targets).data == (summed if name in SUMMED else mean).data
        each = [t.data for t in loss(outputs, targets, reduction="none")]
        assert each == pytest.approx([float(t) for t in terms], abs=1e-13)
        mean.backward()
        assert all(near(v.grad * len(terms), slope, 1) for v, slope in zip(outputs, slopes, strict=True))


def softmax_shares(row: list[Any]) -> list[Any]:
    exps = [mp.exp(z) for z in row]
    return [e / mp.fsum(exps) for e in exps]


def batches(count: int) -> st.SearchStrategy[list[list[float]]]:
    return st.lists(st.lists(st.floats(-40, 40), min_size=count, max_size=count), min_size=1, max_size=3)


@given(st.integers(2, 4).flatmap(batches), st.data())
def test_cross_entropy_of_classes_and_of_shares(logits: list[list[float]], data: st.DataObject) -> None:
    count = len(logits[0])
    classes = [data.draw(st.integers(0, count - 1)) for _ in logits]
    outputs = [[Value(z) for z in row] for row in logits]
    by_class = nn.cross_entropy(outputs, classes)
    one_hot = nn.cross_entropy(outputs, [[float(i == k) for i in range(count)] for k in classes])
    log_shares = [[Value(float(mp.log(p))) for p in softmax_shares([mpf(z) for z in row])] for row in logits]
    with mp.workdps(60):
        found = [softmax_shares([mpf(z) for z in row]) for row in logits]
        exact = mp.fsum(-mp.log(p[k]) for p, k in zip(found, classes, strict=True)) / len(logits)
        assert near(by_class.data, exact)  # relative, also where the right class is nearly certain
        assert near(one_hot.data, exact, 40)
        assert near(nn.nll(log_shares, classes).data, exact, 40)
        by_class.backward()
        for row, p, k in zip(outputs, found, classes, strict=True):
            for i, (z, share) in enumerate(zip(row, p, strict=True)):
                assert near(z.grad * len(logits), share - (i == k), 1)


def test_cross_entropy_of_soft_targets_is_their_mean() -> None:
    z, shares = [0.5, -1.0, 2.0], [0.2, 0.3, 0.5]
    mean = math.fsum(share * nn.cross_entropy(z, k) for k, share in enumerate(shares))
    assert nn.cross_entropy(z, shares) == pytest.approx(mean)


@pytest.mark.parametrize("delta", [0.25, 1.0, 2.5])
@given(st.floats(-10, 10))
def test_huber_is_half_a_square_near_and_straight_beyond(delta: float, d: float) -> None:
    expected = d * d / 2 if abs(d) <= delta else delta * (abs(d) - delta / 2)
    assert nn.huber(d + 1.0, 1.0, delta) == pytest.approx(expected, abs=1e-14)
    assert grad(lambda a: nn.huber(a, 0.0, delta))(d) == pytest.approx(max(-delta, min(delta, d)))


def test_second_derivatives_of_losses() -> None:
    def curvature(loss: Callable[[Any], Any], at: float) -> float:
        return float(grad(grad(loss))(at))

    assert curvature(lambda a: nn.squared_error(a, 1.0), 1.0) == 2.0
    assert curvature(lambda a: nn.huber(a, 1.0), 1.0) == 1.0  # also where output and target are equal
    assert curvature(lambda a: nn.huber(a, 1.0), 3.0) == 0.0
    assert curvature(lambda a: nn.huber(a, 1.0), 2.0) == 1.0  # at delta it is still a square
    assert curvature(lambda z: nn.binary_cross_entropy_with_logits(z, 1), 0.0) == 0.25


@pytest.mark.parametrize("loss", [
    lambda *a: nn.mse(list(a), [0.5, 1.5]), lambda *a: nn.half_squared_error(list(a), [0.5, 1.5]),
    lambda *a: nn.huber(list(a), [0.5, 9.5]), lambda *a: nn.cross_entropy(list(a), 1),
    lambda *a: nn.cross_entropy(list(a), [0.25, 0.75]), lambda *a: nn.binary_cross_entropy(softmax(list(a)), [0, 1]),
    lambda *a: nn.binary_cross_entropy_with_logits(list(a), [0.25, 1.0]),
])
def test_every_method_of_the_kit_finds_the_same_gradient(loss: Any) -> None:
    assert assert_gradients(loss, 0.75, -1.25).ok


# --- Beside PyTorch ---


def flat(x: Any) -> list[float]:
    return [y for item in x for y in flat(item)] if isinstance(x, list) else [x.grad if isinstance(x, Value) else x]


def values(x: Any) -> Any:
    return [values(item) for item in x] if isinstance(x, list) else Value(x)


@pytest.mark.parametrize("case", GOLDEN["losses"], ids=lambda case: case["loss"])
def test_as_pytorch_has_it(case: dict[str, Any]) -> None:
    loss = getattr(nn, case["loss"])
    outputs = values(case["outputs"])
    for reduction in ("sum", "mean", "none"):
        found = loss(outputs, case["targets"], reduction=reduction, **case["options"])
        got = [t.data for t in found] if reduction == "none" else [found.data]
        assert got == pytest.approx(case[reduction], rel=1e-13, abs=1e-15)
    loss(outputs, case["targets"], reduction="sum", **case["options"]).backward()
    assert flat(outputs) == pytest.approx(flat(case["grad"]), rel=1e-13, abs=1e-15)


# --- The documents ---


def test_row_9_mse_and_row_30_the_total_cost_differ_by_the_outputs() -> None:
    outputs, targets = [[0.25, 0.5], [1.0, 0.75], [0.0, 0.125]], [[0.0, 1.0], [0.5, 0.5], [1.0, 0.0]]
    squares = [0.0625, 0.25, 0.25, 0.0625, 1.0, 0.015625]  # exact in binary
    assert nn.mse(outputs, targets) == sum(squares) / 6  # over all numbers
    assert nn.squared_error(outputs, targets) / 3 == sum(squares) / 3  # doc. 003: over samples
    first = [[row[0] for row in rows] for rows in (outputs, targets)]
    assert nn.mse(*first) == (0.0625 + 0.25 + 1.0) / 3  # doc. 001, one output: they are the same


BCE = {(0, 0.8): "1.60943791243410037460075933323", (0, 0.2): "0.22314355131420975576629509031",
       (1, 0.8): "0.22314355131420975576629509031", (1, 0.2): "1.60943791243410037460075933323"}


@pytest.mark.parametrize(("y", "p"), BCE)
def test_row_10_binary_cross_entropy(y: int, p: float) -> None:
    probability = Value(p)
    loss = nn.binary_cross_entropy(probability, y)
    loss.backward()
    assert loss.data == pytest.approx(float(BCE[y, p]), rel=1e-14)
    assert probability.grad == pytest.approx((p - y) / (p * (1 - p)), rel=1e-14)
    assert (loss / log(10)).data == pytest.approx(float(BCE[y, p]) / math.log(10), rel=1e-14)  # as the document prints it


E_THETA = {0.0: "0.0023171155731537359224239867815", 1.0: "0.912317115573153735922423986781"}


@pytest.mark.parametrize("strength", E_THETA)
def test_row_11_the_regularised_cost_of_all_outputs(strength: float) -> None:
    model = MLP(2, [3, 2], weights=[[[.1, .3, .5], [.2, .4, .6]], [[.1, .4], [.2, .5], [.3, .6]]],
                bias=[[.1, .2, .3], [.1, .2]])
    probabilities = softmax(model([8, 12]))
    cost = nn.binary_cross_entropy(probabilities, [0, 1], reduction="sum") / 1 + l2(model, strength, samples=1)
    cost.backward()
    assert cost.data == pytest.approx(float(E_THETA[strength]), rel=1e-12)
    slope = float("0.00764205365622346310453677116598") + strength * 0.1
    assert model.layers[1].neurons[0].w[0].grad == pytest.approx(slope, rel=1e-12)
    bias = model.layers[1].neurons[0].b
    assert bias is not None
    assert bias.grad == pytest.approx(float("0.00231577383521923124379902156545"), rel=1e-12)  # biases are not punished


# --- Far out ---


def test_logits_of_any_size_keep_loss_and_gradient() -> None:
    z = Value(-1000.0)
    loss = nn.binary_cross_entropy_with_logits(z, 1)
    loss.backward()
    assert (loss.data, z.grad) == (1000.0, -1.0)
    assert nn.binary_cross_entropy_with_logits(40.0, 1) == pytest.approx(math.exp(-40), rel=1e-15)
    assert nn.cross_entropy([40.0, 0.0], 0) == pytest.approx(math.exp(-40), rel=1e-15)
    assert nn.cross_entropy([1e308, -1e308], 1) == math.inf


@pytest.mark.parametrize(("logits", "k", "expected"), [
    ([-math.inf, 0.0], 1, 0.0), ([-math.inf, 0.0], 0, math.inf), ([math.inf, 0.0], 0, 0.0), ([math.inf, 0.0], 1, math.inf),
])
def test_a_class_that_is_ruled_out(logits: list[float], k: int, expected: float) -> None:
    assert nn.cross_entropy(logits, k) == expected


def test_a_certain_probability_costs_nothing_or_everything() -> None:
    assert nn.binary_cross_entropy([0.0, 1.0], [0, 1], reduction="none") == [0.0, 0.0]
    assert nn.binary_cross_entropy([1.0, 0.0], [0, 1], reduction="none") == [math.inf, math.inf]
    p = Value(0.0)
    nn.binary_cross_entropy(p, 0).backward()
    assert p.grad == 1.0  # of the term that is there: 1/(1 - p)


def test_nan_is_not_lost() -> None:
    for loss in (nn.mse, nn.mae, nn.huber, nn.half_squared_error, nn.binary_cross_entropy, nn.hinge):
        assert math.isnan(loss([math.nan, 0.5], [1, 1]))
    assert math.isnan(nn.cross_entropy([math.nan, 0.0], 1))

"""BatchNorm: beside PyTorch, and exact values."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import autodiff
from autodiff import Value
from nn import BatchNorm, Dropout
from tests.nn.golden import GOLDEN


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
    (lambda: BatchNorm(1, momentum=-0.5), "momentum of a BatchNorm must be from 0 to 1, got -0.5"),
    (lambda: BatchNorm(1, momentum=1.5), "momentum of a BatchNorm must be from 0 to 1, got 1.5: give a number such as 0.1"),
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

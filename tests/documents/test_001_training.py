"""Document 001, training: XOR learned, epochs and batches, the two kinds of descent (rows 7, 17 and 18)."""

import math
import random

import pytest

from nn import MLP
from nn.documents.document_001_training import OBSERVATIONS, XOR, gradient, learned_xor, mean_squared_error, train
from nn.documents.facts import close
from nn.documents.systems import StudyHours, Xor
from tests.documents.items import about


@about("001-xor-solve", "001-xor-def")
def test_xor_is_learned_and_was_not_there_before() -> None:
    def right(net: MLP) -> list[bool]:
        return [round(net(x).data) == XOR[row] for row, x in Xor.rows.items()]

    assert all(right(learned_xor()))
    assert not all(right(learned_xor(steps=0)))


@about("001-batches", "001-batches-seen", "001-c-epoch-batch", "001-epoch-def")
@pytest.mark.parametrize(("batch_size", "per_epoch"), [(1000, 1), (100, 10), (300, 4), (1, 1000)])
def test_an_epoch_is_one_pass_over_all_data_and_has_as_many_steps_as_batches(batch_size: int, per_epoch: int) -> None:
    for epochs in (1, 3):
        updates, seen, _ = train(batch_size, epochs)
        assert updates == per_epoch * epochs
        assert seen == dict.fromkeys(range(len(OBSERVATIONS)), epochs)


@about("001-c-gd-sgd")
def test_the_gradient_of_a_batch_is_the_mean_of_those_of_its_samples() -> None:
    for size in (1, 2, 3):
        batch = random.Random(size).sample(StudyHours.students, size)
        each = [gradient([student]) for student in batch]
        mean = {name: math.fsum(g[name] for g in each) / size for name in each[0]}
        assert gradient(batch) == pytest.approx(mean, rel=1e-12)
    assert close(gradient(StudyHours.students)["w7"], "000.B.mean.grad.w7")


def test_in_as_many_epochs_many_small_steps_come_further_than_a_few_of_all_data() -> None:
    left = [mean_squared_error(train(size, epochs=5)[2], OBSERVATIONS).data for size in (1, 100, 1000)]
    assert left == sorted(left)
    assert left[0] < 1e-24

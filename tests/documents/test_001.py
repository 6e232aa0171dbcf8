"""Document 001, the classifier, losses, convexity and the computation graph: formulas and words (rows 5 to 13)."""

import math

import pytest

from autodiff import Value, sum
from nn.documents.document_001 import BCE_CASES, bce, computation_graph, row_10
from nn.documents.facts import close
from nn.documents.systems import DogCat, StudyHours
from tests.documents.items import about, numbers_and_gradients


@about("001-dc-x-order")
def test_the_vector_is_ear_length_then_weight() -> None:
    net = DogCat()
    assert net.forward((8, 12)).z1.data == pytest.approx(3.3)  # as printed
    assert net.forward((12, 8)).z1.data == pytest.approx(2.9)  # in the order announced


@about("001-dc-layer-matrix")
def test_the_layer_is_the_transposed_matrix_times_x_plus_b() -> None:
    w_transposed, x, b = ((0.1, 0.2), (0.3, 0.4), (0.5, 0.6)), (8, 12), (0.1, 0.2, 0.3)
    z = [row[0] * x[0] + row[1] * x[1] + bias for row, bias in zip(w_transposed, b, strict=True)]
    f = DogCat().forward(x)
    assert [f.z1.data, f.z2.data, f.z3.data] == pytest.approx(z, rel=1e-12) == [3.3, 7.4, 11.5]


@about("001-bce-remark")
def test_the_higher_the_loss_the_higher_the_penalty() -> None:
    n = row_10()
    assert n["001.bce.y0_p08.ln"] > n["001.bce.y0_p02.ln"] > 0


@about("001-bce-cases")
@pytest.mark.parametrize(("y", "p"), BCE_CASES.values())
def test_cross_entropy_by_cases(y: float, p: float) -> None:
    assert bce(y, Value(p)).data == pytest.approx(-math.log(p) if y == 1 else -math.log(1 - p), rel=1e-12)


@about("001-mse", "001-mse-argmin")
def test_the_mean_is_taken_once() -> None:
    costs = [StudyHours().forward(x, y).cost for x, y in StudyHours.students]
    mean = sum(costs) / 3
    assert close(mean.data, "000.B.mean.cost")
    assert not close((sum([mean, mean, mean]) / 9).data, "000.B.mean.cost")  # L averaged once more


@about("001-convex-def")
@pytest.mark.parametrize("t", [0.0, 0.25, 0.5, 0.9, 1.0])
def test_the_chord_lies_above_a_convex_function(t: float) -> None:
    def f(x: float) -> float:
        return (Value(x) ** 2).data

    assert f(t * 1 + (1 - t) * 2) <= t * f(1) + (1 - t) * f(2)


@about("001-graph-da", "001-graph-db", "001-graph-dc", "001-graph-dh")
def test_the_gradients_of_the_computation_graph() -> None:
    f = computation_graph()
    f.L.backward()
    v, d = numbers_and_gradients(vars(f))
    assert (d.a, d.b, d.c) == (v.c, 2 * v.c, v.e)
    assert not hasattr(f, "h")  # the printed dL/dh is dL/db

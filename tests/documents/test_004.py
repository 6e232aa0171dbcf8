"""Document 004, the price of an apartment and its listing: formulas, faults and what is printed (rows 33 and 34)."""

from functools import cache

import pytest

from autodiff import Value, relu
from nn.documents.document_004 import RATE, gradient_descent, listing, row_34
from nn.documents.numbers import Numbers
from nn.documents.systems import Apartment
from tests.documents.items import Graph, about, numbers_and_gradients


@cache
def numbers() -> Numbers:
    return row_34()


def test_without_its_faults_the_listing_is_gradient_descent() -> None:
    mended, true = listing(stale_a1=False, updated_weight=False), gradient_descent()
    assert {key: mended[key] for key in true if key.startswith("final")} == pytest.approx(
        {key: x for key, x in true.items() if key.startswith("final")}, rel=1e-12)


@pytest.fixture
def start() -> Graph:
    net = Apartment()
    f = net.forward()
    f.E.backward()
    return numbers_and_gradients(net.p | vars(f))


@about("004-error", "004-grad-out", "004-grad-hidden")
def test_the_formulas_of_the_gradient(start: Graph) -> None:
    v, d = start
    residual, error = v.pred - 300, v.E
    assert error == pytest.approx(0.5 * residual**2, rel=1e-12)
    assert d.w2 == pytest.approx(residual * v.a1, rel=1e-12)
    assert d.b2 == pytest.approx(residual, rel=1e-12)
    assert d.w1 == pytest.approx(residual * v.w2 * 1 * 50, rel=1e-12)
    assert d.b1 == pytest.approx(residual * v.w2 * 1, rel=1e-12)


@about("004-relu", "004-relu-derivative")
@pytest.mark.parametrize(("z", "a", "slope"), [(2.0, 2.0, 1.0), (0.0, 0.0, 0.0), (-3.0, 0.0, 0.0)])
def test_relu_and_its_derivative(z: float, a: float, slope: float) -> None:
    x = Value(z)
    y = relu(x)
    y.backward()
    assert (y.data, x.grad) == (a, slope)


@about("004-grad-vector")
def test_the_gradient_has_four_components(start: Graph) -> None:
    _, d = start
    assert len(Apartment().net.parameters()) == 4
    assert d.b2 != 0  # the component that the document leaves out


@about("004-gd", "004-bug-updated-wout")
def test_a_step_moves_all_four_parameters_at_once(start: Graph) -> None:
    v, d = start
    n = numbers()
    for name in ("w1", "b1", "w2", "b2"):
        assert n[f"004.true.step0.{name}"] == pytest.approx(getattr(v, name) - RATE * getattr(d, name), rel=1e-12)
    faulty, right = n["004.listing.step0.w1"] - v.w1, n["004.true.step0.w1"] - v.w1
    assert faulty / right == pytest.approx(0.47272976 / 0.4, rel=1e-12)  # the new w_out for the old one


@about("004-bug-dedent")
def test_as_extracted_the_loop_only_computes_forward() -> None:
    n = numbers()
    assert n["004.listing.it1.pred"] == pytest.approx(13.687903610468227, rel=1e-12)  # and so it stays for 1000 rounds


@about("004-bug-stale-a1")
def test_the_prediction_cannot_tell_the_faulty_run_from_the_true_one_but_the_weights_can() -> None:
    n = numbers()
    assert n["004.listing.final.pred_printed"] == pytest.approx(n["004.true.final.pred_printed"], rel=1e-12)
    assert n["004.listing.final.w1"] > 1.3 * n["004.true.final.w1"]


@about("004-final-print")
def test_the_last_prediction_printed_was_made_before_the_last_update() -> None:
    n = numbers()
    assert n["004.true.final.pred_printed"] == n["004.true.it1000.pred"]
    assert n["004.listing.it1.pred"] != pytest.approx(10.24, rel=0.1)  # "Iteración 1" comes after one update already


@about("004-listing-output")
def test_the_errors_the_listing_prints() -> None:
    n = numbers()
    assert [n[f"004.listing.it{i}.pred"] for i in (1, 101)] == pytest.approx([13.687903610468227, 299.99502848323704])
    assert [n[f"004.listing.it{i}.E"] for i in (1, 101)] == pytest.approx([40987.30826948426, 1.23579894622173e-05])

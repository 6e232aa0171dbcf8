"""Branches that are not taken receive nothing, as in the eager engine; rows and lanes have nothing to do with each other."""

from math import inf, nan

import numpy as np
import pytest

import autodiff as ad
from autodiff import Value, compile
from tests.compiler.kernels import ENGINES, Graph, assert_near, assert_same_bits, using

WRITTEN = pytest.mark.parametrize("engine", ENGINES[1:])
ANY = pytest.mark.parametrize("engine", ENGINES)
INFINITIES = pytest.mark.filterwarnings("error")  # NumPy must not warn of what IEEE says


def guarded(x: Value, p: Value) -> list[Value]:
    """Functions with a branch whose slope is infinite, or nan, where it is not taken."""
    q = p * 2.0
    return [ad.where(x > 0, ad.sqrt(x) * q, q), ad.where(x > 0, ad.sqrt(p * 0) + x, p + x), ad.relu(ad.sqrt(x) - 1) * p,
            ad.maximum(ad.log(x), p), ad.minimum(1 / x, p), ad.clip(ad.log(x) * p, -1.0, 1.0),
            ad.where(x < 0, ad.exp(x * 1e6), q),
            ad.where(x > 0, x * ad.log(x), 0.0) + q, ad.where(ad.equal(x, 0.0), p, ad.sqrt(abs(x)) * ad.log(abs(x))),
            ad.max([ad.log(x), ad.sqrt(x) - 2, p]), ad.step(x) * ad.sqrt(p - p), ad.where(p > 1e9, ad.sqrt(x), x) * p]


HARD = np.array([[0.0], [1.0], [-1.0], [4.0], [-0.0], [nan], [inf], [-inf], [1e-310], [0.5], [0.0]])


@WRITTEN
@INFINITIES
@pytest.mark.parametrize("which", range(12))
def test_a_branch_not_taken_receives_nothing(which: int, engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    y = guarded(x, p)[which]
    graph = Graph([y], [x], [p, x])
    with using(engine):
        kernel = compile(y, [x], [p, x])
        for rows in (HARD, HARD[:3], np.resize(HARD, (37, 1))):
            (values, slopes), (found, gradient) = graph.at(rows), kernel(rows)
            assert_near(found, values[:, 0], 1e-15, "value")
            assert_near(gradient, slopes[:, 0], 1e-12 * np.abs(slopes[:, 0]), "gradient")
        with np.errstate(all="ignore"):
            slope = slopes[:, 0].sum(axis=0)
            assert_near(kernel(rows, reduce="sum")[1], slope, 1e-12 * np.abs(slope), "sum of gradients")


@ANY
@INFINITIES
def test_a_rolled_sum_in_a_branch_not_taken_receives_nothing(engine: str) -> None:
    p, c = Value(0.0), Value(-1.0)
    xs = [Value(float(i)) for i in range(6)]
    y = ad.where(c > 0, ad.sum([ad.sqrt(p * x) for x in xs]), p * 2)
    with using(engine):
        kernel = compile(y, [c, *xs], [p])
        assert kernel([-1.0, 1, 2, 3, 4, 5, 6])[1].tolist() == [2.0]
        assert kernel([1.0, 1, 2, 3, 4, 5, 6])[1].tolist() == [inf]
        rows = [[-1.0, 1, 2, 3, 4, 5, 6]] * 3
        assert kernel(rows, reduce="sum")[1].tolist() == [6.0]


@ANY
@INFINITIES
@pytest.mark.parametrize("shared", [1, 2])
def test_what_parts_share_receives_nothing_from_branches_not_taken(shared: int, engine: str) -> None:
    p, u, c = Value(0.0), Value(2.0), Value(-1.0)
    xs = [Value(-float(i)) for i in range(1, 11)]
    root, square = ad.sqrt(p), ad.exp(u * 0)
    more = square if shared == 2 else Value(1.0)
    inside = ad.sum([ad.where(x > 0, root * x, u * x * more) for x in xs])  # the parts do not take the branch
    whole = ad.where(c > 0, ad.sum([root * x + u * x * more for x in xs]), u)  # the sum is in it
    with using(engine):
        assert compile(inside, wrt=[p, u])()[1].tolist() == [0.0, -55.0]
        assert compile(whole, wrt=[p, u])()[1].tolist() == [0.0, 1.0]


@ANY
@INFINITIES
def test_a_zero_that_parts_hand_on_is_no_branch_not_taken(engine: str) -> None:
    p, u = Value(0.0), Value(0.0)
    root, one = ad.sqrt(p), ad.exp(u)
    y = ad.sum([ad.sin(root * x) + one * (x + 1) for x in [Value(0.0) for _ in range(10)]])
    with using(engine):
        slope = compile(y, wrt=[p, u])()[1]  # 0 * inf
    np.testing.assert_array_equal(slope, [nan, 10.0])


@WRITTEN
@INFINITIES
def test_a_row_with_nan_does_not_spoil_the_others(engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    with using(engine):
        kernel = compile([ad.relu(ad.sqrt(x) * p), ad.log(x) * p], [x], [x, p])
        rows = np.linspace(0.5, 2.0, 33).reshape(-1, 1)
        whole = kernel(rows)
        for bad in (nan, inf, -1.0, 0.0):
            rows[[0, 13, 31, 32]] = bad
            for found, before in zip(kernel(rows), whole, strict=True):
                assert_same_bits(np.delete(found, [0, 13, 31, 32], axis=0), np.delete(before, [0, 13, 31, 32], axis=0))


@WRITTEN
@INFINITIES
def test_lanes_beyond_the_last_row_add_nothing(engine: str) -> None:
    """They repeat the last row: if its slope is infinite, 0 of them would be nan."""
    x, p = Value(1.0), Value(1.0)
    with using(engine):
        kernel = compile(ad.sqrt(x - p), [x], [x, p])
        for count in (1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 31, 33, 34):
            rows = np.arange(2.0, count + 2).reshape(-1, 1)
            slope = (0.5 / np.sqrt(rows - 1)).sum()
            assert kernel(rows, reduce="sum")[1].tolist() == [pytest.approx(slope), pytest.approx(-slope)], count
            rows[-1] = 1.0
            assert kernel(rows, reduce="sum")[1].tolist() == [inf, -inf], count
            assert kernel(rows)[1][-1].tolist() == [inf, -inf], count


def test_lanes_beyond_the_last_row_read_nothing_from_beyond(monkeypatch: pytest.MonkeyPatch) -> None:
    """What lies in memory after the rows would send a sum to the tape."""
    xs, ws = [Value(0.5) for _ in range(3)], [Value(0.1 * i) for i in range(24)]
    memory = np.full((17, 3), inf)
    memory[:9] = 0.5
    with using("blocks"):
        kernel = compile(ad.sum([ad.tanh(ad.dot(ws[3 * j:3 * j + 3], xs)) for j in range(8)]), xs, ws)
        monkeypatch.setattr(kernel._engine, "_again", None)
        assert np.isfinite(kernel(memory[:9], reduce="sum")[1]).all()


@WRITTEN
@INFINITIES
@pytest.mark.parametrize("count", [1, 9])
def test_what_leads_to_another_output_only_receives_nothing(engine: str, count: int) -> None:
    x, y = Value(1.0), Value(0.0)
    with using(engine):
        kernel = compile([2 * x, ad.sqrt(y), ad.sqrt(y) + x], [x, y], [x, y])
        assert kernel([[1.0, 0.0]] * count)[1].tolist() == [[[2.0, 0.0], [0.0, inf], [1.0, inf]]] * count
        assert kernel([[1.0, 0.0]] * count, reduce="sum")[1].tolist() == [[2.0 * count, 0.0], [0.0, inf], [count, inf]]


@WRITTEN
@INFINITIES
def test_infinities_of_both_signs_add_up_to_nan(engine: str) -> None:
    x, p = Value(1.0), Value(0.5)
    with using(engine):
        value, gradient = compile(x * p, [x], [p])([[inf], [-inf], [1.0]], reduce="sum")
    assert np.isnan([value, *gradient]).all()

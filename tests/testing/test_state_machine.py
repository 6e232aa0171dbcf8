"""The state machine, as a test of the engine; and that it fails when the engine is broken."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test

from autodiff import OPS
from autodiff.graph import sweeps as graph
from autodiff.graph.functions import apply
from autodiff.testing import GraphMachine
from autodiff.testing.state_machine import NODES, Naive
from autodiff.value import outdated, value

TestGraph = GraphMachine.TestCase
TestGraph.settings = settings(stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])

QUICK = settings(max_examples=1000, stateful_step_count=20, deadline=None, database=None, derandomize=True,
                 suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def add_twice(original: Callable[..., Any]) -> Callable[..., Any]:
    def backward(root: Any) -> None:
        original(root)
        if root.op is None:
            original(root)
    return backward


def add_to_intermediates(original: Callable[..., Any]) -> Callable[..., Any]:
    def backward(root: Any) -> None:
        before = {node: node.grad for node in graph.topological(root) if node.op is not None}
        original(root)
        for node, grad in before.items():
            node.grad = node.grad + grad
    return backward


def only_the_root(original: Callable[..., Any]) -> Callable[..., Any]:
    return lambda root: setattr(root, "_data", apply(root.op, root.parents)._data) if root.op else None


def stale_partials(original: Callable[..., Any]) -> Callable[..., Any]:
    def recompute(root: Any) -> None:
        before = {node: (node._da, node._db) for node in graph.topological(root)}
        original(root)
        for node, (da, db) in before.items():
            node._da, node._db = da, db
    return recompute


@pytest.mark.parametrize(("place", "name", "fault"), [
    (graph, "backward", add_twice), (graph, "backward", add_to_intermediates), (graph, "recompute", only_the_root),
    (graph, "recompute", stale_partials), (outdated, "outdated", lambda original: lambda order: None)])
def test_it_finds_a_broken_engine(place: Any, name: str, fault: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, name, fault(getattr(place, name)))
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(GraphMachine, settings=QUICK)


def test_it_finds_a_wrong_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value, "mul", lambda x, y: x * y * (1 + 1e-12))
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(GraphMachine, settings=QUICK)


class Led(GraphMachine):
    """The machine led by hand: in the place of what hypothesis draws stand the numbers of the nodes to choose."""

    def choose(self, data: Any, leaf: bool = False) -> Any:
        return self.nodes[data.pop(0)]


@pytest.fixture
def led() -> Led:
    """sin(a*b) of a = 0.5 and b = -1: the nodes 0 to 3."""
    machine = Led()
    machine.leaf(0.5)
    machine.leaf(-1.0)
    machine.operate("mul", [0, 1])
    machine.operate("sin", [2])
    return machine


def test_the_model_is_the_mathematics(led: Led) -> None:
    (_, a), (_, b), (_, product), (y, sine) = led.nodes
    assert (y.data, sine.data) == (math.sin(-0.5), y.data)
    assert (product.operands, product.given, product.partials) == ([a, b], [0.5, -1.0], [-1.0, 0.5])
    assert sine.slope(a) == pytest.approx((-math.cos(-0.5), math.cos(-0.5)), rel=1e-15)
    assert a.slope(b) == (0.0, 0.0)
    assert sine.ancestors() == [a, b, product, sine]
    assert sine.bound(3.0) == 8 * 4 * 2.0**-52 * 3.0
    assert repr(product) == "mul of -0.5"
    assert repr(a) == "leaf of 0.5"


def test_paths_add_up_and_sizes_do_not_cancel() -> None:
    machine = Led()
    machine.leaf(2.0)
    machine.operate("mul", [0, 0])
    machine.operate("sub", [1, 0])
    _, x = machine.nodes[0]
    assert machine.nodes[2][1].slope(x) == (3.0, 5.0)
    assert machine.nodes[2][1].ancestors() == [naive for _, naive in machine.nodes]


def test_leaves_add_gradients_and_the_others_take_them(led: Led) -> None:
    (a, naive), _, (_, product), _ = led.nodes
    for times in (1, 2):
        led.backward([3])
        led.agree()
        assert naive.grad == pytest.approx(-times * math.cos(0.5), rel=1e-15)
        assert naive.allowed == pytest.approx(times * 8 * 4 * 2.0**-52 * math.cos(0.5))
        assert product.grad == pytest.approx(math.cos(0.5), rel=1e-15)
        assert product.allowed == pytest.approx(8 * 4 * 2.0**-52 * math.cos(0.5))
    led.zero([0])
    led.agree()
    assert (a.grad, naive.grad, naive.allowed) == (0.0, 0.0, 0.0)


def test_what_was_computed_stays_until_it_is_computed_anew(led: Led) -> None:
    led.change(0.25, [0])
    led.agree()
    assert led.nodes[3][0].data == math.sin(-0.5)
    led.backward([3])
    led.agree()
    assert led.nodes[1][0].grad == pytest.approx(0.5 * math.cos(0.5))
    led.gradients([3, 0, 1])  # refused, as a has moved: no fault
    led.recompute([2])
    led.agree()
    assert (led.nodes[2][0].data, led.nodes[3][0].data) == (-0.25, math.sin(-0.5))
    assert led.nodes[2][1].partials == [-1.0, 0.25]
    led.recompute([3])
    led.agree()
    assert led.nodes[3][1].given == [-0.25]
    led.gradients([3, 0, 1])


def test_a_name_is_dropped(led: Led) -> None:
    led.delete([2])
    assert [naive.data for _, naive in led.nodes] == [0.5, -1.0, math.sin(-0.5)]
    led.recompute([2])
    led.agree()


def test_the_room_is_for_ten_and_leaves_are_told_apart(led: Led) -> None:
    assert NODES == 10
    assert (led.room(), led.any_node(), led.any_leaf()) == (True, True, True)
    empty = Led()
    assert (empty.any_node(), empty.any_leaf()) == (False, False)
    for _ in range(6):
        assert led.room()
        led.leaf(0.0)
    assert not led.room()
    del led.nodes[:2], led.nodes[2:]
    assert (led.any_node(), led.any_leaf()) == (True, False)


def test_it_chooses_among_all_or_among_the_leaves(led: Led) -> None:
    every, leaves = set(), set()

    @settings(max_examples=100, database=None, derandomize=True)
    @given(st.data())
    def collect(data: st.DataObject) -> None:
        every.add(GraphMachine.choose(led, data)[1])
        leaves.add(GraphMachine.choose(led, data, leaf=True)[1])

    collect()
    nodes = [naive for _, naive in led.nodes]
    assert (every, leaves) == ({*nodes}, {*nodes[:2]})


def off(x: float) -> float:
    return x * (1 + 1e-9)


def test_numbers_that_are_not_the_models_are_seen(led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
    led.backward([3])
    led.nodes[0][0].grad = off(led.nodes[0][0].grad)
    with pytest.raises(AssertionError, match=r"^Value.* should have the gradient -0\.877"):
        led.agree()
    led.zero([0])
    led.nodes[2][0]._data = off(-0.5)
    with pytest.raises(AssertionError, match=r"^Value.* should hold -0\.5$"):
        led.agree()
    with pytest.raises(AssertionError, match=r"^sin of \[0\.5\] is not 0\.5$"):
        Naive(0.0, OPS["sin"], [Naive(0.5)]).compute(0.5)
    original = graph.recompute
    monkeypatch.setattr(graph, "recompute", lambda y: (original(y), setattr(y, "_data", off(y._data))))
    with pytest.raises(AssertionError, match=r"^sin of .* is not"):
        led.recompute([3])


def test_gradients_that_are_not_the_models_are_seen(led: Led, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(y: Any, xs: Any) -> Any:
        raise ValueError

    monkeypatch.setattr("autodiff.testing.state_machine.gradients", refuse)
    with pytest.raises(AssertionError, match=r"^gradients of a graph that is up to date were refused$"):
        led.gradients([3, 0, 1])
    monkeypatch.setattr("autodiff.testing.state_machine.gradients", lambda y, xs: [value.Value(off(-math.cos(0.5)))] * 2)
    with pytest.raises(AssertionError, match=r"^gradients gives -0\.877\d*, the model -0\.877\d*$"):
        led.gradients([3, 0, 1])

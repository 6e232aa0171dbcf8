"""The state machine, as a test of the engine; and that it fails when the engine is broken."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from autodiff import graph, value
from autodiff.testing import GraphMachine

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
    return lambda root: setattr(root, "_data", graph.apply(root.op, root.parents)._data) if root.op else None


def stale_partials(original: Callable[..., Any]) -> Callable[..., Any]:
    def recompute(root: Any) -> None:
        before = {node: (node._da, node._db) for node in graph.topological(root)}
        original(root)
        for node, (da, db) in before.items():
            node._da, node._db = da, db
    return recompute


@pytest.mark.parametrize(("place", "name", "fault"), [
    (graph, "backward", add_twice), (graph, "backward", add_to_intermediates), (graph, "recompute", only_the_root),
    (graph, "recompute", stale_partials), (graph, "outdated", lambda original: lambda order: None)])
def test_it_finds_a_broken_engine(place: Any, name: str, fault: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place, name, fault(getattr(place, name)))
    monkeypatch.setattr("autodiff.higher.outdated", graph.outdated)
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(GraphMachine, settings=QUICK)


def test_it_finds_a_wrong_operation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value, "mul", lambda x, y: x * y * (1 + 1e-12))
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(GraphMachine, settings=QUICK)
